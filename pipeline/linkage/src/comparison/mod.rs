//! Comparisons: how alike two records are in one respect, as one of a few named levels.
//!
//! Level 0 is null: one of the two has no value, which speaks neither for nor against. The other levels count from 1,
//! the most alike first; the last one holds what no level before it does. A kind of comparison is a file of `kind/`
//! with a `KIND`; `build.rs` finds it. Kinds know values, never weights.

mod cache;
mod letter_column;

use std::fmt::Debug;
use std::ops::RangeInclusive;

use crate::column::ColumnKind;
use crate::dictionary::Dictionary;
use crate::model::{ComparisonModel, Model};
use crate::record::Records;

pub use cache::PairCache;

include!(concat!(env!("OUT_DIR"), "/kinds.rs"));

/// The most comparisons that a model may have, and the most levels of one (null included): a pair's levels are one
/// 64-bit number, four bits each.
pub const MOST: usize = 16;

/// A kind of comparison.
pub struct Kind {
    /// The word for it in a model.
    pub name: &'static str,
    /// How many columns it reads.
    pub column_count: RangeInclusive<usize>,
    /// Which kinds of column it reads.
    pub column_kinds: &'static [ColumnKind],
    /// Makes a comparison of these records.
    pub prepare: for<'a> fn(&Setting<'_>, &'a Records) -> Box<dyn Comparison + 'a>,
}

/// What a model says of one comparison.
#[derive(Debug)]
pub struct Setting<'a> {
    /// The comparison in the model.
    pub model: &'a ComparisonModel,
    /// Places of its columns in a row.
    pub places: Vec<usize>,
}

impl Setting<'_> {
    /// The limits of the model, or those of the kind.
    #[must_use]
    pub fn limits(&self, otherwise: &[f64]) -> Vec<f64> {
        self.model
            .limits
            .as_ref()
            .map_or_else(|| otherwise.to_vec(), |limits| limits.as_ref().clone())
    }

    /// The place of the column at a position of the model's list.
    #[must_use]
    pub fn place(&self, position: usize) -> usize {
        self.places.get(position).copied().unwrap_or(usize::MAX)
    }
}

/// Values whose frequency says how much agreement on them is worth.
#[derive(Debug)]
pub struct TermTable<'a> {
    /// Name among the tables of one comparison.
    pub name: &'static str,
    /// Texts of the terms, for their digests.
    pub dictionary: &'a Dictionary,
    /// Records of each term; entry 0 is not counted.
    pub counts: &'a [u32],
}

/// The terms of a pair that agrees: of which table, and each record's.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Term {
    /// Place of the table in [`Comparison::term_tables`].
    pub table: usize,
    /// Number of the left record's term.
    pub left: u32,
    /// Number of the right record's term.
    pub right: u32,
}

/// One comparison of the model, prepared for a set of records. Symmetric: the order of the two does not matter.
pub trait Comparison: Send + Sync {
    /// Names of the levels 1, 2, 3 … in outputs. `snake_case`, the most alike first; the last is "nothing alike".
    fn levels(&self) -> Vec<String>;

    /// The level of a pair of rows (value numbers by place).
    fn compare(&self, left: &[u32], right: &[u32], caches: &mut [PairCache]) -> u8;

    /// How many caches `compare` uses. Costly comparisons use at least one, and are done last.
    fn cache_count(&self) -> usize {
        0
    }

    /// Tables of terms.
    fn term_tables(&self) -> Vec<TermTable<'_>> {
        Vec::new()
    }

    /// The terms on which a pair of this level agrees: none, one, or one for each of two parts.
    fn terms(&self, _level: u8, _left: &[u32], _right: &[u32]) -> [Option<Term>; 2] {
        [None, None]
    }
}

/// The value number at a place of a row.
#[must_use]
pub fn at(row: &[u32], place: usize) -> u32 {
    row.get(place).copied().unwrap_or(crate::dictionary::NULL)
}

/// The kind of a word.
#[must_use]
pub fn find(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name).copied()
}

/// All words, for messages.
pub(crate) fn names() -> String {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    names.join(", ")
}

/// The comparisons of a model over records.
pub struct Comparisons<'a> {
    /// In the order of the model.
    pub all: Vec<Box<dyn Comparison + 'a>>,
    /// Places in the order of cost, cheap ones first.
    pub order: Vec<usize>,
}

impl<'a> Comparisons<'a> {
    /// Prepares the comparisons of a checked model.
    #[must_use]
    pub fn prepare(model: &Model, records: &'a Records) -> Self {
        let mut all = Vec::with_capacity(model.comparison.len());
        for comparison in &model.comparison {
            let places = comparison
                .columns
                .iter()
                .map(|column| records.place(column.as_ref()).unwrap_or(usize::MAX))
                .collect();
            let setting = Setting {
                model: comparison,
                places,
            };
            if let Some(kind) = find(comparison.kind.as_ref()) {
                all.push((kind.prepare)(&setting, records));
            }
        }
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|place| all.get(*place).map_or(0, |comparison| comparison.cache_count()));
        Self { all, order }
    }

    /// Fresh caches of one thread, by comparison.
    #[must_use]
    pub fn caches(&self) -> Vec<Vec<PairCache>> {
        self.all
            .iter()
            .map(|comparison| (0..comparison.cache_count()).map(|_| PairCache::new()).collect())
            .collect()
    }

    /// All levels of a pair, packed four bits each, the first comparison lowest. Without caches (an empty slice) each
    /// comparison computes anew.
    #[must_use]
    pub fn pattern(&self, left: &[u32], right: &[u32], caches: &mut [Vec<PairCache>]) -> u64 {
        let mut pattern = 0;
        for (place, comparison) in self.all.iter().enumerate() {
            let kept = caches.get_mut(place).map_or(&mut [][..], Vec::as_mut_slice);
            pattern |= u64::from(comparison.compare(left, right, kept)) << (4 * place);
        }
        pattern
    }
}

/// The level of one comparison in a packed pattern.
#[must_use]
pub fn level_of(pattern: u64, place: usize) -> u8 {
    u8::try_from((pattern >> (4 * place)) & 15).unwrap_or(0)
}

/// The values of a column as terms.
fn value_terms(column: Option<&crate::column::Column>) -> Vec<TermTable<'_>> {
    column
        .map(|column| TermTable {
            name: "value",
            dictionary: &column.dictionary,
            counts: &column.counts,
        })
        .into_iter()
        .collect()
}

/// The first limit that a similarity reaches, as a level; the level behind the last limit if it reaches none.
fn level_below(similarity: f64, limits: &[f64], first: u8) -> u8 {
    let passed = limits.iter().take_while(|limit| similarity < **limit).count();
    first + u8::try_from(passed).unwrap_or(0)
}

/// The first limit that a distance keeps, as a level; the level behind the last limit if it keeps none.
fn level_above(distance: f64, limits: &[f64], first: u8) -> u8 {
    let passed = limits
        .iter()
        .take_while(|limit| distance.is_nan() || distance > **limit)
        .count();
    first + u8::try_from(passed).unwrap_or(0)
}

/// Names of the levels of limits: `similar_0_92`.
fn limit_names(what: &str, limits: &[f64]) -> impl Iterator<Item = String> {
    limits
        .iter()
        .map(move |limit| format!("{what}_{}", limit.to_string().replace('.', "_")))
}
