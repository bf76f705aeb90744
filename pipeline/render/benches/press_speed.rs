//! How fast one press prints many reports, and one long list.
//!
//! `cargo bench --bench press_speed` prints seconds, reports a second and the memory after the first and the last one;
//! with `--profile dev` it measures the profile of the README's commands. Where the Typst program is on the path, the
//! same files go through it, once per report and on as many threads, and the ratio is printed; it is given simpler
//! formatting functions in place of ours, which it does not have. Nothing is asserted: a machine is what it is.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../tests/paper/fixture.rs"]
mod fixture;

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use dorpon_domain::language::Language;
use dorpon_render::press::{Order, Press};

const REPORTS: usize = 500;

/// Unions in each coverage report.
const UNIONS: usize = 2;

/// Resident memory of this process in MiB; 0 where the system does not tell.
fn resident_mib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap_or_default();
    line.split_whitespace()
        .nth(1)
        .and_then(|kib| kib.parse::<usize>().ok())
        .unwrap_or(0)
        / 1024
}

/// Reports that the other program prints; its time is scaled to [`REPORTS`].
const PEER_REPORTS: usize = 40;

/// What stands in for our formatting functions where they are missing.
const FORMATTERS: &str = "#let format-number(value, unit, language) = str(value)\n\
    #let format-date(day, form, language) = day\n\
    #let format-fiscal-year(year, language) = year\n\
    #let format-digits(text, language) = str(text)\n";

/// Seconds that the Typst program takes for [`REPORTS`] reports, one process for each; `None` where it is missing.
fn peer_seconds(press: &Press, order: &Order<'_>, threads: usize) -> Option<f64> {
    Command::new("typst").arg("--version").output().ok()?;
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in press.files(order).unwrap() {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let is_source = path.extension().is_some_and(|extension| extension == "typ");
        let before = if is_source { FORMATTERS } else { "" };
        std::fs::write(path, [before.as_bytes(), &content].concat()).unwrap();
    }
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reports/fonts");
    let print = |number: usize| {
        let output = Command::new("typst")
            .args([
                "compile",
                "--features",
                "a11y-extras",
                "--pdf-standard",
                "a-2a,ua-1",
                "--ignore-system-fonts",
            ])
            .args(["--jobs", "1", "--creation-timestamp", "0", "--root"])
            .arg(folder.path())
            .arg("--font-path")
            .arg(&fonts)
            .arg(folder.path().join("report.typ"))
            .arg(folder.path().join(format!("{number}.pdf")))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    print(0);
    let next = AtomicUsize::new(0);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= PEER_REPORTS {
                        break;
                    }
                    print(number);
                }
            });
        }
    });
    Some(begun.elapsed().as_secs_f64() * REPORTS as f64 / PEER_REPORTS as f64)
}

fn main() {
    let catalog = fixture::catalog();
    let press = Press::new(&catalog.files).unwrap();
    let report = &catalog.reports["planner_coverage"];
    let language = Language::Bangla;
    let tables = fixture::coverage(report, UNIONS, language);
    let facts = fixture::facts(report, language);
    let print = |number: usize| {
        let identity = format!("bench-{number}");
        let order = Order {
            report,
            language,
            tables: &tables,
            facts: &facts,
            identity: &identity,
        };
        let printed = press.set(&order).unwrap();
        (printed.page_count(), printed.pdf().unwrap().len())
    };
    let (page_count, bytes) = print(0);
    let warm = resident_mib();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while next.fetch_add(1, Ordering::Relaxed) < REPORTS {
                    print(next.load(Ordering::Relaxed));
                }
            });
        }
    });
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{REPORTS} reports of {page_count} pages ({bytes} bytes each), {threads} threads: {seconds:.1} s, {:.1} a second; \
         memory {warm} MiB after the first, {} MiB after the last",
        REPORTS as f64 / seconds,
        resident_mib(),
    );
    let order = Order {
        report,
        language,
        tables: &tables,
        facts: &facts,
        identity: "bench-peer",
    };
    match peer_seconds(&press, &order, threads) {
        Some(peer) => println!(
            "the Typst program, once for each report, {threads} at a time: {peer:.1} s for {REPORTS} (measured on \
             {PEER_REPORTS}); {:.1} times ours",
            peer / seconds
        ),
        None => println!("the Typst program is not on the path: nothing to compare with"),
    }
    let report = &catalog.reports["uno_disaster_list"];
    let tables = fixture::disaster(report, 5_000, language);
    let facts = fixture::facts(report, language);
    let begun = Instant::now();
    let order = Order {
        report,
        language,
        tables: &tables,
        facts: &facts,
        identity: "bench-list",
    };
    let printed = press.set(&order).unwrap();
    let bytes = printed.pdf().unwrap().len();
    println!(
        "a list of 5,000 households, {} pages ({bytes} bytes): {:.1} s",
        printed.page_count(),
        begun.elapsed().as_secs_f64(),
    );
}
