//! How alike two short strings of numbered letters are.
//!
//! Letters are numbers (grapheme clusters, interned once), so a Bangla letter with its signs is one letter. Both
//! measures look at no more than the first 64 letters: longer names and addresses are alike or not before that.

const MOST: usize = 64;

fn start(letters: &[u32]) -> &[u32] {
    letters.get(..MOST).unwrap_or(letters)
}

/// Jaro-Winkler similarity, 0 to 1, with the usual prefix weight of 0.1 on up to four letters, applied above a Jaro
/// similarity of 0.7. Two empty strings are alike.
///
/// Source: Winkler 1990, "String Comparator Metrics and Enhanced Decision Rules in the Fellegi-Sunter Model".
#[must_use]
pub fn jaro_winkler(left: &[u32], right: &[u32]) -> f64 {
    let (left, right) = (start(left), start(right));
    if left.is_empty() && right.is_empty() {
        return 1.0;
    }
    let window = (left.len().max(right.len()) / 2).saturating_sub(1);
    let (mut taken, mut matched) = (0_u64, 0_u64);
    for (place, letter) in left.iter().enumerate() {
        let from = place.saturating_sub(window);
        let until = (place + window + 1).min(right.len());
        for other in from..until {
            if taken & (1 << other) == 0 && right.get(other) == Some(letter) {
                taken |= 1 << other;
                matched |= 1 << place;
                break;
            }
        }
    }
    let common = matched.count_ones();
    if common == 0 {
        return 0.0;
    }
    let (mut rest, mut half_transpositions) = (taken, 0_u32);
    let mut open = matched;
    while open != 0 {
        let place = open.trailing_zeros() as usize;
        let other = rest.trailing_zeros() as usize;
        if left.get(place) != right.get(other) {
            half_transpositions += 1;
        }
        open &= open - 1;
        rest &= rest - 1;
    }
    let common = f64::from(common);
    let jaro =
        (common / length(left) + common / length(right) + (common - f64::from(half_transpositions / 2)) / common) / 3.0;
    if jaro <= 0.7 {
        return jaro;
    }
    let prefix = left
        .iter()
        .zip(right)
        .take(4)
        .take_while(|(one, other)| one == other)
        .count();
    jaro + f64::from(u8::try_from(prefix).unwrap_or(4)) * 0.1 * (1.0 - jaro)
}

fn length(letters: &[u32]) -> f64 {
    f64::from(u32::try_from(letters.len()).unwrap_or(u32::MAX))
}

/// Edits between two strings (insert, delete, replace, exchange two neighbours), counted up to `most`; beyond it
/// `most + 1`. The optimal string alignment distance.
#[must_use]
pub fn edits(left: &[u32], right: &[u32], most: usize) -> usize {
    let (left, right) = (start(left), start(right));
    let (left, right) = if left.len() <= right.len() {
        (left, right)
    } else {
        (right, left)
    };
    if right.len() - left.len() > most {
        return most + 1;
    }
    let same = left.iter().zip(right).take_while(|(one, other)| one == other).count();
    let (left, right) = (
        left.get(same..).unwrap_or_default(),
        right.get(same..).unwrap_or_default(),
    );
    let tail = left
        .iter()
        .rev()
        .zip(right.iter().rev())
        .take_while(|(one, other)| one == other)
        .count();
    let left = left.get(..left.len() - tail).unwrap_or_default();
    let right = right.get(..right.len() - tail).unwrap_or_default();
    if left.is_empty() {
        return right.len().min(most + 1);
    }
    // Rows of the table of distances: two above and the current one.
    let mut rows = [[0_usize; MOST + 1]; 3];
    if let Some(first) = rows.get_mut(1) {
        for (place, cell) in first.iter_mut().enumerate() {
            *cell = place;
        }
    }
    for (row, letter) in left.iter().enumerate() {
        let [before, above, current] = &mut rows;
        let mut smallest = row + 1;
        let mut beside = row + 1;
        if let Some(cell) = current.first_mut() {
            *cell = beside;
        }
        let mut previous = None;
        for (column, other) in right.iter().enumerate() {
            let cell = |line: &[usize; MOST + 1], place: usize| line.get(place).copied().unwrap_or(usize::MAX / 2);
            let mut best = (cell(above, column) + usize::from(letter != other))
                .min(cell(above, column + 1) + 1)
                .min(beside + 1);
            let earlier = row.checked_sub(1).and_then(|earlier| left.get(earlier));
            if previous == Some(letter) && earlier == Some(other) && letter != other {
                best = best.min(cell(before, column.saturating_sub(1)) + 1);
            }
            if let Some(place) = current.get_mut(column + 1) {
                *place = best;
            }
            beside = best;
            smallest = smallest.min(best);
            previous = Some(other);
        }
        if smallest > most {
            return most + 1;
        }
        rows.rotate_left(1);
    }
    rows.get(1)
        .and_then(|last| last.get(right.len()))
        .copied()
        .unwrap_or(most + 1)
        .min(most + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn letters(text: &str) -> Vec<u32> {
        text.chars().map(u32::from).collect()
    }

    #[test]
    fn published_examples() {
        for (left, right, expected) in [
            ("martha", "marhta", 0.961_111),
            ("dwayne", "duane", 0.84),
            ("dixon", "dicksonx", 0.813_333),
            ("", "", 1.0),
            ("a", "", 0.0),
        ] {
            assert!(
                (jaro_winkler(&letters(left), &letters(right)) - expected).abs() < 1e-5,
                "{left}"
            );
        }
        for (left, right, expected) in [
            ("ab", "ba", 1),
            ("kitten", "sitting", 3),
            ("", "ab", 2),
            ("same", "same", 0),
        ] {
            assert_eq!(edits(&letters(left), &letters(right), 4), expected, "{left}");
        }
        assert_eq!(edits(&letters("abcdef"), &letters("uvwxyz"), 2), 3);
    }

    proptest! {
        #[test]
        fn as_rapidfuzz_computes_them(left in "[abc]{0,9}", right in "[abc]{0,9}") {
            let (one, other) = (letters(&left), letters(&right));
            let similarity = rapidfuzz::distance::jaro_winkler::similarity(left.chars(), right.chars());
            prop_assert!((jaro_winkler(&one, &other) - similarity).abs() < 1e-9);
            let distance = rapidfuzz::distance::osa::distance(left.chars(), right.chars());
            prop_assert_eq!(edits(&one, &other, 9), distance);
            prop_assert_eq!(edits(&one, &other, 2), distance.min(3));
        }
    }
}
