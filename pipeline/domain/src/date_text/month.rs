//! Months as cells of a sheet hold them.

use std::fmt;

use jiff::civil::{Date, date};

use super::{PartOrder, date_of_figures, figures, iso_date, month_of, read_excel_serial, without_era, without_time};
use crate::number::ascii_digits;
use crate::text::normalise;

/// Years outside are typing errors.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// The day of serial number 2,200. A smaller number in a column of months is a year.
const FIRST_SERIAL: Date = date(1906, 1, 8);

/// A month of the Gregorian calendar. Its `Display` is canonical: `2022-06`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct CalendarMonth {
    first_day: Date,
}

impl CalendarMonth {
    /// The month in which a day lies; `None` outside 1900 to 2199.
    #[must_use]
    pub fn of(day: Date) -> Option<Self> {
        YEARS.contains(&day.year()).then(|| Self {
            first_day: day.first_of_month(),
        })
    }

    /// Reads the canonical form, `2022-06`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let fits = year.len() == 4 && month.len() == 2;
        of_figures(year, month).filter(|_| fits)
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        self.first_day
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.first_day.last_of_month()
    }
}

impl fmt::Display for CalendarMonth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.first_day.year(), self.first_day.month())
    }
}

/// Reads a month cell: `2022-06`, `06/2022`, `202206`, `June 2022`, `Jun-22`, `জুন ২০২২`, `জুন, ২০২২ খ্রিঃ`, or a day
/// in it, as programs write a month: `2022-06-01`, `01 June 2022`, a serial number of a spreadsheet.
///
/// Two digits are a year of this century, and only behind the name of a month: `06/22` is refused. So is a day in
/// figures that fits two months: `01/06/2022` may be June or January.
#[must_use]
pub fn read_month(text: &str) -> Option<CalendarMonth> {
    if let Some(month) = CalendarMonth::parse(text) {
        return Some(month);
    }
    let plain = ascii_digits(&normalise(text)).to_lowercase();
    let plain = without_time(without_era(&plain))?;
    if let Some(day) = iso_date(plain.as_bytes()) {
        return CalendarMonth::of(day);
    }
    if let Some(parts) = figures(plain) {
        return of_day(parts);
    }
    let parts: Vec<&str> = plain
        .split([' ', ',', '-', '/', '.', '–', '\'', '’', '‘'])
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [one] => compact(one).or_else(|| of_serial(one)),
        [first, second] => match (month_of(first), month_of(second)) {
            (Some(month), None) => in_year(second, month),
            (None, Some(month)) => in_year(first, month).filter(|_| first.len() == 4),
            _ if first.len() == 4 => of_figures(first, second),
            _ => of_figures(second, first),
        },
        [_, _, _] => {
            // A day with its month in words leaves nothing open but the day, which must be one.
            let reading = super::date_with_month_name(plain, *YEARS.end())?;
            CalendarMonth::of(reading.0)
        }
        _ => None,
    }
}

/// The month of a day in figures, if day first and month first do not differ in it.
fn of_day(parts: [&str; 3]) -> Option<CalendarMonth> {
    let read = |order| date_of_figures(parts, order, 2099).and_then(|(day, _)| CalendarMonth::of(day));
    match (read(PartOrder::DayFirst), read(PartOrder::MonthFirst)) {
        (Some(one), Some(other)) => (one == other).then_some(one),
        (one, other) => one.or(other),
    }
}

/// `202206`. As a serial number of a spreadsheet it would lie far behind the year 2100.
fn compact(text: &str) -> Option<CalendarMonth> {
    let (year, month) = (text.get(..4)?, text.get(4..)?);
    of_figures(year, month).filter(|_| month.len() == 2)
}

/// The month of a serial number of a spreadsheet.
fn of_serial(text: &str) -> Option<CalendarMonth> {
    let day = read_excel_serial(text)?.date;
    CalendarMonth::of(day).filter(|_| day >= FIRST_SERIAL)
}

fn of_figures(year: &str, month: &str) -> Option<CalendarMonth> {
    if !(1..=2).contains(&month.len()) || year.len() != 4 {
        return None;
    }
    in_year(year, super::number(month)?)
}

fn in_year(year: &str, month: i16) -> Option<CalendarMonth> {
    let number = super::number(year)?;
    let year = match year.len() {
        4 => number,
        2 => 2000 + number,
        _ => return None,
    };
    let month = i8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
    YEARS.contains(&year).then(|| CalendarMonth {
        first_day: date(year, month, 1),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn months_in_every_form() {
        for text in [
            "2022-06",
            " 2022-06 ",
            "2022-6",
            "2022/06",
            "06/2022",
            "6-2022",
            "06.2022",
            "202206",
            "২০২২-০৬",
            "০৬/২০২২",
            "June 2022",
            "JUNE, 2022",
            "Jun-22",
            "Jun'22",
            "june/2022",
            "2022 June",
            "জুন ২০২২",
            "জুন, ২০২২",
            "জুন-২২",
            "জুন/২০২২ খ্রিঃ",
            "2022-06-01",
            "2022-06-30 00:00:00",
            "30/06/2022",
            "06/30/2022",
            "06/06/2022",
            "01 June 2022",
            "৩০ জুন ২০২২",
            "44713",
        ] {
            assert_eq!(
                read_month(text).map(|month| month.to_string()).as_deref(),
                Some("2022-06"),
                "{text}"
            );
        }
        assert_eq!(read_month("জানু\u{09AF}\u{09BC}ারি ২০২৩").unwrap().to_string(), "2023-01");
    }

    #[test]
    fn what_is_no_month() {
        for text in [
            "",
            "-",
            "2022",
            "June",
            "জুন",
            "06/22",
            "22-06",
            "2022-13",
            "2022-00",
            "202213",
            "01/06/2022",
            "2022-06-31",
            "22 June",
            "June 202",
            "June July",
            "2021-2022",
            "2022-Q2",
            "আষাঢ় ১৪২৯",
            "1822-06",
            "+022-06",
        ] {
            assert_eq!(read_month(text), None, "{text}");
        }
    }

    #[test]
    fn a_month_has_its_days() {
        let month = CalendarMonth::parse("2024-02").unwrap();
        assert_eq!(
            (month.first_day(), month.last_day()),
            (date(2024, 2, 1), date(2024, 2, 29))
        );
        for text in ["2024-2", "24-02", "2024-13", "2024-02-01", "২০২৪-০২", "202402"] {
            assert_eq!(CalendarMonth::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = (read_month(&text), CalendarMonth::parse(&text));
        }

        #[test]
        fn canonical_months_read_back(year in 1900_i16..=2199, month in 1_i8..=12) {
            let month = CalendarMonth::of(date(year, month, 15)).unwrap();
            prop_assert_eq!(CalendarMonth::parse(&month.to_string()), Some(month));
            prop_assert_eq!(read_month(&month.to_string()), Some(month));
        }
    }
}
