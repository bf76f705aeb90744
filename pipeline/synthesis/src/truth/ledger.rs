//! What ingest should report of each file: rows and taka, repairs, findings, rows put aside.

use std::collections::BTreeMap;

use crate::office_file::{Cell, Fate, Line, OfficeFile};

/// Rows or taka of one file by what became of them.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Balance {
    /// All rows with data.
    pub received: i64,
    /// Loaded.
    pub loaded: i64,
    /// Put aside.
    pub quarantined: i64,
    /// Repeated.
    pub duplicate: i64,
}

impl Balance {
    fn add(&mut self, fate: &Fate, amount: i64) {
        match fate {
            Fate::Loaded => self.loaded += amount,
            Fate::Quarantined(_) => self.quarantined += amount,
            Fate::Duplicate => self.duplicate += amount,
            Fate::Empty => return,
        }
        self.received += amount;
    }
}

/// Rows and taka of a file.
#[must_use]
pub fn balance(file: &OfficeFile) -> (Balance, Balance) {
    let mut rows = Balance::default();
    let mut taka = Balance::default();
    for line in &file.lines {
        rows.add(&line.fate, 1);
        taka.add(&line.fate, line.taka);
    }
    (rows, taka)
}

/// Rows whose taka cannot be read.
#[must_use]
pub fn unreadable_taka(file: &OfficeFile) -> usize {
    let amount = file.columns.iter().position(|column| *column == "amount_taka");
    file.lines
        .iter()
        .filter(|line| line.fate != Fate::Empty)
        .filter_map(|line| amount.and_then(|position| line.cells.get(position)))
        .filter(|written| written.finding.is_some())
        .count()
}

/// Repaired cells of the loaded rows, by column and kind.
#[must_use]
pub fn repairs(file: &OfficeFile) -> BTreeMap<(&'static str, &'static str), u64> {
    let mut counted = BTreeMap::new();
    for line in file.lines.iter().filter(|line| line.fate == Fate::Loaded) {
        for (column, written) in file.columns.iter().zip(&line.cells) {
            for kind in &written.repairs {
                *counted.entry((*column, *kind)).or_default() += 1;
            }
        }
    }
    counted
}

/// Lost values of the loaded rows: row of the file, column, code.
#[must_use]
pub fn findings(file: &OfficeFile) -> Vec<(usize, &'static str, &'static str)> {
    let mut found = Vec::new();
    for (row, line) in (file.first_row()..).zip(&file.lines) {
        if line.fate != Fate::Loaded {
            continue;
        }
        for (column, written) in file.columns.iter().zip(&line.cells) {
            if let Some(code) = written.finding {
                found.push((row, *column, code));
            }
        }
        if let Some(column) = first_of_broken_bands(file, line) {
            found.push((row, column, "shares_not_whole"));
        }
    }
    found
}

/// Tenths of a per cent by which the age bands of an area may miss the whole.
const BAND_TOLERANCE: i64 = 10;

/// The first age band of an area whose bands are blank or miss the whole.
fn first_of_broken_bands(file: &OfficeFile, line: &Line) -> Option<&'static str> {
    let bands: Vec<(&'static str, Option<i64>)> = file
        .columns
        .iter()
        .zip(&line.cells)
        .filter(|(column, _)| column.starts_with("age_") && column.ends_with("_share"))
        .map(|(column, written)| (*column, tenths(&written.cell)))
        .collect();
    let sum: Option<i64> = bands.iter().map(|(_, tenths)| *tenths).sum();
    let is_whole = sum.is_some_and(|sum| (sum - 1000).abs() <= BAND_TOLERANCE);
    bands.first().filter(|_| !is_whole).map(|(column, _)| *column)
}

/// A percentage with at most one decimal, in tenths.
fn tenths(cell: &Cell) -> Option<i64> {
    let Cell::Text(text) = cell else { return None };
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    Some(whole.parse::<i64>().ok()? * 10 + rest.parse::<i64>().ok()?)
}

/// Rows put aside: row of the file, reason.
#[must_use]
pub fn quarantine(file: &OfficeFile) -> Vec<(usize, &'static str)> {
    (file.first_row()..)
        .zip(&file.lines)
        .filter_map(|(row, line)| match line.fate {
            Fate::Quarantined(reason) => Some((row, reason)),
            _ => None,
        })
        .collect()
}
