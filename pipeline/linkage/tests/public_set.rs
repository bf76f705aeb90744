//! Public lists with known persons. They are not part of the repository: without `../shared/data/linkage` beside it
//! these tests say so and pass.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    missing_docs
)]

use std::path::{Path, PathBuf};

use dorpon_linkage::evaluation::Evaluation;
use dorpon_linkage::{Input, LinkRequest, Model, link};

fn evaluate(set: &str, model: &str) -> Option<Evaluation> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("DORPON_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let folder = shared.join("data/linkage").join(set);
    if !folder.join("records.csv").is_file() {
        eprintln!("SKIPPED: {} is not there, so {set} was not measured", folder.display());
        return None;
    }
    let model = Model::read(&root.join("queries/link").join(model)).unwrap_or_else(|problem| panic!("{problem}"));
    let outcome = link(&LinkRequest {
        model,
        inputs: vec![Input::File(folder.join("records.csv"))],
        weights: None,
        truth: Some(folder.join("truth_clusters.csv")),
        out: None,
        threads: 2,
    });
    outcome.unwrap_or_else(|problem| panic!("{problem}")).evaluation
}

#[test]
fn febrl() {
    for (set, least) in [("febrl1", 0.99), ("febrl2", 0.98), ("febrl3", 0.98)] {
        if let Some(found) = evaluate(set, "febrl.toml") {
            let (pairs, clusters) = (found.pairs.f1().value, found.clusters.f1().value);
            assert!(
                pairs >= least && clusters >= least,
                "{set}: pairs {pairs:.4}, clusters {clusters:.4}"
            );
        }
    }
}

/// Splink 5.0.0 with the model of its documentation: 590 wrong or missed pairs at its best threshold, 302 after
/// clustering (`benches/against_splink/splink_fake.py`).
#[test]
fn splink_fake() {
    if let Some(found) = evaluate("splink_fake_1000", "splink_fake.toml") {
        let (pairs, clusters) = (
            found.pairs.wrong + found.pairs.missed,
            found.clusters.wrong + found.clusters.missed,
        );
        assert!(pairs <= 590 && clusters <= 302, "pairs {pairs}, clusters {clusters}");
    }
}
