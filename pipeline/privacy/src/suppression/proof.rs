//! Proofs that a small count may have enough values.
//!
//! The proof of a count is a chain of circuits up and one down, which lead to other tables that look the same from outside.
//! A count may grow by two at the cost of one neighbour and by two more at the cost of another: where one circuit does not
//! reach far enough, further ones are searched from the table to which the first have led. When cells are added to the
//! table, a proof is made longer by what they must change too. What to withhold besides is for others to say.

use std::collections::BTreeMap;

use super::block::Blocks;
use super::board::{Board, Change, State, UNLIMITED};
use super::circuit::{Circuit, Effort, Search, Way};
use super::table::Table;
use super::{Policy, Verdict};

/// To prove anew what is hidden already.
const RECHECK: [Effort; 2] = [
    Effort {
        way: Way::BestFirst {
            expansions: 3_000,
            branches: 24,
        },
        urgency: 12,
        may_hide: false,
    },
    Effort {
        way: Way::InStep { width: 32 },
        urgency: 40,
        may_hide: false,
    },
];

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
    let mut board = Board::new(table, values, sensitive, &Blocks::default(), policy);
    for (index, verdict) in (0_u32..).zip(verdicts) {
        match (verdict, board.state(index)) {
            (Verdict::Closed, _) => board.close(index),
            (Verdict::Withheld, State::Small) => board.hide(index, State::SmallWithheld),
            (Verdict::Withheld, State::Visible) => board.hide(index, State::Withheld),
            _ => {}
        }
    }
    let mut prover = Prover::new(board);
    small
        .iter()
        .copied()
        .filter(|cell| !prover.prove_with(*cell, &RECHECK))
        .collect()
}

/// Circuits one after another that move a cell in one direction, each from the table to which those before it lead.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// 1 upwards, −1 downwards.
    amount: i64,
    /// How many further values of the cell they prove possible.
    reach: i64,
    pub(super) circuits: Vec<Circuit>,
}

impl Chain {
    fn both() -> [Self; 2] {
        [1, -1].map(|amount| Self {
            amount,
            reach: 0,
            circuits: Vec::new(),
        })
    }
}

/// The table with the proofs found so far.
pub(super) struct Prover<'a> {
    pub(super) board: Board<'a>,
    search: Search,
    /// Cell → how many greater and how many smaller values are proved possible.
    reach: Vec<[i64; 2]>,
    /// Cell → the circuits by which it gets there, and whether they are taken forwards.
    reached_by: Vec<[Option<(u32, bool)>; 2]>,
    /// The circuits of this rank.
    circuits: Vec<Vec<Change>>,
    /// Cell → its proof in this rank.
    proofs: BTreeMap<u32, [Chain; 2]>,
    /// Cell → its proof in the rank before.
    proofs_before: BTreeMap<u32, [Chain; 2]>,
}

impl<'a> Prover<'a> {
    pub(super) fn new(board: Board<'a>) -> Self {
        let cells = board.cells.len();
        Self {
            board,
            search: Search::default(),
            reach: vec![[0, 0]; cells],
            reached_by: vec![[None; 2]; cells],
            circuits: Vec::new(),
            proofs: BTreeMap::new(),
            proofs_before: BTreeMap::new(),
        }
    }

    /// Takes in the cells of a rank: nothing is proved of the longer table yet.
    pub(super) fn start(&mut self, rank: u32) {
        self.board.rank = rank;
        self.reach.fill([0, 0]);
        self.reached_by.fill([None; 2]);
        self.circuits.clear();
        self.proofs_before = std::mem::take(&mut self.proofs);
    }

    /// The proof of a count in the rank before.
    pub(super) fn before(&self, index: u32) -> Option<[Chain; 2]> {
        self.proofs_before.get(&index).cloned()
    }

    /// Whether the circuits of other counts prove this one too.
    pub(super) fn is_proved(&mut self, index: u32) -> bool {
        let is_proved = self.missing(index, &Chain::both()) <= 0;
        if is_proved {
            self.note(index, Chain::both());
        }
        is_proved
    }

    /// How many values more than these chains reach a count must be able to have.
    fn missing(&self, index: u32, chains: &[Chain; 2]) -> i64 {
        let Some(cell) = self.board.cell(index) else { return 0 };
        if self.board.is_alone(index) {
            return 0;
        }
        let known = self.reach.get(index as usize).copied().unwrap_or_default();
        let reach: i64 = known
            .iter()
            .zip(chains)
            .map(|(known, chain)| chain.reach.max(*known))
            .sum();
        self.board.policy.required_values(cell.sensitive) - 1 - reach
    }

    /// Looks for a proof, with one effort after the other.
    pub(super) fn prove_with(&mut self, index: u32, efforts: &[Effort]) -> bool {
        efforts.iter().any(|effort| self.prove(index, Chain::both(), effort))
    }

    /// Looks for circuits that go on from the chains until the count can have enough values.
    fn prove(&mut self, index: u32, mut chains: [Chain; 2], effort: &Effort) -> bool {
        loop {
            let missing = self.missing(index, &chains);
            if missing <= 0 {
                self.note(index, chains);
                return true;
            }
            let known = self.reach.get(index as usize).copied().unwrap_or_default();
            let all = [0, 1].map(|way| missing + (known[way] - chains[way].reach).max(0));
            let mut search = |times: [i64; 2]| self.search_both(index, times, &chains, effort);
            // Where the count cannot reach the next value, it cannot reach more.
            let found = search(all).or_else(|| {
                let one = search([1, 1]).filter(|_| all != [1, 1])?;
                (2..missing)
                    .rev()
                    .find_map(|times| search([times, times]))
                    .or(Some(one))
            });
            let Some((direction, circuit)) = found else {
                return false;
            };
            self.append(&mut chains[direction], circuit);
        }
    }

    /// Makes the circuits of a proof longer by what the cells of this rank must change with them.
    pub(super) fn lengthen(&mut self, index: u32, before: &[Chain; 2], efforts: &[Effort]) -> bool {
        let mut chains = Chain::both();
        for (chain, old) in chains.iter_mut().zip(before) {
            for circuit in &old.circuits {
                if !self.append_longer(chain, &circuit.changes, circuit.times, efforts) {
                    return false;
                }
            }
        }
        let is_enough = self.missing(index, &chains) <= 0;
        if is_enough {
            self.note(index, chains);
        }
        is_enough
    }

    /// Lets a count follow a total of which it is a part, whose proof in the rank before did not know it.
    pub(super) fn follow(&mut self, index: u32, efforts: &[Effort]) -> bool {
        let rows = self.board.table.cells.row(index).iter();
        let active = rows.filter(|entry| entry.coefficient > 0 && self.board.is_active(entry.index));
        let mut totals: Vec<u32> = active
            .flat_map(|entry| self.board.table.equations.row(entry.index))
            .filter(|entry| entry.coefficient < 0 && self.proofs_before.contains_key(&entry.index))
            .map(|entry| entry.index)
            .collect();
        totals.dedup();
        for total in totals {
            let Some(before) = self.proofs_before.get(&total).cloned() else {
                continue;
            };
            let mut chains = Chain::both();
            for (chain, old) in chains.iter_mut().zip(&before) {
                for circuit in &old.circuits {
                    if circuit.changes.iter().any(|change| change.cell == index) {
                        continue;
                    }
                    let own = Change {
                        cell: index,
                        amount: chain.amount,
                    };
                    let mut start = vec![own];
                    start.extend_from_slice(&circuit.changes);
                    if !self.append_longer(chain, &start, circuit.times, efforts) {
                        break;
                    }
                }
            }
            if self.missing(index, &chains) <= 0 {
                self.note(index, chains);
                return true;
            }
        }
        false
    }

    /// Lets a circuit that has these changes continue a chain, so many times in all.
    fn append_longer(&mut self, chain: &mut Chain, start: &[Change], times: i64, efforts: &[Effort]) -> bool {
        let mut left = times;
        while left > 0 {
            let mut find = |times: i64| {
                efforts
                    .iter()
                    .find_map(|effort| self.find_after(chain, start, times, u32::MAX, effort))
            };
            let Some(longer) = find(left).or_else(|| (left > 1).then(|| find(1)).flatten()) else {
                return false;
            };
            left -= longer.times;
            self.append(chain, longer);
        }
        true
    }

    /// Keeps the proof of a count: its chains, and circuits of others that reach further.
    fn note(&mut self, index: u32, mut chains: [Chain; 2]) {
        let known = self.reach.get(index as usize).copied().unwrap_or_default();
        let reached_by = self.reached_by.get(index as usize).copied().unwrap_or_default();
        let most = self.board.policy.required_values(true);
        for ((chain, known), reached_by) in chains.iter_mut().zip(known).zip(reached_by) {
            let Some((circuit, is_forwards)) = reached_by.filter(|_| known > chain.reach) else {
                continue;
            };
            let Some(changes) = self.circuits.get(circuit as usize) else {
                continue;
            };
            let sign = if is_forwards { 1 } else { -1 };
            let mut changes: Vec<Change> = changes
                .iter()
                .map(|change| Change {
                    cell: change.cell,
                    amount: change.amount * sign,
                })
                .collect();
            if let Some(own) = changes.iter().position(|change| change.cell == index) {
                changes.swap(0, own);
            }
            chain.reach = known.min(most);
            chain.circuits = vec![Circuit {
                changes,
                times: known.min(most),
                cost: 0,
            }];
        }
        if let Some(reach) = self.reach.get_mut(index as usize) {
            for (reach, chain) in reach.iter_mut().zip(&chains) {
                *reach = chain.reach.max(*reach);
            }
        }
        if chains.iter().any(|chain| !chain.circuits.is_empty()) {
            self.proofs.insert(index, chains);
        }
    }

    /// The cheaper of the circuits by which the cell goes so many values up or down from where the chains lead.
    fn search_both(
        &mut self,
        index: u32,
        times: [i64; 2],
        chains: &[Chain; 2],
        effort: &Effort,
    ) -> Option<(usize, Circuit)> {
        let mut best: Option<(usize, Circuit)> = None;
        for (direction, (chain, times)) in chains.iter().zip(times).enumerate() {
            let limit = best.as_ref().map_or(u32::MAX, |(_, circuit)| circuit.cost);
            if limit == 0 {
                break;
            }
            let start = Change {
                cell: index,
                amount: chain.amount,
            };
            let found = self.find_after(chain, &[start], times, limit, effort);
            best = found.map(|circuit| (direction, circuit)).or(best);
        }
        best
    }

    /// The cheapest circuit found from where a chain leads, with these changes, so many times.
    fn find_after(
        &mut self,
        chain: &Chain,
        start: &[Change],
        times: i64,
        limit: u32,
        effort: &Effort,
    ) -> Option<Circuit> {
        self.shift(chain, 1);
        let has_room = start.iter().enumerate().all(|(place, change)| {
            let Some(cell) = self.board.cell(change.cell) else {
                return false;
            };
            let state = match cell.state {
                State::Small if place == 0 && effort.may_hide => State::SmallWithheld,
                State::Visible => State::Fixed,
                state => state,
            };
            times * change.amount.abs() <= self.board.room(cell, state, change.amount > 0)
        });
        let found = has_room
            .then(|| self.search.find(&self.board, start, times, limit, effort))
            .flatten();
        self.shift(chain, -1);
        found
    }

    /// Moves the table to where a chain leads, or back.
    fn shift(&mut self, chain: &Chain, sign: i64) {
        for circuit in &chain.circuits {
            for change in &circuit.changes {
                if let Some(cell) = self.board.cells.get_mut(change.cell as usize) {
                    cell.value += sign * change.amount * circuit.times;
                }
            }
        }
    }

    /// Lets a circuit continue a chain: withholds its cells, and notes what it proves by itself for every small count in it.
    fn append(&mut self, chain: &mut Chain, circuit: Circuit) {
        self.shift(chain, 1);
        for change in &circuit.changes {
            self.board.withhold(*change, circuit.times);
        }
        self.shift(chain, -1);
        let (mut forth, mut back) = (UNLIMITED, UNLIMITED);
        for change in &circuit.changes {
            let Some(cell) = self.board.cell(change.cell) else {
                continue;
            };
            let step = change.amount.abs().max(1);
            forth = forth.min(self.board.room(cell, cell.state, change.amount > 0) / step);
            back = back.min(self.board.room(cell, cell.state, change.amount < 0) / step);
        }
        let number = u32::try_from(self.circuits.len()).unwrap_or(u32::MAX);
        for change in &circuit.changes {
            let known = self.reach.get_mut(change.cell as usize);
            if let Some((reach, reached_by)) = known.zip(self.reached_by.get_mut(change.cell as usize)) {
                let up = change.amount > 0;
                let proved = if up { [forth, back] } else { [back, forth] };
                for (((reach, reached_by), proved), is_forwards) in
                    reach.iter_mut().zip(reached_by).zip(proved).zip([up, !up])
                {
                    if proved > *reach {
                        *reach = proved;
                        *reached_by = Some((number, is_forwards));
                    }
                }
            }
        }
        self.circuits.push(circuit.changes.clone());
        chain.reach += circuit.times;
        chain.circuits.push(circuit);
    }
}
