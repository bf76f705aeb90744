//! One column of typed words or numbers: what the kinds of comparison that look at single letters have in common.

use std::ops::RangeInclusive;

use super::{Setting, Term, TermTable, at, value_terms};
use crate::column::{Column, Letters, Values};
use crate::dictionary::NULL;
use crate::record::Records;

/// The column of a comparison and the letters of its values.
pub(super) struct LetterColumn<'a> {
    place: usize,
    column: Option<&'a Column>,
    letters: Option<&'a Letters>,
}

impl<'a> LetterColumn<'a> {
    /// The first column that a comparison names.
    pub(super) fn of(setting: &Setting<'_>, records: &'a Records) -> Self {
        let place = setting.place(0);
        let column = records.columns.get(place);
        Self {
            place,
            column,
            letters: match column.map(|column| &column.values) {
                Some(Values::Letters(letters)) => Some(letters),
                _ => None,
            },
        }
    }

    /// The level of a pair: 0 where a value is missing, 1 where both are the same, else what `unlike` says of the two.
    pub(super) fn compare(&self, left: &[u32], right: &[u32], unlike: impl FnOnce(u32, u32) -> u8) -> u8 {
        let (left, right) = (at(left, self.place), at(right, self.place));
        if left == NULL || right == NULL {
            0
        } else if left == right {
            1
        } else {
            unlike(left, right)
        }
    }

    /// What `level` says of the letters of two values; 0 where the column has none.
    pub(super) fn by_letters(&self, left: u32, right: u32, level: impl FnOnce(&[u32], &[u32]) -> u8) -> u8 {
        self.letters
            .map_or(0, |letters| level(letters.get(left), letters.get(right)))
    }

    /// How often each value stands in the column.
    pub(super) fn term_tables(&self) -> Vec<TermTable<'_>> {
        value_terms(self.column)
    }

    /// The values of a pair as terms, where its level is one of those that a rare value strengthens.
    pub(super) fn terms(
        &self,
        strengthened: RangeInclusive<u8>,
        level: u8,
        left: &[u32],
        right: &[u32],
    ) -> [Option<Term>; 2] {
        let term = strengthened.contains(&level).then(|| Term {
            table: 0,
            left: at(left, self.place),
            right: at(right, self.place),
        });
        [term, None]
    }
}
