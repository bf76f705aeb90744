//! The likeliest header of a file that no contract could be laid upon, and whether it is one at all.
//!
//! Invariant: where it is not certain that a row holds headings, none of its cells is shown: it may be the first person
//! of a list without a header.

use dorpon_catalog::extract::ExtractContract;
use dorpon_domain::date_text::{PartOrder, read_date};
use dorpon_domain::number::ascii_digits;

use crate::column::filled;
use crate::file::{Head, TableRange};
use crate::header_row::{self, Meanings};
use crate::profile::{PIVOT_YEAR, is_like, looks_like};

/// Headings of one contract in a row from which on the row is known to be a header.
const FEWEST_KNOWN: usize = 2;

/// Digits in a row from which on they may be the number of a person; a heading holds a year or two.
const LONGEST_RUN: usize = 5;

/// Digits in all from which on a cell may be the number of a person, written with signs in between.
const MOST_DIGITS: usize = 8;

/// The row that is the header, if any is.
pub(crate) struct SupposedHeader {
    pub(crate) table: TableRange,
    pub(crate) cells: Vec<String>,
    /// Whether a contract knows several of its cells.
    is_known: bool,
    /// The row above the first one that says something: data begin behind it where there is no header.
    above: u64,
}

impl SupposedHeader {
    /// The row that fits one of the contracts best, else the widest.
    pub(crate) fn find(heads: &[Head], contracts: &[&ExtractContract]) -> Option<Self> {
        let folded = header_row::fold_heads(heads);
        let named = contracts
            .iter()
            .filter_map(|contract| header_row::best_head(&folded, &Meanings::of(contract)))
            .filter(|(_, _, fit)| fit.matched >= FEWEST_KNOWN)
            .max_by_key(|(_, _, fit)| fit.rank())
            .map(|(head, row, _)| (head, row.row, row.cells, true));
        let widest = || {
            heads
                .iter()
                .flat_map(|head| head.rows.iter().map(move |row| (head, row)))
                .max_by_key(|(_, row)| (row.cells.len(), std::cmp::Reverse(row.row)))
                .map(|(head, row)| (head, row.row, row.cells.clone(), false))
        };
        let (head, header_row, cells, is_known) = named.or_else(widest)?;
        Some(Self {
            table: TableRange {
                place: head.place.clone(),
                header_row,
                width: cells.len(),
            },
            cells,
            is_known,
            above: head.rows.first().map_or(0, |row| row.row.saturating_sub(1)),
        })
    }

    /// Whether the row holds headings, told from its cells and those below it. The names of a Parquet file do by their
    /// place.
    pub(crate) fn is_header(&self, below: &[Vec<String>]) -> bool {
        if self.table.header_row == 0 {
            return true;
        }
        if self.cells.iter().any(|cell| may_be_of_a_person(cell)) {
            return false;
        }
        self.is_known || self.stands_out(below)
    }

    /// Where the data of the file begin if the row is no header.
    pub(crate) fn without_header(&self) -> TableRange {
        TableRange {
            header_row: self.above,
            ..self.table.clone()
        }
    }

    /// Whether the row is unlike the rows below it: it repeats none of their cells, and stands above numbers or dates
    /// without being one.
    fn stands_out(&self, below: &[Vec<String>]) -> bool {
        let mut is_above_another_kind = false;
        for (heading, cells) in self.cells.iter().zip(below) {
            let Some(heading) = filled(heading) else {
                continue;
            };
            let values: Vec<&str> = cells.iter().filter_map(|cell| filled(cell)).collect();
            let kind = looks_like(&values);
            if values.contains(&heading) || is_like(kind, heading) {
                return false;
            }
            is_above_another_kind |= !matches!(kind, "text" | "blank") && heading.contains(char::is_alphabetic);
        }
        is_above_another_kind
    }
}

/// Whether a cell is a date or holds a long number.
fn may_be_of_a_person(cell: &str) -> bool {
    let cell = ascii_digits(cell.trim());
    let is_digit = |letter: char| letter.is_ascii_digit();
    let longest = cell.split(|letter| !is_digit(letter)).map(str::len).max().unwrap_or(0);
    longest > LONGEST_RUN
        || cell.chars().filter(|letter| is_digit(*letter)).count() > MOST_DIGITS
        || read_date(&cell, PartOrder::DayFirst, PIVOT_YEAR).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::TablePlace;

    fn is_header(cells: &[&str], columns: &[&[&str]]) -> bool {
        let below: Vec<Vec<String>> = columns
            .iter()
            .map(|column| column.iter().map(|cell| (*cell).to_owned()).collect())
            .collect();
        SupposedHeader {
            table: TableRange {
                place: TablePlace::default(),
                header_row: 1,
                width: cells.len(),
            },
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
            is_known: false,
            above: 0,
        }
        .is_header(&below)
    }

    #[test]
    fn headings_stand_above_other_kinds() {
        assert!(is_header(
            &["Certificate No", "Issued on"],
            &[&["C1", "C2"], &["2022-01-05", "2022-02-05"]]
        ));
        assert!(is_header(&["নাম", "বয়স"], &[&["ক", "খ"], &["৬৫", "৭০"]]));
    }

    #[test]
    fn the_first_row_of_a_list_is_no_header() {
        // Nothing tells names from headings of names.
        assert!(!is_header(&["ক", "খ"], &[&["গ", "ঘ"], &["ঙ", "চ"]]));
        assert!(!is_header(&["ক", "65"], &[&["খ", "গ"], &["70", "71"]]));
        assert!(!is_header(&["ক", "female", "?"], &[&["খ"], &["female"], &["12"]]));
        assert!(!is_header(&["ক", "১৯৫৬-০১-০৫"], &[&["খ"], &["?"]]));
        assert!(!is_header(&["ক", "০১৭১১-২৩৪৫৬৭"], &[&["খ"], &["12"]]));
    }
}
