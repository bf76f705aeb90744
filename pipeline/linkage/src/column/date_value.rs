//! A birth date as lists have it: a day, a year alone, or digits that are no day of any calendar.

use dorpon_domain::date_text::{PartOrder, read_date};
use dorpon_domain::number::ascii_digits;

/// The latest year that a year of two digits may mean.
const PIVOT_YEAR: i16 = 2030;

/// A date in parts.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct DateValue {
    /// Year, 0 to 9999.
    pub year: u16,
    /// Month, 0 when only the year is known. May be above 12 where digits were mistyped.
    pub month: u8,
    /// Day, 0 when only the year is known. May be beyond the month.
    pub day: u8,
}

impl DateValue {
    /// Reads a cell: the forms that `dorpon_domain` reads, eight digits `YYYYMMDD`, a year alone. Digits that are no
    /// day of the calendar are kept, since they may be one digit away from it.
    #[must_use]
    pub fn read(cell: &str) -> Option<Self> {
        let plain = ascii_digits(cell);
        let plain = plain.trim();
        let parts: Vec<&str> = plain.split('-').collect();
        match parts.as_slice() {
            [digits] if digits.len() == 8 => {
                if let (Some(year), Some(month), Some(day)) = (digits.get(..4), digits.get(4..6), digits.get(6..)) {
                    return Self::of_parts(year, month, day);
                }
            }
            [year] if year.len() == 4 => {
                return Some(Self {
                    year: digits_of(year)?,
                    month: 0,
                    day: 0,
                });
            }
            [year, month, day] if year.len() == 4 && month.len() == 2 && day.len() == 2 => {
                return Self::of_parts(year, month, day);
            }
            _ => {}
        }
        let date = read_date(cell, PartOrder::DayFirst, PIVOT_YEAR)?.date;
        Some(Self {
            year: u16::try_from(date.year()).ok()?,
            month: u8::try_from(date.month()).ok()?,
            day: u8::try_from(date.day()).ok()?,
        })
    }

    fn of_parts(year: &str, month: &str, day: &str) -> Option<Self> {
        let read = Self {
            year: digits_of(year)?,
            month: u8::try_from(digits_of(month)?).ok()?,
            day: u8::try_from(digits_of(day)?).ok()?,
        };
        // 1970-00-00 is a year alone.
        Some(if read.month == 0 || read.day == 0 {
            Self {
                month: 0,
                day: 0,
                ..read
            }
        } else {
            read
        })
    }

    /// The value of the column: `YYYY-MM-DD` or `YYYY`.
    #[must_use]
    pub fn clean(self) -> String {
        if self.is_year_only() {
            format!("{:04}", self.year)
        } else {
            format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
        }
    }

    pub(super) fn from_clean(text: &str) -> Self {
        Self::read(text).unwrap_or_default()
    }

    /// Whether day and month are missing.
    #[must_use]
    pub fn is_year_only(self) -> bool {
        self.month == 0
    }

    /// Whether it is 1 January, which offices write when they know the year only.
    #[must_use]
    pub fn is_first_january(self) -> bool {
        self.month == 1 && self.day == 1
    }

    /// Its eight digits as letters.
    #[must_use]
    pub fn letters(self) -> [u32; 8] {
        let (year, month, day) = (u32::from(self.year), u32::from(self.month), u32::from(self.day));
        [
            year / 1_000 % 10,
            year / 100 % 10,
            year / 10 % 10,
            year % 10,
            month / 10 % 10,
            month % 10,
            day / 10 % 10,
            day % 10,
        ]
    }

    /// About how many days lie between this and day 0: exact enough for distances in years, and defined for digits
    /// that are no day. A year alone is its middle.
    #[must_use]
    pub fn days(self) -> i32 {
        let (month, day) = if self.is_year_only() {
            (7, 1)
        } else {
            (i32::from(self.month), i32::from(self.day))
        };
        // Months of 30.4375 days.
        i32::from(self.year) * 36_525 / 100 + (month - 1) * 487 / 16 + day
    }
}

/// One to four ASCII digits.
fn digits_of(text: &str) -> Option<u16> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}
