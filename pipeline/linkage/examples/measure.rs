//! Links files for the benchmark: what `dorpon link` does without its report, in a program that builds in minutes and
//! whose seconds and memory are those of linking alone. With a truth it prints how right the result is.
//!
//! `cargo run --release -p dorpon-linkage --example measure -- FILE… --model M.toml [--out DIR] [--truth FILE.csv]
//! [--threads N]`
#![allow(clippy::print_stdout)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use dorpon_domain::problem::Problem;
use dorpon_linkage::{Input, LinkRequest, Model, link};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            println!("{problem}");
            ExitCode::from(problem.exit())
        }
    }
}

fn run() -> Result<(), Problem> {
    let (mut inputs, mut threads) = (Vec::new(), 0);
    let (mut model, mut out, mut truth) = (None, None, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut path = || arguments.next().map(PathBuf::from);
        match argument.as_str() {
            "--model" => model = path(),
            "--out" => out = path(),
            "--truth" => truth = path(),
            "--threads" => threads = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(0),
            _ => inputs.push(Input::File(PathBuf::from(argument))),
        }
    }
    let request = LinkRequest {
        model: Model::read(&model.unwrap_or_default())?,
        inputs,
        weights: None,
        truth,
        out,
        threads,
    };
    let start = Instant::now();
    let outcome = link(&request)?;
    println!(
        "{:.2} s, {} records, {} pairs compared, {} kept, {} clusters",
        start.elapsed().as_secs_f64(),
        outcome.ids.len(),
        outcome.pairs.compared.iter().sum::<u64>(),
        outcome.pairs.kept.len(),
        outcome.clusters.count()
    );
    for comparison in &outcome.weights.comparisons {
        for level in &comparison.levels {
            println!(
                "  {:<14} {:<26} m {:.5} u {:.7} r {:.5} {:+.2}",
                comparison.name,
                level.name,
                level.m,
                level.u,
                level.r,
                level.weight()
            );
        }
    }
    if let Some(found) = outcome.evaluation {
        for (what, tally) in [
            ("pairs at threshold", found.pairs),
            ("clusters", found.clusters),
            ("pairs at best", found.best.tally),
        ] {
            let (precision, recall, f1) = (tally.precision(), tally.recall(), tally.f1());
            println!(
                "{what}: precision {:.4} recall {:.4} F1 {:.4} ({:.4} to {:.4}); wrong {} missed {}",
                precision.value, recall.value, f1.value, f1.low, f1.high, tally.wrong, tally.missed
            );
        }
        println!("best weight {:.2} reach {:.4}", found.best.weight, found.reach.value);
    }
    Ok(())
}
