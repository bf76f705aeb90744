//! The released tables of the run of one year before, as `report.last_year_<table>`: what a report compares with.
//!
//! Invariants: the run is as of the same day of the year before and was published; where there is none, or its table
//! has other columns, the table is empty, so that a query says "nothing to compare" and never fails for it.

use std::collections::BTreeSet;

use dorpon_catalog::model::Layer;
use dorpon_domain::problem::Problem;
use dorpon_lake::publication;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::published::PublishedRun;
use crate::run;

/// What the name of such a table begins with, in the schema `report`.
pub const PREFIX: &str = "last_year_";

/// Registers `report.last_year_<table>` for each of these names, which bear the prefix; answers with the as-of date of
/// the run of last year for the template, or null.
///
/// # Errors
/// A released table that the current run lacks; a file that cannot be read.
pub fn register(run: &PublishedRun, names: &BTreeSet<String>) -> Result<Value, Problem> {
    if names.is_empty() {
        return Ok(Value::Null);
    }
    let earlier = published_on(run, run.session.as_of())?;
    for name in names {
        let table = name.strip_prefix(PREFIX).unwrap_or(name);
        let columns = format!("select * from release.{table} limit 0");
        let (schema, _) = run.session.collect(name, &columns)?;
        if let Some((record, folder)) = &earlier
            && record
                .tables
                .iter()
                .any(|made| made.table == format!("release.{table}"))
        {
            let file = folder.join("release").join(format!("{table}.parquet"));
            run.session.register_files(Layer::Report, name, &[file])?;
            let (found, _) = run
                .session
                .collect(name, &format!("select * from report.{name} limit 0"))?;
            if found.fields() == schema.fields() {
                continue;
            }
        }
        run.session.register_batches(Layer::Report, name, schema, Vec::new())?;
    }
    Ok(earlier.map_or(Value::Null, |(record, _)| json!({ "as_of": record.as_of })))
}

/// The run as of one year before the day that was published last, if it is there and whole.
fn published_on(run: &PublishedRun, day: Date) -> Result<Option<(run::RunRecord, std::path::PathBuf)>, Problem> {
    let Ok(before) = day.checked_sub(1.year()) else {
        return Ok(None);
    };
    let before = before.to_string();
    let attempts = run.bench.state()?.runs()?;
    let published = attempts
        .iter()
        .rev()
        .filter(|attempt| attempt.outcome.as_deref() == Some("published") && attempt.as_of.as_deref() == Some(&before));
    for attempt in published {
        let folder = publication::run_folder(&run.bench.workspace, &attempt.run_id)?;
        let record = run::read_record(&run.bench, &attempt.run_id);
        if let Ok(record) = record
            && run::require_whole(&folder, &record).is_ok()
        {
            return Ok(Some((record, folder)));
        }
    }
    Ok(None)
}
