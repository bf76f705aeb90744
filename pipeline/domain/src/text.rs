//! Bangla text: one spelling for what looks the same, and the keys by which headings and names
//! are compared.
//!
//! The display form keeps every letter that a reader sees. The keys are for comparing only and
//! are never printed. Neither transliterates; names across scripts belong to linkage. All forms
//! are NFC, in which য় ড় ঢ় are a base letter and a nukta.

pub mod bijoy;
mod heading;
mod letter;
mod mojibake;
mod name;
mod normal_form;
mod repair;

use crate::number::ascii_digit;
use letter::{NUKTA, VIRAMA, VISARGA};

pub use bijoy::looks_like_bijoy;
pub use heading::loose_header;
pub use mojibake::read_mojibake;
pub use name::fold_name;
pub use normal_form::{Repaired, normalise, repair};
pub use repair::{RepairKind, RepairKinds};

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::letter::{ZWJ, ZWNJ};
    use super::*;

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

    proptest! {
        #[test]
        fn heading_keys_are_final(text in "[ অতরয\u{9BC}\u{9CD}\u{9BE}\u{983}\u{200C}\u{200D}\u{A0}০a.]{0,12}") {
            let key = fold_header(&text);
            prop_assert!(!key.contains([' ', '.', ZWJ, ZWNJ, VISARGA]));
        }
    }
}
