//! Numbers that identify: equal, or mistyped.

use super::{Comparison, Kind, PairCache, Setting, Term, TermTable, at};
use crate::column::{Column, ColumnKind, Letters, Values};
use crate::dictionary::NULL;
use crate::record::Records;
use crate::similarity::edits;

/// `identifier`: one column; `equal`, `one_edit`, `two_edits` (of numbers of eight digits or more), `different`. Two
/// numbers of different length that are not one edit apart (a 10-digit and a 13-digit one) cannot be compared.
pub static KIND: Kind = Kind {
    name: "identifier",
    column_count: 1..=1,
    column_kinds: &[
        ColumnKind::Identifier,
        ColumnKind::Nid,
        ColumnKind::Mobile,
        ColumnKind::Code,
    ],
    prepare,
};

struct Identifier<'a> {
    place: usize,
    column: Option<&'a Column>,
    letters: Option<&'a Letters>,
}

fn prepare<'a>(setting: &Setting<'_>, records: &'a Records) -> Box<dyn Comparison + 'a> {
    let place = setting.place(0);
    let column = records.columns.get(place);
    Box::new(Identifier {
        place,
        column,
        letters: match column.map(|column| &column.values) {
            Some(Values::Letters(letters)) => Some(letters),
            _ => None,
        },
    })
}

impl Comparison for Identifier<'_> {
    fn levels(&self) -> Vec<String> {
        ["equal", "one_edit", "two_edits", "different"]
            .map(str::to_owned)
            .into()
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
        let long = one.len().min(other.len()) >= 8;
        match edits(one, other, if long { 2 } else { 1 }) {
            1 => 2,
            2 if long => 3,
            // A 10-digit and a 13-digit national identity number of one person share nothing.
            _ if one.len().abs_diff(other.len()) > 2 => 0,
            _ => 4,
        }
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
