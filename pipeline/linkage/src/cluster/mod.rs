//! Clusters: records that are one person.
//!
//! Matches (pairs at or above the threshold) join records to components. A component of three or more is published as
//! it is only if it hangs together: enough of its pairs are matches and no single pair holds two parts together.
//! Otherwise it is divided by what all its pairs say, also those that no blocking rule made ([`division`]). A part that
//! is still larger than the model allows is not published: its records stay alone and are reported.
//!
//! The result depends on records and weights only. Each component is settled by itself, so new records change no
//! cluster that they do not touch.

mod division;
mod structure;

use dorpon_domain::parallel::in_order;

use crate::model::ClusterModel;

pub use structure::Components;

/// A match: two records and the match weight of the pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// One record.
    pub left: u32,
    /// The other.
    pub right: u32,
    /// Match weight.
    pub weight: f64,
}

/// Which cluster each record is in.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Clusters {
    /// By record: the smallest record of its cluster.
    pub of_record: Vec<u32>,
    /// Components that were divided.
    pub divided: u64,
    /// Groups that were too large to publish: their records stand alone in `of_record`.
    pub held: Vec<Vec<u32>>,
}

/// What decides about clusters beside the matches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClusterRule {
    /// The most records of a cluster.
    pub largest: usize,
    /// The least share of its pairs that are matches.
    pub density: f64,
    /// The match weight from which on a pair is a match.
    pub threshold: f64,
}

impl ClusterRule {
    /// The rule of a model.
    #[must_use]
    pub fn of(model: &ClusterModel, threshold: f64) -> Self {
        Self {
            largest: usize::try_from(*model.largest.as_ref()).unwrap_or(usize::MAX),
            density: *model.density.as_ref(),
            threshold,
        }
    }
}

impl Clusters {
    /// Groups `records` records. `weight` tells the match weight of any pair.
    #[must_use]
    pub fn find(
        records: usize,
        matches: &[Match],
        rule: ClusterRule,
        threads: usize,
        weight: impl Fn(u32, u32) -> f64 + Sync,
    ) -> Self {
        let components = Components::of(records, matches);
        let large: Vec<usize> = (0..components.len())
            .filter(|place| components.members(*place).len() > 2)
            .collect();
        let settled = in_order(
            threads,
            large.len().div_ceil(256),
            || (),
            |(), task| {
                let mine = large.iter().skip(task * 256).take(256);
                mine.map(|place| settle(components.members(*place), components.matches(*place), rule, &weight))
                    .collect::<Vec<_>>()
            },
        );
        let mut clusters = Self {
            of_record: components.roots().to_vec(),
            ..Self::default()
        };
        for (place, parts) in large.iter().zip(settled.into_iter().flatten()) {
            let Some(parts) = parts else { continue };
            debug_assert_eq!(
                components.members(*place).len(),
                parts.iter().map(Vec::len).sum::<usize>()
            );
            clusters.divided += 1;
            for part in parts {
                let whole = part.len() <= rule.largest;
                let first = part.first().copied().unwrap_or(0);
                for record in &part {
                    if let Some(cell) = clusters.of_record.get_mut(*record as usize) {
                        *cell = if whole { first } else { *record };
                    }
                }
                if !whole {
                    clusters.held.push(part);
                }
            }
        }
        clusters
    }

    /// How many clusters there are, single records included.
    #[must_use]
    pub fn count(&self) -> usize {
        (0_u32..)
            .zip(&self.of_record)
            .filter(|(record, first)| record == *first)
            .count()
    }
}

/// The parts of a component, ascending, or `None` if it may stay as it is.
fn settle(
    members: &[u32],
    matches: &[Match],
    rule: ClusterRule,
    weight: &impl Fn(u32, u32) -> f64,
) -> Option<Vec<Vec<u32>>> {
    let possible = members.len() * (members.len() - 1) / 2;
    let dense = matches.len() as f64 >= rule.density * possible as f64;
    if members.len() <= rule.largest && dense && !structure::has_bridge(members, matches) {
        return None;
    }
    let parts = division::divide(members, matches, rule, weight);
    let same = matches!(parts.as_slice(), [whole] if whole.len() <= rule.largest);
    (!same).then_some(parts)
}
