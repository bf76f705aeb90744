//! UTF-8 that a program took for a Western code page and wrote as UTF-8 again: `à¦†` for আ.
//!
//! Invariant: a text is read so only if every letter of it is a byte of the code page, the bytes are UTF-8, and what
//! they say is Bangla: no other text looks like that.

/// Letters of Windows-1252 from 0x80 to 0x9F; the five that it lacks are kept as control letters.
const HIGH: [char; 32] = [
    '\u{20AC}', '\u{81}', '\u{201A}', '\u{192}', '\u{201E}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2C6}', '\u{2030}',
    '\u{160}', '\u{2039}', '\u{152}', '\u{8D}', '\u{17D}', '\u{8F}', '\u{90}', '\u{2018}', '\u{2019}', '\u{201C}',
    '\u{201D}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2DC}', '\u{2122}', '\u{161}', '\u{203A}', '\u{153}', '\u{9D}',
    '\u{17E}', '\u{178}',
];

/// The Bangla that a text was before it was read in the wrong encoding; `None` where it was not.
#[must_use]
pub fn read_mojibake(text: &str) -> Option<String> {
    // Every letter of Bangla begins with the byte E0.
    if !text.contains('à') {
        return None;
    }
    let bytes = text.chars().map(byte_of).collect::<Option<Vec<u8>>>()?;
    let read = String::from_utf8(bytes).ok()?;
    let is_bangla = |letter: char| ('\u{980}'..='\u{9FF}').contains(&letter);
    let is_plain = |letter: char| {
        letter.is_ascii() || is_bangla(letter) || matches!(letter, '।' | '\u{200C}' | '\u{200D}' | '৳' | '–' | '’')
    };
    (read.chars().any(is_bangla) && read.chars().all(is_plain)).then_some(read)
}

fn byte_of(letter: char) -> Option<u8> {
    match u32::from(letter) {
        code @ (0..=0x7F | 0xA0..=0xFF) => u8::try_from(code).ok(),
        // Latin-1 keeps the bytes as control letters.
        code @ 0x80..=0x9F => u8::try_from(code).ok(),
        _ => {
            let place = HIGH.iter().position(|high| *high == letter)?;
            u8::try_from(0x80 + place).ok()
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    fn scrambled(text: &str, windows: bool) -> String {
        text.bytes()
            .map(|byte| match byte {
                0x80..=0x9F if windows => HIGH[usize::from(byte - 0x80)],
                other => char::from(other),
            })
            .collect()
    }

    #[test]
    fn a_name_is_read_again() {
        for windows in [true, false] {
            assert_eq!(read_mojibake(&scrambled("আমেনা খাতুন", windows)).unwrap(), "আমেনা খাতুন");
        }
        for text in ["আমেনা", "Amena", "à la carte", "Zoë", "evsjv‡`k", "†eMg", ""] {
            assert_eq!(read_mojibake(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_bangla_is_read_again(text in "[ ক-হা-ৌ্0-9]{1,20}ক", windows: bool) {
            prop_assert_eq!(read_mojibake(&scrambled(&text, windows)), Some(text));
        }

        #[test]
        fn bangla_itself_is_never_taken_for_it(text in "[ -~ক-হা-ৌ]{0,20}") {
            prop_assert_eq!(read_mojibake(&text), None);
        }
    }
}
