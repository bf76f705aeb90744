//! Linking from beginning to end: what is asked for, what comes out.

use std::path::PathBuf;

use dorpon_domain::message;
use dorpon_domain::parallel::processors;
use dorpon_domain::problem::Problem;

use crate::blocking::{Blocking, PairCount};
use crate::chart::Charts;
use crate::cluster::{ClusterRule, Clusters, Match};
use crate::comparison::Comparisons;
use crate::evaluation::{Evaluation, Truth};
use crate::explanation::Waterfall;
use crate::input::Input;
use crate::model::Model;
use crate::output;
use crate::record::Records;
use crate::score::{Pairs, score};
use crate::training::train;
use crate::weights::{GivenWeights, Scorer, Weights, weight_of};

/// What to link, and how.
#[derive(Clone, Debug)]
pub struct LinkRequest {
    /// The model.
    pub model: Model,
    /// The records.
    pub inputs: Vec<Input>,
    /// Weights to use; without them they are learnt from the records.
    pub weights: Option<GivenWeights>,
    /// Known persons to measure against: a CSV with `record_id` and `cluster_id`.
    pub truth: Option<PathBuf>,
    /// Folder for `pairs.parquet`, `clusters.csv` and `weights.toml`; made if it is not there.
    pub out: Option<PathBuf>,
    /// Threads to use; 0 for as many as the machine has processors.
    pub threads: usize,
}

impl LinkRequest {
    fn threads(&self) -> usize {
        match self.threads {
            0 => processors(),
            given => given,
        }
    }
}

/// What linking found.
#[derive(Debug)]
pub struct LinkOutcome {
    /// Record ids, ascending; a record number is its place here.
    pub ids: Vec<Box<str>>,
    /// How many of them each input has.
    pub records_by_input: Vec<u64>,
    /// The pre-count.
    pub count: PairCount,
    /// The weights that were used.
    pub weights: Weights,
    /// The pairs that were kept.
    pub pairs: Pairs,
    /// The clusters.
    pub clusters: Clusters,
    /// The comparison with the truth, if one was given.
    pub evaluation: Option<Evaluation>,
    /// What the charts of a report show.
    pub charts: Charts,
}

/// Counts the pairs that the blocking rules of a request make, and compares none. Does not refuse.
///
/// # Errors
/// Inputs that cannot be read.
pub fn count_pairs(request: &LinkRequest) -> Result<PairCount, Problem> {
    let records = Records::read(&request.model, &request.inputs, request.threads())?;
    let blocking = Blocking::prepare(&request.model, &request.model.blocking, &records);
    Ok(PairCount::of(&request.model.blocking, &blocking, &records))
}

/// Links records: reads, learns weights (or takes given ones), scores, groups, measures and writes.
///
/// # Errors
/// Inputs that cannot be read, too many pairs, weights of another model, an incomplete truth, a folder that cannot be
/// written. Files are written last, each beside its place and then renamed.
pub fn link(request: &LinkRequest) -> Result<LinkOutcome, Problem> {
    let (model, threads) = (&request.model, request.threads());
    let records = Records::read(model, &request.inputs, threads)?;
    let truth = match &request.truth {
        Some(path) => Some(Truth::read(path, &records.ids)?),
        None => None,
    };
    let blocking = Blocking::prepare(model, &model.blocking, &records);
    let count = PairCount::of(&model.blocking, &blocking, &records);
    count.check(model)?;
    let comparisons = Comparisons::prepare(model, &records);
    let weights = match &request.weights {
        Some(given) => Weights::parse(&given.name, &given.text, model, &comparisons)?,
        None => train(model, &records, &comparisons, threads)?,
    };
    let scorer = Scorer::new(&weights, &comparisons);
    let least = weight_of(model.keep.as_ref().min(*model.threshold.as_ref()));
    let pairs = score(&blocking, &records, &comparisons, &scorer, least, threads, |_, _| true);
    let threshold = weight_of(*model.threshold.as_ref());
    let matches: Vec<Match> = pairs
        .kept
        .iter()
        .filter(|pair| pair.weight >= threshold)
        .map(|pair| Match {
            left: pair.left,
            right: pair.right,
            weight: pair.weight,
        })
        .collect();
    let rule = ClusterRule::of(&model.cluster, threshold);
    let clusters = Clusters::find(records.len(), &matches, rule, threads, |left, right| {
        weight_of_pair(&records, &comparisons, &scorer, left, right)
    });
    let evaluation = truth.map(|truth| {
        truth.evaluate(
            &pairs.kept,
            &clusters,
            threshold,
            &model.blocking,
            &blocking,
            |left, right| records.is_allowed(model, left, right),
        )
    });
    let charts = Charts::of(&weights, &count, &pairs);
    if let Some(folder) = &request.out {
        output::write(folder, model, &records, &weights, &pairs, &clusters)?;
    }
    drop(comparisons);
    let mut records_by_input = vec![0; request.inputs.len()];
    for source in &records.sources {
        if let Some(count) = records_by_input.get_mut(usize::from(*source)) {
            *count += 1;
        }
    }
    Ok(LinkOutcome {
        ids: records.ids,
        records_by_input,
        count,
        weights,
        pairs,
        clusters,
        evaluation,
        charts,
    })
}

/// The match weight of any two records, also of those that no rule pairs.
pub(crate) fn weight_of_pair(
    records: &Records,
    comparisons: &Comparisons<'_>,
    scorer: &Scorer<'_>,
    left: u32,
    right: u32,
) -> f64 {
    let (left, right) = (records.row(left.min(right)), records.row(left.max(right)));
    scorer.weight(comparisons.pattern(left, right, &mut []), left, right)
}

/// Explains the match weight of two records, whether a blocking rule pairs them or not.
///
/// # Errors
/// As [`link`], and ids that are in no input or the same.
pub fn explain(request: &LinkRequest, one: &str, other: &str) -> Result<Waterfall, Problem> {
    let (model, threads) = (&request.model, request.threads());
    let records = Records::read(model, &request.inputs, threads)?;
    let (Some(one), Some(other)) = (records.find(one), records.find(other)) else {
        return Err(Problem::new(&message::linkage::RECORD_UNKNOWN));
    };
    if one == other {
        return Err(Problem::new(&message::linkage::SAME_RECORD));
    }
    let comparisons = Comparisons::prepare(model, &records);
    let weights = match &request.weights {
        Some(given) => Weights::parse(&given.name, &given.text, model, &comparisons)?,
        None => train(model, &records, &comparisons, threads)?,
    };
    let blocking = Blocking::prepare(model, &model.blocking, &records);
    let scorer = Scorer::new(&weights, &comparisons);
    let (left, right) = (one.min(other), one.max(other));
    let rules = (0..model.blocking.len())
        .filter(|rule| blocking.holds(*rule, left, right))
        .filter_map(|rule| model.blocking.get(rule))
        .map(|rule| rule.name.clone())
        .collect();
    Ok(Waterfall::of(
        &weights,
        &scorer,
        &comparisons,
        records.row(left),
        records.row(right),
        rules,
    ))
}
