//! Trained weights: how likely each level is among matches (m) and among strangers (u), and how common terms are.
//!
//! Weights come from [`crate::training`] or from a file ([`file`]); prediction reads nothing else. They hold no value of
//! any record: a common term stands there under a digest, a rare one only in an average. So weights of one year can be
//! kept and used on the records of the next, and new records are judged as the old ones were.

mod file;
mod term;

use crate::comparison::{Comparison, Comparisons, PairCache, level_of};

pub use file::GivenWeights;
pub use term::{TermScale, TermWeights};

/// Everything that prediction needs beside the records.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Version of the model that they belong to.
    pub model_version: String,
    /// Digest of that model.
    pub model_digest: String,
    /// Records that they were learnt from.
    pub records: u64,
    /// Seed of the choices by chance.
    pub seed: u64,
    /// Share of all pairs that are matches.
    pub prior: f64,
    /// Share of all pairs that are relatives; 0 if the model does not tell them from strangers.
    pub relatives: f64,
    /// In the order of the model.
    pub comparisons: Vec<ComparisonWeights>,
}

/// Weights of one comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonWeights {
    /// Name in the model.
    pub name: String,
    /// How far term frequency counts.
    pub term_frequency: f64,
    /// Levels 1, 2, 3 …
    pub levels: Vec<LevelWeights>,
    /// Tables of terms.
    pub terms: Vec<TermWeights>,
}

/// Weights of one level.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelWeights {
    /// Name of the level.
    pub name: String,
    /// Its probability among matches.
    pub m: f64,
    /// Its probability among strangers.
    pub u: f64,
    /// Its probability among relatives.
    pub r: f64,
}

impl LevelWeights {
    /// The match weight of the level: the binary logarithm of m / u.
    #[must_use]
    pub fn weight(&self) -> f64 {
        (self.m / self.u).log2()
    }
}

/// Match probability of a match weight.
#[must_use]
pub fn probability(weight: f64) -> f64 {
    let odds = weight.exp2();
    if odds.is_infinite() { 1.0 } else { odds / (1.0 + odds) }
}

/// Match weight of a match probability.
#[must_use]
pub fn weight_of(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}

/// What it takes from a match weight that the two may be relatives: log2(1 + odds), where the odds are those of
/// relatives against strangers, as a binary logarithm.
#[must_use]
fn relatives_share(odds: f64) -> f64 {
    // Beyond these bounds the sum is one of its terms to the last bit that matters.
    if odds < -40.0 {
        0.0
    } else if odds > 60.0 {
        odds
    } else {
        (1.0 + odds.exp2()).log2()
    }
}

/// Weights laid out for scoring pairs of given records.
pub struct Scorer<'a> {
    comparisons: &'a Comparisons<'a>,
    /// Match weight before anything is compared.
    pub start: f64,
    /// Binary logarithm of the odds of relatives against strangers, before anything is compared; none if the model
    /// does not know relatives.
    relatives: Option<f64>,
    /// By comparison, by level; entry 0 is null.
    levels: Vec<Vec<f64>>,
    /// The same for relatives against strangers.
    relative_levels: Vec<Vec<f64>>,
    scales: Vec<Vec<TermScale>>,
    factors: Vec<f64>,
    /// By position in the order of cost: the most that this and all later comparisons can add.
    rest: Vec<f64>,
}

/// One comparison's part of a match weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Level.
    pub level: u8,
    /// Weight of the level.
    pub weight: f64,
    /// What term frequency adds.
    pub term: f64,
    /// What the level and the term say for relatives against strangers.
    pub relative: f64,
}

impl<'a> Scorer<'a> {
    /// Lays weights out. They have to be of the model of the comparisons.
    #[must_use]
    pub fn new(weights: &Weights, comparisons: &'a Comparisons<'a>) -> Self {
        let levels: Vec<Vec<f64>> = weights
            .comparisons
            .iter()
            .map(|comparison| {
                let of_level = comparison.levels.iter().map(LevelWeights::weight);
                std::iter::once(0.0).chain(of_level).collect()
            })
            .collect();
        let relative_levels: Vec<Vec<f64>> = weights
            .comparisons
            .iter()
            .map(|comparison| {
                let of_level = comparison.levels.iter().map(|level| (level.r / level.u).log2());
                std::iter::once(0.0).chain(of_level).collect()
            })
            .collect();
        let scales: Vec<Vec<TermScale>> = weights
            .comparisons
            .iter()
            .zip(&comparisons.all)
            .map(|(learnt, comparison)| {
                let tables = comparison.term_tables();
                learnt
                    .terms
                    .iter()
                    .zip(&tables)
                    .map(|(terms, table)| terms.scale(table))
                    .collect()
            })
            .collect();
        let factors: Vec<f64> = weights
            .comparisons
            .iter()
            .map(|comparison| comparison.term_frequency)
            .collect();
        let most = |place: usize| {
            let level = levels.get(place).into_iter().flatten().copied().fold(0.0, f64::max);
            let factor = factors.get(place).copied().unwrap_or(0.0);
            let term: f64 = scales.get(place).into_iter().flatten().map(TermScale::most).sum();
            level + factor * term
        };
        let mut rest: Vec<f64> = comparisons.order.iter().map(|place| most(*place)).collect();
        let mut sum = 0.0;
        for entry in rest.iter_mut().rev() {
            sum += *entry;
            *entry = sum;
        }
        Self {
            comparisons,
            start: weight_of(weights.prior),
            relatives: (weights.relatives > 0.0).then(|| weight_of(weights.relatives)),
            levels,
            relative_levels,
            scales,
            factors,
            rest,
        }
    }

    /// Match weight and levels of a pair, or `None` if the weight cannot reach `least`.
    pub fn score(&self, left: &[u32], right: &[u32], least: f64, caches: &mut [Vec<PairCache>]) -> Option<(f64, u64)> {
        let mut pattern = 0;
        let mut reached = self.start;
        for (position, place) in self.comparisons.order.iter().enumerate() {
            let rest = self.rest.get(position).copied().unwrap_or(0.0);
            if reached + rest < least {
                return None;
            }
            let (Some(comparison), Some(caches)) = (self.comparisons.all.get(*place), caches.get_mut(*place)) else {
                continue;
            };
            let level = comparison.compare(left, right, caches);
            if level == 0 {
                continue;
            }
            pattern |= u64::from(level) << (4 * place);
            let part = self.part(*place, comparison.as_ref(), level, left, right);
            reached += part.weight + part.term;
        }
        // Summed anew in the order of the model, so that the sum is that of the waterfall to the last bit.
        let weight = self.weight(pattern, left, right);
        (weight >= least).then_some((weight, pattern))
    }

    /// Match weight of a pair whose levels are known.
    #[must_use]
    pub fn weight(&self, pattern: u64, left: &[u32], right: &[u32]) -> f64 {
        let mut sum = self.start;
        let mut relatives = self.relatives;
        for (place, comparison) in self.comparisons.all.iter().enumerate() {
            let part = self.part(place, comparison.as_ref(), level_of(pattern, place), left, right);
            sum += part.weight + part.term;
            relatives = relatives.map(|odds| odds + part.relative);
        }
        sum - relatives.map_or(0.0, relatives_share)
    }

    /// What it takes from the match weight of a pair that the two may be relatives.
    #[must_use]
    pub fn relatives(&self, parts: &[Part]) -> f64 {
        let odds = self
            .relatives
            .map(|start| parts.iter().fold(start, |sum, part| sum + part.relative));
        odds.map_or(0.0, relatives_share)
    }

    /// The parts of a pair's match weight, in the order of the model.
    #[must_use]
    pub fn parts(&self, pattern: u64, left: &[u32], right: &[u32]) -> Vec<Part> {
        self.comparisons
            .all
            .iter()
            .enumerate()
            .map(|(place, comparison)| self.part(place, comparison.as_ref(), level_of(pattern, place), left, right))
            .collect()
    }

    #[inline]
    fn part(&self, place: usize, comparison: &(dyn Comparison + 'a), level: u8, left: &[u32], right: &[u32]) -> Part {
        let of_level = self.levels.get(place).and_then(|levels| levels.get(usize::from(level)));
        let factor = self.factors.get(place).copied().unwrap_or(0.0);
        let mut term = 0.0;
        if factor > 0.0 && level > 0 {
            for agreed in comparison.terms(level, left, right).into_iter().flatten() {
                let scale = self.scales.get(place).and_then(|scales| scales.get(agreed.table));
                term += scale.map_or(0.0, |scale| scale.addition(agreed.left, agreed.right));
            }
        }
        let weight = of_level.copied().unwrap_or(0.0);
        let of_relatives = self
            .relative_levels
            .get(place)
            .and_then(|levels| levels.get(usize::from(level)));
        let relative = of_relatives.copied().unwrap_or(0.0);
        // Relatives who agree as people do who are one agree on the same rare values.
        let shared = if weight > 0.0 {
            (relative / weight).clamp(0.0, 1.0)
        } else {
            0.0
        };
        Part {
            level,
            weight,
            term: factor * term,
            relative: relative + shared * factor * term,
        }
    }
}
