//! Free text: normal form and invisible signs are repaired, Bijoy is converted where that is certain; what was written
//! stays in the findings where its letters differ.

use std::sync::Arc;

use dorpon_domain::text;
use dorpon_domain::text::bijoy::{Reading, Survey, read_cell};

use super::{Beside, Cells, ColumnRead, Notes, ReadCells, flaw, is_lost, is_spreadsheet_error, repair};

pub(super) struct TextReader {
    /// Whether the heading above the cells was itself written for a Bijoy font.
    pub(super) is_below_bijoy: bool,
}

impl ReadCells for TextReader {
    fn read(&self, cells: &Cells<'_>, _: &Beside<'_>) -> ColumnRead {
        let mut survey = Survey::new(self.is_below_bijoy);
        for cell in cells.filled().filter_map(|(_, cell)| cell) {
            survey.add(cell);
        }
        let is_bijoy = survey.is_bijoy();
        let mut notes = Notes::default();
        let mut values = cells.builder();
        for (position, cell) in cells.filled() {
            let Some(cell) = cell else {
                values.append_null();
                continue;
            };
            if is_spreadsheet_error(cell) {
                notes.flaw(position, flaw::SPREADSHEET_ERROR);
                values.append_null();
                continue;
            }
            if is_lost(cell) {
                notes.flaw(position, flaw::DAMAGED_LETTERS);
                values.append_null();
                continue;
            }
            if let Some(read) = text::read_mojibake(cell) {
                notes.repair(position, repair::TEXT_FORM);
                notes.kept(position, flaw::LETTERS_REPAIRED);
                values.append_value(text::repair(&read).text);
                continue;
            }
            // Before anything else: the normal form would drop letters of the other encoding.
            match read_cell(cell, is_bijoy) {
                Reading::Converted(text) => {
                    notes.repair(position, repair::BIJOY);
                    notes.kept(position, flaw::BIJOY_CONVERTED);
                    values.append_value(text);
                    continue;
                }
                Reading::Unreadable => {
                    notes.kept(position, flaw::LEGACY_BIJOY);
                    values.append_value(cell);
                    continue;
                }
                Reading::Plain => {}
            }
            let repaired = text::repair(cell);
            if repaired.text.is_empty() {
                values.append_null();
                continue;
            }
            if !repaired.kinds.is_empty() {
                notes.repair(position, repair::TEXT_FORM);
            }
            if repaired.kinds.change_letters() {
                notes.kept(position, flaw::LETTERS_REPAIRED);
            }
            if repaired.text.contains('\u{FFFD}') {
                notes.kept(position, flaw::DAMAGED_LETTERS);
            }
            values.append_value(repaired.text);
        }
        ColumnRead::new(Arc::new(values.finish()), notes)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{codes, read_cells, texts};
    use super::*;

    #[test]
    fn lost_and_scrambled_letters() {
        let scrambled: String = "আমেনা".bytes().map(char::from).collect();
        let read = read_cells("type = \"text\"", &["????? ?????", "□□□□", &scrambled, "why?"], None);
        assert_eq!(
            texts(&read),
            [None, None, Some("আমেনা".to_owned()), Some("why?".to_owned())]
        );
        assert_eq!(
            codes(&read),
            [
                (0, flaw::DAMAGED_LETTERS),
                (1, flaw::DAMAGED_LETTERS),
                (2, flaw::LETTERS_REPAIRED)
            ]
        );
    }

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
        assert_eq!(read.repairs, [(1, repair::TEXT_FORM), (4, repair::BIJOY)]);
        assert_eq!(codes(&read), [(2, flaw::DAMAGED_LETTERS), (4, flaw::BIJOY_CONVERTED)]);
        assert_eq!(texts(&read)[4].as_deref(), Some("বাংলাদেশ"));
    }
}
