//! Rebuilds the embedded copies of `queries/` and `reports/` when a file there changes, and checks the strings of
//! the reports: a text that lacks a language, whose placeholders differ between the languages, or that a report asks
//! for and nobody wrote, fails the build.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A build script reports by panicking.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const REPORTS: &str = "../../reports";

fn main() {
    println!("cargo:rerun-if-changed=../../queries");
    println!("cargo:rerun-if-changed={REPORTS}");
    let bangla = strings("bn");
    let english = strings("en");
    for (name, text) in &bangla {
        let other = english
            .get(name)
            .unwrap_or_else(|| panic!("strings/en.toml lacks {name}"));
        assert!(!text.trim().is_empty(), "strings/bn.toml: {name} is empty");
        assert!(!other.trim().is_empty(), "strings/en.toml: {name} is empty");
        assert_eq!(
            placeholders(text),
            placeholders(other),
            "{name}: bn and en name different placeholders"
        );
        let prose = placeholders(text)
            .iter()
            .fold(text.clone(), |text, name| text.replace(&format!("{{{name}}}"), ""));
        assert!(
            !prose.chars().any(|letter| letter.is_ascii_alphabetic()),
            "strings/bn.toml: {name} holds Latin letters"
        );
        let is_bangla = |letter: char| ('\u{0980}'..='\u{09FF}').contains(&letter);
        assert!(
            !other.chars().any(is_bangla),
            "strings/en.toml: {name} holds Bangla letters"
        );
    }
    for name in english.keys() {
        assert!(bangla.contains_key(name), "strings/bn.toml lacks {name}");
    }
    for folder in [REPORTS.to_owned(), format!("{REPORTS}/template")] {
        for file in std::fs::read_dir(&folder).expect("reports/ is part of the project") {
            let path = file.expect("reports/ can be listed").path();
            if path.extension().is_some_and(|extension| extension == "typ") {
                asked_strings(&path, &bangla);
            }
        }
    }
}

/// Every text by its dotted name.
fn strings(language: &str) -> BTreeMap<String, String> {
    let path = format!("{REPORTS}/strings/{language}.toml");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut found = BTreeMap::new();
    for (section, texts) in table {
        let texts = texts
            .as_table()
            .unwrap_or_else(|| panic!("{path}: {section} is no table"));
        for (name, text) in texts {
            let text = text
                .as_str()
                .unwrap_or_else(|| panic!("{path}: {section}.{name} is no text"));
            found.insert(format!("{section}.{name}"), text.to_owned());
        }
    }
    found
}

/// Checks `say("section.name"` and, in a report, `word("name"`; a name made of parts must have a text that begins so.
fn asked_strings(path: &Path, known: &BTreeMap<String, String>) {
    let text = std::fs::read_to_string(path).expect("a report is UTF-8");
    let report = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    for (call, prefix) in [("say(", String::new()), ("word(", format!("{report}."))] {
        for rest in text.split(call).skip(1) {
            let Some((name, after)) = rest
                .trim_start()
                .strip_prefix('"')
                .and_then(|rest| rest.split_once('"'))
            else {
                continue;
            };
            let name = format!("{prefix}{name}");
            let is_part = after.trim_start().starts_with('+');
            let is_known = if is_part {
                known.keys().any(|key| key.starts_with(&name))
            } else {
                known.contains_key(&name)
            };
            assert!(is_known, "{}: strings lack {name}", path.display());
        }
    }
}

fn placeholders(text: &str) -> BTreeSet<String> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name.to_owned())
        .collect()
}
