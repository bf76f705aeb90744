//! Months in the form `2022-06`.

use std::sync::Arc;

use arrow::array::StringBuilder;
use dorpon_domain::date_text::read_month;

use super::{Beside, Cells, ColumnRead, Notes, ReadCells, flaw, repair};

pub(super) struct MonthReader;

impl ReadCells for MonthReader {
    fn read(&self, cells: &Cells<'_>, _: &Beside<'_>) -> ColumnRead {
        let mut notes = Notes::default();
        let mut values = StringBuilder::new();
        for (position, cell) in cells.filled() {
            let Some(cell) = cell else {
                values.append_null();
                continue;
            };
            match read_month(cell) {
                Some(month) => {
                    let canonical = month.to_string();
                    if canonical != cell {
                        let bangla = dorpon_domain::number::ascii_digits(cell) != cell;
                        notes.repair(
                            position,
                            if bangla {
                                repair::BANGLA_DIGITS
                            } else {
                                repair::MONTH_FORM
                            },
                        );
                    }
                    values.append_value(canonical);
                }
                None => {
                    notes.flaw(position, flaw::UNREADABLE_MONTH);
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
