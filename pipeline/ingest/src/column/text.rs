//! Free text: normal form and invisible signs are repaired, letters are kept.

use std::sync::Arc;

use arrow::array::StringBuilder;
use dorpon_domain::text::{looks_like_bijoy, normalise};

use super::{Beside, Cells, ColumnRead, Notes, ReadCells, flaw, repair};

pub(super) struct TextReader;

impl ReadCells for TextReader {
    fn read(&self, cells: &Cells<'_>, _: &Beside<'_>) -> ColumnRead {
        let mut notes = Notes::default();
        let mut values = StringBuilder::new();
        for (position, cell) in cells.filled() {
            let Some(cell) = cell else {
                values.append_null();
                continue;
            };
            // Before anything else: the normal form would drop letters of the other encoding.
            if looks_like_bijoy(cell) {
                notes.kept(position, flaw::LEGACY_BIJOY);
                values.append_value(cell);
                continue;
            }
            let normal = normalise(cell);
            if normal.is_empty() {
                values.append_null();
                continue;
            }
            if normal != cell {
                notes.repair(position, repair::TEXT_FORM);
            }
            if normal.contains('\u{FFFD}') {
                notes.kept(position, flaw::DAMAGED_LETTERS);
            }
            values.append_value(normal);
        }
        ColumnRead::new(Arc::new(values.finish()), notes)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{codes, read_cells, texts};
    use super::*;

    #[test]
    fn text_is_normalised_and_counted() {
        let composed = "ম\u{09DF}না";
        let read = read_cells(
            "type = \"text\"",
            &[" রহিম ", composed, "a\u{FFFD}b", "plain", "evsjv‡`k"],
            None,
        );
        assert_eq!(texts(&read)[0].as_deref(), Some("রহিম"));
        assert_eq!(texts(&read)[1].as_deref(), Some("ম\u{09AF}\u{09BC}না"));
        assert_eq!(read.repairs, [(1, repair::TEXT_FORM)]);
        assert_eq!(codes(&read), [(2, flaw::DAMAGED_LETTERS), (4, flaw::LEGACY_BIJOY)]);
        assert_eq!(texts(&read)[4].as_deref(), Some("evsjv‡`k"));
    }
}
