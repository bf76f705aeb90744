//! What holds for any list: each pair once, the same result in any order and on any number of threads, and adding
//! records gives what linking all of them gives.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod list;

use std::collections::{BTreeMap, BTreeSet};

use dorpon_linkage::blocking::Blocking;
use dorpon_linkage::comparison::Comparisons;
use dorpon_linkage::person_id::{PairLedger, PersonLedger};
use dorpon_linkage::record::Records;
use dorpon_linkage::training::train;
use dorpon_linkage::{LinkOutcome, link};
use proptest::prelude::*;

/// Pairs (ids, bits of the weight, levels), clusters, weights.
type Seen = (Vec<(String, String, u64, u64)>, Vec<u32>, String);

/// Everything of an outcome that a user sees, bit for bit.
fn seen(outcome: &LinkOutcome) -> Seen {
    let id = |record: u32| outcome.ids[record as usize].to_string();
    let pairs = outcome.pairs.kept.iter();
    let pairs = pairs.map(|pair| (id(pair.left), id(pair.right), pair.weight.to_bits(), pair.pattern));
    (
        pairs.collect(),
        outcome.clusters.of_record.clone(),
        outcome.weights.to_toml(),
    )
}

fn shuffled<T: Clone>(rows: &[T], seed: u64) -> Vec<T> {
    let mut rows = rows.to_vec();
    let mut chance = list::Chance(seed);
    for last in (1..rows.len()).rev() {
        rows.swap(last, chance.below(last as u64 + 1));
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn each_pair_is_made_once_and_is_one_that_a_rule_makes(people in 5_usize..60, seed in any::<u64>()) {
        let rows = list::rows(people, seed);
        let request = list::request(list::MODEL, &rows, 1);
        let records = Records::read(&request.model, &request.inputs, 1).unwrap();
        let blocking = Blocking::prepare(&request.model, &request.model.blocking, &records);
        let mut made = Vec::new();
        for task in 0..blocking.task_count() {
            blocking.visit(task, |left, right| {
                assert_eq!(blocking.first_rule(left, right), Some(blocking.rule_of(task)));
                made.push((left, right));
            });
        }
        let distinct: BTreeSet<(u32, u32)> = made.iter().copied().collect();
        prop_assert_eq!(distinct.len(), made.len());
        // By brute force over the values themselves.
        let count = u32::try_from(records.len()).unwrap();
        let value = |record: u32, column: &str| {
            let place = records.place(column).unwrap();
            records.columns[place].dictionary.text(records.row(record)[place]).to_owned()
        };
        for left in 0..count {
            for right in left + 1..count {
                let same = |column: &str| !value(left, column).is_empty() && value(left, column) == value(right, column);
                let crossed = !value(left, "name").is_empty()
                    && !value(left, "father_name").is_empty()
                    && value(left, "name") == value(right, "father_name")
                    && value(left, "father_name") == value(right, "name");
                if same("nid") || same("birth_date") || crossed {
                    prop_assert!(distinct.contains(&(left, right)));
                }
            }
        }
    }

    #[test]
    fn order_of_rows_and_threads_change_nothing(people in 20_usize..120, seed in any::<u64>()) {
        let rows = list::rows(people, seed);
        let one = link(&list::request(list::MODEL, &rows, 1));
        prop_assume!(one.is_ok());
        let expected = seen(&one.unwrap());
        for (threads, order) in [(2, 1), (5, 2)] {
            let other = link(&list::request(list::MODEL, &shuffled(&rows, order), threads)).unwrap();
            prop_assert_eq!(&seen(&other), &expected);
        }
    }

    #[test]
    fn adding_records_gives_what_linking_all_gives(people in 20_usize..120, seed in any::<u64>(), steps in 2_usize..5) {
        let rows = list::rows(people, seed);
        let request = list::request(list::MODEL, &rows, 2);
        let all = Records::read(&request.model, &request.inputs, 1).unwrap();
        let comparisons = Comparisons::prepare(&request.model, &all);
        let Ok(weights) = train(&request.model, &all, &comparisons, 1) else { return Ok(()) };
        let mut full = PairLedger::default();
        let expected = full.extend(&request.model, &weights, &all, 1);
        let arriving = shuffled(&rows, seed);
        let mut ledger = PairLedger::default();
        let mut persons = PersonLedger::default();
        let mut found = BTreeMap::new();
        for step in 1..=steps {
            let until = (arriving.len() * step / steps).max(2);
            let request = list::request(list::MODEL, &arriving[..until], 1);
            let records = Records::read(&request.model, &request.inputs, 1).unwrap();
            found = ledger.extend(&request.model, &weights, &records, 2);
            persons.advance(&found);
        }
        prop_assert_eq!(&found, &expected);
        prop_assert_eq!(&ledger, &full);
        // One person for each cluster, and one cluster for each person.
        let both: BTreeSet<(&String, &String)> =
            found.iter().map(|(record, cluster)| (cluster, &persons.person_of[record])).collect();
        let clusters: BTreeSet<&String> = found.values().collect();
        let ids: BTreeSet<&String> = persons.person_of.values().collect();
        prop_assert_eq!(both.len(), clusters.len());
        prop_assert_eq!(both.len(), ids.len());
        prop_assert!(persons.advance(&found).is_empty());
    }
}

#[test]
fn one_seed_gives_one_result_and_another_may_give_another() {
    let rows = list::rows(150, 7);
    let first = seen(&link(&list::request(list::MODEL, &rows, 2)).unwrap());
    assert_eq!(seen(&link(&list::request(list::MODEL, &rows, 2)).unwrap()), first);
}
