//! Numbers that identify: equal, or mistyped.

use super::letter_column::LetterColumn;
use super::{Comparison, Kind, PairCache, Setting, Term, TermTable};
use crate::column::ColumnKind;
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
    typed: LetterColumn<'a>,
}

fn prepare<'a>(setting: &Setting<'_>, records: &'a Records) -> Box<dyn Comparison + 'a> {
    Box::new(Identifier {
        typed: LetterColumn::of(setting, records),
    })
}

impl Comparison for Identifier<'_> {
    fn levels(&self) -> Vec<String> {
        ["equal", "one_edit", "two_edits", "different"]
            .map(str::to_owned)
            .into()
    }

    fn compare(&self, left: &[u32], right: &[u32], _caches: &mut [PairCache]) -> u8 {
        self.typed.compare(left, right, |left, right| {
            self.typed.by_letters(left, right, |one, other| {
                let is_long = one.len().min(other.len()) >= 8;
                match edits(one, other, if is_long { 2 } else { 1 }) {
                    1 => 2,
                    2 if is_long => 3,
                    // A 10-digit and a 13-digit national identity number of one person share nothing.
                    _ if one.len().abs_diff(other.len()) > 2 => 0,
                    _ => 4,
                }
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
