//! Headings that look alike: what a clerk probably meant.

use dorpon_domain::text::fold_header;

/// Letters of a heading that are compared.
const LONGEST: usize = 64;

/// Letters to insert, remove or replace to make one word of the other.
pub(crate) fn distance(one: &str, other: &str) -> usize {
    let one: Vec<char> = one.chars().take(LONGEST).collect();
    let mut line: Vec<usize> = (0..=one.len()).collect();
    for (row, letter) in other.chars().take(LONGEST).enumerate() {
        let mut diagonal = row;
        if let Some(first) = line.first_mut() {
            *first = row + 1;
        }
        for (position, compared) in one.iter().enumerate() {
            let above = line.get(position + 1).copied().unwrap_or_default();
            let left = line.get(position).copied().unwrap_or_default();
            let best = (diagonal + usize::from(*compared != letter))
                .min(above + 1)
                .min(left + 1);
            diagonal = above;
            if let Some(place) = line.get_mut(position + 1) {
                *place = best;
            }
        }
    }
    line.last().copied().unwrap_or_default()
}

/// The `count` candidates nearest to any of the wanted words, nearest first; ties keep the
/// order of the candidates.
pub(crate) fn nearest<'a>(wanted: &[&str], candidates: &[&'a str], count: usize) -> Vec<&'a str> {
    let wanted: Vec<String> = wanted.iter().map(|word| fold_header(word)).collect();
    let mut measured: Vec<(usize, &str)> = candidates
        .iter()
        .filter(|candidate| !candidate.trim().is_empty())
        .map(|candidate| {
            let folded = fold_header(candidate);
            (
                wanted
                    .iter()
                    .map(|word| distance(word, &folded))
                    .min()
                    .unwrap_or(usize::MAX),
                *candidate,
            )
        })
        .collect();
    measured.sort_by_key(|(distance, _)| *distance);
    measured
        .into_iter()
        .map(|(_, candidate)| candidate)
        .take(count)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("amount", "amuont"), 2);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("টাকা", "টাকা"), 0);
    }

    #[test]
    fn the_nearest_come_first() {
        let candidates = ["name", "amuont tk", "date", "amount paid", "id"];
        assert_eq!(
            nearest(&["amount", "amount tk"], &candidates, 2),
            ["amuont tk", "amount paid"]
        );
    }
}
