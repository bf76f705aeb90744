//! `inspect`: which extract a file looks like, its columns, and what `ingest` would do.

use std::fmt::Write as _;
use std::path::Path;

use dorpon_catalog::Catalog;
use dorpon_domain::problem::Problem;
use dorpon_ingest::{InspectRequest, Inspection};

use crate::screen::Screen;
use crate::workbench;

/// What to look at, and how.
pub struct Order<'a> {
    /// The file.
    pub file: &'a Path,
    /// The extract to read it as, if named.
    pub extract: Option<&'a str>,
    /// The period, if named.
    pub period: Option<&'a str>,
    /// Whether the answer is a first version of a contract for it.
    pub draft: bool,
}

/// Inspects a file. A workspace is not needed; the contracts of the one at hand are used if there is one.
///
/// # Errors
/// A file that cannot be read or holds no table.
pub fn perform(workspace: &Path, order: &Order<'_>, screen: &Screen) -> Result<u8, Problem> {
    let catalog = Catalog::load(Some(&workspace.join("queries")))?;
    let contracts: Vec<_> = catalog.extracts.values().collect();
    let programme_spellings = catalog.programme_spellings();
    let known_areas = workbench::area_codes(&catalog);
    let inspection = dorpon_ingest::inspect(&InspectRequest {
        contracts: &contracts,
        // A draft bears its own name.
        extract: order.extract.filter(|_| !order.draft),
        period: order.period,
        programme_spellings: &programme_spellings,
        known_areas: &known_areas,
        date_order: None,
        path: order.file,
    })?;
    if order.draft {
        let extract = order.extract.unwrap_or("new_extract");
        let draft = dorpon_ingest::draft(&inspection, extract);
        screen.result(&serde_json::json!({ "extract": extract, "contract": draft }), || {
            draft.clone()
        })?;
        return Ok(0);
    }
    let value = serde_json::to_value(&inspection).unwrap_or_default();
    screen.result(&value, || text(&inspection, screen))?;
    Ok(0)
}

/// The inspection as a person reads it.
fn text(inspection: &Inspection, screen: &Screen) -> String {
    let say = |bn: &'static str, en: &'static str| screen.language.pick(bn, en);
    let unknown = say("বোঝা যায়নি", "not clear");
    let mut text = String::new();
    let mut line = |label: &str, value: &str| {
        let _ = writeln!(text, "{label}: {value}");
    };
    line(say("ফাইল", "file"), &inspection.file);
    line(
        say("তথ্যের ধরন", "extract"),
        inspection.extract.as_deref().unwrap_or(unknown),
    );
    for candidate in inspection.candidates.iter().take(3) {
        line(
            &format!("  {}", candidate.extract),
            &screen.digits(&format!(
                "{}/{} {}, {}/{} {}",
                candidate.required_matched,
                candidate.required,
                say("আবশ্যক কলাম", "required columns"),
                candidate.matched,
                candidate.columns,
                say("মোট কলাম", "columns")
            )),
        );
    }
    if let Some(encoding) = &inspection.encoding {
        line(say("এনকোডিং", "encoding"), encoding);
    }
    if let Some(separator) = &inspection.separator {
        line(say("বিভাজক", "separator"), separator);
    }
    if let Some(sheet) = &inspection.sheet {
        line(say("শিট", "sheet"), sheet);
    }
    if let Some(row) = inspection.header_row {
        line(say("শিরোনাম-সারি", "header row"), &screen.digits(&row.to_string()));
    }
    line(say("সময়কাল", "period"), inspection.period.as_deref().unwrap_or(unknown));
    if !inspection.absent.is_empty() {
        line(say("ফাইলে নেই", "not in the file"), &inspection.absent.join(", "));
    }
    if !inspection.unmatched.is_empty() {
        line(
            say("অচেনা শিরোনাম", "headings not understood"),
            &inspection.unmatched.join(", "),
        );
    }
    let _ = writeln!(text, "\n{}", say("কলাম:", "columns:"));
    for column in &inspection.columns {
        let frequent: Vec<String> = column
            .frequent
            .iter()
            .take(3)
            .map(|value| format!("{} ×{}", value.value, value.count))
            .collect();
        let _ = writeln!(
            text,
            "  {:<3} {} → {}  [{}]  {} {}, {} {}  {}",
            column.letter,
            column.heading,
            column.contract_column.as_deref().unwrap_or("-"),
            column.looks_like,
            screen.count(column.filled),
            say("পূর্ণ", "filled"),
            screen.count(column.distinct),
            say("ভিন্ন", "distinct"),
            screen.digits(&frequent.join("; "))
        );
    }
    if let Some(preview) = &inspection.preview {
        let _ = writeln!(
            text,
            "\n{}: {} {}, {} {}, {} {}, {} {}",
            say("নিলে যা হবে", "ingest would"),
            screen.count(preview.rows.received()),
            say("সারি প্রাপ্ত", "rows received"),
            screen.count(preview.rows.loaded()),
            say("গৃহীত", "loaded"),
            screen.count(preview.rows.quarantined()),
            say("আটক", "quarantined"),
            screen.count(preview.rows.duplicate()),
            say("পুনরাবৃত্ত", "duplicate")
        );
        for (label, counts) in [
            (say("মেরামত", "repaired"), &preview.repairs),
            (say("পর্যবেক্ষণ", "findings"), &preview.findings),
        ] {
            for (column, kinds) in counts {
                for (kind, count) in kinds {
                    let _ = writeln!(text, "  {label}  {column}  {kind}  {}", screen.count(*count));
                }
            }
        }
    }
    if let Some(refusal) = &inspection.refusal {
        let _ = writeln!(
            text,
            "\n{}: {}",
            say("ফাইলটি ফেরত যাবে", "ingest would refuse it"),
            refusal.text.text(screen.language)
        );
    }
    text
}
