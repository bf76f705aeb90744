//! `run --reports`: every public report of every area of the levels asked for, each valid, tagged and in Bangla.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::OnceLock;

use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};

use crate::dorpon::{Answer, Place};
use crate::paper::{assert_bangla, golden_text, open, tag_tree};

const REPORTS: [&str; 3] = ["planner_coverage", "planner_data_quality", "planner_payment"];

/// The sample with the reports of its country, district, upazila and unions.
fn edition() -> &'static (Place, Answer) {
    static EDITION: OnceLock<(Place, Answer)> = OnceLock::new();
    EDITION.get_or_init(|| {
        let place = Place::new();
        place.run(&["--lang", "bn", "demo", "--out", "work"]).must(0);
        let levels = "country,district,upazila,union";
        let answer = place.work(&["--lang", "bn", "--json", "run", "--reports", levels]);
        (place, answer.must(0))
    })
}

fn files() -> Vec<PathBuf> {
    let (place, answer) = edition();
    let answer = answer.json();
    let files = answer["reports"]["files"].as_array().unwrap();
    files.iter().map(|file| place.path(file.as_str().unwrap())).collect()
}

fn name(file: &std::path::Path) -> String {
    file.file_name().unwrap().to_string_lossy().into_owned()
}

fn report_of(area: &str, report: &str) -> PathBuf {
    let beginning = format!("{report}-{area}-");
    let found: Vec<PathBuf> = files()
        .into_iter()
        .filter(|file| name(file).starts_with(&beginning))
        .collect();
    assert_eq!(found.len(), 1, "{beginning}: {found:?}");
    found[0].clone()
}

#[test]
fn each_area_of_which_the_run_knows_gets_each_public_report() {
    let (_, answer) = edition();
    let areas: BTreeSet<String> = answer.json()["reports"]["areas"]
        .as_array()
        .unwrap()
        .iter()
        .map(|area| area.as_str().unwrap().to_owned())
        .collect();
    for area in ["BD", "4087", "408790", "40879071", "40879011", "40879079"] {
        assert!(areas.contains(area), "{area}: {areas:?}");
    }
    let printed: BTreeSet<String> = files().iter().map(|file| name(file)).collect();
    let expected: BTreeSet<String> = areas
        .iter()
        .flat_map(|area| REPORTS.map(|report| format!("{report}-{area}-2022-06-30-bn.pdf")))
        .collect();
    assert_eq!(printed, expected);
    let index = std::fs::read_to_string(files()[0].with_file_name("index.html")).unwrap();
    assert!(printed.iter().all(|file| index.contains(file)));
}

#[test]
fn every_report_is_valid_by_another_program_and_in_bangla() {
    for file in files() {
        let bytes = std::fs::read(&file).unwrap();
        for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA2a] {
            let report = validate_pdf_bytes(&bytes, &ValidationOptions::default().profile(profile)).unwrap();
            let mut failures = report.failures;
            // That a stream is as long as it says is checked to the byte where the press is tested.
            failures.retain(|failure| failure.rule_id != "ISO 19005-2:2011:6.1.7.1:1");
            assert!(failures.is_empty(), "{}: {failures:?}", name(&file));
        }
        assert_bangla(&open(&file), &name(&file));
    }
}

#[test]
fn the_report_of_payments() {
    let document = open(&report_of("408790", "planner_payment"));
    insta::assert_snapshot!("the_text_of_the_report_of_payments", golden_text(&document));
    insta::assert_snapshot!("the_tags_of_the_report_of_payments", tag_tree(&document));
}

#[test]
fn the_report_of_data_quality() {
    let document = open(&report_of("408790", "planner_data_quality"));
    insta::assert_snapshot!("the_text_of_the_report_of_data_quality", golden_text(&document));
    insta::assert_snapshot!("the_tags_of_the_report_of_data_quality", tag_tree(&document));
}

#[test]
fn a_second_time_gives_the_same_papers() {
    let (place, _) = edition();
    let file = report_of("40879071", "planner_coverage");
    let before = std::fs::read(&file).unwrap();
    let answer = place.work(&["--lang", "bn", "run", "--reports", "union"]).must(0);
    assert!(answer.stdout.contains("প্রতিবেদন ছাপা হয়েছে"), "{}", answer.stdout);
    assert!(answer.stderr.contains("মেবিবাইট"), "{}", answer.stderr);
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn only_levels_that_there_are() {
    let (place, _) = edition();
    place.work(&["run", "--reports", "continent"]).must(2);
    place.work(&["run", "--format", "xlsx"]).must(2);
}
