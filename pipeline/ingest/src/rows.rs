//! The data rows of a table: what stands below its header, without the rows that only add up, number or repeat, and
//! with a wide table made long.
//!
//! Invariant: a row is set aside only where it has no key and cannot be anybody's: its row number is in the sidecar.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use arrow::array::{BooleanArray, StringArray, StringBuilder, UInt32Array};
use arrow::compute::{filter, take};
use dorpon_catalog::extract::ExtractContract;
use dorpon_domain::number::ascii_digits;
use dorpon_domain::problem::Problem;
use dorpon_domain::text::fold_header;

use crate::column::{filled, trimmed};
use crate::file::batch::{BATCH_ROWS, TextBatch};
use crate::file::{Progress, TableFile, Visit};
use crate::header::{Mapping, Source};

/// What offices write before a sum, folded and without digits.
const TOTAL_WORDS: [&str; 20] = [
    "মোট",
    "সর্বমোট",
    "উপমোট",
    "যোগফল",
    "সর্বমোটযোগফল",
    "মোটজন",
    "মোটটাকা",
    "সর্বমোটটাকা",
    "মোটপরিমাণ",
    "মোটউপকারভোগী",
    "মোটভাতাভোগী",
    "total",
    "grandtotal",
    "subtotal",
    "sum",
    "totals",
    "totaltaka",
    "totalamount",
    "totaltk",
    "grandtotaltaka",
];

static FOLDED_TOTAL_WORDS: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| TOTAL_WORDS.iter().map(|word| fold_header(word)).collect());

/// Longest cell, in bytes, that may be such a word.
const LONGEST_TOTAL: usize = 120;

/// Rows set aside that are named.
const NAMED_ROWS: usize = 1000;

/// What a file column of a wide table says of its cells.
#[derive(Clone, Debug)]
pub(crate) struct UnpivotHeading {
    pub(crate) index: usize,
    /// One for each of the plan's positions but the last.
    texts: Vec<String>,
}

/// How the rows of a wide table become long: each row becomes one for each filled cell below these headings.
#[derive(Clone, Debug)]
pub(crate) struct UnpivotPlan {
    pub(crate) headings: Vec<UnpivotHeading>,
    /// Positions in the contract of the columns that the headings fill, the value's last.
    pub(crate) positions: Vec<usize>,
}

impl UnpivotPlan {
    /// The plan for a header; `None` where the contract has none, or the file has the value in a column of its own.
    pub(crate) fn of(
        contract: &ExtractContract,
        headings: &[String],
        has_source: impl Fn(usize) -> bool,
    ) -> Option<Self> {
        let unpivot = contract.unpivot.as_ref()?;
        let value = contract.position(&unpivot.value)?;
        if has_source(value) {
            return None;
        }
        let names: Vec<&str> = unpivot.named_columns().into_iter().collect();
        let headings: Vec<UnpivotHeading> = headings
            .iter()
            .enumerate()
            .filter_map(|(index, heading)| {
                let mut said = unpivot.read(heading, &contract.columns)?;
                let texts = names
                    .iter()
                    .map(|name| said.remove(*name).unwrap_or_default())
                    .collect();
                Some(UnpivotHeading { index, texts })
            })
            .collect();
        let positions: Option<Vec<usize>> = names
            .iter()
            .map(|name| contract.position(name))
            .chain(std::iter::once(Some(value)))
            .collect();
        (!headings.is_empty()).then_some(Self {
            headings,
            positions: positions?,
        })
    }

    /// The long form of some rows. File columns that feed nothing are left empty.
    fn lengthen(&self, batch: &TextBatch, used: &BTreeSet<usize>) -> TextBatch {
        let mut positions: Vec<u32> = Vec::new();
        let mut built: Vec<StringBuilder> = self.positions.iter().map(|_| StringBuilder::new()).collect();
        for position in 0..batch.len() {
            for heading in &self.headings {
                let cell = batch.cell(heading.index, position);
                if filled(cell).is_none() {
                    continue;
                }
                positions.push(u32::try_from(position).unwrap_or(u32::MAX));
                let texts = heading.texts.iter().map(String::as_str).chain(std::iter::once(cell));
                for (builder, text) in built.iter_mut().zip(texts) {
                    builder.append_value(text);
                }
            }
        }
        let indices = UInt32Array::from(positions.clone());
        let kept = batch.columns.iter().enumerate().map(|(index, column)| {
            let long = used
                .contains(&index)
                .then(|| take(column, &indices, None).ok())
                .flatten();
            long.and_then(|long| long.as_any().downcast_ref::<StringArray>().cloned())
                .unwrap_or_else(|| StringArray::from_iter_values(std::iter::repeat_n("", positions.len())))
        });
        let columns = kept.collect::<Vec<_>>();
        let row = |position: &u32| batch.rows.get(*position as usize).copied().unwrap_or_default();
        TextBatch {
            rows: positions.iter().map(row).collect(),
            columns: columns
                .into_iter()
                .chain(built.iter_mut().map(StringBuilder::finish))
                .collect(),
            overfull: positions
                .iter()
                .enumerate()
                .filter(|(_, position)| batch.overfull.contains(position))
                .filter_map(|(long, _)| u32::try_from(long).ok())
                .collect(),
        }
    }
}

/// Rows that are no data: they sum the rows above them, number the columns, or repeat the header.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asides {
    pub(crate) count: u64,
    /// The first of them, as a person sees them.
    pub(crate) rows: Vec<i64>,
}

/// Shows the data rows of a table, batch after batch; answers with those that were set aside.
pub(crate) fn scan(
    file: &mut TableFile,
    contract: &ExtractContract,
    mapping: &Mapping,
    progress: &Progress<'_>,
    visit: &mut Visit<'_>,
) -> Result<Asides, Problem> {
    let keys: Option<Vec<usize>> = contract
        .key
        .iter()
        .filter_map(|name| contract.position(name))
        .map(|position| mapping.sources.get(position)?.as_ref())
        .filter(|source| !matches!(source, Some(Source::Constant(_))))
        .map(|source| match source {
            Some(Source::Column { index, .. }) => Some(*index),
            _ => None,
        })
        .collect();
    // Columns of a long form are not there yet.
    let keys: Vec<usize> = keys
        .unwrap_or_default()
        .into_iter()
        .filter(|index| *index < mapping.table.width)
        .collect();
    let counted: Vec<bool> = (0..mapping.table.width)
        .map(|index| is_counted(contract, mapping, index))
        .collect();
    let used: BTreeSet<usize> = mapping.fed().into_iter().collect();
    let mut asides = Asides::default();
    let mut is_first = true;
    file.scan(&mapping.table, progress, &mut |batch| {
        let found = asides_in(mapping, &keys, &counted, batch, std::mem::take(&mut is_first));
        let without;
        let batch = if found.is_empty() {
            batch
        } else {
            asides.count += found.len() as u64;
            for position in &found {
                if asides.rows.len() < NAMED_ROWS {
                    asides.rows.extend(batch.rows.get(*position));
                }
            }
            without = drop_rows(batch, &found);
            &without
        };
        let Some(plan) = &mapping.unpivot else {
            return if batch.len() > 0 {
                visit(batch)
            } else {
                Ok(ControlFlow::Continue(()))
            };
        };
        let step = (BATCH_ROWS / plan.headings.len()).max(1);
        for start in (0..batch.len()).step_by(step) {
            let part = batch.slice(start, step.min(batch.len() - start));
            let long = plan.lengthen(&part, &used);
            if long.len() > 0 && visit(&long)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(asides)
}

/// Positions of the rows of a batch that are no data.
fn asides_in(mapping: &Mapping, keys: &[usize], counted: &[bool], batch: &TextBatch, is_first: bool) -> Vec<usize> {
    let mut found = Vec::new();
    if is_first && numbers_columns(batch, mapping.table.width) {
        found.push(0);
    }
    let Some(first_key) = keys.first() else {
        return found;
    };
    let heading = mapping.headers.get(*first_key).map_or("", |heading| heading.trim());
    for position in 0..batch.len() {
        let cell = trimmed(batch.cell(*first_key, position));
        if cell.is_empty() || may_be_total(cell) {
            let is_keyless = keys.iter().all(|key| {
                let cell = batch.cell(*key, position).trim();
                filled(cell).is_none() || is_total_word(cell)
            });
            if is_keyless && is_total(batch, position, counted) {
                found.push(position);
            }
        } else if cell == heading && repeats_header(mapping, batch, position) {
            found.push(position);
        }
    }
    found
}

/// Whether a column of the file is of a kind that is added up; one that the contract does not know may be.
fn is_counted(contract: &ExtractContract, mapping: &Mapping, index: usize) -> bool {
    let feeds = |source: &Option<Source>| match source {
        Some(Source::Column { index: fed, .. }) => *fed == index,
        Some(Source::FirstFilled(parts)) => parts.iter().any(|part| part.index == index),
        _ => false,
    };
    contract
        .columns
        .iter()
        .zip(&mapping.sources)
        .filter(|(_, source)| feeds(source))
        .all(|(column, _)| column.column_type.is_number())
}

/// A cheap look before the words are compared.
pub(crate) fn may_be_total(cell: &str) -> bool {
    let english = |word: &str| {
        cell.get(..word.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(word))
    };
    cell.len() <= LONGEST_TOTAL
        && (cell.starts_with("মোট")
            || cell.starts_with("সর্ব")
            || cell.starts_with("উপ")
            || cell.starts_with("যোগ")
            || ["tot", "gra", "sub", "sum"].into_iter().any(english))
}

/// Whether a cell says only that the row adds up others.
pub(crate) fn is_total_word(cell: &str) -> bool {
    if !may_be_total(cell) {
        return false;
    }
    // `মোট: ১২ জন` is `মোট জন`.
    let folded: String = fold_header(cell)
        .chars()
        .filter(|letter| !letter.is_ascii_digit())
        .collect();
    FOLDED_TOTAL_WORDS.contains(&folded)
}

/// Whether a row has a word for a sum, and beside it only numbers.
fn is_total(batch: &TextBatch, position: usize, counted: &[bool]) -> bool {
    let mut has_word = false;
    for (index, is_counted) in counted.iter().enumerate() {
        let Some(cell) = filled(batch.cell(index, position)) else {
            continue;
        };
        if is_total_word(cell) {
            has_word = true;
        } else if !is_counted || !is_number(cell) {
            return false;
        }
    }
    has_word
}

fn is_number(cell: &str) -> bool {
    let text = ascii_digits(cell);
    let mut digits = 0_usize;
    let only = text.chars().all(|letter| {
        digits += usize::from(letter.is_ascii_digit());
        letter.is_ascii_digit() || matches!(letter, ',' | '.' | ' ' | '/' | '-' | '৳' | '=' | '%')
    });
    only && digits > 0
}

/// Whether a row repeats the header: every filled cell is the heading above it.
fn repeats_header(mapping: &Mapping, batch: &TextBatch, position: usize) -> bool {
    (0..mapping.table.width).all(|index| {
        let cell = batch.cell(index, position).trim();
        cell.is_empty() || mapping.headers.get(index).is_some_and(|heading| heading.trim() == cell)
    })
}

/// Whether the first row only numbers the columns, from 1.
fn numbers_columns(batch: &TextBatch, width: usize) -> bool {
    let numbers = consecutive_numbers((0..width).map(|index| batch.cell(index, 0)));
    numbers.is_some_and(|numbers| numbers.len() > 2 && numbers.len() * 2 > width && numbers.first() == Some(&1))
}

/// The filled cells where they are numbers of which each is one more than the last, in digits of either script, also in
/// brackets.
pub(crate) fn consecutive_numbers<'a>(cells: impl Iterator<Item = &'a str>) -> Option<Vec<u64>> {
    let number = |cell: &str| ascii_digits(cell).trim_matches(['(', ')', ' ']).parse().ok();
    let numbers: Vec<u64> = cells.filter_map(filled).map(number).collect::<Option<_>>()?;
    numbers
        .windows(2)
        .all(|pair| matches!(pair, [one, next] if one + 1 == *next))
        .then_some(numbers)
}

fn drop_rows(batch: &TextBatch, positions: &[usize]) -> TextBatch {
    let dropped: BTreeSet<usize> = positions.iter().copied().collect();
    let kept: Vec<usize> = (0..batch.len())
        .filter(|position| !dropped.contains(position))
        .collect();
    let mask: BooleanArray = (0..batch.len())
        .map(|position| Some(!dropped.contains(&position)))
        .collect();
    let columns = batch.columns.iter().map(|column| {
        let some = filter(column, &mask).ok();
        some.and_then(|some| some.as_any().downcast_ref::<StringArray>().cloned())
            .unwrap_or_else(|| StringArray::from_iter_values(std::iter::repeat_n("", kept.len())))
    });
    TextBatch {
        rows: kept
            .iter()
            .filter_map(|position| batch.rows.get(*position).copied())
            .collect(),
        columns: columns.collect(),
        overfull: kept
            .iter()
            .enumerate()
            .filter(|(_, position)| u32::try_from(**position).is_ok_and(|position| batch.overfull.contains(&position)))
            .filter_map(|(place, _)| u32::try_from(place).ok())
            .collect(),
    }
}
