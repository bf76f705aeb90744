//! Rows that repeat the key of another row: the same once more, or something else under the same key.
//!
//! Rows are compared by hashes under keys that are new for each file, so that nobody can write rows that only look
//! alike: 128 bits for the key, 64 bits for the content of rows whose key repeats; at one reading 64 bits for each.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{BuildHasher as _, Hasher as _};
use std::ops::ControlFlow;

use arrow::array::{Array as _, ArrayRef, BooleanArray, StringArray};
use dorpon_catalog::extract::{ExtractContract, OnBad};
use dorpon_domain::problem::Problem;
use foldhash::quality::{FoldHasher, RandomState};
use hashbrown::HashTable;
use hashbrown::hash_table::Entry as Place;

use crate::column::ColumnRead;
use crate::file::TableFile;
use crate::file::batch::TextBatch;
use crate::header::Mapping;
use crate::rows;
use crate::table::TableReader;

/// Rows that are compared cell by cell; of more, those that differ count as contradictions.
const MOST_COMPARED_BY_CELL: usize = 100_000;

/// Rows, counted from 0, whose key another row has too.
#[derive(Default)]
pub(crate) struct Repeats {
    /// Rows that repeat an earlier one.
    pub(crate) duplicates: HashSet<u32>,
    /// Rows whose key other rows have with another content.
    pub(crate) conflicts: HashSet<u32>,
}

/// Of one row: hash of the key, number of the row.
pub(crate) struct Entry {
    pub(crate) key: [u64; 2],
    pub(crate) row: u32,
}

/// Keys of the hashes.
#[derive(Default)]
pub(crate) struct HashStates {
    pub(crate) key: [RandomState; 2],
    content: RandomState,
}

/// What a row is to those before it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Seen {
    /// No row had its key.
    First,
    /// A row had the same key and the same cells.
    Again,
    /// A row had the same key and other cells, which may still mean the same.
    Unlike,
}

/// The keys seen so far, each with the cells of its first row. Memory: 17 bytes for each of at least 8/7 of the rows.
#[derive(Default)]
pub(crate) struct SeenRows {
    key_state: [RandomState; 1],
    cell_state: RandomState,
    rows: HashTable<(u64, u64)>,
}

impl SeenRows {
    /// What each row of a batch is to those before it; rows without a readable key are the first of theirs.
    pub(crate) fn see(&mut self, keys: &KeyReads<'_>, batch: &TextBatch, fed: &BTreeSet<usize>) -> Vec<Seen> {
        // All hashes first: the look-ups below wait for memory, and wait together where nothing stands between them.
        let hashes: Vec<Option<[u64; 1]>> = (0..batch.len()).map(|row| keys.hashes(row, &self.key_state)).collect();
        let cells = self.cell_hashes(batch, fed);
        let seen = hashes.into_iter().zip(cells).map(|(key, cells)| {
            let Some([key]) = key else {
                return Seen::First;
            };
            match self.rows.entry(key, |known| known.0 == key, |known| known.0) {
                Place::Occupied(first) if first.get().1 == cells => Seen::Again,
                Place::Occupied(_) => Seen::Unlike,
                Place::Vacant(place) => {
                    place.insert((key, cells));
                    Seen::First
                }
            }
        });
        seen.collect()
    }

    /// A hash of the cells of each row that a column of the contract is read from.
    fn cell_hashes(&self, batch: &TextBatch, fed: &BTreeSet<usize>) -> Vec<u64> {
        let mut hashes = vec![0; batch.len()];
        for column in fed.iter().filter_map(|index| batch.columns.get(*index)) {
            for (row, hash) in hashes.iter_mut().enumerate() {
                let cell = column.value(row).as_bytes();
                let mut hasher = self.cell_state.build_hasher();
                hasher.write_u64(*hash);
                hasher.write_usize(cell.len());
                hasher.write(cell);
                *hash = hasher.finish();
            }
        }
        hashes
    }
}

/// The columns of a key, read.
pub(crate) struct KeyReads<'a> {
    /// Of each column: whether a blank cell of it is a value.
    columns: Vec<(bool, &'a ColumnRead)>,
}

impl<'a> KeyReads<'a> {
    /// The columns of the contract's key among what was read; `None` stands for a column that was not.
    pub(crate) fn of(
        contract: &ExtractContract,
        keys: &[usize],
        read: impl Fn(usize) -> Option<&'a ColumnRead>,
    ) -> Self {
        let columns = keys.iter().filter_map(|position| {
            let column = contract.columns.get(*position)?;
            Some((column.blank_is_value, read(*position)?))
        });
        Self {
            columns: columns.collect(),
        }
    }

    /// Hashes of the key of a row; `None` where a part of it is missing or cannot be read.
    pub(crate) fn hashes<const N: usize>(&self, row: usize, states: &[RandomState; N]) -> Option<[u64; N]> {
        let is_known = |(blank_is_value, read): &(bool, &ColumnRead)| {
            // A null that is no flaw is a blank cell.
            !read.values.is_null(row) || (*blank_is_value && !read.is_flawed(row))
        };
        self.columns.iter().all(is_known).then(|| {
            states.each_ref().map(|state| {
                let mut hasher = state.build_hasher();
                for (_, read) in &self.columns {
                    hash_value(&read.values, row, &mut hasher);
                }
                hasher.finish()
            })
        })
    }
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

/// Duplicates and conflicts among rows of one key; reads those that share a key with another once more.
///
/// # Errors
/// Problems of the file.
pub(crate) fn compare(
    file: &mut TableFile,
    contract: &ExtractContract,
    mapping: &Mapping,
    table: &TableReader<'_>,
    mut entries: Vec<Entry>,
    states: &HashStates,
) -> Result<Repeats, Problem> {
    entries.sort_unstable_by_key(|entry| (entry.key, entry.row));
    let mut repeats = Repeats::default();
    let repeated: Vec<&[Entry]> = entries
        .chunk_by(|one, other| one.key == other.key)
        .filter(|group| group.len() > 1)
        .collect();
    if repeated.is_empty() {
        return Ok(repeats);
    }
    // Cells that differ in form may still mean the same: these rows are read as the raw
    // table would hold them.
    let wanted: BTreeSet<u32> = repeated
        .iter()
        .flat_map(|group| group.iter().map(|entry| entry.row))
        .collect();
    let mut contents: BTreeMap<u32, u64> = BTreeMap::new();
    read_rows(file, contract, mapping, table, &wanted, &mut |row, cells| {
        let mut hasher = states.content.build_hasher();
        cells.for_each(|cell| cell.hash(&mut hasher));
        contents.insert(row, hasher.finish());
    })?;
    let mut unlike: Vec<&[Entry]> = Vec::new();
    for group in repeated {
        let mut meanings = group.iter().map(|entry| contents.get(&entry.row));
        let first = meanings.next();
        if meanings.all(|meaning| Some(meaning) == first) {
            repeats.duplicates.extend(group.iter().skip(1).map(|entry| entry.row));
        } else {
            unlike.push(group);
        }
    }
    // An unreadable cell says nothing against the same cell of another row.
    let wanted: BTreeSet<u32> = unlike
        .iter()
        .flat_map(|group| group.iter().map(|entry| entry.row))
        .take(MOST_COMPARED_BY_CELL)
        .collect();
    let mut cells_of: BTreeMap<u32, Vec<Option<u64>>> = BTreeMap::new();
    if !wanted.is_empty() {
        read_rows(file, contract, mapping, table, &wanted, &mut |row, cells| {
            let hash = |cell: CellContent<'_>| {
                let mut hasher = states.content.build_hasher();
                cell.hash(&mut hasher);
                (!cell.says_nothing()).then(|| hasher.finish())
            };
            cells_of.insert(row, cells.map(hash).collect());
        })?;
    }
    for group in unlike {
        match most_readable(group, &cells_of) {
            Some(kept) => repeats
                .duplicates
                .extend(group.iter().map(|entry| entry.row).filter(|row| *row != kept)),
            None => repeats.conflicts.extend(group.iter().map(|entry| entry.row)),
        }
    }
    Ok(repeats)
}

/// Of rows that agree wherever two of them can be read, the one with the fewest unreadable cells; `None` where they
/// contradict each other.
fn most_readable(group: &[Entry], cells_of: &BTreeMap<u32, Vec<Option<u64>>>) -> Option<u32> {
    let rows: Vec<(u32, &Vec<Option<u64>>)> = group
        .iter()
        .map(|entry| Some((entry.row, cells_of.get(&entry.row)?)))
        .collect::<Option<_>>()?;
    let columns = rows.first().map_or(0, |(_, cells)| cells.len());
    let agrees = |column: usize| {
        let mut said = rows
            .iter()
            .filter_map(|(_, cells)| cells.get(column).copied().flatten());
        let first = said.next();
        said.all(|cell| Some(cell) == first)
    };
    if !(0..columns).all(agrees) {
        return None;
    }
    let unreadable = |cells: &Vec<Option<u64>>| cells.iter().filter(|cell| cell.is_none()).count();
    rows.iter()
        .min_by_key(|(row, cells)| (unreadable(cells), *row))
        .map(|(row, _)| *row)
}

/// One cell of a row whose key repeats.
struct CellContent<'a> {
    values: &'a ArrayRef,
    position: usize,
    /// What is written, where it was not read.
    raw: Option<String>,
    /// Whether the row is loaded all the same.
    is_optional: bool,
    is_flawed: bool,
}

impl CellContent<'_> {
    fn hash(&self, hasher: &mut FoldHasher<'_>) {
        hash_value(self.values, self.position, hasher);
        // An unreadable cell is null like a blank one, but not the same content.
        if let Some(raw) = &self.raw {
            hash_text(raw.trim(), hasher);
        }
    }

    /// Whether the cell is unreadable, and its row loaded without it.
    fn says_nothing(&self) -> bool {
        self.is_optional && self.is_flawed && self.raw.is_some()
    }
}

/// Shows the cells of some rows, as the raw table would hold them.
fn read_rows(
    file: &mut TableFile,
    contract: &ExtractContract,
    mapping: &Mapping,
    table: &TableReader<'_>,
    wanted: &BTreeSet<u32>,
    see: &mut dyn FnMut(u32, &mut dyn Iterator<Item = CellContent<'_>>),
) -> Result<(), Problem> {
    let mut first: u32 = 0;
    rows::scan(file, contract, mapping, &|_, _| (), &mut |batch| {
        let length = u32::try_from(batch.len()).unwrap_or(u32::MAX);
        let rows: Vec<u32> = wanted.range(first..first.saturating_add(length)).copied().collect();
        if !rows.is_empty() {
            let mask: BooleanArray = (first..first.saturating_add(length))
                .map(|row| Some(wanted.contains(&row)))
                .collect();
            let some = batch.filtered(&mask);
            let reads = table.read(&some);
            for (position, row) in rows.iter().enumerate() {
                let cells = contract
                    .columns
                    .iter()
                    .zip(&reads)
                    .enumerate()
                    .map(|(column, (said, read))| {
                        let mut spare = None;
                        let raw = read
                            .values
                            .is_null(position)
                            .then(|| table.cells(column, &some, &mut spare).raw(position));
                        CellContent {
                            values: &read.values,
                            position,
                            raw,
                            is_optional: said.on_bad == OnBad::Null && !contract.key.contains(&said.name),
                            is_flawed: read.is_flawed(position),
                        }
                    });
                see(*row, &mut { cells });
            }
        }
        first = first.saturating_add(length);
        Ok(ControlFlow::Continue(()))
    })
    .map(|_| ())
}
