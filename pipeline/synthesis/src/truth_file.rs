//! Writes the planted truth as CSV, one file per question.

use std::path::Path;

use crate::family::Sex;
use crate::problem::SampleError;
use crate::recipe::Recipe;
use crate::sample::Sample;
use crate::truth::eligibility::{Cover, outcomes};
use crate::truth::register_person::{Holder, holders, register_people};
use crate::truth::{coverage, duplicate, ledger, need, payment_cycle, priority};
use crate::writer;

struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    fn new(columns: &[&str]) -> Self {
        Self {
            rows: vec![columns.iter().map(|column| (*column).to_owned()).collect()],
        }
    }

    fn push<const N: usize>(&mut self, row: [String; N]) {
        self.rows.push(row.to_vec());
    }

    fn write(self, directory: &Path, name: &str) -> Result<(), SampleError> {
        let path = directory.join(name);
        let failed = |cause: String| SampleError::Write(path.clone(), cause);
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in &self.rows {
            writer.write_record(row).map_err(|error| failed(error.to_string()))?;
        }
        let bytes = writer.into_inner().map_err(|error| failed(error.to_string()))?;
        writer::put(&path, &bytes)
    }
}

fn optional<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Writes every table under `directory`.
///
/// # Errors
/// When a file cannot be written.
pub fn write(recipe: &Recipe, sample: &Sample, directory: &Path) -> Result<(), SampleError> {
    writer::create(directory)?;
    write_figures(recipe, sample, directory)?;
    write_ledgers(sample, directory)
}

fn write_figures(recipe: &Recipe, sample: &Sample, directory: &Path) -> Result<(), SampleError> {
    let as_of = recipe.as_of_date;
    let people = register_people(&sample.wards);
    let holders = holders(&people, &sample.entries);
    let cover = Cover::of(&sample.entries, &holders, as_of);
    let answers = outcomes(&sample.wards, &people, &cover, as_of);

    let mut table = Table::new(&[
        "person_id",
        "programme_code",
        "union_code",
        "sex",
        "result",
        "deciding_condition",
        "missing_document",
        "is_covered",
    ]);
    for answer in &answers {
        let Some(person) = people.get(answer.person) else {
            continue;
        };
        table.push([
            person.anchor.person_id.clone(),
            answer.programme.to_owned(),
            optional(person.union_code.as_deref()),
            optional(person.anchor.sex.map(Sex::name)),
            answer.answer.name().to_owned(),
            optional(answer.deciding_condition),
            optional(answer.missing_document),
            answer.is_covered.to_string(),
        ]);
    }
    table.write(directory, "eligible_person.csv")?;

    // Who is who: the record of a person is told by its number, the person by the smallest number of a register record.
    let mut table = Table::new(&["source", "record_id", "person"]);
    for person in &people {
        for record in &person.records {
            table.push([
                "census_person".to_owned(),
                record.person_id.clone(),
                person.anchor.person_id.clone(),
            ]);
        }
    }
    let mut rows: Vec<[String; 3]> = sample
        .entries
        .iter()
        .zip(&holders)
        .map(|(entry, holder)| {
            let person = match holder {
                Holder::Registered(position) => people.get(*position).map(|person| person.anchor.person_id.clone()),
                Holder::Elsewhere(other) => Some(other.clone()),
            };
            ["beneficiary".to_owned(), entry.beneficiary_id.clone(), optional(person)]
        })
        .collect();
    rows.sort();
    for row in rows {
        table.push(row);
    }
    table.write(directory, "record_person.csv")?;

    let mut table = Table::new(&[
        "union_code",
        "programme_code",
        "sex",
        "eligible_count",
        "covered_count",
        "missing_count",
        "cannot_tell_count",
        "cannot_tell_covered_count",
        "cannot_tell_not_covered_count",
        "listed_count",
        "listed_not_eligible_count",
        "listed_not_in_register_count",
    ]);
    let counted = coverage::by_union(&people, &answers, (&sample.entries, &holders, &cover), as_of);
    for ((union_code, programme, sex), counts) in counted {
        let listed =
            counts.covered + counts.cannot_tell_covered + counts.listed_not_eligible + counts.listed_not_in_register;
        table.push([
            union_code,
            programme.to_owned(),
            sex.to_owned(),
            (counts.covered + counts.missing).to_string(),
            counts.covered.to_string(),
            counts.missing.to_string(),
            (counts.cannot_tell_covered + counts.cannot_tell_not_covered).to_string(),
            counts.cannot_tell_covered.to_string(),
            counts.cannot_tell_not_covered.to_string(),
            listed.to_string(),
            counts.listed_not_eligible.to_string(),
            counts.listed_not_in_register.to_string(),
        ]);
    }
    table.write(directory, "coverage_by_union_programme.csv")?;
    write_payments(sample, directory)?;

    let mut table = Table::new(&["scope", "identifier_kind", "record_count", "record_ids"]);
    for found in duplicate::find(&sample.wards, &sample.entries, &holders, as_of) {
        let count = found.record_ids.len();
        table.push([
            found.scope.to_owned(),
            found.identifier_kind.to_owned(),
            count.to_string(),
            found.record_ids.join("|"),
        ]);
    }
    table.write(directory, "duplicate_identifier.csv")?;

    let mut table = Table::new(&[
        "household_id",
        "union_code",
        "ward_no",
        "exposure",
        "vulnerability",
        "coping",
        "product",
        "score",
        "unknown_factor_count",
        "rank",
    ]);
    for row in priority::rank(&sample.wards, &people, &cover, as_of) {
        let score = row.score_hundredths();
        table.push([
            row.household_id.clone(),
            optional(row.union_code.as_deref()),
            optional(row.ward_no.as_deref()),
            row.exposure.to_string(),
            row.vulnerability.to_string(),
            row.coping.to_string(),
            row.product().to_string(),
            format!("{}.{:02}", score / 100, score % 100),
            row.unknown_factors.len().to_string(),
            row.rank.to_string(),
        ]);
    }
    table.write(directory, "disaster_priority.csv")?;

    let mut table = Table::new(&["union_code", "population_count", "estimated_old_age_count"]);
    for profile in &sample.profiles {
        let estimated = need::estimated_old_age(profile);
        table.push([
            profile.area_code.to_owned(),
            profile.population.to_string(),
            optional(estimated),
        ]);
    }
    table.write(directory, "need_by_union.csv")
}

fn write_payments(sample: &Sample, directory: &Path) -> Result<(), SampleError> {
    let mut table = Table::new(&[
        "fiscal_year",
        "cycle",
        "programme_code",
        "union_code",
        "ordered_count",
        "settled_count",
        "returned_count",
        "pending_count",
        "reissued_count",
        "ordered_taka",
        "settled_taka",
        "returned_taka",
        "pending_taka",
        "settle_days_median",
    ]);
    let figures = payment_cycle::by_cycle(sample.payments.iter().flatten(), &sample.entries);
    for ((fiscal_year, cycle, programme, union_code), figures) in figures {
        let taka = |taka: i64| format!("{taka}.00");
        let median = figures
            .twice_the_median()
            .map(|twice| format!("{}.{}", twice / 2, if twice % 2 == 0 { 0 } else { 5 }));
        table.push([
            fiscal_year,
            cycle.to_owned(),
            programme.to_owned(),
            union_code,
            figures.ordered.to_string(),
            figures.settled.to_string(),
            figures.returned.to_string(),
            figures.pending.to_string(),
            figures.reissued.to_string(),
            taka(figures.ordered_taka),
            taka(figures.settled_taka),
            taka(figures.returned_taka),
            taka(figures.pending_taka),
            optional(median),
        ]);
    }
    table.write(directory, "payment_by_cycle.csv")
}

fn write_ledgers(sample: &Sample, directory: &Path) -> Result<(), SampleError> {
    let mut balances = Table::new(&[
        "file",
        "rows_received",
        "rows_loaded",
        "rows_quarantined",
        "rows_duplicate",
        "taka_received",
        "taka_loaded",
        "taka_quarantined",
        "taka_duplicate",
        "taka_unreadable_rows",
    ]);
    let mut repairs = Table::new(&["file", "column", "kind", "count"]);
    let mut findings = Table::new(&["file", "source_row", "column", "code"]);
    let mut quarantine = Table::new(&["file", "source_row", "reason"]);
    for file in &sample.files {
        let (rows, taka) = ledger::balance(file);
        let has_taka = file.extract == "payment";
        let money = |taka: i64| if has_taka { format!("{taka}.00") } else { String::new() };
        balances.push([
            file.file.clone(),
            rows.received.to_string(),
            rows.loaded.to_string(),
            rows.quarantined.to_string(),
            rows.duplicate.to_string(),
            money(taka.received),
            money(taka.loaded),
            money(taka.quarantined),
            money(taka.duplicate),
            if has_taka {
                ledger::unreadable_taka(file).to_string()
            } else {
                String::new()
            },
        ]);
        for ((column, kind), count) in ledger::repairs(file) {
            repairs.push([file.file.clone(), column.to_owned(), kind.to_owned(), count.to_string()]);
        }
        for (row, column, code) in ledger::findings(file) {
            findings.push([file.file.clone(), row.to_string(), column.to_owned(), code.to_owned()]);
        }
        for (row, reason) in ledger::quarantine(file) {
            quarantine.push([file.file.clone(), row.to_string(), reason.to_owned()]);
        }
    }
    balances.write(directory, "ledger.csv")?;
    repairs.write(directory, "repairs.csv")?;
    findings.write(directory, "findings.csv")?;
    quarantine.write(directory, "quarantine.csv")
}
