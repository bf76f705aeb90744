//! Fiscal years in the form `2021-22`.

use std::sync::Arc;

use arrow::array::StringBuilder;
use dorpon_domain::fiscal::FiscalYear;

use super::{Beside, Cells, ColumnRead, Notes, ReadCells, flaw, repair};

pub(super) struct FiscalYearReader;

impl ReadCells for FiscalYearReader {
    fn read(&self, cells: &Cells<'_>, _: &Beside<'_>) -> ColumnRead {
        let mut notes = Notes::default();
        let mut values = StringBuilder::new();
        // A file speaks of few years: one that repeats is not read again.
        let mut last: (&str, Option<String>) = ("", None);
        for (position, cell) in cells.filled() {
            let Some(cell) = cell else {
                values.append_null();
                continue;
            };
            if cell != last.0 {
                last = (cell, FiscalYear::parse(cell).map(|year| year.to_string()));
            }
            match &last.1 {
                Some(canonical) => {
                    if canonical != cell {
                        let bangla = dorpon_domain::number::ascii_digits(cell) != cell;
                        notes.repair(
                            position,
                            if bangla {
                                repair::BANGLA_DIGITS
                            } else {
                                repair::FISCAL_YEAR_FORM
                            },
                        );
                    }
                    values.append_value(canonical);
                }
                None => {
                    notes.flaw(position, flaw::UNREADABLE_FISCAL_YEAR);
                    values.append_null();
                }
            }
        }
        ColumnRead::new(Arc::new(values.finish()), notes)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{codes, read_cells, texts};
    use super::*;

    #[test]
    fn fiscal_years_become_canonical() {
        let read = read_cells(
            "type = \"fiscal_year\"",
            &["2021-22", "২০২১-২২", "2021-2022", "last year"],
            None,
        );
        let year = Some("2021-22".to_owned());
        assert_eq!(texts(&read), [year.clone(), year.clone(), year, None]);
        assert_eq!(codes(&read), [(3, flaw::UNREADABLE_FISCAL_YEAR)]);
        assert_eq!(
            read.repairs,
            [(1, repair::BANGLA_DIGITS), (2, repair::FISCAL_YEAR_FORM)]
        );
    }
}
