//! `status`: what is in the lake, what is published, what happened last.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use dorpon_domain::problem::Problem;
use dorpon_lake::publication;
use dorpon_lake::slice::Slice;
use serde_json::json;

use crate::run;
use crate::screen::Screen;
use crate::workbench::Workbench;

/// Tells the state of a workspace.
///
/// # Errors
/// The workspace cannot be read.
pub fn perform(workspace: &Path, screen: &Screen) -> Result<u8, Problem> {
    let bench = Workbench::open(workspace)?;
    let mut extracts = BTreeMap::new();
    for extract in bench.catalog.extracts.keys() {
        let slices = Slice::current(&Slice::list(&bench.workspace, extract)?);
        let newest = slices.iter().map(|slice| slice.sidecar.period.clone()).max();
        let sum = |pick: fn(&Slice) -> u64| slices.iter().map(pick).sum::<u64>();
        extracts.insert(
            extract.clone(),
            json!({
                "slices": slices.len(),
                "newest_period": newest,
                "rows_received": sum(|slice| slice.sidecar.rows.received()),
                "rows_loaded": sum(|slice| slice.sidecar.rows.loaded()),
                "rows_quarantined": sum(|slice| slice.sidecar.rows.quarantined()),
                "rows_duplicate": sum(|slice| slice.sidecar.rows.duplicate()),
            }),
        );
    }
    let published = match publication::current_run(&bench.workspace)? {
        Some(run_id) => Some(run::read_record(&bench, &run_id)?),
        None => None,
    };
    let state = bench.state()?;
    let attempts = state.runs()?;
    let audit = match state.verify_audit(&bench.keys) {
        Ok(audit) => json!({ "intact": true, "entries": audit.count }),
        Err(problem) if problem.exit() == 6 => {
            // What else there is to tell is still told.
            screen.problem(&problem);
            json!({ "intact": false, "code": problem.code() })
        }
        Err(problem) => return Err(problem),
    };
    let last = attempts.iter().max_by_key(|attempt| attempt.attempt);
    let value = json!({
        "workspace": bench.workspace.root.display().to_string(),
        "extracts": extracts,
        "published": published.as_ref().map(|record| json!({ "run_id": record.run_id, "as_of": record.as_of, "tables": record.tables, "warnings": record.warnings })),
        "last_attempt": last.map(|attempt| json!({
            "run_id": attempt.run_id, "started_at": attempt.started_at, "ended_at": attempt.ended_at, "outcome": attempt.outcome,
        })),
        "overrides": bench.catalog.overrides,
        "audit": audit,
    });
    screen.result(&value, || {
        let say = |bn: &'static str, en: &'static str| screen.language.pick(bn, en);
        let mut text = format!("{}: {}\n", say("কর্মক্ষেত্র", "workspace"), bench.workspace.root.display());
        for (extract, line) in &extracts {
            let number =
                |name: &str| screen.count(line.get(name).and_then(serde_json::Value::as_u64).unwrap_or_default());
            let _ = writeln!(
                text,
                "  {extract:<18} {} {}, {} {}, {} {}, {} {}  {}",
                number("slices"),
                say("অংশ", "slices"),
                number("rows_received"),
                say("সারি প্রাপ্ত", "rows received"),
                number("rows_loaded"),
                say("গৃহীত", "loaded"),
                number("rows_quarantined"),
                say("আটক", "quarantined"),
                screen.period(
                    line.get("newest_period")
                        .and_then(serde_json::Value::as_str)
                        .unwrap_or("")
                ),
            );
        }
        match &published {
            Some(record) => {
                let _ = writeln!(
                    text,
                    "{}: {} ({} {})",
                    say("প্রকাশিত", "published"),
                    record.run_id,
                    say("অবস্থার তারিখ", "as of"),
                    screen.digits(&record.as_of)
                );
            }
            None => {
                let _ = writeln!(text, "{}", say("এখনো কিছু প্রকাশিত হয়নি", "nothing is published yet"));
            }
        }
        if let Some(attempt) = last {
            let _ = writeln!(
                text,
                "{}: {} {}",
                say("সর্বশেষ চেষ্টা", "last attempt"),
                attempt.started_at,
                match attempt.outcome.as_deref() {
                    None => say("অসমাপ্ত", "not finished"),
                    Some("published") => say("প্রকাশিত", "published"),
                    Some(code) => code,
                }
            );
        }
        let _ = match audit.get("entries").and_then(serde_json::Value::as_u64) {
            Some(entries) => writeln!(
                text,
                "{}: {} {}",
                say("নিরীক্ষা-খাতা", "audit log"),
                screen.count(entries),
                say("টি লেখা, অক্ষত", "entries, intact")
            ),
            None => writeln!(
                text,
                "{}",
                say(
                    "নিরীক্ষা-খাতা অক্ষত নয়: dorpon audit verify",
                    "audit log: not intact, see dorpon audit verify"
                )
            ),
        };
        text
    })?;
    Ok(0)
}
