//! `inspect`: which extract a file looks like, its columns, and what `ingest` would do.

use std::fmt::Write as _;
use std::path::Path;

use dorpon_catalog::Catalog;
use dorpon_domain::message::{self, Message, of_finding, of_likeness, of_repair, shown_in_line};
use dorpon_domain::problem::Problem;
use dorpon_ingest::{InspectRequest, Inspection, Preview};

use crate::ingest::part_order;
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
    /// `day` or `month`, if named.
    pub date_order: Option<&'a str>,
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
        date_order: order.date_order.map(part_order),
        path: order.file,
    })?;
    if order.draft {
        if !inspection.has_header {
            return Err(Problem::new(&message::ops::DRAFT_WITHOUT_HEADER).with("file", &inspection.file));
        }
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
    let mut text = String::new();
    facts(&mut text, inspection, screen);
    columns(&mut text, inspection, screen);
    if let Some(preview) = &inspection.preview {
        outcome(&mut text, preview, screen);
    }
    if let Some(refusal) = &inspection.refusal {
        let language = screen.language;
        let _ = writeln!(
            text,
            "\n{}: {}\n{}: {}",
            language.pick("এভাবে নেওয়া যাবে না", "ingest would refuse it"),
            refusal.text.text(language),
            language.pick("করণীয়", "help"),
            refusal.help.text(language),
        );
    }
    text
}

/// What the file is.
fn facts(text: &mut String, inspection: &Inspection, screen: &Screen) {
    let say = |bn: &'static str, en: &'static str| screen.language.pick(bn, en);
    let unknown = say("বোঝা যায়নি", "not clear");
    let mut line = |label: &str, value: &str| {
        let _ = writeln!(text, "{label}: {}", shown_in_line(value));
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
    match inspection.header_row {
        Some(row) => line(say("শিরোনাম-সারি", "header row"), &screen.digits(&row.to_string())),
        None if inspection.has_header => {}
        None => line(
            say("শিরোনাম-সারি", "header row"),
            say(
                "পাওয়া যায়নি; কলামগুলো শুধু অক্ষর দিয়ে দেখানো হলো",
                "none was found; the columns are shown by their letters alone",
            ),
        ),
    }
    let period = inspection.period.as_deref().map(|period| screen.period(period));
    line(say("সময়কাল", "period"), period.as_deref().unwrap_or(unknown));
    if !inspection.absent.is_empty() {
        line(say("ফাইলে নেই", "not in the file"), &inspection.absent.join(", "));
    }
    if !inspection.unmatched.is_empty() {
        line(
            say("অচেনা শিরোনাম", "headings not understood"),
            &inspection.unmatched.join(", "),
        );
    }
}

/// What is in its columns.
fn columns(text: &mut String, inspection: &Inspection, screen: &Screen) {
    let say = |bn: &'static str, en: &'static str| screen.language.pick(bn, en);
    let _ = writeln!(text, "\n{}", say("কলাম:", "columns:"));
    for column in &inspection.columns {
        let frequent: Vec<String> = column
            .frequent
            .iter()
            .take(3)
            .map(|value| format!("{} ×{}", shown_in_line(&value.value), value.count))
            .collect();
        let likeness = of_likeness(&column.looks_like).map(|words| words.text(screen.language, &[]));
        let _ = writeln!(
            text,
            "  {:<3} {} → {}  [{}]  {} {}, {} {}  {}",
            column.letter,
            shown_in_line(&column.heading),
            column.contract_column.as_deref().unwrap_or("-"),
            likeness.as_ref().unwrap_or(&column.looks_like),
            screen.count(column.filled),
            say("পূর্ণ", "filled"),
            screen.count(column.distinct),
            say("ভিন্ন", "distinct"),
            screen.digits(&frequent.join("; "))
        );
    }
}

/// What would become of its rows: how many are taken only where the file as a whole would be.
fn outcome(text: &mut String, preview: &Preview, screen: &Screen) {
    let language = screen.language;
    let say = |bn: &'static str, en: &'static str| language.pick(bn, en);
    match &preview.rows {
        Some(rows) => {
            let _ = writeln!(
                text,
                "\n{}: {} {}, {} {}, {} {}, {} {}",
                say("নিলে যা হবে", "ingest would"),
                screen.count(rows.received()),
                say("সারি প্রাপ্ত", "rows received"),
                screen.count(rows.loaded()),
                say("গৃহীত", "loaded"),
                screen.count(rows.quarantined()),
                say("আটক", "quarantined"),
                screen.count(rows.duplicate()),
                say("পুনরাবৃত্ত", "duplicate")
            );
        }
        None => {
            let _ = writeln!(
                text,
                "\n{}: {}",
                say("সারি", "rows"),
                screen.count(preview.rows_received)
            );
        }
    }
    let words = |message: Option<&'static Message>, code: &str| {
        message.map_or_else(|| code.to_owned(), |message| message.text(language, &[]))
    };
    let mut line = |label: &str, column: &str, what: String, count: u64| {
        let _ = writeln!(text, "  {label}  {column}{what}: {}", screen.count(count));
    };
    for (reason, count) in &preview.quarantine {
        line(say("আটক", "quarantined"), "", words(of_finding(reason), reason), *count);
    }
    for (column, kinds) in &preview.repairs {
        for (kind, count) in kinds {
            let what = words(of_repair(kind), kind);
            line(say("মেরামত", "repaired"), &format!("{column}  "), what, *count);
        }
    }
    for (column, codes) in &preview.findings {
        for (code, count) in codes {
            let what = words(of_finding(code), code);
            line(say("পর্যবেক্ষণ", "finding"), &format!("{column}  "), what, *count);
        }
    }
}
