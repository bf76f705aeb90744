//! The first of two readings of a table: which rows repeat or contradict each other, how its dates
//! are written, which slice it speaks for.
//!
//! Memory: 24 bytes for each row.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use arrow::array::{Array as _, BooleanArray, RecordBatch, StringArray};
use arrow::compute::filter_record_batch;
use dorpon_catalog::extract::{ColumnType, ExtractContract};
use dorpon_domain::date_text::{DayMonthCount, DayMonthOrder, PartOrder};
use dorpon_domain::message::ingest as message;
use dorpon_domain::number::ascii_digits;
use dorpon_domain::problem::Problem;

use crate::above;
use crate::column::{ColumnRead, Settings, filled};
use crate::file::batch::TextBatch;
use crate::file::{FileFacts, Progress, TableFile};
use crate::header::{Mapping, Source};
use crate::repeats::{Entry, HashStates, KeyReads, Repeats, compare};
use crate::rows::{self, Asides};
use crate::table::TableReader;

/// The columns that may say which period a file speaks for.
const PERIOD_COLUMNS: [&str; 3] = ["fiscal_year", "cycle", "month"];

/// Different values of a column that are kept to name them.
const KEPT_VALUES: usize = 2;

/// Up to two different values of each column that names the slice.
pub(crate) type Constants = BTreeMap<String, BTreeSet<String>>;

/// What the first reading found.
pub(crate) struct Survey {
    /// Data rows of the file.
    pub(crate) rows: u64,
    /// Rows that share their key with another.
    pub(crate) repeats: Repeats,
    /// Order of day and month for each column of the contract.
    pub(crate) orders: Vec<PartOrder>,
    /// What the columns that name the slice say.
    pub(crate) constants: Constants,
    /// Rows that are no data.
    pub(crate) asides: Asides,
}

/// What the cells of a table say about it as a whole, batch after batch.
pub(crate) struct Observation<'a> {
    contract: &'a ExtractContract,
    mapping: &'a Mapping,
    table: &'a TableReader<'a>,
    dates: Vec<usize>,
    sliced: Vec<usize>,
    counts: Vec<DayMonthCount>,
    pub(crate) constants: Constants,
}

impl<'a> Observation<'a> {
    pub(crate) fn new(contract: &'a ExtractContract, mapping: &'a Mapping, table: &'a TableReader<'a>) -> Self {
        let period_names = PERIOD_COLUMNS.map(str::to_owned);
        Self {
            contract,
            mapping,
            table,
            dates: positions(contract, |kind| kind == ColumnType::Date),
            sliced: contract
                .slice
                .iter()
                .chain(&period_names)
                .filter_map(|name| contract.position(name))
                .collect(),
            counts: vec![DayMonthCount::default(); contract.columns.len()],
            constants: Constants::new(),
        }
    }

    pub(crate) fn observe(&mut self, batch: &TextBatch) {
        for position in &self.dates {
            observe_dates(self.mapping, *position, batch, &mut self.counts);
        }
        for position in &self.sliced {
            observe_constant(self.contract, self.table, *position, batch, &mut self.constants);
        }
    }

    /// Whether days or months come first in each column of the contract.
    ///
    /// # Errors
    /// `date_order_unclear`.
    pub(crate) fn orders(&self, facts: &FileFacts, given: Option<PartOrder>) -> Result<Vec<PartOrder>, Problem> {
        decide_orders(facts, self.contract, self.mapping, &self.counts, given)
    }
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
    let keys = key_positions(contract);
    let mut observation = Observation::new(contract, mapping, table);
    let mut entries: Vec<Entry> = Vec::new();
    let mut rows: u64 = 0;
    let states = HashStates::default();

    let asides = rows::scan(file, contract, mapping, progress, &mut |batch| {
        observation.observe(batch);
        let reads: Vec<(usize, ColumnRead)> = keys
            .iter()
            .filter_map(|position| Some((*position, table.read_column(*position, batch)?)))
            .collect();
        let read = |wanted| {
            reads
                .iter()
                .find(|(position, _)| *position == wanted)
                .map(|(_, read)| read)
        };
        let reads = KeyReads::of(contract, &keys, read);
        for position in 0..batch.len() {
            let row = u32::try_from(rows).map_err(|_| facts.problem(&message::TOO_MANY_ROWS, None))?;
            if let Some(key) = reads.hashes(position, &states.key) {
                entries.push(Entry { key, row });
            }
            rows += 1;
        }
        Ok(ControlFlow::Continue(()))
    })?;

    let orders = observation.orders(facts, date_order)?;
    let repeats = compare(file, contract, mapping, table, entries, &states)?;
    Ok(Survey {
        rows,
        repeats,
        orders,
        constants: observation.constants,
        asides,
    })
}

/// Where the columns of the key stand in the contract.
pub(crate) fn key_positions(contract: &ExtractContract) -> Vec<usize> {
    contract.key.iter().filter_map(|name| contract.position(name)).collect()
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
    constants: &mut Constants,
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
    let Some(read) = table.read_column(position, &batch.filtered(&starts)) else {
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
/// A column decides for itself where cells of it fit one order only. A column that leaves it open follows the others of
/// its file, which one program or hand wrote. Where no cell of the file decides, or its columns contradict each other,
/// the file is refused and asks, however small it is: a wrong guess would silently move birthdays and payments.
fn decide_orders(
    facts: &FileFacts,
    contract: &ExtractContract,
    mapping: &Mapping,
    counts: &[DayMonthCount],
    given: Option<PartOrder>,
) -> Result<Vec<PartOrder>, Problem> {
    let says = |wanted: DayMonthOrder| counts.iter().any(|count| order_of(*count) == wanted);
    let (day_first, month_first) = (says(DayMonthOrder::DayFirst), says(DayMonthOrder::MonthFirst));
    let are_at_odds = day_first && month_first;
    let agreed = match (day_first, month_first) {
        (true, false) => Some(PartOrder::DayFirst),
        (false, true) => Some(PartOrder::MonthFirst),
        _ => None,
    };
    let mut orders = Vec::with_capacity(counts.len());
    for (position, count) in counts.iter().enumerate() {
        let own = match order_of(*count) {
            DayMonthOrder::NoneFound => Some(PartOrder::DayFirst),
            DayMonthOrder::DayFirst if !are_at_odds => Some(PartOrder::DayFirst),
            DayMonthOrder::MonthFirst if !are_at_odds => Some(PartOrder::MonthFirst),
            DayMonthOrder::DayFirst | DayMonthOrder::MonthFirst => given,
            DayMonthOrder::Ambiguous => given.or(agreed),
        };
        let Some(order) = own else {
            let name = contract
                .columns
                .get(position)
                .map(|column| column.name.clone())
                .unwrap_or_default();
            let heading = mapping.heading(position).unwrap_or_else(|| name.clone());
            return Err(facts
                .problem(&message::DATE_ORDER_UNCLEAR, Some(mapping.table.header_row))
                .with("column", heading)
                .with("cells", count.either + count.month_first));
        };
        orders.push(order);
    }
    Ok(orders)
}

/// What the cells of a column say. In a column that has the month first, most days are beyond the twelfth; a few such
/// cells among many that leave it open are typing errors, not a custom.
fn order_of(count: DayMonthCount) -> DayMonthOrder {
    match count.order() {
        DayMonthOrder::MonthFirst if count.month_first * 5 < count.month_first + count.either => {
            DayMonthOrder::Ambiguous
        }
        other => other,
    }
}
