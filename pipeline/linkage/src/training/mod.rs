//! Training: weights from records, without any pair being known.
//!
//! How often strangers agree (u) is counted on pairs drawn at random. How often matches agree (m) comes from
//! expectation-maximisation on the pairs of several blockings, each of which leaves out the comparisons that its rule
//! decides. The share of matches among all pairs (the prior) is the number of pairs that deterministic rules make,
//! over the share of matches that they find. Among pairs drawn at random there are matches too, in small files many:
//! they are taken out of u again. Where a model names a rule that finds relatives (r), they are learnt apart from
//! strangers: brothers share parents and place, and are two persons. Counts are whole numbers, so threads change nothing.

mod expectation;
mod random_pair;

use std::collections::BTreeMap;

use dorpon_domain::message;
use dorpon_domain::parallel::in_order;
use dorpon_domain::problem::Problem;

use crate::blocking::Blocking;
use crate::comparison::Comparisons;
use crate::dictionary::mix;
use crate::model::{BlockingModel, Model};
use crate::record::Records;
use crate::weights::{ComparisonWeights, LevelWeights, TermWeights, Weights};

use self::expectation::{Expectation, Learns, Patterns};

/// A level is never rarer than this among matches.
const LEAST_M: f64 = 1e-4;
/// Rounds of taking matches out of u and learning m again.
const ROUNDS: usize = 3;

/// Learns the weights of a model.
///
/// # Errors
/// Deterministic rules that pair no records, or training blockings of which too few do.
pub fn train(
    model: &Model,
    records: &Records,
    comparisons: &Comparisons<'_>,
    threads: usize,
) -> Result<Weights, Problem> {
    let levels: Vec<Vec<String>> = comparisons.all.iter().map(|comparison| comparison.levels()).collect();
    let random = random_pair::count(model, records, comparisons, threads);
    let prior = prior(model, records, threads)?;
    let samples = samples(model, records, comparisons, threads)?;
    let observed = random.shares(&levels);
    let mut u = observed.clone();
    let mut m: Vec<Vec<f64>> = levels.iter().map(|levels| first_guess(levels.len())).collect();
    for round in 0..ROUNDS {
        m = learn(&samples, &m, &u);
        if round + 1 < ROUNDS {
            u = without_matches(&observed, &m, prior, random.least());
        }
    }
    let related = model.training.relatives.as_ref().and_then(|rule| {
        let patterns = sample(model, rule, records, comparisons, threads)?;
        Some(relatives(&patterns, &decided(model, rule), prior, &m, &u))
    });
    let (relatives, mut r) = related.unwrap_or_else(|| (0.0, u.clone()));
    leave_unseen_levels_neutral(&m, &mut u, &mut r, random.least());
    let comparisons = model
        .comparison
        .iter()
        .zip(&comparisons.all)
        .enumerate()
        .map(|(place, (model, comparison))| {
            let tables = comparison.term_tables();
            let otherwise = if tables.is_empty() { 0.0 } else { 1.0 };
            let of = |table: &[Vec<f64>], level: usize| {
                table
                    .get(place)
                    .and_then(|levels| levels.get(level))
                    .copied()
                    .unwrap_or(1.0)
            };
            let names = levels.get(place).into_iter().flatten();
            ComparisonWeights {
                name: model.name.as_ref().clone(),
                term_frequency: model
                    .term_frequency
                    .as_ref()
                    .map_or(otherwise, |factor| *factor.as_ref()),
                levels: names
                    .enumerate()
                    .map(|(level, name)| LevelWeights {
                        name: name.clone(),
                        m: of(&m, level),
                        u: of(&u, level),
                        r: of(&r, level),
                    })
                    .collect(),
                terms: tables.iter().map(TermWeights::learn).collect(),
            }
        })
        .collect();
    Ok(Weights {
        model_version: model.version.clone(),
        model_digest: model.digest.clone(),
        records: u64::try_from(records.len()).unwrap_or(u64::MAX),
        seed: model.training.seed,
        prior,
        relatives,
        comparisons,
    })
}

/// All pairs that may be one person.
fn possible_pairs(model: &Model, records: &Records) -> f64 {
    let pairs = |count: f64| count * (count - 1.0) / 2.0;
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let all = pairs(number(records.len()));
    if model.pairs == crate::model::PairScope::All {
        return all;
    }
    let mut of_source: BTreeMap<u16, usize> = BTreeMap::new();
    for source in &records.sources {
        *of_source.entry(*source).or_default() += 1;
    }
    all - of_source.values().map(|count| pairs(number(*count))).sum::<f64>()
}

/// The share of matches among all pairs, from the deterministic rules.
fn prior(model: &Model, records: &Records, threads: usize) -> Result<f64, Problem> {
    let rules = &model.training.deterministic;
    let blocking = Blocking::prepare(model, rules, records);
    let counts = in_order(
        threads,
        blocking.task_count(),
        || (),
        |(), task| {
            let mut count = 0_u64;
            blocking.visit(task, |_, _| count += 1);
            count
        },
    );
    let pairs: u64 = counts.iter().sum();
    if pairs == 0 {
        return Err(nothing(model, rules.first()));
    }
    let matches = (pairs as f64 / model.training.recall.as_ref()).max(1.0);
    Ok((matches / possible_pairs(model, records)).clamp(1e-12, 0.5))
}

fn nothing(model: &Model, rule: Option<&BlockingModel>) -> Problem {
    Problem::new(&message::linkage::NOTHING_TO_TRAIN)
        .with("path", &model.path)
        .with("rule", rule.map_or("", |rule| rule.name.as_str()))
}

/// Which comparisons a rule decides: those that read one of its columns.
fn decided(model: &Model, rule: &BlockingModel) -> Vec<bool> {
    let columns: Vec<&str> = rule
        .keys
        .iter()
        .chain(&rule.swapped)
        .map(|key| key.as_ref().split('.').next().unwrap_or_default())
        .collect();
    model
        .comparison
        .iter()
        .map(|comparison| {
            comparison
                .columns
                .iter()
                .any(|column| columns.contains(&column.as_ref().as_str()))
        })
        .collect()
}

/// The pairs of each training blocking, and which comparisons it decides. A blocking that pairs no records, as where a
/// list lacks its column, is left out, as long as every comparison is still learnt under another one.
fn samples(
    model: &Model,
    records: &Records,
    comparisons: &Comparisons<'_>,
    threads: usize,
) -> Result<Vec<(Vec<bool>, Patterns)>, Problem> {
    let mut samples = Vec::new();
    let mut left_out = Vec::new();
    for rule in &model.training.blocking {
        match sample(model, rule, records, comparisons, threads) {
            Some(patterns) => samples.push((decided(model, rule), patterns)),
            None => left_out.push(rule),
        }
    }
    let learns = |decided: &[bool], place: usize| decided.get(place).is_some_and(|decided| !decided);
    let missed = left_out.iter().find(|rule| {
        let decided = decided(model, rule);
        let is_missed = |place: usize| {
            learns(&decided, place)
                && !samples
                    .iter()
                    .any(|(decided, _): &(Vec<bool>, _)| learns(decided, place))
        };
        samples.is_empty() || (0..decided.len()).any(is_missed)
    });
    match missed {
        Some(rule) => Err(nothing(model, Some(rule))),
        None => Ok(samples),
    }
}

/// The levels of the pairs of a rule, or of a share of them chosen by a digest of the pair; `None` without pairs.
fn sample(
    model: &Model,
    rule: &BlockingModel,
    records: &Records,
    comparisons: &Comparisons<'_>,
    threads: usize,
) -> Option<Patterns> {
    let blocking = Blocking::prepare(model, std::slice::from_ref(rule), records);
    let all: u64 = in_order(
        threads,
        blocking.task_count(),
        || (),
        |(), task| {
            let mut count = 0_u64;
            blocking.visit(task, |_, _| count += 1);
            count
        },
    )
    .iter()
    .sum();
    if all == 0 {
        return None;
    }
    let share = (*model.training.pairs.as_ref() as f64 / all as f64).min(1.0);
    let limit = if share >= 1.0 {
        u64::MAX
    } else {
        (share * u64::MAX as f64) as u64
    };
    let seed = model.training.seed;
    let counted = in_order(
        threads,
        blocking.task_count(),
        || comparisons.caches(),
        |caches, task| {
            let mut patterns = Patterns::default();
            blocking.visit(task, |left, right| {
                if mix(mix(seed, u64::from(left)), u64::from(right)) <= limit {
                    patterns.add(comparisons.pattern(records.row(left), records.row(right), caches), 1);
                }
            });
            patterns
        },
    );
    Some(counted.into_iter().fold(Patterns::default(), Patterns::merge))
}

/// Most matches agree, and few on nothing.
fn first_guess(levels: usize) -> Vec<f64> {
    let mut guess: Vec<f64> = (0..levels)
        .map(|level| 0.5_f64.powi(i32::try_from(level).unwrap_or(0) + 1))
        .collect();
    let sum: f64 = guess.iter().sum();
    guess.iter_mut().for_each(|share| *share /= sum);
    guess
}

/// m of each comparison, over the blockings that do not decide it, by their expected matches.
fn learn(samples: &[(Vec<bool>, Patterns)], start: &[Vec<f64>], u: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut sums: Vec<Vec<f64>> = start.iter().map(|levels| vec![0.0; levels.len()]).collect();
    let mut weights = vec![0.0; start.len()];
    for (decided, patterns) in samples {
        let found = Expectation::run(patterns, decided, start, u, Learns::Matches);
        for (place, learnt) in found.levels.iter().enumerate() {
            if decided.get(place).copied().unwrap_or(true) {
                continue;
            }
            let weight = found.matches.max(1.0);
            if let (Some(sums), Some(sum)) = (sums.get_mut(place), weights.get_mut(place)) {
                *sum += weight;
                sums.iter_mut()
                    .zip(learnt)
                    .for_each(|(sum, share)| *sum += weight * share);
            }
        }
    }
    sums.into_iter()
        .zip(weights)
        .zip(start)
        .map(|((sums, weight), start)| {
            if weight <= 0.0 {
                return start.clone();
            }
            let kept: Vec<f64> = sums.iter().map(|sum| (sum / weight).max(LEAST_M)).collect();
            let sum: f64 = kept.iter().sum();
            kept.into_iter().map(|share| share / sum).collect()
        })
        .collect()
}

/// The share of relatives among all pairs, and their levels. Among the pairs of a rule that finds relatives, those that
/// are no matches are relatives. They agree on what the rule reads as matches do, so the rule finds the same share of
/// both, and there are as many more relatives than matches as there are under the rule.
fn relatives(
    patterns: &Patterns,
    decided: &[bool],
    prior: f64,
    m: &[Vec<f64>],
    u: &[Vec<f64>],
) -> (f64, Vec<Vec<f64>>) {
    let found = Expectation::run(patterns, decided, u, m, Learns::Others);
    let share = (prior * found.others / found.matches.max(1.0)).clamp(0.0, 0.1);
    let levels = found.levels.iter().zip(m).zip(decided).map(|((learnt, m), decided)| {
        if *decided {
            return m.clone();
        }
        let kept: Vec<f64> = learnt.iter().map(|share| share.max(LEAST_M)).collect();
        let sum: f64 = kept.iter().sum();
        kept.into_iter().map(|share| share / sum).collect()
    });
    (share, levels.collect())
}

/// A level that neither matches nor strangers ever had says nothing: only floors stand there, and their ratio would be
/// an accident of how many pairs were looked at.
fn leave_unseen_levels_neutral(m: &[Vec<f64>], u: &mut [Vec<f64>], r: &mut [Vec<f64>], least: f64) {
    for ((m, u), r) in m.iter().zip(u).zip(r) {
        let floor = m.iter().copied().fold(f64::INFINITY, f64::min) * 1.001;
        for ((m, u), r) in m.iter().zip(u).zip(r) {
            if *m <= floor && *u <= 2.0 * least {
                (*u, *r) = (*m, *m);
            }
        }
    }
}

/// u without the matches among the pairs drawn: observed = prior · m + (1 − prior) · u.
fn without_matches(observed: &[Vec<f64>], m: &[Vec<f64>], prior: f64, least: f64) -> Vec<Vec<f64>> {
    observed
        .iter()
        .zip(m)
        .map(|(observed, m)| {
            let kept: Vec<f64> = observed
                .iter()
                .zip(m)
                .map(|(share, m)| ((share - prior * m) / (1.0 - prior)).max(share * 0.02).max(least))
                .collect();
            let sum: f64 = kept.iter().sum();
            kept.into_iter().map(|share| share / sum).collect()
        })
        .collect()
}
