//! The one Bangla formatter, as functions of typst: what SQL results, charts and templates print goes through the
//! same rules of `dorpon_domain`.
//!
//! In a template: `format-number(value, unit, language)`, `format-date(text, form, language)`,
//! `format-fiscal-year(text, language)`, `format-digits(text, language)`. Values are what the data file holds: whole
//! numbers, decimals as text, dates as `2022-06-30`. What is no number or date comes back as it is.

use dorpon_domain::calendar::printed_date;
use dorpon_domain::fiscal::FiscalYear;
use dorpon_domain::language::Language;
use dorpon_domain::number;
use jiff::civil::Date;
use typst_library::foundations::{Scope, Str, Value, func};

/// Puts the functions into a scope of typst.
pub(crate) fn define(scope: &mut Scope) {
    scope.define_func::<format_number>();
    scope.define_func::<format_date>();
    scope.define_func::<format_fiscal_year>();
    scope.define_func::<format_digits>();
}

/// A number in the digits and groups of the language.
#[func]
fn format_number(
    /// A whole number, or a decimal as text.
    value: Value,
    /// How it reads: `share`, `taka`, `crore`; anything else prints the number as it is.
    unit: Str,
    /// `bn` or `en`.
    language: Str,
) -> Str {
    let literal = match value {
        Value::Int(number) => number.to_string(),
        Value::Str(text) => text.to_string(),
        _ => return Str::new(),
    };
    let printed = number::printed_number(&literal, number::NumberForm::of(&unit), language_of(&language));
    printed.unwrap_or(literal).into()
}

/// A date.
#[func]
fn format_date(
    /// As `2022-06-30`.
    date: Str,
    /// `short` (৩০/০৬/২০২২), `long` (৩০ জুন ২০২২) or `bangla` (১৬ আষাঢ় ১৪২৯; empty where the calendar has none).
    form: Str,
    /// `bn` or `en`.
    language: Str,
) -> Str {
    match date.parse::<Date>() {
        Ok(day) => printed_date(day, &form, language_of(&language))
            .unwrap_or_default()
            .into(),
        Err(_) => date,
    }
}

/// A fiscal year.
#[func]
fn format_fiscal_year(
    /// As `2021-22`.
    year: Str,
    /// `bn` or `en`.
    language: Str,
) -> Str {
    match FiscalYear::parse(&year) {
        Some(known) => known.text(language_of(&language)).into(),
        None => year,
    }
}

/// Any text, its digits in the script of the language.
#[func]
fn format_digits(
    /// The text.
    text: Str,
    /// `bn` or `en`.
    language: Str,
) -> Str {
    match language_of(&language) {
        Language::Bangla => number::bangla_digits(&text).into(),
        Language::English => number::ascii_digits(&text).into(),
    }
}

fn language_of(code: &str) -> Language {
    if code == "en" {
        Language::English
    } else {
        Language::Bangla
    }
}
