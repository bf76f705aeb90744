//! Payment cycles: quarters and months counted from July, and single payments.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use jiff::civil::{Date, date};

use super::FiscalYear;
use crate::calendar::gregorian_month_name;
use crate::language::Language;
use crate::text::fold_header;

/// A payment cycle within a fiscal year. Its `Display` is canonical: `Q1`, `M01`, `once`.
///
/// Made by [`Cycle::parse`], [`Cycle::quarter`] and [`Cycle::month`], so the numbers are in range.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Cycle(Part);

#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
enum Part {
    Quarter(u8),
    Month(u8),
    Once,
}

impl Cycle {
    /// Paid once in the year.
    pub const ONCE: Self = Self(Part::Once);

    /// Quarter 1 (July to September) to 4 (April to June).
    #[must_use]
    pub fn quarter(number: u8) -> Option<Self> {
        (1..=4).contains(&number).then_some(Self(Part::Quarter(number)))
    }

    /// Month 1 (July) to 12 (June).
    #[must_use]
    pub fn month(number: u8) -> Option<Self> {
        (1..=12).contains(&number).then_some(Self(Part::Month(number)))
    }

    /// Reads a cycle: `Q1`, `q-1`, `1st quarter`, `১ম কিস্তি`, `জুলাই-সেপ্টেম্বর`, `M01`, `July`, `once`,
    /// `এককালীন`. A bare figure is refused: it may be a quarter or a month.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        SPELLINGS.get(&fold_header(text)).copied()
    }

    /// First and last day within a fiscal year; for a single payment, of the whole year.
    #[must_use]
    pub fn period(self, year: FiscalYear) -> (Date, Date) {
        let (first, months) = match self.0 {
            Part::Quarter(number) => (3 * (number - 1), 3),
            Part::Month(number) => (number - 1, 1),
            Part::Once => (0, 12),
        };
        let last = first_of_month(year, first + months - 1).last_of_month();
        (first_of_month(year, first), last)
    }

    /// As it is printed: `১ম কিস্তি` or `1st quarter`, `জুলাই` or `July`, `এককালীন` or `once`.
    #[must_use]
    pub fn text(self, language: Language) -> String {
        match self.0 {
            Part::Quarter(number) => {
                let ordinals = [("১ম", "1st"), ("২য়", "2nd"), ("৩য়", "3rd"), ("৪র্থ", "4th")];
                let (bangla, english) = ordinals.get(usize::from(number) - 1).copied().unwrap_or_default();
                language
                    .pick(&format!("{bangla} কিস্তি"), &format!("{english} quarter"))
                    .to_owned()
            }
            Part::Month(number) => gregorian_month_name(calendar_month(number), language).to_owned(),
            Part::Once => language.pick("এককালীন", "once").to_owned(),
        }
    }
}

impl fmt::Display for Cycle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Part::Quarter(number) => write!(formatter, "Q{number}"),
            Part::Month(number) => write!(formatter, "M{number:02}"),
            Part::Once => formatter.write_str("once"),
        }
    }
}

const ONCE_WORDS: [&str; 7] = ["once", "one time", "one off", "lump sum", "এককালীন", "এক কালীন", "একবার"];

const MONTH_WORDS: [&str; 2] = ["M", "month"];

const QUARTER_WORDS: [&str; 9] = [
    "Q",
    "quarter",
    "qtr",
    "installment",
    "instalment",
    "কিস্তি",
    "ত্রৈমাসিক",
    "প্রান্তিক",
    "কোয়ার্টার",
];

const ORDINALS: [[&str; 5]; 4] = [
    ["1st", "first", "I", "১ম", "প্রথম"],
    ["2nd", "second", "II", "২য়", "দ্বিতীয়"],
    ["3rd", "third", "III", "৩য়", "তৃতীয়"],
    ["4th", "fourth", "IV", "৪র্থ", "চতুর্থ"],
];

/// Every accepted spelling of every cycle, folded as a heading is.
static SPELLINGS: LazyLock<BTreeMap<String, Cycle>> = LazyLock::new(|| {
    let mut spellings = BTreeMap::new();
    let mut add = |text: String, cycle| spellings.insert(fold_header(&text), cycle);
    for word in ONCE_WORDS {
        add(word.to_owned(), Cycle::ONCE);
    }
    for number in 1..=12 {
        let cycle = Cycle(Part::Month(number));
        month_names(number).into_iter().for_each(|name| {
            add(name, cycle);
        });
        for word in MONTH_WORDS {
            add(format!("{word}{number}"), cycle);
            add(format!("{word}{number:02}"), cycle);
        }
    }
    for (number, ordinals) in (1..).zip(ORDINALS) {
        let cycle = Cycle(Part::Quarter(number));
        for (first, last) in month_names(3 * number - 2).into_iter().zip(month_names(3 * number)) {
            add(first + &last, cycle);
        }
        let figures = [number.to_string(), format!("{number:02}")];
        for ordinal in figures.iter().map(String::as_str).chain(ordinals) {
            for word in QUARTER_WORDS {
                add(format!("{ordinal}{word}"), cycle);
                add(format!("{word}{ordinal}"), cycle);
            }
        }
    }
    spellings
});

/// Names of a month of the fiscal year: Bangla, English, and the English one cut to three letters.
fn month_names(number: u8) -> [String; 3] {
    let name = |language| gregorian_month_name(calendar_month(number), language);
    let english = name(Language::English);
    [name(Language::Bangla), english, english.get(..3).unwrap_or(english)].map(str::to_owned)
}

/// Calendar month of a month of the fiscal year.
fn calendar_month(number: u8) -> u8 {
    (number + 5) % 12 + 1
}

/// First day of the month that begins `months` months after 1 July.
fn first_of_month(year: FiscalYear, months: u8) -> Date {
    let month = calendar_month(months + 1);
    let calendar_year = year.start_year() + i16::from(month < 7);
    // Both parts are in range: the month by its formula, the year by `FiscalYear::starting`.
    date(calendar_year, i8::try_from(month).unwrap_or(1), 1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use crate::fiscal::FiscalCycle;
    use crate::language::Language::{Bangla, English};

    #[test]
    fn cycles_in_every_spelling() {
        for (texts, canonical) in [
            (
                &[
                    "Q1",
                    "q1",
                    "Q-1",
                    "q 1",
                    "1st quarter",
                    "১ম কিস্তি",
                    "১ম-কিস্তি",
                    "প্রথম কিস্তি",
                    "Quarter 1",
                    "First Quarter",
                    "জুলাই-সেপ্টেম্বর",
                    "Jul-Sep",
                    "কিস্তি-১",
                    "1Q",
                    "Q01",
                ][..],
                "Q1",
            ),
            (&["২য় কিস্তি", "২\u{09DF} কিস্তি", "2nd instalment", "Oct–Dec"], "Q2"),
            (&["তৃতীয় কিস্তি", "QIII"], "Q3"),
            (&["৪র্থ ত্রৈমাসিক", "Q4", "এপ্রিল - জুন", "April-June"], "Q4"),
            (&["M01", "m1", "Month 1", "July", "জুলাই", "jul"], "M01"),
            (&["M12", "June", "জুন"], "M12"),
            (&["M07", "জানুয়ারি"], "M07"),
            (&["once", "One-off", "এককালীন", "এক কালীন"], "once"),
        ] {
            for text in texts {
                assert_eq!(
                    Cycle::parse(text).map(|cycle| cycle.to_string()).as_deref(),
                    Some(canonical),
                    "{text}"
                );
            }
        }
        for text in [
            "",
            "1",
            "Q0",
            "Q5",
            "M00",
            "M13",
            "Q",
            "quarter",
            "৫ম কিস্তি",
            "Q1 2021",
            "M001",
            "monthly",
        ] {
            assert_eq!(Cycle::parse(text), None, "{text}");
        }
    }

    #[test]
    fn cycles_have_periods() {
        let year = FiscalYear::parse("2019-20").unwrap();
        let period = |text| Cycle::parse(text).unwrap().period(year);
        assert_eq!(period("Q1"), (date(2019, 7, 1), date(2019, 9, 30)));
        assert_eq!(period("Q2"), (date(2019, 10, 1), date(2019, 12, 31)));
        assert_eq!(period("Q3"), (date(2020, 1, 1), date(2020, 3, 31)));
        assert_eq!(period("Q4"), (date(2020, 4, 1), date(2020, 6, 30)));
        assert_eq!(period("M01"), (date(2019, 7, 1), date(2019, 7, 31)));
        assert_eq!(period("M08"), (date(2020, 2, 1), date(2020, 2, 29)));
        assert_eq!(period("M12"), (date(2020, 6, 1), date(2020, 6, 30)));
        assert_eq!(period("once"), (year.first_day(), year.last_day()));
    }

    #[test]
    fn cycles_are_printed() {
        let text = |cycle: &str, language| Cycle::parse(cycle).unwrap().text(language);
        assert_eq!(
            (text("Q1", Bangla), text("Q1", English)),
            ("১ম কিস্তি".to_owned(), "1st quarter".to_owned())
        );
        assert_eq!(
            (text("Q4", Bangla), text("M06", English)),
            ("৪র্থ কিস্তি".to_owned(), "December".to_owned())
        );
        assert_eq!(
            (text("once", Bangla), text("M01", Bangla)),
            ("এককালীন".to_owned(), "জুলাই".to_owned())
        );
        assert_eq!(
            FiscalCycle::parse("2021-22-Q2").unwrap().text(Bangla),
            "২০২১-২২ অর্থবছর, ২য় কিস্তি"
        );
    }

    #[test]
    fn no_spelling_means_two_cycles() {
        let count = ONCE_WORDS.len() + 12 * (3 + 4) + 4 * (3 + 2 * 7 * QUARTER_WORDS.len());
        // May is its own abbreviation, M10 to M12 need no zero, and এককালীন has two forms but one key.
        assert_eq!(SPELLINGS.len(), count - 1 - 3 * MONTH_WORDS.len() - 1);
    }
}
