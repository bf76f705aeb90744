//! Yes and no, as offices write them.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::BooleanBuilder;
use dorpon_catalog::extract::Column;
use dorpon_domain::text::fold_header;

use super::{Beside, Cells, ColumnRead, Notes, ReadCells, flaw};

const YES: [&str; 15] = [
    "true",
    "yes",
    "y",
    "t",
    "1",
    "হ্যাঁ",
    "হ্যা",
    "হাঁ",
    "হা",
    "জি",
    "জ্বি",
    "আছে",
    "সত্য",
    "পান",
    "করেন",
];
const NO: [&str; 13] = [
    "false",
    "no",
    "n",
    "f",
    "0",
    "না",
    "নাই",
    "নেই",
    "নয়",
    "নহে",
    "মিথ্যা",
    "পান না",
    "করেন না",
];

pub(super) struct BooleanReader {
    by_spelling: BTreeMap<String, bool>,
}

impl BooleanReader {
    pub(super) fn new(column: &Column) -> Self {
        let own = |value: bool| {
            let spellings = column.values.get(if value { "true" } else { "false" });
            spellings
                .into_iter()
                .flatten()
                .map(move |spelling| (spelling.as_str(), value))
        };
        let usual = YES
            .map(|word| (word, true))
            .into_iter()
            .chain(NO.map(|word| (word, false)));
        let by_spelling = usual
            .chain(own(true))
            .chain(own(false))
            .map(|(word, value)| (fold_header(word), value))
            .collect();
        Self { by_spelling }
    }
}

impl ReadCells for BooleanReader {
    fn read(&self, cells: &Cells<'_>, _: &Beside<'_>) -> ColumnRead {
        let mut notes = Notes::default();
        let mut values = BooleanBuilder::with_capacity(cells.len());
        for (position, cell) in cells.filled() {
            let Some(cell) = cell else {
                values.append_null();
                continue;
            };
            let value = self
                .by_spelling
                .get(cell)
                .or_else(|| self.by_spelling.get(&fold_header(cell)));
            if value.is_none() {
                notes.flaw(position, flaw::UNKNOWN_VALUE);
            }
            values.append_option(value.copied());
        }
        ColumnRead::new(Arc::new(values.finish()), notes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use arrow::array::BooleanArray;

    use super::super::sample::{codes, read_cells};
    use super::*;

    #[test]
    fn yes_and_no_in_both_languages() {
        let read = read_cells(
            "type = \"boolean\"\nvalues = { true = [\"usable\"], false = [\"জীর্ণ\"] }",
            &["হ্যাঁ", "না", "Yes", "0", "Usable", "জীর্ণ", "maybe", ""],
            None,
        );
        let values: Vec<_> = read
            .values
            .as_any()
            .downcast_ref::<BooleanArray>()
            .unwrap()
            .iter()
            .collect();
        assert_eq!(
            values,
            [
                Some(true),
                Some(false),
                Some(true),
                Some(false),
                Some(true),
                Some(false),
                None,
                None
            ]
        );
        assert_eq!(codes(&read), [(6, flaw::UNKNOWN_VALUE)]);
    }
}
