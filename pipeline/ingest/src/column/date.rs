//! Dates. The order of day and month is decided before, over the whole file.

use std::sync::Arc;

use arrow::array::Date32Builder;
use dorpon_catalog::extract::{Column, PERIOD_END};
use dorpon_domain::date_text::{DateReading, DateRepair, PartOrder, read_date, read_excel_serial};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::{Beside, Cells, ColumnRead, Notes, ReadCells, Settings, flaw};

/// Years after the period that a two-digit year may mean where the column is not bound to the period.
const YEARS_AHEAD: i16 = 10;

/// Days from the first day of a spreadsheet to the first day of one that counts from 1904.
const DAYS_TO_1904: i32 = 1462;

/// The day of serial number 2,200. A smaller number in a column of dates is a year.
const FIRST_SERIAL: Date = date(1906, 1, 8);

pub(super) struct DateReader {
    order: PartOrder,
    pivot_year: i16,
    counts_from_1904: bool,
    range: Option<(Date, Date)>,
}

impl DateReader {
    pub(super) fn new(column: &Column, order: PartOrder, settings: &Settings<'_>) -> Self {
        let period_end = settings.period_end;
        let ends_with_period = column.range.as_ref().is_some_and(|(_, high)| high == PERIOD_END);
        let ahead = if ends_with_period { 0 } else { YEARS_AHEAD };
        Self {
            order,
            pivot_year: period_end.year().saturating_add(ahead),
            counts_from_1904: settings.counts_from_1904,
            range: column.date_range(period_end),
        }
    }

    fn read_cell(&self, cell: &str) -> Option<DateReading> {
        read_date(cell, self.order, self.pivot_year).or_else(|| {
            let mut reading = read_excel_serial(cell).filter(|reading| reading.date >= FIRST_SERIAL)?;
            if self.counts_from_1904 {
                reading.date = reading.date.checked_add(DAYS_TO_1904.days()).ok()?;
            }
            Some(reading)
        })
    }
}

impl ReadCells for DateReader {
    fn read(&self, cells: &Cells<'_>, _: &Beside<'_>) -> ColumnRead {
        let mut notes = Notes::default();
        let mut values = Date32Builder::with_capacity(cells.len());
        for (position, cell) in cells.filled() {
            let Some(cell) = cell else {
                values.append_null();
                continue;
            };
            let Some(reading) = self.read_cell(cell) else {
                notes.flaw(position, flaw::UNREADABLE_DATE);
                values.append_null();
                continue;
            };
            if reading.repair != DateRepair::None {
                notes.repair(position, reading.repair.name());
            }
            if self
                .range
                .is_some_and(|(low, high)| reading.date < low || reading.date > high)
            {
                notes.flaw(position, flaw::DATE_OUT_OF_RANGE);
                values.append_null();
                continue;
            }
            values.append_value(days_since_1970(reading.date));
        }
        ColumnRead::new(Arc::new(values.finish()), notes)
    }
}

/// The number by which Arrow and Parquet store a day.
pub(crate) fn days_since_1970(day: Date) -> i32 {
    let hours = day.duration_since(date(1970, 1, 1)).as_hours();
    i32::try_from(hours / 24).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use arrow::array::Date32Array;

    use super::super::sample::{codes, read_cells};
    use super::*;

    fn days(read: &ColumnRead) -> Vec<Option<i32>> {
        read.values
            .as_any()
            .downcast_ref::<Date32Array>()
            .unwrap()
            .iter()
            .collect()
    }

    #[test]
    fn days_are_counted() {
        assert_eq!(days_since_1970(date(1970, 1, 1)), 0);
        assert_eq!(days_since_1970(date(2022, 6, 30)), 19_173);
        assert_eq!(days_since_1970(date(1880, 1, 1)), -32_872);
    }

    #[test]
    fn dates_as_offices_write_them() {
        let read = read_cells(
            "type = \"date\"\nrange = [\"1880-01-01\", \"period_end\"]",
            &[
                "2022-06-30",
                "30/06/2022",
                "৩০/০৬/২০২২",
                "2022-06-30 00:00:00",
                "2023-01-01",
                "1870-01-01",
                "soon",
                "1956",
                "44742",
            ],
            None,
        );
        let day = Some(19_173);
        assert_eq!(days(&read), [day, day, day, day, None, None, None, None, day]);
        assert_eq!(
            codes(&read),
            [
                (4, flaw::DATE_OUT_OF_RANGE),
                (5, flaw::DATE_OUT_OF_RANGE),
                (6, flaw::UNREADABLE_DATE),
                (7, flaw::UNREADABLE_DATE)
            ]
        );
        let counted: Vec<u32> = read.repairs.iter().map(|(position, _)| *position).collect();
        assert_eq!(counted, [1, 2, 8]);
    }
}
