//! Tries to compute small counts from what is public, as a stranger would.

use super::elimination::{self, Linear};
use super::enumeration;
use super::proof;
use super::table::Table;
use super::{Equation, Exposure, Policy, Verdict};

/// Largest group of hidden cells whose tables are enumerated.
const SMALL_GROUP: usize = 40;

/// How often bounds are drawn from one equation before they are taken as they are: bounds
/// that creep by one narrow nothing that matters.
const VISITS: u32 = 64;

pub(super) fn audit(
    values: &[Option<i64>],
    equations: &[Equation],
    sensitive: &[bool],
    verdicts: &[Verdict],
    policy: &Policy,
) -> Vec<Exposure> {
    let table = Table::new(values, equations);
    let is_small = |index: usize| {
        let value = values.get(index).copied().flatten();
        value.is_some_and(|value| policy.is_small(value, sensitive.get(index).copied().unwrap_or(false)))
    };
    let mut exposures = Vec::new();
    let mut expose = |cell: usize, lowest: i64, highest: i64| exposures.push(Exposure { cell, lowest, highest });
    for (index, value) in values.iter().enumerate() {
        let shown = verdicts.get(index).is_none_or(|verdict| *verdict == Verdict::Shown);
        if let Some(value) = value.filter(|_| shown && is_small(index)) {
            expose(index, value, value);
        }
    }
    for equation in table.broken.iter().filter_map(|place| equations.get(*place)) {
        for index in std::iter::once(equation.total).chain(equation.parts.iter().copied()) {
            if let Some(value) = values.get(index).copied().flatten().filter(|_| is_small(index)) {
                expose(index, value, value);
            }
        }
    }
    let puzzle = Puzzle::new(&table, values, sensitive, verdicts, policy);
    for exposure in puzzle.solve(&table, values, sensitive, verdicts, policy) {
        expose(exposure.cell, exposure.lowest, exposure.highest);
    }
    exposures.sort_by_key(|exposure| (exposure.cell, exposure.highest.saturating_sub(exposure.lowest)));
    exposures.dedup_by_key(|exposure| exposure.cell);
    exposures
}

/// What a reader knows of one hidden cell: an interval, perhaps with a hole in it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Knowledge {
    pub(super) lowest: i128,
    /// `None`: no bound.
    pub(super) highest: Option<i128>,
    /// Below this only zero is possible.
    pub(super) gap_below: i128,
}

impl Knowledge {
    /// Values from 1 to below the gap's end are impossible: draws the bounds in accordingly.
    pub(super) fn settle(&mut self) {
        if self.lowest > 0 && self.lowest < self.gap_below {
            self.lowest = self.gap_below;
        }
        if let Some(highest) = self.highest
            && highest < self.gap_below
            && highest > 0
        {
            self.highest = Some(0);
        }
    }

    pub(super) fn is_impossible(&self) -> bool {
        self.highest.is_some_and(|highest| highest < self.lowest)
    }

    pub(super) fn allows(&self, value: i128) -> bool {
        value >= self.lowest
            && self.highest.is_none_or(|highest| value <= highest)
            && (value == 0 || value >= self.gap_below)
    }
}

/// One equation over hidden cells: `sum(coefficient * unknown) = constant`.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) terms: Vec<(u32, i64)>,
    pub(super) constant: i128,
}

/// One hidden cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unknown {
    pub(super) cell: usize,
    pub(super) truth: i128,
    pub(super) knowledge: Knowledge,
    /// Number of values that must stay possible; 0 for a cell that needs no protection.
    pub(super) required: i128,
}

/// The public side of a table: unknowns and the equations between them.
pub(super) struct Puzzle {
    pub(super) unknowns: Vec<Unknown>,
    pub(super) rows: Vec<Row>,
    /// Unknown → rows.
    pub(super) uses: Vec<Vec<u32>>,
}

impl Puzzle {
    fn new(table: &Table, values: &[Option<i64>], sensitive: &[bool], verdicts: &[Verdict], policy: &Policy) -> Self {
        let mut puzzle = Self {
            unknowns: Vec::new(),
            rows: Vec::new(),
            uses: Vec::new(),
        };
        let mut numbers: Vec<u32> = vec![u32::MAX; values.len()];
        for (index, value) in values.iter().enumerate() {
            let (Some(value), Some(verdict)) = (value, verdicts.get(index)) else {
                continue;
            };
            let sensitive = sensitive.get(index).copied().unwrap_or(false);
            let small = policy.is_small(*value, sensitive);
            let knowledge = match verdict {
                Verdict::Shown => continue,
                Verdict::BelowMinimum => {
                    let (lowest, highest) = policy.public_interval(sensitive);
                    Knowledge {
                        lowest: lowest.into(),
                        highest: Some(highest.into()),
                        gap_below: 0,
                    }
                }
                Verdict::Closed => Knowledge {
                    lowest: 0,
                    highest: None,
                    gap_below: 0,
                },
                Verdict::Withheld if small => Knowledge {
                    lowest: 0,
                    highest: None,
                    gap_below: 0,
                },
                Verdict::Withheld => {
                    let lowest = if sensitive && *value >= policy.minimum {
                        policy.minimum
                    } else {
                        0
                    };
                    Knowledge {
                        lowest: lowest.into(),
                        highest: None,
                        gap_below: policy.minimum.into(),
                    }
                }
            };
            let required = if small { policy.required_values(sensitive) } else { 0 };
            if let (Some(number), Ok(next)) = (numbers.get_mut(index), u32::try_from(puzzle.unknowns.len())) {
                *number = next;
            }
            puzzle.unknowns.push(Unknown {
                cell: index,
                truth: i128::from(*value),
                knowledge,
                required: required.into(),
            });
        }
        puzzle.uses = vec![Vec::new(); puzzle.unknowns.len()];
        for equation in 0..table.equations.len() {
            let mut row = Row {
                terms: Vec::new(),
                constant: 0,
            };
            for entry in table.equations.row(equation) {
                let number = numbers.get(entry.index as usize).copied().unwrap_or(u32::MAX);
                if number == u32::MAX {
                    let value = values.get(entry.index as usize).copied().flatten().unwrap_or_default();
                    row.constant -= i128::from(entry.coefficient) * i128::from(value);
                } else {
                    row.terms.push((number, entry.coefficient));
                }
            }
            if row.terms.is_empty() {
                continue;
            }
            let number = u32::try_from(puzzle.rows.len()).unwrap_or(u32::MAX);
            for (unknown, _) in &row.terms {
                if let Some(uses) = puzzle.uses.get_mut(*unknown as usize) {
                    uses.push(number);
                }
            }
            puzzle.rows.push(row);
        }
        puzzle
    }

    fn solve(
        mut self,
        table: &Table,
        values: &[Option<i64>],
        sensitive: &[bool],
        verdicts: &[Verdict],
        policy: &Policy,
    ) -> Vec<Exposure> {
        let mut exposed = vec![None; self.unknowns.len()];
        let mut knowledge: Vec<Knowledge> = self.unknowns.iter().map(|unknown| unknown.knowledge).collect();
        let every_row: Vec<u32> = (0..u32::try_from(self.rows.len()).unwrap_or(u32::MAX)).collect();
        self.draw_bounds(&mut knowledge, &every_row, VISITS);
        for ((unknown, known), exposed) in self.unknowns.iter_mut().zip(&knowledge).zip(&mut exposed) {
            unknown.knowledge = *known;
            if let Some(highest) = known.highest
                && highest - known.lowest + 1 < unknown.required
            {
                *exposed = Some((known.lowest, highest));
            }
        }
        let mut unproved: Vec<u32> = Vec::new();
        for group in self.groups() {
            let asked = group
                .iter()
                .any(|number| self.unknowns.get(*number as usize).is_some_and(|u| u.required > 0));
            if !asked {
                continue;
            }
            match elimination::determined(&self, &group) {
                Linear::Determined(numbers) => {
                    for number in numbers {
                        if let (Some(unknown), Some(exposed)) =
                            (self.unknowns.get(number as usize), exposed.get_mut(number as usize))
                            && unknown.required > 0
                        {
                            *exposed = Some((unknown.truth, unknown.truth));
                        }
                    }
                }
                Linear::TooLarge => {
                    let asked = group.iter().filter_map(|number| self.unknowns.get(*number as usize));
                    let cells = asked
                        .filter(|unknown| unknown.required > 0)
                        .map(|unknown| u32::try_from(unknown.cell));
                    unproved.extend(cells.filter_map(Result::ok));
                }
            }
            if group.len() <= SMALL_GROUP {
                for (number, lowest, highest) in enumeration::narrowed(&self, &group, &mut knowledge) {
                    if let Some(exposed) = exposed.get_mut(number as usize) {
                        *exposed = exposed.or(Some((lowest, highest)));
                    }
                }
            }
        }
        let bound = |value: i128| i64::try_from(value).unwrap_or(i64::MAX);
        let mut exposures: Vec<Exposure> = self
            .unknowns
            .iter()
            .zip(exposed)
            .filter_map(|(unknown, exposed)| {
                let (lowest, highest) = exposed?;
                Some(Exposure {
                    cell: unknown.cell,
                    lowest: bound(lowest),
                    highest: bound(highest),
                })
            })
            .collect();
        // A group in which linear inference was given up must be proved safe instead.
        for cell in proof::unproved(table, values, sensitive, verdicts, policy, &unproved) {
            let sensitive = sensitive.get(cell as usize).copied().unwrap_or(false);
            let (lowest, highest) = policy.public_interval(sensitive);
            exposures.push(Exposure {
                cell: cell as usize,
                lowest,
                highest,
            });
        }
        exposures
    }

    /// Draws what follows for each unknown from each equation and the bounds of the others,
    /// until nothing more follows. `false`: no table is possible.
    pub(super) fn draw_bounds(&self, knowledge: &mut [Knowledge], rows: &[u32], visits: u32) -> bool {
        let mut waiting: std::collections::VecDeque<u32> = rows.iter().copied().collect();
        // Bounds concern few rows when a small group is enumerated, all of them at first.
        let mut state: std::collections::HashMap<u32, (bool, u32)> = rows.iter().map(|row| (*row, (true, 0))).collect();
        while let Some(number) = waiting.pop_front() {
            let Some(row) = self.rows.get(number as usize) else {
                continue;
            };
            if let Some((queued, visited)) = state.get_mut(&number) {
                *queued = false;
                *visited += 1;
                if *visited > visits {
                    continue;
                }
            }
            // Least and greatest sum, with the number of unbounded terms on each side.
            let (mut least, mut greatest, mut open_below, mut open_above) = (0_i128, 0_i128, 0, 0);
            for (unknown, coefficient) in &row.terms {
                let Some(known) = knowledge.get(*unknown as usize) else {
                    continue;
                };
                let (low, high) = scaled(known, *coefficient);
                match low {
                    Some(low) => least += low,
                    None => open_below += 1,
                }
                match high {
                    Some(high) => greatest += high,
                    None => open_above += 1,
                }
            }
            for (unknown, coefficient) in &row.terms {
                let Some(known) = knowledge.get_mut(*unknown as usize) else {
                    continue;
                };
                let before = *known;
                let (low, high) = scaled(known, *coefficient);
                let others_least = match low {
                    Some(low) if open_below == 0 => Some(least - low),
                    None if open_below == 1 => Some(least),
                    _ => None,
                };
                let others_greatest = match high {
                    Some(high) if open_above == 0 => Some(greatest - high),
                    None if open_above == 1 => Some(greatest),
                    _ => None,
                };
                // coefficient * unknown = constant - others
                let top = others_least.map(|others| row.constant - others);
                let bottom = others_greatest.map(|others| row.constant - others);
                let coefficient = i128::from(*coefficient);
                let (bottom, top) = if coefficient > 0 {
                    (
                        bottom.map(|b| divide_up(b, coefficient)),
                        top.map(|t| t.div_euclid(coefficient)),
                    )
                } else {
                    (
                        top.map(|t| divide_up(-t, -coefficient)),
                        bottom.map(|b| (-b).div_euclid(-coefficient)),
                    )
                };
                if let Some(bottom) = bottom {
                    known.lowest = known.lowest.max(bottom);
                }
                if let Some(top) = top {
                    known.highest = Some(known.highest.map_or(top, |highest| highest.min(top)));
                }
                known.settle();
                if known.is_impossible() {
                    return false;
                }
                if *known == before {
                    continue;
                }
                // The sums must follow, or later terms of this row see old bounds.
                let (new_low, new_high) = scaled(known, i64::try_from(coefficient).unwrap_or(1));
                match (low, new_low) {
                    (Some(low), Some(new)) => least += new - low,
                    (None, Some(new)) => {
                        open_below -= 1;
                        least += new;
                    }
                    _ => {}
                }
                match (high, new_high) {
                    (Some(high), Some(new)) => greatest += new - high,
                    (None, Some(new)) => {
                        open_above -= 1;
                        greatest += new;
                    }
                    _ => {}
                }
                for other in self.uses.get(*unknown as usize).map(Vec::as_slice).unwrap_or_default() {
                    if let Some((queued, _)) = state.get_mut(other).filter(|(queued, _)| !*queued) {
                        *queued = true;
                        waiting.push_back(*other);
                    }
                }
            }
        }
        true
    }

    /// Unknowns that equations join, group after group, in the order of the cells.
    fn groups(&self) -> Vec<Vec<u32>> {
        let mut seen = vec![false; self.unknowns.len()];
        let mut row_seen = vec![false; self.rows.len()];
        let mut groups = Vec::new();
        for first in 0..u32::try_from(self.unknowns.len()).unwrap_or(u32::MAX) {
            let mut waiting = vec![first];
            let mut group = Vec::new();
            while let Some(number) = waiting.pop() {
                let Some(seen) = seen.get_mut(number as usize).filter(|seen| !**seen) else {
                    continue;
                };
                *seen = true;
                group.push(number);
                for row in self.uses.get(number as usize).map(Vec::as_slice).unwrap_or_default() {
                    if let Some(row_seen) = row_seen.get_mut(*row as usize).filter(|seen| !**seen) {
                        *row_seen = true;
                        let terms = self
                            .rows
                            .get(*row as usize)
                            .map(|row| row.terms.as_slice())
                            .unwrap_or_default();
                        waiting.extend(terms.iter().map(|(unknown, _)| *unknown));
                    }
                }
            }
            // A cell that no equation joins to anything is as safe as its own text.
            if group
                .iter()
                .any(|number| self.uses.get(*number as usize).is_some_and(|uses| !uses.is_empty()))
            {
                group.sort_unstable();
                groups.push(group);
            }
        }
        groups
    }

    /// The rows that concern a group.
    pub(super) fn rows_of(&self, group: &[u32]) -> Vec<u32> {
        let mut rows: Vec<u32> = group
            .iter()
            .flat_map(|number| self.uses.get(*number as usize).map(Vec::as_slice).unwrap_or_default())
            .copied()
            .collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}

/// Bounds of `coefficient * unknown`.
fn scaled(known: &Knowledge, coefficient: i64) -> (Option<i128>, Option<i128>) {
    let coefficient = i128::from(coefficient);
    let (low, high) = (
        Some(known.lowest * coefficient),
        known.highest.map(|highest| highest * coefficient),
    );
    if coefficient > 0 { (low, high) } else { (high, low) }
}

fn divide_up(value: i128, by: i128) -> i128 {
    -((-value).div_euclid(by))
}
