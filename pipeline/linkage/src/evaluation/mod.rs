//! Evaluation against known persons: precision, recall and F1 of pairs, with intervals.
//!
//! A pair is right if both its records are of one person of the truth. All true pairs count, also those that no
//! blocking rule made.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use dorpon_domain::message;
use dorpon_domain::problem::{Place, Problem};

use crate::blocking::Blocking;
use crate::cluster::Clusters;
use crate::model::BlockingModel;
use crate::score::Pair;
use crate::weights::probability;

/// Right and wrong pairs.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Tally {
    /// Pairs found that are of one person.
    pub right: u64,
    /// Pairs found that are not.
    pub wrong: u64,
    /// Pairs of one person that were not found.
    pub missed: u64,
}

/// A share with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The share.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Tally {
    /// Share of the found pairs that are right.
    #[must_use]
    pub fn precision(self) -> Interval {
        wilson(self.right, self.right + self.wrong)
    }

    /// Share of the true pairs that were found.
    #[must_use]
    pub fn recall(self) -> Interval {
        wilson(self.right, self.right + self.missed)
    }

    /// The harmonic mean of both. Its interval is that of right / (right + wrong + missed), of which F1 is a rising
    /// function.
    #[must_use]
    pub fn f1(self) -> Interval {
        let shared = wilson(self.right, self.right + self.wrong + self.missed);
        let f1 = |share: f64| 2.0 * share / (1.0 + share);
        Interval {
            value: f1(shared.value),
            low: f1(shared.low),
            high: f1(shared.high),
        }
    }
}

/// Wilson's interval of a share at 95 %. It takes pairs for independent, which pairs of one large cluster are not:
/// with large clusters it is too narrow. Of nothing the share is 0.
#[must_use]
pub fn wilson(hits: u64, all: u64) -> Interval {
    if all == 0 {
        return Interval {
            value: 0.0,
            low: 0.0,
            high: 1.0,
        };
    }
    let (all, z) = (all as f64, 1.959_963_984_540_054_f64);
    let share = hits as f64 / all;
    let middle = share + z * z / (2.0 * all);
    let half = z * (share * (1.0 - share) / all + z * z / (4.0 * all * all)).sqrt();
    let below = 1.0 + z * z / all;
    Interval {
        value: share,
        low: ((middle - half) / below).max(0.0),
        high: ((middle + half) / below).min(1.0),
    }
}

/// One point of the threshold curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// Match weight from which on pairs are taken for matches.
    pub weight: f64,
    /// Its match probability.
    pub probability: f64,
    /// What comes out.
    pub tally: Tally,
}

/// How well pairs and clusters agree with the truth.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// Pairs at the model's own threshold.
    pub pairs: Tally,
    /// Pairs of records in one published cluster.
    pub clusters: Tally,
    /// Pairs at each whole match weight.
    pub curve: Vec<CurvePoint>,
    /// The threshold with the best F1 of pairs.
    pub best: CurvePoint,
    /// True pairs that each blocking rule makes, with its name.
    pub rules: Vec<(String, Interval)>,
    /// True pairs that any rule makes.
    pub reach: Interval,
}

/// Known persons: by record.
#[derive(Clone, Debug)]
pub struct Truth {
    person: Vec<u32>,
}

impl Truth {
    /// Reads `record_id,cluster_id` for all records.
    ///
    /// # Errors
    /// A file that cannot be read, lacks one of the columns, or says nothing about a record.
    pub fn read(path: &Path, ids: &[Box<str>]) -> Result<Self, Problem> {
        let shown = path.display().to_string();
        let place_of = |row: Option<u64>| Place {
            file: shown.clone(),
            row,
            column: None,
        };
        let invalid = |row: Option<u64>| {
            Problem::new(&message::linkage::TRUTH_INVALID)
                .with("path", &shown)
                .at(place_of(row))
        };
        let file = File::open(path).map_err(|error| {
            Problem::new(&message::linkage::FILE_UNREADABLE)
                .with("file", &shown)
                .because(error)
        })?;
        let mut reader = csv::Reader::from_reader(file);
        let headings = reader.headers().map_err(|_| invalid(Some(1)))?.clone();
        let place = |heading: &str| {
            headings
                .iter()
                .position(|found| found.trim_start_matches('\u{FEFF}') == heading)
        };
        let (Some(record), Some(cluster)) = (place("record_id"), place("cluster_id")) else {
            return Err(invalid(Some(1)));
        };
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut person = vec![u32::MAX; ids.len()];
        let mut row = csv::StringRecord::new();
        loop {
            let line = reader.position().line();
            if !reader.read_record(&mut row).map_err(|_| invalid(Some(line)))? {
                break;
            }
            let id = row.get(record).unwrap_or_default().trim();
            let Ok(found) = ids.binary_search_by(|known| known.as_ref().cmp(id)) else {
                continue;
            };
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            let named = row.get(cluster).map(str::trim).filter(|named| !named.is_empty());
            let named = named.ok_or_else(|| invalid(Some(line)))?;
            let number = *numbers.entry(named.to_owned()).or_insert(next);
            if let Some(cell) = person.get_mut(found) {
                if *cell != u32::MAX && *cell != number {
                    return Err(Problem::new(&message::linkage::TRUTH_CONTRADICTS)
                        .with("path", &shown)
                        .at(place_of(Some(line))));
                }
                *cell = number;
            }
        }
        let missing = person.iter().filter(|number| **number == u32::MAX).count();
        if missing > 0 {
            return Err(Problem::new(&message::linkage::TRUTH_INCOMPLETE)
                .with("path", &shown)
                .with("missing", missing)
                .with("records", person.len()));
        }
        Ok(Self { person })
    }

    fn is_one(&self, left: u32, right: u32) -> bool {
        self.person.get(left as usize) == self.person.get(right as usize)
    }

    /// Records of each person, persons of one record left out.
    fn groups(&self) -> Vec<Vec<u32>> {
        let mut members: Vec<u32> = (0..u32::try_from(self.person.len()).unwrap_or(u32::MAX)).collect();
        let person = |record: &u32| self.person.get(*record as usize).copied().unwrap_or(0);
        members.sort_by_key(person);
        members
            .chunk_by(|one, other| person(one) == person(other))
            .filter(|group| group.len() > 1)
            .map(<[u32]>::to_vec)
            .collect()
    }

    /// Compares what was found with the truth. `is_counted` tells which pairs may be found at all.
    #[must_use]
    pub fn evaluate(
        &self,
        pairs: &[Pair],
        clusters: &Clusters,
        threshold: f64,
        rules: &[BlockingModel],
        blocking: &Blocking,
        is_counted: impl Fn(u32, u32) -> bool,
    ) -> Evaluation {
        let (mut true_pairs, mut reached) = (0_u64, 0_u64);
        let mut by_rule = vec![0_u64; rules.len()];
        for group in self.groups() {
            for (place, left) in group.iter().enumerate() {
                for right in group.iter().skip(place + 1).filter(|right| is_counted(*left, **right)) {
                    true_pairs += 1;
                    let mut any = false;
                    for (rule, count) in by_rule.iter_mut().enumerate() {
                        if blocking.holds(rule, *left, *right) {
                            *count += 1;
                            any = true;
                        }
                    }
                    reached += u64::from(any);
                }
            }
        }
        let curve = self.curve(pairs, true_pairs);
        let at = self.tally(pairs.iter().filter(|pair| pair.weight >= threshold), true_pairs);
        let best = curve
            .iter()
            .copied()
            .max_by(|one, other| one.tally.f1().value.total_cmp(&other.tally.f1().value))
            .unwrap_or(CurvePoint {
                weight: threshold,
                probability: probability(threshold),
                tally: at,
            });
        Evaluation {
            pairs: at,
            clusters: self.of_clusters(clusters, true_pairs, &is_counted),
            curve: curve.into_iter().filter(|point| point.weight.fract() == 0.0).collect(),
            best,
            rules: rules
                .iter()
                .zip(by_rule)
                .map(|(rule, count)| (rule.name.clone(), wilson(count, true_pairs)))
                .collect(),
            reach: wilson(reached, true_pairs),
        }
    }

    fn tally<'a>(&self, found: impl Iterator<Item = &'a Pair>, true_pairs: u64) -> Tally {
        let mut tally = Tally::default();
        for pair in found {
            if self.is_one(pair.left, pair.right) {
                tally.right += 1;
            } else {
                tally.wrong += 1;
            }
        }
        tally.missed = true_pairs.saturating_sub(tally.right);
        tally
    }

    /// Thresholds in steps of a quarter of match weight.
    fn curve(&self, pairs: &[Pair], true_pairs: u64) -> Vec<CurvePoint> {
        let mut sorted: Vec<(f64, bool)> = pairs
            .iter()
            .map(|pair| (pair.weight, self.is_one(pair.left, pair.right)))
            .collect();
        sorted.sort_unstable_by(|one, other| other.0.total_cmp(&one.0));
        let (Some(most), Some(least)) = (sorted.first(), sorted.last()) else {
            return Vec::new();
        };
        let (mut weight, end) = ((most.0 * 4.0).floor() / 4.0, least.0);
        let mut curve = Vec::new();
        let mut tally = Tally::default();
        let mut rest = sorted.as_slice();
        loop {
            while let [(found, is_right), behind @ ..] = rest
                && *found >= weight
            {
                if *is_right {
                    tally.right += 1;
                } else {
                    tally.wrong += 1;
                }
                rest = behind;
            }
            tally.missed = true_pairs.saturating_sub(tally.right);
            curve.push(CurvePoint {
                weight,
                probability: probability(weight),
                tally,
            });
            if weight <= end {
                return curve;
            }
            weight -= 0.25;
        }
    }

    fn of_clusters(&self, clusters: &Clusters, true_pairs: u64, is_counted: &impl Fn(u32, u32) -> bool) -> Tally {
        let mut members: Vec<u32> = (0..u32::try_from(self.person.len()).unwrap_or(u32::MAX)).collect();
        let cluster = |record: &u32| clusters.of_record.get(*record as usize).copied().unwrap_or(*record);
        members.sort_by_key(cluster);
        let mut tally = Tally::default();
        for group in members.chunk_by(|one, other| cluster(one) == cluster(other)) {
            for (place, left) in group.iter().enumerate() {
                for right in group.iter().skip(place + 1).filter(|right| is_counted(*left, **right)) {
                    if self.is_one(*left, *right) {
                        tally.right += 1;
                    } else {
                        tally.wrong += 1;
                    }
                }
            }
        }
        tally.missed = true_pairs.saturating_sub(tally.right);
        tally
    }
}
