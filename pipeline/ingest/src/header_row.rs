//! Which row of a file is its header, and which contracts it fits.
//!
//! The cells of a head are folded once, whatever the number of contracts that they are compared with.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use dorpon_catalog::extract::{ExtractContract, Header};
use dorpon_domain::number::parse_decimal;
use dorpon_domain::text::bijoy::heading_candidates;
use dorpon_domain::text::{fold_header, loose_header};

use crate::file::Head;
use crate::header::{FACTOR_SCALE, Source};
use crate::rows::UnpivotPlan;

/// Longest cell, in bytes, that may be a heading.
const LONGEST_HEADING: usize = 600;

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

/// A row, or two in one, that may be the header of a table.
#[derive(Clone, Debug)]
pub(crate) struct HeaderRow {
    /// Rows of the head above it.
    pub(crate) above: usize,
    /// Its last row as a person sees it, from 1; data begin below.
    pub(crate) row: u64,
    /// The headings.
    pub(crate) cells: Vec<String>,
    /// The headings as they are compared.
    pub(crate) folded: Vec<String>,
}

/// A head whose cells are folded.
pub(crate) struct FoldedHead<'a> {
    head: &'a Head,
    rows: Vec<Vec<FoldedCell<'a>>>,
}

/// A cell that may be a heading.
#[derive(Clone, Default)]
struct FoldedCell<'a> {
    text: &'a str,
    plain: String,
    /// Folded after conversion from Bijoy, where it can be converted.
    converted: Option<String>,
}

/// Folds the cells of heads.
pub(crate) fn fold_heads(heads: &[Head]) -> Vec<FoldedHead<'_>> {
    let fold = |cell: &'_ str| -> (String, Option<String>) {
        if cell.is_empty() || cell.len() > LONGEST_HEADING {
            (String::new(), None)
        } else {
            heading_candidates(cell)
        }
    };
    heads
        .iter()
        .map(|head| FoldedHead {
            head,
            rows: head
                .rows
                .iter()
                .map(|row| {
                    row.cells
                        .iter()
                        .map(|cell| {
                            let text = cell.trim();
                            let (plain, converted) = fold(text);
                            FoldedCell { text, plain, converted }
                        })
                        .collect()
                })
                .collect(),
        })
        .collect()
}

/// What a folded heading means in a contract.
pub(crate) struct Meanings<'a> {
    pub(crate) contract: &'a ExtractContract,
    /// Position of the column, and the heading if it is not the column's own name.
    by_heading: BTreeMap<String, (usize, Option<&'a Header>)>,
    /// The same headings by their loose keys; `None` where two columns share one.
    by_loose: OnceCell<BTreeMap<String, Option<(usize, String)>>>,
    /// Headings whose cells are added: the column, the folded parts and the factor.
    sums: Vec<(usize, Vec<String>, Option<i128>)>,
}

impl<'a> Meanings<'a> {
    pub(crate) fn of(contract: &'a ExtractContract) -> Self {
        let mut by_heading = BTreeMap::new();
        let mut sums = Vec::new();
        for (position, column) in contract.columns.iter().enumerate() {
            by_heading.insert(fold_header(&column.name), (position, None));
            for header in column.all_headers() {
                let names = header.names().into_iter().map(fold_header);
                if matches!(header, Header::Sum(_)) {
                    sums.push((position, names.collect(), factor(header)));
                    continue;
                }
                for name in names {
                    by_heading.entry(name).or_insert((position, Some(header)));
                }
            }
        }
        Self {
            contract,
            by_heading,
            by_loose: OnceCell::new(),
            sums,
        }
    }

    fn loose_headings(&self) -> BTreeMap<String, Option<(usize, String)>> {
        let mut by_loose: BTreeMap<String, Option<(usize, String)>> = BTreeMap::new();
        for (position, column) in self.contract.columns.iter().enumerate() {
            let names = column.all_headers().filter(|header| !matches!(header, Header::Sum(_)));
            for name in names
                .flat_map(Header::names)
                .chain(std::iter::once(column.name.as_str()))
            {
                let meaning = (position, fold_header(name));
                by_loose
                    .entry(loose_header(name))
                    .and_modify(|known| *known = known.take().filter(|(other, _)| *other == position))
                    .or_insert(Some(meaning));
            }
        }
        by_loose
    }

    /// The known heading that a text means loosely.
    fn loosely(&self, text: &str) -> Option<&(usize, String)> {
        if text.is_empty() || text.len() > LONGEST_HEADING {
            return None;
        }
        let by_loose = self.by_loose.get_or_init(|| self.loose_headings());
        by_loose.get(&loose_header(text))?.as_ref()
    }

    /// The headings of a row as they are compared. One that means nothing in its own form may mean a column loosely,
    /// unless another heading of the row names that column.
    fn settled(&self, cells: &[String], mut keys: Vec<String>) -> Vec<String> {
        let named: Vec<usize> = keys
            .iter()
            .filter_map(|key| self.by_heading.get(key))
            .map(|(position, _)| *position)
            .collect();
        // A row of which no heading is known is hardly a header.
        if named.is_empty() {
            return keys;
        }
        for (cell, key) in cells.iter().zip(&mut keys) {
            if self.by_heading.contains_key(key) || self.is_part_of_sum(key) {
                continue;
            }
            if let Some((position, heading)) = self.loosely(cell)
                && !named.contains(position)
            {
                key.clone_from(heading);
            }
        }
        keys
    }

    fn is_part_of_sum(&self, key: &str) -> bool {
        self.sums
            .iter()
            .any(|(_, parts, _)| parts.iter().any(|part| part == key))
    }

    /// A cell as it is compared: converted where it means something only as Bijoy.
    fn key(&self, cell: &FoldedCell<'_>) -> String {
        match &cell.converted {
            Some(converted)
                if !self.by_heading.contains_key(&cell.plain) && self.by_heading.contains_key(converted) =>
            {
                converted.clone()
            }
            _ => cell.plain.clone(),
        }
    }

    /// What a folded heading means among the headings of its row.
    pub(crate) fn get(&self, heading: &str, row: &[String]) -> Option<(usize, Option<&'a Header>)> {
        let (position, header) = self.by_heading.get(heading).copied()?;
        let is_something_else = match header {
            Some(Header::Qualified(qualified)) => {
                qualified.unless.iter().any(|other| row.contains(&fold_header(other)))
            }
            _ => false,
        };
        (!is_something_else).then_some((position, header))
    }

    /// The parts of a sum, if the file has them all.
    pub(crate) fn sum_of(&self, position: usize, folded: &[String]) -> Option<Source> {
        self.sums.iter().find_map(|(column, parts, factor)| {
            if *column != position {
                return None;
            }
            let place = |part: &String| folded.iter().position(|heading| heading == part);
            Some(Source::Sum {
                indexes: parts.iter().map(place).collect::<Option<Vec<usize>>>()?,
                factor: *factor,
            })
        })
    }

    /// The rows of a head that may be its header: each by itself, then each two that follow one another.
    fn header_rows(&self, head: &FoldedHead<'_>) -> Vec<HeaderRow> {
        let numbered = || head.head.rows.iter().map(|row| row.row).zip(&head.rows).enumerate();
        let single = numbered().map(|(above, (row, cells))| {
            let texts: Vec<String> = cells.iter().map(|cell| cell.text.to_owned()).collect();
            HeaderRow {
                above,
                row,
                folded: self.settled(&texts, cells.iter().map(|cell| self.key(cell)).collect()),
                cells: texts,
            }
        });
        let double = numbered()
            .zip(numbered().skip(1))
            .filter(|((_, (upper_row, _)), (_, (lower_row, _)))| upper_row + 1 == *lower_row)
            .map(|((above, (_, upper)), (_, (row, lower)))| {
                let (cells, folded) = self.joined(upper, lower);
                let folded = self.settled(&cells, folded);
                HeaderRow {
                    above,
                    row,
                    cells,
                    folded,
                }
            });
        single.chain(double).collect()
    }

    /// The headings of a header of two rows, as they are and as they are compared. A heading of the upper row spans the
    /// blank cells to its right; where the lower cell is blank, it spans that too.
    fn joined(&self, upper: &[FoldedCell<'_>], lower: &[FoldedCell<'_>]) -> (Vec<String>, Vec<String>) {
        let blank = FoldedCell::default();
        let mut spanning = &blank;
        let is_known = |cell: &FoldedCell<'_>| self.by_heading.contains_key(&self.key(cell));
        let has_known = upper.iter().chain(lower).any(is_known);
        (0..upper.len().max(lower.len()))
            .map(|index| {
                let above = upper.get(index).unwrap_or(&blank);
                let below = lower.get(index).unwrap_or(&blank);
                if !above.plain.is_empty() {
                    spanning = above;
                }
                if below.text.is_empty() {
                    return (above.text.to_owned(), self.key(above));
                }
                let both = format!("{}{}", spanning.plain, below.plain);
                let text = format!("{} {}", spanning.text, below.text).trim().to_owned();
                let alone = self.key(below);
                if self.by_heading.contains_key(&both) || (has_known && self.loosely(&text).is_some()) {
                    return (text, both);
                }
                if self.by_heading.contains_key(&alone) {
                    return (below.text.to_owned(), alone);
                }
                (text, both)
            })
            .unzip()
    }

    /// How well a row fits.
    fn fit(&self, row: &HeaderRow) -> Fit {
        let columns = &self.contract.columns;
        let mut matched = vec![false; columns.len()];
        for heading in &row.folded {
            if let Some(place) = self
                .get(heading, &row.folded)
                .and_then(|(column, _)| matched.get_mut(column))
            {
                *place = true;
            }
        }
        for (position, place) in matched.iter_mut().enumerate() {
            *place |= self.sum_of(position, &row.folded).is_some();
        }
        let has_source = |position: usize| matched.get(position).copied().unwrap_or_default();
        if let Some(plan) = UnpivotPlan::of(self.contract, &row.cells, has_source) {
            for position in plan.positions {
                if let Some(place) = matched.get_mut(position) {
                    *place = true;
                }
            }
        }
        let count = |wanted: &dyn Fn(bool) -> bool| {
            let named = columns.iter().zip(&matched);
            named
                .filter(|(column, named)| **named && wanted(column.required))
                .count()
        };
        Fit {
            matched: count(&|_| true),
            required_matched: count(&|required| required),
            required: columns.iter().filter(|column| column.required).count(),
            columns: columns.len(),
        }
    }
}

/// The factor of a heading, at [`FACTOR_SCALE`].
pub(crate) fn factor(header: &Header) -> Option<i128> {
    header.multiply().and_then(|text| parse_decimal(text, FACTOR_SCALE))
}

/// The head and row that fit a contract best, and how well.
pub(crate) fn best_head<'a>(heads: &[FoldedHead<'a>], meanings: &Meanings<'_>) -> Option<(&'a Head, HeaderRow, Fit)> {
    let mut best: Option<(&Head, HeaderRow, Fit)> = None;
    for head in heads {
        for row in meanings.header_rows(head) {
            let fit = meanings.fit(&row);
            if best.as_ref().is_none_or(|(_, _, known)| fit.matched > known.matched) {
                best = Some((head.head, row, fit));
            }
        }
    }
    best
}

/// The sheets of a workbook that hold a whole table of the contract, with rows below its header.
pub(crate) fn whole_sheets(heads: &[FoldedHead<'_>], meanings: &Meanings<'_>) -> Vec<String> {
    let is_whole = |head: &FoldedHead<'_>| {
        meanings.header_rows(head).iter().any(|row| {
            let fit = meanings.fit(row);
            let has_rows = head.head.rows.iter().any(|other| other.row > row.row);
            fit.is_plausible() && fit.required_matched == fit.required && has_rows
        })
    };
    heads
        .iter()
        .filter(|head| head.head.place.sheet.is_some() && is_whole(head))
        .filter_map(|head| head.head.place.sheet.clone())
        .collect()
}

/// Contracts by how well they fit the file, best first.
pub(crate) fn candidates<'a>(heads: &[Head], contracts: &[&'a ExtractContract]) -> Vec<(&'a ExtractContract, Fit)> {
    let heads = fold_heads(heads);
    let mut fits: Vec<(&ExtractContract, Fit)> = contracts
        .iter()
        .filter_map(|contract| best_head(&heads, &Meanings::of(contract)).map(|(_, _, fit)| (*contract, fit)))
        .collect();
    fits.sort_by(|(one, one_fit), (other, other_fit)| {
        other_fit
            .rank()
            .cmp(&one_fit.rank())
            .then_with(|| one.extract.cmp(&other.extract))
    });
    fits
}
