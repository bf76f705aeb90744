//! What becomes of a row: loaded, a duplicate of a loaded one, or quarantined with a reason.

use std::collections::BTreeSet;

use dorpon_catalog::extract::{Column, ColumnType, ExtractContract, OnBad};

use crate::column::{ColumnRead, filled, flaw};
use crate::file::batch::TextBatch;
use crate::repeats::Repeats;
use crate::table::TableReader;

/// Reasons of quarantine.
pub(crate) mod reason {
    /// A key column is blank.
    pub(crate) const MISSING_KEY: &str = "missing_key";
    /// A key column cannot be read.
    pub(crate) const UNREADABLE_KEY: &str = "unreadable_key";
    /// The key stands in several rows with different contents.
    pub(crate) const KEY_CONFLICT: &str = "key_conflict";
    /// No programme of that code or name.
    pub(crate) const UNKNOWN_PROGRAMME: &str = "unknown_programme";
    /// No amount, or none that can be read.
    pub(crate) const UNREADABLE_AMOUNT: &str = "unreadable_amount";
    /// An amount below zero.
    pub(crate) const NEGATIVE_AMOUNT: &str = "negative_amount";
    /// An amount beyond the contract's range.
    pub(crate) const AMOUNT_OUT_OF_RANGE: &str = "amount_out_of_range";
    /// No date, or none that can be read.
    pub(crate) const UNREADABLE_DATE: &str = "unreadable_date";
    /// A date beyond the contract's range.
    pub(crate) const DATE_OUT_OF_RANGE: &str = "date_out_of_range";
    /// A value that the row cannot do without is missing.
    pub(crate) const MISSING_VALUE: &str = "missing_value";
    /// A value that the row cannot do without cannot be read.
    pub(crate) const UNREADABLE_VALUE: &str = "unreadable_value";
    /// Neither a name nor an identifier.
    pub(crate) const NO_NAME_NO_IDENTIFIER: &str = "no_name_no_identifier";
    /// No key and hardly a filled cell: a signature or remark below the table.
    pub(crate) const REMARK_ROW: &str = "remark_row";
    /// Filled cells beyond the last column of the header: an unquoted separator has moved the rest.
    pub(crate) const EXTRA_CELLS: &str = "extra_cells";
}

/// Most filled cells of a row that is a signature or a remark.
const REMARK_CELLS: usize = 2;

/// What becomes of one row.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Disposition {
    Loaded,
    Duplicate,
    Quarantined {
        reason: &'static str,
        /// Position of the column at fault in the contract.
        column: Option<usize>,
    },
}

/// Decides over the rows of a batch; `first` is the number of its first row, from 0. The
/// first reason in this order counts: extra cells, key, conflict, columns in the order of
/// the contract, no name.
pub(crate) fn dispose(
    contract: &ExtractContract,
    table: &TableReader<'_>,
    repeats: &Repeats,
    batch: &TextBatch,
    reads: &[ColumnRead],
    first: u32,
) -> Vec<Disposition> {
    let mut rows = vec![Disposition::Loaded; batch.len()];
    let mut quarantine = |position: usize, reason: &'static str, column: Option<usize>| {
        if let Some(row @ Disposition::Loaded) = rows.get_mut(position) {
            *row = Disposition::Quarantined { reason, column };
        }
    };
    for position in &batch.overfull {
        quarantine(widen(*position), reason::EXTRA_CELLS, None);
    }
    let keys: Vec<usize> = contract.key.iter().filter_map(|name| contract.position(name)).collect();
    for position in remark_rows(batch, reads, &keys) {
        quarantine(position, reason::REMARK_ROW, None);
    }
    for key in &keys {
        let (Some(read), Some(column)) = (reads.get(*key), contract.columns.get(*key)) else {
            continue;
        };
        for flaw in read.flaws.iter().filter(|flaw| !flaw.kept) {
            quarantine(widen(flaw.position), key_reason(column, flaw.code), Some(*key));
        }
    }
    if !repeats.conflicts.is_empty() {
        for position in 0..batch.len() {
            if repeats.conflicts.contains(&row_number(first, position)) {
                quarantine(position, reason::KEY_CONFLICT, keys.first().copied());
            }
        }
    }
    for (number, (column, read)) in contract.columns.iter().zip(reads).enumerate() {
        if column.on_bad == OnBad::Quarantine {
            for flaw in read.flaws.iter().filter(|flaw| !flaw.kept) {
                quarantine(widen(flaw.position), value_reason(column, flaw.code), Some(number));
            }
        }
    }
    for group in &contract.require_any {
        let columns: Vec<usize> = group.iter().filter_map(|name| contract.position(name)).collect();
        let mut spares = vec![None; columns.len()];
        let cells: Vec<_> = columns
            .iter()
            .zip(&mut spares)
            .map(|(column, spare)| table.cells(*column, batch, spare))
            .collect();
        for position in 0..batch.len() {
            if cells.iter().all(|cells| cells.says_nothing(position)) {
                quarantine(position, reason::NO_NAME_NO_IDENTIFIER, columns.first().copied());
            }
        }
    }
    if !repeats.duplicates.is_empty() {
        for (position, row) in rows.iter_mut().enumerate() {
            if repeats.duplicates.contains(&row_number(first, position)) {
                *row = Disposition::Duplicate;
            }
        }
    }
    rows
}

/// Rows of which a key cell is blank, and of all cells at most [`REMARK_CELLS`] and fewer than a third are filled.
fn remark_rows(batch: &TextBatch, reads: &[ColumnRead], keys: &[usize]) -> BTreeSet<usize> {
    let flaws = keys
        .iter()
        .filter_map(|key| reads.get(*key))
        .flat_map(|read| &read.flaws);
    flaws
        .filter(|flaw| flaw.code == flaw::MISSING)
        .map(|flaw| widen(flaw.position))
        .filter(|position| {
            let said = batch
                .columns
                .iter()
                .filter(|column| filled(column.value(*position)).is_some());
            let said = said.count();
            said <= REMARK_CELLS && said * 3 < batch.columns.len()
        })
        .collect()
}

fn key_reason(column: &Column, code: &str) -> &'static str {
    match (column.column_type, code) {
        (_, flaw::MISSING) => reason::MISSING_KEY,
        (ColumnType::ProgrammeCode, _) => reason::UNKNOWN_PROGRAMME,
        _ => reason::UNREADABLE_KEY,
    }
}

fn value_reason(column: &Column, code: &str) -> &'static str {
    match (column.column_type, code) {
        (ColumnType::ProgrammeCode, _) => reason::UNKNOWN_PROGRAMME,
        (ColumnType::Taka, flaw::NEGATIVE_AMOUNT) => reason::NEGATIVE_AMOUNT,
        (ColumnType::Taka, flaw::OUT_OF_RANGE) => reason::AMOUNT_OUT_OF_RANGE,
        (ColumnType::Taka, _) => reason::UNREADABLE_AMOUNT,
        (ColumnType::Date, flaw::DATE_OUT_OF_RANGE) => reason::DATE_OUT_OF_RANGE,
        (ColumnType::Date, _) => reason::UNREADABLE_DATE,
        (_, flaw::MISSING) => reason::MISSING_VALUE,
        _ => reason::UNREADABLE_VALUE,
    }
}

pub(crate) fn row_number(first: u32, position: usize) -> u32 {
    first.saturating_add(u32::try_from(position).unwrap_or(u32::MAX))
}

/// Positions in a batch.
pub(crate) fn widen(position: u32) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}
