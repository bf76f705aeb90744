//! `audit`: who looked at restricted layers and why, and whether the log is whole.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use dorpon_domain::message::{self, shown};
use dorpon_domain::problem::Problem;
use dorpon_engine::output::{self, Format};
use dorpon_lake::state::AuditEntry;
use serde_json::json;

use crate::screen::Screen;
use crate::workbench::Workbench;

/// Checks every entry of the log and that none is missing at its end.
///
/// # Errors
/// The first entry that does not follow; a log that is not the one that was noted beside the keys.
pub fn verify(workspace: &Path, screen: &Screen) -> Result<u8, Problem> {
    let bench = Workbench::open(workspace)?;
    let state = bench.state()?.verify_audit(&bench.keys)?;
    let arguments = [("entries", screen.count(state.count))];
    screen.result(
        &json!({ "intact": true, "entries": state.count, "seal": state.seal }),
        || message::ops::AUDIT_INTACT.text(screen.language, &arguments),
    )?;
    Ok(0)
}

/// Shows the entries, newest last. A log that is broken is shown too, behind a warning.
///
/// # Errors
/// The log cannot be read.
pub fn show(workspace: &Path, screen: &Screen) -> Result<u8, Problem> {
    let bench = Workbench::open(workspace)?;
    let state = bench.state()?;
    let entries = state.audit_entries()?;
    if let Err(problem) = state.verify_audit(&bench.keys) {
        screen.problem(&problem);
    }
    let table = if screen.json {
        String::new()
    } else {
        table(&entries, screen)?
    };
    let values: Vec<serde_json::Value> = (1_u64..)
        .zip(&entries)
        .map(|(number, entry)| {
            let mut value = serde_json::to_value(entry).unwrap_or_default();
            if let Some(fields) = value.as_object_mut() {
                fields.insert("entry".to_owned(), number.into());
            }
            value
        })
        .collect();
    screen.result(&json!({ "entries": values }), || table)?;
    Ok(0)
}

fn table(entries: &[AuditEntry], screen: &Screen) -> Result<String, Problem> {
    let say = |bn: &'static str, en: &'static str| screen.language.pick(bn, en);
    let column = |heading: &str, cell: &dyn Fn(u64, &AuditEntry) -> String| {
        let cells = (1_u64..)
            .zip(entries)
            .map(|(number, entry)| on_one_line(&cell(number, entry)));
        let array: ArrayRef = Arc::new(StringArray::from_iter_values(cells));
        (Field::new(heading, DataType::Utf8, false), array)
    };
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = [
        column(say("ক্রম", "entry"), &|number, _| screen.count(number)),
        column(say("সময়", "at"), &|_, entry| entry.at.clone()),
        column(say("কর্মকর্তা", "officer"), &|_, entry| {
            entry.officer.clone()
        }),
        column(say("কার্যালয়", "office"), &|_, entry| {
            entry.office.clone()
        }),
        column(say("উদ্দেশ্য", "purpose"), &|_, entry| {
            entry.purpose.clone()
        }),
        column(say("কাজ", "action"), &|_, entry| entry.action.clone()),
        column(say("বিষয়", "object"), &|_, entry| entry.object.clone()),
        column(say("সারি", "rows"), &|_, entry| screen.count(entry.row_count)),
    ]
    .into_iter()
    .unzip();
    let unwritten = |error: String| Problem::new(&message::ops::OUTPUT_FAILED).because(error);
    let batch =
        RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(|error| unwritten(error.to_string()))?;
    let mut bytes = Vec::new();
    output::write(&[batch], Format::Table, &mut bytes)?;
    String::from_utf8(bytes).map_err(|error| unwritten(error.to_string()))
}

/// A text of a user as one line: no break may draw a row, no control sign reach the terminal.
fn on_one_line(text: &str) -> String {
    shown(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
