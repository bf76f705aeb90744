//! Numbers as Bangladesh writes and types them.
//!
//! Both languages group the last three digits and then pairs (১২,৩৪,৫৬৭; 12,34,567), as
//! Bangladeshi English does; only the digits differ. A decimal number is an integer
//! mantissa and a scale, `mantissa / 10^scale`, the form in which Arrow stores it: no
//! amount ever passes through a float. Ties are rounded away from zero.

mod printed;
mod reading;

use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale::locale;

use crate::language::Language;

pub use printed::{NumberForm, printed_number};
pub use reading::{parse_decimal, parse_integer, parse_taka};

/// One crore, 10⁷.
const CRORE: i128 = 10_000_000;
/// One lakh, 10⁵.
const LAKH: i128 = 100_000;

thread_local! {
    // A formatter costs a table look-up by locale and is not `Sync`.
    static BANGLA: Option<DecimalFormatter> =
        DecimalFormatter::try_new(locale!("bn").into(), Default::default()).ok();
    static ENGLISH: Option<DecimalFormatter> =
        DecimalFormatter::try_new(locale!("en-IN").into(), Default::default()).ok();
}

/// A count: `১২,৩৪,৫৬৭` or `12,34,567`.
#[must_use]
pub fn count_text(count: i64, language: Language) -> String {
    decimal_text(i128::from(count), 0, language)
}

/// A decimal number with exactly `scale` decimals: `১২,৩৪৫.৬৭` for mantissa 1234567, scale 2.
#[must_use]
pub fn decimal_text(mantissa: i128, scale: u32, language: Language) -> String {
    let mut decimal = Decimal::from(mantissa);
    decimal.multiply_pow10(i16::try_from(scale).map_or(i16::MIN, |scale| -scale));
    let format = |formatter: &Option<DecimalFormatter>| match formatter {
        Some(formatter) => formatter.format(&decimal).to_string(),
        // The locale data is compiled in, so this only guards against a build without it.
        None => decimal.to_string(),
    };
    match language {
        Language::Bangla => BANGLA.with(format),
        Language::English => ENGLISH.with(format),
    }
}

/// Money: `৳ ১২,৩৪,৫৬৭.৫০` or `Tk 12,34,567.50`, rounded to paisa; whole taka print no decimals.
#[must_use]
pub fn taka_text(mantissa: i128, scale: u32, language: Language) -> String {
    let paisa = rescale(mantissa, scale, 2);
    let figure = if paisa % 100 == 0 {
        decimal_text(paisa / 100, 0, language)
    } else {
        decimal_text(paisa, 2, language)
    };
    format!("{} {figure}", language.pick("৳", "Tk"))
}

/// Money for running text: `৪,৩৫০.৯৭ কোটি টাকা`, `৫০.০০ লক্ষ টাকা`, and below one lakh `৯৯,৯৯৯ টাকা`;
/// in English `Tk 4,350.97 crore`, `Tk 50.00 lakh`, `Tk 99,999`. Two decimals of the larger unit.
#[must_use]
pub fn taka_in_crore_lakh(mantissa: i128, scale: u32, language: Language) -> String {
    let taka = rescale(mantissa, scale, 0);
    let (figure, unit) = if hundredths(taka, LAKH).abs() >= 100 * (CRORE / LAKH) {
        (
            decimal_text(hundredths(taka, CRORE), 2, language),
            language.pick(" কোটি", " crore"),
        )
    } else if taka.abs() >= LAKH {
        (
            decimal_text(hundredths(taka, LAKH), 2, language),
            language.pick(" লক্ষ", " lakh"),
        )
    } else {
        (decimal_text(taka, 0, language), "")
    };
    match language {
        Language::Bangla => format!("{figure}{unit} টাকা"),
        Language::English => format!("Tk {figure}{unit}"),
    }
}

/// A share of one as a percentage with one decimal: 0.857 is `৮৫.৭%` or `85.7%`.
#[must_use]
pub fn share_text(mantissa: i128, scale: u32, language: Language) -> String {
    format!("{}%", decimal_text(rescale(mantissa, scale, 3), 1, language))
}

/// ASCII digits become Bangla digits; all else stays.
#[must_use]
pub fn bangla_digits(text: &str) -> String {
    let digit = |letter: char| letter.to_digit(10).and_then(|digit| char::from_u32(0x09E6 + digit));
    text.chars().map(|letter| digit(letter).unwrap_or(letter)).collect()
}

/// Bangla digits become ASCII digits; all else stays.
#[must_use]
pub fn ascii_digits(text: &str) -> String {
    text.chars().map(ascii_digit).collect()
}

/// The ASCII digit of a Bangla digit; any other letter is itself.
pub(crate) fn ascii_digit(letter: char) -> char {
    match letter {
        '\u{09E6}'..='\u{09EF}' => (letter as u32)
            .checked_sub(0x09E6 - 0x30)
            .and_then(char::from_u32)
            .unwrap_or(letter),
        other => other,
    }
}

/// The mantissa at another scale. What does not fit is cut at the bounds of `i128`, which no
/// column of the lake reaches.
fn rescale(mantissa: i128, from: u32, to: u32) -> i128 {
    match 10_i128.checked_pow(from.abs_diff(to)) {
        Some(factor) if from > to => divide_rounding(mantissa, factor),
        Some(factor) => mantissa.saturating_mul(factor),
        None if from > to => 0,
        None => mantissa.saturating_mul(i128::MAX),
    }
}

/// `taka` in hundredths of `unit`.
fn hundredths(taka: i128, unit: i128) -> i128 {
    divide_rounding(taka, unit / 100)
}

fn divide_rounding(dividend: i128, divisor: i128) -> i128 {
    let (quotient, remainder) = (dividend / divisor, dividend % divisor);
    if remainder.unsigned_abs() >= divisor.unsigned_abs().div_ceil(2) {
        quotient + dividend.signum()
    } else {
        quotient
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;
    use crate::language::Language::{Bangla, English};

    #[test]
    fn counts_group_three_then_pairs() {
        for (count, bangla, english) in [
            (0, "০", "0"),
            (999, "৯৯৯", "999"),
            (1_000, "১,০০০", "1,000"),
            (123_456_789, "১২,৩৪,৫৬,৭৮৯", "12,34,56,789"),
            (11_531_567, "১,১৫,৩১,৫৬৭", "1,15,31,567"),
            (1_234_567, "১২,৩৪,৫৬৭", "12,34,567"),
            (-214_000, "-২,১৪,০০০", "-2,14,000"),
        ] {
            assert_eq!(count_text(count, Bangla), bangla);
            assert_eq!(count_text(count, English), english);
        }
    }

    #[test]
    fn decimals_keep_their_scale() {
        assert_eq!(decimal_text(1_234_567, 2, Bangla), "১২,৩৪৫.৬৭");
        assert_eq!(decimal_text(1_250, 3, English), "1.250");
        assert_eq!(decimal_text(5, 3, English), "0.005");
        assert_eq!(decimal_text(-5, 1, Bangla), "-০.৫");
        assert_eq!(decimal_text(0, 2, English), "0.00");
    }

    #[test]
    fn taka_drops_empty_paisa() {
        assert_eq!(taka_text(123_456_750, 2, Bangla), "৳ ১২,৩৪,৫৬৭.৫০");
        assert_eq!(taka_text(123_456_700, 2, Bangla), "৳ ১২,৩৪,৫৬৭");
        assert_eq!(taka_text(5_000_000, 2, English), "Tk 50,000");
        assert_eq!(taka_text(500, 0, Bangla), "৳ ৫০০");
        assert_eq!(taka_text(1_999_999, 4, English), "Tk 200");
        assert_eq!(taka_text(-150, 2, English), "Tk -1.50");
    }

    #[test]
    fn large_amounts_in_crore_and_lakh() {
        assert_eq!(taka_in_crore_lakh(43_509_700_000, 0, Bangla), "৪,৩৫০.৯৭ কোটি টাকা");
        assert_eq!(taka_in_crore_lakh(4_350_970_000_000, 2, English), "Tk 4,350.97 crore");
        assert_eq!(taka_in_crore_lakh(5_000_000, 0, Bangla), "৫০.০০ লক্ষ টাকা");
        assert_eq!(taka_in_crore_lakh(100_000, 0, English), "Tk 1.00 lakh");
        assert_eq!(taka_in_crore_lakh(9_999_900, 2, Bangla), "৯৯,৯৯৯ টাকা");
        // Rounded in lakh it would read 100.00 lakh.
        assert_eq!(taka_in_crore_lakh(9_999_999, 0, English), "Tk 1.00 crore");
        assert_eq!(taka_in_crore_lakh(9_999_400, 0, English), "Tk 99.99 lakh");
        assert_eq!(taka_in_crore_lakh(-20_000_000, 0, English), "Tk -2.00 crore");
        assert_eq!(taka_in_crore_lakh(0, 2, Bangla), "০ টাকা");
    }

    #[test]
    fn shares_are_percentages_with_one_decimal() {
        assert_eq!(share_text(857, 3, Bangla), "৮৫.৭%");
        assert_eq!(share_text(857_499, 6, English), "85.7%");
        assert_eq!(share_text(857_500, 6, English), "85.8%");
        assert_eq!(share_text(1, 0, Bangla), "১০০.০%");
        assert_eq!(share_text(0, 6, English), "0.0%");
    }

    #[test]
    fn digits_translate_and_leave_the_rest() {
        assert_eq!(bangla_digits("Q1 2021-22: ১৫"), "Q১ ২০২১-২২: ১৫");
        assert_eq!(ascii_digits("০১৭12-৩৪৫৬৭৮ জন"), "01712-345678 জন");
    }

    proptest! {
        #[test]
        fn a_printed_count_reads_back(count in any::<i64>()) {
            prop_assert_eq!(parse_integer(&count_text(count, Bangla)), Some(count));
            prop_assert_eq!(parse_integer(&count_text(count, English)), Some(count));
        }

        #[test]
        fn a_printed_decimal_reads_back(mantissa in -(10_i128.pow(30))..10_i128.pow(30), scale in 0_u32..8) {
            prop_assert_eq!(parse_decimal(&decimal_text(mantissa, scale, Bangla), scale), Some(mantissa));
        }

        #[test]
        fn printed_money_reads_back(paisa in -(10_i128.pow(18))..10_i128.pow(18)) {
            prop_assert_eq!(parse_taka(&taka_text(paisa, 2, Bangla)), Some(paisa));
            prop_assert_eq!(parse_taka(&taka_text(paisa, 2, English)), Some(paisa));
        }

        #[test]
        fn any_mantissa_and_scale_print(mantissa in any::<i128>(), scale in 0_u32..60) {
            let _ = decimal_text(mantissa, scale, Bangla);
            let _ = taka_text(mantissa, scale, English);
            let _ = taka_in_crore_lakh(mantissa, scale, Bangla);
            let _ = share_text(mantissa, scale, English);
        }

        #[test]
        fn digits_round_trip(text in "[0-9 a-z]{0,30}") {
            prop_assert_eq!(ascii_digits(&bangla_digits(&text)), text);
        }
    }
}
