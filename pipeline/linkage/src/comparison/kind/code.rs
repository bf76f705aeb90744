//! Codes that are typed and whose first digits are a coarser place, such as a postcode.

use super::letter_column::LetterColumn;
use super::{Comparison, Kind, PairCache, Setting, Term, TermTable};
use crate::column::ColumnKind;
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
    typed: LetterColumn<'a>,
    limits: Vec<f64>,
}

fn prepare<'a>(setting: &Setting<'_>, records: &'a Records) -> Box<dyn Comparison + 'a> {
    Box::new(Code {
        typed: LetterColumn::of(setting, records),
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
        self.typed.compare(left, right, |left, right| {
            self.typed.by_letters(left, right, |one, other| {
                if edits(one, other, 1) <= 1 {
                    return 2;
                }
                let common = one.iter().zip(other).take_while(|(left, right)| left == right).count();
                let common = f64::from(u32::try_from(common).unwrap_or(0));
                super::level_below(common, &self.limits, 3)
            })
        })
    }

    fn term_tables(&self) -> Vec<TermTable<'_>> {
        self.typed.term_tables()
    }

    fn terms(&self, level: u8, left: &[u32], right: &[u32]) -> [Option<Term>; 2] {
        self.typed.terms(1..=1, level, left, right)
    }
}
