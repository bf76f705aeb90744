//! Scoring: every blocked pair gets its match weight; those that may be matches are kept.

use dorpon_domain::parallel::in_order;

use crate::blocking::Blocking;
use crate::comparison::Comparisons;
use crate::record::Records;
use crate::weights::Scorer;

/// Width of a bar of the histogram, in match weight.
pub const BAR: f64 = 1.0;

/// A scored pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The record whose id comes first.
    pub left: u32,
    /// The other record.
    pub right: u32,
    /// Match weight, the prior included.
    pub weight: f64,
    /// Levels, four bits each, the first comparison lowest.
    pub pattern: u64,
    /// The first blocking rule that makes the pair.
    pub rule: u16,
}

/// The pairs that were kept, and how many were compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pairs {
    /// Kept pairs by record.
    pub kept: Vec<Pair>,
    /// Pairs compared by each rule, none twice.
    pub compared: Vec<u64>,
}

/// Scores the pairs of prepared rules and keeps those of a match weight of at least `least`.
///
/// `wanted` may leave pairs out before they are compared.
#[must_use]
pub fn score(
    blocking: &Blocking,
    records: &Records,
    comparisons: &Comparisons<'_>,
    scorer: &Scorer<'_>,
    least: f64,
    threads: usize,
    wanted: impl Fn(u32, u32) -> bool + Sync,
) -> Pairs {
    let found = in_order(
        threads,
        blocking.task_count(),
        || comparisons.caches(),
        |caches, task| {
            let rule = blocking.rule_of(task);
            let (mut kept, mut compared) = (Vec::new(), 0_u64);
            blocking.visit(task, |left, right| {
                if !wanted(left, right) {
                    return;
                }
                compared += 1;
                if let Some((weight, pattern)) = scorer.score(records.row(left), records.row(right), least, caches) {
                    kept.push(Pair {
                        left,
                        right,
                        weight,
                        pattern,
                        rule: u16::try_from(rule).unwrap_or(u16::MAX),
                    });
                }
            });
            (rule, kept, compared)
        },
    );
    let mut pairs = Pairs {
        kept: Vec::with_capacity(found.iter().map(|(_, kept, _)| kept.len()).sum()),
        compared: Vec::new(),
    };
    for (rule, kept, compared) in found {
        if pairs.compared.len() <= rule {
            pairs.compared.resize(rule + 1, 0);
        }
        if let Some(sum) = pairs.compared.get_mut(rule) {
            *sum += compared;
        }
        pairs.kept.extend(kept);
    }
    pairs.kept.sort_unstable_by_key(|pair| (pair.left, pair.right));
    pairs
}
