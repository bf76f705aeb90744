//! Words that are typed: names in parts, streets, villages.

use super::letter_column::LetterColumn;
use super::{Comparison, Kind, PairCache, Setting, Term, TermTable};
use crate::column::ColumnKind;
use crate::record::Records;
use crate::similarity::{edits, jaro_winkler};

/// `text`: one column; `equal`, `one_edit`, then one level for each limit of Jaro-Winkler similarity (0.92, 0.80).
pub static KIND: Kind = Kind {
    name: "text",
    column_count: 1..=1,
    column_kinds: &[ColumnKind::Text, ColumnKind::Code],
    prepare,
};

struct Text<'a> {
    typed: LetterColumn<'a>,
    limits: Vec<f64>,
}

fn prepare<'a>(setting: &Setting<'_>, records: &'a Records) -> Box<dyn Comparison + 'a> {
    Box::new(Text {
        typed: LetterColumn::of(setting, records),
        limits: setting.limits(&[0.92, 0.80]),
    })
}

impl Text<'_> {
    fn level(&self, left: u32, right: u32) -> u8 {
        self.typed.by_letters(left, right, |one, other| {
            if one.len().min(other.len()) >= 3 && edits(one, other, 1) <= 1 {
                return 2;
            }
            super::level_below(jaro_winkler(one, other), &self.limits, 3)
        })
    }
}

impl Comparison for Text<'_> {
    fn levels(&self) -> Vec<String> {
        let mut levels: Vec<String> = ["equal", "one_edit"].map(str::to_owned).into();
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
