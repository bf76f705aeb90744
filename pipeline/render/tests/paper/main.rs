//! The shipped reports on paper: at every size, in both languages, valid as PDF/A-2a and PDF/UA-1.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod fixture;
mod linkage_fixture;
mod word_share;

use std::collections::BTreeMap;

use dorpon_catalog::report::{Report, ReportSubject};
use dorpon_domain::language::Language;
use dorpon_render::press::{Order, Press, Printed};
use dorpon_render::table::Table;
use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};

fn print(report: &Report, tables: &BTreeMap<String, Table>, language: Language) -> Printed {
    let catalog = fixture::catalog();
    let press = Press::new(&catalog.files).unwrap();
    let facts = match report.front.subject {
        ReportSubject::Run => fixture::facts(report, language),
        ReportSubject::Linkage => linkage_fixture::facts(report, language),
    };
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

/// The rule that the length of a stream is what its dictionary says. The validator takes a last byte 0x0D of the data,
/// as one in 256 compressed streams has, for a part of the line end behind it, so the rule is checked here to the byte.
const STREAM_LENGTH: &str = "ISO 19005-2:2011:6.1.7.1:1";

/// Valid by a validator that shares no code with the writer.
fn assert_valid(pdf: &[u8], what: &str) {
    for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA2a] {
        let report = validate_pdf_bytes(pdf, &ValidationOptions::default().profile(profile)).unwrap();
        let mut failures = report.failures;
        failures.retain(|failure| failure.rule_id != STREAM_LENGTH);
        assert!(failures.is_empty(), "{what}: {failures:?}");
    }
    assert!(streams_of_right_length(pdf) > 1, "{what}: streams are found");
}

/// How many streams the file has, each of which ends where its `/Length` says.
fn streams_of_right_length(pdf: &[u8]) -> usize {
    const START: &[u8] = b"stream\n";
    const LENGTH: &[u8] = b"/Length ";
    let mut count = 0;
    let mut at = 0;
    while let Some(found) = pdf[at..].windows(START.len()).position(|window| window == START) {
        let data = at + found + START.len();
        let dictionary = &pdf[at..at + found];
        let length = dictionary
            .windows(LENGTH.len())
            .rposition(|window| window == LENGTH)
            .unwrap();
        let digits = dictionary[length + LENGTH.len()..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit());
        let length = digits.fold(0, |length, digit| length * 10 + usize::from(digit - b'0'));
        let end = &pdf[data + length..];
        assert!(
            end.starts_with(b"\nendstream"),
            "stream {count} does not end at {length}"
        );
        at = data + length + b"\nendstream".len();
        count += 1;
    }
    count
}

#[test]
fn every_report_is_valid_at_every_size_in_both_languages() {
    let catalog = fixture::catalog();
    for language in [Language::Bangla, Language::English] {
        for size in [0, 1, 40] {
            let report = &catalog.reports["planner_coverage"];
            let printed = print(report, &fixture::coverage(report, size, language), language);
            assert_valid(&printed.pdf().unwrap(), &format!("planner_coverage {size}"));
            let report = &catalog.reports["uno_disaster_list"];
            let printed = print(report, &fixture::disaster(report, size, language), language);
            assert_valid(&printed.pdf().unwrap(), &format!("uno_disaster_list {size}"));
            let report = &catalog.reports["operator_linkage"];
            let printed = print(report, &linkage_fixture::tables(report, size, language), language);
            assert_valid(&printed.pdf().unwrap(), &format!("operator_linkage {size}"));
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
    let part = tables.get_mut("part").unwrap();
    let place = part.position("place_name").unwrap();
    for row in &mut part.rows {
        row[place] =
            dorpon_render::table::Cell::Text("漢😀\u{0}\u{202e}\u{feff}#panic(\"x\") *নাম* \u{10ffff}".to_owned());
    }
    assert_valid(&print(report, &tables, Language::Bangla).pdf().unwrap(), "odd letters");
}
