//! The cells of a table with what is public of each so far.

use std::collections::BTreeMap;

use super::block::Blocks;
use super::table::{Entry, Table};
use super::{Equation, Policy, Verdict};

/// A change that is bounded by nothing: far above any count, far below overflow.
pub(super) const UNLIMITED: i64 = 1 << 40;

/// In an equation with more cells than this, only the hidden and the cheapest are tried.
const LONG_EQUATION: usize = 96;

/// What it costs to withhold a cell: so much, more for each level of totals below it, and
/// the binary logarithm of its value.
const COST_OF_CELL: u32 = 16;
const COST_OF_LEVEL: u32 = 120;

/// What it costs to print "withheld" for "<10": less than any figure, for a reader loses hardly anything by it.
const COST_OF_SMALL: u32 = 12;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum State {
    /// No figure, or one that cannot move.
    Fixed,
    /// A zero, or a figure large enough.
    Visible,
    Small,
    Withheld,
    SmallWithheld,
    /// Withheld together with zeros, so that it may be anything.
    Closed,
}

impl State {
    pub(super) fn verdict(self) -> Verdict {
        match self {
            Self::Fixed | Self::Visible => Verdict::Shown,
            Self::Small => Verdict::BelowMinimum,
            Self::Withheld | Self::SmallWithheld => Verdict::Withheld,
            Self::Closed => Verdict::Closed,
        }
    }

    pub(super) fn is_hidden(self) -> bool {
        !matches!(self, Self::Fixed | Self::Visible)
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) value: i64,
    pub(super) state: State,
    pub(super) sensitive: bool,
    rank: u32,
    cost: u32,
    /// Whether it is one of the cheapest of a long equation.
    is_cheap: bool,
}

/// How much of one cell is changed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Change {
    pub(super) cell: u32,
    pub(super) amount: i64,
}

/// The cells, and the equations of those that are worked on.
pub(super) struct Board<'a> {
    pub(super) table: &'a Table,
    pub(super) policy: &'a Policy,
    pub(super) cells: Vec<Cell>,
    /// Equation → its hidden cells, in the order in which they were hidden.
    hidden: Vec<Vec<u32>>,
    /// Long equation → its cheapest visible cells.
    cheapest: BTreeMap<u32, Vec<u32>>,
    /// Equation → the latest rank of its cells.
    ranks: Vec<u32>,
    /// The rank that is worked on: later cells do not exist yet, earlier ones are not withheld any more.
    pub(super) rank: u32,
}

impl<'a> Board<'a> {
    pub(super) fn new(
        table: &'a Table,
        values: &[Option<i64>],
        sensitive: &[bool],
        blocks: &Blocks,
        policy: &'a Policy,
    ) -> Self {
        let mut board = Self {
            table,
            policy,
            cells: Vec::with_capacity(values.len()),
            hidden: vec![Vec::new(); table.equations.len() as usize],
            cheapest: BTreeMap::new(),
            ranks: vec![0; table.equations.len() as usize],
            rank: 0,
        };
        for (index, value) in (0_u32..).zip(values) {
            let sensitive = sensitive.get(index as usize).copied().unwrap_or(false);
            let rank = blocks.rank_of(index);
            // Counts near the limits of i64 cannot move up; nothing real comes near them.
            let value = value.filter(|value| (0..=i64::MAX / 4).contains(value));
            let state = match value {
                Some(value) if policy.is_small(value, sensitive) => State::Small,
                Some(value) if value == 0 || value >= policy.minimum => State::Visible,
                _ => State::Fixed,
            };
            board.cells.push(Cell {
                value: value.unwrap_or_default(),
                state,
                sensitive,
                rank,
                cost: COST_OF_CELL,
                is_cheap: false,
            });
            for entry in table.cells.row(index) {
                if let Some(known) = board.ranks.get_mut(entry.index as usize) {
                    *known = rank.max(*known);
                }
            }
        }
        for index in 0..u32::try_from(values.len()).unwrap_or(u32::MAX) {
            if board.state(index) == State::Small {
                board.note_hidden(index);
            }
        }
        board
    }

    pub(super) fn set_costs(&mut self, equations: &[Equation]) {
        // The height of a total over its lowest parts. Equations that run in a circle are
        // stopped by the number of rounds: no real hierarchy is deeper.
        const DEEPEST: usize = 12;
        let mut heights = vec![0_u32; self.cells.len()];
        for _ in 0..DEEPEST {
            let mut changed = false;
            for equation in equations {
                let parts = equation
                    .parts
                    .iter()
                    .filter_map(|part| heights.get(*part))
                    .max()
                    .copied();
                if let (Some(parts), Some(height)) = (parts, heights.get_mut(equation.total))
                    && *height <= parts
                {
                    *height = parts + 1;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        for (cell, height) in self.cells.iter_mut().zip(heights) {
            cell.cost = COST_OF_CELL + COST_OF_LEVEL * height + cell.value.max(1).ilog2();
        }
        for equation in 0..self.table.equations.len() {
            let row = self.table.equations.row(equation);
            if row.len() > LONG_EQUATION {
                let mut visible: Vec<(u32, u32)> = row
                    .iter()
                    .filter_map(|entry| self.cell(entry.index).map(|cell| (entry.index, cell)))
                    // Room to move down; what has none is of use too seldom.
                    .filter(|(_, cell)| cell.state == State::Visible && cell.value >= self.policy.minimum + 5)
                    .map(|(index, cell)| (cell.cost, index))
                    .collect();
                visible.sort_unstable();
                visible.truncate(LONG_EQUATION / 2);
                let mut cells: Vec<u32> = visible.into_iter().map(|(_, index)| index).collect();
                cells.extend(
                    row.iter()
                        .filter(|entry| entry.coefficient < 0)
                        .map(|entry| entry.index),
                );
                for cell in &cells {
                    if let Some(cell) = self.cells.get_mut(*cell as usize) {
                        cell.is_cheap = true;
                    }
                }
                self.cheapest.insert(equation, cells);
            }
        }
    }

    pub(super) fn cell(&self, index: u32) -> Option<&Cell> {
        self.cells.get(index as usize)
    }

    pub(super) fn state(&self, index: u32) -> State {
        self.cell(index).map_or(State::Fixed, |cell| cell.state)
    }

    /// Whether all cells of the equation exist yet.
    pub(super) fn is_active(&self, equation: u32) -> bool {
        self.rank_of_equation(equation) <= self.rank
    }

    pub(super) fn rank_of_equation(&self, equation: u32) -> u32 {
        self.ranks.get(equation as usize).copied().unwrap_or(0)
    }

    /// Whether no equation that exists yet holds the cell: then nobody can compute it.
    pub(super) fn is_alone(&self, index: u32) -> bool {
        !self
            .table
            .cells
            .row(index)
            .iter()
            .any(|entry| self.is_active(entry.index))
    }

    pub(super) fn hide(&mut self, index: u32, state: State) {
        let was_hidden = self.state(index).is_hidden();
        if let Some(cell) = self.cells.get_mut(index as usize) {
            cell.state = state;
        }
        if !was_hidden {
            self.note_hidden(index);
        }
    }

    /// Withholds a cell so that it may be any number.
    pub(super) fn close(&mut self, index: u32) {
        if self.state(index) != State::Fixed {
            self.hide(index, State::Closed);
        }
    }

    fn note_hidden(&mut self, index: u32) {
        for entry in self.table.cells.row(index) {
            if let Some(hidden) = self.hidden.get_mut(entry.index as usize) {
                hidden.push(index);
            }
        }
    }

    /// How many hidden cells an equation has.
    pub(super) fn hidden_cells(&self, equation: u32) -> usize {
        self.hidden.get(equation as usize).map_or(0, Vec::len)
    }

    /// By how much a cell in this state may change in this direction and still look the same.
    pub(super) fn room(&self, cell: &Cell, state: State, up: bool) -> i64 {
        let (lowest, highest) = self.policy.public_interval(cell.sensitive);
        match (state, up) {
            (State::Fixed, _) => 0,
            (State::Small, true) => highest - cell.value,
            (State::Small, false) => cell.value - lowest,
            (State::Visible | State::Withheld, false) => (cell.value - self.policy.minimum).max(0),
            (State::Withheld, true) if cell.value < self.policy.minimum => 0,
            (State::SmallWithheld | State::Closed, false) => cell.value,
            // A zero that is withheld is closed.
            (State::Visible | State::Withheld | State::SmallWithheld | State::Closed, true) => UNLIMITED,
        }
    }

    /// What it costs to let a cell change so, `times` times; `None` if it has no room.
    pub(super) fn cost_of(&self, change: Change, times: i64, may_hide: bool) -> Option<u32> {
        let cell = self.cell(change.cell)?;
        let needed = change.amount.checked_abs()?.checked_mul(times)?;
        let up = change.amount > 0;
        if self.room(cell, cell.state, up) >= needed {
            return match cell.state {
                State::Visible => (may_hide && cell.rank == self.rank).then_some(cell.cost),
                State::Fixed => None,
                State::Small | State::Withheld | State::SmallWithheld | State::Closed => Some(0),
            };
        }
        let may = cell.state == State::Small && may_hide;
        (may && self.room(cell, State::SmallWithheld, up) >= needed).then_some(COST_OF_SMALL)
    }

    /// Withholds what a change needs hidden.
    pub(super) fn withhold(&mut self, change: Change, times: i64) {
        let Some(cell) = self.cell(change.cell) else { return };
        match cell.state {
            State::Visible if cell.value == 0 => self.hide(change.cell, State::Closed),
            State::Visible => self.hide(change.cell, State::Withheld),
            State::Small if self.room(cell, State::Small, change.amount > 0) < change.amount.abs() * times => {
                self.hide(change.cell, State::SmallWithheld);
            }
            _ => {}
        }
    }

    pub(super) fn is_long(&self, equation: u32) -> bool {
        self.table.equations.row(equation).len() > LONG_EQUATION
    }

    /// The cells by which an equation may be balanced, with their coefficients: of a long one the hidden and the cheapest.
    pub(super) fn candidates(&self, equation: u32, may_hide: bool) -> impl Iterator<Item = (u32, i64)> + '_ {
        let row = self.table.equations.row(equation);
        let is_short = !self.is_long(equation);
        let is_asked = move |entry: &&Entry| {
            let is_visible = !self.state(entry.index).is_hidden();
            !is_visible || may_hide && (is_short || self.cell(entry.index).is_some_and(|cell| cell.is_cheap))
        };
        row.iter()
            .filter(is_asked)
            .map(|entry| (entry.index, entry.coefficient))
    }

    /// The same, of a long equation only so many.
    pub(super) fn some_candidates(&self, equation: u32, may_hide: bool) -> Vec<(u32, i64)> {
        let row = self.table.equations.row(equation);
        if !self.is_long(equation) {
            return self.candidates(equation, may_hide).collect();
        }
        let hidden = self
            .hidden
            .get(equation as usize)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let latest = hidden.iter().rev().take(LONG_EQUATION);
        let cheapest = self.cheapest.get(&equation).map(Vec::as_slice).filter(|_| may_hide);
        let mut cells: Vec<u32> = latest.chain(cheapest.unwrap_or_default()).copied().collect();
        cells.sort_unstable();
        cells.dedup();
        cells
            .into_iter()
            .filter_map(|cell| {
                let place = row.binary_search_by_key(&cell, |entry| entry.index).ok()?;
                row.get(place).map(|entry| (cell, entry.coefficient))
            })
            .collect()
    }
}
