//! Finds the kinds of comparison: each file of `src/comparison/kind/` is one, registered nowhere else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A build script reports by panicking.

use std::fmt::Write as _;
use std::path::Path;

fn main() {
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("src/comparison/kind");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .expect("the folder of kinds is part of the crate")
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    let mut code = String::new();
    for name in &names {
        let path = folder.join(format!("{name}.rs"));
        writeln!(code, "#[path = {path:?}]\nmod {name};").unwrap();
    }
    writeln!(
        code,
        "/// Every kind of comparison, by name.\nstatic KINDS: &[&Kind] = &["
    )
    .unwrap();
    for name in &names {
        writeln!(code, "    &{name}::KIND,").unwrap();
    }
    writeln!(code, "];").unwrap();
    let target = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&target).join("kinds.rs"), code).expect("OUT_DIR is writable");
}
