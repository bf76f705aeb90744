//! The Bangla calendar of Bangladesh, and dates as an office writes them.
//!
//! Two rules hold, one before and one since Ashwin 1426 (reform dated 16 October 2019).
//! Both begin the year on 14 April. Before 14 April 1987 the almanac decided, so those
//! dates are refused. Reading a date out of a cell belongs to [`crate::date_text`].

use jiff::civil::{Date, date};

use crate::language::Language;
use crate::number::bangla_digits;

/// First year of the civil rule: 1 Baishakh 1394 is 14 April 1987.
const FIRST_YEAR: i16 = 1394;
/// Last year answered: 30 Chaitra 1507 is 13 April 2101.
const LAST_YEAR: i16 = 1507;
/// First year in which Ashwin has 31 days.
const REFORM_YEAR: i16 = 1426;

const MONTHS: [(&str, &str); 12] = [
    ("বৈশাখ", "Baishakh"),
    ("জ্যৈষ্ঠ", "Jyaistha"),
    ("আষাঢ়", "Asharh"),
    ("শ্রাবণ", "Shraban"),
    ("ভাদ্র", "Bhadra"),
    ("আশ্বিন", "Ashwin"),
    ("কার্তিক", "Kartik"),
    ("অগ্রহায়ণ", "Agrahayan"),
    ("পৌষ", "Poush"),
    ("মাঘ", "Magh"),
    ("ফাল্গুন", "Falgun"),
    ("চৈত্র", "Chaitra"),
];

const GREGORIAN_MONTHS: [(&str, &str); 12] = [
    ("জানুয়ারি", "January"),
    ("ফেব্রুয়ারি", "February"),
    ("মার্চ", "March"),
    ("এপ্রিল", "April"),
    ("মে", "May"),
    ("জুন", "June"),
    ("জুলাই", "July"),
    ("আগস্ট", "August"),
    ("সেপ্টেম্বর", "September"),
    ("অক্টোবর", "October"),
    ("নভেম্বর", "November"),
    ("ডিসেম্বর", "December"),
];

/// A day of the Bangla calendar of Bangladesh, from 1 Baishakh 1394 to 30 Chaitra 1507.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct BanglaDate {
    year: i16,
    month: u8,
    day: u8,
}

impl BanglaDate {
    /// The given day, if the calendar has it: years 1394 to 1507, months 1 to 12.
    #[must_use]
    pub fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        let known = (FIRST_YEAR..=LAST_YEAR).contains(&year) && (1..=12).contains(&month);
        (known && (1..=month_length(year, month)).contains(&day)).then_some(Self { year, month, day })
    }

    /// The Bangla day of a Gregorian day, both counted from midnight as offices do. `None`
    /// before 14 April 1987 and after 13 April 2101.
    #[must_use]
    pub fn from_gregorian(day: Date) -> Option<Self> {
        let before_new_year = (day.month(), day.day()) < (4, 14);
        let year = day.year() - if before_new_year { 594 } else { 593 };
        if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
            return None;
        }
        let mut remaining = day.duration_since(new_year(year)).as_hours() / 24;
        for month in 1..=12 {
            let length = i64::from(month_length(year, month));
            if remaining < length {
                return Some(Self {
                    year,
                    month,
                    day: u8::try_from(remaining + 1).ok()?,
                });
            }
            remaining -= length;
        }
        None
    }

    /// The Gregorian day. Always known, since [`Self::new`] bounds the year.
    #[must_use]
    pub fn to_gregorian(self) -> Option<Date> {
        let before: i64 = (1..self.month)
            .map(|month| i64::from(month_length(self.year, month)))
            .sum();
        let days = before + i64::from(self.day) - 1;
        new_year(self.year)
            .checked_add(jiff::SignedDuration::from_hours(24 * days))
            .ok()
    }

    /// Year, 1394 to 1507.
    #[must_use]
    pub fn year(self) -> i16 {
        self.year
    }

    /// Month, 1 (Baishakh) to 12 (Chaitra).
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// Day of the month, from 1.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }

    /// Name of the month, as offices spell it.
    #[must_use]
    pub fn month_name(self, language: Language) -> &'static str {
        name(&MONTHS, self.month, language)
    }

    /// `১৭ ভাদ্র ১৪২৮` or `17 Bhadra 1428`.
    #[must_use]
    pub fn text(self, language: Language) -> String {
        let text = format!("{} {} {}", self.day, self.month_name(language), self.year);
        match language {
            Language::Bangla => bangla_digits(&text),
            Language::English => text,
        }
    }
}

/// Name of a Gregorian month, 1 to 12; empty for any other number.
#[must_use]
pub fn gregorian_month_name(month: u8, language: Language) -> &'static str {
    name(&GREGORIAN_MONTHS, month, language)
}

/// A Gregorian date in words: `৩০ জুন ২০২২` or `30 June 2022`. Bangla writes the day with two
/// digits, as the date block of a memo does (`০১ সেপ্টেম্বর ২০২১`).
#[must_use]
pub fn gregorian_text(day: Date, language: Language) -> String {
    let month = gregorian_month_name(day.month().unsigned_abs(), language);
    match language {
        Language::Bangla => bangla_digits(&format!("{:02} {month} {}", day.day(), day.year())),
        Language::English => format!("{} {month} {}", day.day(), day.year()),
    }
}

/// A Gregorian date in figures: `৩০/০৬/২০২২ খ্রিঃ` or `30/06/2022`.
#[must_use]
pub fn gregorian_short(day: Date, language: Language) -> String {
    let text = format!("{:02}/{:02}/{}", day.day(), day.month(), day.year());
    match language {
        Language::Bangla => format!("{} খ্রিঃ", bangla_digits(&text)),
        Language::English => text,
    }
}

fn name(names: &'static [(&'static str, &'static str); 12], month: u8, language: Language) -> &'static str {
    let pair = usize::from(month).checked_sub(1).and_then(|index| names.get(index));
    pair.map_or("", |(bangla, english)| language.pick(bangla, english))
}

/// 14 April; only called for years in bounds, for which the date exists.
fn new_year(year: i16) -> Date {
    date(year + 593, 4, 14)
}

fn month_length(year: i16, month: u8) -> u8 {
    let reformed = year >= REFORM_YEAR;
    // Falgun lies in February and March of the following Gregorian year.
    let leap = u8::from(date(year + 594, 1, 1).in_leap_year());
    match month {
        1..=5 => 31,
        6 if reformed => 31,
        11 if reformed => 29 + leap,
        11 => 30 + leap,
        _ => 30,
    }
}

/// A day as offices print it: `short` (৩০/০৬/২০২২), `bangla` (১৬ আষাঢ় ১৪২৯, where the calendar has the day), any
/// other form in words (৩০ জুন ২০২২).
#[must_use]
pub fn printed_date(day: Date, form: &str, language: Language) -> Option<String> {
    match form {
        "short" => Some(gregorian_short(day, language)),
        "bangla" => BanglaDate::from_gregorian(day).map(|day| day.text(language)),
        _ => Some(gregorian_text(day, language)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;
    use crate::language::Language::{Bangla, English};

    fn bangla(year: i16, month: i8, day: i8) -> String {
        BanglaDate::from_gregorian(date(year, month, day)).unwrap().text(Bangla)
    }

    /// Every pair of facts.md 7.2. Only those from 16 October to 14 March tell the rules apart.
    #[test]
    fn known_pairs() {
        for ((year, month, day), expected) in [
            ((2021, 9, 1), "১৭ ভাদ্র ১৪২৮"),
            ((2024, 4, 18), "৫ বৈশাখ ১৪৩১"),
            ((2020, 9, 24), "৯ আশ্বিন ১৪২৭"),
            ((2021, 8, 18), "৩ ভাদ্র ১৪২৮"),
            ((2025, 8, 31), "১৬ ভাদ্র ১৪৩২"),
            ((2025, 5, 11), "২৮ বৈশাখ ১৪৩২"),
            ((2025, 4, 20), "৭ বৈশাখ ১৪৩২"),
            ((2018, 2, 21), "৯ ফাল্গুন ১৪২৪"),
            ((2019, 2, 21), "৯ ফাল্গুন ১৪২৫"),
            ((2020, 2, 21), "৮ ফাল্গুন ১৪২৬"),
            ((2024, 2, 21), "৮ ফাল্গুন ১৪৩০"),
            ((2025, 2, 21), "৮ ফাল্গুন ১৪৩১"),
            ((2018, 3, 26), "১২ চৈত্র ১৪২৪"),
            ((2020, 3, 26), "১২ চৈত্র ১৪২৬"),
            ((2021, 3, 26), "১২ চৈত্র ১৪২৭"),
            ((2018, 4, 14), "১ বৈশাখ ১৪২৫"),
            ((2019, 4, 14), "১ বৈশাখ ১৪২৬"),
            ((2024, 4, 14), "১ বৈশাখ ১৪৩১"),
            ((2024, 4, 13), "৩০ চৈত্র ১৪৩০"),
            ((2025, 4, 13), "৩০ চৈত্র ১৪৩১"),
            ((2018, 12, 16), "২ পৌষ ১৪২৫"),
            ((2019, 12, 16), "১ পৌষ ১৪২৬"),
            ((2020, 12, 16), "১ পৌষ ১৪২৭"),
            ((2024, 12, 16), "১ পৌষ ১৪৩১"),
            ((2019, 10, 15), "৩০ আশ্বিন ১৪২৬"),
            ((2019, 10, 16), "৩১ আশ্বিন ১৪২৬"),
            ((2019, 10, 17), "১ কার্তিক ১৪২৬"),
            ((2018, 10, 15), "৩০ আশ্বিন ১৪২৫"),
            ((2018, 10, 16), "১ কার্তিক ১৪২৫"),
            ((2016, 2, 29), "১৭ ফাল্গুন ১৪২২"),
            ((2016, 3, 14), "৩১ ফাল্গুন ১৪২২"),
            ((2020, 2, 29), "১৬ ফাল্গুন ১৪২৬"),
            ((2020, 3, 14), "৩০ ফাল্গুন ১৪২৬"),
            ((2020, 3, 15), "১ চৈত্র ১৪২৬"),
            ((2025, 6, 30), "১৬ আষাঢ় ১৪৩২"),
            ((2025, 7, 1), "১৭ আষাঢ় ১৪৩২"),
            ((2024, 11, 28), "১৩ অগ্রহায়ণ ১৪৩১"),
            ((2026, 11, 21), "৬ অগ্রহায়ণ ১৪৩৩"),
        ] {
            assert_eq!(bangla(year, month, day), expected, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn consecutive_days_from_the_first_to_the_last() {
        let mut day = date(1987, 4, 14);
        let mut bangla = BanglaDate::from_gregorian(day).unwrap();
        assert_eq!(bangla, BanglaDate::new(1394, 1, 1).unwrap());
        while day < date(2101, 4, 13) {
            day = day.tomorrow().unwrap();
            let next = BanglaDate::from_gregorian(day).unwrap();
            let successors = [
                BanglaDate::new(bangla.year, bangla.month, bangla.day + 1),
                BanglaDate::new(bangla.year, bangla.month + 1, 1),
                BanglaDate::new(bangla.year + 1, 1, 1),
            ];
            assert_eq!(successors.into_iter().flatten().next(), Some(next), "{day}");
            assert_eq!(next.to_gregorian(), Some(day));
            bangla = next;
        }
        assert_eq!(bangla, BanglaDate::new(1507, 12, 30).unwrap());
    }

    #[test]
    fn year_lengths_are_those_of_the_gregorian_span() {
        for year in FIRST_YEAR..=LAST_YEAR {
            let days: i64 = (1..=12).map(|month| i64::from(month_length(year, month))).sum();
            let span = date(year + 594, 4, 14)
                .duration_since(date(year + 593, 4, 14))
                .as_hours()
                / 24;
            assert_eq!(days, span, "{year}");
        }
    }

    #[test]
    fn outside_the_civil_rule_there_is_no_answer() {
        for day in [
            date(1987, 4, 13),
            date(1971, 12, 16),
            date(2101, 4, 14),
            date(-9999, 1, 1),
            date(9999, 12, 31),
        ] {
            assert_eq!(BanglaDate::from_gregorian(day), None, "{day}");
        }
        for (year, month, day) in [
            (1393, 12, 30),
            (1508, 1, 1),
            (1428, 0, 1),
            (1428, 13, 1),
            (1428, 1, 0),
            (1428, 1, 32),
            (1425, 6, 31),
            (1427, 11, 30),
            (1426, 11, 31),
        ] {
            assert_eq!(BanglaDate::new(year, month, day), None, "{year}-{month}-{day}");
        }
        assert!(BanglaDate::new(1426, 6, 31).is_some());
        assert!(BanglaDate::new(1426, 11, 30).is_some());
        assert!(BanglaDate::new(1422, 11, 31).is_some());
    }

    #[test]
    fn dates_on_paper() {
        let september = date(2021, 9, 1);
        assert_eq!(
            BanglaDate::from_gregorian(september).unwrap().text(English),
            "17 Bhadra 1428"
        );
        assert_eq!(gregorian_text(september, Bangla), "০১ সেপ্টেম্বর ২০২১");
        assert_eq!(gregorian_text(september, English), "1 September 2021");
        assert_eq!(gregorian_text(date(2022, 6, 30), Bangla), "৩০ জুন ২০২২");
        assert_eq!(gregorian_text(date(2022, 6, 30), English), "30 June 2022");
        assert_eq!(gregorian_short(date(2022, 6, 30), Bangla), "৩০/০৬/২০২২ খ্রিঃ");
        assert_eq!(gregorian_short(date(2022, 6, 30), English), "30/06/2022");
        assert_eq!(gregorian_month_name(12, Bangla), "ডিসেম্বর");
        assert_eq!(
            (gregorian_month_name(0, English), gregorian_month_name(13, English)),
            ("", "")
        );
    }

    proptest! {
        #[test]
        fn both_directions_invert(days in 0_i64..41_638) {
            let day = date(1987, 4, 14).checked_add(jiff::SignedDuration::from_hours(24 * days)).unwrap();
            let bangla = BanglaDate::from_gregorian(day).unwrap();
            prop_assert_eq!(bangla.to_gregorian(), Some(day));
            prop_assert_eq!(BanglaDate::new(bangla.year(), bangla.month(), bangla.day()), Some(bangla));
        }

        #[test]
        fn order_is_kept(first in 0_i64..41_638, second in 0_i64..41_638) {
            let day = |days| date(1987, 4, 14).checked_add(jiff::SignedDuration::from_hours(24 * days)).unwrap();
            let bangla = |days| BanglaDate::from_gregorian(day(days)).unwrap();
            prop_assert_eq!(bangla(first).cmp(&bangla(second)), first.cmp(&second));
        }
    }
}
