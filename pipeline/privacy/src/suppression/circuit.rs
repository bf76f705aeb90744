//! Searches for circuits: changes of hidden cells that leave every equation true.
//!
//! Such as +1 and −1 at the corners of a rectangle, or one person who lives in another union. Repeated n times a circuit
//! gives n further tables that look the same from outside, as long as each cell stays within what is public of it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::board::{Board, Change};

/// Longest circuit that is looked for.
const LONGEST_CIRCUIT: usize = 256;

/// How hard to look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    pub(super) way: Way,
    /// Weight of an unbalanced equation against the cost of cells.
    pub(super) urgency: u32,
    /// Whether anything may be withheld that is not so now: visible cells, and small counts, the one in question included.
    pub(super) may_hide: bool,
}

/// In which order circuits in the making are lengthened.
#[derive(Clone, Copy, Debug)]
pub(super) enum Way {
    /// The best first, so many in all, each by so many cells. Finds the cheapest of the short ones.
    BestFirst { expansions: usize, branches: usize },
    /// So many in step, each at the equation with the fewest ways to balance it. Finds the long ones.
    InStep { width: usize },
}

/// A change that leaves every equation true, and how often it can be repeated.
#[derive(Clone, Debug)]
pub(super) struct Circuit {
    pub(super) changes: Vec<Change>,
    pub(super) times: i64,
    pub(super) cost: u32,
}

/// A circuit in the making: the last change and the node before it.
#[derive(Clone, Copy)]
struct Node {
    parent: u32,
    change: Change,
    cost: u32,
}

/// A circuit in the making with what it leaves unbalanced.
struct Partial {
    changes: Vec<Change>,
    imbalances: Vec<(u32, i64)>,
    cost: u32,
    /// The same for the same changes in any order.
    signature: u64,
}

/// One way to lengthen a partial circuit.
struct Branch {
    rank: u32,
    signature: u64,
    parent: usize,
    change: Change,
    cost: u32,
}

/// The room in which searches work, kept from one to the next.
#[derive(Default)]
pub(super) struct Search {
    nodes: Vec<Node>,
    queue: BinaryHeap<Reverse<(u32, u32)>>,
}

impl Search {
    /// A circuit that has these changes and can be repeated `times` times, if one is found that costs less than `limit`.
    pub(super) fn find(
        &mut self,
        board: &Board<'_>,
        start: &[Change],
        times: i64,
        limit: u32,
        effort: &Effort,
    ) -> Option<Circuit> {
        match effort.way {
            Way::BestFirst { expansions, branches } => {
                self.best_first(board, start, times, limit, effort, (expansions, branches))
            }
            Way::InStep { width } => in_step(board, start, times, limit, effort, width),
        }
    }

    fn best_first(
        &mut self,
        board: &Board<'_>,
        start: &[Change],
        times: i64,
        limit: u32,
        effort: &Effort,
        (expansions, most_branches): (usize, usize),
    ) -> Option<Circuit> {
        self.nodes.clear();
        self.queue.clear();
        for (number, change) in (0_u32..).zip(start) {
            self.nodes.push(Node {
                parent: number.checked_sub(1).unwrap_or(u32::MAX),
                change: *change,
                cost: 0,
            });
        }
        self.queue
            .push(Reverse((0, u32::try_from(start.len().checked_sub(1)?).ok()?)));
        let mut path: Vec<Change> = Vec::new();
        let mut imbalances: Vec<(u32, i64)> = Vec::new();
        let mut branches: Vec<(u32, Node)> = Vec::new();
        for _ in 0..expansions {
            let Reverse((_, number)) = self.queue.pop()?;
            let node = *self.nodes.get(number as usize)?;
            self.trace(number, &mut path);
            imbalances_of(board, &path, &mut imbalances);
            let Some((equation, imbalance)) = shortest(board, &imbalances) else {
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
            let candidates = board.some_candidates(equation, effort.may_hide).into_iter();
            let ways = candidates.filter_map(|candidate| way(board, candidate, imbalance, &path, times, effort));
            for (change, cost) in ways {
                let cost = node.cost.saturating_add(cost);
                if cost < limit {
                    let rank = cost.saturating_add(distance(board, change, &imbalances, effort));
                    let parent = number;
                    branches.push((rank, Node { parent, change, cost }));
                }
            }
            let order = |(rank, node): &(u32, Node)| (*rank, node.change.cell);
            if branches.len() > most_branches {
                branches.select_nth_unstable_by_key(most_branches, order);
                branches.truncate(most_branches);
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
}

fn in_step(
    board: &Board<'_>,
    start: &[Change],
    times: i64,
    limit: u32,
    effort: &Effort,
    width: usize,
) -> Option<Circuit> {
    let mut imbalances = Vec::new();
    imbalances_of(board, start, &mut imbalances);
    let mut front = vec![Partial {
        changes: start.to_vec(),
        imbalances,
        cost: 0,
        signature: start.iter().fold(0, |all, change| all ^ signature(*change)),
    }];
    let mut branches: Vec<Branch> = Vec::new();
    for _ in 0..LONGEST_CIRCUIT {
        branches.clear();
        for (parent, partial) in front.iter().enumerate() {
            if partial.imbalances.is_empty() {
                return Some(Circuit {
                    changes: partial.changes.clone(),
                    times,
                    cost: partial.cost,
                });
            }
            let Some((equation, imbalance)) = tightest(board, partial, times, effort) else {
                continue;
            };
            for (change, cost) in ways(board, equation, imbalance, &partial.changes, times, effort) {
                let cost = partial.cost.saturating_add(cost);
                if cost < limit {
                    branches.push(Branch {
                        rank: cost.saturating_add(distance(board, change, &partial.imbalances, effort)),
                        signature: partial.signature ^ signature(change),
                        parent,
                        change,
                        cost,
                    });
                }
            }
        }
        branches.sort_unstable_by_key(|branch| (branch.rank, branch.signature));
        branches.dedup_by_key(|branch| branch.signature);
        branches.truncate(width);
        let next = branches.iter().filter_map(|branch| {
            let parent = front.get(branch.parent)?;
            let mut changes = Vec::with_capacity(parent.changes.len() + 1);
            changes.extend_from_slice(&parent.changes);
            changes.push(branch.change);
            let mut imbalances = parent.imbalances.clone();
            for entry in board.table.cells.row(branch.change.cell) {
                if board.is_active(entry.index) {
                    add(&mut imbalances, entry.index, entry.coefficient * branch.change.amount);
                }
            }
            Some(Partial {
                changes,
                imbalances,
                cost: branch.cost,
                signature: branch.signature,
            })
        });
        front = next.collect();
        if front.is_empty() {
            return None;
        }
    }
    None
}

/// Adds to the surplus of an equation.
fn add(imbalances: &mut Vec<(u32, i64)>, equation: u32, surplus: i64) {
    match imbalances.binary_search_by_key(&equation, |(equation, _)| *equation) {
        Ok(place) => {
            let sum = imbalances.get(place).map_or(0, |(_, known)| *known) + surplus;
            if sum == 0 {
                imbalances.remove(place);
            } else if let Some((_, known)) = imbalances.get_mut(place) {
                *known = sum;
            }
        }
        Err(place) if surplus != 0 => imbalances.insert(place, (equation, surplus)),
        Err(_) => {}
    }
}

/// The equations that the changes leave unbalanced, with the surplus.
fn imbalances_of(board: &Board<'_>, path: &[Change], imbalances: &mut Vec<(u32, i64)>) {
    imbalances.clear();
    for change in path {
        for entry in board.table.cells.row(change.cell) {
            if board.is_active(entry.index) {
                imbalances.push((entry.index, entry.coefficient * change.amount));
            }
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

/// The unbalanced equation with the fewest cells.
fn shortest(board: &Board<'_>, imbalances: &[(u32, i64)]) -> Option<(u32, i64)> {
    imbalances
        .iter()
        .copied()
        .min_by_key(|(equation, _)| (board.table.equations.row(*equation).len(), *equation))
}

/// The unbalanced equation with the fewest ways to balance it; `None` if it has none.
fn tightest(board: &Board<'_>, partial: &Partial, times: i64, effort: &Effort) -> Option<(u32, i64)> {
    let mut tightest = None;
    let mut fewest = usize::MAX;
    // A long equation has many ways, and mostly follows from the short ones.
    for is_long in [false, true] {
        for (equation, imbalance) in &partial.imbalances {
            if board.is_long(*equation) != is_long {
                continue;
            }
            let found = ways(board, *equation, *imbalance, &partial.changes, times, effort)
                .take(fewest)
                .count();
            if found < fewest {
                fewest = found;
                tightest = Some((*equation, *imbalance));
            }
            // Nothing is tighter than a single way.
            if found <= 1 {
                break;
            }
        }
        if tightest.is_some() {
            break;
        }
    }
    tightest.filter(|_| fewest > 0)
}

/// The changes that balance an equation, with what each costs.
fn ways<'s>(
    board: &'s Board<'_>,
    equation: u32,
    imbalance: i64,
    path: &'s [Change],
    times: i64,
    effort: &'s Effort,
) -> impl Iterator<Item = (Change, u32)> + 's {
    let candidates = board.candidates(equation, effort.may_hide);
    candidates.filter_map(move |candidate| way(board, candidate, imbalance, path, times, effort))
}

/// The change of one cell that balances an equation, with what it costs.
fn way(
    board: &Board<'_>,
    (cell, coefficient): (u32, i64),
    imbalance: i64,
    path: &[Change],
    times: i64,
    effort: &Effort,
) -> Option<(Change, u32)> {
    if coefficient == 0 || imbalance % coefficient != 0 || path.iter().any(|one| one.cell == cell) {
        return None;
    }
    let change = Change {
        cell,
        amount: -imbalance / coefficient,
    };
    Some((change, board.cost_of(change, times, effort.may_hide)?))
}

/// How far from balanced the circuit is with this change.
fn distance(board: &Board<'_>, change: Change, imbalances: &[(u32, i64)], effort: &Effort) -> u32 {
    let mut unbalanced = u32::try_from(imbalances.len()).unwrap_or(u32::MAX);
    let mut lonely = 0;
    for entry in board.table.cells.row(change.cell) {
        if !board.is_active(entry.index) {
            continue;
        }
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
                // A cell that is hidden itself is no partner for itself.
                let own = usize::from(board.state(change.cell).is_hidden());
                lonely += u32::from(board.hidden_cells(entry.index) <= own);
            }
            _ => {}
        }
    }
    unbalanced
        .saturating_mul(effort.urgency)
        .saturating_add(lonely * effort.urgency / 2)
}

fn signature(change: Change) -> u64 {
    let mut mixed = (u64::from(change.cell) << 32) ^ change.amount.cast_unsigned();
    for _ in 0..2 {
        mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    mixed ^ (mixed >> 29)
}
