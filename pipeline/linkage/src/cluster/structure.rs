//! Connected components of matches, and what holds them together.

use super::Match;

/// Records joined by matches.
#[derive(Debug)]
pub struct Components {
    /// By record: the smallest record of its component.
    roots: Vec<u32>,
    /// Members of all components of two or more, one after the other, ascending.
    members: Vec<u32>,
    member_ends: Vec<usize>,
    /// Matches of the same components, in the order of their records.
    matches: Vec<Match>,
    match_ends: Vec<usize>,
}

impl Components {
    /// Joins records.
    #[must_use]
    pub fn of(records: usize, matches: &[Match]) -> Self {
        let mut parents: Vec<u32> = (0..u32::try_from(records).unwrap_or(u32::MAX)).collect();
        for found in matches {
            let (one, other) = (root(&mut parents, found.left), root(&mut parents, found.right));
            if one != other
                && let Some(parent) = parents.get_mut(one.max(other) as usize)
            {
                *parent = one.min(other);
            }
        }
        let all = u32::try_from(records).unwrap_or(u32::MAX);
        let roots: Vec<u32> = (0..all).map(|record| root(&mut parents, record)).collect();
        let root_of = |record: u32| roots.get(record as usize).copied().unwrap_or(record);
        let mut joined: Vec<u32> = matches.iter().flat_map(|found| [found.left, found.right]).collect();
        joined.sort_unstable_by_key(|record| (root_of(*record), *record));
        joined.dedup();
        let mut sorted = matches.to_vec();
        sorted.sort_unstable_by_key(|found| (root_of(found.left), found.left, found.right));
        let mut components = Self {
            members: joined,
            member_ends: Vec::new(),
            matches: sorted,
            match_ends: Vec::new(),
            roots: Vec::new(),
        };
        components.member_ends = ends(&components.members, |record| root_of(*record));
        components.match_ends = ends(&components.matches, |found| root_of(found.left));
        components.roots = roots;
        components
    }

    /// Components of two or more records.
    #[must_use]
    pub fn len(&self) -> usize {
        self.member_ends.len()
    }

    /// Whether no records were joined.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.member_ends.is_empty()
    }

    /// Members of a component, ascending.
    #[must_use]
    pub fn members(&self, place: usize) -> &[u32] {
        range(&self.members, &self.member_ends, place)
    }

    /// Matches of a component.
    #[must_use]
    pub fn matches(&self, place: usize) -> &[Match] {
        range(&self.matches, &self.match_ends, place)
    }

    /// By record: the smallest record of its component.
    #[must_use]
    pub fn roots(&self) -> &[u32] {
        &self.roots
    }
}

fn ends<T>(items: &[T], group: impl Fn(&T) -> u32) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut end = 0;
    for chunk in items.chunk_by(|one, other| group(one) == group(other)) {
        end += chunk.len();
        ends.push(end);
    }
    ends
}

fn range<'a, T>(items: &'a [T], ends: &[usize], place: usize) -> &'a [T] {
    let start = place
        .checked_sub(1)
        .and_then(|before| ends.get(before))
        .copied()
        .unwrap_or(0);
    let end = ends.get(place).copied().unwrap_or(start);
    items.get(start..end).unwrap_or_default()
}

/// The root of a record, with the path to it halved.
fn root(parents: &mut [u32], record: u32) -> u32 {
    let mut current = record;
    loop {
        let parent = parents.get(current as usize).copied().unwrap_or(current);
        if parent == current {
            return current;
        }
        let above = parents.get(parent as usize).copied().unwrap_or(parent);
        if let Some(cell) = parents.get_mut(current as usize) {
            *cell = above;
        }
        current = above;
    }
}

/// Whether one match alone holds together two parts of at least two records each.
///
/// Tarjan's bridges by depth-first search without recursion, with the size of each subtree.
pub(super) fn has_bridge(members: &[u32], matches: &[Match]) -> bool {
    if members.len() < 4 {
        return false;
    }
    let place = |record: u32| members.binary_search(&record).unwrap_or(0);
    let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); members.len()];
    for found in matches {
        let (one, other) = (place(found.left), place(found.right));
        if let Some(list) = neighbours.get_mut(one) {
            list.push(other);
        }
        if let Some(list) = neighbours.get_mut(other) {
            list.push(one);
        }
    }
    let unseen = usize::MAX;
    let mut order = vec![unseen; members.len()];
    let mut low = vec![unseen; members.len()];
    let mut size = vec![1_usize; members.len()];
    // Node, its parent, the next neighbour to look at.
    let mut stack = vec![(0_usize, unseen, 0_usize)];
    let mut counter = 0;
    while let Some((node, parent, next)) = stack.pop() {
        if next == 0 {
            put(&mut order, node, counter);
            put(&mut low, node, counter);
            counter += 1;
        }
        let list = neighbours.get(node).map_or(&[][..], Vec::as_slice);
        if let Some(neighbour) = list.get(next) {
            stack.push((node, parent, next + 1));
            if *neighbour == parent {
                continue;
            }
            if get(&order, *neighbour) == unseen {
                stack.push((*neighbour, node, 0));
            } else {
                let reached = get(&low, node).min(get(&order, *neighbour));
                put(&mut low, node, reached);
            }
            continue;
        }
        if parent == unseen {
            continue;
        }
        let below = get(&size, node);
        if get(&low, node) > get(&order, parent) && below >= 2 && members.len() - below >= 2 {
            return true;
        }
        let reached = get(&low, parent).min(get(&low, node));
        put(&mut low, parent, reached);
        let grown = get(&size, parent) + below;
        put(&mut size, parent, grown);
    }
    false
}

fn get(values: &[usize], place: usize) -> usize {
    values.get(place).copied().unwrap_or(usize::MAX)
}

fn put(values: &mut [usize], place: usize, value: usize) {
    if let Some(cell) = values.get_mut(place) {
        *cell = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pairs: &[(u32, u32)]) -> Vec<Match> {
        pairs
            .iter()
            .map(|(left, right)| Match {
                left: *left,
                right: *right,
                weight: 5.0,
            })
            .collect()
    }

    #[test]
    fn records_are_joined_whatever_the_order() {
        let forward = Components::of(6, &matches(&[(0, 1), (1, 2), (4, 5)]));
        let backward = Components::of(6, &matches(&[(4, 5), (1, 2), (0, 1)]));
        assert_eq!(forward.roots(), [0, 0, 0, 3, 4, 4]);
        assert_eq!(forward.roots(), backward.roots());
        assert_eq!((forward.members(0), forward.members(1)), (&[0, 1, 2][..], &[4, 5][..]));
        assert_eq!(forward.matches(0).len(), 2);
    }

    #[test]
    fn a_bridge_joins_two_parts() {
        let members = [0, 1, 2, 3, 4, 5];
        let triangles = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)];
        let mut joined = triangles.to_vec();
        joined.push((2, 3));
        assert!(has_bridge(&members, &matches(&joined)));
        joined.push((1, 4));
        assert!(!has_bridge(&members, &matches(&joined)));
        // A record that hangs by one match is no part of two.
        assert!(!has_bridge(&[0, 1, 2, 3], &matches(&[(0, 1), (1, 2), (0, 2), (2, 3)])));
        assert!(has_bridge(&[0, 1, 2, 3], &matches(&[(0, 1), (1, 2), (2, 3)])));
    }
}
