//! Cells that are one figure under several names: a district with one upazila, one count in two tables.
//!
//! An equation with a single part says that two cells hold the same number. Whoever sees one of
//! them sees the other, so they are shown or hidden together, and everything else is asked of the
//! distinct figures alone. That keeps the circuits of `protect` short: a count in
//! a union need not be followed through every level above that has nothing else in it.

use std::collections::BTreeMap;

use super::block::Home;
use super::component::{find, unite};
use super::{Areas, Equation, Exposure, Policy, Verdict};

/// The distinct figures behind a list of cells.
pub(super) struct Distinct {
    /// Cell → figure.
    figure: Vec<usize>,
    pub(super) values: Vec<Option<i64>>,
    pub(super) equations: Vec<Equation>,
    pub(super) sensitive: Vec<bool>,
}

impl Distinct {
    /// Cells are one figure where an equation says so and their values agree.
    ///
    /// A figure of which some cells are sensitive and some are not is known by what tells most: "<10" in a cell that is
    /// not says that there is one at least, "withheld" in one that is says that it is no zero.
    pub(super) fn new(values: &[Option<i64>], equations: &[Equation], sensitive: &[bool], policy: &Policy) -> Self {
        let mut leader: Vec<usize> = (0..values.len()).collect();
        for equation in equations {
            let [part] = equation.parts.as_slice() else { continue };
            let value = |cell: usize| values.get(cell).copied().flatten();
            if value(equation.total).is_none() || value(equation.total) != value(*part) {
                continue;
            }
            unite(&mut leader, equation.total, *part);
        }
        let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
        let is_sensitive = |cell: usize| sensitive.get(cell).copied().unwrap_or(false);
        let mut distinct = Self {
            figure: Vec::with_capacity(values.len()),
            values: Vec::new(),
            equations: Vec::new(),
            sensitive: Vec::new(),
        };
        for (cell, value) in values.iter().enumerate() {
            let leader = find(&mut leader, cell);
            let figure = *numbers.entry(leader).or_insert_with(|| {
                distinct.values.push(*value);
                distinct.sensitive.push(is_sensitive(cell));
                distinct.values.len() - 1
            });
            distinct.figure.push(figure);
            if let Some(mark) = distinct.sensitive.get_mut(figure) {
                if value.is_some_and(|value| policy.is_small(value, false)) {
                    *mark &= is_sensitive(cell);
                } else {
                    *mark |= is_sensitive(cell);
                }
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        for equation in equations {
            let total = distinct.of(equation.total);
            let parts: Vec<usize> = equation.parts.iter().map(|part| distinct.of(*part)).collect();
            if parts == [total] || !seen.insert((total, parts.clone())) {
                continue;
            }
            distinct.equations.push(Equation { total, parts });
        }
        distinct
    }

    /// A cell beyond the list stays beyond it: the equation is void then, as it was.
    fn of(&self, cell: usize) -> usize {
        self.figure.get(cell).copied().unwrap_or(usize::MAX)
    }

    /// What is shown of each cell, from what is shown of each figure.
    pub(super) fn spread(&self, verdicts: &[Verdict]) -> Vec<Verdict> {
        self.figure
            .iter()
            .map(|figure| verdicts.get(*figure).copied().unwrap_or(Verdict::Withheld))
            .collect()
    }

    /// What is public of each figure: the most that any of its cells tells.
    pub(super) fn gather(&self, verdicts: &[Verdict]) -> Vec<Verdict> {
        let rank = |verdict: Verdict| match verdict {
            Verdict::Shown => 0,
            Verdict::BelowMinimum => 1,
            Verdict::Withheld => 2,
            Verdict::Closed => 3,
        };
        let mut gathered = vec![Verdict::Closed; self.values.len()];
        for (cell, figure) in self.figure.iter().enumerate() {
            // A cell without a verdict is taken as shown.
            let verdict = verdicts.get(cell).copied().unwrap_or(Verdict::Shown);
            if let Some(known) = gathered.get_mut(*figure)
                && rank(verdict) < rank(*known)
            {
                *known = verdict;
            }
        }
        gathered
    }

    /// Where each figure belongs: of the homes of its cells the one that matters most.
    pub(super) fn homes(&self, areas: &Areas) -> Vec<Home> {
        let mut homes: Vec<Option<Home>> = vec![None; self.values.len()];
        for (cell, figure) in self.figure.iter().enumerate() {
            if let Some(known) = homes.get_mut(*figure) {
                let own = areas.home(cell);
                *known = Some(known.map_or(own, |known| areas.more_important(known, own)));
            }
        }
        homes.into_iter().map(Option::unwrap_or_default).collect()
    }

    /// The exposures of every cell of the exposed figures: who reads one reads the others.
    pub(super) fn cells(&self, exposures: &[Exposure]) -> Vec<Exposure> {
        let exposed: BTreeMap<usize, &Exposure> = exposures.iter().map(|exposure| (exposure.cell, exposure)).collect();
        let named = |(cell, figure): (usize, &usize)| {
            exposed.get(figure).map(|exposure| Exposure {
                cell,
                ..(*exposure).clone()
            })
        };
        self.figure.iter().enumerate().filter_map(named).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{audit, protect};
    use super::*;

    fn sum(total: usize, parts: &[usize]) -> Equation {
        Equation {
            total,
            parts: parts.to_vec(),
        }
    }

    #[test]
    fn one_figure_under_two_names_is_hidden_under_both() {
        // 0 = 1 + 2 + 3 in one table; 4 in another is 1, 5 is 2.
        let values = [Some(60), Some(4), Some(26), Some(30), Some(4), Some(26)];
        let equations = [sum(0, &[1, 2, 3]), sum(4, &[1]), sum(5, &[2])];
        let verdicts = protect(&values, &equations, &[], &Areas::default(), &Policy::default());
        assert_eq!(verdicts.get(1), verdicts.get(4));
        assert_eq!(verdicts.get(2), verdicts.get(5));
        assert!(audit(&values, &equations, &[], &verdicts, &Policy::default()).is_empty());
    }

    #[test]
    fn what_one_name_shows_the_audit_knows_of_the_other() {
        let values = [Some(4), Some(4)];
        let verdicts = [Verdict::BelowMinimum, Verdict::Shown];
        let exposed = audit(&values, &[sum(0, &[1])], &[], &verdicts, &Policy::default());
        assert_eq!(exposed.iter().map(|exposure| exposure.cell).collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn two_names_for_different_numbers_are_no_figure() {
        let values = [Some(4), Some(5)];
        let verdicts = protect(&values, &[sum(0, &[1])], &[], &Areas::default(), &Policy::default());
        assert!(!audit(&values, &[sum(0, &[1])], &[], &verdicts, &Policy::default()).is_empty());
    }

    #[test]
    fn a_count_is_followed_through_levels_that_hold_nothing_else() {
        // Ten levels above two unions of which one is small.
        let mut values = vec![Some(7), Some(40), Some(47)];
        let mut equations = vec![sum(2, &[0, 1])];
        for level in 3..13 {
            values.push(Some(47));
            equations.push(sum(level, &[level - 1]));
        }
        let verdicts = protect(&values, &equations, &[], &Areas::default(), &Policy::default());
        assert!(audit(&values, &equations, &[], &verdicts, &Policy::default()).is_empty());
        assert!(verdicts.iter().skip(2).all(|verdict| Some(verdict) == verdicts.get(2)));
    }
}
