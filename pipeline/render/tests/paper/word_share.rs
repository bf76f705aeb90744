//! How much of the Bangla of a printed report a program can read back: every word of real office texts is set by the
//! press, printed as PDF and read with `pdftotext`, as search, copying and screen readers would read it.
//!
//! It needs `pdftotext` (poppler), and beside the project's own names and strings it reads the texts below
//! `../shared/sources`; what is absent it says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dorpon_catalog::report::Report;
use dorpon_catalog::source::{Origin, load_reports};
use dorpon_domain::language::Language;
use dorpon_render::press::{Order, Press};
use unicode_normalization::UnicodeNormalization;

/// The share of words that must come back exactly, in each way of reading.
const REQUIRED_SHARE: f64 = 0.995;

/// The ways in which `pdftotext` orders a page: by place on the paper, and as the file is written.
const READINGS: [&str; 2] = ["-layout", "-raw"];

/// A page with one word a line and nothing else, in the fonts of the reports.
const FRONT: &str = r#"//! title = { bn = "শব্দ", en = "Words" }
//! audience = "planner"
//! class = "public"
//! area_level = ["all"]
//! [input]
#set document(title: "শব্দ", date: datetime(year: 2022, month: 6, day: 30))
#set page(paper: "a4")
#set text(font: ("Noto Sans Bengali", "Noto Sans"), lang: "bn", size: 11pt, hyphenate: false)
"#;

#[test]
fn printed_words_are_read_back() {
    if let Err(error) = Command::new("pdftotext").arg("-v").output() {
        eprintln!("SKIPPED: pdftotext (poppler-utils) is not here: {error}");
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/sources");
    let office = words_below(&folder, "txt");
    if office.is_empty() {
        eprintln!("SKIPPED: no office texts in {}", folder.display());
    } else {
        measure("office texts", &office);
    }
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut own = words_below(&project.join("reports/strings"), "toml");
    own.extend(words_below(&project.join("queries/reference"), "csv"));
    measure("names and strings of the project", &own);
}

fn measure(what: &str, words: &BTreeSet<String>) {
    let file = print(words);
    for reading in READINGS {
        let read = read_back(&file, reading);
        let lost: Vec<&str> = words
            .iter()
            .map(String::as_str)
            .filter(|word| !read.contains(*word))
            .collect();
        let share = 1.0 - lost.len() as f64 / words.len() as f64;
        eprintln!(
            "{what}, pdftotext {reading}: {} of {} words read back, {:.2} %",
            words.len() - lost.len(),
            words.len(),
            100.0 * share
        );
        if !lost.is_empty() {
            eprintln!("  lost: {}", lost.join(" "));
        }
        assert!(share >= REQUIRED_SHARE, "{what}, pdftotext {reading}: {share}");
    }
}

/// The distinct Bangla words of a folder's files of one kind; none where there is no such folder.
fn words_below(folder: &Path, kind: &str) -> BTreeSet<String> {
    let joiner = |letter: char| matches!(letter, '\u{200C}' | '\u{200D}');
    let files = fs::read_dir(folder).into_iter().flatten();
    let texts = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == kind))
        .map(|path| fs::read_to_string(path).unwrap().nfc().collect::<String>());
    let mut words = BTreeSet::new();
    for text in texts {
        let parts = text.split(|letter: char| !joiner(letter) && !matches!(letter, '\u{0980}'..='\u{09FF}'));
        // A joiner at an edge joins nothing.
        let found = parts
            .map(|part| part.trim_matches(joiner))
            .filter(|part| !part.is_empty());
        words.extend(found.map(str::to_owned));
    }
    words
}

/// Prints the words and says where the PDF is.
fn print(words: &BTreeSet<String>) -> PathBuf {
    let lines: Vec<String> = words.iter().map(|word| format!("{word}\\\n")).collect();
    let report = Report::parse("words.typ", &format!("{FRONT}{}", lines.concat()), Origin::Shipped).unwrap();
    let press = Press::new(&load_reports(None).unwrap()).unwrap();
    let printed = press
        .set(&Order {
            report: &report,
            language: Language::Bangla,
            tables: &BTreeMap::new(),
            facts: &serde_json::json!({}),
            identity: "word share",
        })
        .unwrap();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("word_share.pdf");
    fs::write(&file, printed.pdf().unwrap()).unwrap();
    file
}

/// The lines of a PDF as a program reads them.
fn read_back(file: &Path, reading: &str) -> BTreeSet<String> {
    let output = Command::new("pdftotext")
        .args([reading, "-enc", "UTF-8"])
        .arg(file)
        .arg("-")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.split(['\n', '\u{000C}']);
    lines.map(|line| line.trim().nfc().collect()).collect()
}
