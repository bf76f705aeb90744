//! Divides a component by what all its pairs say.
//!
//! Parts grow from single records: again and again the two parts whose pairs weigh most on average are joined, as long
//! as that average is no worse than a coin toss. A bridge between two persons falls, since the other pairs across it
//! weigh against; a record that met only one of its fellows stays, since the others speak for it.

use super::{ClusterRule, Components, Match};

/// Average match weight from which on two parts are one: even odds.
const EVEN: f64 = 0.0;
/// One pair cannot outweigh many.
const MOST_WEIGHT: f64 = 20.0;
/// Components of more records are first cut at their weakest matches, since each pair within is looked at.
const MOST_RECORDS: usize = 400;
/// By how much the threshold rises to cut such a component.
const STEP: f64 = 1.0;

/// The parts of a component, each ascending, in the order of their first records.
pub(super) fn divide(
    members: &[u32],
    matches: &[Match],
    rule: ClusterRule,
    weight: &impl Fn(u32, u32) -> f64,
) -> Vec<Vec<u32>> {
    let mut parts = Vec::new();
    if members.len() <= MOST_RECORDS {
        parts.extend(join(members, weight));
    } else {
        cut(members, matches, rule.threshold + STEP, weight, &mut parts);
    }
    parts.sort();
    parts
}

/// Drops matches below a rising threshold until the pieces are small enough.
fn cut(
    members: &[u32],
    matches: &[Match],
    threshold: f64,
    weight: &impl Fn(u32, u32) -> f64,
    parts: &mut Vec<Vec<u32>>,
) {
    let strong: Vec<Match> = matches
        .iter()
        .filter(|found| found.weight >= threshold)
        .copied()
        .collect();
    if strong.is_empty() {
        parts.extend(members.iter().map(|record| vec![*record]));
        return;
    }
    let place = |record: u32| members.binary_search(&record).unwrap_or(0);
    let local: Vec<Match> = strong
        .iter()
        .map(|found| Match {
            left: u32::try_from(place(found.left)).unwrap_or(0),
            right: u32::try_from(place(found.right)).unwrap_or(0),
            weight: found.weight,
        })
        .collect();
    let global = |record: &u32| members.get(*record as usize).copied().unwrap_or(0);
    let components = Components::of(members.len(), &local);
    let mut joined = vec![false; members.len()];
    for component in 0..components.len() {
        let inner: Vec<u32> = components.members(component).iter().map(global).collect();
        for record in components.members(component) {
            if let Some(cell) = joined.get_mut(*record as usize) {
                *cell = true;
            }
        }
        if inner.len() <= MOST_RECORDS {
            parts.extend(join(&inner, weight));
        } else {
            let within: Vec<Match> = components
                .matches(component)
                .iter()
                .map(|found| Match {
                    left: global(&found.left),
                    right: global(&found.right),
                    weight: found.weight,
                })
                .collect();
            cut(&inner, &within, threshold + STEP, weight, parts);
        }
    }
    parts.extend(
        members
            .iter()
            .zip(joined)
            .filter(|(_, joined)| !joined)
            .map(|(record, _)| vec![*record]),
    );
}

/// Average linkage. Of equal averages the pair of parts with the smallest records is joined first.
fn join(members: &[u32], weight: &impl Fn(u32, u32) -> f64) -> Vec<Vec<u32>> {
    let count = members.len();
    let mut parts: Vec<Option<Vec<u32>>> = members.iter().map(|record| Some(vec![*record])).collect();
    // Sum of the weights between two parts.
    let mut sums = vec![0.0_f64; count * count];
    for (row, left) in members.iter().enumerate() {
        for (column, right) in members.iter().enumerate().skip(row + 1) {
            let found = weight(*left, *right).clamp(-MOST_WEIGHT, MOST_WEIGHT);
            set(&mut sums, row * count + column, found);
            set(&mut sums, column * count + row, found);
        }
    }
    loop {
        let mut best: Option<(f64, usize, usize)> = None;
        for row in 0..count {
            let Some(Some(one)) = parts.get(row) else { continue };
            for column in row + 1..count {
                let Some(Some(other)) = parts.get(column) else { continue };
                let sum = sums.get(row * count + column).copied().unwrap_or(f64::MIN);
                let average = sum / (one.len() * other.len()) as f64;
                if average >= EVEN && best.is_none_or(|(most, _, _)| average > most) {
                    best = Some((average, row, column));
                }
            }
        }
        let Some((_, row, column)) = best else { break };
        let moved = parts.get_mut(column).and_then(Option::take).unwrap_or_default();
        if let Some(Some(part)) = parts.get_mut(row) {
            part.extend(moved);
        }
        for other in 0..count {
            let sum = sums.get(row * count + other).copied().unwrap_or(0.0)
                + sums.get(column * count + other).copied().unwrap_or(0.0);
            set(&mut sums, row * count + other, sum);
            set(&mut sums, other * count + row, sum);
        }
    }
    let mut found: Vec<Vec<u32>> = parts.into_iter().flatten().collect();
    found.iter_mut().for_each(|part| part.sort_unstable());
    found
}

fn set(values: &mut [f64], place: usize, value: f64) {
    if let Some(cell) = values.get_mut(place) {
        *cell = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bridge_falls_and_a_friend_stays() {
        // Two triangles, one strong pair across, all else across against.
        let weight = |left: u32, right: u32| match ((left < 3) == (right < 3), left, right) {
            (true, _, _) | (false, 2, 3) => 6.0,
            _ => -8.0,
        };
        assert_eq!(join(&[0, 1, 2, 3, 4, 5], &weight), [vec![0, 1, 2], vec![3, 4, 5]]);
        // 3 met only 2, but hardly anything speaks against the others.
        let lone = |left: u32, right: u32| if right == 3 && left != 2 { -1.0 } else { 6.0 };
        assert_eq!(join(&[0, 1, 2, 3], &lone), [vec![0, 1, 2, 3]]);
    }
}
