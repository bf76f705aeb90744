//! Links files from the command line, for measuring: prints counts, seconds and, with a truth, how right it is.
//!
//! `cargo run --release -p dorpon-linkage --example link -- FILE… --model M.toml [--out DIR] [--truth FILE.csv]
//! [--weights W.toml] [--threads N] [--count-only] [--explain A B]`
#![allow(clippy::print_stdout)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use dorpon_domain::problem::Problem;
use dorpon_linkage::{Input, LinkRequest, Model, count_pairs, explain, link};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            let row = problem.place().and_then(|place| place.row);
            println!(
                "{problem} {}",
                row.map_or_else(String::new, |row| format!("line {row}"))
            );
            ExitCode::from(problem.exit())
        }
    }
}

fn run() -> Result<(), Problem> {
    let mut inputs = Vec::new();
    let (mut model, mut out, mut truth, mut weights) = (None, None, None, None);
    let (mut threads, mut count_only, mut pair) = (0, false, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut path = || arguments.next().map(PathBuf::from);
        match argument.as_str() {
            "--model" => model = path(),
            "--out" => out = path(),
            "--truth" => truth = path(),
            "--weights" => weights = path(),
            "--threads" => threads = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(0),
            "--count-only" => count_only = true,
            "--explain" => pair = arguments.next().zip(arguments.next()),
            _ => inputs.push(Input::File(PathBuf::from(argument))),
        }
    }
    let request = LinkRequest {
        model: Model::read(&model.unwrap_or_default())?,
        inputs,
        weights,
        truth,
        out,
        threads,
    };
    if count_only {
        println!("{:#?}", count_pairs(&request)?);
        return Ok(());
    }
    if let Some((one, other)) = pair {
        let waterfall = explain(&request, &one, &other)?;
        println!("{:>8.2}  start", waterfall.start);
        for step in &waterfall.steps {
            println!(
                "{:>8.2}  {} {} {:+.2} {:+.2}",
                step.sum, step.comparison, step.level, step.weight, step.term
            );
        }
        println!("{:>+8.2}  relatives", waterfall.relatives);
        println!("{:.4} by {}", waterfall.probability, waterfall.rules.join(", "));
        return Ok(());
    }
    let start = Instant::now();
    let outcome = link(&request)?;
    println!("seconds {:.2}", start.elapsed().as_secs_f64());
    println!(
        "records {} pairs {} compared {:?}",
        outcome.ids.len(),
        outcome.count.pairs,
        outcome.pairs.compared
    );
    println!(
        "kept {} clusters {} divided {} held {}",
        outcome.pairs.kept.len(),
        outcome.clusters.count(),
        outcome.clusters.divided,
        outcome.clusters.held.len()
    );
    println!(
        "prior {:.3e} relatives {:.3e}",
        outcome.weights.prior, outcome.weights.relatives
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
        for (rule, recall) in &found.rules {
            println!("  {rule}: {:.4}", recall.value);
        }
    }
    Ok(())
}
