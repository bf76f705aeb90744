//! Reads the numbers that people type into sheets.
//!
//! Accepted: ASCII and Bangla digits, also mixed; grouping commas of either system when every
//! group has its size (1,23,456 and 123,456, but not 1,2); spaces around. Refused: exponents,
//! because a spreadsheet writes them after it has dropped digits.

use super::ascii_digit;

/// Words and signs of money before the figure, in lower case.
const MONEY_BEFORE: [&str; 6] = ["৳", "টাকা", "taka", "tk.", "tk", "bdt"];
/// Words and signs of money behind the figure, in lower case.
const MONEY_BEHIND: [&str; 10] = ["/-", "/=", "৳", "মাত্র", "টাকা", "only", "taka", "tk.", "tk", "bdt"];

/// Reads a whole number. `12.00` is whole; `12.5` is refused.
#[must_use]
pub fn parse_integer(text: &str) -> Option<i64> {
    parse_decimal(text, 0).and_then(|value| i64::try_from(value).ok())
}

/// Reads a decimal number as its mantissa at `scale`. Decimals beyond the scale are refused
/// unless they are zeros.
#[must_use]
pub fn parse_decimal(text: &str, scale: u32) -> Option<i128> {
    let (negative, figure) = split_sign(trim(text));
    signed(figure, negative, scale)
}

/// Reads an amount of money as paisa: `৫০,০০০/-`, `৳ ৫০০`, `Tk. 1,200.50`, `৫০০ টাকা মাত্র`,
/// `৫০,০০০/- (পঞ্চাশ হাজার) টাকা`. Any plain number is taka.
#[must_use]
pub fn parse_taka(text: &str) -> Option<i128> {
    let (negative, rest) = split_sign(trim(text));
    let rest = strip_behind(strip_before(rest));
    let (negative_inside, figure) = split_sign(rest);
    if negative && negative_inside {
        return None;
    }
    signed(figure, negative || negative_inside, 2)
}

/// Spaces, and the invisible signs that copying leaves.
fn trim(text: &str) -> &str {
    text.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '\u{FEFF}' | '\u{200B}'..='\u{200F}'))
}

fn split_sign(text: &str) -> (bool, &str) {
    if let Some(rest) = text.strip_prefix('+') {
        (false, rest)
    } else if let Some(rest) = text.strip_prefix(['-', '\u{2212}']) {
        (true, rest)
    } else {
        (false, text)
    }
}

fn strip_before(text: &str) -> &str {
    for word in MONEY_BEFORE {
        if let Some((head, rest)) = text.split_at_checked(word.len())
            && head.eq_ignore_ascii_case(word)
        {
            return trim(rest);
        }
    }
    text
}

fn strip_behind(mut text: &str) -> &str {
    loop {
        let shorter = strip_words(text).or_else(|| strip_brackets(text));
        match shorter {
            Some(rest) => text = trim(rest),
            None => return text,
        }
    }
}

fn strip_words(text: &str) -> Option<&str> {
    MONEY_BEHIND.iter().find_map(|word| {
        let (rest, tail) = text.split_at_checked(text.len().checked_sub(word.len())?)?;
        tail.eq_ignore_ascii_case(word).then_some(rest)
    })
}

/// The amount in words, as in `৫০,০০০/- (পঞ্চাশ হাজার) টাকা`. Brackets that hold a figure stay, and
/// so the cell is refused: which of the two figures is meant is not ours to say.
fn strip_brackets(text: &str) -> Option<&str> {
    let (rest, words) = text.strip_suffix(')')?.rsplit_once('(')?;
    let has_figure = words.chars().any(|letter| ascii_digit(letter).is_ascii_digit());
    (!has_figure && !rest.is_empty()).then_some(rest)
}

fn signed(figure: &str, negative: bool, scale: u32) -> Option<i128> {
    let magnitude = unsigned(figure, scale)?;
    Some(if negative { -magnitude } else { magnitude })
}

/// Digits with commas, then perhaps a point and decimals.
fn unsigned(figure: &str, scale: u32) -> Option<i128> {
    let (whole, decimals) = match figure.split_once('.') {
        Some((_, "")) => return None,
        Some((whole, decimals)) => (whole, decimals),
        None if figure.is_empty() => return None,
        None => (figure, ""),
    };
    if !groups_fit(whole) {
        return None;
    }
    let mut mantissa: i128 = 0;
    for letter in whole.chars().filter(|letter| *letter != ',') {
        mantissa = mantissa.checked_mul(10)?.checked_add(digit(letter)?)?;
    }
    let mut missing = scale;
    for letter in decimals.chars() {
        let digit = digit(letter)?;
        if let Some(fewer) = missing.checked_sub(1) {
            missing = fewer;
            mantissa = mantissa.checked_mul(10)?.checked_add(digit)?;
        } else if digit != 0 {
            return None;
        }
    }
    mantissa.checked_mul(10_i128.checked_pow(missing)?)
}

fn digit(letter: char) -> Option<i128> {
    ascii_digit(letter).to_digit(10).map(i128::from)
}

/// Whether commas stand where the South Asian or the Western system puts them.
fn groups_fit(whole: &str) -> bool {
    let mut groups = whole.rsplit(',').map(|group| group.chars().count());
    if !whole.contains(',') {
        return true;
    }
    if groups.next() != Some(3) {
        return false;
    }
    let (mut pairs, mut triples) = (true, true);
    let mut groups = groups.peekable();
    while let Some(length) = groups.next() {
        let first = groups.peek().is_none();
        pairs &= length == 2 || (first && length == 1);
        triples &= length == 3 || (first && (1..=2).contains(&length));
    }
    pairs || triples
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn whole_numbers() {
        for (text, value) in [
            ("0", 0),
            ("1948", 1948),
            (" ১৯৪৮ ", 1948),
            ("১৯48", 1948),
            ("1,23,456", 123_456),
            ("123,456", 123_456),
            ("1,234", 1_234),
            ("12,34,56,789", 123_456_789),
            ("123,456,789", 123_456_789),
            ("১,১৫,৩১,৫৬৭", 11_531_567),
            ("\u{FEFF}\u{A0}7\u{200B}", 7),
            ("-42", -42),
            ("\u{2212}42", -42),
            ("+8", 8),
            ("12.00", 12),
            ("007", 7),
        ] {
            assert_eq!(parse_integer(text), Some(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_whole_number() {
        for text in [
            "",
            " ",
            "-",
            "+",
            ",",
            "1,2",
            "1,23",
            "12,3456",
            "1234,567",
            ",123",
            "1,,234",
            "1,23,4567",
            "12,34,56",
            "1,234,56,789",
            "1 234",
            "12.5",
            "12.",
            ".",
            "1.2.3",
            "1e3",
            "1.99E+16",
            "--1",
            "+-1",
            "৫ টি",
            "five",
            "9223372036854775808",
            "٣",
        ] {
            assert_eq!(parse_integer(text), None, "{text}");
        }
    }

    #[test]
    fn decimals_at_a_scale() {
        assert_eq!(parse_decimal("22.34", 6), Some(22_340_000));
        assert_eq!(parse_decimal("৪,৩৫০.৯৭", 2), Some(435_097));
        assert_eq!(parse_decimal(".85", 2), Some(85));
        assert_eq!(parse_decimal("-0.5", 1), Some(-5));
        assert_eq!(parse_decimal("1.500", 1), Some(15));
        assert_eq!(parse_decimal("1.501", 1), None);
        assert_eq!(parse_decimal("1.5e2", 2), None);
        assert_eq!(parse_decimal("1.5", 40), None);
        assert_eq!(parse_decimal("99999999999999999999999999999999999999999", 0), None);
    }

    #[test]
    fn money_as_offices_write_it() {
        for (text, paisa) in [
            ("500", 50_000),
            ("1,500.50", 150_050),
            ("৫০,০০০/-", 5_000_000),
            ("৫০,০০০/- (পঞ্চাশ হাজার) টাকা", 5_000_000),
            ("৳ ১২,৩৪,৫৬৭.৫০", 123_456_750),
            ("৳৫০০", 50_000),
            ("Tk. 1,200.50", 120_050),
            ("TK 500/-", 50_000),
            ("BDT 500", 50_000),
            ("৫০০ টাকা মাত্র", 50_000),
            ("টাকা ৫০০/=", 50_000),
            ("500 Taka only", 50_000),
            ("-৳ ১০", -1_000),
            ("৳ -১০", -1_000),
        ] {
            assert_eq!(parse_taka(text), Some(paisa), "{text}");
        }
        for text in [
            "",
            "টাকা",
            "৳",
            "/-",
            "1.505",
            "5.0E+2",
            "500 (600)",
            "(পাঁচ শত)",
            "-৳ -১০",
            "৫০০ ডলার",
            "Tkk 5",
        ] {
            assert_eq!(parse_taka(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>(), scale in 0_u32..50) {
            let _ = parse_decimal(&text, scale);
            let _ = parse_taka(&text);
        }

        #[test]
        fn no_money_like_text_panics(text in "[০-৯0-9,.৳/() -]{0,16}") {
            let _ = parse_decimal(&text, 3);
            let _ = parse_taka(&text);
        }
    }
}
