//! Which row of a file is its header, and which column of it feeds which column of a contract.
//!
//! Headings are compared in folded form (case, spaces, punctuation, digits). A contract
//! column is fed by one file column: two candidates are refused, never guessed.

use std::collections::BTreeMap;

use dorpon_catalog::extract::{Column, ExtractContract, Header, QualifiedHeader};
use dorpon_domain::message::ingest as message;
use dorpon_domain::number::parse_decimal;
use dorpon_domain::problem::Problem;
use dorpon_domain::text::fold_header;

use crate::file::{FileFacts, Head, HeadRow, TableRange};
use crate::nearest::nearest;

/// Decimals of a factor.
pub(crate) const FACTOR_SCALE: u32 = 6;

/// Headings named as the nearest.
const NEAREST: usize = 3;

/// Where the cells of a contract column come from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Source {
    /// A column of the file, with a factor at [`FACTOR_SCALE`] where the unit differs.
    Column { index: usize, factor: Option<i128> },
    /// The sum of columns of the file.
    Sum { indexes: Vec<usize>, factor: Option<i128> },
    /// The same text in every row, which a heading implies.
    Constant(String),
}

/// A file's header laid upon a contract.
#[derive(Clone, Debug)]
pub(crate) struct Mapping {
    pub(crate) table: TableRange,
    /// The headings of the file.
    pub(crate) headers: Vec<String>,
    /// One for each column of the contract.
    pub(crate) sources: Vec<Option<Source>>,
    /// The rows above the header that say something.
    pub(crate) above: Vec<HeadRow>,
}

/// How well a row fits a contract as its header.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Ord, PartialOrd)]
pub(crate) struct Fit {
    /// Contract columns that the row names.
    pub(crate) matched: usize,
    /// Required columns among them.
    pub(crate) required_matched: usize,
    /// Required columns of the contract.
    pub(crate) required: usize,
    /// Columns of the contract.
    pub(crate) columns: usize,
}

impl Fit {
    /// Whether the row may be a header of the contract at all.
    pub(crate) fn is_plausible(self) -> bool {
        self.matched >= 2 && self.required_matched * 2 >= self.required
    }

    /// Share of the required columns and, behind it, of all: to compare contracts.
    pub(crate) fn rank(self) -> (usize, usize) {
        (
            self.required_matched * 1000 / self.required.max(1),
            self.matched * 1000 / self.columns.max(1),
        )
    }
}

/// What a folded heading means in a contract.
struct Meanings<'a> {
    /// Position of the column, and the heading if it is not the column's own name.
    by_heading: BTreeMap<String, (usize, Option<&'a Header>)>,
}

impl<'a> Meanings<'a> {
    fn of(contract: &'a ExtractContract) -> Self {
        let mut by_heading = BTreeMap::new();
        for (position, column) in contract.columns.iter().enumerate() {
            by_heading.insert(fold_header(&column.name), (position, None));
            for header in column.all_headers().filter(|header| !matches!(header, Header::Sum(_))) {
                for name in header.names() {
                    by_heading.entry(fold_header(name)).or_insert((position, Some(header)));
                }
            }
        }
        Self { by_heading }
    }
}

/// How well the best row of a head fits, and which it is.
pub(crate) fn best_row(head: &Head, contract: &ExtractContract) -> (Fit, usize) {
    let meanings = Meanings::of(contract);
    let required = contract.columns.iter().filter(|column| column.required).count();
    let mut best = (
        Fit {
            required,
            columns: contract.columns.len(),
            ..Fit::default()
        },
        0,
    );
    for (position, row) in head.rows.iter().enumerate() {
        let folded: Vec<String> = row.cells.iter().map(|cell| fold_header(cell)).collect();
        let mut matched = vec![false; contract.columns.len()];
        for heading in &folded {
            if let Some(place) = meanings
                .by_heading
                .get(heading)
                .and_then(|(column, _)| matched.get_mut(*column))
            {
                *place = true;
            }
        }
        for (column, place) in contract.columns.iter().zip(&mut matched) {
            *place |= sum_of(column, &folded).is_some();
        }
        let named = |wanted: bool| {
            contract
                .columns
                .iter()
                .zip(&matched)
                .filter(|(column, named)| **named && (!wanted || column.required))
                .count()
        };
        let fit = Fit {
            matched: named(false),
            required_matched: named(true),
            ..best.0
        };
        if fit.matched > best.0.matched {
            best = (fit, position);
        }
    }
    best
}

/// The parts of a sum, if the file has them all.
fn sum_of(column: &Column, folded: &[String]) -> Option<Source> {
    column.all_headers().find_map(|header| {
        let Header::Sum(sum) = header else { return None };
        let indexes: Option<Vec<usize>> = sum
            .sum_of
            .iter()
            .map(|part| {
                let part = fold_header(part);
                folded.iter().position(|heading| *heading == part)
            })
            .collect();
        Some(Source::Sum {
            indexes: indexes?,
            factor: factor(header),
        })
    })
}

fn factor(header: &Header) -> Option<i128> {
    header.multiply().and_then(|text| parse_decimal(text, FACTOR_SCALE))
}

/// The head and row that fit a contract best, and how well.
pub(crate) fn best_head<'a>(heads: &'a [Head], contract: &ExtractContract) -> Option<(&'a Head, usize, Fit)> {
    let mut best: Option<(&Head, usize, Fit)> = None;
    for head in heads.iter().filter(|head| !head.rows.is_empty()) {
        let (fit, row) = best_row(head, contract);
        if best.is_none_or(|(_, _, known)| fit.matched > known.matched) {
            best = Some((head, row, fit));
        }
    }
    best
}

/// Contracts by how well they fit the file, best first.
pub(crate) fn candidates<'a>(heads: &[Head], contracts: &[&'a ExtractContract]) -> Vec<(&'a ExtractContract, Fit)> {
    let mut fits: Vec<(&ExtractContract, Fit)> = contracts
        .iter()
        .filter_map(|contract| best_head(heads, contract).map(|(_, _, fit)| (*contract, fit)))
        .collect();
    fits.sort_by(|(one, one_fit), (other, other_fit)| {
        other_fit
            .rank()
            .cmp(&one_fit.rank())
            .then_with(|| one.extract.cmp(&other.extract))
    });
    fits
}

/// Lays the file's header upon the contract.
///
/// # Errors
/// `no_table`, `header_unknown`, `header_of_other_extract`, `header_ambiguous`, `column_missing`.
pub(crate) fn map(
    facts: &FileFacts,
    heads: &[Head],
    contract: &ExtractContract,
    contracts: &[&ExtractContract],
) -> Result<Mapping, Problem> {
    let Some((head, row, fit)) = best_head(heads, contract) else {
        return Err(facts.problem(&message::NO_TABLE, None));
    };
    let looks_like = candidates(heads, contracts)
        .into_iter()
        .find(|(_, fit)| fit.is_plausible() && fit.required_matched == fit.required)
        .map(|(other, _)| other)
        .filter(|other| other.extract != contract.extract);
    if !fit.is_plausible() || (fit.required_matched < fit.required && looks_like.is_some()) {
        return Err(unknown(facts, heads, contract, looks_like));
    }
    let Some(header) = head.rows.get(row) else {
        return Err(facts.problem(&message::NO_TABLE, None));
    };
    let width = header
        .cells
        .iter()
        .rposition(|cell| !cell.trim().is_empty())
        .map_or(0, |last| last + 1);
    let headers: Vec<String> = header.cells.iter().take(width).cloned().collect();
    let folded: Vec<String> = headers.iter().map(|cell| fold_header(cell)).collect();
    let table = TableRange {
        place: head.place.clone(),
        header_row: header.row,
        width,
    };
    let mut mapping = Mapping {
        table,
        sources: vec![None; contract.columns.len()],
        headers,
        above: head.rows.iter().take(row).cloned().collect(),
    };

    let meanings = Meanings::of(contract);
    for (index, heading) in folded.iter().enumerate() {
        let Some((position, found)) = meanings.by_heading.get(heading) else {
            continue;
        };
        let Some(place) = mapping.sources.get_mut(*position) else {
            continue;
        };
        if let Some(Source::Column { index: first, .. }) = place {
            let column = contract
                .columns
                .get(*position)
                .map_or("", |column| column.name.as_str());
            return Err(facts
                .problem(&message::HEADER_AMBIGUOUS, Some(header.row))
                .with("column", column)
                .with("first", shown(&mapping.headers, *first))
                .with("second", shown(&mapping.headers, index)));
        }
        *place = Some(Source::Column {
            index,
            factor: found.and_then(factor),
        });
    }
    for (position, column) in contract.columns.iter().enumerate() {
        let implied = match mapping.sources.get(position) {
            Some(Some(Source::Column { index, .. })) => {
                folded
                    .get(*index)
                    .and_then(|heading| match meanings.by_heading.get(heading) {
                        Some((
                            _,
                            Some(Header::Qualified(QualifiedHeader {
                                id_type: Some(kind), ..
                            })),
                        )) => Some(kind.clone()),
                        _ => None,
                    })
            }
            Some(None) => {
                if let Some(place) = mapping.sources.get_mut(position) {
                    *place = sum_of(column, &folded);
                }
                None
            }
            _ => None,
        };
        let target = column
            .id_type_column
            .as_deref()
            .and_then(|name| contract.position(name));
        if let (Some(kind), Some(target)) = (implied, target)
            && let Some(place @ None) = mapping.sources.get_mut(target)
        {
            *place = Some(Source::Constant(kind));
        }
    }
    mapping.require(facts, contract)?;
    Ok(mapping)
}

impl Mapping {
    fn require(&self, facts: &FileFacts, contract: &ExtractContract) -> Result<(), Problem> {
        let missing: Vec<&Column> = contract
            .columns
            .iter()
            .zip(&self.sources)
            .filter(|(column, source)| column.required && source.is_none())
            .map(|(column, _)| column)
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let wanted: Vec<&str> = missing
            .iter()
            .flat_map(|column| {
                std::iter::once(column.name.as_str()).chain(column.all_headers().flat_map(Header::names))
            })
            .collect();
        let unmatched = self.unmatched();
        let free: Vec<&str> = unmatched.iter().map(String::as_str).collect();
        let mut close = nearest(&wanted, &free, NEAREST);
        let taken: Vec<&str> = self
            .headers
            .iter()
            .map(|heading| heading.trim())
            .filter(|heading| !close.contains(heading))
            .collect();
        close.extend(nearest(&wanted, &taken, NEAREST - close.len().min(NEAREST)));
        let names: Vec<&str> = missing.iter().map(|column| column.name.as_str()).collect();
        Err(facts
            .problem(&message::COLUMN_MISSING, Some(self.table.header_row))
            .with("columns", names.join(", "))
            .with("known", known_headings(missing.first().copied()))
            .with("nearest", quoted(&close)))
    }

    /// File columns that feed something.
    fn used(&self) -> Vec<usize> {
        let mut used = Vec::new();
        for source in self.sources.iter().flatten() {
            match source {
                Source::Column { index, .. } => used.push(*index),
                Source::Sum { indexes, .. } => used.extend(indexes),
                Source::Constant(_) => {}
            }
        }
        used
    }

    /// Headings of the file that match no column of the contract.
    pub(crate) fn unmatched(&self) -> Vec<String> {
        let used = self.used();
        self.headers
            .iter()
            .enumerate()
            .filter(|(index, heading)| !used.contains(index) && !heading.trim().is_empty())
            .map(|(_, heading)| heading.trim().to_owned())
            .collect()
    }

    /// The heading above the cells of a contract column, for messages.
    pub(crate) fn heading(&self, position: usize) -> Option<String> {
        let name = |index: &usize| self.headers.get(*index).map(|heading| heading.trim().to_owned());
        match self.sources.get(position)?.as_ref()? {
            Source::Column { index, .. } => name(index),
            Source::Sum { indexes, .. } => Some(indexes.iter().filter_map(name).collect::<Vec<_>>().join(" + ")),
            Source::Constant(_) => None,
        }
    }
}

/// Headings by which a column is known, for the remedy.
fn known_headings(column: Option<&Column>) -> String {
    let names: Vec<&str> = column
        .into_iter()
        .flat_map(|column| {
            let bangla = column.headers.bn.iter().flat_map(Header::names).take(2);
            let english = column.headers.en.iter().flat_map(Header::names).take(1);
            std::iter::once(column.name.as_str()).chain(bangla).chain(english)
        })
        .collect();
    quoted(&names)
}

fn unknown(
    facts: &FileFacts,
    heads: &[Head],
    contract: &ExtractContract,
    looks_like: Option<&ExtractContract>,
) -> Problem {
    if let Some(other) = looks_like {
        return facts
            .problem(&message::HEADER_OF_OTHER_EXTRACT, None)
            .with("extract", &contract.extract)
            .with("other", &other.extract);
    }
    // The widest row is the likeliest header: its words against the known ones.
    let widest = heads.iter().flat_map(|head| &head.rows).max_by_key(|row| {
        (
            row.cells.iter().filter(|cell| !cell.trim().is_empty()).count(),
            std::cmp::Reverse(row.row),
        )
    });
    let Some(row) = widest else {
        return facts.problem(&message::NO_TABLE, None);
    };
    let words: Vec<&str> = row
        .cells
        .iter()
        .map(String::as_str)
        .filter(|cell| !cell.trim().is_empty())
        .collect();
    let known: Vec<&str> = contract
        .columns
        .iter()
        .flat_map(|column| std::iter::once(column.name.as_str()).chain(column.all_headers().flat_map(Header::names)))
        .collect();
    facts
        .problem(&message::HEADER_UNKNOWN, Some(row.row))
        .with("extract", &contract.extract)
        .with("nearest", quoted(&nearest(&words, &known, NEAREST)))
}

pub(crate) fn quoted(words: &[&str]) -> String {
    words
        .iter()
        .map(|word| format!("\"{}\"", shorten(word.trim())))
        .collect::<Vec<_>>()
        .join(", ")
}

/// A heading and the letter of its column.
fn shown(headers: &[String], index: usize) -> String {
    let heading = headers.get(index).map_or("", |heading| heading.trim());
    format!("\"{}\" ({})", shorten(heading), column_letters(index))
}

fn shorten(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.replace(['\n', '\r'], " "),
    }
}

/// The name that spreadsheets give a column: A to Z, AA and so on.
pub(crate) fn column_letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered() {
        assert_eq!(
            [0, 25, 26, 51, 52, 701, 702].map(column_letters).to_vec(),
            ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
        );
    }
}
