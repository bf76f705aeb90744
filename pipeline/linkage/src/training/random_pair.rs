//! How often strangers agree, counted on pairs drawn at random with a seed; on all pairs where there are few.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use dorpon_domain::parallel::{in_order, pieces};

use crate::comparison::{Comparisons, MOST, level_of};
use crate::model::Model;
use crate::record::Records;

/// Pairs of one task; each task has a stream of chance of its own.
const TASK_PAIRS: usize = 50_000;

/// Pairs at each level of each comparison.
pub(super) struct LevelCounts {
    counts: Vec<[u64; MOST]>,
    pairs: u64,
}

impl LevelCounts {
    fn new(comparisons: usize) -> Self {
        Self {
            counts: vec![[0; MOST]; comparisons],
            pairs: 0,
        }
    }

    fn add(&mut self, pattern: u64) {
        self.pairs += 1;
        for (place, counts) in self.counts.iter_mut().enumerate() {
            if let Some(count) = counts.get_mut(usize::from(level_of(pattern, place))) {
                *count += 1;
            }
        }
    }

    /// The least share that a level can be given: half a pair.
    pub(super) fn least(&self) -> f64 {
        0.5 / (self.pairs as f64).max(1.0)
    }

    /// The share of each level among pairs that both have a value. A level never seen counts as half a pair.
    pub(super) fn shares(&self, levels: &[Vec<String>]) -> Vec<Vec<f64>> {
        self.counts
            .iter()
            .zip(levels)
            .map(|(counts, levels)| {
                let seen = counts.iter().skip(1).take(levels.len());
                let kept: Vec<f64> = seen.map(|count| (*count as f64).max(0.5)).collect();
                let sum: f64 = kept.iter().sum();
                kept.into_iter().map(|count| count / sum).collect()
            })
            .collect()
    }
}

/// Draws and compares.
pub(super) fn count(model: &Model, records: &Records, comparisons: &Comparisons<'_>, threads: usize) -> LevelCounts {
    let count = records.len() as u64;
    let all = count * (count - 1) / 2;
    let found = if all <= *model.training.random_pairs.as_ref() {
        let lefts = pieces(records.len(), 256);
        in_order(
            threads,
            lefts.len(),
            || comparisons.caches(),
            |caches, task| {
                let mut counts = LevelCounts::new(comparisons.all.len());
                for left in lefts.get(task).cloned().unwrap_or_default() {
                    for right in left + 1..records.len() {
                        let (left, right) = (number(left), number(right));
                        if records.is_allowed(model, left, right) {
                            counts.add(comparisons.pattern(records.row(left), records.row(right), caches));
                        }
                    }
                }
                counts
            },
        )
    } else {
        let draws = pieces(
            usize::try_from(*model.training.random_pairs.as_ref()).unwrap_or(usize::MAX),
            TASK_PAIRS,
        );
        in_order(
            threads,
            draws.len(),
            || comparisons.caches(),
            |caches, task| {
                let mut counts = LevelCounts::new(comparisons.all.len());
                let mut chance = ChaCha8Rng::seed_from_u64(model.training.seed);
                chance.set_stream(task as u64 + 1);
                for _ in draws.get(task).cloned().unwrap_or_default() {
                    // The bias of the remainder is below one in 2³².
                    let mut draw = || number((chance.next_u64() % count) as usize);
                    let (left, right) = (draw(), draw());
                    if left != right && records.is_allowed(model, left, right) {
                        counts.add(comparisons.pattern(records.row(left), records.row(right), caches));
                    }
                }
                counts
            },
        )
    };
    found
        .into_iter()
        .fold(LevelCounts::new(comparisons.all.len()), |mut sum, counts| {
            sum.pairs += counts.pairs;
            for (sum, counts) in sum.counts.iter_mut().zip(counts.counts) {
                sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            }
            sum
        })
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
