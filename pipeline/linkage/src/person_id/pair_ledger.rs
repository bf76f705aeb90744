//! The matches of all records so far, by record id, so that only pairs with a new record are scored.

use std::collections::{BTreeMap, BTreeSet};

use crate::blocking::Blocking;
use crate::cluster::{ClusterRule, Clusters, Match};
use crate::comparison::Comparisons;
use crate::model::Model;
use crate::record::Records;
use crate::request::weight_of_pair;
use crate::score::score;
use crate::weights::{Scorer, Weights, weight_of};

/// A match between two records, by their ids.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownMatch {
    /// The record whose id comes first.
    pub left: String,
    /// The other.
    pub right: String,
    /// Match weight.
    pub weight: f64,
    /// Levels, four bits each, the first comparison lowest.
    pub pattern: u64,
}

/// The records that have been linked and their matches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PairLedger {
    /// Records that have been linked.
    pub records: BTreeSet<String>,
    /// Their matches, by ids.
    pub matches: Vec<KnownMatch>,
}

impl PairLedger {
    /// Forgets records whose cells have changed: they are linked anew, as if they came for the first time.
    pub fn forget(&mut self, is_changed: impl Fn(&str) -> bool) {
        self.records.retain(|record| !is_changed(record));
        self.matches
            .retain(|known| !is_changed(&known.left) && !is_changed(&known.right));
    }

    /// Links the records that the ledger does not know yet to all others and returns the cluster of every record, under
    /// the id of its smallest record. `records` are all records, old and new; what is not there any more is forgotten.
    ///
    /// A blocking rule with `largest_block` looks at the block as it is now, so a block that has grown over the limit
    /// keeps its old matches and makes no new ones; a rule without a limit gives what linking everything gives.
    pub fn extend(
        &mut self,
        model: &Model,
        weights: &Weights,
        records: &Records,
        threads: usize,
    ) -> BTreeMap<String, String> {
        let comparisons = Comparisons::prepare(model, records);
        let scorer = Scorer::new(weights, &comparisons);
        let blocking = Blocking::prepare(model, &model.blocking, records);
        let threshold = weight_of(*model.threshold.as_ref());
        let is_known: Vec<bool> = records
            .ids
            .iter()
            .map(|id| self.records.contains(id.as_ref()))
            .collect();
        let known = |record: u32| is_known.get(record as usize).copied().unwrap_or(false);
        let found = score(
            &blocking,
            records,
            &comparisons,
            &scorer,
            threshold,
            threads,
            |left, right| !(known(left) && known(right)),
        );
        let old = self.matches.iter().filter_map(|known| {
            let found = Match {
                left: records.find(&known.left)?,
                right: records.find(&known.right)?,
                weight: known.weight,
            };
            Some((found, known.pattern))
        });
        let new = found.kept.iter().map(|pair| {
            let found = Match {
                left: pair.left,
                right: pair.right,
                weight: pair.weight,
            };
            (found, pair.pattern)
        });
        let mut matches: Vec<(Match, u64)> = old.chain(new).collect();
        matches.sort_unstable_by_key(|(found, _)| (found.left, found.right));
        let (matches, patterns): (Vec<Match>, Vec<u64>) = matches.into_iter().unzip();
        let rule = ClusterRule::of(&model.cluster, threshold);
        let clusters = Clusters::find(records.len(), &matches, rule, threads, |left, right| {
            weight_of_pair(records, &comparisons, &scorer, left, right)
        });
        let id = |record: u32| {
            records
                .ids
                .get(record as usize)
                .map_or_else(String::new, |id| id.to_string())
        };
        self.records = records.ids.iter().map(ToString::to_string).collect();
        self.matches = matches
            .iter()
            .zip(patterns)
            .map(|(found, pattern)| KnownMatch {
                left: id(found.left),
                right: id(found.right),
                weight: found.weight,
                pattern,
            })
            .collect();
        (0_u32..)
            .zip(&clusters.of_record)
            .map(|(record, first)| (id(record), id(*first)))
            .collect()
    }
}
