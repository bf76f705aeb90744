//! The display form of a text: one spelling for what looks the same.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::letter::{
    KHANDA_TA, NUKTA, VIRAMA, ZWJ, ZWNJ, counts_once, is_bangla_letter, is_consonant, is_dependent_sign,
};
use super::repair::{RepairKind, RepairKinds};

/// A text in display form, and what that took.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Repaired<'a> {
    /// The text. Borrowed when nothing had to change.
    pub text: Cow<'a, str>,
    /// What was repaired.
    pub kinds: RepairKinds,
}

/// The display form of a cell. Borrowed when nothing had to change.
///
/// Unicode spaces, tabs and line ends become single spaces, trimmed; control characters, BOM, soft
/// hyphens and zero-width marks go, except the joiners that shape a Bangla conjunct (র‍্য); a nukta
/// moves behind its consonant; অ+া is আ; ত্ before a joiner or at the end of a word is ৎ; a sign
/// typed twice counts once; the Assamese ৰ is র; the rest is NFC. Applying it twice changes nothing more.
///
/// Text in the Bijoy encoding needs [`bijoy`](super::bijoy) first: this would drop letters of it.
#[must_use]
pub fn normalise(text: &str) -> Cow<'_, str> {
    repair(text).text
}

/// The display form of a cell as [`normalise`] gives it, with the kinds of repair that led there.
#[must_use]
pub fn repair(text: &str) -> Repaired<'_> {
    let mut kinds = RepairKinds::default();
    if is_normal(text) {
        return Repaired {
            text: Cow::Borrowed(text),
            kinds,
        };
    }
    let mut current = pass(text, &mut kinds);
    // A repair can open the way for another, as a removed mark brings two letters together.
    // Every repair shortens the text, moves a nukta or a joiner to the left, or composes, so this ends.
    while !is_normal(&current) {
        let next = pass(&current, &mut kinds);
        if next == current {
            break;
        }
        current = next;
    }
    Repaired {
        text: if current == text {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(current)
        },
        kinds,
    }
}

/// Whether the text surely is in display form. Most cells are, and leave here without allocation.
fn is_normal(text: &str) -> bool {
    let (mut before, mut previous) = (' ', ' ');
    for letter in text.chars() {
        let open_ta = before == 'ত' && previous == VIRAMA;
        let fits = match letter {
            ' ' => previous != ' ' && !open_ta,
            '!'..='~' | '।' | '৳' | '০'..='৯' | '‘' | '’' | '“' | '”' | '–' | '—' => !open_ta,
            '\u{09DC}' | '\u{09DD}' | '\u{09DF}' | '\u{09F0}' => false,
            NUKTA => is_consonant(previous),
            '\u{09BE}' => !matches!(previous, 'অ' | '\u{09C7}' | '\u{09BE}'),
            '\u{09D7}' => previous != '\u{09C7}',
            _ => is_bangla_letter(letter) && !(letter == previous && counts_once(letter)),
        };
        if !fits {
            return false;
        }
        (before, previous) = (previous, letter);
    }
    let open_ta = before == 'ত' && previous == VIRAMA;
    text.is_empty() || (previous != ' ' && !open_ta)
}

/// One round of all repairs.
fn pass(text: &str, kinds: &mut RepairKinds) -> String {
    let visible: String = text.chars().filter_map(|letter| plain(letter, kinds)).collect();
    let letters: Vec<char> = if is_nfc(&visible) {
        visible.chars().collect()
    } else {
        kinds.insert(RepairKind::NormalForm);
        visible.nfc().collect()
    };
    let letters = move_nuktas(settle_joiners(&letters, kinds), kinds);
    merge_letters(&letters, kinds).into_iter().nfc().collect()
}

/// A letter as it stays, a space for any blank, nothing for what cannot be seen.
fn plain(letter: char, kinds: &mut RepairKinds) -> Option<char> {
    match letter {
        ' ' => Some(' '),
        blank if blank.is_whitespace() => {
            kinds.insert(RepairKind::Space);
            Some(' ')
        }
        hidden if hidden.is_control() || is_invisible(hidden) => {
            kinds.insert(RepairKind::Invisible);
            None
        }
        'ৰ' => {
            kinds.insert(RepairKind::AssameseRa);
            Some('র')
        }
        other => Some(other),
    }
}

fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{00AD}'
            | '\u{061C}'
            | '\u{180E}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
    )
}

/// Turns ত + ্ + ZWJ into ৎ, writes র‍্য one way, and drops every joiner that shapes no conjunct.
fn settle_joiners(letters: &[char], kinds: &mut RepairKinds) -> Vec<char> {
    let mut settled: Vec<char> = Vec::with_capacity(letters.len());
    for (index, letter) in letters.iter().enumerate() {
        let next = letters.get(index + 1).copied().unwrap_or(' ');
        match (settled.as_slice(), *letter) {
            ([.., 'ত', VIRAMA], ZWJ) => {
                kinds.insert(RepairKind::KhandaTa);
                settled.truncate(settled.len() - 2);
                settled.push(KHANDA_TA);
            }
            // Old fonts wanted the joiner behind the virama; the Unicode Standard has it before.
            ([.., 'র', VIRAMA], ZWJ) if next == 'য' && letters.get(index + 2) != Some(&NUKTA) => {
                kinds.insert(RepairKind::Joiner);
                settled.pop();
                settled.extend([ZWJ, VIRAMA]);
            }
            // Half letters, and the visible hasanta.
            ([.., VIRAMA], ZWJ | ZWNJ) if is_consonant(next) => settled.push(*letter),
            ([.., 'র'], ZWJ) if next == VIRAMA => settled.push(ZWJ),
            (_, ZWJ | ZWNJ) => kinds.insert(RepairKind::Joiner),
            (_, other) => settled.push(other),
        }
    }
    settled
}

/// Puts a nukta that was typed after a vowel sign directly behind its consonant.
fn move_nuktas(letters: Vec<char>, kinds: &mut RepairKinds) -> Vec<char> {
    if !letters.contains(&NUKTA) {
        return letters;
    }
    let mut moved: Vec<char> = Vec::with_capacity(letters.len());
    for letter in letters {
        if letter != NUKTA {
            moved.push(letter);
            continue;
        }
        let signs = moved.iter().rev().take_while(|sign| is_dependent_sign(**sign)).count();
        let place = moved.len() - signs;
        match place.checked_sub(1).and_then(|base| moved.get(base)) {
            Some(&NUKTA) => kinds.insert(RepairKind::Nukta),
            Some(base) if is_consonant(*base) => {
                if signs > 0 {
                    kinds.insert(RepairKind::Nukta);
                }
                moved.insert(place, NUKTA);
            }
            _ => moved.push(NUKTA),
        }
    }
    moved
}

/// Merges অ+া, the ত্ that ends a word and a sign typed twice, and collapses spaces.
fn merge_letters(letters: &[char], kinds: &mut RepairKinds) -> Vec<char> {
    let mut merged: Vec<char> = Vec::with_capacity(letters.len());
    for (index, letter) in letters.iter().enumerate() {
        let next = letters.get(index + 1).copied().unwrap_or(' ');
        match (merged.last(), *letter) {
            (None | Some(' '), ' ') => kinds.insert(RepairKind::Space),
            (Some('অ'), '\u{09BE}') => {
                kinds.insert(RepairKind::VowelAa);
                merged.pop();
                merged.push('আ');
            }
            (Some(previous), sign) if *previous == sign && counts_once(sign) => kinds.insert(RepairKind::DoubledSign),
            (Some('ত'), VIRAMA) if !is_bangla_letter(next) && !matches!(next, ZWJ | ZWNJ) => {
                kinds.insert(RepairKind::KhandaTa);
                merged.pop();
                merged.push(KHANDA_TA);
            }
            (_, other) => merged.push(other),
        }
    }
    if merged.last() == Some(&' ') {
        kinds.insert(RepairKind::Space);
        merged.pop();
    }
    merged
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_spelling_for_what_looks_the_same() {
        for (text, expected) in [
            ("\u{FEFF}নাম", "নাম"),
            ("\u{A0}মোঃ\u{A0} \u{2003}করিম\t", "মোঃ করিম"),
            ("নাম\r\nঠিকানা", "নাম ঠিকানা"),
            ("সাত\u{AD}ক্ষীরা\u{200B}", "সাতক্ষীরা"),
            ("a\u{0007}b\u{202E}c", "abc"),
            // Precomposed letters, and a nukta behind the vowel sign.
            ("ইউনি\u{09DF}ন", "ইউনি\u{09AF}\u{09BC}ন"),
            ("বা\u{09DC}ি", "বা\u{09A1}\u{09BC}ি"),
            ("আষা\u{09DD}", "আষা\u{09A2}\u{09BC}"),
            ("\u{09AF}\u{09BE}\u{09BC}", "\u{09AF}\u{09BC}\u{09BE}"),
            ("\u{09A1}\u{09BF}\u{0981}\u{09BC}", "\u{09A1}\u{09BC}\u{09BF}\u{0981}"),
            ("\u{09AF}\u{09BC}\u{09BE}\u{09BC}", "\u{09AF}\u{09BC}\u{09BE}"),
            // Two-part vowel signs.
            ("ম\u{09C7}\u{09BE}", "ম\u{09CB}"),
            ("ম\u{09C7}\u{09D7}", "ম\u{09CC}"),
            ("\u{09AF}\u{09C7}\u{09BC}\u{09BE}", "\u{09AF}\u{09BC}\u{09CB}"),
            ("\u{0985}\u{09BE}লী", "আলী"),
            // Three spellings of khanda ta.
            ("হঠাত\u{09CD}\u{200D}", "হঠাৎ"),
            ("হঠাত\u{09CD}", "হঠাৎ"),
            ("ত\u{09CD}\u{200D}কাল", "ৎকাল"),
            ("জগত\u{09CD}, শরত\u{09CD}৭", "জগৎ, শরৎ৭"),
            ("হঠাত\u{09CD}\u{200C}", "হঠাৎ"),
            ("\u{09F0}হিম", "রহিম"),
            // Signs typed twice.
            ("কর\u{09BF}\u{09BF}ম", "করিম"),
            ("আলী\u{09C0}", "আলী"),
            ("বা\u{09BE}বা", "বাবা"),
            ("আব\u{09CD}\u{09CD}দুল", "আব্দুল"),
            ("চা\u{0981}\u{0981}দ", "চাঁদ"),
            ("শরত\u{09CD}\u{09CD}", "শরৎ"),
            // Joiners that shape a conjunct stay, others go.
            ("র\u{200D}্যাব", "র\u{200D}্যাব"),
            ("র্\u{200D}যাব", "র\u{200D}্যাব"),
            ("উদ্\u{200C}যাপন", "উদ্\u{200C}যাপন"),
            ("ক\u{200D}রিম\u{200C}", "করিম"),
            ("Rahim\u{200D}", "Rahim"),
            ("অ\u{200D}া", "আ"),
            ("Cafe\u{301}", "Café"),
            ("", ""),
            (" \u{A0}\u{FEFF} ", ""),
        ] {
            assert_eq!(normalise(text), expected, "{}", text.escape_unicode());
        }
    }

    #[test]
    fn repairs_are_named_and_tell_whether_letters_differ() {
        use RepairKind::{AssameseRa, DoubledSign, Invisible, Joiner, KhandaTa, NormalForm, Nukta, Space, VowelAa};
        for (text, expected, letters_differ) in [
            ("করিম", &[][..], false),
            ("Café", &[], false),
            (" করিম ", &[Space], false),
            ("মোঃ\u{A0}করিম", &[Space], false),
            ("\u{FEFF}করিম", &[Invisible], false),
            ("ক\u{200D}রিম", &[Joiner], false),
            ("র্\u{200D}যাব", &[Joiner], false),
            ("ম\u{9DF}না", &[NormalForm], false),
            ("ম\u{9C7}\u{9BE}", &[NormalForm], false),
            ("\u{9AF}\u{9BE}\u{9BC}", &[Nukta], true),
            ("\u{985}\u{9BE}লী", &[VowelAa], true),
            ("হঠাত\u{9CD}", &[KhandaTa], true),
            ("আলী\u{9C0}", &[DoubledSign], true),
            ("\u{9F0}হিম", &[AssameseRa], true),
            (
                "\u{FEFF}\u{985}\u{200D}\u{9BE}লী ",
                &[Space, Invisible, Joiner, VowelAa],
                true,
            ),
        ] {
            let repaired = repair(text);
            let kinds: Vec<RepairKind> = repaired.kinds.iter().collect();
            assert_eq!(kinds, expected, "{}", text.escape_unicode());
            assert_eq!(repaired.kinds.change_letters(), letters_differ, "{text}");
            assert_eq!(repaired.kinds.is_empty(), repaired.text == text, "{text}");
        }
    }

    #[test]
    fn text_in_display_form_is_borrowed() {
        for text in [
            "",
            "Nagarghata",
            "নগরঘাটা ইউনিয়ন",
            "মোঃ আব্দুল করিম",
            "সাতক্ষীরা, ৪০।",
            "সত্তা ত্রাণ",
            "Café",
        ] {
            assert!(matches!(normalise(text), Cow::Borrowed(_)), "{text}");
        }
    }

    /// Letters whose neighbourhood matters, more often than chance would bring them together.
    const TRICKY: &str = "[ অআতরযডকষৎৰিৌোে\u{9BC}\u{9CD}\u{9BE}\u{9D7}\u{981}\u{983}\u{200C}\u{200D}\u{200B}\u{AD}\u{A0}\u{FEFF}\u{9DC}\u{9DF}০a.।]{0,12}";

    proptest! {
        #[test]
        fn display_form_is_final(text in TRICKY) {
            let once = normalise(&text).into_owned();
            let mut kinds = RepairKinds::default();
            prop_assert_eq!(pass(&once, &mut kinds), once.clone(), "{}", text.escape_unicode());
            prop_assert!(kinds.is_empty(), "{} {:?}", once.escape_unicode(), kinds);
            prop_assert_eq!(normalise(&once), once.as_str());
        }

        #[test]
        fn display_form_of_any_text_is_final_and_nfc(text in any::<String>()) {
            let once = normalise(&text).into_owned();
            prop_assert_eq!(normalise(&once), once.as_str());
            prop_assert_eq!(once.nfc().collect::<String>(), once.clone());
            prop_assert_eq!(once.trim(), once.as_str());
        }

        #[test]
        fn canonically_equal_texts_have_one_display_form(text in TRICKY) {
            let (composed, split): (String, String) = (text.nfc().collect(), text.nfd().collect());
            prop_assert_eq!(normalise(&composed), normalise(&text));
            prop_assert_eq!(normalise(&split), normalise(&text));
        }

        #[test]
        fn what_changed_has_a_name(text in TRICKY) {
            let repaired = repair(&text);
            prop_assert_eq!(repaired.kinds.is_empty(), repaired.text == text, "{:?}", repaired.kinds);
        }

        #[test]
        fn text_that_seems_normal_is(text in TRICKY) {
            if is_normal(&text) {
                prop_assert_eq!(pass(&text, &mut RepairKinds::default()), text);
            }
        }
    }
}
