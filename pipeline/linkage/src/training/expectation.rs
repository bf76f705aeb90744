//! Expectation-maximisation on the pairs of one blocking, u being known.
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
    /// m by comparison and level; of decided comparisons the start.
    pub(super) m: Vec<Vec<f64>>,
    /// Expected matches among the pairs.
    pub(super) matches: f64,
}

impl Expectation {
    /// Learns m of the comparisons that the blocking does not decide.
    pub(super) fn run(patterns: &Patterns, decided: &[bool], start: &[Vec<f64>], u: &[Vec<f64>]) -> Self {
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
            m: start.to_vec(),
            matches: 0.0,
        };
        let mut share = 0.2;
        for _ in 0..MOST_ROUNDS {
            let mut sums: Vec<Vec<f64>> = start.iter().map(|levels| vec![0.0; levels.len()]).collect();
            let mut matches = 0.0;
            for (pattern, count) in &merged {
                let posterior = *count as f64 * posterior(*pattern, share, &found.m, u);
                matches += posterior;
                for (place, sums) in sums.iter_mut().enumerate() {
                    let level = usize::from(level_of(*pattern, place));
                    if let Some(sum) = level.checked_sub(1).and_then(|level| sums.get_mut(level)) {
                        *sum += posterior;
                    }
                }
            }
            let mut moved = (matches / pairs - share).abs();
            share = (matches / pairs).clamp(1e-9, 1.0 - 1e-9);
            for ((m, sums), decided) in found.m.iter_mut().zip(&sums).zip(decided) {
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
