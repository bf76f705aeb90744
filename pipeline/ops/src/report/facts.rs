//! What a report says of itself: the run, its sources and their age, the rules, the hazard, and for a restricted
//! list who asked for it, why, and until when it holds.

use std::collections::{BTreeMap, BTreeSet};

use dorpon_catalog::Catalog;
use dorpon_catalog::hazard::{Dimension, Hazard};
use dorpon_domain::language::Language;
use dorpon_domain::problem::Problem;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::run::RunRecord;
use crate::slice_choice::period_days;

/// Days for which a list holds where the order names none.
pub const VALID_DAYS: i64 = 30;

/// The run, the rules it went by, and the files of the workspace's own that decided a figure or a word.
#[must_use]
pub fn run(record: &RunRecord, own_report_files: Vec<String>) -> Value {
    let overrides: Vec<String> = record.overrides.iter().cloned().chain(own_report_files).collect();
    json!({
        "id": record.run_id,
        "as_of": record.as_of,
        "fiscal_year": record.fiscal_year,
        "version": record.version,
        "rules": record.catalog_hash.get(..12).unwrap_or(&record.catalog_hash),
        "overrides": overrides,
    })
}

/// One entry for each extract that the run read: title, offices, the last day it speaks for and its age in days at the
/// as-of date, and whether that is more than the contract allows. Never its rows: a hidden count could be had back from
/// the rows of a small file, or by subtracting open counts from those of a large one.
#[must_use]
pub fn sources(record: &RunRecord, catalog: &Catalog, as_of: Date, language: Language) -> Value {
    let mut extracts: BTreeMap<&str, (BTreeSet<&str>, Option<Date>)> = BTreeMap::new();
    for input in &record.inputs {
        let last = catalog
            .extracts
            .get(&input.extract)
            .and_then(|contract| period_days(contract.period, &input.extract, &input.period))
            .map(|(_, last)| last.min(as_of));
        let entry = extracts.entry(&input.extract).or_default();
        entry.0.insert(&input.office);
        entry.1 = entry.1.max(last);
    }
    extracts
        .into_iter()
        .filter_map(|(extract, (offices, last))| {
            let contract = catalog.extracts.get(extract)?;
            let age = last
                .and_then(|last| as_of.since(last).ok())
                .map(|span| i64::from(span.get_days()));
            Some(json!({
                "extract": extract,
                "title": contract.title.text(language),
                "offices": offices.len(),
                "newest_on": last.map(|day| day.to_string()),
                "age_days": age,
                "is_late": age.is_some_and(|age| age > i64::from(contract.freshness_days)),
            }))
        })
        .collect()
}

/// The programmes of the run: code, name and where the rules were taken from.
#[must_use]
pub fn programmes(catalog: &Catalog, language: Language) -> Value {
    catalog
        .programmes
        .values()
        .map(|programme| {
            let conditions: Vec<&str> = programme
                .condition
                .iter()
                .map(|condition| condition.description.text(language))
                .collect();
            json!({ "code": programme.code, "name": programme.name.text(language), "conditions": conditions })
        })
        .collect()
}

/// The hazard: its weights in words, the tie rule, and what the given signal asks for.
#[must_use]
pub fn hazard(hazard: &Hazard, signal: Option<i64>, language: Language) -> Value {
    let trigger = hazard
        .triggers
        .iter()
        .find(|trigger| Some(trigger.signal) == signal)
        .map(|trigger| trigger.action.text(language));
    let factors: Vec<Value> = hazard
        .factor
        .iter()
        .map(|factor| {
            let dimension = match factor.dimension {
                Dimension::Exposure => "exposure",
                Dimension::Vulnerability => "vulnerability",
                Dimension::Coping => "coping",
            };
            json!({
                "name": factor.name, "dimension": dimension, "points": factor.points,
                "description": factor.description.text(language),
            })
        })
        .collect();
    json!({
        "code": hazard.code,
        "name": hazard.name.text(language),
        "version": hazard.version,
        "tie_rule": hazard.tie_rule.text(language),
        "dimension_maximum": hazard.dimension_maximum,
        "signal": signal,
        "action": trigger,
        "factors": factors,
    })
}

/// Who asked for a restricted list, and what marks this copy of it.
pub struct Issue<'a> {
    /// Why.
    pub purpose: &'a str,
    /// Who.
    pub officer: &'a str,
    /// Their office.
    pub office: &'a str,
    /// Number of the list in this workspace: the row of the audit log that speaks of it.
    pub number: String,
    /// The day it was made.
    pub issued_on: Date,
    /// Days for which it holds.
    pub valid_days: i64,
    /// Households on it.
    pub row_count: usize,
    /// The first digits of a hash over every row.
    pub content_hash: String,
}

impl Issue<'_> {
    /// As templates read it.
    ///
    /// # Errors
    /// A number of days that leaves the calendar.
    pub fn facts(&self) -> Result<Value, Problem> {
        let expires = self.issued_on.checked_add(self.valid_days.days()).map_err(|error| {
            Problem::new(&dorpon_domain::message::ops::DATE_INVALID)
                .with("date", self.valid_days)
                .because(error)
        })?;
        Ok(json!({
            "purpose": self.purpose,
            "officer": self.officer,
            "office": self.office,
            "number": self.number,
            "issued_on": self.issued_on.to_string(),
            "expires_on": expires.to_string(),
            "row_count": self.row_count,
            "content_hash": self.content_hash,
        }))
    }
}
