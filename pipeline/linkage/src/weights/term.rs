//! Term frequencies: agreement on a rare value counts for more than agreement on a common one.
//!
//! The level's weight holds for a value of average frequency. A value of frequency f adds log2(mean / f), where the
//! mean is the frequency that two strangers who agree have on average. Frequencies are kept for common terms; all
//! others share one, their own mean.

use crate::comparison::TermTable;
use crate::dictionary::stable_digest;

/// Terms of fewer records are not listed: they would say more of a person than of a population.
const FEWEST: u32 = 5;
/// The most terms listed in a table.
const MOST_LISTED: usize = 4_000;

/// Learnt frequencies of one table of terms.
#[derive(Clone, Debug, PartialEq)]
pub struct TermWeights {
    /// Name of the table.
    pub name: String,
    /// Mean frequency of the term on which two strangers agree.
    pub mean: f64,
    /// Frequency of every term that is not listed.
    pub rest: f64,
    /// Digest and frequency of common terms, by digest.
    pub listed: Vec<(u64, f64)>,
}

impl TermWeights {
    /// Learns from the records of a table.
    #[must_use]
    pub fn learn(table: &TermTable<'_>) -> Self {
        let counts = table.counts.get(1..).unwrap_or_default();
        let records: f64 = counts.iter().map(|count| f64::from(*count)).sum::<f64>().max(1.0);
        let mut common: Vec<(u32, u64)> = counts
            .iter()
            .zip(table.dictionary.texts())
            .filter(|(count, _)| **count >= FEWEST)
            .map(|(count, text)| (*count, stable_digest(text)))
            .collect();
        common.sort_unstable_by_key(|(count, digest)| (std::cmp::Reverse(*count), *digest));
        common.truncate(MOST_LISTED);
        let squares = |counts: &mut dyn Iterator<Item = f64>| {
            counts.fold((0.0, 0.0), |(sum, squares), count| {
                (sum + count, squares + count * (count - 1.0).max(0.0))
            })
        };
        let all = squares(&mut counts.iter().map(|count| f64::from(*count)));
        let listed = squares(&mut common.iter().map(|(count, _)| f64::from(*count)));
        let (rest_sum, rest_squares) = (all.0 - listed.0, all.1 - listed.1);
        let once = 1.0 / records;
        let mut list: Vec<(u64, f64)> = common
            .into_iter()
            .map(|(count, digest)| (digest, f64::from(count) / records))
            .collect();
        list.sort_unstable_by_key(|(digest, _)| *digest);
        Self {
            name: table.name.to_owned(),
            mean: (all.1 / all.0.max(1.0) / (records - 1.0).max(1.0)).max(once),
            rest: if rest_sum > 0.0 {
                (rest_squares / rest_sum / records).max(once)
            } else {
                once
            },
            listed: list,
        }
    }

    /// What each term of a table adds.
    #[must_use]
    pub fn scale(&self, table: &TermTable<'_>) -> TermScale {
        let rest = (self.mean / self.rest).log2();
        let addition = |text: &str| {
            let digest = stable_digest(text);
            let found = self.listed.binary_search_by_key(&digest, |(digest, _)| *digest).ok();
            found
                .and_then(|place| self.listed.get(place))
                .map_or(rest, |(_, frequency)| (self.mean / frequency).log2())
        };
        let additions: Vec<f32> = std::iter::once(0.0)
            .chain(table.dictionary.texts().map(addition))
            // Single precision is plenty for a logarithm and halves the memory.
            .map(|addition| addition as f32)
            .collect();
        TermScale {
            most: additions.iter().copied().fold(0.0, f32::max),
            additions,
        }
    }
}

/// What each term of a table adds to a match weight, by number.
#[derive(Clone, Debug)]
pub struct TermScale {
    additions: Vec<f32>,
    most: f32,
}

impl TermScale {
    /// What agreement of two terms adds: of two terms that are alike, the more common one decides.
    #[must_use]
    pub fn addition(&self, left: u32, right: u32) -> f64 {
        let of = |number: u32| self.additions.get(number as usize).copied().unwrap_or(0.0);
        f64::from(of(left).min(of(right)))
    }

    /// The most that any term adds, at least 0.
    #[must_use]
    pub fn most(&self) -> f64 {
        f64::from(self.most)
    }
}
