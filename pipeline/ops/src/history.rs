//! `ingest --history`: every file that ever came, what became of it, and the balance of its rows and taka.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use dorpon_domain::message::shown_in_line;
use dorpon_domain::number::{NumberForm, printed_number};
use dorpon_domain::problem::Problem;
use dorpon_lake::balance::TakaBalance;
use dorpon_lake::slice::Slice;
use dorpon_lake::state::{Receipt, ReceiptOutcome};
use serde_json::{Value, json};

use crate::screen::Screen;
use crate::workbench::Workbench;

/// Shows the history, oldest first.
///
/// # Errors
/// A workspace that cannot be used.
pub fn perform(workspace: &Path, screen: &Screen) -> Result<u8, Problem> {
    let bench = Workbench::open(workspace)?;
    let receipts = bench.state()?.receipts()?;
    let mut taka: BTreeMap<(String, String, u64), TakaBalance> = BTreeMap::new();
    for extract in bench.catalog.extracts.keys() {
        for slice in Slice::list(&bench.workspace, extract)? {
            let sidecar = slice.sidecar;
            if let Some(balance) = sidecar.taka {
                taka.insert((sidecar.extract, sidecar.sha256, sidecar.sequence), balance);
            }
        }
    }
    let balance_of = |receipt: &Receipt| {
        let key = (receipt.extract.clone(), receipt.sha256.clone(), receipt.sequence?);
        // A file that came again brought nothing: its taka is in the line of its first coming.
        taka.get(&key).filter(|_| receipt.outcome == ReceiptOutcome::Loaded)
    };
    let lines: Vec<Value> = receipts
        .iter()
        .map(|receipt| {
            json!({
                "received_at": receipt.received_at, "extract": receipt.extract, "office": receipt.office,
                "period": receipt.period, "batch": receipt.batch, "file": receipt.file_name,
                "sha256": receipt.sha256, "outcome": receipt.outcome.name(), "reason": receipt.reason,
                "sequence": receipt.sequence, "rows_received": receipt.rows_received,
                "rows_loaded": receipt.rows_loaded, "rows_quarantined": receipt.rows_quarantined,
                "rows_duplicate": receipt.rows_duplicate, "taka": balance_of(receipt),
            })
        })
        .collect();
    screen.result(&json!({ "files": lines }), || {
        let say = |bn: &'static str, en: &'static str| screen.language.pick(bn, en);
        if receipts.is_empty() {
            return say("এখনো কোনো ফাইল আসেনি", "no file has come yet").to_owned();
        }
        let grouped = |amount: &str| {
            printed_number(amount, NumberForm::Plain, screen.language).unwrap_or_else(|| screen.digits(amount))
        };
        let mut text = String::new();
        for receipt in &receipts {
            let outcome = match receipt.outcome {
                ReceiptOutcome::Loaded => say("গৃহীত", "loaded"),
                ReceiptOutcome::Unchanged => say("আগেই ছিল", "was there already"),
                ReceiptOutcome::Refused => say("প্রত্যাখ্যাত", "refused"),
            };
            let day = receipt
                .received_at
                .get(..16)
                .unwrap_or(&receipt.received_at)
                .replace('T', " ");
            let period = receipt.period.as_deref().unwrap_or("-");
            let _ = write!(
                text,
                "{}  {outcome}  {}  {}  {}  {}",
                screen.digits(&day),
                shown_in_line(&receipt.file_name),
                receipt.extract,
                receipt.office,
                screen.period(period),
            );
            match &receipt.reason {
                Some(reason) => {
                    let _ = write!(text, "  [{reason}]");
                }
                None => {
                    let _ = write!(
                        text,
                        "  {} = {} + {} + {} {}",
                        screen.count(receipt.rows_received),
                        screen.count(receipt.rows_loaded),
                        screen.count(receipt.rows_quarantined),
                        screen.count(receipt.rows_duplicate),
                        say("সারি", "rows"),
                    );
                }
            }
            if let Some(balance) = balance_of(receipt) {
                let _ = write!(
                    text,
                    "; {} = {} + {} + {} {}",
                    grouped(balance.received()),
                    grouped(balance.loaded()),
                    grouped(balance.quarantined()),
                    grouped(balance.duplicate()),
                    say("টাকা", "taka"),
                );
            }
            text.push('\n');
        }
        let _ = writeln!(
            text,
            "{}",
            say(
                "(প্রাপ্ত = গৃহীত + আটক + পুনরাবৃত্ত)",
                "(received = loaded + quarantined + duplicate)"
            )
        );
        text
    })?;
    Ok(0)
}
