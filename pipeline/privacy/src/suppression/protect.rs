//! Chooses what to withhold, with a proof for each small count.
//!
//! A *circuit* is a change of hidden cells that leaves every equation true, such as +1 and
//! −1 at the corners of a rectangle, or +1 on a cell and on all totals above it. Repeated n
//! times it gives n further tables that look the same from outside, as long as each cell
//! stays within what is public of it. Where one circuit does not reach far enough, further
//! ones are searched from the table to which the first have led: a count may grow by two at
//! the cost of one neighbour and by two more at the cost of another. Circuits are searched
//! best first: take one unbalanced equation, balance it by one more cell, prefer cells that
//! are hidden anyway, then small parts, then totals.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::table::Table;
use super::{Equation, Policy, Verdict};

/// A change that is bounded by nothing: far above any count, far below overflow.
const UNLIMITED: i64 = 1 << 40;

/// Longest circuit that is looked for.
const LONGEST_CIRCUIT: usize = 256;

/// In an equation with more cells than this, only the hidden and the cheapest are tried.
const LONG_EQUATION: usize = 96;

/// What it costs to withhold a cell: so much, more for each level of totals below it, and
/// the binary logarithm of its value.
const COST_OF_CELL: u32 = 16;
const COST_OF_LEVEL: u32 = 120;

/// What it costs to print "withheld" for "<10": less than any figure, for a reader loses hardly anything by it.
const COST_OF_SMALL: u32 = 12;

pub(super) fn protect(
    values: &[Option<i64>],
    equations: &[Equation],
    sensitive: &[bool],
    policy: &Policy,
) -> Vec<Verdict> {
    let table = Table::new(values, equations);
    let mut protector = Protector::new(&table, values, sensitive, policy);
    protector.set_costs(values, equations);
    let small: Vec<u32> = (0..u32::try_from(values.len()).unwrap_or(u32::MAX))
        .filter(|cell| protector.state(*cell) == State::Small)
        .collect();
    for cell in &small {
        protector.secure(*cell);
    }
    protector.cells.iter().map(|cell| cell.state.verdict()).collect()
}

/// Of the given small counts those for which no proof is found among the cells that are
/// hidden already.
pub(super) fn unproved(
    table: &Table,
    values: &[Option<i64>],
    sensitive: &[bool],
    verdicts: &[Verdict],
    policy: &Policy,
    small: &[u32],
) -> Vec<u32> {
    let mut protector = Protector::new(table, values, sensitive, policy);
    for (index, verdict) in (0_u32..).zip(verdicts) {
        if *verdict == Verdict::Withheld {
            let state = if protector.state(index) == State::Small {
                State::SmallWithheld
            } else {
                State::Withheld
            };
            protector.hide(index, state);
        }
    }
    small
        .iter()
        .copied()
        .filter(|cell| !protector.secure_with(*cell, &Effort::RECHECK))
        .collect()
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    /// No figure, or one that cannot move: zero, or less.
    Fixed,
    Visible,
    Small,
    Withheld,
    SmallWithheld,
}

impl State {
    fn verdict(self) -> Verdict {
        match self {
            Self::Fixed | Self::Visible => Verdict::Shown,
            Self::Small => Verdict::BelowMinimum,
            Self::Withheld | Self::SmallWithheld => Verdict::Withheld,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    value: i64,
    state: State,
    sensitive: bool,
    cost: u32,
    /// How many smaller and how many greater values are proved possible.
    below: i64,
    above: i64,
    /// Whether everything that any equation joins to it is withheld.
    is_given_up: bool,
}

/// How hard to look.
#[derive(Clone, Copy)]
struct Effort {
    expansions: usize,
    branches: usize,
    /// Weight of an unbalanced equation against the cost of cells.
    urgency: u32,
    /// Whether anything may be withheld that is not so now: visible cells, and small counts, the one in question included.
    may_hide: bool,
    /// Only cells that grow: one more person, counted in every total above. It hides totals
    /// up to the highest, but nearly always exists.
    only_up: bool,
}

impl Effort {
    const LADDER: [Self; 5] = [
        // What is hidden already may be enough.
        Self {
            expansions: 200,
            branches: 8,
            urgency: 12,
            may_hide: false,
            only_up: false,
        },
        Self {
            expansions: 300,
            branches: 8,
            urgency: 12,
            may_hide: true,
            only_up: false,
        },
        Self {
            expansions: 3_000,
            branches: 24,
            urgency: 40,
            may_hide: true,
            only_up: false,
        },
        Self {
            expansions: 6_000,
            branches: 48,
            urgency: 80,
            may_hide: true,
            only_up: false,
        },
        Self {
            expansions: 3_000,
            branches: 8,
            urgency: 20_000,
            may_hide: true,
            only_up: true,
        },
    ];
    const RECHECK: Self = Self {
        expansions: 3_000,
        branches: 24,
        urgency: 12,
        may_hide: false,
        only_up: false,
    };
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Change {
    cell: u32,
    amount: i64,
}

/// How often a rung of the ladder was climbed, and how often it was enough.
#[derive(Clone, Copy, Default)]
struct Tally {
    asked: u32,
    tried: u32,
    found: u32,
}

impl Tally {
    /// Whether to try once more: in a large table a search that hardly ever finds anything would take most of the time.
    fn is_worth_it(&mut self) -> bool {
        const BEFORE_JUDGING: u32 = 200;
        const SELDOM: u32 = 20;
        self.asked += 1;
        let is_worth_it =
            self.tried < BEFORE_JUDGING || self.found * SELDOM >= self.tried || self.asked.is_multiple_of(SELDOM);
        self.tried += u32::from(is_worth_it);
        is_worth_it
    }
}

/// A change that leaves every equation true, and how often it can be repeated.
struct Circuit {
    changes: Vec<Change>,
    times: i64,
    cost: u32,
}

/// Circuits one after another that move a cell in one direction, each from the table to which those before it lead.
struct Chain {
    /// 1 upwards, −1 downwards.
    amount: i64,
    /// How many further values of the cell they prove possible.
    reach: i64,
    circuits: Vec<Circuit>,
}

impl Chain {
    fn new(amount: i64) -> Self {
        Self {
            amount,
            reach: 0,
            circuits: Vec::new(),
        }
    }
}

/// A circuit in the making: the last change and the node before it.
#[derive(Clone, Copy)]
struct Node {
    parent: u32,
    change: Change,
    cost: u32,
}

struct Protector<'a> {
    table: &'a Table,
    policy: &'a Policy,
    cells: Vec<Cell>,
    /// Equation → its hidden cells, in the order in which they were hidden.
    hidden: Vec<Vec<u32>>,
    /// Long equation → its cheapest visible cells.
    cheapest: std::collections::BTreeMap<u32, Vec<u32>>,
    nodes: Vec<Node>,
    queue: BinaryHeap<Reverse<(u32, u32)>>,
    tally: [Tally; Effort::LADDER.len()],
}

impl<'a> Protector<'a> {
    fn new(table: &'a Table, values: &[Option<i64>], sensitive: &[bool], policy: &'a Policy) -> Self {
        let mut protector = Self {
            table,
            policy,
            cells: Vec::with_capacity(values.len()),
            hidden: vec![Vec::new(); table.equations.len() as usize],
            cheapest: std::collections::BTreeMap::new(),
            nodes: Vec::new(),
            queue: BinaryHeap::new(),
            tally: [Tally::default(); Effort::LADDER.len()],
        };
        for (index, value) in values.iter().enumerate() {
            let sensitive = sensitive.get(index).copied().unwrap_or(false);
            let state = match value {
                Some(value) if policy.is_small(*value, sensitive) => State::Small,
                Some(value) if *value >= policy.minimum.max(1) => State::Visible,
                _ => State::Fixed,
            };
            // Counts near the limits of i64 cannot move up; nothing real comes near them.
            let value = value.unwrap_or_default();
            let state = if value > i64::MAX / 4 { State::Fixed } else { state };
            protector.cells.push(Cell {
                value,
                state,
                sensitive,
                cost: COST_OF_CELL,
                below: 0,
                above: 0,
                is_given_up: false,
            });
        }
        for index in 0..u32::try_from(values.len()).unwrap_or(u32::MAX) {
            if protector.state(index) == State::Small {
                protector.note_hidden(index);
            }
        }
        protector
    }

    fn set_costs(&mut self, values: &[Option<i64>], equations: &[Equation]) {
        // The height of a total over its lowest parts. Equations that run in a circle are
        // stopped by the number of rounds: no real hierarchy is deeper.
        const DEEPEST: usize = 12;
        let mut heights = vec![0_u32; values.len()];
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
                self.cheapest.insert(equation, cells);
            }
        }
    }

    fn cell(&self, index: u32) -> Option<&Cell> {
        self.cells.get(index as usize)
    }

    fn state(&self, index: u32) -> State {
        self.cell(index).map_or(State::Fixed, |cell| cell.state)
    }

    fn hide(&mut self, index: u32, state: State) {
        let was_hidden = !matches!(self.state(index), State::Fixed | State::Visible);
        if let Some(cell) = self.cells.get_mut(index as usize) {
            cell.state = state;
        }
        if !was_hidden {
            self.note_hidden(index);
        }
    }

    fn note_hidden(&mut self, index: u32) {
        for entry in self.table.cells.row(index) {
            if let Some(hidden) = self.hidden.get_mut(entry.index as usize) {
                hidden.push(index);
            }
        }
    }

    /// By how much a cell in this state may change in this direction and still look the same.
    fn room(&self, cell: &Cell, state: State, up: bool) -> i64 {
        let (lowest, highest) = self.policy.public_interval(cell.sensitive);
        match (state, up) {
            (State::Fixed, _) => 0,
            (State::Small, true) => highest - cell.value,
            (State::Small, false) => cell.value - lowest,
            (State::Visible | State::Withheld, false) => (cell.value - self.policy.minimum).max(0),
            (State::Visible | State::Withheld, true) if cell.value < self.policy.minimum => 0,
            (State::SmallWithheld, false) => cell.value,
            (State::Visible | State::Withheld | State::SmallWithheld, true) => UNLIMITED,
        }
    }

    /// Makes sure of one small count, whatever it takes.
    fn secure(&mut self, index: u32) {
        for (rung, effort) in Effort::LADDER.iter().enumerate() {
            // Where everything is hidden there is nothing more to find by hiding.
            if rung > 0 && self.cell(index).is_some_and(|cell| cell.is_given_up) {
                return;
            }
            // After the last rung there is nothing but to withhold everything.
            let is_last = rung + 1 == Effort::LADDER.len();
            if !is_last && !self.tally.get_mut(rung).is_none_or(Tally::is_worth_it) {
                continue;
            }
            if self.secure_with(index, effort) {
                if let Some(tally) = self.tally.get_mut(rung) {
                    tally.found += 1;
                }
                return;
            }
        }
        self.withhold_component(index);
    }

    fn secure_with(&mut self, index: u32, effort: &Effort) -> bool {
        let mut chains = [Chain::new(1), Chain::new(-1)];
        loop {
            let Some(cell) = self.cell(index).copied() else {
                return true;
            };
            let reach = [cell.above.max(chains[0].reach), cell.below.max(chains[1].reach)];
            let missing = self.policy.required_values(cell.sensitive) - 1 - reach[0] - reach[1];
            if missing <= 0 || self.table.cells.row(index).is_empty() {
                if let Some(cell) = self.cells.get_mut(index as usize) {
                    [cell.above, cell.below] = reach;
                }
                return true;
            }
            let mut search = |more: i64| self.search_both(index, [reach[0] + more, reach[1] + more], &chains, effort);
            // Where the count cannot reach one further value, it cannot reach more.
            let found = search(missing).or_else(|| {
                let one = search(1).filter(|_| missing > 1)?;
                (2..missing).rev().find_map(&mut search).or(Some(one))
            });
            let Some((direction, circuit)) = found else {
                return false;
            };
            self.apply(&circuit, &chains[direction]);
            chains[direction].reach += circuit.times;
            chains[direction].circuits.push(circuit);
        }
    }

    /// The cheaper of the circuits by which the cell reaches so many values above or below, continuing the chain of that
    /// direction.
    fn search_both(
        &mut self,
        index: u32,
        reach: [i64; 2],
        chains: &[Chain; 2],
        effort: &Effort,
    ) -> Option<(usize, Circuit)> {
        let mut best: Option<(usize, Circuit)> = None;
        for (direction, chain) in chains.iter().enumerate() {
            if effort.only_up && chain.amount < 0 {
                continue;
            }
            let limit = best.as_ref().map_or(u32::MAX, |(_, circuit)| circuit.cost);
            if limit == 0 {
                break;
            }
            let times = reach.get(direction).copied().unwrap_or_default() - chain.reach;
            self.shift(chain, 1);
            let found = self.search_from(index, chain.amount, times, limit, effort);
            self.shift(chain, -1);
            best = found.map(|circuit| (direction, circuit)).or(best);
        }
        best
    }

    /// The cheapest circuit found that moves the cell by this amount so many times.
    fn search_from(&mut self, index: u32, amount: i64, times: i64, limit: u32, effort: &Effort) -> Option<Circuit> {
        let cell = self.cell(index).copied()?;
        let state = if effort.may_hide {
            State::SmallWithheld
        } else {
            cell.state
        };
        if times > self.room(&cell, state, amount > 0) {
            return None;
        }
        self.search(Change { cell: index, amount }, times, limit, effort)
    }

    /// Moves the table to where a chain leads, or back.
    fn shift(&mut self, chain: &Chain, sign: i64) {
        for circuit in &chain.circuits {
            for change in &circuit.changes {
                if let Some(cell) = self.cells.get_mut(change.cell as usize) {
                    cell.value += sign * change.amount * circuit.times;
                }
            }
        }
    }

    /// The cheapest circuit found that starts with this change and can be repeated `times`
    /// times, if it costs less than `limit`.
    fn search(&mut self, start: Change, times: i64, limit: u32, effort: &Effort) -> Option<Circuit> {
        self.nodes.clear();
        self.queue.clear();
        self.nodes.push(Node {
            parent: u32::MAX,
            change: start,
            cost: 0,
        });
        self.queue.push(Reverse((0, 0)));
        let mut path: Vec<Change> = Vec::new();
        let mut imbalances: Vec<(u32, i64)> = Vec::new();
        let mut branches: Vec<(u32, Node)> = Vec::new();
        for _ in 0..effort.expansions {
            let Reverse((_, number)) = self.queue.pop()?;
            let node = *self.nodes.get(number as usize)?;
            self.trace(number, &mut path);
            self.imbalances(&path, &mut imbalances);
            let Some((equation, imbalance)) = self.next_equation(&imbalances) else {
                return Some(Circuit {
                    changes: path,
                    times,
                    cost: node.cost,
                });
            };
            if path.len() >= LONGEST_CIRCUIT {
                continue;
            }
            branches.clear();
            for (candidate, coefficient) in self.candidates(equation, effort) {
                if coefficient == 0 || imbalance % coefficient != 0 || path.iter().any(|one| one.cell == candidate) {
                    continue;
                }
                let change = Change {
                    cell: candidate,
                    amount: -imbalance / coefficient,
                };
                if effort.only_up && change.amount < 0 {
                    continue;
                }
                let Some(cost) = self.cost_of(change, times, effort) else {
                    continue;
                };
                let cost = node.cost.saturating_add(cost);
                if cost >= limit {
                    continue;
                }
                let rank = cost.saturating_add(self.distance(change, &imbalances, effort));
                branches.push((
                    rank,
                    Node {
                        parent: number,
                        change,
                        cost,
                    },
                ));
            }
            let order = |(rank, node): &(u32, Node)| (*rank, node.change.cell);
            if branches.len() > effort.branches {
                branches.select_nth_unstable_by_key(effort.branches, order);
                branches.truncate(effort.branches);
            }
            branches.sort_unstable_by_key(order);
            for (rank, node) in &branches {
                let number = u32::try_from(self.nodes.len()).ok()?;
                self.nodes.push(*node);
                self.queue.push(Reverse((*rank, number)));
            }
        }
        None
    }

    fn trace(&self, number: u32, path: &mut Vec<Change>) {
        path.clear();
        let mut next = number;
        while let Some(node) = self.nodes.get(next as usize) {
            path.push(node.change);
            next = node.parent;
        }
    }

    /// The equations that the changes leave unbalanced, with the surplus.
    fn imbalances(&self, path: &[Change], imbalances: &mut Vec<(u32, i64)>) {
        imbalances.clear();
        for change in path {
            for entry in self.table.cells.row(change.cell) {
                imbalances.push((entry.index, entry.coefficient * change.amount));
            }
        }
        imbalances.sort_unstable();
        imbalances.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        imbalances.retain(|(_, surplus)| *surplus != 0);
    }

    /// The equation with the fewest ways to balance it.
    fn next_equation(&self, imbalances: &[(u32, i64)]) -> Option<(u32, i64)> {
        imbalances
            .iter()
            .copied()
            .min_by_key(|(equation, _)| (self.table.equations.row(*equation).len(), *equation))
    }

    /// The cells by which an equation may be balanced, with their coefficients.
    fn candidates(&self, equation: u32, effort: &Effort) -> Vec<(u32, i64)> {
        let row = self.table.equations.row(equation);
        if row.len() <= LONG_EQUATION && effort.may_hide {
            return row.iter().map(|entry| (entry.index, entry.coefficient)).collect();
        }
        let hidden = self
            .hidden
            .get(equation as usize)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let latest = hidden.iter().rev().take(LONG_EQUATION);
        let cheapest = self
            .cheapest
            .get(&equation)
            .map(Vec::as_slice)
            .filter(|_| effort.may_hide)
            .unwrap_or_default();
        let mut cells: Vec<u32> = latest.chain(cheapest).copied().collect();
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

    /// What it costs to let a cell change so, `times` times; `None` if it has no room.
    fn cost_of(&self, change: Change, times: i64, effort: &Effort) -> Option<u32> {
        let cell = self.cell(change.cell)?;
        let needed = change.amount.checked_abs()?.checked_mul(times)?;
        let up = change.amount > 0;
        if self.room(cell, cell.state, up) >= needed {
            return match cell.state {
                State::Visible if effort.may_hide => Some(cell.cost),
                State::Visible | State::Fixed => None,
                State::Small | State::Withheld | State::SmallWithheld => Some(0),
            };
        }
        let may = cell.state == State::Small && effort.may_hide;
        (may && self.room(cell, State::SmallWithheld, up) >= needed).then_some(COST_OF_SMALL)
    }

    /// How far from balanced the circuit is with this change.
    fn distance(&self, change: Change, imbalances: &[(u32, i64)], effort: &Effort) -> u32 {
        let mut unbalanced = u32::try_from(imbalances.len()).unwrap_or(u32::MAX);
        let mut lonely = 0;
        for entry in self.table.cells.row(change.cell) {
            let now = imbalances
                .binary_search_by_key(&entry.index, |(equation, _)| *equation)
                .ok()
                .and_then(|place| imbalances.get(place))
                .map_or(0, |(_, surplus)| *surplus);
            let then = now + entry.coefficient * change.amount;
            match (now != 0, then != 0) {
                (true, false) => unbalanced = unbalanced.saturating_sub(1),
                (false, true) => {
                    unbalanced = unbalanced.saturating_add(1);
                    let others = self.hidden.get(entry.index as usize).map_or(0, Vec::len);
                    // A cell that is hidden itself is no partner for itself.
                    let own = usize::from(!matches!(self.state(change.cell), State::Visible | State::Fixed));
                    lonely += u32::from(others <= own);
                }
                _ => {}
            }
        }
        unbalanced
            .saturating_mul(effort.urgency)
            .saturating_add(lonely * effort.urgency / 2)
    }

    /// Withholds the cells of a circuit from where the table stands.
    fn withhold(&mut self, circuit: &Circuit) {
        for change in &circuit.changes {
            let Some(cell) = self.cell(change.cell) else { continue };
            match cell.state {
                State::Visible => self.hide(change.cell, State::Withheld),
                State::Small
                    if self.room(cell, State::Small, change.amount > 0) < change.amount.abs() * circuit.times =>
                {
                    self.hide(change.cell, State::SmallWithheld);
                }
                _ => {}
            }
        }
    }

    /// Withholds the cells of a circuit that continues a chain, and notes what the circuit proves by itself for every small
    /// count in it.
    fn apply(&mut self, circuit: &Circuit, chain: &Chain) {
        self.shift(chain, 1);
        self.withhold(circuit);
        self.shift(chain, -1);
        let (mut forth, mut back) = (UNLIMITED, UNLIMITED);
        for change in &circuit.changes {
            let Some(cell) = self.cell(change.cell) else { continue };
            let step = change.amount.abs().max(1);
            forth = forth.min(self.room(cell, cell.state, change.amount > 0) / step);
            back = back.min(self.room(cell, cell.state, change.amount < 0) / step);
        }
        for change in &circuit.changes {
            if let Some(cell) = self.cells.get_mut(change.cell as usize) {
                let (above, below) = if change.amount > 0 {
                    (forth, back)
                } else {
                    (back, forth)
                };
                cell.above = cell.above.max(above);
                cell.below = cell.below.max(below);
            }
        }
    }

    /// The last resort: everything that any equation joins to the cell is withheld. Then
    /// every whole multiple of the true figures looks the same from outside.
    fn withhold_component(&mut self, index: u32) {
        let mut waiting = vec![index];
        let mut seen = vec![false; self.table.equations.len() as usize];
        while let Some(index) = waiting.pop() {
            let small = matches!(self.state(index), State::Small | State::SmallWithheld);
            self.hide(index, if small { State::SmallWithheld } else { State::Withheld });
            if let Some(cell) = self.cells.get_mut(index as usize) {
                cell.is_given_up = true;
                if cell.value > 0 {
                    cell.above = UNLIMITED;
                }
            }
            for entry in self.table.cells.row(index) {
                if let Some(seen) = seen.get_mut(entry.index as usize).filter(|seen| !**seen) {
                    *seen = true;
                    waiting.extend(self.table.equations.row(entry.index).iter().map(|entry| entry.index));
                }
            }
        }
    }
}
