//! The pre-count: how many pairs the rules make, before any is compared.

use dorpon_domain::message;
use dorpon_domain::problem::Problem;

use super::Blocking;
use crate::model::{BlockingModel, Model};
use crate::record::Records;

/// Pairs that one processor compares in a second, in the middle of what was measured on the benchmark list.
const PAIRS_A_SECOND: u64 = 4_000_000;
/// Bytes of a record beside its columns' texts, for each column and rule.
const BYTES_A_CELL: u64 = 24;
/// Bytes that a kept pair takes, and one in so many pairs is kept.
const BYTES_A_PAIR: u64 = 40;
const PAIRS_FOR_ONE_KEPT: u64 = 8;

/// The pre-count of one rule.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BlockingCount {
    /// Name of the rule.
    pub rule: String,
    /// Pairs that it makes on its own; pairs of several rules are in each of them.
    pub pairs: u64,
    /// Blocks of at least two records.
    pub blocks: u64,
    /// Records of its largest blocks, the largest first, at most five.
    pub largest_blocks: Vec<u64>,
}

/// The pre-count of a model over records.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PairCount {
    /// Records to link.
    pub records: u64,
    /// By rule, in the order of the model.
    pub rules: Vec<BlockingCount>,
    /// Sum over the rules: at least the pairs that will be compared.
    pub pairs: u64,
    /// Estimated seconds of one processor.
    pub processor_seconds: u64,
    /// Estimated memory in MiB.
    pub memory_mib: u64,
}

impl PairCount {
    /// Counts what prepared rules make.
    #[must_use]
    pub fn of(rules: &[BlockingModel], blocking: &Blocking, records: &Records) -> Self {
        let rules: Vec<BlockingCount> = rules
            .iter()
            .zip(&blocking.rules)
            .map(|(model, rule)| {
                let mut sizes: Vec<u64> = rule
                    .blocks
                    .iter()
                    .map(|block| {
                        u64::from(block.forward.1 - block.forward.0) + u64::from(block.swapped.1 - block.swapped.0)
                    })
                    .collect();
                sizes.sort_unstable_by(|left, right| right.cmp(left));
                BlockingCount {
                    rule: model.name.clone(),
                    pairs: rule.blocks.iter().map(|block| block.pairs(rule.is_swapped)).sum(),
                    blocks: u64::try_from(sizes.len()).unwrap_or(u64::MAX),
                    largest_blocks: sizes.into_iter().take(5).collect(),
                }
            })
            .collect();
        let pairs = rules.iter().map(|rule| rule.pairs).sum();
        let count = u64::try_from(records.len()).unwrap_or(u64::MAX);
        let cells = u64::try_from(records.columns.len() + 2 * rules.len()).unwrap_or(u64::MAX);
        let bytes = count * cells * BYTES_A_CELL + pairs / PAIRS_FOR_ONE_KEPT * BYTES_A_PAIR;
        Self {
            records: count,
            rules,
            pairs,
            processor_seconds: pairs / PAIRS_A_SECOND + count / 100_000,
            memory_mib: bytes >> 20,
        }
    }

    /// Whether linking may begin.
    ///
    /// # Errors
    /// More pairs or memory than the model allows.
    pub fn check(&self, model: &Model) -> Result<(), Problem> {
        if self.pairs > model.pair_limit {
            let largest = self.rules.iter().max_by_key(|rule| rule.pairs);
            return Err(Problem::new(&message::linkage::TOO_MANY_PAIRS)
                .with("path", &model.path)
                .with("pairs", self.pairs)
                .with("limit", model.pair_limit)
                .with("rule", largest.map_or("", |rule| rule.rule.as_str()))
                .with("rule_pairs", largest.map_or(0, |rule| rule.pairs)));
        }
        if self.memory_mib > model.memory_limit_mib {
            return Err(Problem::new(&message::linkage::TOO_MUCH_MEMORY)
                .with("path", &model.path)
                .with("needed", self.memory_mib)
                .with("limit", model.memory_limit_mib));
        }
        Ok(())
    }
}
