//! Dates as cells of a sheet hold them.
//!
//! A cell is read by its own form alone; which of day and month comes first in `01/02/2021`
//! is a property of the column, which [`DayMonthCount`] finds out. Whether a date is plausible
//! (a birth in the future, before 1880) is for the caller to say. Dates of the Bangla calendar
//! are not read: extracts do not hold them.

mod column;
mod month;

use std::sync::LazyLock;

use jiff::civil::{Date, date};

use crate::calendar::gregorian_month_name;
use crate::language::Language;
use crate::number::ascii_digits;
use crate::text::{fold_name, normalise};

pub use column::{DayMonthCount, DayMonthOrder};
pub use month::{CalendarMonth, read_month};

/// What had to be interpreted to read a date. Where several things were, the last in this order
/// is reported.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum DateRepair {
    /// Nothing: year, month and day in ASCII digits.
    None,
    /// Bangla digits.
    BanglaDigits,
    /// Day before month, both in figures.
    DayFirst,
    /// Month before day, both in figures.
    MonthFirst,
    /// Month in words.
    MonthName,
    /// Year of two digits.
    TwoDigitYear,
    /// Serial number of a spreadsheet.
    ExcelSerial,
}

impl DateRepair {
    /// The name under which the ledger counts it; empty for no repair.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "",
            Self::BanglaDigits => "bangla_digits",
            Self::DayFirst => "day_first",
            Self::MonthFirst => "month_first",
            Self::MonthName => "month_name",
            Self::TwoDigitYear => "two_digit_year",
            Self::ExcelSerial => "excel_serial",
        }
    }
}

/// A date and how it was read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DateReading {
    /// The day, of any year that the cell names.
    pub date: Date,
    /// What had to be interpreted.
    pub repair: DateRepair,
}

/// Which of two figures before a year is the day.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum PartOrder {
    /// 31/12/2021, as Bangladesh writes.
    #[default]
    DayFirst,
    /// 12/31/2021, as some programs export.
    MonthFirst,
}

/// Reads a date cell: `2021-01-12`, `12/01/2021`, `12.1.2021`, `12-1-21`, `১২/০১/২০২১ খ্রিঃ`,
/// `12 January 2021`, `১২ জানুয়ারি ২০২১`, `Jan 12, 2021`, each perhaps with a time of day behind it.
///
/// `pivot_year` is the latest year that a two-digit year may mean: with 2022, `22` is 2022 and
/// `23` is 1923. A time with a zone is refused, since its day may be another in Dhaka.
#[must_use]
pub fn read_date(text: &str, order: PartOrder, pivot_year: i16) -> Option<DateReading> {
    if let Some(date) = iso_date(text.as_bytes()) {
        return Some(DateReading {
            date,
            repair: DateRepair::None,
        });
    }
    let display = normalise(text);
    let plain = ascii_digits(&display).to_lowercase();
    let digits = if has_bangla_digit(&display) {
        DateRepair::BanglaDigits
    } else {
        DateRepair::None
    };
    let plain = without_time(without_era(&plain))?;
    let (date, form) = match figures(plain) {
        Some(parts) => date_of_figures(parts, order, pivot_year)?,
        None => date_with_month_name(plain, pivot_year)?,
    };
    Some(DateReading {
        date,
        repair: digits.max(form),
    })
}

/// Reads a whole number as the day of a spreadsheet (1900 system): `44197` is 1 January 2021.
/// Only for a column that is known to hold dates; up to the year 2100. Serial 60, the
/// 29 February 1900 that never was, is refused.
#[must_use]
pub fn read_excel_serial(text: &str) -> Option<DateReading> {
    let plain = ascii_digits(text.trim());
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, "0"));
    let is_whole = !decimals.is_empty() && decimals.bytes().all(|byte| byte == b'0');
    if !is_whole || !(1..=6).contains(&whole.len()) {
        return None;
    }
    let serial: i64 = if whole.bytes().all(|byte| byte.is_ascii_digit()) {
        whole.parse().ok()?
    } else {
        return None;
    };
    let before_the_day_that_never_was = match serial {
        1..=59 => 1,
        61.. => 0,
        _ => return None,
    };
    let days = serial + before_the_day_that_never_was;
    let date = date(1899, 12, 30)
        .checked_add(jiff::SignedDuration::from_hours(24 * days))
        .ok()?;
    (date.year() <= 2100).then_some(DateReading {
        date,
        repair: DateRepair::ExcelSerial,
    })
}

/// `2021-01-12` and nothing else: the common cell, read without allocation.
fn iso_date(bytes: &[u8]) -> Option<Date> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes else {
        return None;
    };
    let digits = |list: &[u8]| {
        list.iter().try_fold(0_i16, |sum, byte| {
            byte.is_ascii_digit().then(|| 10 * sum + i16::from(byte - b'0'))
        })
    };
    civil(
        digits(&[*y1, *y2, *y3, *y4])?,
        digits(&[*m1, *m2])?,
        digits(&[*d1, *d2])?,
    )
}

fn civil(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn has_bangla_digit(text: &str) -> bool {
    text.contains(|letter: char| ('\u{09E6}'..='\u{09EF}').contains(&letter))
}

fn number(text: &str) -> Option<i16> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

/// Cuts the signs of the common era that Bangla dates end with.
fn without_era(text: &str) -> &str {
    const ERAS: [&str; 9] = [
        "খ্রিঃ",
        "খ্রি:",
        "খ্রি.",
        "খ্রি",
        "খ্রিষ্টাব্দ",
        "খ্রিস্টাব্দ",
        "ইংরেজি",
        "ইং",
        "ইং.",
    ];
    ERAS.iter()
        .find_map(|era| text.strip_suffix(era))
        .unwrap_or(text)
        .trim_end()
}

/// Cuts a time of day, which must be one: `10:30`, `10:30:00.000`, `10:30:00 pm`.
fn without_time(text: &str) -> Option<&str> {
    let Some((head, _)) = text.split_once(':') else {
        return Some(text);
    };
    let place = head.rfind([' ', 't'])?;
    let (day, time) = (text.get(..place)?, text.get(place + 1..)?);
    let time = time
        .strip_suffix("am")
        .or_else(|| time.strip_suffix("pm"))
        .unwrap_or(time)
        .trim_end();
    let mut parts = time.split(':');
    let hour = parts.next().and_then(number)?;
    let minute = parts.next().and_then(number)?;
    let second = parts.next().unwrap_or("0");
    let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
    number(second).filter(|second| *second < 60)?;
    let is_time =
        hour < 24 && minute < 60 && fraction.bytes().all(|byte| byte.is_ascii_digit()) && parts.next().is_none();
    is_time.then(|| day.trim_end())
}

/// Three runs of digits between two equal separators.
fn figures(text: &str) -> Option<[&str; 3]> {
    let separator = text.chars().find(|letter| matches!(letter, '-' | '/' | '.' | '–'))?;
    let mut parts = text.split(separator).map(str::trim);
    let found = [parts.next()?, parts.next()?, parts.next()?];
    let fit = parts.next().is_none()
        && found
            .iter()
            .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
    fit.then_some(found)
}

fn date_of_figures([first, second, third]: [&str; 3], order: PartOrder, pivot_year: i16) -> Option<(Date, DateRepair)> {
    if second.len() > 2 {
        return None;
    }
    let middle = number(second)?;
    if first.len() == 4 && third.len() <= 2 {
        return Some((civil(number(first)?, middle, number(third)?)?, DateRepair::None));
    }
    if first.len() > 2 {
        return None;
    }
    let first = number(first)?;
    let (year, short) = year(third, pivot_year)?;
    let (date, form) = match order {
        PartOrder::DayFirst => (civil(year, middle, first)?, DateRepair::DayFirst),
        PartOrder::MonthFirst => (civil(year, first, middle)?, DateRepair::MonthFirst),
    };
    Some((date, if short { DateRepair::TwoDigitYear } else { form }))
}

/// The year, and whether it had two digits.
fn year(text: &str, pivot_year: i16) -> Option<(i16, bool)> {
    let value = number(text)?;
    match text.len() {
        4 => Some((value, false)),
        2 => {
            let in_century = pivot_year.checked_sub(pivot_year.rem_euclid(100))?.checked_add(value)?;
            Some((
                if in_century > pivot_year {
                    in_century.checked_sub(100)?
                } else {
                    in_century
                },
                true,
            ))
        }
        _ => None,
    }
}

/// Day, month and year in any order that a month in words leaves clear.
fn date_with_month_name(text: &str, pivot_year: i16) -> Option<(Date, DateRepair)> {
    let mut parts = text
        .split([' ', ',', '-', '/', '.', '–'])
        .filter(|part| !part.is_empty());
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (day_text, month, year_text) = match (month_of(first), month_of(second)) {
        (Some(month), None) => (second, month, third),
        (None, Some(month)) if first.len() == 4 && number(first).is_some() => (third, month, first),
        (None, Some(month)) => (first, month, third),
        _ => return None,
    };
    let (year, short) = year(year_text, pivot_year)?;
    let date = civil(year, month, number(without_ordinal(day_text))?)?;
    Some((
        date,
        if short {
            DateRepair::TwoDigitYear
        } else {
            DateRepair::MonthName
        },
    ))
}

/// Cuts `th` of `12th` and ই of `১২ই`.
fn without_ordinal(day: &str) -> &str {
    const ENDINGS: [&str; 9] = ["st", "nd", "rd", "th", "লা", "রা", "ঠা", "ই", "শে"];
    ENDINGS
        .iter()
        .find_map(|ending| day.strip_suffix(ending))
        .unwrap_or(day)
}

/// Comparison keys of the month names, Bangla and English, from January.
static MONTH_KEYS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let key = |month, language| fold_name(gregorian_month_name(month, language));
    (1..=12)
        .map(|month| (key(month, Language::Bangla), key(month, Language::English)))
        .collect()
});

/// The month of a name: English whole or cut to three letters, Bangla in any of its usual
/// spellings (জানুয়ারি, জানুয়ারী; আগস্ট, আগষ্ট).
fn month_of(word: &str) -> Option<i16> {
    if word.starts_with(|letter: char| letter.is_ascii_digit()) {
        return None;
    }
    let key = if word == "sept" {
        "sep".to_owned()
    } else {
        fold_name(word)
    };
    let place = MONTH_KEYS
        .iter()
        .position(|(bangla, english)| key == *bangla || key == *english || english.get(..3) == Some(key.as_str()))?;
    i16::try_from(place + 1).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;
    use crate::calendar::{gregorian_short, gregorian_text};

    fn read(text: &str) -> Option<(Date, DateRepair)> {
        read_date(text, PartOrder::DayFirst, 2022).map(|reading| (reading.date, reading.repair))
    }

    #[test]
    fn dates_in_every_form() {
        let day = date(2021, 1, 12);
        for (text, repair) in [
            ("2021-01-12", DateRepair::None),
            (" 2021-01-12 ", DateRepair::None),
            ("2021-1-12", DateRepair::None),
            ("2021/01/12", DateRepair::None),
            ("2021-01-12T00:00:00", DateRepair::None),
            ("2021-01-12 23:59:59.000", DateRepair::None),
            ("২০২১-০১-১২", DateRepair::BanglaDigits),
            ("12/01/2021", DateRepair::DayFirst),
            ("12-1-2021", DateRepair::DayFirst),
            ("12.01.2021", DateRepair::DayFirst),
            ("12 / 01 / 2021", DateRepair::DayFirst),
            ("12/01/2021 10:30 AM", DateRepair::DayFirst),
            ("১২/০১/২০২১", DateRepair::DayFirst),
            ("১২/০১/২০২১ খ্রিঃ", DateRepair::DayFirst),
            ("১২/০১/২০২১ইং", DateRepair::DayFirst),
            ("12-1-21", DateRepair::TwoDigitYear),
            ("১২-০১-২১", DateRepair::TwoDigitYear),
            ("12 January 2021", DateRepair::MonthName),
            ("12 JAN 2021", DateRepair::MonthName),
            ("12-Jan-2021", DateRepair::MonthName),
            ("12th January, 2021", DateRepair::MonthName),
            ("January 12, 2021", DateRepair::MonthName),
            ("2021 January 12", DateRepair::MonthName),
            ("12 Jan 2021 08:00", DateRepair::MonthName),
            ("১২ জানুয়ারি ২০২১", DateRepair::MonthName),
            ("১২ জানু\u{09DF}ারী, ২০২১", DateRepair::MonthName),
            ("১২ই জানুয়ারি ২০২১ খ্রিষ্টাব্দ", DateRepair::MonthName),
            ("12-Jan-21", DateRepair::TwoDigitYear),
        ] {
            assert_eq!(read(text), Some((day, repair)), "{text}");
        }
        assert_eq!(read("০১ আগষ্ট ২০২১"), Some((date(2021, 8, 1), DateRepair::MonthName)));
        assert_eq!(read("3 Sept 2021"), Some((date(2021, 9, 3), DateRepair::MonthName)));
        assert_eq!(read("29/02/2020"), Some((date(2020, 2, 29), DateRepair::DayFirst)));
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            " ",
            "-",
            "2021",
            "44197",
            "2021-13-01",
            "2021-02-30",
            "29/02/2021",
            "31/04/2021",
            "01/13/2021",
            "12/01-2021",
            "12/01/202",
            "12/01/20211",
            "1/2/3/2021",
            "12 Foo 2021",
            "January 2021",
            "Jan Feb 2021",
            "2021-01-12T00:00:00Z",
            "2021-01-12T00:00:00+06:00",
            "2021-01-12 25:00",
            "১৭ ভাদ্র ১৪২৮",
            "N/A",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_two_digit_year_is_never_after_the_pivot() {
        let year = |text, pivot| read_date(text, PartOrder::DayFirst, pivot).map(|reading| reading.date.year());
        assert_eq!(year("1-7-22", 2022), Some(2022));
        assert_eq!(year("1-7-23", 2022), Some(1923));
        assert_eq!(year("1-7-00", 2022), Some(2000));
        assert_eq!(year("1-7-99", 2000), Some(1999));
        assert_eq!(year("1-7-45", 2050), Some(2045));
        let _ = (year("1-7-99", i16::MIN), year("1-7-99", i16::MAX));
    }

    #[test]
    fn month_first_only_on_demand() {
        let reading = read_date("01/13/2021", PartOrder::MonthFirst, 2022).unwrap();
        assert_eq!(
            (reading.date, reading.repair),
            (date(2021, 1, 13), DateRepair::MonthFirst)
        );
        assert_eq!(read_date("13/01/2021", PartOrder::MonthFirst, 2022), None);
        // The order concerns figures before a year only.
        assert_eq!(
            read_date("2021-01-12", PartOrder::MonthFirst, 2022).unwrap().date,
            date(2021, 1, 12)
        );
    }

    #[test]
    fn spreadsheet_serials() {
        let serial = |text| read_excel_serial(text).map(|reading| reading.date);
        assert_eq!(serial("44197"), Some(date(2021, 1, 1)));
        assert_eq!(serial("৪৪১৯৭"), Some(date(2021, 1, 1)));
        assert_eq!(serial(" 44197.0 "), Some(date(2021, 1, 1)));
        assert_eq!(serial("20546"), Some(date(1956, 4, 1)));
        assert_eq!(serial("1"), Some(date(1900, 1, 1)));
        assert_eq!(serial("59"), Some(date(1900, 2, 28)));
        assert_eq!(serial("60"), None);
        assert_eq!(serial("61"), Some(date(1900, 3, 1)));
        for text in [
            "",
            "0",
            "-5",
            "44197.5",
            "44197.",
            "99999",
            "1000000",
            "abc",
            "2021-01-01",
        ] {
            assert_eq!(serial(text), None, "{text}");
        }
    }

    #[test]
    fn serials_reach_the_year_2100() {
        let last = (date(2100, 12, 31).duration_since(date(1899, 12, 30)).as_hours() / 24).to_string();
        assert_eq!(read_excel_serial(&last).unwrap().date, date(2100, 12, 31));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>(), pivot in any::<i16>()) {
            let _ = (read_date(&text, PartOrder::DayFirst, pivot), read_excel_serial(&text));
        }

        #[test]
        fn no_date_like_text_panics(text in "[0-9০-৯/.: tTপ-]{0,14}", pivot in any::<i16>()) {
            let _ = (read_date(&text, PartOrder::MonthFirst, pivot), read_excel_serial(&text));
        }

        #[test]
        fn printed_dates_read_back(days in 0_i64..80_000) {
            let day = date(1880, 1, 1).checked_add(jiff::SignedDuration::from_hours(24 * days)).unwrap();
            for text in [
                day.to_string(),
                gregorian_text(day, Language::Bangla),
                gregorian_text(day, Language::English),
                gregorian_short(day, Language::Bangla),
                gregorian_short(day, Language::English),
            ] {
                prop_assert_eq!(read(&text).map(|(date, _)| date), Some(day), "{}", text);
            }
        }
    }
}
