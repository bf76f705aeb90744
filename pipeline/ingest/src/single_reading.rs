//! Loading at one reading. The first rows of most files already tell how dates are written and which slice the file
//! speaks for, and no key of theirs stands over two contents: such a file is read once. What its first rows say is
//! compared in the end with what all of its rows say.
//!
//! Invariant: what is loaded here is what survey and second reading would have loaded. Where that is not certain,
//! nothing is left behind and the file is read twice.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{Scope, ScopedJoinHandle};

use dorpon_domain::date_text::PartOrder;
use dorpon_domain::problem::Problem;
use dorpon_lake::slice::{SliceDraft, SliceName};
use dorpon_lake::table_file::TableWriter;

use crate::column::Settings;
use crate::disposition::{dispose, row_number};
use crate::file::batch::TextBatch;
use crate::file::{FileFacts, Progress, TableFile};
use crate::header::Mapping;
use crate::load::{BATCHES_AHEAD, Ledger, Load, RowsToPack, SliceTables, pack};
use crate::period::{self, Period};
use crate::repeats::{KeyReads, Repeats, Seen, SeenRows};
use crate::rows::{self, Asides};
use crate::survey::{Observation, key_positions};
use crate::table::TableReader;
use crate::{IngestRequest, above};

/// A file that is read and written, and not yet in the lake.
pub(crate) struct Loaded {
    pub(crate) period: Period,
    pub(crate) batch: Option<String>,
    pub(crate) draft: SliceDraft,
    pub(crate) tables: SliceTables,
    pub(crate) ledger: Ledger,
    pub(crate) asides: Asides,
}

/// What the first rows say of the whole.
struct Supposition<'a> {
    orders: Vec<PartOrder>,
    period: Period,
    batch: Option<String>,
    table: TableReader<'a>,
}

/// Loads a file at one reading; `None` where it must be read twice.
///
/// # Errors
/// Problems of the file and of writing.
pub(crate) fn load(
    request: &IngestRequest<'_>,
    facts: &FileFacts,
    file: &mut TableFile,
    mapping: &Mapping,
    settings: &Settings<'_>,
    progress: &Progress<'_>,
) -> Result<Option<Loaded>, Problem> {
    let contract = request.contract;
    above::refuse_data(facts, contract, mapping, settings)?;
    let open = TableReader::new(contract, mapping, &[], settings);
    let mut observation = Observation::new(contract, mapping, &open);
    let supposition = OnceCell::new();
    std::thread::scope(|scope| {
        let mut writing: Option<Writing<'_, '_>> = None;
        let mut is_certain = true;
        let scanned = rows::scan(file, contract, mapping, progress, &mut |batch| {
            observation.observe(batch);
            if writing.is_none() {
                let supposed = suppose(request, facts, mapping, settings, &observation);
                writing = match supposed.map(|supposed| supposition.get_or_init(|| supposed)) {
                    Some(supposed) => Writing::begin(scope, request, facts, mapping, supposed)?,
                    None => None,
                };
            }
            is_certain = match &mut writing {
                Some(writing) => writing.take(batch)?,
                None => false,
            };
            Ok(if is_certain {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            })
        });
        let written = writing.map(Writing::end).transpose();
        let asides = scanned?;
        let (Some((draft, tables, ledger)), Some(supposed), true) = (written?, supposition.get(), is_certain) else {
            return Ok(None);
        };
        let holds = observation
            .orders(facts, request.date_order)
            .is_ok_and(|orders| orders == supposed.orders)
            && period::decide(facts, contract, &observation.constants, request.period, request.batch)
                .is_ok_and(|(period, batch)| period == supposed.period && batch == supposed.batch);
        Ok((holds && u32::try_from(ledger.received).is_ok()).then(|| Loaded {
            period: supposed.period.clone(),
            batch: supposed.batch.clone(),
            draft,
            tables,
            ledger,
            asides,
        }))
    })
}

fn suppose<'a>(
    request: &IngestRequest<'a>,
    facts: &FileFacts,
    mapping: &'a Mapping,
    settings: &Settings<'_>,
    observation: &Observation<'_>,
) -> Option<Supposition<'a>> {
    let orders = observation.orders(facts, request.date_order).ok()?;
    let (period, batch) = period::decide(
        facts,
        request.contract,
        &observation.constants,
        request.period,
        request.batch,
    )
    .ok()?;
    let settings = Settings {
        period_end: period.last_day,
        ..*settings
    };
    Some(Supposition {
        table: TableReader::new(request.contract, mapping, &orders, &settings),
        orders,
        period,
        batch,
    })
}

/// The tables under way.
struct Writing<'scope, 'a> {
    load: Load<'a>,
    ledger: Ledger,
    draft: SliceDraft,
    findings: TableWriter,
    quarantine: TableWriter,
    sender: SyncSender<RowsToPack>,
    packing: ScopedJoinHandle<'scope, (TableWriter, Result<(), Problem>)>,
    keys: Vec<usize>,
    fed: BTreeSet<usize>,
    seen: SeenRows,
    repeats: Repeats,
    /// Rows so far.
    rows: u32,
}

impl<'scope, 'a> Writing<'scope, 'a> {
    fn begin(
        scope: &'scope Scope<'scope, 'a>,
        request: &IngestRequest<'a>,
        facts: &'a FileFacts,
        mapping: &'a Mapping,
        supposed: &'a Supposition<'a>,
    ) -> Result<Option<Self>, Problem> {
        let contract = request.contract;
        let name = SliceName::new(
            &contract.extract,
            request.office,
            &supposed.period.text,
            supposed.batch.as_deref(),
        );
        // Such a name is refused where the file is read twice, after what is worse.
        let Ok(name) = name else {
            return Ok(None);
        };
        let draft = SliceDraft::begin(request.workspace, &name, &facts.sha256)?;
        let SliceTables {
            mut data,
            findings,
            quarantine,
        } = SliceTables::create(&draft, contract, supposed.table.schema(), request.keys)?;
        let (sender, receiver) = sync_channel(BATCHES_AHEAD);
        let packing = scope.spawn(move || {
            let packed = pack(receiver, &mut data, facts);
            (data, packed)
        });
        let load = Load {
            facts,
            contract,
            mapping,
            table: &supposed.table,
        };
        Ok(Some(Self {
            ledger: load.ledger(),
            load,
            draft,
            findings,
            quarantine,
            sender,
            packing,
            keys: key_positions(contract),
            fed: mapping.fed().into_iter().collect(),
            seen: SeenRows::default(),
            repeats: Repeats::default(),
            rows: 0,
        }))
    }

    /// Writes a batch; false where a key stands over unlike cells, so that all rows must be known first.
    fn take(&mut self, batch: &TextBatch) -> Result<bool, Problem> {
        let Load { contract, table, .. } = self.load;
        let reads = table.read(batch);
        let keys = KeyReads::of(contract, &self.keys, |position| reads.get(position));
        for (position, seen) in self.seen.see(&keys, batch, &self.fed).into_iter().enumerate() {
            match seen {
                Seen::First => {}
                Seen::Again => {
                    self.repeats.duplicates.insert(row_number(self.rows, position));
                }
                Seen::Unlike => return Ok(false),
            }
        }
        let rows = dispose(contract, table, &self.repeats, batch, &reads, self.rows);
        self.load.count(&rows, &reads, &mut self.ledger);
        // A thread that does not listen any more has ended with a problem, which `end` tells.
        let _ = self.sender.send(self.load.rows_to_pack(batch, &reads, &rows)?);
        self.load
            .write_remarks(batch, &reads, &rows, &mut self.findings, &mut self.quarantine)?;
        self.rows = row_number(self.rows, batch.len());
        Ok(true)
    }

    /// Waits for what is being packed.
    fn end(self) -> Result<(SliceDraft, SliceTables, Ledger), Problem> {
        drop(self.sender);
        let (data, packed) = match self.packing.join() {
            Ok(packed) => packed,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        packed?;
        let tables = SliceTables {
            data,
            findings: self.findings,
            quarantine: self.quarantine,
        };
        Ok((self.draft, tables, self.ledger))
    }
}
