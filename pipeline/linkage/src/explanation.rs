//! The waterfall of one pair: how its match weight comes about. It names levels, never values.

use crate::comparison::{Comparisons, level_of};
use crate::weights::{Scorer, Weights, probability};

/// How a match weight comes about.
#[derive(Clone, Debug, PartialEq)]
pub struct Waterfall {
    /// Match weight before anything is compared.
    pub start: f64,
    /// One step for each comparison, in the order of the model.
    pub steps: Vec<Step>,
    /// What it takes that the two may be relatives; 0 or less.
    pub relatives: f64,
    /// Match weight at the end.
    pub weight: f64,
    /// Its match probability.
    pub probability: f64,
    /// Blocking rules that make the pair; none if it is never looked at.
    pub rules: Vec<String>,
}

/// What one comparison adds.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The comparison.
    pub comparison: String,
    /// The level; `null` where one record has no value.
    pub level: String,
    /// Weight of the level.
    pub weight: f64,
    /// What the frequency of the value adds.
    pub term: f64,
    /// Match weight up to here.
    pub sum: f64,
}

impl Waterfall {
    pub(crate) fn of(
        weights: &Weights,
        scorer: &Scorer<'_>,
        comparisons: &Comparisons<'_>,
        left: &[u32],
        right: &[u32],
        rules: Vec<String>,
    ) -> Self {
        let pattern = comparisons.pattern(left, right, &mut comparisons.caches());
        let mut sum = scorer.start;
        let parts = scorer.parts(pattern, left, right);
        let relatives = scorer.relatives(&parts);
        let steps = weights
            .comparisons
            .iter()
            .enumerate()
            .zip(parts)
            .map(|((place, comparison), part)| {
                sum += part.weight + part.term;
                let level = usize::from(level_of(pattern, place)).checked_sub(1);
                let level = level.and_then(|level| comparison.levels.get(level));
                Step {
                    comparison: comparison.name.clone(),
                    level: level.map_or_else(|| "null".to_owned(), |level| level.name.clone()),
                    weight: part.weight,
                    term: part.term,
                    sum,
                }
            })
            .collect();
        Self {
            start: scorer.start,
            steps,
            relatives: -relatives,
            weight: sum - relatives,
            probability: probability(sum - relatives),
            rules,
        }
    }
}
