//! `run`: stage, entity, mart, check, release; then one swap of the pointer. A run that
//! fails leaves the last good figures as they were.

use std::path::Path;
use std::time::Instant;

use dorpon_catalog::Catalog;
use dorpon_catalog::model::Layer;
use dorpon_cli::EditionOrder;
use dorpon_domain::fiscal::FiscalYear;
use dorpon_domain::message::{self, Message};
use dorpon_domain::problem::Problem;
use dorpon_engine::check::{self, CheckFailure};
use dorpon_engine::model_run::{self, ModelOutcome};
use dorpon_engine::raw_table::{self, RawSlice, ReceivedFile};
use dorpon_engine::{programme_check, reference_table, release};
use dorpon_lake::durable;
use dorpon_lake::publication::{self, RunDraft};
use dorpon_lake::run_lock::RunLock;
use dorpon_lake::slice::Slice;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::clock;
use crate::person_link;
use crate::process_memory;
use crate::report::edition;
use crate::screen::Screen;
use crate::slice_choice;
use crate::workbench::Workbench;

/// What a run was made of and what it made: `run.json` of a published run. No time of day
/// is in it, so that the same inputs give the same bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunRecord {
    /// Hash over inputs, rules and as-of date.
    pub run_id: String,
    /// The date as of which everything is counted.
    pub as_of: String,
    /// The fiscal year whose rules hold.
    pub fiscal_year: String,
    /// Version of Dorpon.
    pub version: String,
    /// SHA-256 over the catalog.
    pub catalog_hash: String,
    /// Catalog files that the workspace added or replaced.
    pub overrides: Vec<String>,
    /// Slices that were read.
    pub inputs: Vec<RunInput>,
    /// Tables that were made, in order, with their rows.
    pub tables: Vec<RunTable>,
    /// Checks that did not hold but do not hold the publication.
    pub warnings: Vec<RunWarning>,
    /// The published files. Those of other layers are not here: they are encrypted and differ
    /// from run to run, and damage to them is found when they are opened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<RunFile>,
}

/// A published file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunFile {
    /// `layer/name.parquet`, below the folder of the run.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// A slice that a run read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunInput {
    /// Its extract.
    pub extract: String,
    /// The office that sent it.
    pub office: String,
    /// Its period.
    pub period: String,
    /// Its batch, for payments.
    pub batch: Option<String>,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Rows loaded from it.
    pub rows: u64,
}

/// A table of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunTable {
    /// `layer.name`.
    pub table: String,
    /// Rows.
    pub rows: u64,
}

/// A check that did not hold.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunWarning {
    /// The check.
    pub check: String,
    /// Rows that break it.
    pub rows: i64,
}

/// Runs and publishes.
///
/// # Errors
/// No data, another run at work, a check that holds the publication, a machine that fails.
pub fn perform(workspace: &Path, as_of: Option<&str>, reports: &EditionOrder, screen: &Screen) -> Result<u8, Problem> {
    let begun = Instant::now();
    let bench = Workbench::open(workspace)?;
    let as_of = as_of
        .map(|text| {
            text.parse::<Date>()
                .map_err(|_| Problem::new(&message::ops::DATE_INVALID).with("date", text))
        })
        .transpose()?;
    let lock = RunLock::acquire(&bench.workspace, "run", &clock::now())?;
    let (record, is_new) = publish(&bench, &lock, as_of, screen)?;
    drop(lock);
    let printed = (!reports.levels.is_empty())
        .then(|| edition::print(workspace, &reports.levels, &reports.formats, screen))
        .transpose()?;
    let message = if is_new {
        &message::ops::RUN_PUBLISHED
    } else {
        &message::ops::RUN_UNCHANGED
    };
    let arguments = [
        ("run", record.run_id.clone()),
        ("date", screen.digits(&record.as_of)),
        (
            "tables",
            screen.count(
                record
                    .tables
                    .iter()
                    .filter(|table| table.table.starts_with("release."))
                    .count() as u64,
            ),
        ),
    ];
    let mut result = json!({ "published": is_new, "run": record });
    let mut text = message.text(screen.language, &arguments);
    if let Some(printed) = &printed {
        let folder = bench.workspace.out().join(&record.run_id);
        let files: Vec<String> = printed.files.iter().map(|file| file.display().to_string()).collect();
        if let Some(fields) = result.as_object_mut() {
            fields.insert("reports".to_owned(), json!({ "areas": printed.areas, "files": files }));
        }
        let arguments = [
            ("reports", printed.reports.to_string()),
            ("areas", printed.areas.len().to_string()),
            ("index", folder.join("index.html").display().to_string()),
        ];
        text.push('\n');
        text.push_str(&message::ops::REPORTS_PRINTED.text(screen.language, &arguments));
        let mebibytes = process_memory::peak_kib().map_or(0, |kib| kib / 1_024);
        screen.notice(
            &message::ops::RUN_EFFORT,
            &[
                ("seconds", begun.elapsed().as_secs().to_string()),
                ("mebibytes", mebibytes.to_string()),
            ],
        );
    }
    screen.result(&result, || text)?;
    Ok(printed.map_or(0, |printed| printed.exit))
}

/// Runs and publishes while the caller holds the lock; answers with the record and whether anything was new.
///
/// # Errors
/// As [`perform`].
pub fn publish(
    bench: &Workbench,
    lock: &RunLock,
    as_of: Option<Date>,
    screen: &Screen,
) -> Result<(RunRecord, bool), Problem> {
    let workspace = &bench.workspace;
    publication::sweep_partial(workspace, lock)?;
    let as_of = match as_of.or(workspace.settings.as_of) {
        Some(day) => day,
        None => slice_choice::newest_day(workspace, &bench.catalog)?
            .ok_or_else(|| Problem::new(&message::ops::NO_DATA).with("workspace", workspace.root.display()))?,
    };
    let fiscal_year = FiscalYear::of(as_of)
        .map(|year| year.to_string())
        .ok_or_else(|| Problem::new(&message::ops::DATE_INVALID).with("date", as_of))?;
    let mut slices: Vec<(String, Vec<Slice>)> = Vec::new();
    for (extract, contract) in &bench.catalog.extracts {
        slices.push((extract.clone(), slice_choice::chosen(workspace, contract, as_of)?));
    }
    let mut record = RunRecord {
        run_id: String::new(),
        as_of: as_of.to_string(),
        fiscal_year,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        catalog_hash: bench.catalog.hash.clone(),
        overrides: bench.catalog.overrides.clone(),
        inputs: slices.iter().flat_map(|(_, slices)| slices.iter().map(input)).collect(),
        tables: Vec::new(),
        warnings: Vec::new(),
        files: Vec::new(),
    };
    if record.inputs.is_empty() {
        return Err(Problem::new(&message::ops::NO_DATA).with("workspace", workspace.root.display()));
    }
    record.run_id = run_id(&record);

    let folder = publication::run_folder(workspace, &record.run_id)?;
    let known = read_record(bench, &record.run_id).and_then(|known| {
        require_whole(&folder, &known)?;
        Ok(known)
    });
    if let Ok(known) = known {
        // A pointer that cannot be read is written anew.
        let is_current = publication::current_run(workspace).ok().flatten().as_deref() == Some(record.run_id.as_str());
        if !is_current {
            publication::publish(workspace, &record.run_id)?;
        }
        return Ok((known, !is_current));
    }

    let state = bench.state()?;
    let attempt = state.begin_run(&record.run_id, &clock::now(), Some(&record.as_of))?;
    let draft = RunDraft::begin(workspace, &record.run_id)?;
    match compute(bench, &slices, as_of, &mut record, draft.folder(), screen) {
        Ok(()) => {
            // Whatever stands in the place is damaged, or it would have been answered with.
            draft.seal_in_place()?;
            publication::publish(workspace, &record.run_id)?;
            state.end_run(attempt, &clock::now(), "published")?;
            Ok((record, true))
        }
        Err(problem) => {
            draft.discard()?;
            state.end_run(attempt, &clock::now(), problem.code())?;
            Err(problem)
        }
    }
}

fn compute(
    bench: &Workbench,
    slices: &[(String, Vec<Slice>)],
    as_of: Date,
    record: &mut RunRecord,
    folder: &Path,
    screen: &Screen,
) -> Result<(), Problem> {
    let session = bench.session(as_of, "run")?;
    reference_table::register(&session, &bench.catalog)?;
    for (extract, slices) in slices {
        let Some(contract) = bench.catalog.extracts.get(extract) else {
            continue;
        };
        let files: Vec<RawSlice> = slices
            .iter()
            .map(|slice| RawSlice {
                office: slice.sidecar.office.clone(),
                period: slice.sidecar.period.clone(),
                file: slice.data(),
            })
            .collect();
        raw_table::register(&session, contract, &files)?;
    }
    raw_table::register_intake(&session, &received_files(&bench.catalog, slices))?;
    let linked = person_link::link(&session, bench, &record.run_id, folder, screen)?;
    let models = bench.catalog.models_as_of(as_of, &record.fiscal_year)?;
    let probes = bench.catalog.programme_probes(as_of, &record.fiscal_year);
    let blamed = |problem: Problem, is_profile_known: bool| {
        programme_check::fault(&session, &probes, is_profile_known).unwrap_or(problem)
    };
    let ordered = model_run::order(&session, &bench.catalog, &models, &[person_link::TABLE])
        .map_err(|problem| blamed(problem, false))?;
    let releases = ordered.iter().filter(|model| model.front.release.is_some()).count();
    let bar = screen.progress((ordered.len() + bench.catalog.checks.len() + releases) as u64);
    let mut failures: Vec<CheckFailure> = Vec::new();
    let mut note = |outcome: ModelOutcome| {
        record.tables.push(RunTable {
            table: outcome.table,
            rows: outcome.rows,
        })
    };
    linked.into_iter().for_each(&mut note);
    for model in &ordered {
        bar.set_message(model.table());
        let of_listed = if model.name.starts_with("programme_result") {
            let listed = session.texts(&model.path, "select distinct programme_code from mart.person_benefit")?;
            let listed = listed.into_iter().collect();
            bench
                .catalog
                .model_of_listed(&model.name, as_of, &record.fiscal_year, &listed)?
        } else {
            None
        };
        let outcome = model_run::run(&session, of_listed.as_ref().unwrap_or(model), folder).map_err(|problem| {
            match model.name.as_str() {
                "programme_result" | "programme_result_at_enrolment" => blamed(problem, true),
                _ => problem,
            }
        });
        note(outcome?);
        failures.extend(check::model(&session, model)?);
        bar.inc(1);
    }
    for check in bench.catalog.checks.values() {
        bar.set_message(check.name.clone());
        failures.extend(check::query(&session, check)?);
        bar.inc(1);
    }
    let holding: Vec<&CheckFailure> = failures.iter().filter(|failure| failure.holds_publication).collect();
    if !holding.is_empty() {
        bar.finish_and_clear();
        for failure in &holding {
            tell(bench, failure, &message::ops::CHECK_HOLDS, screen);
        }
        let names: Vec<String> = holding
            .iter()
            .map(|failure| match files_of(failure, slices) {
                files if files.is_empty() => format!("{} ({})", failure.check, failure.rows),
                files => format!("{} ({}): {files}", failure.check, failure.rows),
            })
            .collect();
        return Err(Problem::new(&message::engine::CHECKS_FAILED)
            .with("count", holding.len())
            .with("checks", names.join("; ")));
    }
    for group in release::groups(&ordered) {
        if let Some((model, _)) = group.first() {
            bar.set_message(format!("release.{}", model.name));
        }
        release::run(&session, &group, folder)?.into_iter().for_each(&mut note);
        bar.inc(group.len() as u64);
    }
    bar.finish_and_clear();
    for failure in failures {
        tell(bench, &failure, &message::ops::CHECK_WARNS, screen);
        record.warnings.push(RunWarning {
            check: failure.check,
            rows: failure.rows,
        });
    }
    record.files = release_files(folder)?;
    let text = serde_json::to_string_pretty(record).unwrap_or_default();
    durable::replace_file(&folder.join("run.json"), format!("{text}\n").as_bytes())
}

/// Says in words what a check has found. A condition of a model has none but itself.
fn tell(bench: &Workbench, failure: &CheckFailure, message: &'static Message, screen: &Screen) {
    let check = bench.catalog.checks.get(&failure.check);
    let meaning = check.map_or("", |check| check.front.summary.text(screen.language));
    screen.notice(
        message,
        &[
            ("check", failure.check.clone()),
            ("rows", failure.rows.to_string()),
            ("meaning", meaning.to_owned()),
        ],
    );
}

/// The offices and files in which a check has found its rows.
fn files_of(failure: &CheckFailure, slices: &[(String, Vec<Slice>)]) -> String {
    let named = |place: &String| {
        let (office, period) = place.rsplit_once('/')?;
        let files: Vec<&str> = slices
            .iter()
            .flat_map(|(_, slices)| slices)
            .filter(|slice| slice.sidecar.office == office && slice.sidecar.period == period)
            .map(|slice| slice.sidecar.file_name.as_str())
            .collect();
        (!files.is_empty()).then(|| format!("{office} ({})", files.join(", ")))
    };
    failure.found_in.iter().filter_map(named).collect::<Vec<_>>().join(", ")
}

/// The files behind the slices of a run, with what their contracts say of their age.
fn received_files<'a>(catalog: &Catalog, slices: &'a [(String, Vec<Slice>)]) -> Vec<ReceivedFile<'a>> {
    let of_extract = |(extract, slices): &'a (String, Vec<Slice>)| {
        let contract = catalog.extracts.get(extract)?;
        Some(slices.iter().map(move |slice| ReceivedFile {
            sidecar: &slice.sidecar,
            period_ends_on:
                slice_choice::period_days(contract.period, extract, &slice.sidecar.period).map(|(_, last)| last),
            freshness_days: contract.freshness_days,
        }))
    };
    slices.iter().filter_map(of_extract).flatten().collect()
}

fn input(slice: &Slice) -> RunInput {
    RunInput {
        extract: slice.sidecar.extract.clone(),
        office: slice.sidecar.office.clone(),
        period: slice.sidecar.period.clone(),
        batch: slice.sidecar.batch.clone(),
        sha256: slice.sidecar.sha256.clone(),
        rows: slice.sidecar.rows.loaded(),
    }
}

/// The first 16 hexadecimal digits of a hash over everything that decides a figure.
fn run_id(record: &RunRecord) -> String {
    let text = serde_json::to_string(record).unwrap_or_default();
    Sha256::digest(text.as_bytes())
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The files of the release layer in a folder of a run, with their hashes, by name.
fn release_files(folder: &Path) -> Result<Vec<RunFile>, Problem> {
    let mut files = Vec::new();
    for path in durable::entries(&folder.join(Layer::Release.name()))? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        files.push(RunFile {
            file: format!("{}/{}", Layer::Release.name(), name.unwrap_or_default()),
            sha256: durable::sha256(&path)?,
        });
    }
    Ok(files)
}

/// Checks that the published files of a run are those that it wrote, all of them and no others,
/// and that the tables of the other layers are there.
///
/// # Errors
/// `lake.run_file_damaged` with the first file that is not.
pub fn require_whole(folder: &Path, record: &RunRecord) -> Result<(), Problem> {
    let damaged = |file: &str| Problem::new(&message::lake::RUN_FILE_DAMAGED).with("path", folder.join(file).display());
    for table in &record.tables {
        let file = format!("{}.parquet", table.table.replacen('.', "/", 1));
        let is_noted = !file.starts_with("release/") || record.files.iter().any(|known| known.file == file);
        if !is_noted || !folder.join(&file).is_file() {
            return Err(damaged(&file));
        }
    }
    let found = release_files(folder)?;
    for known in &record.files {
        if !found
            .iter()
            .any(|file| file.file == known.file && file.sha256 == known.sha256)
        {
            return Err(damaged(&known.file));
        }
    }
    match found
        .iter()
        .find(|file| !record.files.iter().any(|known| known.file == file.file))
    {
        Some(foreign) => Err(damaged(&foreign.file)),
        None => Ok(()),
    }
}

/// The record of a run in the lake.
///
/// # Errors
/// It cannot be read.
pub fn read_record(bench: &Workbench, run_id: &str) -> Result<RunRecord, Problem> {
    let path = publication::run_folder(&bench.workspace, run_id)?.join("run.json");
    let text = std::fs::read_to_string(&path).map_err(|error| durable::unreadable(&path, error))?;
    serde_json::from_str(&text).map_err(|error| durable::unreadable(&path, error))
}
