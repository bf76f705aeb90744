//! E-mail addresses: the part before the @ is the person's.

use super::{Comparison, Kind, PairCache, Setting, Term, TermTable, at};
use crate::column::{Column, ColumnKind, Letters, Values};
use crate::dictionary::NULL;
use crate::record::Records;
use crate::similarity::{edits, jaro_winkler};

/// `email`: one column; `equal`, `same_user`, `one_edit`, one level for each limit of Jaro-Winkler similarity of the
/// part before the @ (0.88), `different`.
pub static KIND: Kind = Kind {
    name: "email",
    column_count: 1..=1,
    column_kinds: &[ColumnKind::Email],
    prepare,
};

struct Email<'a> {
    place: usize,
    column: Option<&'a Column>,
    letters: Option<&'a Letters>,
    limits: Vec<f64>,
}

fn prepare<'a>(setting: &Setting<'_>, records: &'a Records) -> Box<dyn Comparison + 'a> {
    let place = setting.place(0);
    let column = records.columns.get(place);
    Box::new(Email {
        place,
        column,
        letters: match column.map(|column| &column.values) {
            Some(Values::Letters(letters)) => Some(letters),
            _ => None,
        },
        limits: setting.limits(&[0.88]),
    })
}

fn user(letters: &[u32]) -> &[u32] {
    let end = letters.iter().position(|letter| *letter == u32::from('@'));
    letters.get(..end.unwrap_or(letters.len())).unwrap_or_default()
}

impl Email<'_> {
    fn level(&self, left: u32, right: u32) -> u8 {
        let (Some(one), Some(other)) = (
            self.letters.map(|letters| letters.get(left)),
            self.letters.map(|letters| letters.get(right)),
        ) else {
            return 0;
        };
        let users = (user(one), user(other));
        if users.0 == users.1 {
            2
        } else if edits(one, other, 1) <= 1 {
            3
        } else {
            super::level_below(jaro_winkler(users.0, users.1), &self.limits, 4)
        }
    }
}

impl Comparison for Email<'_> {
    fn levels(&self) -> Vec<String> {
        let mut levels: Vec<String> = ["equal", "same_user", "one_edit"].map(str::to_owned).into();
        levels.extend(super::limit_names("similar", &self.limits));
        levels.push("different".to_owned());
        levels
    }

    fn compare(&self, left: &[u32], right: &[u32], caches: &mut [PairCache]) -> u8 {
        let (left, right) = (at(left, self.place), at(right, self.place));
        if left == NULL || right == NULL {
            0
        } else if left == right {
            1
        } else if let [cache] = caches {
            cache.get(left, right, || self.level(left, right))
        } else {
            self.level(left, right)
        }
    }

    fn cache_count(&self) -> usize {
        1
    }

    fn term_tables(&self) -> Vec<TermTable<'_>> {
        super::value_terms(self.column)
    }

    fn terms(&self, level: u8, left: &[u32], right: &[u32]) -> [Option<Term>; 2] {
        let term = matches!(level, 1..=3).then(|| Term {
            table: 0,
            left: at(left, self.place),
            right: at(right, self.place),
        });
        [term, None]
    }
}
