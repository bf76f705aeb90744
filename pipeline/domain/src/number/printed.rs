//! From a number as machines write it to the number as offices print it: the one way for SQL, charts and templates.

use super::{decimal_text, share_text, taka_in_crore_lakh, taka_text};
use crate::language::Language;

/// How a printed number reads.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum NumberForm {
    /// Grouped digits, as many decimals as there are.
    #[default]
    Plain,
    /// A share of one as a percentage with one decimal.
    Share,
    /// Money to the paisa: `৳ ১২,৩৪,৫৬৭.৫০`.
    Taka,
    /// Money for running text: `৪,৩৫০.৯৭ কোটি টাকা`.
    Crore,
}

impl NumberForm {
    /// The form of a name: `share`, `taka`, `crore`; any other name is a plain number.
    #[must_use]
    pub fn of(name: &str) -> Self {
        match name {
            "share" => Self::Share,
            "taka" => Self::Taka,
            "crore" => Self::Crore,
            _ => Self::Plain,
        }
    }
}

/// A number in the digits and groups of a language, from its ASCII form: an optional minus, digits, at most one
/// point. `None` where the text is no such number.
#[must_use]
pub fn printed_number(literal: &str, form: NumberForm, language: Language) -> Option<String> {
    let (mantissa, scale) = read_literal(literal)?;
    Some(match form {
        NumberForm::Plain => decimal_text(mantissa, scale, language),
        NumberForm::Share => share_text(mantissa, scale, language),
        NumberForm::Taka => taka_text(mantissa, scale, language),
        NumberForm::Crore => taka_in_crore_lakh(mantissa, scale, language),
    })
}

fn read_literal(literal: &str) -> Option<(i128, u32)> {
    let (sign, digits) = match literal.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, literal),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let mantissa: i128 = format!("{whole}{fraction}").parse().ok()?;
    Some((sign * mantissa, u32::try_from(fraction.len()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_read_exactly() {
        assert_eq!(read_literal("-12.50"), Some((-1250, 2)));
        assert_eq!(read_literal("7"), Some((7, 0)));
        for not in [
            "",
            "-",
            ".5",
            "1.2.3",
            "1e3",
            "৫",
            "<10",
            "999999999999999999999999999999999999999999",
        ] {
            assert_eq!(read_literal(not), None, "{not}");
        }
    }

    #[test]
    fn each_form_in_both_languages() {
        let printed = |literal, form| {
            let both = [Language::Bangla, Language::English].map(|language| printed_number(literal, form, language));
            both.map(Option::unwrap_or_default)
        };
        assert_eq!(
            printed("1234567.50", NumberForm::Plain),
            ["১২,৩৪,৫৬৭.৫০", "12,34,567.50"]
        );
        assert_eq!(printed("0.4464", NumberForm::Share), ["৪৪.৬%", "44.6%"]);
        assert_eq!(printed("1500", NumberForm::Taka), ["৳ ১,৫০০", "Tk 1,500"]);
        assert_eq!(
            printed("43509700000", NumberForm::Crore),
            ["৪,৩৫০.৯৭ কোটি টাকা", "Tk 4,350.97 crore"]
        );
    }
}
