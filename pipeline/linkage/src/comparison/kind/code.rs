//! Codes that are typed and whose first digits are a coarser place, such as a postcode.

use super::{Comparison, Kind, PairCache, Setting, Term, TermTable, at};
use crate::column::{Column, ColumnKind, Letters, Values};
use crate::dictionary::NULL;
use crate::record::Records;
use crate::similarity::edits;

/// `code`: one column; `equal`, `one_edit`, one level for each limit: that many first letters in common; `different`.
pub static KIND: Kind = Kind {
    name: "code",
    column_count: 1..=1,
    column_kinds: &[ColumnKind::Code, ColumnKind::Identifier],
    prepare,
};

struct Code<'a> {
    place: usize,
    column: Option<&'a Column>,
    letters: Option<&'a Letters>,
    limits: Vec<f64>,
}

fn prepare<'a>(setting: &Setting<'_>, records: &'a Records) -> Box<dyn Comparison + 'a> {
    let place = setting.place(0);
    let column = records.columns.get(place);
    Box::new(Code {
        place,
        column,
        letters: match column.map(|column| &column.values) {
            Some(Values::Letters(letters)) => Some(letters),
            _ => None,
        },
        limits: setting.limits(&[]),
    })
}

impl Comparison for Code<'_> {
    fn levels(&self) -> Vec<String> {
        let mut levels: Vec<String> = ["equal", "one_edit"].map(str::to_owned).into();
        levels.extend(super::limit_names("same_first", &self.limits));
        levels.push("different".to_owned());
        levels
    }

    fn compare(&self, left: &[u32], right: &[u32], _caches: &mut [PairCache]) -> u8 {
        let (left, right) = (at(left, self.place), at(right, self.place));
        if left == NULL || right == NULL {
            return 0;
        }
        if left == right {
            return 1;
        }
        let (Some(one), Some(other)) = (
            self.letters.map(|letters| letters.get(left)),
            self.letters.map(|letters| letters.get(right)),
        ) else {
            return 0;
        };
        if edits(one, other, 1) <= 1 {
            return 2;
        }
        let common = one.iter().zip(other).take_while(|(left, right)| left == right).count();
        let common = f64::from(u32::try_from(common).unwrap_or(0));
        super::level_below(common, &self.limits, 3)
    }

    fn term_tables(&self) -> Vec<TermTable<'_>> {
        super::value_terms(self.column)
    }

    fn terms(&self, level: u8, left: &[u32], right: &[u32]) -> [Option<Term>; 2] {
        let term = (level == 1).then(|| Term {
            table: 0,
            left: at(left, self.place),
            right: at(right, self.place),
        });
        [term, None]
    }
}
