//! The first reading of a table: which rows repeat or contradict each other, how its dates
//! are written, which slice it speaks for.
//!
//! Memory: 32 bytes for each row. Rows are compared by hashes of 128 bits (key) and 64 bits
//! (content, only of rows whose key repeats).

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{BuildHasher as _, Hasher as _};

use arrow::array::{Array as _, ArrayRef, BooleanArray, RecordBatch, StringArray};
use arrow::compute::filter_record_batch;
use dorpon_catalog::extract::{ColumnType, ExtractContract};
use dorpon_domain::date_text::{DayMonthCount, DayMonthOrder, PartOrder};
use dorpon_domain::message::ingest as message;
use dorpon_domain::number::ascii_digits;
use dorpon_domain::problem::Problem;
use foldhash::quality::{FoldHasher, RandomState};

use crate::above;
use crate::column::{ColumnRead, Settings, filled};
use crate::file::batch::TextBatch;
use crate::file::{FileFacts, Progress, TableFile};
use crate::header::{Mapping, Source};
use crate::rows::{self, Asides};
use crate::table::TableReader;

/// The columns that may say which period a file speaks for.
const PERIOD_COLUMNS: [&str; 3] = ["fiscal_year", "cycle", "month"];

/// Different values of a column that are kept to name them.
const KEPT_VALUES: usize = 2;

/// What the first reading found.
pub(crate) struct Survey {
    /// Data rows of the file.
    pub(crate) rows: u64,
    /// Rows, counted from 0, that repeat an earlier one.
    pub(crate) duplicates: HashSet<u32>,
    /// Rows whose key other rows have with another content.
    pub(crate) conflicts: HashSet<u32>,
    /// Order of day and month for each column of the contract.
    pub(crate) orders: Vec<PartOrder>,
    /// Up to two different values of the columns that name the slice.
    pub(crate) constants: BTreeMap<String, BTreeSet<String>>,
    /// Rows that are no data.
    pub(crate) asides: Asides,
}

/// Of one row: hash of the key, hash of the content, number of the row.
struct Entry {
    key: u128,
    row: u32,
}

/// Keys of the hashes, new for each file: nobody can write rows that only look alike.
#[derive(Default)]
struct HashStates {
    key: RandomState,
    key_again: RandomState,
    content: RandomState,
}

/// What every reading by a contract begins with: no data above the header, then the survey.
///
/// # Errors
/// `rows_above_header`, `no_rows`; problems of [`survey`].
pub(crate) fn first_reading(
    file: &mut TableFile,
    facts: &FileFacts,
    contract: &ExtractContract,
    mapping: &Mapping,
    settings: &Settings<'_>,
    date_order: Option<PartOrder>,
    progress: &Progress<'_>,
) -> Result<Survey, Problem> {
    above::refuse_data(facts, contract, mapping, settings)?;
    let table = TableReader::new(contract, mapping, &[], settings);
    let survey = survey(file, facts, contract, mapping, &table, date_order, progress)?;
    if survey.rows == 0 {
        return Err(facts.problem(&message::NO_ROWS, Some(mapping.table.header_row)));
    }
    Ok(survey)
}

/// Reads the table once (and the rows that share a key with another once more).
///
/// # Errors
/// Problems of the file, `date_order_unclear`, `too_many_rows`.
fn survey(
    file: &mut TableFile,
    facts: &FileFacts,
    contract: &ExtractContract,
    mapping: &Mapping,
    table: &TableReader<'_>,
    date_order: Option<PartOrder>,
    progress: &Progress<'_>,
) -> Result<Survey, Problem> {
    let keys: Vec<usize> = contract.key.iter().filter_map(|name| contract.position(name)).collect();
    let dates: Vec<usize> = positions(contract, |kind| kind == ColumnType::Date);
    let period_names = PERIOD_COLUMNS.map(str::to_owned);
    let sliced: Vec<usize> = contract
        .slice
        .iter()
        .chain(&period_names)
        .filter_map(|name| contract.position(name))
        .collect();
    let mut counts = vec![DayMonthCount::default(); contract.columns.len()];
    let mut entries: Vec<Entry> = Vec::new();
    let mut constants: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut rows: u64 = 0;
    let states = HashStates::default();

    let asides = rows::scan(file, contract, mapping, progress, &mut |batch| {
        for position in &dates {
            observe_dates(mapping, *position, batch, &mut counts);
        }
        for position in &sliced {
            observe_constant(contract, table, *position, batch, &mut constants);
        }
        let hashes = key_hashes(contract, table, &keys, batch, &states);
        for key in hashes {
            let row = u32::try_from(rows).map_err(|_| facts.problem(&message::TOO_MANY_ROWS, None))?;
            if let Some(key) = key {
                entries.push(Entry { key, row });
            }
            rows += 1;
        }
        Ok(())
    })?;

    let orders = decide_orders(facts, contract, mapping, &counts, date_order)?;
    let (duplicates, conflicts) = compare(file, contract, mapping, table, entries, &states)?;
    Ok(Survey {
        rows,
        duplicates,
        conflicts,
        orders,
        constants,
        asides,
    })
}

fn positions(contract: &ExtractContract, wanted: impl Fn(ColumnType) -> bool) -> Vec<usize> {
    contract
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| wanted(column.column_type))
        .map(|(position, _)| position)
        .collect()
}

fn observe_dates(mapping: &Mapping, position: usize, batch: &TextBatch, counts: &mut [DayMonthCount]) {
    let (Some(Some(Source::Column { index, .. })), Some(count)) =
        (mapping.sources.get(position), counts.get_mut(position))
    else {
        return;
    };
    for row in 0..batch.len() {
        let Some(cell) = filled(batch.cell(*index, row)) else {
            continue;
        };
        if cell.is_ascii() {
            count.observe(cell);
            continue;
        }
        // Who writes Bangla digits writes the day first.
        let digits = ascii_digits(cell);
        let mut alone = DayMonthCount::default();
        alone.observe(&digits);
        count.day_first += alone.day_first + alone.either;
        count.month_first += alone.month_first;
    }
}

fn observe_constant(
    contract: &ExtractContract,
    table: &TableReader<'_>,
    position: usize,
    batch: &TextBatch,
    constants: &mut BTreeMap<String, BTreeSet<String>>,
) {
    let Some(column) = contract.columns.get(position) else {
        return;
    };
    // The cells of such a column hardly differ: each run of equal ones is read once.
    let mut spare = None;
    let cells = table.cells(position, batch, &mut spare);
    let starts: BooleanArray = match cells.parts.as_slice() {
        [part] => {
            let runs = (0..part.len()).map(|row| row == 0 || part.value(row) != part.value(row - 1));
            runs.map(Some).collect()
        }
        _ => (0..batch.len()).map(|_| Some(true)).collect(),
    };
    let Some(read) = table.read_column(position, &filter(batch, &starts)) else {
        return;
    };
    let Some(values) = read.values.as_any().downcast_ref::<StringArray>() else {
        return;
    };
    let known = constants.entry(column.name.clone()).or_default();
    for value in values.iter().flatten() {
        if known.len() < KEPT_VALUES && !known.contains(value) {
            known.insert(value.to_owned());
        }
    }
}

/// Hash of the key of each row; `None` where a part of it is missing or cannot be read.
fn key_hashes(
    contract: &ExtractContract,
    table: &TableReader<'_>,
    keys: &[usize],
    batch: &TextBatch,
    states: &HashStates,
) -> Vec<Option<u128>> {
    let reads: Vec<(bool, ColumnRead)> = keys
        .iter()
        .filter_map(|position| {
            let column = contract.columns.get(*position)?;
            Some((column.blank_is_value, table.read_column(*position, batch)?))
        })
        .collect();
    (0..batch.len())
        .map(|row| {
            let mut hashers = [states.key.build_hasher(), states.key_again.build_hasher()];
            for (blank_is_value, read) in &reads {
                // A null that is no flaw is a blank cell.
                if read.values.is_null(row) && (!*blank_is_value || read.is_flawed(row)) {
                    return None;
                }
                for hasher in &mut hashers {
                    hash_value(&read.values, row, hasher);
                }
            }
            let [one, other] = hashers.map(|hasher| hasher.finish());
            Some(u128::from(one) << 64 | u128::from(other))
        })
        .collect()
}

/// The value at a row, with its length, so that neighbours cannot flow into each other.
fn hash_value(values: &ArrayRef, row: usize, hasher: &mut FoldHasher<'_>) {
    if values.is_null(row) {
        hasher.write_u8(0);
    } else if let Some(texts) = values.as_any().downcast_ref::<StringArray>() {
        hash_text(texts.value(row), hasher);
    } else {
        // Other types: their bytes are their value.
        let data = values.slice(row, 1).to_data();
        let text = arrow::util::display::array_value_to_string(&arrow::array::make_array(data), 0).unwrap_or_default();
        hash_text(&text, hasher);
    }
}

fn hash_text(text: &str, hasher: &mut FoldHasher<'_>) {
    hasher.write_usize(text.len() + 1);
    hasher.write(text.as_bytes());
}

/// Duplicates and conflicts among rows of one key.
fn compare(
    file: &mut TableFile,
    contract: &ExtractContract,
    mapping: &Mapping,
    table: &TableReader<'_>,
    mut entries: Vec<Entry>,
    states: &HashStates,
) -> Result<(HashSet<u32>, HashSet<u32>), Problem> {
    entries.sort_unstable_by_key(|entry| (entry.key, entry.row));
    let (mut duplicates, mut conflicts) = (HashSet::new(), HashSet::new());
    let repeated: Vec<&[Entry]> = entries
        .chunk_by(|one, other| one.key == other.key)
        .filter(|group| group.len() > 1)
        .collect();
    if repeated.is_empty() {
        return Ok((duplicates, conflicts));
    }
    // Cells that differ in form may still mean the same: these rows are read as the raw
    // table would hold them.
    let wanted: BTreeSet<u32> = repeated
        .iter()
        .flat_map(|group| group.iter().map(|entry| entry.row))
        .collect();
    let contents = canonical_hashes(file, contract, mapping, table, &wanted, states)?;
    for group in repeated {
        let mut meanings = group.iter().map(|entry| contents.get(&entry.row));
        let first = meanings.next();
        if meanings.all(|meaning| Some(meaning) == first) {
            duplicates.extend(group.iter().skip(1).map(|entry| entry.row));
        } else {
            conflicts.extend(group.iter().map(|entry| entry.row));
        }
    }
    Ok((duplicates, conflicts))
}

/// Hashes of the typed values of some rows.
fn canonical_hashes(
    file: &mut TableFile,
    contract: &ExtractContract,
    mapping: &Mapping,
    table: &TableReader<'_>,
    wanted: &BTreeSet<u32>,
    states: &HashStates,
) -> Result<BTreeMap<u32, u64>, Problem> {
    let mut hashes = BTreeMap::new();
    let mut first: u32 = 0;
    rows::scan(file, contract, mapping, &|_, _| (), &mut |batch| {
        let length = u32::try_from(batch.len()).unwrap_or(u32::MAX);
        let rows: Vec<u32> = wanted.range(first..first.saturating_add(length)).copied().collect();
        if !rows.is_empty() {
            let mask: BooleanArray = (first..first.saturating_add(length))
                .map(|row| Some(wanted.contains(&row)))
                .collect();
            let some = filter(batch, &mask);
            let reads = table.read(&some);
            for (position, row) in rows.iter().enumerate() {
                let mut hasher = states.content.build_hasher();
                for (column, read) in reads.iter().enumerate() {
                    hash_value(&read.values, position, &mut hasher);
                    // An unreadable cell is null like a blank one, but not the same content.
                    if read.values.is_null(position) {
                        let mut spare = None;
                        let raw = table.cells(column, &some, &mut spare).raw(position);
                        hash_text(raw.trim(), &mut hasher);
                    }
                }
                hashes.insert(*row, hasher.finish());
            }
        }
        first = first.saturating_add(length);
        Ok(())
    })?;
    Ok(hashes)
}

/// Some rows of a batch.
fn filter(batch: &TextBatch, mask: &BooleanArray) -> TextBatch {
    let columns = batch.columns.iter().map(|column| {
        arrow::compute::filter(column, mask)
            .ok()
            .and_then(|array| array.as_any().downcast_ref::<StringArray>().cloned())
            .unwrap_or_else(|| StringArray::from(Vec::<&str>::new()))
    });
    let kept = |position: &usize| *position < mask.len() && mask.value(*position);
    TextBatch {
        rows: batch
            .rows
            .iter()
            .enumerate()
            .filter(|(position, _)| kept(position))
            .map(|(_, row)| *row)
            .collect(),
        columns: columns.collect(),
        overfull: Vec::new(),
    }
}

/// Rows of a record batch by a mask; the whole batch where nothing is left out.
pub(crate) fn kept_rows(batch: RecordBatch, mask: &BooleanArray) -> Result<RecordBatch, arrow::error::ArrowError> {
    if mask.true_count() == batch.num_rows() {
        Ok(batch)
    } else {
        filter_record_batch(&batch, mask)
    }
}

/// Whether days or months come first in each column.
///
/// A column decides for itself where a cell of it fits one order only. A column that leaves
/// it open follows the others of its file, which one program or hand wrote, if these agree.
/// Where no cell of the file decides, the file is refused and asks, however small it is: a
/// wrong guess would silently move birthdays and payments.
fn decide_orders(
    facts: &FileFacts,
    contract: &ExtractContract,
    mapping: &Mapping,
    counts: &[DayMonthCount],
    given: Option<PartOrder>,
) -> Result<Vec<PartOrder>, Problem> {
    let of_file = |wanted: DayMonthOrder| counts.iter().any(|count| count.order() == wanted);
    let agreed = match (of_file(DayMonthOrder::DayFirst), of_file(DayMonthOrder::MonthFirst)) {
        (true, false) => Some(PartOrder::DayFirst),
        (false, true) => Some(PartOrder::MonthFirst),
        _ => None,
    };
    let mut orders = Vec::with_capacity(counts.len());
    for (position, count) in counts.iter().enumerate() {
        orders.push(match count.order() {
            DayMonthOrder::DayFirst | DayMonthOrder::NoneFound => PartOrder::DayFirst,
            DayMonthOrder::MonthFirst => PartOrder::MonthFirst,
            DayMonthOrder::Ambiguous => match given.or(agreed) {
                Some(order) => order,
                None => {
                    let name = contract
                        .columns
                        .get(position)
                        .map(|column| column.name.clone())
                        .unwrap_or_default();
                    let heading = mapping.heading(position).unwrap_or_else(|| name.clone());
                    return Err(facts
                        .problem(&message::DATE_ORDER_UNCLEAR, Some(mapping.table.header_row))
                        .with("column", heading)
                        .with("cells", count.either));
                }
            },
        });
    }
    Ok(orders)
}
