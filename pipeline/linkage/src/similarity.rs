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
    match (left, right) {
        ([_], [_]) => return 1.min(most + 1),
        ([one, other], [second, first]) if one == first && other == second => return 1.min(most + 1),
        // What differs at both ends takes at least two edits.
        _ if most < 2 => return most + 1,
        _ => {}
    }
    // Rows of the table of distances: two above and the current one. At most 64 letters fit a byte.
    let mut rows = [[0_u8; MOST + 1]; 3];
    if let Some(first) = rows.get_mut(1) {
        for (cell, place) in first.iter_mut().zip(0_u8..) {
            *cell = place;
        }
    }
    for (row, letter) in left.iter().enumerate() {
        let [before, above, current] = &mut rows;
        let mut beside = u8::try_from(row + 1).unwrap_or(u8::MAX);
        let mut smallest = beside;
        if let Some(cell) = current.first_mut() {
            *cell = beside;
        }
        let mut previous = None;
        let earlier = row.checked_sub(1).and_then(|earlier| left.get(earlier));
        let mut diagonal = above.first().copied().unwrap_or(0);
        let cells = above.iter().skip(1).zip(current.iter_mut().skip(1));
        for ((column, other), (up, cell)) in right.iter().enumerate().zip(cells) {
            let mut best = (diagonal + u8::from(letter != other)).min(up + 1).min(beside + 1);
            if previous == Some(letter) && earlier == Some(other) && letter != other {
                best = best.min(before.get(column.saturating_sub(1)).map_or(u8::MAX, |cell| cell + 1));
            }
            *cell = best;
            (diagonal, beside, previous) = (*up, best, Some(other));
            smallest = smallest.min(best);
        }
        if usize::from(smallest) > most {
            return most + 1;
        }
        rows.rotate_left(1);
    }
    let last = rows.get(1).and_then(|last| last.get(right.len())).copied();
    usize::from(last.unwrap_or(u8::MAX)).min(most + 1)
}

/// The letters of a string as a set of 32 bits, for [`at_most`]: letters that share a bit count as one.
#[must_use]
pub fn letter_set(letters: &[u32]) -> u32 {
    letters.iter().fold(0, |set, letter| set | bit(*letter))
}

fn bit(letter: u32) -> u32 {
    1 << (letter.wrapping_mul(0x9E37_79B1) >> 27)
}

/// The most that [`jaro_winkler`] can be, from the letters of one that the other lacks. Much cheaper than the
/// similarity itself.
#[must_use]
pub fn at_most(left: &[u32], left_set: u32, right: &[u32], right_set: u32) -> f64 {
    let within = |letters: &[u32], set: u32| letters.iter().filter(|letter| bit(**letter) & set != 0).count();
    let common = within(start(left), right_set).min(within(start(right), left_set));
    if common == 0 || left.is_empty() || right.is_empty() {
        return if left.is_empty() && right.is_empty() { 1.0 } else { 0.0 };
    }
    let common = f64::from(u32::try_from(common).unwrap_or(u32::MAX));
    let jaro = (common / length(start(left)) + common / length(start(right)) + 1.0) / 3.0;
    let prefix = left
        .iter()
        .zip(right)
        .take(4)
        .take_while(|(one, other)| one == other)
        .count();
    jaro + f64::from(u8::try_from(prefix).unwrap_or(4)) * 0.1 * (1.0 - jaro)
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
            prop_assert!(at_most(&one, letter_set(&one), &other, letter_set(&other)) >= similarity - 1e-9);
            let distance = rapidfuzz::distance::osa::distance(left.chars(), right.chars());
            prop_assert_eq!(edits(&one, &other, 9), distance);
            prop_assert_eq!(edits(&one, &other, 2), distance.min(3));
            prop_assert_eq!(edits(&one, &other, 1), distance.min(2));
        }
    }
}
