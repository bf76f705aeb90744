//! The committed sample: it is what the generator writes, it holds no number of a living
//! person, and its truth agrees with a second computation over the files.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../../tests/oracle.rs"]
mod oracle;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use dorpon_synthesis::identifier_block::{MOBILE_PREFIX, is_in_block};
use dorpon_synthesis::office_file::{Cell, Fate};
use dorpon_synthesis::recipe::Recipe;
use dorpon_synthesis::{Sample, sample};

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample-data")
}

fn made() -> Sample {
    sample::make(&Recipe::embedded().unwrap()).unwrap()
}

fn table(name: &str) -> Vec<oracle::FigureRow> {
    let mut reader = csv::Reader::from_path(committed().join("truth").join(name)).unwrap();
    let headers = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|row| {
            headers
                .iter()
                .map(str::to_owned)
                .zip(row.unwrap().iter().map(str::to_owned))
                .collect()
        })
        .collect()
}

#[test]
fn committed_files_are_what_the_generator_writes() {
    let folder = tempfile::tempdir().unwrap();
    dorpon_synthesis::write_sample(folder.path()).unwrap();
    let mut compared = 0;
    for part in ["extracts", "truth"] {
        let names = |root: &Path| -> BTreeSet<_> {
            std::fs::read_dir(root.join(part))
                .unwrap()
                .map(|entry| entry.unwrap().file_name())
                .collect()
        };
        assert_eq!(names(folder.path()), names(&committed()), "files of {part}");
        for name in names(folder.path()) {
            let read = |root: &Path| std::fs::read(root.join(part).join(&name)).unwrap();
            assert!(
                read(folder.path()) == read(&committed()),
                "{part}/{} differs: write the sample anew",
                name.display()
            );
            compared += 1;
        }
    }
    let manifest = |root: &Path| std::fs::read_to_string(root.join("extracts.toml")).unwrap();
    assert_eq!(manifest(folder.path()), manifest(&committed()));
    assert_eq!(compared, 25);
}

#[test]
fn truth_agrees_with_a_second_computation_over_the_files() {
    let figures = oracle::compute(&committed().join(".."));
    for (name, second) in [
        ("coverage_by_union_programme.csv", figures.coverage),
        ("payment_by_cycle.csv", figures.payment),
        ("disaster_priority.csv", figures.priority),
    ] {
        let first = table(name);
        assert!(!first.is_empty());
        for (one, other) in first.iter().zip(&second) {
            let renamed: oracle::FigureRow = other
                .iter()
                .map(|(column, text)| (column.trim_start_matches("priority_").to_owned(), text.clone()))
                .collect();
            assert_eq!(one, &renamed, "{name}");
        }
        assert_eq!(first.len(), second.len(), "{name}");
    }
}

#[test]
fn truth_adds_up_to_the_second_computation_of_every_area() {
    let figures = oracle::compute(&committed().join(".."));
    let planted = oracle::area_coverage(&table("coverage_by_union_programme.csv"));
    assert!(planted.len() > 20);
    assert_eq!(planted, figures.area_coverage);

    let planted = oracle::area_payment_sums(&table("payment_by_cycle.csv"));
    assert_eq!(planted.len(), figures.area_payment.len());
    for row in &figures.area_payment {
        let is_it = |other: &&oracle::FigureRow| {
            ["cycle", "programme_code", "area_code"]
                .iter()
                .all(|name| row[*name] == other[*name])
        };
        assert_eq!(
            planted.iter().find(is_it).unwrap()["ordered_count"],
            row["ordered_count"]
        );
    }

    // The quintiles of each area and programme are everybody there, each once.
    let persons = |row: &oracle::FigureRow| row["person_count"].parse::<i64>().unwrap();
    for whole in figures.reach.iter().filter(|row| row["group_code"] == "all") {
        let parts = figures.reach.iter().filter(|row| {
            row["group_code"] != "all"
                && row["area_code"] == whole["area_code"]
                && row["programme_code"] == whole["programme_code"]
        });
        assert_eq!(parts.map(persons).sum::<i64>(), persons(whole), "{whole:?}");
    }
}

#[test]
fn every_identifier_is_of_the_documented_block() {
    let sample = made();
    let mut seen = 0;
    let persons = sample.wards.iter().flat_map(|ward| &ward.persons);
    for number in persons.clone().flat_map(|person| person.nid.iter().chain(&person.brn)) {
        assert!(is_in_block(number), "{number}");
        seen += 1;
    }
    for number in sample.entries.iter().filter_map(|entry| entry.id_number.as_ref()) {
        assert!(is_in_block(number), "{number}");
    }
    let mobiles = persons.filter_map(|person| person.mobile.as_ref());
    let households = sample
        .wards
        .iter()
        .flat_map(|ward| &ward.households)
        .filter_map(|home| home.mobile.as_ref());
    let entries = sample.entries.iter().filter_map(|entry| entry.mobile.as_ref());
    let keepers = sample
        .shelters
        .iter()
        .filter_map(|shelter| shelter.keeper_mobile.as_ref());
    for mobile in mobiles.chain(households).chain(entries).chain(keepers) {
        assert!(mobile.starts_with(MOBILE_PREFIX) && mobile.len() == 11, "{mobile}");
    }
    let payments = sample
        .payments
        .iter()
        .flatten()
        .filter_map(|payment| payment.wallet_number.as_ref());
    for wallet in payments.chain(sample.entries.iter().filter_map(|entry| entry.wallet_number.as_ref())) {
        assert!(
            wallet.starts_with(MOBILE_PREFIX) || wallet.starts_with("10899900"),
            "{wallet}"
        );
    }
    assert!(seen > 2_000);
}

/// Also what is written wrongly points at nobody: what is left of a number is still of the block,
/// or no register could have given it out.
#[test]
fn long_runs_of_digits_in_the_files_are_of_the_block() {
    let personal = ["nid", "brn", "id_number", "mobile", "wallet_number", "keeper_mobile"];
    for file in made().files {
        for (position, column) in file
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| personal.contains(column))
        {
            for written in file.lines.iter().filter_map(|line| line.cells.get(position)) {
                let Cell::Text(text) = &written.cell else { continue };
                let digits: String = dorpon_domain::number::ascii_digits(text)
                    .chars()
                    .filter(char::is_ascii_digit)
                    .collect();
                let is_impossible = written.finding.is_some();
                let is_ours = digits.contains("999")
                    || digits.contains("130000")
                    || digits.bytes().all(|digit| digit == digits.as_bytes()[0]);
                assert!(
                    is_ours || is_impossible && !is_plausible(&digits),
                    "{}: {column}: {text}",
                    file.file
                );
            }
        }
    }
}

fn is_plausible(digits: &str) -> bool {
    [10, 11, 13, 16, 17].contains(&digits.len()) && !digits.ends_with("000000") && !digits.starts_with("011")
}

#[test]
fn the_first_ward_has_1948_persons() {
    let sample = made();
    let counts: Vec<usize> = sample.wards.iter().map(|ward| ward.persons.len()).collect();
    assert_eq!(counts, [1_948, 420, 300]);
    let households = sample.wards.first().unwrap().households.len();
    assert!((500..600).contains(&households), "{households}");
    let file = sample
        .files
        .iter()
        .find(|file| file.file == "nagarghata_person_2022.xlsx")
        .unwrap();
    assert_eq!(
        file.lines.iter().filter(|line| line.fate == Fate::Loaded).count(),
        1_948
    );
}

#[test]
fn truth_is_of_a_believable_size() {
    let sum = |rows: &[oracle::FigureRow], column: &str| -> u64 {
        rows.iter().map(|row| row[column].parse::<u64>().unwrap()).sum()
    };
    let coverage = table("coverage_by_union_programme.csv");
    let listed = sum(&coverage, "listed_count");
    let not_eligible = sum(&coverage, "listed_not_eligible_count");
    assert!(
        (25..=46).contains(&(not_eligible * 100 / listed)),
        "{not_eligible} of {listed}"
    );
    for column in [
        "covered_count",
        "missing_count",
        "cannot_tell_count",
        "listed_not_in_register_count",
    ] {
        assert!(sum(&coverage, column) > 30, "{column}");
    }
    for row in &coverage {
        let number = |column: &str| row[column].parse::<u64>().unwrap();
        assert_eq!(
            number("eligible_count"),
            number("covered_count") + number("missing_count")
        );
    }
    let by_condition = |wanted: &str| {
        table("eligible_person.csv")
            .iter()
            .filter(|row| row["deciding_condition"] == wanted)
            .count()
    };
    for condition in [
        "alive",
        "age",
        "residence",
        "government_employee",
        "pension",
        "exclusive_benefit",
        "income",
        "sex",
        "marital_status",
        "disability",
    ] {
        assert!(by_condition(condition) > 0, "{condition}");
    }
    let duplicates = table("duplicate_identifier.csv");
    let scopes: BTreeSet<&str> = duplicates.iter().map(|row| row["scope"].as_str()).collect();
    assert_eq!(scopes.len(), 4, "{scopes:?}");
    for row in &duplicates {
        assert_eq!(
            row["record_count"].parse::<usize>().unwrap(),
            row["record_ids"].split('|').count()
        );
    }
    let payments = table("payment_by_cycle.csv");
    for status in ["settled_count", "returned_count", "pending_count", "reissued_count"] {
        assert!(sum(&payments, status) > 10, "{status}");
    }
    let need = table("need_by_union.csv");
    assert_eq!(
        (
            need.len(),
            need.iter()
                .filter(|row| row["estimated_old_age_count"].is_empty())
                .count()
        ),
        (12, 2)
    );
    let priority = table("disaster_priority.csv");
    let unknown = |row: &&oracle::FigureRow| row["unknown_factor_count"] != "0";
    assert!(priority.iter().filter(unknown).count() > 50);
    assert!(priority.iter().any(|row| row["union_code"].is_empty()));
}

#[test]
fn ledgers_balance() {
    for row in table("ledger.csv") {
        let number = |column: &str| row[column].parse::<f64>().unwrap_or(0.0);
        for what in ["rows", "taka"] {
            let parts = ["loaded", "quarantined", "duplicate"].map(|part| number(&format!("{what}_{part}")));
            assert_eq!(
                number(&format!("{what}_received")),
                parts.iter().sum::<f64>(),
                "{}",
                row["file"]
            );
        }
    }
}

/// Every header of the sample stands in the contract, for the column that it is meant for.
#[test]
fn headers_are_those_of_the_contracts() {
    let fold = dorpon_domain::text::fold_header;
    for file in made().files {
        let path = committed().join(format!("../queries/extracts/{}.toml", file.extract));
        let contract: toml::Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
        let mut meant: BTreeMap<String, String> = BTreeMap::new();
        for column in contract["column"].as_array().unwrap() {
            let name = column["name"].as_str().unwrap();
            meant.insert(fold(name), name.to_owned());
            for header in column["headers"]
                .as_table()
                .unwrap()
                .values()
                .flat_map(|list| list.as_array().unwrap())
            {
                let spelling = header
                    .as_str()
                    .or_else(|| header.get("name").and_then(|name| name.as_str()));
                if let Some(spelling) = spelling {
                    meant.insert(fold(spelling), name.to_owned());
                }
            }
        }
        for (header, column) in file.headers.iter().zip(&file.columns) {
            assert_eq!(
                meant.get(&fold(header)).map(String::as_str),
                Some(*column),
                "{}: {header}",
                file.file
            );
        }
    }
}

/// What is not meant as a fault is in the normal form, so that no repair is counted for it.
#[test]
fn texts_are_in_the_normal_form_unless_spoilt() {
    for file in made().files {
        for written in file.lines.iter().flat_map(|line| &line.cells) {
            let Cell::Text(text) = &written.cell else { continue };
            let normal = dorpon_domain::text::normalise(text);
            let is_spoilt = written.repairs.contains(&"text_form");
            if is_spoilt {
                assert_ne!(normal, text.as_str(), "{}", file.file);
            } else if written.repairs.is_empty() && written.finding.is_none() {
                assert_eq!(normal, text.trim(), "{}", file.file);
            }
        }
    }
}
