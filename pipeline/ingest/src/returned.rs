//! What goes back to the sender: the rows of a file that were held back or hold a bad cell, as they came, each with what
//! is wrong in it.
//!
//! The file is read anew as ingest reads it, so that a file which was refused for its many bad rows can be answered too.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dorpon_catalog::extract::ExtractContract;
use dorpon_domain::date_text::PartOrder;
use dorpon_domain::problem::Problem;
use dorpon_lake::balance::RowBalance;

use crate::column::{ColumnRead, Settings, flaw};
use crate::disposition::{Disposition, widen};
use crate::file::batch::TextBatch;
use crate::file::{FileFacts, TableFile};
use crate::header::{self, Mapping, Source};
use crate::load::Load;
use crate::period::{self, Period};
use crate::survey;
use crate::table::TableReader;

/// Rows that go back in one sheet; a spreadsheet holds a million, but nobody corrects as many by hand.
const MOST_ROWS: usize = 100_000;

/// One file to be answered.
pub struct ReturnRequest<'a> {
    /// The file as it was sent.
    pub path: &'a Path,
    /// By which it is read.
    pub contract: &'a ExtractContract,
    /// All contracts, to say what a wrong file looks like.
    pub contracts: &'a [&'a ExtractContract],
    /// Code of each programme by its folded spelling.
    pub programme_spellings: &'a BTreeMap<String, String>,
    /// Codes of all areas of the reference.
    pub known_areas: &'a BTreeSet<String>,
    /// The period that the file was taken for; where it is not known, dates are not held against it.
    pub period: Option<&'a str>,
    /// Whether days or months come first, if the user said so.
    pub date_order: Option<PartOrder>,
}

/// The answer to a file.
#[derive(Clone, Debug)]
pub struct Returned {
    /// Name of the file.
    pub file: String,
    /// Its headings.
    pub headings: Vec<String>,
    /// Its rows that need the sender's hand, in their order.
    pub rows: Vec<ReturnedRow>,
    /// Such rows beyond the most that a sheet takes.
    pub left_out: u64,
    /// What became of all rows.
    pub balance: RowBalance,
}

/// One row.
#[derive(Clone, Debug)]
pub struct ReturnedRow {
    /// Its number as a person sees it in the file.
    pub row: i64,
    /// Its cells as they came.
    pub cells: Vec<String>,
    /// Whether it was held back; else it was taken without the bad cells.
    pub is_held_back: bool,
    /// What is wrong, the reason for holding it back first.
    pub remarks: Vec<Remark>,
}

/// One thing that is wrong in a row.
#[derive(Clone, Debug)]
pub struct Remark {
    /// Code of the finding or reason.
    pub code: &'static str,
    /// Positions of the cells at fault; none where the row as a whole is.
    pub cells: Vec<usize>,
    /// The heading above them, or the contract's name of a column that the file lacks.
    pub column: Option<String>,
}

/// Reads a file and answers it.
///
/// # Errors
/// What ingest refuses a file for, except too many bad rows.
pub fn returned(request: &ReturnRequest<'_>) -> Result<Returned, Problem> {
    let contract = request.contract;
    let facts = FileFacts::read(request.path)?;
    let mut file = TableFile::open(&facts)?;
    let heads = file.heads()?;
    let mapping = header::map(&facts, &heads, contract, request.contracts)?;
    let settings = Settings::of(&facts, request.programme_spellings, request.known_areas);
    let survey = survey::first_reading(
        &mut file,
        &facts,
        contract,
        &mapping,
        &settings,
        request.date_order,
        &|_, _| (),
    )?;
    let period = match period::decide(&facts, contract, &survey.constants, request.period, None) {
        Ok((period, _)) => period,
        Err(problem) if problem.exit() == 2 && request.period.is_none() => Period::open(),
        Err(problem) => return Err(problem),
    };
    let settings = Settings {
        period_end: period.last_day,
        ..settings
    };
    let table = TableReader::new(contract, &mapping, &survey.orders, &settings);
    let load = Load {
        facts: &facts,
        contract,
        mapping: &mapping,
        table: &table,
    };
    let (mut rows, mut left_out) = (Vec::new(), 0);
    let ledger = load.run_with(&mut file, &survey, &|_, _| (), &mut |batch, reads, dispositions| {
        for position in 0..batch.len() {
            let Some(row) = returned_row(contract, &mapping, batch, reads, dispositions, position) else {
                continue;
            };
            if rows.len() < MOST_ROWS {
                rows.push(row);
            } else {
                left_out += 1;
            }
        }
        Ok(())
    })?;
    let width = mapping.table.width;
    Ok(Returned {
        file: facts.name.clone(),
        headings: mapping.headers.iter().take(width).cloned().collect(),
        rows,
        left_out,
        balance: ledger.rows()?,
    })
}

fn returned_row(
    contract: &ExtractContract,
    mapping: &Mapping,
    batch: &TextBatch,
    reads: &[ColumnRead],
    dispositions: &[Disposition],
    position: usize,
) -> Option<ReturnedRow> {
    let remark = |code: &'static str, number: Option<usize>| {
        let column = number.and_then(|number| contract.columns.get(number));
        Remark {
            code,
            cells: number.map_or_else(Vec::new, |number| cells_of(mapping, number)),
            column: number
                .and_then(|number| mapping.heading(number))
                .or_else(|| column.map(|column| column.name.clone())),
        }
    };
    let mut remarks = Vec::new();
    let is_held_back = match dispositions.get(position)? {
        Disposition::Duplicate => return None,
        Disposition::Quarantined { reason, column } => {
            remarks.push(remark(reason, *column));
            true
        }
        Disposition::Loaded => false,
    };
    for (number, read) in reads.iter().enumerate() {
        for found in read.flaws.iter().filter(|flaw| widen(flaw.position) == position) {
            if found.code == flaw::LETTERS_REPAIRED {
                continue;
            }
            let found = remark(found.code, Some(number));
            // The reason for holding a row back is often a flaw of the same cell.
            if !remarks.iter().any(|known| known.cells == found.cells && is_held_back) {
                remarks.push(found);
            }
        }
    }
    (!remarks.is_empty()).then(|| ReturnedRow {
        row: batch.rows.get(position).copied().unwrap_or_default(),
        cells: (0..mapping.table.width)
            .map(|index| batch.cell(index, position).to_owned())
            .collect(),
        is_held_back,
        remarks,
    })
}

/// The file's cells that a column of the contract reads.
fn cells_of(mapping: &Mapping, number: usize) -> Vec<usize> {
    let width = mapping.table.width;
    match mapping.sources.get(number).and_then(Option::as_ref) {
        Some(Source::Column { index, .. }) if *index < width => vec![*index],
        Some(Source::Sum { indexes, .. }) => indexes.clone(),
        Some(Source::FirstFilled(parts) | Source::KindOfFirstFilled(parts)) => {
            parts.iter().map(|part| part.index).collect()
        }
        _ => Vec::new(),
    }
}
