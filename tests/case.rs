//! SQL cases: each folder of `tests/cases/` holds small extracts and the rows that a table must then have.
//!
//! `case.toml` names the as-of date, the files in the order in which they are taken in, and
//! for each table a query's columns and the file of its expected rows (CSV, sorted by all
//! columns before comparing). A folder `queries` of a case is that of its workspace. Anyone who knows SQL can add one.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::dorpon::{Place, repository};

fn cases() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(repository().join("tests/cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.retain(|folder| folder.join("case.toml").is_file());
    folders.sort();
    folders
}

/// Copies a folder, if there is one, with the folders in it.
fn copy_below(from: &Path, to: &Path) {
    if !from.is_dir() {
        return;
    }
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_below(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

fn run_case(folder: &Path) {
    let text = std::fs::read_to_string(folder.join("case.toml")).unwrap();
    let case: toml::Table = text
        .parse()
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let string = |table: &toml::Table, name: &str| {
        table
            .get(name)
            .and_then(toml::Value::as_str)
            .unwrap_or_else(|| panic!("{}: {name}", folder.display()))
            .to_owned()
    };
    let place = Place::workspace();
    copy_below(&folder.join("queries"), &place.path("work/queries"));
    for file in case["file"].as_array().unwrap() {
        let file = file.as_table().unwrap();
        let path = folder.join(string(file, "file"));
        place
            .work(&[
                "ingest",
                &string(file, "extract"),
                path.to_str().unwrap(),
                "--office",
                &string(file, "office"),
                "--period",
                &string(file, "period"),
            ])
            .must(0);
    }
    place.work(&["run", "--as-of", &string(&case, "as_of")]).must(0);
    for table in case["table"].as_array().unwrap() {
        let table = table.as_table().unwrap();
        let sql = string(table, "sql");
        let answer = place
            .work(&[
                "sql",
                &sql,
                "--layer",
                "mart",
                "--purpose",
                "case",
                "--officer",
                "case",
                "--format",
                "json",
            ])
            .must(0)
            .json();
        let mut reader = csv::Reader::from_path(folder.join(string(table, "expect"))).unwrap();
        let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let mut expected: Vec<Vec<String>> = reader
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect();
        let mut found: Vec<Vec<String>> = answer
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                columns
                    .iter()
                    .map(|column| match &row[column] {
                        Value::Null => String::new(),
                        Value::String(text) => text.clone(),
                        other => other.to_string(),
                    })
                    .collect()
            })
            .collect();
        expected.sort();
        found.sort();
        assert_eq!(expected, found, "{}: {sql}", folder.display());
    }
}

#[test]
fn every_case_gives_its_rows() {
    let folders = cases();
    assert!(!folders.is_empty());
    std::thread::scope(|scope| {
        let handles: Vec<_> = folders
            .iter()
            .map(|folder| (folder, scope.spawn(|| run_case(folder))))
            .collect();
        for (folder, handle) in handles {
            assert!(handle.join().is_ok(), "{} failed", folder.display());
        }
    });
}
