//! Equal or not: sex, category, any code.

use super::{Comparison, Kind, PairCache, Setting, Term, TermTable, at};
use crate::column::{Column, ColumnKind};
use crate::dictionary::NULL;
use crate::record::Records;

/// `exact`: one column of any kind; `equal`, `different`.
pub static KIND: Kind = Kind {
    name: "exact",
    column_count: 1..=1,
    column_kinds: &[
        ColumnKind::Text,
        ColumnKind::Name,
        ColumnKind::Date,
        ColumnKind::Identifier,
        ColumnKind::Nid,
        ColumnKind::Mobile,
        ColumnKind::Code,
        ColumnKind::Category,
        ColumnKind::Number,
        ColumnKind::Email,
    ],
    prepare,
};

struct Exact<'a> {
    place: usize,
    column: Option<&'a Column>,
}

fn prepare<'a>(setting: &Setting<'_>, records: &'a Records) -> Box<dyn Comparison + 'a> {
    let place = setting.place(0);
    Box::new(Exact {
        place,
        column: records.columns.get(place),
    })
}

impl Comparison for Exact<'_> {
    fn levels(&self) -> Vec<String> {
        ["equal", "different"].map(str::to_owned).into()
    }

    fn compare(&self, left: &[u32], right: &[u32], _caches: &mut [PairCache]) -> u8 {
        match (at(left, self.place), at(right, self.place)) {
            (NULL, _) | (_, NULL) => 0,
            (left, right) if left == right => 1,
            _ => 2,
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
