//! `ingest`: files into the lake, each whole or not at all, each with a line in the ledger.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use dorpon_catalog::extract::ExtractContract;
use dorpon_domain::date_text::PartOrder;
use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use dorpon_ingest::{IngestOutcome, IngestRequest, ReturnRequest, Returned};
use dorpon_lake::run_lock::RunLock;
use dorpon_lake::slice::{self, Sidecar};
use dorpon_lake::state::{Receipt, ReceiptOutcome, StateDatabase};
use serde_json::{Value, json};

use crate::clock;
use crate::screen::Screen;
use crate::workbench::{Workbench, area_codes};

/// What to take in.
pub struct Order<'a> {
    /// The extract.
    pub extract: &'a str,
    /// The files.
    pub files: &'a [PathBuf],
    /// Code of the sending office.
    pub office: &'a str,
    /// The period, if named.
    pub period: Option<&'a str>,
    /// `day` or `month`, if named.
    pub date_order: Option<&'a str>,
    /// Name of a further part of a list that comes in several files.
    pub batch: Option<&'a str>,
    /// Whether a file may take the place of one with which it shares no row.
    pub may_replace: bool,
}

/// Takes files in. A file that fails leaves the others to be loaded; the exit code is that of the first failure.
///
/// # Errors
/// A workspace that cannot be used, an unknown extract, another process at work.
pub fn perform(workspace: &Path, order: &Order<'_>, screen: &Screen) -> Result<u8, Problem> {
    let bench = Workbench::open(workspace)?;
    let lock = RunLock::acquire(&bench.workspace, "ingest", &clock::now())?;
    slice::sweep_partial(&bench.workspace, &lock)?;
    let (lines, exit) = files(&bench, order, screen)?;
    screen.result(&json!({ "files": lines }), || {
        lines
            .iter()
            .filter_map(|line| line.get("summary")?.as_str())
            .collect::<Vec<_>>()
            .join("\n")
    })?;
    Ok(exit)
}

/// Takes the files in while the caller holds the lock; answers with a line for each and the exit code.
///
/// # Errors
/// An unknown extract; a database that cannot be written.
pub fn files(bench: &Workbench, order: &Order<'_>, screen: &Screen) -> Result<(Vec<Value>, u8), Problem> {
    let Some(contract) = bench.catalog.extracts.get(order.extract) else {
        let known: Vec<&str> = bench.catalog.extracts.keys().map(String::as_str).collect();
        return Err(Problem::new(&message::ops::EXTRACT_UNKNOWN)
            .with("extract", order.extract)
            .with("known", known.join(", ")));
    };
    let intake = Intake::open(bench)?;
    let mut lines = Vec::with_capacity(order.files.len());
    let mut exit = 0;
    for path in order.files {
        match intake.take(contract, path, order, screen)? {
            Taken::Loaded { line, .. } => lines.push(line),
            Taken::Refused(problem) => {
                screen.problem(&problem);
                if exit == 0 {
                    exit = problem.exit();
                }
                let name = file_name(path);
                lines.push(json!({ "file": name, "outcome": "refused", "code": problem.code() }));
            }
        }
    }
    Ok((lines, exit))
}

/// What is needed to take in any number of files.
pub struct Intake<'a> {
    bench: &'a Workbench,
    /// All contracts.
    pub contracts: Vec<&'a ExtractContract>,
    programme_spellings: BTreeMap<String, String>,
    known_areas: BTreeSet<String>,
    state: StateDatabase,
}

/// What became of one file.
pub enum Taken {
    /// It is in the lake.
    Loaded {
        /// Its line for the result.
        line: Value,
        /// What is known of it.
        sidecar: Box<Sidecar>,
    },
    /// Nothing of it is in the lake, and why.
    Refused(Problem),
}

impl<'a> Intake<'a> {
    /// Reads what all files need.
    ///
    /// # Errors
    /// A database that cannot be opened.
    pub fn open(bench: &'a Workbench) -> Result<Self, Problem> {
        Ok(Self {
            contracts: bench.catalog.extracts.values().collect(),
            programme_spellings: bench.catalog.programme_spellings(),
            known_areas: area_codes(&bench.catalog),
            state: bench.state()?,
            bench,
        })
    }

    /// Takes one file in, and notes in the history what became of it.
    ///
    /// # Errors
    /// A history that cannot be written.
    pub fn take(
        &self,
        contract: &ExtractContract,
        path: &Path,
        order: &Order<'_>,
        screen: &Screen,
    ) -> Result<Taken, Problem> {
        let name = file_name(path);
        let bar = screen.progress(100);
        bar.set_message(name.clone());
        let received_at = clock::now();
        let outcome = dorpon_ingest::ingest(&IngestRequest {
            workspace: &self.bench.workspace,
            keys: &self.bench.keys,
            contract,
            contracts: &self.contracts,
            programme_spellings: &self.programme_spellings,
            known_areas: &self.known_areas,
            path,
            office: order.office,
            period: order.period,
            batch: order.batch,
            may_replace: order.may_replace,
            date_order: order.date_order.map(part_order),
            received_at: &received_at,
            progress: &|done, total| {
                bar.set_length(total.max(1));
                bar.set_position(done);
            },
        });
        bar.finish_and_clear();
        match outcome {
            Ok(outcome) => Ok(Taken::Loaded {
                line: loaded(&self.state, &outcome, &name, &received_at, screen)?,
                sidecar: Box::new(outcome.slice().sidecar.clone()),
            }),
            Err(problem) => {
                self.refuse(&contract.extract, order, &problem, &name)?;
                Ok(Taken::Refused(problem))
            }
        }
    }

    /// Notes in the history that a file was refused.
    ///
    /// # Errors
    /// A history that cannot be written.
    pub fn refuse(&self, extract: &str, order: &Order<'_>, problem: &Problem, name: &str) -> Result<(), Problem> {
        refused(&self.state, extract, order, problem, name, &clock::now())
    }

    /// What of a file needs the sender's hand.
    ///
    /// # Errors
    /// What ingest refuses the file for.
    pub fn returned(
        &self,
        contract: &ExtractContract,
        path: &Path,
        period: Option<&str>,
        date_order: Option<&str>,
    ) -> Result<Returned, Problem> {
        dorpon_ingest::returned(&ReturnRequest {
            path,
            contract,
            contracts: &self.contracts,
            programme_spellings: &self.programme_spellings,
            known_areas: &self.known_areas,
            period,
            date_order: date_order.map(part_order),
        })
    }
}

/// What comes first in dates, by the word for it.
pub(crate) fn part_order(order: &str) -> PartOrder {
    if order == "month" {
        PartOrder::MonthFirst
    } else {
        PartOrder::DayFirst
    }
}

/// The name of a file without its folder.
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn loaded(
    state: &StateDatabase,
    outcome: &IngestOutcome,
    name: &str,
    at: &str,
    screen: &Screen,
) -> Result<Value, Problem> {
    let sidecar = &outcome.slice().sidecar;
    let is_new = matches!(outcome, IngestOutcome::Loaded(_));
    state.append_receipt(&Receipt {
        received_at: at.to_owned(),
        extract: sidecar.extract.clone(),
        office: sidecar.office.clone(),
        period: Some(sidecar.period.clone()),
        batch: sidecar.batch.clone(),
        file_name: name.to_owned(),
        sha256: sidecar.sha256.clone(),
        outcome: if is_new {
            ReceiptOutcome::Loaded
        } else {
            ReceiptOutcome::Unchanged
        },
        reason: None,
        sequence: Some(sidecar.sequence),
        rows_received: sidecar.rows.received(),
        rows_loaded: if is_new { sidecar.rows.loaded() } else { 0 },
        rows_quarantined: if is_new { sidecar.rows.quarantined() } else { 0 },
        rows_duplicate: if is_new {
            sidecar.rows.duplicate()
        } else {
            sidecar.rows.received()
        },
    })?;
    let message = if is_new {
        &message::ops::FILE_LOADED
    } else {
        &message::ops::FILE_UNCHANGED
    };
    let mut summary = message.text(screen.language, &summary_arguments(sidecar, name, screen));
    for remark in remarks(sidecar, is_new, screen) {
        summary.push('\n');
        summary.push_str(&remark);
    }
    let mut value = serde_json::to_value(sidecar).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        fields.insert("file".to_owned(), Value::from(name));
        fields.insert(
            "outcome".to_owned(),
            Value::from(if is_new { "loaded" } else { "unchanged" }),
        );
        fields.insert("summary".to_owned(), Value::from(summary));
    }
    Ok(value)
}

/// What the sender of a new file should know: what it replaces, and which of its columns nothing reads.
fn remarks(sidecar: &Sidecar, is_new: bool, screen: &Screen) -> Vec<String> {
    if !is_new {
        return Vec::new();
    }
    let replaced = sidecar.replaces.as_ref().map(|replaced| {
        let arguments = [
            ("other", replaced.file_name.clone()),
            ("rows", screen.count(replaced.rows)),
            ("repeated", screen.count(replaced.repeated)),
        ];
        message::ops::FILE_REPLACES.text(screen.language, &arguments)
    });
    let unread = (!sidecar.unmapped_headers.is_empty()).then(|| {
        let arguments = [("headings", sidecar.unmapped_headers.join(", "))];
        message::ops::COLUMNS_UNREAD.text(screen.language, &arguments)
    });
    replaced.into_iter().chain(unread).collect()
}

fn summary_arguments(sidecar: &Sidecar, name: &str, screen: &Screen) -> Vec<(&'static str, String)> {
    let sum = |counts: &BTreeMap<String, BTreeMap<String, u64>>| {
        counts.values().flat_map(|kinds| kinds.values()).sum::<u64>()
    };
    vec![
        ("file", name.to_owned()),
        ("extract", sidecar.extract.clone()),
        ("office", sidecar.office.clone()),
        ("period", screen.digits(&sidecar.period)),
        ("received", screen.count(sidecar.rows.received())),
        ("loaded", screen.count(sidecar.rows.loaded())),
        ("quarantined", screen.count(sidecar.rows.quarantined())),
        ("duplicate", screen.count(sidecar.rows.duplicate())),
        ("repaired", screen.count(sum(&sidecar.repairs))),
        ("findings", screen.count(sum(&sidecar.findings))),
    ]
}

fn refused(
    state: &StateDatabase,
    extract: &str,
    order: &Order<'_>,
    problem: &Problem,
    name: &str,
    at: &str,
) -> Result<(), Problem> {
    state.append_receipt(&Receipt {
        received_at: at.to_owned(),
        extract: extract.to_owned(),
        office: order.office.to_owned(),
        period: order.period.map(str::to_owned),
        batch: None,
        file_name: name.to_owned(),
        sha256: String::new(),
        outcome: ReceiptOutcome::Refused,
        reason: Some(problem.code().to_owned()),
        sequence: None,
        rows_received: 0,
        rows_loaded: 0,
        rows_quarantined: 0,
        rows_duplicate: 0,
    })
}
