//! Fiscal years and the payment cycles within them.
//!
//! The fiscal year runs from 1 July to 30 June. Cycles are counted from its start: Q1 is July
//! to September and M01 is July, so that cycles sort as they were paid. What is due when, and
//! what a programme pays, belongs to the programme files.

mod cycle;

use std::fmt;

use jiff::civil::{Date, date};

use crate::language::Language;
use crate::number::{ascii_digits, bangla_digits};

pub use cycle::Cycle;

/// Years outside are typing errors.
const START_YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// A fiscal year, 1 July to 30 June. Its `Display` is canonical: `2021-22`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct FiscalYear {
    start_year: i16,
}

impl FiscalYear {
    /// The fiscal year that begins on 1 July of `start_year`, 1900 to 2199.
    #[must_use]
    pub fn starting(start_year: i16) -> Option<Self> {
        START_YEARS.contains(&start_year).then_some(Self { start_year })
    }

    /// Reads a fiscal year: `2021-22`, `2021-2022`, `2021/22`, `২০২১-২০২২ অর্থবছর`, `FY2021-22`,
    /// `FY21-22`. Two years that do not follow each other are refused, as is a lone year,
    /// which may be a calendar year.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = ascii_digits(text).to_lowercase();
        let (named, years) = without_year_words(text.trim());
        let (first, second) = years.split_once(['-', '/', '–', '—', '−'])?;
        let (first, second) = (first.trim(), second.trim());
        let start = match (first.len(), named) {
            (4, _) => figures(first)?,
            (2, true) => 2000 + figures(first)?,
            _ => return None,
        };
        let follows = match second.len() {
            4 => figures(second)? == start + 1,
            2 => figures(second)? == (start + 1) % 100,
            _ => false,
        };
        if follows { Self::starting(start) } else { None }
    }

    /// The fiscal year in which a day lies; `None` outside 1900 to 2199.
    #[must_use]
    pub fn of(day: Date) -> Option<Self> {
        Self::starting(if day.month() >= 7 {
            day.year()
        } else {
            day.year().checked_sub(1)?
        })
    }

    /// Year of its first day.
    #[must_use]
    pub fn start_year(self) -> i16 {
        self.start_year
    }

    /// 1 July.
    #[must_use]
    pub fn first_day(self) -> Date {
        date(self.start_year, 7, 1)
    }

    /// 30 June of the following year.
    #[must_use]
    pub fn last_day(self) -> Date {
        date(self.start_year + 1, 6, 30)
    }

    /// `২০২১-২২ অর্থবছর` or `FY 2021-22`.
    #[must_use]
    pub fn text(self, language: Language) -> String {
        match language {
            Language::Bangla => format!("{} অর্থবছর", bangla_digits(&self.to_string())),
            Language::English => format!("FY {self}"),
        }
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{:02}", self.start_year, (self.start_year + 1) % 100)
    }
}

/// A cycle of a fiscal year: `2021-22-Q1`, the period of a payment slice.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct FiscalCycle {
    /// The fiscal year.
    pub year: FiscalYear,
    /// The cycle within it.
    pub cycle: Cycle,
}

impl FiscalCycle {
    /// Reads `2021-22-Q1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, cycle) = text.trim().rsplit_once('-')?;
        Some(Self {
            year: FiscalYear::parse(year)?,
            cycle: Cycle::parse(cycle)?,
        })
    }

    /// First and last day.
    #[must_use]
    pub fn period(self) -> (Date, Date) {
        self.cycle.period(self.year)
    }

    /// `২০২১-২২ অর্থবছর, ১ম কিস্তি` or `FY 2021-22, 1st quarter`.
    #[must_use]
    pub fn text(self, language: Language) -> String {
        format!("{}, {}", self.year.text(language), self.cycle.text(language))
    }
}

/// A period of a file as it is shown: in Bangla a cycle is named and its digits are Bangla, in English it stays as it is
/// typed.
#[must_use]
pub fn period_text(period: &str, language: Language) -> String {
    let typed = ascii_digits(period);
    match (language, FiscalCycle::parse(&typed)) {
        (Language::English, _) => typed,
        (Language::Bangla, Some(FiscalCycle { year, cycle })) => {
            format!("{} {}", bangla_digits(&year.to_string()), cycle.text(language))
        }
        (Language::Bangla, None) => bangla_digits(&typed),
    }
}

impl fmt::Display for FiscalCycle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.year, self.cycle)
    }
}

/// Cuts the words for "fiscal year" off either end, and says whether there were any.
fn without_year_words(text: &str) -> (bool, &str) {
    const BEFORE: [&str; 4] = ["fiscal year", "fy", "অর্থবছর", "অর্থ বছর"];
    const BEHIND: [&str; 6] = ["অর্থবছরের", "অর্থ বছরের", "অর্থবছরে", "অর্থ বছরে", "অর্থবছর", "অর্থ বছর"];
    let before = BEFORE.iter().find_map(|word| text.strip_prefix(word));
    let rest = before.map_or(text, |rest| rest.trim_start_matches([' ', ':', '-', '.']));
    let behind = BEHIND.iter().find_map(|word| rest.strip_suffix(word));
    (before.is_some() || behind.is_some(), behind.unwrap_or(rest).trim())
}

fn figures(text: &str) -> Option<i16> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;
    use crate::language::Language::{Bangla, English};

    #[test]
    fn fiscal_years_in_every_spelling() {
        for text in [
            "2021-22",
            "2021-2022",
            " 2021 - 22 ",
            "2021/22",
            "2021–22",
            "২০২১-২২",
            "২০২১-২০২২",
            "২০২১-২২ অর্থবছর",
            "২০২১-২০২২ অর্থ বছরে",
            "অর্থবছর: ২০২১-২২",
            "FY2021-22",
            "FY 2021-2022",
            "fy21-22",
            "Fiscal Year 2021-22",
        ] {
            assert_eq!(FiscalYear::parse(text), FiscalYear::starting(2021), "{text}");
        }
        assert_eq!(FiscalYear::parse("1999-00"), FiscalYear::starting(1999));
        assert_eq!(FiscalYear::parse("1999-2000").unwrap().to_string(), "1999-00");
        for text in [
            "",
            "2021",
            "2021-23",
            "2021-2021",
            "2022-21",
            "21-22",
            "2021-2",
            "2021-22-23",
            "2021-22-Q1",
            "FY",
            "20a1-22",
            "9999-00",
            "+021-22",
        ] {
            assert_eq!(FiscalYear::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_fiscal_year_has_its_days() {
        let year = FiscalYear::parse("2021-22").unwrap();
        assert_eq!(
            (year.first_day(), year.last_day()),
            (date(2021, 7, 1), date(2022, 6, 30))
        );
        assert_eq!(FiscalYear::of(date(2022, 6, 30)), Some(year));
        assert_eq!(FiscalYear::of(date(2021, 7, 1)), Some(year));
        assert_eq!(FiscalYear::of(date(2022, 7, 1)).unwrap().start_year(), 2022);
        assert_eq!(FiscalYear::of(date(-9999, 1, 1)), None);
        assert_eq!(
            (year.text(Bangla).as_str(), year.text(English).as_str()),
            ("২০২১-২২ অর্থবছর", "FY 2021-22")
        );
    }

    #[test]
    fn fiscal_cycles_sort_as_paid() {
        let cycle = |text| FiscalCycle::parse(text).unwrap();
        assert_eq!(cycle("2021-22-Q3").to_string(), "2021-22-Q3");
        assert_eq!(cycle("2021-2022-q3"), cycle("2021-22-Q3"));
        assert!(cycle("2021-22-Q4") < cycle("2022-23-Q1"));
        assert!(cycle("2021-22-M01") < cycle("2021-22-M12"));
        assert_eq!(FiscalCycle::parse("2021-22"), None);
        assert_eq!(FiscalCycle::parse("2021-23-Q1"), None);
        assert_eq!(FiscalCycle::parse(""), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = (FiscalYear::parse(&text), Cycle::parse(&text), FiscalCycle::parse(&text));
        }

        #[test]
        fn canonical_texts_read_back(start in 1900_i16..=2199, quarter in 1_u8..=4, month in 1_u8..=12) {
            let year = FiscalYear::starting(start).unwrap();
            prop_assert_eq!(FiscalYear::parse(&year.to_string()), Some(year));
            prop_assert_eq!(FiscalYear::parse(&year.text(Bangla)), Some(year));
            for cycle in [Cycle::quarter(quarter), Cycle::month(month), Some(Cycle::ONCE)].into_iter().flatten() {
                prop_assert_eq!(Cycle::parse(&cycle.to_string()), Some(cycle));
                prop_assert_eq!(Cycle::parse(&cycle.text(Bangla)), Some(cycle));
                prop_assert_eq!(Cycle::parse(&cycle.text(English)), Some(cycle));
                let (first, last) = cycle.period(year);
                prop_assert!(year.first_day() <= first && first < last && last <= year.last_day());
            }
        }
    }
}
