//! Turns `messages/*.toml` into constants. A text that lacks a language, or whose
//! placeholders differ between the languages, fails the build.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A build script reports by panicking.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=messages");
    let mut files: Vec<_> = std::fs::read_dir("messages")
        .expect("messages/ is part of the crate")
        .map(|entry| entry.expect("messages/ can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    let mut code = String::new();
    for file in files {
        module(&file, &mut code);
    }
    let target = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&target).join("messages.rs"), code).expect("OUT_DIR is writable");
}

fn module(file: &Path, code: &mut String) {
    let name = file.file_stem().unwrap().to_str().unwrap();
    let text = std::fs::read_to_string(file).expect("a message file is UTF-8");
    let table: toml::Table = text
        .parse()
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    writeln!(
        code,
        "/// Texts of `messages/{name}.toml`.\npub mod {name} {{\n    use super::Message;"
    )
    .unwrap();
    let mut all = String::new();
    for (key, value) in &table {
        let place = format!("{} [{key}]", file.display());
        let entry = value.as_table().unwrap_or_else(|| panic!("{place}: is not a table"));
        for field in entry.keys() {
            assert!(
                ["exit", "en", "bn", "help_en", "help_bn"].contains(&field.as_str()),
                "{place}: unknown field {field}"
            );
        }
        let text = |field: &str| entry.get(field).and_then(toml::Value::as_str).unwrap_or_default();
        let required = |field: &str| {
            assert!(!text(field).is_empty(), "{place}: {field} is missing");
            text(field)
        };
        let (en, bn) = (required("en"), required("bn"));
        assert_eq!(
            placeholders(en),
            placeholders(bn),
            "{place}: en and bn name different placeholders"
        );
        let (help_en, help_bn) = (text("help_en"), text("help_bn"));
        assert_eq!(help_en.is_empty(), help_bn.is_empty(), "{place}: help lacks a language");
        let exit = entry.get("exit").and_then(toml::Value::as_integer).unwrap_or(0);
        assert!((0..=8).contains(&exit), "{place}: exit is 0 to 8");
        if exit != 0 {
            assert!(
                !help_en.is_empty(),
                "{place}: an error says how to mend it (help_en, help_bn)"
            );
        }
        writeln!(
            code,
            "    /// {}\n    pub const {}: Message = Message {{ code: \"{name}.{key}\", exit: {exit}, en: {en:?}, bn: {bn:?}, help_en: {help_en:?}, help_bn: {help_bn:?} }};",
            en.replace('\n', " ").replace('<', "\\<").replace('[', "\\["),
            key.to_uppercase()
        )
        .unwrap();
        write!(all, "&{}, ", key.to_uppercase()).unwrap();
    }
    writeln!(
        code,
        "    /// All texts of the file, in the order of their names.\n    pub const ALL: &[&Message] = &[{all}];\n}}"
    )
    .unwrap();
}

fn placeholders(text: &str) -> BTreeSet<String> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name.to_owned())
        .collect()
}
