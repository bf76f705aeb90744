//! Chooses what to withhold, with a proof for each small count.
//!
//! Blocks are added one rank after another; with each, the proofs so far are made longer by what the new cells must change
//! too. Where a proof is not found, new cells are closed, a few at first, at worst the whole rank: then the detail is not
//! published there, and the proofs hold as they did before. Only where that is no help totals are closed, from the area of
//! the count outwards.

use std::collections::BTreeMap;

use super::block::Blocks;
use super::board::{Board, State};
use super::circuit::{Effort, Way};
use super::proof::{Chain, Prover};
use super::table::Table;
use super::{Equation, Policy, Verdict};

/// How hard to look for one count, one after the other.
const LADDER: [Effort; 3] = [
    // What is hidden already may be enough.
    Effort {
        way: Way::BestFirst {
            expansions: 100,
            branches: 8,
        },
        urgency: 12,
        may_hide: false,
    },
    Effort {
        way: Way::BestFirst {
            expansions: 300,
            branches: 8,
        },
        urgency: 12,
        may_hide: true,
    },
    Effort {
        way: Way::InStep { width: 8 },
        urgency: 40,
        may_hide: true,
    },
];

/// To lengthen a circuit, and to look among cells that are closed.
const LENGTHEN: [Effort; 3] = [
    Effort {
        way: Way::InStep { width: 4 },
        urgency: 12,
        may_hide: true,
    },
    Effort {
        way: Way::InStep { width: 16 },
        urgency: 40,
        may_hide: true,
    },
    Effort {
        way: Way::InStep { width: 128 },
        urgency: 12,
        may_hide: true,
    },
];

pub(super) fn protect(
    values: &[Option<i64>],
    equations: &[Equation],
    sensitive: &[bool],
    blocks: &Blocks,
    policy: &Policy,
) -> Vec<Verdict> {
    let table = Table::new(values, equations);
    let mut board = Board::new(&table, values, sensitive, blocks, policy);
    board.set_costs(equations);
    let mut protector = Protector {
        prover: Prover::new(board),
        is_given_up: vec![false; values.len()],
    };
    let mut small: Vec<(u32, u32)> = (0..u32::try_from(values.len()).unwrap_or(u32::MAX))
        .filter(|cell| protector.prover.board.state(*cell) == State::Small)
        .map(|cell| (blocks.rank_of(cell), cell))
        .collect();
    small.sort_unstable();
    for rank in 0..blocks.ranks() {
        protector.prover.start(rank);
        for (_, cell) in small.iter().take_while(|(own, _)| *own <= rank) {
            protector.secure(*cell, blocks);
        }
    }
    protector
        .prover
        .board
        .cells
        .iter()
        .map(|cell| cell.state.verdict())
        .collect()
}

struct Protector<'a> {
    prover: Prover<'a>,
    /// Cells that nothing but closing everything helps.
    is_given_up: Vec<bool>,
}

impl Protector<'_> {
    /// Makes sure of one small count, whatever it takes.
    fn secure(&mut self, index: u32, blocks: &Blocks) {
        if self.is_given_up.get(index as usize) == Some(&true) {
            return;
        }
        if self.prover.is_proved(index) {
            return;
        }
        let before = self.prover.before(index);
        if let Some(before) = &before
            && self.prover.lengthen(index, before, &LENGTHEN[..1])
        {
            return;
        }
        if self.prover.prove_with(index, &LADDER[..1])
            || self.prover.follow(index, &LENGTHEN[..1])
            || self.prover.prove_with(index, &LADDER[1..])
        {
            return;
        }
        for blocks_to_close in self.widening(index, before.as_ref(), blocks) {
            for block in blocks_to_close {
                self.close(block, blocks);
            }
            if let Some(before) = &before
                && self.prover.lengthen(index, before, &LENGTHEN)
            {
                return;
            }
            if self.prover.follow(index, &LENGTHEN) || self.prover.prove_with(index, &LENGTHEN) {
                return;
            }
        }
        self.close_component(index);
    }

    /// What to close for the sake of a count, step after step: its own block with more and more of those beside it, the
    /// rank, the same detail of the areas around; then the totals.
    fn widening(&self, index: u32, before: Option<&[Chain; 2]>, blocks: &Blocks) -> Vec<Vec<u32>> {
        let rank = self.prover.board.rank;
        let own = blocks.of(index);
        let mut steps = Vec::new();
        if blocks.rank_of(index) == rank {
            steps.extend(self.beside(index, own, blocks));
            steps.push(blocks.at_rank(rank).collect());
            steps.extend(blocks.outwards(own));
        } else {
            let touched = self.touched(index, before, blocks);
            let mut beside: Vec<u32> = touched.iter().flat_map(|block| blocks.beside(*block)).collect();
            beside.sort_unstable();
            beside.dedup();
            let first = touched.first().copied();
            steps.push(touched);
            steps.push(beside);
            steps.push(blocks.at_rank(rank).collect());
            steps.extend(first.into_iter().flat_map(|block| blocks.outwards(block)));
            if blocks.totals(own) != Some(own) {
                steps.extend(self.beside(index, own, blocks));
                steps.extend(blocks.outwards(own));
            }
        }
        if let Some(totals) = blocks.totals(own) {
            steps.extend(self.beside(index, totals, blocks));
            steps.extend(blocks.outwards(totals));
        }
        steps
    }

    /// A block with one beside it, then with more and more.
    fn beside(&self, index: u32, block: u32, blocks: &Blocks) -> Vec<Vec<u32>> {
        let partners = self.partners(index, block, blocks);
        let (mut first, mut more) = (0, 1);
        let mut steps = Vec::new();
        loop {
            let next = partners.iter().skip(first).take(more).copied();
            steps.push(std::iter::once(block).chain(next).collect());
            first += more;
            more = first;
            if first >= partners.len() {
                return steps;
            }
        }
    }

    /// The blocks of the current rank that the proof of a count must take in.
    fn touched(&self, index: u32, before: Option<&[Chain; 2]>, blocks: &Blocks) -> Vec<u32> {
        let circuits = before.into_iter().flatten().flat_map(|chain| &chain.circuits);
        let changes = circuits.flat_map(|circuit| &circuit.changes).map(|change| change.cell);
        let cells = changes.chain(std::iter::once(index));
        let entries = cells.flat_map(|cell| self.prover.board.table.cells.row(cell));
        let new = entries.filter(|entry| self.prover.board.rank_of_equation(entry.index) == self.prover.board.rank);
        let mut touched: Vec<u32> = new
            .flat_map(|entry| self.prover.board.table.equations.row(entry.index))
            .filter(|entry| blocks.rank_of(entry.index) == self.prover.board.rank)
            .map(|entry| blocks.of(entry.index))
            .collect();
        touched.sort_unstable();
        touched.dedup();
        touched
    }

    /// The blocks beside one, those first that best hide the count: closed ones, then the smallest with enough of the same.
    fn partners(&self, index: u32, block: u32, blocks: &Blocks) -> Vec<u32> {
        let mut same: BTreeMap<u32, i64> = BTreeMap::new();
        for entry in self.prover.board.table.cells.row(index) {
            if entry.coefficient < 0 || !self.prover.board.is_active(entry.index) {
                continue;
            }
            for part in self.prover.board.table.equations.row(entry.index) {
                if let Some(cell) = self.prover.board.cell(part.index).filter(|_| part.coefficient > 0) {
                    same.insert(blocks.of(part.index), cell.value);
                }
            }
        }
        let enough = self.prover.board.policy.required_values(true);
        let rank = |other: u32| {
            let is_closed = |cell: &u32| self.prover.board.state(*cell) == State::Closed;
            let value = same.get(&other).copied().unwrap_or(-1);
            let has_enough = value >= enough;
            let is_open = !blocks.cells(other).first().is_some_and(is_closed);
            (is_open, !has_enough, if has_enough { value } else { -value }, other)
        };
        let mut partners = blocks.beside(block);
        partners.sort_by_key(|other| rank(*other));
        partners
    }

    /// Withholds everything of a block and of those that would tell of it, zeros too.
    fn close(&mut self, block: u32, blocks: &Blocks) {
        for block in blocks.closure(block) {
            for cell in blocks.cells(block) {
                self.prover.board.close(*cell);
            }
        }
    }

    /// The last resort: everything that any equation joins to the cell is closed. Nothing of it is published then.
    fn close_component(&mut self, index: u32) {
        let mut waiting = vec![index];
        let mut seen = vec![false; self.prover.board.table.equations.len() as usize];
        while let Some(index) = waiting.pop() {
            self.prover.board.close(index);
            if let Some(given_up) = self.is_given_up.get_mut(index as usize) {
                *given_up = true;
            }
            for entry in self.prover.board.table.cells.row(index) {
                if let Some(seen) = seen.get_mut(entry.index as usize).filter(|seen| !**seen) {
                    *seen = true;
                    waiting.extend(
                        self.prover
                            .board
                            .table
                            .equations
                            .row(entry.index)
                            .iter()
                            .map(|entry| entry.index),
                    );
                }
            }
        }
    }
}
