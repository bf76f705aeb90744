//! Values of a list, in any of their spellings; programmes are such a list too.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use dorpon_catalog::extract::Column;
use dorpon_domain::text::{fold_header, normalise};
use foldhash::fast::RandomState;

use super::{Beside, Cells, ColumnRead, Notes, ReadCells, flaw};

pub(super) struct CategoryReader {
    by_spelling: BTreeMap<String, String>,
    open: bool,
    unknown: &'static str,
}

impl CategoryReader {
    pub(super) fn new(column: &Column) -> Self {
        Self {
            by_spelling: listed(column).collect(),
            open: column.open,
            unknown: flaw::UNKNOWN_VALUE,
        }
    }

    /// The programmes, and what the column lists beside them.
    pub(super) fn programme(column: &Column, spellings: &BTreeMap<String, String>) -> Self {
        Self {
            by_spelling: listed(column).chain(spellings.clone()).collect(),
            open: false,
            unknown: flaw::UNKNOWN_PROGRAMME,
        }
    }
}

/// The column's own values by every folded spelling.
fn listed(column: &Column) -> impl Iterator<Item = (String, String)> {
    column.values.iter().flat_map(|(value, spellings)| {
        let spellings = spellings.iter().chain(std::iter::once(value));
        spellings.map(|spelling| (fold_header(spelling), value.clone()))
    })
}

impl ReadCells for CategoryReader {
    fn read(&self, cells: &Cells<'_>, _: &Beside<'_>) -> ColumnRead {
        let mut notes = Notes::default();
        let mut values = cells.builder();
        // A column has few spellings: each is folded once.
        let mut seen: HashMap<&str, Option<&str>, RandomState> = HashMap::default();
        let mut last: (&str, Option<&str>) = ("", None);
        for (position, cell) in cells.filled() {
            let Some(cell) = cell else {
                values.append_null();
                continue;
            };
            if cell != last.0 {
                let value = *seen
                    .entry(cell)
                    .or_insert_with(|| self.by_spelling.get(&fold_header(cell)).map(String::as_str));
                last = (cell, value);
            }
            match last.1 {
                Some(value) => values.append_value(value),
                None if self.open => values.append_value(normalise(cell)),
                None => {
                    notes.flaw(position, self.unknown);
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

    const VALUES: &str = "type = \"category\"\nvalues = { male = [\"m\", \"পুরুষ\"], very_severe = [] }";

    #[test]
    fn spellings_become_canonical() {
        let read = read_cells(VALUES, &["পুরুষ", "M", "Very Severe", "x", ""], None);
        let expected = [Some("male"), Some("male"), Some("very_severe"), None, None];
        assert_eq!(texts(&read), expected.map(|value| value.map(str::to_owned)));
        assert_eq!(codes(&read), [(3, flaw::UNKNOWN_VALUE)]);
    }

    #[test]
    fn an_open_list_keeps_what_it_does_not_know() {
        let read = read_cells(&format!("{VALUES}\nopen = true"), &["x", "m"], None);
        assert_eq!(texts(&read), [Some("x".to_owned()), Some("male".to_owned())]);
        assert!(read.flaws.is_empty());
    }

    #[test]
    fn programmes_are_known_by_their_spellings() {
        let read = read_cells("type = \"programme_code\"", &["oaa", "OAA", "XYZ"], None);
        assert_eq!(texts(&read), [Some("OAA".to_owned()), Some("OAA".to_owned()), None]);
        assert_eq!(codes(&read), [(2, flaw::UNKNOWN_PROGRAMME)]);
    }

    #[test]
    fn a_column_lists_what_may_stand_for_a_programme() {
        let read = read_cells(
            "type = \"programme_code\"\nvalues = { office_cost = [\"দাপ্তরিক ব্যয়\"] }",
            &["OAA", "দাপ্তরিক ব্যয়", "office cost", "XYZ"],
            None,
        );
        let cost = Some("office_cost".to_owned());
        assert_eq!(texts(&read), [Some("OAA".to_owned()), cost.clone(), cost, None]);
        assert_eq!(codes(&read), [(3, flaw::UNKNOWN_PROGRAMME)]);
    }
}
