//! The key by which two spellings of one Bangla name are equal.
//!
//! What is folded are pairs that sound alike and that a clerk exchanges. It errs towards equal, so it
//! decides only together with other facts, such as an identifier and a birth date.

use super::letter::{CHANDRABINDU, NUKTA, VIRAMA, VISARGA, ZWJ, ZWNJ};
use super::normalise;

const ANUSVARA: char = '\u{0982}';

/// The comparison key of a name. Words are kept, separated by one space: `মোঃ`, `মো:`, `মো.` and
/// `মো` before a name are one. Not for printing.
#[must_use]
pub fn fold_name(text: &str) -> String {
    let normal = normalise(text);
    let mut letters = normal.chars().flat_map(lower_case).peekable();
    let mut key: Vec<char> = Vec::with_capacity(normal.len() / 2);
    while let Some(letter) = letters.next() {
        match letter {
            CHANDRABINDU | ZWJ | ZWNJ => {}
            VISARGA => separate(&mut key),
            // য় is another letter, and a য under a consonant another sound.
            'য' if letters.peek() != Some(&NUKTA) && key.last() != Some(&VIRAMA) => key.push('জ'),
            VIRAMA if key.last() == Some(&ANUSVARA) => {}
            'গ' if key.last() == Some(&ANUSVARA) => {}
            'ব' | 'ম' if is_silent_below(&key) => {
                key.pop();
            }
            NUKTA | VIRAMA => key.push(letter),
            other if is_plain_bangla(other) || other.is_alphanumeric() => key.push(sound(other)),
            _ => separate(&mut key),
        }
    }
    if key.last() == Some(&' ') {
        key.pop();
    }
    key.into_iter().collect()
}

/// Letters and vowel signs of Bangla, which have no case. Most letters of most names; the tables of Unicode answer the
/// same and take longer.
fn is_plain_bangla(letter: char) -> bool {
    matches!(
        letter,
        '\u{0985}'..='\u{098C}'
            | '\u{098F}'..='\u{0990}'
            | '\u{0993}'..='\u{09A8}'
            | '\u{09AA}'..='\u{09B0}'
            | '\u{09B2}'
            | '\u{09B6}'..='\u{09B9}'
            | '\u{09BE}'..='\u{09C4}'
            | '\u{09C7}'..='\u{09C8}'
            | '\u{09CB}'..='\u{09CC}'
    )
}

/// A letter in lower case: one letter, or the several of a rare one.
fn lower_case(letter: char) -> impl Iterator<Item = char> {
    let is_plain = letter.is_ascii() || is_plain_bangla(letter);
    let plain = is_plain.then(|| letter.to_ascii_lowercase());
    let rare = (!is_plain).then(|| letter.to_lowercase());
    plain.into_iter().chain(rare.into_iter().flatten())
}

fn separate(key: &mut Vec<char>) {
    if !matches!(key.last(), None | Some(' ')) {
        key.push(' ');
    }
}

/// One letter for those that sound alike. ঙ, ঙ্গ, ং and ংগ meet at ং.
fn sound(letter: char) -> char {
    match letter {
        'ঈ' => 'ই',
        'ঊ' => 'উ',
        'ী' => 'ি',
        'ূ' => 'ু',
        'ণ' => 'ন',
        'শ' | 'ষ' | 'ছ' => 'স',
        'ৎ' => 'ত',
        'ঙ' => ANUSVARA,
        other => other,
    }
}

/// Whether a ব or ম joined here is written and not heard: after স শ ষ দ ত জ.
fn is_silent_below(key: &[char]) -> bool {
    matches!(key, [.., 'স' | 'দ' | 'ত' | 'জ', VIRAMA])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn spellings_of_one_name_meet() {
        for names in [
            &[
                "মোঃ আব্দুল করিম",
                "মো: আব্দুল করীম",
                "মো. আব্দুল  করিম",
                "মো আব্দুল করিম",
                "মোঃআব্দুল করিম",
            ][..],
            &["শফিকুল", "সফিকুল"],
            &["সাইফুল", "ছাইফুল"],
            &["জাহাঙ্গীর", "জাহাঙ্গির", "জাহাংগীর"],
            &["রাঙামাটি", "রাঙ্গামাটী"],
            &["লক্ষ্মী কান্ত", "লক্ষী কান্ত"],
            &["উজ্জ্বল", "উজ্জল"],
            &["নূর", "নুর"],
            &["চাঁদ", "চাদ"],
            &["রাণী", "রানি"],
            &["যশোদা", "জশোদা"],
            &["মোসাম্মৎ", "মোসাম্মত"],
            &["মুন্ডা", "মুণ্ডা"],
            &["বিশ্বাস", "বিশাস"],
            &["র\u{200D}্যাব", "র্\u{200D}যাব"],
            &["Md. Karim", "MD KARIM", "md.karim"],
        ] {
            let keys: Vec<String> = names.iter().map(|name| fold_name(name)).collect();
            assert!(
                keys.windows(2)
                    .all(|pair| matches!(pair, [left, right] if left == right)),
                "{keys:?}"
            );
        }
    }

    #[test]
    fn different_names_stay_apart() {
        for (left, right) in [
            ("রহিম", "রহিমা"),
            ("করিম", "করিমন"),
            ("আব্দুল", "আবুল"),
            ("কম্বল", "কমল"),
            ("জয়নব", "জজনব"),
            ("আব্দুল করিম", "আব্দুল রহিম"),
            ("", "মোঃ"),
        ] {
            assert_ne!(fold_name(left), fold_name(right));
        }
        assert_eq!(fold_name(" ঃ."), "");
    }

    #[test]
    fn the_short_way_is_that_of_unicode() {
        for letter in '\u{0}'..='\u{2FFF}' {
            assert_eq!(
                lower_case(letter).collect::<String>(),
                letter.to_lowercase().collect::<String>()
            );
            assert!(
                !is_plain_bangla(letter) || letter.is_alphanumeric(),
                "{}",
                letter.escape_unicode()
            );
        }
    }

    proptest! {
        #[test]
        fn names_that_look_alike_have_one_key(name in "[ মোরহশকজযড়ঙংৎি্ঃ\u{9DF}\u{9DC}\u{9CB}\u{9CC}]{0,16}") {
            let split: String = name.nfd().collect();
            let marked = format!("\u{FEFF}{}\u{A0}", name.replace(' ', "\u{2003} "));
            prop_assert_eq!(fold_name(&split), fold_name(&name));
            prop_assert_eq!(fold_name(&marked), fold_name(&name));
            prop_assert_eq!(fold_name(&normalise(&name)), fold_name(&name));
        }

        #[test]
        fn keys_have_single_inner_spaces(name in "[ মোরহশষছসজযঙংগ়্ঃ:.ব]{0,16}") {
            let key = fold_name(&name);
            prop_assert!(!key.contains("  ") && key.trim() == key);
        }
    }
}
