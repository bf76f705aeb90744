//! Every row of a table is written to where it belongs, and counted.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};

use arrow::array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use dorpon_catalog::extract::{Column, ExtractContract};
use dorpon_domain::message::ingest as message;
use dorpon_domain::personal_data::PersonalDataClass::{self, Direct, Indirect};
use dorpon_domain::problem::Problem;
use dorpon_lake::balance::{RowBalance, TakaBalance};
use dorpon_lake::slice::SliceDraft;
use dorpon_lake::table_file::{Protection, Storage, TableWriter};
use dorpon_privacy::KeyRing;

use crate::column::{ColumnRead, Flaw, flaw};
use crate::disposition::{Disposition, dispose, reason, row_number, widen};
use crate::file::batch::TextBatch;
use crate::file::{FileFacts, Progress, TableFile};
use crate::header::Mapping;
use crate::mask::mask;
use crate::rows;
use crate::survey::{Survey, kept_rows};
use crate::table::TableReader;

/// Batches that wait for the thread that packs them.
pub(crate) const BATCHES_AHEAD: usize = 2;

/// Counts by column and kind.
pub(crate) type Counts = BTreeMap<String, BTreeMap<String, u64>>;

/// What was counted on the way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) received: u64,
    pub(crate) loaded: u64,
    pub(crate) quarantined: u64,
    pub(crate) duplicate: u64,
    taka: Option<TakaSums>,
    pub(crate) repairs: Counts,
    pub(crate) findings: Counts,
    pub(crate) quarantine: BTreeMap<String, u64>,
}

/// Paisa.
#[derive(Clone, Copy, Debug, Default)]
struct TakaSums {
    received: i128,
    loaded: i128,
    quarantined: i128,
    duplicate: i128,
    unreadable: u64,
}

impl Ledger {
    /// The rows, balanced.
    ///
    /// # Errors
    /// `lake.slice_unbalanced`, a bug.
    pub(crate) fn rows(&self) -> Result<RowBalance, Problem> {
        RowBalance::new(self.received, self.loaded, self.quarantined, self.duplicate)
    }

    /// The taka, balanced.
    ///
    /// # Errors
    /// `lake.slice_unbalanced`, a bug.
    pub(crate) fn taka(&self) -> Result<Option<TakaBalance>, Problem> {
        let balance = |sums: TakaSums| {
            TakaBalance::new(
                &paisa_text(sums.received),
                &paisa_text(sums.loaded),
                &paisa_text(sums.quarantined),
                &paisa_text(sums.duplicate),
                sums.unreadable,
            )
        };
        self.taka.map(balance).transpose()
    }

    /// Refuses a file of which too much would be quarantined.
    pub(crate) fn check_quarantine(&self, facts: &FileFacts, contract: &ExtractContract) -> Result<(), Problem> {
        // Signatures below a short list say nothing about its rows.
        let remarks = self.quarantine.get(reason::REMARK_ROW).copied().unwrap_or(0);
        let share = u128::from(self.quarantined - remarks) * 1_000_000;
        if share <= u128::from(self.received) * u128::from(contract.quarantine_per_million) {
            return Ok(());
        }
        let reasons: Vec<String> = self
            .quarantine
            .iter()
            .map(|(reason, count)| format!("{reason}: {count}"))
            .collect();
        Err(facts
            .problem(&message::TOO_MUCH_QUARANTINED, None)
            .with("quarantined", self.quarantined)
            .with("received", self.received)
            .with("limit", contract.quarantine_per_million / 10_000)
            .with("reasons", reasons.join(", ")))
    }
}

fn paisa_text(paisa: i128) -> String {
    let sign = if paisa < 0 { "-" } else { "" };
    let size = paisa.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// The three tables of a slice in the making.
pub(crate) struct SliceTables {
    pub(crate) data: TableWriter,
    pub(crate) findings: TableWriter,
    pub(crate) quarantine: TableWriter,
}

/// The columns of `findings.parquet`.
#[must_use]
pub fn findings_schema() -> SchemaRef {
    text_schema(&["column", "code", "raw_value", "masked_value"])
}

/// The columns of `quarantine.parquet`.
#[must_use]
pub fn quarantine_schema() -> SchemaRef {
    text_schema(&["reason", "column", "masked_value", "row"])
}

fn text_schema(names: &[&str]) -> SchemaRef {
    let texts = names.iter().map(|name| Field::new(*name, DataType::Utf8, true));
    Arc::new(Schema::new(
        std::iter::once(Field::new("source_row", DataType::Int64, false))
            .chain(texts)
            .collect::<Vec<_>>(),
    ))
}

/// Who may read the tables of a slice. Findings and quarantine hold cells as they came, so
/// they are protected whatever the extract; so is every extract that has a personal column.
pub(crate) fn protection(contract: &ExtractContract) -> Protection {
    let columns = contract.raw_columns();
    if contract.person_level || columns.iter().any(|column| column.class >= Direct) {
        Protection::PersonLevel(columns.into_iter().map(|column| (column.name, column.class)).collect())
    } else {
        Protection::Public
    }
}

/// Row numbers rise; a key of one column and what names a person or wallet hardly repeat.
fn storage(contract: &ExtractContract) -> Storage {
    let is_key = |column: &Column| matches!(contract.key.as_slice(), [key] if *key == column.name);
    let distinct = contract
        .columns
        .iter()
        .filter(|column| is_key(column) || column.column_type.is_identifier());
    Storage {
        distinct: distinct.map(|column| column.name.clone()).collect(),
        rising: vec!["source_row".to_owned()],
    }
}

impl SliceTables {
    pub(crate) fn create(
        draft: &SliceDraft,
        contract: &ExtractContract,
        schema: &SchemaRef,
        keys: &KeyRing,
    ) -> Result<Self, Problem> {
        let person_level = |classes: &[(&str, PersonalDataClass)]| {
            Protection::PersonLevel(
                classes
                    .iter()
                    .map(|(name, class)| ((*name).to_owned(), *class))
                    .collect(),
            )
        };
        let findings = person_level(&[
            ("source_row", PersonalDataClass::None),
            ("column", PersonalDataClass::None),
            ("code", PersonalDataClass::None),
            ("raw_value", Direct),
            ("masked_value", Indirect),
        ]);
        let quarantine = person_level(&[
            ("source_row", PersonalDataClass::None),
            ("reason", PersonalDataClass::None),
            ("column", PersonalDataClass::None),
            ("masked_value", Indirect),
            ("row", Direct),
        ]);
        let create = |path: &Path, schema: SchemaRef, protection| TableWriter::create(path, schema, &protection, keys);
        let data = TableWriter::create_stored(
            &draft.data(),
            Arc::clone(schema),
            &protection(contract),
            &storage(contract),
            keys,
        )?;
        Ok(Self {
            data,
            findings: create(&draft.findings(), findings_schema(), findings)?,
            quarantine: create(&draft.quarantine(), quarantine_schema(), quarantine)?,
        })
    }

    pub(crate) fn finish(self) -> Result<(), Problem> {
        self.data.finish()?;
        self.findings.finish()?;
        self.quarantine.finish()?;
        Ok(())
    }
}

/// Takes a batch, what was read of it and what becomes of its rows.
pub(crate) type TakeRows<'a> = dyn FnMut(&TextBatch, &[ColumnRead], &[Disposition]) -> Result<(), Problem> + 'a;

/// Rows on their way to the thread that packs them.
pub(crate) struct RowsToPack {
    data: RecordBatch,
    loaded: BooleanArray,
}

/// Writes the loaded ones among rows until no more come.
///
/// # Errors
/// Problems of writing.
pub(crate) fn pack(rows: Receiver<RowsToPack>, data: &mut TableWriter, facts: &FileFacts) -> Result<(), Problem> {
    rows.into_iter().try_for_each(|rows| {
        let loaded = kept_rows(rows.data, &rows.loaded).map_err(|error| bug(facts, error))?;
        if loaded.num_rows() > 0 {
            data.write(&loaded)?;
        }
        Ok(())
    })
}

fn bug(facts: &FileFacts, error: ArrowError) -> Problem {
    facts.problem(&message::COLUMNS_UNLIKE, None).because(error)
}

/// What rows are read and written by.
pub(crate) struct Load<'a> {
    pub(crate) facts: &'a FileFacts,
    pub(crate) contract: &'a ExtractContract,
    pub(crate) mapping: &'a Mapping,
    pub(crate) table: &'a TableReader<'a>,
}

impl Load<'_> {
    /// Reads the table a second time, writes its rows into `tables` (or nowhere) and counts them.
    ///
    /// # Errors
    /// Problems of the file and of writing.
    pub(crate) fn run(
        &self,
        file: &mut TableFile,
        survey: &Survey,
        tables: Option<&mut SliceTables>,
        progress: &Progress<'_>,
    ) -> Result<Ledger, Problem> {
        let Some(tables) = tables else {
            return self.run_with(file, survey, progress, &mut |_, _, _| Ok(()));
        };
        let SliceTables {
            data,
            findings,
            quarantine,
        } = tables;
        // One thread packs the rows while this one reads the next.
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel::<RowsToPack>(BATCHES_AHEAD);
            let packing = scope.spawn(|| pack(receiver, data, self.facts));
            let read = self.run_with(file, survey, progress, &mut |batch, reads, rows| {
                // A thread that does not listen any more has ended with a problem, which is told below.
                let _ = sender.send(self.rows_to_pack(batch, reads, rows)?);
                self.write_remarks(batch, reads, rows, findings, quarantine)
            });
            drop(sender);
            match packing.join() {
                Ok(packed) => packed.and(read),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    }

    /// Reads the table, shows its rows to `take` and counts them.
    ///
    /// # Errors
    /// Problems of the file and of `take`.
    pub(crate) fn run_with(
        &self,
        file: &mut TableFile,
        survey: &Survey,
        progress: &Progress<'_>,
        take: &mut TakeRows<'_>,
    ) -> Result<Ledger, Problem> {
        let mut ledger = self.ledger();
        let mut first: u32 = 0;
        rows::scan(file, self.contract, self.mapping, progress, &mut |batch| {
            let reads = self.table.read(batch);
            let rows = dispose(self.contract, self.table, &survey.repeats, batch, &reads, first);
            self.count(&rows, &reads, &mut ledger);
            take(batch, &reads, &rows)?;
            first = row_number(first, batch.len());
            Ok(ControlFlow::Continue(()))
        })?;
        // The file must not have changed between its readings.
        if ledger.received != survey.rows {
            return Err(self.facts.problem(&message::FILE_CHANGED, None));
        }
        Ok(ledger)
    }

    fn taka_column(&self) -> Option<usize> {
        let name = self.contract.taka_column.as_deref()?;
        self.contract.position(name)
    }

    /// A ledger before the first row.
    pub(crate) fn ledger(&self) -> Ledger {
        Ledger {
            taka: self.taka_column().map(|_| TakaSums::default()),
            ..Ledger::default()
        }
    }

    /// Counts the rows of a batch.
    pub(crate) fn count(&self, rows: &[Disposition], reads: &[ColumnRead], ledger: &mut Ledger) {
        for row in rows {
            ledger.received += 1;
            match row {
                Disposition::Loaded => ledger.loaded += 1,
                Disposition::Duplicate => ledger.duplicate += 1,
                Disposition::Quarantined { reason, .. } => {
                    ledger.quarantined += 1;
                    add(&mut ledger.quarantine, reason);
                }
            }
        }
        let is_loaded = |position: u32| rows.get(widen(position)) == Some(&Disposition::Loaded);
        for (column, read) in self.contract.columns.iter().zip(reads) {
            for (_, kind) in read.repairs.iter().filter(|(position, _)| is_loaded(*position)) {
                add(ledger.repairs.entry(column.name.clone()).or_default(), kind);
            }
            // Repaired letters are counted as repairs; the findings keep what was written.
            let counted = |flaw: &&Flaw| is_loaded(flaw.position) && flaw.code != flaw::LETTERS_REPAIRED;
            for flaw in read.flaws.iter().filter(counted) {
                add(ledger.findings.entry(column.name.clone()).or_default(), flaw.code);
            }
        }
        let amounts = self
            .taka_column()
            .and_then(|column| reads.get(column))
            .map(|read| &read.amounts);
        if let (Some(sums), Some(amounts)) = (&mut ledger.taka, amounts) {
            for (row, amount) in rows.iter().zip(amounts) {
                let Some(paisa) = amount else {
                    sums.unreadable += 1;
                    continue;
                };
                sums.received += paisa;
                match row {
                    Disposition::Loaded => sums.loaded += paisa,
                    Disposition::Duplicate => sums.duplicate += paisa,
                    Disposition::Quarantined { .. } => sums.quarantined += paisa,
                }
            }
        }
    }

    fn bug(&self, error: ArrowError) -> Problem {
        bug(self.facts, error)
    }

    /// The rows of a batch as the raw table would hold them, with a mask of those that are loaded.
    ///
    /// # Errors
    /// `columns_unlike`, a bug.
    pub(crate) fn rows_to_pack(
        &self,
        batch: &TextBatch,
        reads: &[ColumnRead],
        rows: &[Disposition],
    ) -> Result<RowsToPack, Problem> {
        let data = self.table.record_batch(batch, reads).map_err(|error| self.bug(error))?;
        let loaded = rows.iter().map(|row| Some(*row == Disposition::Loaded)).collect();
        Ok(RowsToPack { data, loaded })
    }

    /// Writes what was found in loaded rows, and the rows that are held back.
    ///
    /// # Errors
    /// Problems of writing.
    pub(crate) fn write_remarks(
        &self,
        batch: &TextBatch,
        reads: &[ColumnRead],
        rows: &[Disposition],
        findings: &mut TableWriter,
        quarantine: &mut TableWriter,
    ) -> Result<(), Problem> {
        if let Some(found) = self.findings(batch, reads, rows).map_err(|error| self.bug(error))? {
            findings.write(&found)?;
        }
        if let Some(held) = self.quarantine(batch, rows).map_err(|error| self.bug(error))? {
            quarantine.write(&held)?;
        }
        Ok(())
    }

    /// What was found in loaded rows, by row and column.
    fn findings(
        &self,
        batch: &TextBatch,
        reads: &[ColumnRead],
        rows: &[Disposition],
    ) -> Result<Option<RecordBatch>, ArrowError> {
        let mut found: Vec<(u32, usize, &'static str)> = Vec::new();
        for (number, read) in reads.iter().enumerate() {
            let loaded = read
                .flaws
                .iter()
                .filter(|flaw| rows.get(widen(flaw.position)) == Some(&Disposition::Loaded));
            found.extend(loaded.map(|flaw| (flaw.position, number, flaw.code)));
        }
        if found.is_empty() {
            return Ok(None);
        }
        found.sort_unstable();
        let mut raw_values = Vec::with_capacity(found.len());
        let mut masked_values = Vec::with_capacity(found.len());
        for (position, number, _) in &found {
            let raw = self.raw(batch, *number, widen(*position));
            masked_values.push(self.contract.columns.get(*number).map(|column| mask(column, &raw)));
            raw_values.push((!raw.is_empty()).then_some(raw));
        }
        let arrays: Vec<ArrayRef> = vec![
            source_rows(batch, found.iter().map(|(position, ..)| widen(*position))),
            Arc::new(StringArray::from_iter(
                found.iter().map(|(_, number, _)| self.name(*number)),
            )),
            Arc::new(StringArray::from_iter_values(found.iter().map(|(.., code)| *code))),
            Arc::new(StringArray::from_iter(raw_values)),
            Arc::new(StringArray::from_iter(masked_values)),
        ];
        RecordBatch::try_new(findings_schema(), arrays).map(Some)
    }

    fn quarantine(&self, batch: &TextBatch, rows: &[Disposition]) -> Result<Option<RecordBatch>, ArrowError> {
        let held: Vec<(usize, &'static str, Option<usize>)> = rows
            .iter()
            .enumerate()
            .filter_map(|(position, row)| match row {
                Disposition::Quarantined { reason, column } => Some((position, *reason, *column)),
                _ => None,
            })
            .collect();
        if held.is_empty() {
            return Ok(None);
        }
        let masked = held.iter().map(|(position, _, number)| {
            let column = number.and_then(|number| Some((number, self.contract.columns.get(number)?)));
            column.map(|(number, column)| mask(column, &self.raw(batch, number, *position)))
        });
        let arrays: Vec<ArrayRef> = vec![
            source_rows(batch, held.iter().map(|(position, ..)| *position)),
            Arc::new(StringArray::from_iter_values(held.iter().map(|(_, reason, _)| *reason))),
            Arc::new(StringArray::from_iter(
                held.iter()
                    .map(|(.., number)| number.and_then(|number| self.name(number))),
            )),
            Arc::new(StringArray::from_iter(masked)),
            Arc::new(StringArray::from_iter_values(
                held.iter().map(|(position, ..)| self.row_json(batch, *position)),
            )),
        ];
        RecordBatch::try_new(quarantine_schema(), arrays).map(Some)
    }

    fn name(&self, number: usize) -> Option<&str> {
        self.contract.columns.get(number).map(|column| column.name.as_str())
    }

    /// What the file says in a column of the contract.
    fn raw(&self, batch: &TextBatch, number: usize, position: usize) -> String {
        let mut spare = None;
        self.table.cells(number, batch, &mut spare).raw(position)
    }

    /// The row as it came: heading → cell, in the order of the file.
    fn row_json(&self, batch: &TextBatch, position: usize) -> String {
        let mut row = serde_json::Map::new();
        for (index, heading) in self.mapping.headers.iter().enumerate() {
            let mut name = heading.trim().to_owned();
            if name.is_empty() || row.contains_key(&name) {
                name = format!("{name} ({})", crate::header::column_letters(index))
                    .trim()
                    .to_owned();
            }
            row.insert(name, serde_json::Value::String(batch.cell(index, position).to_owned()));
        }
        serde_json::Value::Object(row).to_string()
    }
}

fn source_rows(batch: &TextBatch, positions: impl Iterator<Item = usize>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(
        positions.map(|position| batch.rows.get(position).copied().unwrap_or(0)),
    ))
}

fn add(counts: &mut BTreeMap<String, u64>, kind: &str) {
    match counts.get_mut(kind) {
        Some(count) => *count += 1,
        None => {
            counts.insert(kind.to_owned(), 1);
        }
    }
}
