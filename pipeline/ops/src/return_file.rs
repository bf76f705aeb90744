//! `return`: the sheet that goes back to the sender of a file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use dorpon_catalog::extract::ExtractContract;
use dorpon_domain::language::Language;
use dorpon_domain::message::{self, of_finding};
use dorpon_domain::problem::Problem;
use dorpon_ingest::{Remark, Returned};
use dorpon_lake::durable;
use dorpon_lake::slice::Slice;
use dorpon_render::return_sheet::{ReturnSheetRow, return_sheet};
use serde_json::json;

use crate::ingest::{Intake, file_name};
use crate::screen::Screen;
use crate::workbench::Workbench;

/// Which file, and how it is to be read where the lake does not know it.
pub struct Order<'a> {
    /// The file as it was sent.
    pub file: &'a Path,
    /// Its extract, if named.
    pub extract: Option<&'a str>,
    /// Its period, if named.
    pub period: Option<&'a str>,
    /// `day` or `month`, if named.
    pub date_order: Option<&'a str>,
    /// Where the sheet is written; else beside the file.
    pub out: Option<&'a Path>,
}

/// Writes the sheet and says where it lies.
///
/// # Errors
/// A file that is refused as a whole; a sheet that cannot be written.
pub fn perform(workspace: &Path, order: &Order<'_>, screen: &Screen) -> Result<u8, Problem> {
    // A name that was typed may be that of the sender's own file.
    if let Some(out) = order.out.filter(|out| std::fs::symlink_metadata(out).is_ok()) {
        return Err(Problem::new(&message::ops::OUTPUT_EXISTS).with("file", out.display()));
    }
    let bench = Workbench::open(workspace)?;
    let intake = Intake::open(&bench)?;
    let known = known_slice(&bench, order.file)?;
    let name = order
        .extract
        .map(str::to_owned)
        .or_else(|| known.as_ref().map(|slice| slice.sidecar.extract.clone()));
    let contract = match &name {
        Some(name) => bench.catalog.extracts.get(name).ok_or_else(|| {
            let known: Vec<&str> = bench.catalog.extracts.keys().map(String::as_str).collect();
            Problem::new(&message::ops::EXTRACT_UNKNOWN)
                .with("extract", name)
                .with("known", known.join(", "))
        })?,
        None => dorpon_ingest::recognise(order.file, &intake.contracts)?,
    };
    let period = order
        .period
        .map(str::to_owned)
        .or_else(|| known.map(|slice| slice.sidecar.period));
    let returned = intake.returned(contract, order.file, period.as_deref(), order.date_order)?;
    let out = order.out.map_or_else(|| beside(order.file), Path::to_path_buf);
    write(contract, &returned, &out, screen.language)?;
    let place = out.display().to_string();
    screen.result(&json!({ "file": place, "rows": returned.rows.len() }), || {
        message::ops::RETURN_WRITTEN.text(
            screen.language,
            &[("file", place.clone()), ("rows", returned.rows.len().to_string())],
        )
    })?;
    Ok(0)
}

/// The sheet's place beside a file.
#[must_use]
pub fn beside(file: &Path) -> PathBuf {
    durable::with_suffix(file, ".return.xlsx")
}

/// Writes the sheet of a file.
///
/// # Errors
/// A sheet that cannot be made or written.
pub fn write(contract: &ExtractContract, returned: &Returned, out: &Path, language: Language) -> Result<(), Problem> {
    let rows: Vec<ReturnSheetRow> = returned
        .rows
        .iter()
        .map(|row| {
            let lines = |text: &dyn Fn(&Remark) -> String| row.remarks.iter().map(text).collect::<Vec<_>>().join("\n");
            ReturnSheetRow {
                row: row.row,
                is_held_back: row.is_held_back,
                reason: lines(&|remark| {
                    let words = of_finding(remark.code).map(|message| message.text(language, &[]));
                    let words = words.unwrap_or_else(|| remark.code.to_owned());
                    match &remark.column {
                        Some(column) => format!("{column}: {words}"),
                        None => words,
                    }
                }),
                remedy: lines(&|remark| {
                    of_finding(remark.code).map_or_else(String::new, |message| message.help(language, &[]))
                }),
                cells: row.cells.clone(),
                bad_cells: row
                    .remarks
                    .iter()
                    .flat_map(|remark| remark.cells.iter().copied())
                    .collect::<BTreeSet<_>>(),
            }
        })
        .collect();
    let count = |number: u64| dorpon_domain::number::count_text(i64::try_from(number).unwrap_or(i64::MAX), language);
    let pick = |bn: &str, en: &str| language.pick(bn, en).to_owned();
    let notes = [
        (pick("ফাইল", "File"), returned.file.clone()),
        (pick("তথ্যের ধরন", "Extract"), contract.title.text(language).to_owned()),
        (pick("সারি প্রাপ্ত", "Rows received"), count(returned.balance.received())),
        (pick("গৃহীত", "Taken"), count(returned.balance.loaded())),
        (pick("আটক", "Held back"), count(returned.balance.quarantined())),
        (pick("পুনরাবৃত্ত", "Repeated"), count(returned.balance.duplicate())),
        (
            pick("এই শিটে সারি", "Rows in this sheet"),
            count(returned.rows.len() as u64),
        ),
        (
            pick("শিটে ধরেনি", "Rows that the sheet could not take"),
            count(returned.left_out),
        ),
        (
            pick("কীভাবে ফেরত দেবেন", "How to send it back"),
            pick(
                "হলুদ ঘরগুলো সংশোধন করুন, মূল ফাইলেও একই সংশোধন করুন, তারপর পুরো মূল ফাইলটি আবার পাঠান: নতুন ফাইল আগেরটির স্থান নেয়।",
                "Correct the yellow cells, make the same corrections in your own file, then send that whole file again: it takes the place of the earlier one.",
            ),
        ),
    ];
    let title = contract.title.text(language);
    let content = return_sheet(title, &returned.headings, &rows, &notes, language)?;
    durable::replace_file(out, &content)
}

/// The newest slice of the lake that was made from this very file.
fn known_slice(bench: &Workbench, file: &Path) -> Result<Option<Slice>, Problem> {
    let sha256 = durable::sha256(file)?;
    let mut found = None;
    for extract in bench.catalog.extracts.keys() {
        for slice in Slice::list(&bench.workspace, extract)? {
            if slice.sidecar.sha256 == sha256 {
                found = Some(slice);
            }
        }
    }
    Ok(found)
}

/// Writes the sheet of a file beside the place that it goes to, where any of its rows needs the sender's hand; answers
/// with the sheet's name.
///
/// # Errors
/// A sheet that cannot be written.
pub fn write_for(
    intake: &Intake<'_>,
    contract: &ExtractContract,
    file: &Path,
    place: &Path,
    period: Option<&str>,
    language: Language,
) -> Result<Option<String>, Problem> {
    let returned = match intake.returned(contract, file, period, None) {
        Ok(returned) if !returned.rows.is_empty() => returned,
        // A file that is refused as a whole has no rows to answer.
        Ok(_) => return Ok(None),
        Err(problem) if problem.exit() == 3 => return Ok(None),
        Err(problem) => return Err(problem),
    };
    let out = beside(place);
    write(contract, &returned, &out, language)?;
    Ok(Some(file_name(&out)))
}
