//! Weights of a small list, computed a second time pair by pair with plain loops.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod list;

use std::collections::BTreeMap;

use dorpon_linkage::blocking::Blocking;
use dorpon_linkage::comparison::{Comparisons, level_of};
use dorpon_linkage::dictionary::stable_digest;
use dorpon_linkage::record::Records;
use dorpon_linkage::weights::{Scorer, Weights};
use dorpon_linkage::{explain, link, training::train};

type Levels = Vec<Vec<f64>>;

fn normal(shares: Vec<f64>) -> Vec<f64> {
    let sum: f64 = shares.iter().sum();
    shares.into_iter().map(|share| share / sum).collect()
}

/// Levels of matches under one blocking, and the expected matches: expectation-maximisation over single pairs.
fn expectation(pairs: &[Vec<usize>], open: &[bool], start: &Levels, u: &Levels) -> (Levels, f64) {
    let mut m = start.clone();
    let (mut share, mut matches) = (0.2, 0.0);
    for _ in 0..300 {
        let posterior = |levels: &Vec<usize>| {
            let (mut alike, mut strange) = (share, 1.0 - share);
            for (place, level) in levels
                .iter()
                .enumerate()
                .filter(|(place, level)| open[*place] && **level > 0)
            {
                alike *= m[place][level - 1];
                strange *= u[place][level - 1];
            }
            alike / (alike + strange)
        };
        let found: Vec<f64> = pairs.iter().map(posterior).collect();
        matches = found.iter().sum();
        let next = matches / pairs.len() as f64;
        let mut moved = (next - share).abs();
        share = next.clamp(1e-9, 1.0 - 1e-9);
        for place in (0..m.len()).filter(|place| open[*place]) {
            let mut sums = vec![0.0; m[place].len()];
            for (levels, found) in pairs.iter().zip(&found) {
                if levels[place] > 0 {
                    sums[levels[place] - 1] += found;
                }
            }
            let smooth = 0.5 / sums.len() as f64;
            let next = normal(sums.into_iter().map(|sum| sum + smooth).collect());
            for (old, new) in m[place].iter().zip(&next) {
                moved = moved.max((old - new).abs());
            }
            m[place] = next;
        }
        if moved < 1e-6 {
            break;
        }
    }
    (m, matches)
}

#[test]
fn a_second_computation_gives_the_same_weights() {
    let rows = list::rows(90, 11);
    let request = list::request(list::MODEL, &rows, 2);
    let records = Records::read(&request.model, &request.inputs, 1).unwrap();
    let comparisons = Comparisons::prepare(&request.model, &records);
    let learnt = train(&request.model, &records, &comparisons, 2).unwrap();
    let count = u32::try_from(records.len()).unwrap();
    let mut all: BTreeMap<(u32, u32), Vec<usize>> = BTreeMap::new();
    for left in 0..count {
        for right in left + 1..count {
            let pattern = comparisons.pattern(records.row(left), records.row(right), &mut []);
            let levels = (0..5).map(|place| usize::from(level_of(pattern, place))).collect();
            all.insert((left, right), levels);
        }
    }
    assert!(all.len() <= 20_000, "all pairs are looked at, none drawn");
    let sizes: Vec<usize> = learnt
        .comparisons
        .iter()
        .map(|comparison| comparison.levels.len())
        .collect();
    let observed: Levels = (0..5)
        .map(|place| {
            let of = |level: usize| all.values().filter(|levels| levels[place] == level).count() as f64;
            normal((1..=sizes[place]).map(|level| of(level).max(0.5)).collect())
        })
        .collect();
    // The cells themselves decide which pairs a rule makes.
    let cell = |record: u32, column: &str| {
        let place = records.place(column).unwrap();
        records.columns[place]
            .dictionary
            .text(records.row(record)[place])
            .to_owned()
    };
    let same = |pair: &(u32, u32), column: &str| {
        !cell(pair.0, column).is_empty() && cell(pair.0, column) == cell(pair.1, column)
    };
    let deterministic = all.keys().filter(|pair| same(pair, "nid")).count() as f64;
    let prior = deterministic / 0.6 / all.len() as f64;
    assert!((learnt.prior - prior).abs() < 1e-12);
    let by_date: Vec<Vec<usize>> = all
        .iter()
        .filter(|(pair, _)| same(pair, "birth_date"))
        .map(|(_, levels)| levels.clone())
        .collect();
    let key = |record: u32| dorpon_linkage::personal_name::PersonalName::read(&cell(record, "name")).key();
    let by_name: Vec<Vec<usize>> = all
        .iter()
        .filter(|((left, right), _)| {
            let place = |record: u32| cell(record, "union_code").get(..4).unwrap_or_default().to_owned();
            !key(*left).is_empty()
                && key(*left) == key(*right)
                && !place(*left).is_empty()
                && place(*left) == place(*right)
        })
        .map(|(_, levels)| levels.clone())
        .collect();
    let blockings = [
        (by_date, [true, true, false, true, true]),
        (by_name, [false, true, true, true, false]),
    ];
    let mut u = observed.clone();
    let mut m: Levels = sizes
        .iter()
        .map(|size| normal((0..*size).map(|level| 0.5_f64.powi(level as i32 + 1)).collect()))
        .collect();
    for round in 0..3 {
        let mut sums: Levels = sizes.iter().map(|size| vec![0.0; *size]).collect();
        let mut weights = [0.0; 5];
        for (pairs, open) in &blockings {
            let (found, matches) = expectation(pairs, open, &m, &u);
            for place in (0..5).filter(|place| open[*place]) {
                weights[place] += matches.max(1.0);
                for (sum, share) in sums[place].iter_mut().zip(&found[place]) {
                    *sum += matches.max(1.0) * share;
                }
            }
        }
        for place in 0..5 {
            m[place] = normal(sums[place].iter().map(|sum| (sum / weights[place]).max(1e-4)).collect());
        }
        if round < 2 {
            let least = 0.5 / all.len() as f64;
            for place in 0..5 {
                let kept = observed[place].iter().zip(&m[place]);
                u[place] = normal(
                    kept.map(|(share, m)| ((share - prior * m) / (1.0 - prior)).max(share * 0.02).max(least))
                        .collect(),
                );
            }
        }
    }
    // Where both are but floors, nothing was seen and nothing is said.
    for place in 0..5 {
        let floor = m[place].iter().copied().fold(1.0, f64::min);
        for level in 0..sizes[place] {
            if m[place][level] <= floor * 1.001 && u[place][level] <= 1.0 / all.len() as f64 {
                u[place][level] = m[place][level];
            }
        }
    }
    for (place, comparison) in learnt.comparisons.iter().enumerate() {
        for (level, found) in comparison.levels.iter().enumerate() {
            assert!(
                (found.m - m[place][level]).abs() < 1e-9,
                "{} {} m",
                comparison.name,
                found.name
            );
            assert!(
                (found.u - u[place][level]).abs() < 1e-9,
                "{} {} u",
                comparison.name,
                found.name
            );
        }
    }
}

#[test]
fn a_match_weight_is_the_sum_of_its_parts() {
    let rows = list::rows(120, 5);
    let request = list::request(list::MODEL, &rows, 2);
    let outcome = link(&request).unwrap();
    assert!(outcome.pairs.kept.len() > 50);
    for pair in outcome.pairs.kept.iter().take(40) {
        let (left, right) = (&outcome.ids[pair.left as usize], &outcome.ids[pair.right as usize]);
        let waterfall = explain(&request, right, left).unwrap();
        let sum: f64 = waterfall.start + waterfall.steps.iter().map(|step| step.weight + step.term).sum::<f64>();
        assert!((sum + waterfall.relatives - pair.weight).abs() < 1e-9);
        assert!((waterfall.weight - pair.weight).abs() < 1e-9);
        let odds = pair.weight.exp2();
        assert!((waterfall.probability - odds / (1.0 + odds)).abs() < 1e-12);
        assert!(!waterfall.rules.is_empty());
    }
    let prior = outcome.weights.prior;
    let waterfall = explain(&request, "r00000", "r00001").unwrap();
    assert!((waterfall.start - (prior / (1.0 - prior)).log2()).abs() < 1e-12);
}

/// Of 20 records 10 share a name, 6 another, 4 have one of their own: the first two are listed, the rest is not.
#[test]
fn common_names_count_for_less() {
    let rows: Vec<[String; 6]> = (0..20)
        .map(|row| {
            let name = match row {
                0..10 => "Rahima".to_owned(),
                10..16 => "Salma".to_owned(),
                _ => ["Dulali", "Tahmida", "Bimal", "Kobir"][row - 16].to_owned(),
            };
            let pair = row / 2;
            let date = format!("19{:02}-03-04", 50 + pair);
            [
                format!("r{row:02}"),
                name,
                String::new(),
                date,
                format!("12345678901{pair:02}"),
                "408710".to_owned(),
            ]
        })
        .collect();
    let request = list::request(list::MODEL, &rows, 1);
    let records = Records::read(&request.model, &request.inputs, 1).unwrap();
    let comparisons = Comparisons::prepare(&request.model, &records);
    let weights: Weights = train(&request.model, &records, &comparisons, 1).unwrap();
    let terms = &weights.comparisons[0].terms[0];
    let frequency = |sound: &str| {
        let digest = stable_digest(sound);
        terms
            .listed
            .iter()
            .find(|(listed, _)| *listed == digest)
            .map(|(_, frequency)| *frequency)
    };
    assert_eq!(frequency("RHIMA"), Some(0.5));
    assert_eq!(frequency("SLMA"), Some(0.3));
    assert_eq!(terms.listed.len(), 2);
    // Pairs of equal names: 45 + 15 of 190.
    assert!((terms.mean - 60.0 / 190.0).abs() < 1e-12);
    assert!((terms.rest - 0.05).abs() < 1e-12);
    let scorer = Scorer::new(&weights, &comparisons);
    let blocking = Blocking::prepare(&request.model, &request.model.blocking, &records);
    assert!(blocking.task_count() > 0);
    let term = |left: u32, right: u32| {
        let pattern = comparisons.pattern(records.row(left), records.row(right), &mut []);
        scorer.parts(pattern, records.row(left), records.row(right))[0].term
    };
    for (left, right, frequency) in [(0, 1, 0.5_f64), (10, 11, 0.3)] {
        let (found, expected) = (term(left, right), (60.0 / 190.0 / frequency).log2());
        assert!((found - expected).abs() < 1e-6, "{found} and {expected}");
    }
}
