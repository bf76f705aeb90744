//! Which unknowns the equations alone determine, whatever their bounds.
//!
//! An unknown is determined exactly when every solution of the equations with all constants
//! zero has zero there. One such solution is drawn at random over a prime field and put
//! together backwards from a sparse elimination: an unknown that is free is zero in it with
//! a chance of one in 2^61.

use std::collections::BTreeSet;

use super::audit::Puzzle;

/// 2^61 − 1.
const PRIME: u64 = (1 << 61) - 1;

/// Entries that may be touched before the elimination is given up.
const EFFORT: usize = 300_000_000;

pub(super) enum Linear {
    /// The determined unknowns.
    Determined(Vec<u32>),
    /// Given up.
    TooLarge,
}

/// The determined unknowns of one group.
pub(super) fn determined(puzzle: &Puzzle, group: &[u32]) -> Linear {
    let local = |number: u32| {
        group
            .binary_search(&number)
            .ok()
            .and_then(|place| u32::try_from(place).ok())
    };
    let mut rows: Vec<Vec<(u32, u64)>> = Vec::new();
    for number in puzzle.rows_of(group) {
        let terms = puzzle
            .rows
            .get(number as usize)
            .map(|row| row.terms.as_slice())
            .unwrap_or_default();
        rows.push(
            terms
                .iter()
                .filter_map(|(unknown, coefficient)| local(*unknown).map(|place| (place, residue(*coefficient))))
                .collect(),
        );
    }
    let mut elimination = Elimination::new(rows, group.len());
    if !elimination.run() {
        return Linear::TooLarge;
    }
    let solution = elimination.solution();
    Linear::Determined(
        group
            .iter()
            .zip(solution)
            .filter(|(_, value)| *value == 0)
            .map(|(number, _)| *number)
            .collect(),
    )
}

struct Elimination {
    rows: Vec<Vec<(u32, u64)>>,
    /// Unknown → rows that may hold it; rows that lost it stay listed.
    uses: Vec<BTreeSet<u32>>,
    /// Pivot unknown and its row, in the order of elimination.
    pivots: Vec<(u32, Vec<(u32, u64)>)>,
}

impl Elimination {
    fn new(rows: Vec<Vec<(u32, u64)>>, unknowns: usize) -> Self {
        let mut uses = vec![BTreeSet::new(); unknowns];
        for (number, row) in (0_u32..).zip(&rows) {
            for (unknown, _) in row {
                if let Some(uses) = uses.get_mut(*unknown as usize) {
                    uses.insert(number);
                }
            }
        }
        Self {
            rows,
            uses,
            pivots: Vec::new(),
        }
    }

    /// Takes one unknown after the other out of all rows but one. Unknowns in few rows come
    /// first: of those in a single row nothing has to be subtracted anywhere.
    fn run(&mut self) -> bool {
        let mut effort = 0;
        let mut order: BTreeSet<(usize, u32)> = self
            .uses
            .iter()
            .zip(0_u32..)
            .filter(|(uses, _)| !uses.is_empty())
            .map(|(uses, unknown)| (uses.len(), unknown))
            .collect();
        while let Some((_, unknown)) = order.pop_first() {
            let users: Vec<u32> = self
                .uses
                .get(unknown as usize)
                .map(|u| u.iter().copied().collect())
                .unwrap_or_default();
            let shortest = users
                .iter()
                .copied()
                .min_by_key(|row| (self.rows.get(*row as usize).map_or(0, Vec::len), *row));
            let Some(pivot_row) = shortest else { continue };
            let pivot = self
                .rows
                .get_mut(pivot_row as usize)
                .map(std::mem::take)
                .unwrap_or_default();
            for (other, _) in &pivot {
                self.forget(*other, pivot_row, unknown, &mut order);
            }
            let Some(coefficient) = coefficient_of(&pivot, unknown) else {
                continue;
            };
            let inverse = power(coefficient, PRIME - 2);
            for row in users.into_iter().filter(|row| *row != pivot_row) {
                let Some(old) = self.rows.get_mut(row as usize).map(std::mem::take) else {
                    continue;
                };
                let Some(own) = coefficient_of(&old, unknown) else {
                    continue;
                };
                let factor = PRIME - multiply(own, inverse);
                effort += old.len() + pivot.len();
                let new = combine(&old, &pivot, factor);
                for (other, _) in &old {
                    if new.binary_search_by_key(other, |(unknown, _)| *unknown).is_err() {
                        self.forget(*other, row, unknown, &mut order);
                    }
                }
                for (other, _) in &new {
                    if old.binary_search_by_key(other, |(unknown, _)| *unknown).is_err() {
                        self.remember(*other, row, &mut order);
                    }
                }
                if let Some(place) = self.rows.get_mut(row as usize) {
                    *place = new;
                }
            }
            self.pivots.push((unknown, pivot));
            if effort > EFFORT {
                return false;
            }
        }
        true
    }

    fn forget(&mut self, unknown: u32, row: u32, pivot: u32, order: &mut BTreeSet<(usize, u32)>) {
        if let Some(uses) = self.uses.get_mut(unknown as usize) {
            let before = uses.len();
            if uses.remove(&row) && unknown != pivot {
                order.remove(&(before, unknown));
                if before > 1 {
                    order.insert((before - 1, unknown));
                }
            }
        }
    }

    fn remember(&mut self, unknown: u32, row: u32, order: &mut BTreeSet<(usize, u32)>) {
        if let Some(uses) = self.uses.get_mut(unknown as usize) {
            let before = uses.len();
            if uses.insert(row) {
                order.remove(&(before, unknown));
                order.insert((before + 1, unknown));
            }
        }
    }

    /// A random solution with all constants zero.
    fn solution(&self) -> Vec<u64> {
        // A fixed seed: the same table gives the same answer.
        let mut state = 0x243F_6A88_85A3_08D3_u64;
        let mut solution: Vec<u64> = (0..self.uses.len()).map(|_| random_residue(&mut state)).collect();
        for (unknown, row) in self.pivots.iter().rev() {
            let mut sum = 0;
            let mut own = 1;
            for (other, coefficient) in row {
                if other == unknown {
                    own = *coefficient;
                } else {
                    let value = solution.get(*other as usize).copied().unwrap_or_default();
                    sum = add(sum, multiply(*coefficient, value));
                }
            }
            if let Some(value) = solution.get_mut(*unknown as usize) {
                *value = multiply((PRIME - sum) % PRIME, power(own, PRIME - 2));
            }
        }
        solution
    }
}

fn coefficient_of(row: &[(u32, u64)], unknown: u32) -> Option<u64> {
    let place = row.binary_search_by_key(&unknown, |(unknown, _)| *unknown).ok()?;
    row.get(place).map(|(_, coefficient)| *coefficient)
}

/// `row + factor * pivot`, both sorted by unknown.
fn combine(row: &[(u32, u64)], pivot: &[(u32, u64)], factor: u64) -> Vec<(u32, u64)> {
    let mut sum = Vec::with_capacity(row.len() + pivot.len());
    let (mut left, mut right) = (row.iter().copied().peekable(), pivot.iter().copied().peekable());
    loop {
        let (unknown, value) = match (left.peek().copied(), right.peek().copied()) {
            (None, None) => return sum,
            (Some(one), Some(two)) if one.0 == two.0 => {
                left.next();
                right.next();
                (one.0, add(one.1, multiply(two.1, factor)))
            }
            (Some(one), two) if two.is_none_or(|two| one.0 < two.0) => {
                left.next();
                one
            }
            (_, Some(two)) => {
                right.next();
                (two.0, multiply(two.1, factor))
            }
            (Some(one), None) => {
                left.next();
                one
            }
        };
        if value != 0 {
            sum.push((unknown, value));
        }
    }
}

fn residue(value: i64) -> u64 {
    u64::try_from(i128::from(value).rem_euclid(i128::from(PRIME))).unwrap_or_default()
}

fn add(one: u64, two: u64) -> u64 {
    (one + two) % PRIME
}

fn multiply(one: u64, two: u64) -> u64 {
    u64::try_from(u128::from(one) * u128::from(two) % u128::from(PRIME)).unwrap_or_default()
}

fn power(base: u64, mut exponent: u64) -> u64 {
    let (mut result, mut square) = (1, base);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(result, square);
        }
        square = multiply(square, square);
        exponent >>= 1;
    }
    result
}

/// Splitmix64, reduced.
fn random_residue(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut value = *state;
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (value ^ (value >> 31)) % PRIME
}
