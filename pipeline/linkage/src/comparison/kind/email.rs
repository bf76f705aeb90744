//! E-mail addresses: the part before the @ is the person's.

use super::letter_column::LetterColumn;
use super::{Comparison, Kind, PairCache, Setting, Term, TermTable};
use crate::column::ColumnKind;
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
    typed: LetterColumn<'a>,
    limits: Vec<f64>,
}

fn prepare<'a>(setting: &Setting<'_>, records: &'a Records) -> Box<dyn Comparison + 'a> {
    Box::new(Email {
        typed: LetterColumn::of(setting, records),
        limits: setting.limits(&[0.88]),
    })
}

fn user(letters: &[u32]) -> &[u32] {
    let end = letters.iter().position(|letter| *letter == u32::from('@'));
    letters.get(..end.unwrap_or(letters.len())).unwrap_or_default()
}

impl Email<'_> {
    fn level(&self, left: u32, right: u32) -> u8 {
        self.typed.by_letters(left, right, |one, other| {
            let users = (user(one), user(other));
            if users.0 == users.1 {
                2
            } else if edits(one, other, 1) <= 1 {
                3
            } else {
                super::level_below(jaro_winkler(users.0, users.1), &self.limits, 4)
            }
        })
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
        self.typed.compare(left, right, |left, right| match caches {
            [cache] => cache.get(left, right, || self.level(left, right)),
            _ => self.level(left, right),
        })
    }

    fn cache_count(&self) -> usize {
        1
    }

    fn term_tables(&self) -> Vec<TermTable<'_>> {
        self.typed.term_tables()
    }

    fn terms(&self, level: u8, left: &[u32], right: &[u32]) -> [Option<Term>; 2] {
        self.typed.terms(1..=3, level, left, right)
    }
}
