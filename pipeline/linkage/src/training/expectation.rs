//! Expectation-maximisation on the pairs of one blocking, with one of the two classes known.
//!
//! Source: Winkler 1988, "Using the EM Algorithm for Weight Computation in the Fellegi-Sunter Model". Pairs with the
//! same levels are one pattern with a count, so a round costs a few thousand steps whatever the number of pairs.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use crate::comparison::level_of;

const MOST_ROUNDS: usize = 300;
/// Rounds end when no share moves more.
const SETTLED: f64 = 1e-6;

/// How many pairs have which levels.
#[derive(Clone, Debug, Default)]
pub(super) struct Patterns(HashMap<u64, u64>);

impl Patterns {
    pub(super) fn add(&mut self, pattern: u64, count: u64) {
        *self.0.entry(pattern).or_default() += count;
    }

    pub(super) fn merge(mut self, other: Self) -> Self {
        for (pattern, count) in other.0 {
            self.add(pattern, count);
        }
        self
    }
}

/// What a blocking has taught.
pub(super) struct Expectation {
    /// What was learnt, by comparison and level; of decided comparisons the start.
    pub(super) levels: Vec<Vec<f64>>,
    /// Expected matches among the pairs.
    pub(super) matches: f64,
    /// All other pairs.
    pub(super) others: f64,
}

/// Which of the two classes a run learns; the other is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Learns {
    /// Levels among matches.
    Matches,
    /// Levels among the pairs that are no matches.
    Others,
}

impl Expectation {
    /// Learns the levels of the comparisons that the blocking does not decide, for one class; `start` is where it
    /// begins and `known` are the levels of the other class.
    pub(super) fn run(
        patterns: &Patterns,
        decided: &[bool],
        start: &[Vec<f64>],
        known: &[Vec<f64>],
        learns: Learns,
    ) -> Self {
        // Levels of decided comparisons do not count; patterns that differ only there are one.
        let mask = decided.iter().enumerate().fold(
            0_u64,
            |mask, (place, decided)| if *decided { mask } else { mask | (15 << (4 * place)) },
        );
        let mut merged: BTreeMap<u64, u64> = BTreeMap::new();
        for (pattern, count) in &patterns.0 {
            *merged.entry(pattern & mask).or_default() += count;
        }
        let pairs: f64 = merged.values().map(|count| *count as f64).sum();
        let mut found = Self {
            levels: start.to_vec(),
            matches: 0.0,
            others: 0.0,
        };
        let mut share = 0.2;
        for _ in 0..MOST_ROUNDS {
            let mut sums: Vec<Vec<f64>> = start.iter().map(|levels| vec![0.0; levels.len()]).collect();
            let mut matches = 0.0;
            for (pattern, count) in &merged {
                let is_match = match learns {
                    Learns::Matches => posterior(*pattern, share, &found.levels, known),
                    Learns::Others => posterior(*pattern, share, known, &found.levels),
                };
                matches += *count as f64 * is_match;
                let posterior = *count as f64
                    * if learns == Learns::Matches {
                        is_match
                    } else {
                        1.0 - is_match
                    };
                for (place, sums) in sums.iter_mut().enumerate() {
                    let level = usize::from(level_of(*pattern, place));
                    if let Some(sum) = level.checked_sub(1).and_then(|level| sums.get_mut(level)) {
                        *sum += posterior;
                    }
                }
            }
            let mut moved = (matches / pairs - share).abs();
            share = (matches / pairs).clamp(1e-9, 1.0 - 1e-9);
            for ((m, sums), decided) in found.levels.iter_mut().zip(&sums).zip(decided) {
                if *decided {
                    continue;
                }
                // Half a pair, spread over the levels, so that a level without matches keeps a weight.
                let levels = sums.len() as f64;
                let sum: f64 = sums.iter().sum::<f64>() + 0.5;
                for (share, found) in m.iter_mut().zip(sums) {
                    let next = (found + 0.5 / levels) / sum;
                    moved = moved.max((next - *share).abs());
                    *share = next;
                }
            }
            found.matches = matches;
            found.others = pairs - matches;
            if moved < SETTLED {
                break;
            }
        }
        found
    }
}

/// The probability that a pair of these levels is a match.
fn posterior(pattern: u64, share: f64, m: &[Vec<f64>], u: &[Vec<f64>]) -> f64 {
    let (mut alike, mut strange) = (share, 1.0 - share);
    for (place, (m, u)) in m.iter().zip(u).enumerate() {
        let level = usize::from(level_of(pattern, place));
        if let Some(level) = level.checked_sub(1) {
            alike *= m.get(level).copied().unwrap_or(1.0);
            strange *= u.get(level).copied().unwrap_or(1.0);
        }
    }
    alike / (alike + strange)
}
