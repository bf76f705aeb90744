//! Bangla text: one spelling for what looks the same, and the keys by which headings and names
//! are compared.
//!
//! The display form keeps every letter that a reader sees. The keys are for comparing only and
//! are never printed. Neither transliterates; names across scripts belong to linkage. All forms
//! are NFC, in which য় ড় ঢ় are a base letter and a nukta.

mod name;

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::number::ascii_digit;

pub use name::fold_name;

const NUKTA: char = '\u{09BC}';
const VIRAMA: char = '\u{09CD}';
const KHANDA_TA: char = '\u{09CE}';
const VISARGA: char = '\u{0983}';
const ZWNJ: char = '\u{200C}';
const ZWJ: char = '\u{200D}';

/// The display form of a cell. Borrowed when nothing had to change.
///
/// Unicode spaces, tabs and line ends become single spaces, trimmed; control characters, BOM, soft
/// hyphens and zero-width marks go, except the joiners that shape a Bangla conjunct (র‍্য); a nukta
/// moves behind its consonant; অ+া is আ; ত্ before a joiner or at the end of a word is ৎ; the
/// Assamese ৰ is র; the rest is NFC. Applying it twice changes nothing more.
///
/// Text in the Bijoy encoding needs [`looks_like_bijoy`] first: this would drop letters of it.
#[must_use]
pub fn normalise(text: &str) -> Cow<'_, str> {
    if is_normal(text) {
        return Cow::Borrowed(text);
    }
    let mut current = pass(text);
    // A repair can open the way for another, as a removed mark brings two letters together.
    // Every repair shortens the text or moves a nukta to the left, so this ends.
    while !is_normal(&current) {
        let next = pass(&current);
        if next == current {
            break;
        }
        current = next;
    }
    if current == text {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(current)
    }
}

/// The key by which headings are matched: the display form in lower case with ASCII digits, and
/// without spaces, underscores, punctuation, joiners, and the visarga that stands for a colon.
#[must_use]
pub fn fold_header(text: &str) -> String {
    let kept = |letter: &char| (letter.is_alphanumeric() && *letter != VISARGA) || matches!(*letter, NUKTA | VIRAMA);
    normalise(text)
        .chars()
        .flat_map(char::to_lowercase)
        .filter(kept)
        .map(ascii_digit)
        .collect()
}

/// Whether a text is probably Bangla in the Bijoy (SutonnyMJ) encoding: Latin letters that only a
/// font turns into Bangla.
///
/// True when at least one letter in twenty is typical of that encoding and none is Bangla. The
/// degree sign and the grave accent are too common elsewhere to decide alone.
#[must_use]
pub fn looks_like_bijoy(text: &str) -> bool {
    let (mut letters, mut typical, mut decisive) = (0_usize, 0_usize, false);
    for letter in text.chars() {
        if is_bangla(letter) {
            return false;
        }
        letters += 1;
        match letter {
            '†' | '‡' | '¨' | '©' | 'ª' | '«' => {
                typical += 1;
                decisive = true;
            }
            'ˆ' | '°' | '`' => typical += 1,
            _ => {}
        }
    }
    decisive && typical * 20 >= letters
}

fn is_bangla(letter: char) -> bool {
    matches!(letter, '\u{0980}'..='\u{09FF}')
}

/// Letters and signs that continue a word; digits and currency signs do not.
fn is_bangla_letter(letter: char) -> bool {
    matches!(letter, '\u{0980}'..='\u{09E3}' | '\u{09F0}' | '\u{09F1}')
}

fn is_consonant(letter: char) -> bool {
    matches!(
        letter,
        '\u{0995}'..='\u{09A8}'
            | '\u{09AA}'..='\u{09B0}'
            | '\u{09B2}'
            | '\u{09B6}'..='\u{09B9}'
            | '\u{09DC}'
            | '\u{09DD}'
            | '\u{09DF}'
            | '\u{09F0}'
            | '\u{09F1}'
    )
}

/// Signs that can stand between a consonant and its misplaced nukta.
fn is_dependent_sign(letter: char) -> bool {
    matches!(letter, '\u{0981}'..='\u{0983}' | '\u{09BE}'..='\u{09CD}' | '\u{09D7}') && letter != KHANDA_TA
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
            '\u{09BE}' => !matches!(previous, 'অ' | '\u{09C7}'),
            '\u{09D7}' => previous != '\u{09C7}',
            _ => is_bangla_letter(letter),
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
fn pass(text: &str) -> String {
    let letters: Vec<char> = text.chars().filter_map(plain).nfc().collect();
    let letters = move_nuktas(settle_joiners(&letters));
    merge_letters(&letters).into_iter().nfc().collect()
}

/// A letter as it stays, a space for any blank, nothing for what cannot be seen.
fn plain(letter: char) -> Option<char> {
    match letter {
        blank if blank.is_whitespace() => Some(' '),
        control if control.is_control() => None,
        '\u{00AD}'
        | '\u{061C}'
        | '\u{180E}'
        | '\u{200B}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}' => None,
        'ৰ' => Some('র'),
        other => Some(other),
    }
}

/// Turns ত + ্ + ZWJ into ৎ and drops every joiner that shapes no conjunct.
fn settle_joiners(letters: &[char]) -> Vec<char> {
    let mut settled: Vec<char> = Vec::with_capacity(letters.len());
    for (index, letter) in letters.iter().enumerate() {
        let next = letters.get(index + 1).copied().unwrap_or(' ');
        match (settled.as_slice(), *letter) {
            ([.., 'ত', VIRAMA], ZWJ) => {
                settled.truncate(settled.len() - 2);
                settled.push(KHANDA_TA);
            }
            // র্‍য in either order of its signs, half letters, and the visible hasanta.
            ([.., VIRAMA], ZWJ | ZWNJ) if is_consonant(next) => settled.push(*letter),
            ([.., 'র'], ZWJ) if next == VIRAMA => settled.push(ZWJ),
            (_, ZWJ | ZWNJ) => {}
            (_, other) => settled.push(other),
        }
    }
    settled
}

/// Puts a nukta that was typed after a vowel sign directly behind its consonant.
fn move_nuktas(letters: Vec<char>) -> Vec<char> {
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
            Some(&NUKTA) => {}
            Some(base) if is_consonant(*base) => moved.insert(place, NUKTA),
            _ => moved.push(NUKTA),
        }
    }
    moved
}

/// Merges অ+া and the ত্ that ends a word, and collapses spaces.
fn merge_letters(letters: &[char]) -> Vec<char> {
    let mut merged: Vec<char> = Vec::with_capacity(letters.len());
    for (index, letter) in letters.iter().enumerate() {
        let next = letters.get(index + 1).copied().unwrap_or(' ');
        match (merged.last(), *letter) {
            (None | Some(' '), ' ') => {}
            (Some('অ'), '\u{09BE}') => {
                merged.pop();
                merged.push('আ');
            }
            (Some('ত'), VIRAMA) if !is_bangla_letter(next) && !matches!(next, ZWJ | ZWNJ) => {
                merged.pop();
                merged.push(KHANDA_TA);
            }
            (_, other) => merged.push(other),
        }
    }
    if merged.last() == Some(&' ') {
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
            ("\u{09F0}হিম", "রহিম"),
            // Joiners that shape a conjunct stay, others go.
            ("র\u{200D}্যাব", "র\u{200D}্যাব"),
            ("র্\u{200D}যাব", "র্\u{200D}যাব"),
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

    #[test]
    fn headings_match_whatever_their_punctuation() {
        for (texts, expected) in [
            (&["Ward No.", "ward_no", "WARD-NO", " ward  no:"][..], "wardno"),
            (&["ভোটার আইডি নং:", "ভোটার আইডি নংঃ", "ভোটার-আইডি_নং"], "ভোটারআইডিনং"),
            (&["নাম (বাংলা)", "নামঃ বাংলা", "\u{FEFF}নাম\u{200D} বাংলা"], "নামবাংলা"),
            (&["ইউনি\u{09DF}ন", "ইউনিয়ন"], "ইউনিয়ন"),
            (&["বয়স ০-৪ (%)", "বয়স 0–4"], "বয়স04"),
            (&["টাকা (৳)", "টাকা"], "টাকা"),
        ] {
            for text in texts {
                assert_eq!(fold_header(text), expected, "{text}");
            }
        }
        assert_ne!(fold_header("ক্ষ"), fold_header("কষ"));
    }

    #[test]
    fn bijoy_is_told_from_latin_text() {
        for text in ["evsjv‡`k", "†gvt Avãyj Kwig", "MYcÖRvZš¿x evsjv‡`k miKvi", "†`‡ji †eMg"] {
            assert!(looks_like_bijoy(text), "{text}");
        }
        for text in [
            "",
            "Bangladesh",
            "বাংলাদেশ",
            "O`Brien",
            "38°C",
            "12 m²",
            "© বাংলাদেশ",
            "Café Müller",
            "a long line of English text with one © in it",
        ] {
            assert!(!looks_like_bijoy(text), "{text}");
        }
    }

    /// Letters whose neighbourhood matters, more often than chance would bring them together.
    const TRICKY: &str = "[ অআতরযডকষৎৰিৌোে\u{9BC}\u{9CD}\u{9BE}\u{9D7}\u{981}\u{983}\u{200C}\u{200D}\u{200B}\u{AD}\u{A0}\u{FEFF}\u{9DC}\u{9DF}০a.।]{0,12}";

    proptest! {
        #[test]
        fn display_form_is_final(text in TRICKY) {
            let once = normalise(&text).into_owned();
            prop_assert_eq!(pass(&once), once.clone(), "{}", text.escape_unicode());
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
        fn text_that_seems_normal_is(text in TRICKY) {
            if is_normal(&text) {
                prop_assert_eq!(pass(&text), text);
            }
        }

        #[test]
        fn heading_keys_are_final(text in TRICKY) {
            let key = fold_header(&text);
            prop_assert!(!key.contains([' ', '.', ZWJ, ZWNJ, VISARGA]));
        }
    }
}
