//! Every figure of the demo equals what was planted, and a second computation over the files.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::dorpon::{Place, csv_rows, demo, demo_rows, repository};
use crate::oracle;

/// A value as the truth files write it.
fn text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// Numbers of equal worth are equal: `3000` and `3000.00`.
fn same(left: &str, right: &str) -> bool {
    left == right
        || matches!((left.parse::<f64>(), right.parse::<f64>()), (Ok(left), Ok(right)) if (left - right).abs() < 1e-9)
}

/// The rows of a table. Truth is planted for the three large allowances; the tables that answer for every programme hold
/// more.
fn planted_rows(table: &str) -> Vec<Value> {
    let mut rows = demo_rows(table, "mart");
    if matches!(table, "coverage_by_union_programme" | "eligible_person") {
        rows.retain(|row| ["DAA", "OAA", "WAA"].iter().any(|code| row["programme_code"] == *code));
    }
    rows
}

/// Compares a table with its truth on all columns that both have.
fn equals_truth(table: &str, key: &[&str], rename: &[(&str, &str)]) {
    let truth = csv_rows(&format!("sample-data/truth/{table}.csv"));
    let rows = planted_rows(table);
    let column = |name: &str| {
        rename
            .iter()
            .find(|(truth, _)| *truth == name)
            .map_or(name.to_owned(), |(_, ours)| (*ours).to_owned())
    };
    let mut found: BTreeMap<Vec<String>, &Value> = BTreeMap::new();
    for row in &rows {
        let key = key.iter().map(|name| text(row.get(column(name)))).collect();
        assert!(found.insert(key, row).is_none(), "{table}: a key stands twice");
    }
    assert_eq!(truth.len(), rows.len(), "{table}: rows");
    let mut compared = 0;
    for planted in &truth {
        let key: Vec<String> = key.iter().map(|name| planted[*name].clone()).collect();
        let row = found.get(&key).unwrap_or_else(|| panic!("{table}: {key:?} is missing"));
        for (name, value) in planted {
            let Some(ours) = row.get(column(name)) else { continue };
            compared += 1;
            assert!(
                same(value, &text(Some(ours))),
                "{table} {key:?} {name}: planted {value}, found {ours}"
            );
        }
    }
    assert!(
        compared > truth.len() * key.len(),
        "{table}: nothing but the key was compared"
    );
}

#[test]
fn coverage_equals_what_was_planted() {
    equals_truth(
        "coverage_by_union_programme",
        &["union_code", "programme_code", "sex"],
        &[],
    );
}

#[test]
fn eligibility_of_every_person_equals_what_was_planted() {
    equals_truth(
        "eligible_person",
        &["person_id", "programme_code"],
        &[("person_id", "person_record_id")],
    );
}

/// Whoever is one person is one, whatever their numbers say, and nobody else is.
#[test]
fn every_record_is_the_person_that_was_planted() {
    let mut planted: BTreeMap<(String, String), String> = BTreeMap::new();
    for row in csv_rows("sample-data/truth/record_person.csv") {
        planted.insert((row["source"].clone(), row["record_id"].clone()), row["person"].clone());
    }
    let mut by_person: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut by_method: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in demo_rows("entity_person", "entity") {
        let key = (text(row.get("source")), text(row.get("record_id")));
        let person = planted.get(&key).unwrap_or_else(|| panic!("{key:?} was not planted"));
        by_person
            .entry(person.clone())
            .or_default()
            .insert(text(row.get("person_id")));
        found
            .entry(text(row.get("person_id")))
            .or_default()
            .insert(person.clone());
        *by_method.entry((key.0.clone(), text(row.get("method")))).or_default() += 1;
        let is_alone = text(row.get("method")) == "alone";
        assert_eq!(is_alone, row["match_probability"].is_null(), "{key:?}");
        if !is_alone {
            assert!(row["match_probability"].as_f64().unwrap() > 0.99, "{key:?}");
        }
    }
    let split: Vec<_> = by_person.iter().filter(|(_, ids)| ids.len() > 1).collect();
    let merged: Vec<_> = found.values().filter(|people| people.len() > 1).collect();
    assert!(
        split.is_empty() && merged.is_empty(),
        "split {split:?}, merged {merged:?}"
    );
    // The lists hold many whom no number finds.
    let by_name = by_method[&("beneficiary".to_owned(), "name".to_owned())];
    assert!(by_name > 50, "{by_method:?}");
}

#[test]
fn payments_equal_what_was_planted() {
    equals_truth(
        "payment_by_cycle",
        &["fiscal_year", "cycle", "programme_code", "union_code"],
        &[],
    );
}

#[test]
fn need_equals_what_was_planted() {
    equals_truth("need_by_union", &["union_code"], &[]);
}

#[test]
fn every_household_stands_where_it_was_planted_on_the_cyclone_list() {
    let rename = [("product", "priority_product"), ("rank", "priority_rank")];
    equals_truth("disaster_priority", &["household_id"], &rename);
}

#[test]
fn duplicates_equal_what_was_planted() {
    let key = |scope: String, kind: String, count: String, records: String| (scope, kind, count, records);
    let mut planted: Vec<_> = csv_rows("sample-data/truth/duplicate_identifier.csv")
        .into_iter()
        .map(|row| {
            key(
                row["scope"].clone(),
                row["identifier_kind"].clone(),
                row["record_count"].clone(),
                row["record_ids"].clone(),
            )
        })
        .collect();
    let mut found: Vec<_> = demo_rows("duplicate_identifier", "mart")
        .iter()
        .map(|row| {
            let field = |name| text(row.get(name));
            key(
                field("scope"),
                field("identifier_kind"),
                field("record_count"),
                field("record_ids"),
            )
        })
        .collect();
    planted.sort();
    found.sort();
    assert_eq!(planted, found);
}

#[test]
fn the_ledger_equals_what_was_planted() {
    let place = Place::new();
    let answer = place.run(&["--json", "demo", "--out", "again"]).must(0).json();
    let files = answer["files"].as_array().unwrap();
    for planted in csv_rows("sample-data/truth/ledger.csv") {
        let name = planted["file"].rsplit('/').next().unwrap();
        let file = files
            .iter()
            .find(|file| file["file"] == name)
            .unwrap_or_else(|| panic!("{name} is missing"));
        for count in ["received", "loaded", "quarantined", "duplicate"] {
            assert_eq!(
                planted[&format!("rows_{count}")],
                file["rows"][count].to_string(),
                "{name} {count}"
            );
            let taka = &planted[&format!("taka_{count}")];
            assert!(
                same(taka, &text(file["taka"].get(count))),
                "{name} taka {count}: {taka} {}",
                file["taka"]
            );
        }
    }
    for (truth, part) in [("repairs", "repairs"), ("findings", "findings")] {
        let mut planted: BTreeMap<(String, String, String), u64> = BTreeMap::new();
        for row in csv_rows(&format!("sample-data/truth/{truth}.csv")) {
            let name = row["file"].rsplit('/').next().unwrap().to_owned();
            let kind = row.get("kind").or(row.get("code")).unwrap().clone();
            let count = row.get("count").map_or(1, |count| count.parse().unwrap());
            *planted.entry((name, row["column"].clone(), kind)).or_default() += count;
        }
        let mut found: BTreeMap<(String, String, String), u64> = BTreeMap::new();
        for file in files {
            for (column, kinds) in file[part].as_object().unwrap() {
                for (kind, count) in kinds.as_object().unwrap() {
                    let name = file["file"].as_str().unwrap().to_owned();
                    found.insert((name, column.clone(), kind.clone()), count.as_u64().unwrap());
                }
            }
        }
        assert_eq!(planted, found, "{truth}");
    }
}

#[test]
fn a_plain_loop_over_the_files_gives_the_same_figures() {
    let computed = oracle::compute(repository());
    let compare = |table: &str, key: &[&str], rows: &[BTreeMap<String, String>]| {
        let found = planted_rows(table);
        assert_eq!(rows.len(), found.len(), "{table}: rows");
        for row in rows {
            let is_it = |other: &&Value| key.iter().all(|name| text(other.get(*name)) == row[*name]);
            let other = found
                .iter()
                .find(is_it)
                .unwrap_or_else(|| panic!("{table}: no row for {row:?}"));
            for (name, value) in row {
                let ours = other.get(name).unwrap_or_else(|| panic!("{table}: no column {name}"));
                assert!(
                    same(value, &text(Some(ours))),
                    "{table} {name}: {value} {ours} in {row:?}"
                );
            }
        }
    };
    compare(
        "coverage_by_union_programme",
        &["union_code", "programme_code", "sex"],
        &computed.coverage,
    );
    compare(
        "payment_by_cycle",
        &["fiscal_year", "cycle", "programme_code", "union_code"],
        &computed.payment,
    );
    compare("disaster_priority", &["household_id"], &computed.priority);
}

/// Compares the rows of a table that a plain loop gives with those that are there, wards and smaller groups aside.
fn equals_loop(table: &str, key: &[&str], rows: &[BTreeMap<String, String>], is_asked: impl Fn(&Value) -> bool) {
    let mut found: BTreeMap<Vec<String>, Value> = BTreeMap::new();
    for row in demo_rows(table, "mart") {
        if row["area_level"] != "ward" && is_asked(&row) {
            found.insert(key.iter().map(|name| text(row.get(*name))).collect(), row);
        }
    }
    for row in rows {
        let key: Vec<String> = key.iter().map(|name| row[*name].clone()).collect();
        let ours = found
            .remove(&key)
            .unwrap_or_else(|| panic!("{table}: no row for {key:?}"));
        for (name, value) in row {
            let ours = text(ours.get(name));
            assert!(same(value, &ours), "{table} {key:?} {name}: {value} {ours}");
        }
    }
    // Where the loop saw nobody the table has nothing but zeros.
    for (key, row) in found {
        for (name, value) in row.as_object().unwrap() {
            let is_empty = value.is_null() || value.as_f64() == Some(0.0) || same("0", &text(Some(value)));
            assert!(!name.ends_with("_count") || is_empty, "{table} {key:?} {name}: {value}");
        }
    }
}

#[test]
fn plain_loops_give_the_same_indicators_at_every_level() {
    let computed = oracle::compute(repository());
    equals_loop(
        "coverage_by_area",
        &["area_code", "programme_code"],
        &computed.area_coverage,
        |row| row["group_code"] == "all",
    );
    let keys = ["area_code", "programme_code", "group_code"];
    equals_loop("reach_by_area", &keys, &computed.reach, |row| {
        row["unregistered_person_count"].is_null() || row["household_count"] != 0
    });
    let keys = ["cycle", "programme_code", "area_code"];
    equals_loop("payment_by_area", &keys, &computed.area_payment, |row| {
        row["group_code"] == "all"
    });
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let before = std::fs::read_to_string(demo().path("work/lake/current")).unwrap();
    let place = Place::new();
    place.run(&["demo", "--out", "work"]).must(0);
    let answer = place.run(&["--json", "demo", "--out", "work"]).must(0).json();
    assert!(
        answer["files"]
            .as_array()
            .unwrap()
            .iter()
            .all(|file| file["outcome"] == "unchanged")
    );
    assert_eq!(
        before,
        std::fs::read_to_string(place.path("work/lake/current")).unwrap()
    );
}

#[test]
fn a_union_of_a_younger_upazila_lies_in_it() {
    let rows = csv_rows("queries/reference/area.csv");
    let union = rows.iter().find(|row| row["area_code"] == "10040939").unwrap();
    assert_eq!(union["parent_code"], "100490");
}

#[test]
fn what_was_planted_adds_up_from_ward_to_country() {
    let planted = oracle::area_coverage(&csv_rows("sample-data/truth/coverage_by_union_programme.csv"));
    assert!(
        planted
            .iter()
            .any(|row| row["area_code"] == "BD" && row["exclusion_share"] == "0.3178")
    );
    equals_loop("coverage_by_area", &["area_code", "programme_code"], &planted, |row| {
        row["group_code"] == "all"
    });
    let planted = oracle::area_payment_sums(&csv_rows("sample-data/truth/payment_by_cycle.csv"));
    let keys = ["fiscal_year", "cycle", "programme_code", "area_code"];
    equals_loop("payment_by_area", &keys, &planted, |row| row["group_code"] == "all");
    let findings = csv_rows("sample-data/truth/findings.csv").len() as u64;
    let found = demo_rows("finding_by_column", "mart");
    let found = found.iter().filter(|row| row["finding_kind"] == "finding");
    assert_eq!(
        found.map(|row| row["cell_count"].as_u64().unwrap()).sum::<u64>(),
        findings
    );
}
