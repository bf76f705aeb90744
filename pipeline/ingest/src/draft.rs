//! A first version of a contract, written from a file that has none yet.
//!
//! It parses, and takes the file that it was written from; what a person must decide (names, classes, what is required,
//! descriptions) is marked. Cells of the file are not in it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use dorpon_domain::text::fold_header;

use crate::inspect::{ColumnProfile, Inspection};

/// The contract, as TOML. `extract` is the name that it and its file will bear.
#[must_use]
pub fn draft(inspection: &Inspection, extract: &str) -> String {
    let mut text = String::new();
    let (mut names, mut headings) = (BTreeSet::new(), BTreeSet::new());
    let columns: Vec<(String, &ColumnProfile)> = inspection
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| {
            let folded = fold_header(&column.heading);
            !folded.is_empty() && headings.insert(folded)
        })
        .map(|(index, column)| (column_name(&column.heading, index, &mut names), column))
        .collect();
    let unique = columns.iter().find(|(_, column)| {
        column.filled > 0 && column.distinct == column.filled && column.filled == inspection.profiled_rows
    });
    let key = unique.or(columns.first()).map_or("", |(name, _)| name.as_str());
    let _ = write!(
        text,
        "# Draft from {file}. Read every line before use: names, classes, what is required, descriptions.\n\
         # Format: the other files of queries/extracts.\n\
         extract = {extract}\n\
         title = {{ bn = {file}, en = {file} }}\n\
         description = {{ bn = {file}, en = {file} }}\n\
         # true where a row speaks of a person or a household: every column is then encrypted.\n\
         person_level = true\n\
         # year, date, month, fiscal_year or fiscal_cycle.\n\
         period = \"year\"\n\
         # latest: a newer list replaces the older one; all: they add up.\n\
         selection = \"latest\"\n\
         key = [{key}]\n\
         quarantine_share_maximum = \"0.20\"\n\
         freshness_days = 400\n",
        file = quoted(&inspection.file),
        extract = quoted(extract),
        key = quoted(key),
    );
    for (name, column) in &columns {
        let (kind, class) = type_and_class(&column.looks_like);
        let heading = column.heading.trim();
        let language = if heading.is_ascii() { "en" } else { "bn" };
        let _ = write!(
            text,
            "\n[[column]]\nname = {name}\ntype = \"{kind}\"\n{required}class = \"{class}\"\n{headers}bn = {heading}\nen = {heading}\n",
            name = quoted(name),
            required = if name == key { "required = true\n" } else { "" },
            headers = if fold_header(heading) == fold_header(name) {
                String::new()
            } else {
                format!("headers = {{ {language} = [{}] }}\n", quoted(heading))
            },
            heading = quoted(heading),
        );
    }
    text
}

/// Type by what the cells look like, and the class of personal data that is safe until a person has looked.
fn type_and_class(looks_like: &str) -> (&'static str, &'static str) {
    match looks_like {
        "nid" => ("nid", "direct"),
        "brn" => ("brn", "direct"),
        "mobile" => ("mobile", "direct"),
        "boolean" => ("boolean", "sensitive"),
        "integer" => ("integer", "sensitive"),
        "decimal" => ("decimal", "sensitive"),
        "date" => ("date", "indirect"),
        _ => ("text", "direct"),
    }
}

/// A heading in snake case; `column_3` where it has no Latin letters. No name comes twice.
fn column_name(heading: &str, index: usize, names: &mut BTreeSet<String>) -> String {
    let mut name = String::new();
    for letter in heading.to_lowercase().chars() {
        if letter.is_ascii_alphanumeric() {
            name.push(letter);
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_');
    let begins_well = heading.is_ascii() && name.starts_with(|letter: char| letter.is_ascii_lowercase());
    let mut name = if begins_well {
        name.to_owned()
    } else {
        format!("column_{}", index + 1)
    };
    while !names.insert(name.clone()) {
        name.push_str("_again");
    }
    name
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(letter);
            }
            letter if letter.is_control() => quoted.push(' '),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
