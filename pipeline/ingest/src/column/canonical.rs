//! Texts of a fixed form that people write in several: fiscal years (`2021-22`) and months (`2022-06`).

use std::sync::Arc;

use dorpon_domain::date_text::read_month;
use dorpon_domain::fiscal::FiscalYear;
use dorpon_domain::number::ascii_digits;

use super::{Beside, Cells, ColumnRead, Notes, ReadCells, flaw, repair};

pub(super) struct CanonicalReader {
    /// The fixed form of a cell; `None` where it has none.
    read: fn(&str) -> Option<String>,
    /// The repair of another way to write it.
    form: &'static str,
    /// The flaw of a cell that has no such form.
    unreadable: &'static str,
}

impl CanonicalReader {
    pub(super) fn fiscal_year() -> Self {
        Self {
            read: |cell| FiscalYear::parse(cell).map(|year| year.to_string()),
            form: repair::FISCAL_YEAR_FORM,
            unreadable: flaw::UNREADABLE_FISCAL_YEAR,
        }
    }

    pub(super) fn month() -> Self {
        Self {
            read: |cell| read_month(cell).map(|month| month.to_string()),
            form: repair::MONTH_FORM,
            unreadable: flaw::UNREADABLE_MONTH,
        }
    }
}

impl ReadCells for CanonicalReader {
    fn read(&self, cells: &Cells<'_>, _: &Beside<'_>) -> ColumnRead {
        let mut notes = Notes::default();
        let mut values = cells.builder();
        // A file speaks of few periods: one that repeats is not read again.
        let mut last: (&str, Option<String>) = ("", None);
        for (position, cell) in cells.filled() {
            let Some(cell) = cell else {
                values.append_null();
                continue;
            };
            if cell != last.0 {
                last = (cell, (self.read)(cell));
            }
            let Some(canonical) = &last.1 else {
                notes.flaw(position, self.unreadable);
                values.append_null();
                continue;
            };
            if canonical != cell {
                let is_bangla = ascii_digits(cell) != cell;
                notes.repair(position, if is_bangla { repair::BANGLA_DIGITS } else { self.form });
            }
            values.append_value(canonical);
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

    #[test]
    fn months_become_canonical() {
        let read = read_cells(
            "type = \"month\"",
            &["2022-06", "জুন ২০২২", "June 2022", "01/06/2022", ""],
            None,
        );
        let month = Some("2022-06".to_owned());
        assert_eq!(texts(&read), [month.clone(), month.clone(), month, None, None]);
        assert_eq!(codes(&read), [(3, flaw::UNREADABLE_MONTH)]);
        assert_eq!(read.repairs, [(1, repair::BANGLA_DIGITS), (2, repair::MONTH_FORM)]);
    }
}
