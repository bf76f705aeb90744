//! Which row of a file is its header, and which column of it feeds which column of a contract.
//!
//! Headings are compared in folded form (case, spaces, punctuation, digits). A contract
//! column is fed by one file column: two candidates are refused, never guessed. A header may
//! take two rows, the upper of which spans several columns: a heading is then what both say.

use std::collections::BTreeSet;

use dorpon_catalog::extract::{Column, ExtractContract, Header, QualifiedHeader};
use dorpon_domain::message::ingest as message;
use dorpon_domain::problem::Problem;
use dorpon_domain::return_sheet;
use dorpon_domain::text::bijoy::heading_candidates;

use crate::file::{FileFacts, Head, HeadRow, TableRange};
use crate::header_row::{Meanings, best_head, candidates, factor, fold_heads, whole_sheets};
use crate::nearest::nearest;
use crate::rows::UnpivotPlan;

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
    /// Of several columns the first that is filled: the numbers of different kinds of identifier, side by side.
    FirstFilled(Vec<IdentifierSource>),
    /// The kind of that identifier.
    KindOfFirstFilled(Vec<IdentifierSource>),
}

/// A column that holds one kind of identifier.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct IdentifierSource {
    pub(crate) index: usize,
    pub(crate) kind: String,
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
    /// How the rows of a wide table become long.
    pub(crate) unpivot: Option<UnpivotPlan>,
    /// Positions in the contract of columns whose heading is written for a Bijoy font.
    pub(crate) bijoy: BTreeSet<usize>,
}

/// Lays the file's header upon the contract.
///
/// # Errors
/// `return_sheet`, `no_table`, `header_unknown`, `header_of_other_extract`, `header_ambiguous`, `column_missing`.
pub(crate) fn map(
    facts: &FileFacts,
    heads: &[Head],
    contract: &ExtractContract,
    contracts: &[&ExtractContract],
) -> Result<Mapping, Problem> {
    let mut rows = heads.iter().flat_map(|head| &head.rows);
    if rows.any(|row| return_sheet::is_header(row.cells.iter().map(String::as_str))) {
        return Err(facts.problem(&message::RETURN_SHEET, None));
    }
    let meanings = Meanings::of(contract);
    let Some((head, header, fit)) = best_head(&fold_heads(heads), &meanings) else {
        return Err(facts.problem(&message::NO_TABLE, None));
    };
    let twins = whole_sheets(&fold_heads(heads), &meanings);
    if let [first, second, ..] = twins.as_slice() {
        return Err(facts
            .problem(&message::SEVERAL_TABLES, None)
            .with("extract", &contract.extract)
            .with("first", first)
            .with("second", second));
    }
    if !fit.is_plausible() || fit.required_matched < fit.required {
        let looks_like = candidates(heads, contracts)
            .into_iter()
            .find(|(_, fit)| fit.is_plausible() && fit.required_matched == fit.required)
            .map(|(other, _)| other)
            .filter(|other| other.extract != contract.extract);
        if !fit.is_plausible() || looks_like.is_some() {
            return Err(unknown(facts, heads, contract, looks_like));
        }
    }
    let width = header
        .cells
        .iter()
        .rposition(|cell| !cell.trim().is_empty())
        .map_or(0, |last| last + 1);
    let headers: Vec<String> = header.cells.iter().take(width).cloned().collect();
    let folded: Vec<String> = header.folded.iter().take(width).cloned().collect();
    let table = TableRange {
        place: head.place.clone(),
        header_row: header.row,
        width,
    };
    let mut mapping = Mapping {
        table,
        sources: vec![None; contract.columns.len()],
        headers: headers.clone(),
        above: head.rows.iter().take(header.above).cloned().collect(),
        unpivot: None,
        bijoy: BTreeSet::new(),
    };

    for (index, heading) in folded.iter().enumerate() {
        let Some((position, found)) = meanings.get(heading, &folded) else {
            continue;
        };
        let Some(place) = mapping.sources.get_mut(position) else {
            continue;
        };
        if let Some(Source::Column { index: first, .. }) = place {
            let kind_at = |index: usize| {
                let heading = folded.get(index)?;
                let (_, found) = meanings.get(heading, &folded)?;
                Some(IdentifierSource {
                    index,
                    kind: kind_of(found)?.to_owned(),
                })
            };
            if let (Some(one), Some(other)) = (kind_at(*first), kind_at(index))
                && one.kind != other.kind
            {
                *place = Some(Source::FirstFilled(vec![one, other]));
                continue;
            }
            let column = contract.columns.get(position).map_or("", |column| column.name.as_str());
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
        if headers
            .get(index)
            .is_some_and(|text| heading_candidates(text).1.as_ref() == Some(heading))
        {
            mapping.bijoy.insert(position);
        }
    }
    for (position, column) in contract.columns.iter().enumerate() {
        let kinds = match mapping.sources.get(position) {
            Some(Some(Source::Column { index, .. })) => folded
                .get(*index)
                .and_then(|heading| kind_of(meanings.get(heading, &folded)?.1))
                .map(|kind| Source::Constant(kind.to_owned())),
            Some(Some(Source::FirstFilled(parts))) => Some(Source::KindOfFirstFilled(parts.clone())),
            Some(None) => {
                if let Some(place) = mapping.sources.get_mut(position) {
                    *place = meanings.sum_of(position, &folded);
                }
                None
            }
            _ => None,
        };
        let target = column
            .id_type_column
            .as_deref()
            .and_then(|name| contract.position(name));
        if let (Some(kinds), Some(target)) = (kinds, target)
            && let Some(place) = mapping.sources.get_mut(target)
            // Where two numbers stand side by side, a column beside them cannot say the kind of both.
            && (place.is_none() || matches!(kinds, Source::KindOfFirstFilled(_)))
        {
            *place = Some(kinds);
        }
    }
    let has_source = |position: usize| mapping.sources.get(position).is_some_and(Option::is_some);
    if let Some(plan) = UnpivotPlan::of(contract, &mapping.headers, has_source) {
        for (offset, position) in plan.positions.iter().enumerate() {
            if let Some(place) = mapping.sources.get_mut(*position) {
                *place = Some(Source::Column {
                    index: width + offset,
                    factor: None,
                });
            }
            let name = contract.columns.get(*position).map(|column| column.name.clone());
            mapping.headers.push(name.unwrap_or_default());
        }
        mapping.unpivot = Some(plan);
    }
    mapping.require(facts, contract)?;
    Ok(mapping)
}

/// The kind of identifier that a heading promises.
fn kind_of(header: Option<&Header>) -> Option<&str> {
    match header {
        Some(Header::Qualified(QualifiedHeader { id_type, .. })) => id_type.as_deref(),
        _ => None,
    }
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
            .with(
                "known",
                missing
                    .iter()
                    .map(|column| known_headings(Some(*column)))
                    .collect::<Vec<_>>()
                    .join("; "),
            )
            .with("nearest", quoted(&close)))
    }

    /// File columns that feed something.
    fn used(&self) -> Vec<usize> {
        let mut used = self.fed();
        if let Some(plan) = &self.unpivot {
            used.extend(plan.headings.iter().map(|heading| heading.index));
        }
        used
    }

    /// Columns that a column of the contract reads as they are.
    pub(crate) fn fed(&self) -> Vec<usize> {
        let mut used = Vec::new();
        for source in self.sources.iter().flatten() {
            match source {
                Source::Column { index, .. } => used.push(*index),
                Source::Sum { indexes, .. } => used.extend(indexes),
                Source::FirstFilled(parts) | Source::KindOfFirstFilled(parts) => {
                    used.extend(parts.iter().map(|part| part.index));
                }
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
            Source::FirstFilled(parts) | Source::KindOfFirstFilled(parts) => Some(
                parts
                    .iter()
                    .filter_map(|part| name(&part.index))
                    .collect::<Vec<_>>()
                    .join(" / "),
            ),
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
