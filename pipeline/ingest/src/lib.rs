//! Office files in, typed Parquet out: [`ingest`] reads a file by its contract into a slice of
//! the lake, [`inspect`] says what it would do.
//!
//! Invariants:
//! - received = loaded + quarantined + duplicate, in rows and in taka, for every file;
//! - a file is loaded whole or not at all: every refusal comes before anything is in the lake;
//! - a wrong cell never removes a person or a payment: it becomes null and a finding, unless
//!   the contract says that the row cannot do without it;
//! - no cell of a personal column is in a message or a log;
//! - memory is bounded by the size of a batch and about 40 bytes for each row of the file.
//!
//! What columns mean is the business of the contract ([`dorpon_catalog::extract`]), how
//! files of the lake are written that of [`dorpon_lake`]. Polars stays inside `profile`.

mod above;
mod column;
mod disposition;
mod draft;
mod file;
mod header;
mod header_row;
mod inspect;
mod load;
mod mask;
mod named_period;
mod nearest;
mod period;
mod profile;
mod recognition;
mod repeats;
mod replacement;
mod returned;
mod rows;
mod single_reading;
mod supposed_header;
mod survey;
mod table;

#[cfg(test)]
mod end_to_end;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dorpon_catalog::extract::ExtractContract;
use dorpon_domain::date_text::PartOrder;
use dorpon_domain::message::ingest as message;
use dorpon_domain::problem::Problem;
use dorpon_lake::slice::{Sidecar, Slice, SliceDraft, SliceName};
use dorpon_lake::workspace::Workspace;
use dorpon_privacy::KeyRing;

use crate::column::Settings;
use crate::file::{FileFacts, TableFile};
use crate::header::Mapping;
use crate::load::{Load, SliceTables};
use crate::period::Period;
use crate::single_reading::Loaded;
use crate::table::TableReader;

pub use crate::draft::draft;
pub use crate::inspect::{
    Candidate, ColumnProfile, FrequentValue, InspectRequest, Inspection, Preview, Refusal, inspect,
};
pub use crate::load::{findings_schema, quarantine_schema};
pub use crate::recognition::recognise;
pub use crate::returned::{Remark, ReturnRequest, Returned, ReturnedRow, returned};
pub use crate::table::raw_schema;

/// One file to be ingested.
pub struct IngestRequest<'a> {
    /// Where it goes.
    pub workspace: &'a Workspace,
    /// The keys of the workspace.
    pub keys: &'a KeyRing,
    /// By which the file is read.
    pub contract: &'a ExtractContract,
    /// All contracts, to say what a wrong file looks like.
    pub contracts: &'a [&'a ExtractContract],
    /// Code of each programme by its folded spelling.
    pub programme_spellings: &'a BTreeMap<String, String>,
    /// Codes of all areas of the reference.
    pub known_areas: &'a BTreeSet<String>,
    /// The file.
    pub path: &'a Path,
    /// Code of the sending office.
    pub office: &'a str,
    /// The period, if the user named it.
    pub period: Option<&'a str>,
    /// Name of a further part of a list that comes in several files, such as a ward.
    pub batch: Option<&'a str>,
    /// Whether the file may take the place of one with which it shares no row.
    pub may_replace: bool,
    /// Whether days or months come first, if the user said so; used only where the file
    /// leaves it open.
    pub date_order: Option<PartOrder>,
    /// RFC 3339, from the caller's clock.
    pub received_at: &'a str,
    /// Hears how many bytes are read, of how many; begins anew where the file must be read twice.
    pub progress: &'a dyn Fn(u64, u64),
}

/// What became of a file.
#[derive(Clone, Debug)]
pub enum IngestOutcome {
    /// It is in the lake; its sidecar holds the counts.
    Loaded(Slice),
    /// The same file of the same office was read by this contract before; nothing was done.
    AlreadyLoaded(Slice),
}

impl IngestOutcome {
    /// The slice, new or old.
    #[must_use]
    pub fn slice(&self) -> &Slice {
        match self {
            Self::Loaded(slice) | Self::AlreadyLoaded(slice) => slice,
        }
    }
}

/// Reads a file into the lake.
///
/// # Errors
/// A problem of `ingest` with exit code 3 where the file is refused, 2 where the period is
/// not known; problems of the lake. Nothing of the file is then in the lake.
pub fn ingest(request: &IngestRequest<'_>) -> Result<IngestOutcome, Problem> {
    let contract = request.contract;
    // Wrong arguments are told before a long reading.
    let given = request
        .period
        .map(|text| period::read_given(contract, text))
        .transpose()?;
    SliceName::new(&contract.extract, request.office, "2000", request.batch)?;
    let facts = FileFacts::read(request.path)?;
    if let Some(slice) = loaded_before(request, &facts, given.as_ref())? {
        return Ok(IngestOutcome::AlreadyLoaded(slice));
    }
    refuse_file_of_another_office(request, &facts)?;
    let mut file = TableFile::open(&facts)?;
    let heads = file.heads()?;
    let mapping = header::map(&facts, &heads, contract, request.contracts)?;
    let settings = Settings::of(&facts, request.programme_spellings, request.known_areas);
    let at_once = single_reading::load(request, &facts, &mut file, &mapping, &settings, request.progress)?;
    let Loaded {
        period,
        batch,
        draft,
        tables,
        ledger,
        asides,
    } = match at_once {
        Some(loaded) => loaded,
        None => load_at_two_readings(request, &facts, &mut file, &mapping, &settings)?,
    };
    ledger.check_quarantine(&facts, contract)?;
    facts.refuse_changed()?;
    tables.finish()?;
    let name = SliceName::new(&contract.extract, request.office, &period.text, batch.as_deref())?;
    let replaces = replacement::check(request, &facts, &name, &period.text, &draft.data())?;

    let sidecar = Sidecar {
        extract: contract.extract.clone(),
        office: request.office.to_owned(),
        period: period.text,
        batch,
        file_name: facts.name.clone(),
        sha256: facts.sha256.clone(),
        bytes: facts.bytes,
        sequence: draft.sequence(),
        received_at: request.received_at.to_owned(),
        contract_hash: contract.hash.clone(),
        sheet: mapping.table.place.sheet.clone(),
        header_row: Some(mapping.table.header_row),
        encoding: facts.encoding().map(str::to_owned),
        separator: mapping.table.place.separator.map(separator_name),
        unmapped_headers: mapping.unmatched(),
        rows_set_aside: asides.count,
        set_aside: asides.rows,
        rows: ledger.rows()?,
        taka: ledger.taka()?,
        repairs: ledger.repairs,
        findings: ledger.findings,
        quarantine: ledger.quarantine,
        replaces,
    };
    draft.commit(sidecar).map(IngestOutcome::Loaded)
}

/// Reads a file twice: what a row means or is worth may rest on rows that come after it.
fn load_at_two_readings(
    request: &IngestRequest<'_>,
    facts: &FileFacts,
    file: &mut TableFile,
    mapping: &Mapping,
    settings: &Settings<'_>,
) -> Result<Loaded, Problem> {
    let contract = request.contract;
    let half = |pass: u64| move |done: u64, total: u64| (request.progress)(pass * total + done, 2 * total);
    let survey = survey::first_reading(file, facts, contract, mapping, settings, request.date_order, &half(0))?;
    let (period, batch) = period::decide(facts, contract, &survey.constants, request.period, request.batch)?;
    let name = SliceName::new(&contract.extract, request.office, &period.text, batch.as_deref())?;
    let settings = Settings {
        period_end: period.last_day,
        ..*settings
    };
    let table = TableReader::new(contract, mapping, &survey.orders, &settings);
    let draft = SliceDraft::begin(request.workspace, &name, &facts.sha256)?;
    let mut tables = SliceTables::create(&draft, contract, table.schema(), request.keys)?;
    let load = Load {
        facts,
        contract,
        mapping,
        table: &table,
    };
    let ledger = load.run(file, &survey, Some(&mut tables), &half(1))?;
    Ok(Loaded {
        period,
        batch,
        draft,
        tables,
        ledger,
        asides: survey.asides,
    })
}

/// The slice that this file of this office made before, if it is the one that counts and
/// its contract is the same. A file that a later one has replaced counts again when it is
/// sent again: what an office sent last is what it says.
fn loaded_before(
    request: &IngestRequest<'_>,
    facts: &FileFacts,
    period: Option<&Period>,
) -> Result<Option<Slice>, Problem> {
    let slices: Vec<Slice> = Slice::list(request.workspace, &request.contract.extract)?
        .into_iter()
        .filter(|slice| slice.sidecar.office == request.office)
        .collect();
    Ok(Slice::current(&slices).into_iter().find(|slice| {
        slice.sidecar.sha256 == facts.sha256
            && slice.sidecar.contract_hash == request.contract.hash
            && period.is_none_or(|period| period.text == slice.sidecar.period)
    }))
}

/// Refuses a file that another office's slice was made from: its rows would count twice.
///
/// Only slices that no later file has replaced count. Files with an amount are let in: what
/// is paid twice is found payment by payment, when the run is checked.
fn refuse_file_of_another_office(request: &IngestRequest<'_>, facts: &FileFacts) -> Result<(), Problem> {
    if request.contract.taka_column.is_some() {
        return Ok(());
    }
    let slices = Slice::list(request.workspace, &request.contract.extract)?;
    let other = Slice::current(&slices)
        .into_iter()
        .find(|slice| slice.sidecar.sha256 == facts.sha256 && slice.sidecar.office != request.office);
    match other {
        None => Ok(()),
        Some(slice) => Err(facts
            .problem(&message::FILE_OF_ANOTHER_OFFICE, None)
            .with("extract", &request.contract.extract)
            .with("office", request.office)
            .with("other", &slice.sidecar.office)
            .with("period", &slice.sidecar.period)
            .with("folder", slice.folder.display())),
    }
}

pub(crate) fn separator_name(separator: u8) -> String {
    if separator == b'\t' {
        "tab".to_owned()
    } else {
        char::from(separator).to_string()
    }
}
