//! What the charts of a report show, as plain numbers.

use crate::blocking::PairCount;
use crate::score::{BAR, Pairs};
use crate::weights::{LevelWeights, Weights};

/// The data of all charts.
#[derive(Clone, Debug, PartialEq)]
pub struct Charts {
    /// By comparison: its name, and each level's name and match weight.
    pub weights: Vec<(String, Vec<(String, f64)>)>,
    /// By blocking rule: its name, the pairs that it makes, and those of them that no earlier rule makes.
    pub blocking: Vec<(String, u64, u64)>,
    /// Kept pairs by match weight: the lower end of each bar, [`BAR`] wide, and its pairs.
    pub histogram: Vec<(f64, u64)>,
}

impl Charts {
    pub(crate) fn of(weights: &Weights, count: &PairCount, pairs: &Pairs) -> Self {
        let mut histogram: Vec<(f64, u64)> = Vec::new();
        let mut bars: Vec<f64> = pairs
            .kept
            .iter()
            .map(|pair| (pair.weight / BAR).floor() * BAR)
            .collect();
        bars.sort_unstable_by(f64::total_cmp);
        for bar in bars.chunk_by(|one, other| one == other) {
            if let Some(low) = bar.first() {
                histogram.push((*low, bar.len() as u64));
            }
        }
        let compared = pairs.compared.iter().copied().chain(std::iter::repeat(0));
        Self {
            weights: weights
                .comparisons
                .iter()
                .map(|comparison| {
                    let level = |level: &LevelWeights| (level.name.clone(), level.weight());
                    (comparison.name.clone(), comparison.levels.iter().map(level).collect())
                })
                .collect(),
            blocking: count
                .rules
                .iter()
                .zip(compared)
                .map(|(rule, compared)| (rule.rule.clone(), rule.pairs, compared))
                .collect(),
            histogram,
        }
    }
}
