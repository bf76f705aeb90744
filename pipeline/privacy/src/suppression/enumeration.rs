//! The true range of small counts in a small group of hidden cells, by trying all tables.

use std::collections::BTreeSet;

use super::audit::{Knowledge, Puzzle};

/// Branches that may be tried for one question before it is left open.
const BRANCHES: u32 = 4_000;

/// How far from the truth values of a wide unknown are tried.
const REACH: i128 = 40;

/// Visits of one equation when bounds are drawn: few, as branching does the rest.
const VISITS: u32 = 16;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Answer {
    Possible,
    Impossible,
    /// Neither a table was found nor were all tried.
    Open,
}

/// The unknowns of a group that need protection and have too few possible values, with the
/// least and the greatest of these. `knowledge`, of all unknowns, is left as it was.
pub(super) fn narrowed(puzzle: &Puzzle, group: &[u32], knowledge: &mut [Knowledge]) -> Vec<(u32, i128, i128)> {
    let rows = puzzle.rows_of(group);
    let mut seen: BTreeSet<(u32, i128)> = BTreeSet::new();
    let mut narrowed = Vec::new();
    for number in group {
        let Some(unknown) = puzzle
            .unknowns
            .get(*number as usize)
            .filter(|unknown| unknown.required > 0)
        else {
            continue;
        };
        // The values of "below the minimum"; a withheld small count has more, but these suffice.
        let lowest = unknown.knowledge.lowest;
        let highest = unknown
            .knowledge
            .highest
            .unwrap_or(unknown.truth + REACH)
            .min(unknown.truth + REACH);
        let mut values: Vec<i128> = (lowest..=highest).collect();
        values.sort_by_key(|value| (value - unknown.truth).abs());
        let mut possible = Vec::new();
        for value in values {
            if i128::try_from(possible.len()).unwrap_or(i128::MAX) >= unknown.required {
                break;
            }
            if seen.contains(&(*number, value)) {
                possible.push(value);
                continue;
            }
            let mut search = Search {
                puzzle,
                group,
                rows: &rows,
                branches: 0,
                found: Vec::new(),
            };
            let Some(before) = knowledge.get(*number as usize).copied() else {
                continue;
            };
            fix(knowledge, *number, value);
            let answer = search.feasible(knowledge);
            if let Some(place) = knowledge.get_mut(*number as usize) {
                *place = before;
            }
            if answer != Answer::Impossible {
                possible.push(value);
            }
            seen.extend(search.found);
        }
        if i128::try_from(possible.len()).unwrap_or(i128::MAX) < unknown.required {
            let least = possible.iter().copied().min().unwrap_or(unknown.truth);
            let greatest = possible.iter().copied().max().unwrap_or(unknown.truth);
            narrowed.push((*number, least, greatest));
        }
    }
    narrowed
}

fn fix(knowledge: &mut [Knowledge], number: u32, value: i128) {
    if let Some(known) = knowledge.get_mut(number as usize) {
        *known = Knowledge {
            lowest: value,
            highest: Some(value),
            gap_below: 0,
        };
    }
}

struct Search<'a> {
    puzzle: &'a Puzzle,
    group: &'a [u32],
    rows: &'a [u32],
    branches: u32,
    /// The table that was found.
    found: Vec<(u32, i128)>,
}

impl Search<'_> {
    /// Whether some table agrees with the knowledge, which is left as it was.
    fn feasible(&mut self, knowledge: &mut [Knowledge]) -> Answer {
        self.branches += 1;
        if self.branches > BRANCHES {
            return Answer::Open;
        }
        let saved: Vec<(u32, Knowledge)> = self
            .group
            .iter()
            .filter_map(|number| knowledge.get(*number as usize).map(|known| (*number, *known)))
            .collect();
        let answer = self.branch(knowledge);
        for (number, known) in saved {
            if let Some(place) = knowledge.get_mut(number as usize) {
                *place = known;
            }
        }
        answer
    }

    fn branch(&mut self, knowledge: &mut [Knowledge]) -> Answer {
        if !self.puzzle.draw_bounds(knowledge, self.rows, VISITS) {
            return Answer::Impossible;
        }
        let open = self
            .group
            .iter()
            .filter_map(|number| knowledge.get(*number as usize).map(|known| (*number, *known)))
            .filter(|(_, known)| known.highest != Some(known.lowest))
            .min_by_key(|(number, known)| {
                (
                    known.highest.map_or(i128::MAX, |highest| highest - known.lowest),
                    *number,
                )
            });
        let Some((number, known)) = open else {
            if !self.agrees(knowledge) {
                return Answer::Impossible;
            }
            self.found = self
                .group
                .iter()
                .filter_map(|number| knowledge.get(*number as usize).map(|known| (*number, known.lowest)))
                .collect();
            return Answer::Possible;
        };
        let truth = self
            .puzzle
            .unknowns
            .get(number as usize)
            .map_or(0, |unknown| unknown.truth);
        let (from, to) = (
            known.lowest.max(truth - REACH),
            known
                .highest
                .map_or(truth + REACH, |highest| highest.min(truth + REACH)),
        );
        let complete = from == known.lowest && known.highest == Some(to);
        let mut values: Vec<i128> = (from..=to).filter(|value| known.allows(*value)).collect();
        values.sort_by_key(|value| (value - truth).abs());
        let mut all_tried = complete;
        for value in values {
            let before = known;
            fix(knowledge, number, value);
            let answer = self.feasible(knowledge);
            if let Some(place) = knowledge.get_mut(number as usize) {
                *place = before;
            }
            match answer {
                Answer::Possible => return Answer::Possible,
                Answer::Open => all_tried = false,
                Answer::Impossible => {}
            }
            if self.branches > BRANCHES {
                return Answer::Open;
            }
        }
        if all_tried { Answer::Impossible } else { Answer::Open }
    }

    fn agrees(&self, knowledge: &[Knowledge]) -> bool {
        self.rows
            .iter()
            .filter_map(|row| self.puzzle.rows.get(*row as usize))
            .all(|row| {
                let sum: i128 = row
                    .terms
                    .iter()
                    .map(|(unknown, coefficient)| {
                        i128::from(*coefficient) * knowledge.get(*unknown as usize).map_or(0, |known| known.lowest)
                    })
                    .sum();
                sum == row.constant
            })
    }
}
