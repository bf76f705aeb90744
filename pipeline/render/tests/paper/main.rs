//! The shipped reports on paper: at every size, in both languages, valid as PDF/A-2a and PDF/UA-1.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod fixture;
mod word_share;

use std::collections::BTreeMap;

use dorpon_catalog::report::Report;
use dorpon_domain::language::Language;
use dorpon_render::press::{Order, Press, Printed};
use dorpon_render::table::Table;
use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};

fn print(report: &Report, tables: &BTreeMap<String, Table>, language: Language) -> Printed {
    let catalog = fixture::catalog();
    let press = Press::new(&catalog.files).unwrap();
    let facts = fixture::facts(report, language);
    let order = Order {
        report,
        language,
        tables,
        facts: &facts,
        identity: "test",
    };
    match press.set(&order) {
        Ok(printed) => printed,
        Err(problem) => panic!("{}: {:?}", problem.text(Language::English), problem.cause()),
    }
}

/// Valid by a validator that shares no code with the writer.
fn assert_valid(pdf: &[u8], what: &str) {
    for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA2a] {
        let report = validate_pdf_bytes(pdf, &ValidationOptions::default().profile(profile)).unwrap();
        assert!(report.failures.is_empty(), "{what}: {:?}", report.failures);
    }
}

#[test]
fn both_reports_are_valid_at_every_size_in_both_languages() {
    let catalog = fixture::catalog();
    for language in [Language::Bangla, Language::English] {
        for size in [0, 1, 40] {
            let report = &catalog.reports["planner_coverage"];
            let printed = print(report, &fixture::coverage(report, size, language), language);
            assert_valid(&printed.pdf().unwrap(), &format!("planner_coverage {size}"));
            let report = &catalog.reports["uno_disaster_list"];
            let printed = print(report, &fixture::disaster(report, size, language), language);
            assert_valid(&printed.pdf().unwrap(), &format!("uno_disaster_list {size}"));
        }
    }
}

#[test]
fn a_list_of_five_thousand_households_is_printed() {
    let catalog = fixture::catalog();
    let report = &catalog.reports["uno_disaster_list"];
    let printed = print(
        report,
        &fixture::disaster(report, 5_000, Language::Bangla),
        Language::Bangla,
    );
    assert!(printed.page_count() > 200, "{} pages", printed.page_count());
    assert_valid(&printed.pdf().unwrap(), "5,000 households");
}

#[test]
fn the_same_report_is_the_same_bytes() {
    let catalog = fixture::catalog();
    let report = &catalog.reports["planner_coverage"];
    let tables = fixture::coverage(report, 3, Language::Bangla);
    let bytes = || print(report, &tables, Language::Bangla).pdf().unwrap();
    assert_eq!(bytes(), bytes());
}

#[test]
fn letters_that_no_font_has_stop_nothing() {
    let catalog = fixture::catalog();
    let report = &catalog.reports["planner_coverage"];
    let mut tables = fixture::coverage(report, 1, Language::Bangla);
    for row in &mut tables.get_mut("union_programme").unwrap().rows {
        row[0] = dorpon_render::table::Cell::Text("漢😀\u{0}\u{202e}\u{feff}#panic(\"x\") *নাম* \u{10ffff}".to_owned());
    }
    assert_valid(&print(report, &tables, Language::Bangla).pdf().unwrap(), "odd letters");
}
