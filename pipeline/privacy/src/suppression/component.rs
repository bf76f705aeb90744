//! Parts of a table that no equation joins: what is hidden in one tells nothing of another, so each is worked on by
//! itself, side by side. The answer does not depend on the number of threads.

use dorpon_domain::parallel::{in_order, processors};

use super::Equation;

/// Cells that equations join, directly or through others; the cells of no equation make one part together.
pub(super) struct Component {
    /// The cells, ascending.
    pub(super) cells: Vec<usize>,
    /// The equations between them, by place in `cells`; a cell beyond the table stays beyond it.
    pub(super) equations: Vec<Equation>,
}

impl Component {
    /// What a list over all cells says of those of this part.
    pub(super) fn of<T: Copy>(&self, all: &[T]) -> Vec<T> {
        self.cells.iter().filter_map(|cell| all.get(*cell).copied()).collect()
    }
}

/// All parts of a table of so many cells.
pub(super) fn components(cells: usize, equations: &[Equation]) -> Vec<Component> {
    let mut leader: Vec<usize> = (0..cells).collect();
    let mut is_joined = vec![false; cells];
    for equation in equations {
        let mut known = members(equation).filter(|cell| *cell < cells);
        let Some(first) = known.next() else { continue };
        for cell in std::iter::once(first).chain(known) {
            if let Some(joined) = is_joined.get_mut(cell) {
                *joined = true;
            }
            unite(&mut leader, first, cell);
        }
    }
    let mut parts: Vec<Component> = Vec::new();
    let mut lonely = Vec::new();
    // Leader → its part; cell → its place there.
    let mut part_of = vec![usize::MAX; cells];
    let mut place_of = vec![usize::MAX; cells];
    for cell in 0..cells {
        if is_joined.get(cell) == Some(&false) {
            lonely.push(cell);
            continue;
        }
        let first = find(&mut leader, cell);
        let Some(part) = part_of.get_mut(first) else { continue };
        if *part == usize::MAX {
            *part = parts.len();
            parts.push(Component {
                cells: Vec::new(),
                equations: Vec::new(),
            });
        }
        if let (Some(part), Some(place)) = (parts.get_mut(*part), place_of.get_mut(cell)) {
            *place = part.cells.len();
            part.cells.push(cell);
        }
    }
    let place = |cell: usize| place_of.get(cell).copied().unwrap_or(usize::MAX);
    for equation in equations {
        let known = members(equation).find(|cell| *cell < cells);
        let part = known.and_then(|cell| part_of.get(find(&mut leader, cell)));
        if let Some(part) = part.and_then(|part| parts.get_mut(*part)) {
            part.equations.push(Equation {
                total: place(equation.total),
                parts: equation.parts.iter().map(|part| place(*part)).collect(),
            });
        }
    }
    if !lonely.is_empty() {
        parts.push(Component {
            cells: lonely,
            equations: Vec::new(),
        });
    }
    parts
}

/// What the work says of each part, in their order.
pub(super) fn each<R: Send>(parts: &[Component], work: impl Fn(&Component) -> R + Sync) -> Vec<R> {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    // The largest first, or the other threads would wait for it at the end.
    order.sort_by_key(|part| std::cmp::Reverse(parts.get(*part).map_or(0, |part| part.cells.len())));
    let answers = in_order(
        processors(),
        order.len(),
        || (),
        |(), task| {
            let place = order.get(task).copied()?;
            parts.get(place).map(|part| (place, work(part)))
        },
    );
    let mut answers: Vec<(usize, R)> = answers.into_iter().flatten().collect();
    answers.sort_unstable_by_key(|(place, _)| *place);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

fn members(equation: &Equation) -> impl Iterator<Item = usize> {
    std::iter::once(equation.total).chain(equation.parts.iter().copied())
}

/// The smallest cell that this one is joined to, where `leader` says of each cell one that it is joined to.
pub(super) fn find(leader: &mut [usize], cell: usize) -> usize {
    let mut first = cell;
    while let Some(next) = leader.get(first).copied().filter(|next| *next != first) {
        first = next;
    }
    let mut passed = cell;
    while let Some(next) = leader.get_mut(passed).filter(|next| **next != first) {
        passed = std::mem::replace(next, first);
    }
    first
}

/// Joins two cells of the table.
pub(super) fn unite(leader: &mut [usize], one: usize, other: usize) {
    let (one, other) = (find(leader, one), find(leader, other));
    if let Some(place) = leader.get_mut(one.max(other)) {
        *place = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(total: usize, parts: &[usize]) -> Equation {
        Equation {
            total,
            parts: parts.to_vec(),
        }
    }

    #[test]
    fn what_no_equation_joins_lies_apart() {
        let parts = components(9, &[sum(8, &[0, 3]), sum(5, &[1]), sum(3, &[7]), sum(99, &[1, 6])]);
        let cells: Vec<&[usize]> = parts.iter().map(|part| part.cells.as_slice()).collect();
        assert_eq!(cells, [&[0, 3, 7, 8][..], &[1, 5, 6], &[2, 4]]);
        assert_eq!(parts[0].equations, [sum(3, &[0, 1]), sum(1, &[2])]);
        // An equation with a cell beyond the table is void, and stays with all of its other cells.
        assert_eq!(parts[1].equations, [sum(1, &[0]), sum(usize::MAX, &[0, 2])]);
        assert_eq!(parts[2].equations, []);
    }

    #[test]
    fn answers_stand_in_the_order_of_the_parts() {
        let equations: Vec<Equation> = (0..50).map(|place| sum(place * 3, &[place * 3 + 1])).collect();
        let parts = components(150, &equations);
        let sizes = each(&parts, |part| part.cells.first().copied());
        let expected: Vec<Option<usize>> = parts.iter().map(|part| part.cells.first().copied()).collect();
        assert_eq!(sizes, expected);
    }
}
