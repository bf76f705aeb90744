//! Rows that stand above the header: titles may be passed over, data may not.
//!
//! Invariant: a row that the contract could read as data is never lost because the header
//! stands below it; the file is refused instead.

use arrow::array::Array as _;
use dorpon_catalog::extract::{ColumnType, ExtractContract};
use dorpon_domain::message::ingest as message;
use dorpon_domain::problem::Problem;

use crate::column::{Settings, filled};
use crate::disposition::widen;
use crate::file::batch::{BatchBuilder, TextBatch};
use crate::file::{FileFacts, HeadRow};
use crate::header::{Mapping, Source};
use crate::rows::consecutive_numbers;
use crate::table::TableReader;

/// Typed cells that a row must hold before it counts as data: one of them may be the date or
/// the code in a title.
const TYPED_CELLS: usize = 2;

/// Rows named in the message.
const NAMED_ROWS: usize = 10;

/// Refuses a file in which rows that look like data stand above the header.
///
/// # Errors
/// `rows_above_header`.
pub(crate) fn refuse_data(
    facts: &FileFacts,
    contract: &ExtractContract,
    mapping: &Mapping,
    settings: &Settings<'_>,
) -> Result<(), Problem> {
    let mut builder = BatchBuilder::new(mapping.table.width);
    for row in &mapping.above {
        builder.push(row.row, row.cells.iter().map(String::as_str));
    }
    let Some(batch) = builder.take() else {
        return Ok(());
    };
    let typed = typed_cells(contract, mapping, settings, &batch);
    let rows: Vec<String> = mapping
        .above
        .iter()
        .zip(typed)
        .filter(|(row, typed)| is_data(row, *typed, contract, mapping))
        .map(|(row, _)| row.row.to_string())
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let mut named = rows.iter().take(NAMED_ROWS).cloned().collect::<Vec<_>>().join(", ");
    if rows.len() > NAMED_ROWS {
        named.push_str(", …");
    }
    Err(facts
        .problem(&message::ROWS_ABOVE_HEADER, Some(mapping.table.header_row))
        .with("header", mapping.table.header_row)
        .with("count", rows.len())
        .with("rows", named))
}

/// Of a row: cells in columns whose type says more than "text", and how many of them can be
/// read as that type.
#[derive(Clone, Copy, Default)]
struct Typed {
    filled: usize,
    readable: usize,
}

fn typed_cells(
    contract: &ExtractContract,
    mapping: &Mapping,
    settings: &Settings<'_>,
    batch: &TextBatch,
) -> Vec<Typed> {
    let table = TableReader::new(contract, mapping, &[], settings);
    let mut typed = vec![Typed::default(); batch.len()];
    for (position, column) in contract.columns.iter().enumerate() {
        let Some(Some(Source::Column { index, .. })) = mapping.sources.get(position) else {
            continue;
        };
        // Any text at all can be read as these.
        if matches!(column.column_type, ColumnType::Text | ColumnType::Code) {
            continue;
        }
        let Some(read) = table.read_column(position, batch) else {
            continue;
        };
        for (row, typed) in typed.iter_mut().enumerate() {
            if filled(batch.cell(*index, row)).is_none() {
                continue;
            }
            typed.filled += 1;
            let is_flawed = read.flaws.iter().any(|flaw| widen(flaw.position) == row);
            if read.values.is_valid(row) && !is_flawed {
                typed.readable += 1;
            }
        }
    }
    typed
}

/// As wide as the table, or with every column that it cannot do without, and typed like it.
fn is_data(row: &HeadRow, typed: Typed, contract: &ExtractContract, mapping: &Mapping) -> bool {
    let cell = |index: usize| row.cells.get(index).and_then(|cell| filled(cell));
    let columns = mapping
        .headers
        .iter()
        .filter(|heading| !heading.trim().is_empty())
        .count();
    let filled_cells = (0..mapping.table.width).filter(|index| cell(*index).is_some()).count();
    let is_wide = filled_cells * 2 >= columns;
    let has_required = contract
        .columns
        .iter()
        .zip(&mapping.sources)
        .filter(|(column, _)| column.required)
        .all(|(_, source)| !matches!(source, Some(Source::Column { index, .. }) if cell(*index).is_none()));
    (is_wide || has_required)
        && typed.readable >= TYPED_CELLS
        && typed.readable * 2 >= typed.filled
        && !counts_columns(row)
}

/// Whether the cells only number the columns: 1, 2, 3 and so on.
fn counts_columns(row: &HeadRow) -> bool {
    consecutive_numbers(row.cells.iter().map(String::as_str)).is_some_and(|numbers| numbers.len() > 1)
}
