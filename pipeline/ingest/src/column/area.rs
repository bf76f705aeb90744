//! BBS codes of areas: digits as text, known to the reference unless the contract says otherwise.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use dorpon_catalog::extract::{Column, UnknownArea};
use dorpon_domain::number::ascii_digits;

use super::{Beside, Cells, ColumnRead, Notes, ReadCells, flaw, repair};

/// Digits of a division's code, the shortest, and of a mauza's, the longest.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=11;

pub(super) struct AreaReader {
    /// `None` where every code is kept.
    known: Option<BTreeSet<String>>,
    /// Numbers of digits of a code; any where there is none.
    digits: Vec<usize>,
}

impl AreaReader {
    pub(super) fn new(column: &Column, known: &BTreeSet<String>) -> Self {
        Self {
            digits: column.digits.clone(),
            known: (column.unknown_area == UnknownArea::Null).then(|| known.clone()),
        }
    }

    fn accepts(&self, code: &str) -> bool {
        LENGTHS.contains(&code.len())
            && (self.digits.is_empty() || self.digits.contains(&code.len()))
            && code.bytes().all(|byte| byte.is_ascii_digit())
            && self.known.as_ref().is_none_or(|known| known.contains(code))
    }
}

impl ReadCells for AreaReader {
    fn read(&self, cells: &Cells<'_>, _: &Beside<'_>) -> ColumnRead {
        let mut notes = Notes::default();
        let mut values = cells.builder();
        for (position, cell) in cells.filled() {
            let Some(cell) = cell else {
                values.append_null();
                continue;
            };
            let code = canonical(cell);
            if self.accepts(&code) {
                if code != cell {
                    let digits = if cell.is_ascii() {
                        repair::AREA_CODE_FORM
                    } else {
                        repair::BANGLA_DIGITS
                    };
                    notes.repair(position, digits);
                }
                values.append_value(code);
            } else {
                notes.flaw(position, flaw::UNKNOWN_AREA);
                values.append_null();
            }
        }
        ColumnRead::new(Arc::new(values.finish()), notes)
    }
}

/// Without the `BD` of international codes, separators, an apostrophe, and the `.0` of a sheet.
fn canonical(cell: &str) -> Cow<'_, str> {
    if cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return Cow::Borrowed(cell);
    }
    let digits = ascii_digits(cell);
    let digits = digits.trim_start_matches(['\'', '’']);
    let digits = digits
        .strip_prefix("BD")
        .or_else(|| digits.strip_prefix("bd"))
        .unwrap_or(digits);
    let digits = digits.strip_suffix(".0").unwrap_or(digits);
    Cow::Owned(
        digits
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '-')
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample::{codes, read_cells, texts};
    use super::*;

    #[test]
    fn person_data_lose_unknown_areas() {
        let read = read_cells(
            "type = \"area_code\"",
            &["40879071", "৪০৮৭৯০৭১", "BD40879071", "40 87 90 71", "99999999", "Tala"],
            None,
        );
        let known = Some("40879071".to_owned());
        assert_eq!(
            texts(&read),
            [known.clone(), known.clone(), known.clone(), known, None, None]
        );
        assert_eq!(codes(&read), [(4, flaw::UNKNOWN_AREA), (5, flaw::UNKNOWN_AREA)]);
        assert_eq!(
            read.repairs,
            [
                (1, repair::BANGLA_DIGITS),
                (2, repair::AREA_CODE_FORM),
                (3, repair::AREA_CODE_FORM)
            ]
        );
    }

    #[test]
    fn a_column_may_want_one_level_of_area() {
        let read = read_cells(
            "type = \"area_code\"\ndigits = [8]",
            &["40879071", "408790", "40"],
            None,
        );
        assert_eq!(texts(&read), [Some("40879071".to_owned()), None, None]);
        assert_eq!(codes(&read), [(1, flaw::UNKNOWN_AREA), (2, flaw::UNKNOWN_AREA)]);
    }

    #[test]
    fn tables_of_areas_keep_them() {
        let read = read_cells(
            "type = \"area_code\"\nunknown_area = \"keep\"",
            &["99999999", "04"],
            None,
        );
        assert_eq!(texts(&read), [Some("99999999".to_owned()), Some("04".to_owned())]);
    }
}
