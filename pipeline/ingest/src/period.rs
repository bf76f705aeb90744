//! Which period a file speaks for: as told, else as its data say, else as its name says.

use dorpon_catalog::extract::{ExtractContract, PeriodKind};
use dorpon_domain::date_text::CalendarMonth;
use dorpon_domain::fiscal::{Cycle, FiscalCycle, FiscalYear};
use dorpon_domain::message::ingest as message;
use dorpon_domain::number::ascii_digits;
use dorpon_domain::problem::Problem;
use jiff::civil::{Date, date};

use crate::file::FileFacts;
use crate::mask::shorten;
use crate::named_period::{ambiguous_date, mentions};
use crate::survey::Constants;

/// Years that a period may name.
pub(crate) const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// A period in the form of its contract, and its last day.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Period {
    pub(crate) text: String,
    pub(crate) last_day: Date,
}

impl Period {
    /// Reads a period as a person types it.
    pub(crate) fn parse(kind: PeriodKind, text: &str) -> Option<Self> {
        let text = ascii_digits(text.trim());
        match kind {
            PeriodKind::Year => {
                let year: i16 = text
                    .parse()
                    .ok()
                    .filter(|year| text.len() == 4 && YEARS.contains(year))?;
                Some(Self {
                    text,
                    last_day: date(year, 12, 31),
                })
            }
            PeriodKind::Date => {
                let day: Date = text.parse().ok().filter(|_| text.len() == 10)?;
                YEARS.contains(&day.year()).then(|| Self {
                    text: day.to_string(),
                    last_day: day,
                })
            }
            PeriodKind::Month => {
                let month = CalendarMonth::parse(&text)?;
                Some(Self {
                    text: month.to_string(),
                    last_day: month.last_day(),
                })
            }
            PeriodKind::FiscalYear => {
                let year = FiscalYear::parse(&text)?;
                Some(Self {
                    text: year.to_string(),
                    last_day: year.last_day(),
                })
            }
            PeriodKind::FiscalQuarter | PeriodKind::FiscalCycle => {
                let cycle = FiscalCycle::parse(&text)?;
                let is_quarter = (1..=4).any(|number| Cycle::quarter(number) == Some(cycle.cycle));
                if kind == PeriodKind::FiscalQuarter && !is_quarter {
                    return None;
                }
                let (_, last_day) = cycle.cycle.period(cycle.year);
                Some(Self {
                    text: cycle.to_string(),
                    last_day,
                })
            }
        }
    }

    /// The one period that a file name mentions.
    pub(crate) fn from_file_name(kind: PeriodKind, name: &str) -> Option<Self> {
        let name = ascii_digits(name);
        if kind == PeriodKind::Date && ambiguous_date(&name).is_some() {
            return None;
        }
        let mut found: Vec<Self> = mentions(kind, &name)
            .into_iter()
            .filter_map(|text| Self::parse(kind, &text))
            .collect();
        found.sort_by(|one, other| one.text.cmp(&other.text));
        found.dedup();
        match found.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        }
    }

    /// The period for reading dates when none is known: nothing lies after it.
    pub(crate) fn open() -> Self {
        Self {
            text: String::new(),
            last_day: date(2099, 12, 31),
        }
    }
}

/// The period and the batch of a file; `part` names the batch where the file does not.
///
/// # Errors
/// `period_invalid`, `period_unknown`, `period_differs`, `slice_mixed`.
pub(crate) fn decide(
    facts: &FileFacts,
    contract: &ExtractContract,
    constants: &Constants,
    given: Option<&str>,
    part: Option<&str>,
) -> Result<(Period, Option<String>), Problem> {
    let given = given.map(|text| read_given(contract, text)).transpose()?;
    let from_data = from_data(facts, contract.period, constants)?;
    let period = match (given, from_data) {
        (Some(given), Some(found)) if given != found => {
            return Err(facts
                .problem(&message::PERIOD_DIFFERS, None)
                .with("given", given.text)
                .with("found", found.text));
        }
        (Some(period), _) | (None, Some(period)) => period,
        (None, None) => {
            Period::from_file_name(contract.period, &facts.name).ok_or_else(|| not_told(facts, contract))?
        }
    };
    let mut batch = Vec::new();
    for name in &contract.slice {
        batch.extend(one_value(facts, constants, name)?);
    }
    if batch.is_empty() {
        batch.extend(part.map(str::to_owned));
    }
    Ok((period, (!batch.is_empty()).then(|| batch.join("-"))))
}

/// Why neither the data nor the name of a file tell its period.
fn not_told(facts: &FileFacts, contract: &ExtractContract) -> Problem {
    let ambiguous = ambiguous_date(&facts.name).filter(|_| contract.period == PeriodKind::Date);
    match ambiguous {
        Some([mention, first, second]) => facts
            .problem(&message::PERIOD_AMBIGUOUS, None)
            .with("extract", &contract.extract)
            .with("mention", mention)
            .with("first", first)
            .with("second", second),
        None => facts
            .problem(&message::PERIOD_UNKNOWN, None)
            .with("extract", &contract.extract)
            .with("example", contract.period.example()),
    }
}

/// Reads the period that the user gave.
///
/// # Errors
/// `period_invalid`.
pub(crate) fn read_given(contract: &ExtractContract, text: &str) -> Result<Period, Problem> {
    Period::parse(contract.period, text).ok_or_else(|| {
        Problem::new(&message::PERIOD_INVALID)
            .with("period", text)
            .with("extract", &contract.extract)
            .with("example", contract.period.example())
    })
}

/// What the columns of the period say. A quarter is never said by a column: a list of
/// initiatives names the fiscal year of each, which is another.
fn from_data(facts: &FileFacts, kind: PeriodKind, constants: &Constants) -> Result<Option<Period>, Problem> {
    let text = match kind {
        PeriodKind::Month => one_value(facts, constants, "month")?,
        PeriodKind::FiscalYear => one_value(facts, constants, "fiscal_year")?,
        PeriodKind::FiscalCycle => {
            let year = one_value(facts, constants, "fiscal_year")?;
            let cycle = one_value(facts, constants, "cycle")?;
            year.zip(cycle).map(|(year, cycle)| format!("{year}-{cycle}"))
        }
        PeriodKind::Year | PeriodKind::Date | PeriodKind::FiscalQuarter => None,
    };
    Ok(text.and_then(|text| Period::parse(kind, &text)))
}

/// The value of a column that must be the same in all rows.
fn one_value(facts: &FileFacts, constants: &Constants, name: &str) -> Result<Option<String>, Problem> {
    let Some(values) = constants.get(name) else {
        return Ok(None);
    };
    let mut values = values.iter();
    match (values.next(), values.next()) {
        (Some(first), Some(second)) => Err(facts
            .problem(&message::SLICE_MIXED, None)
            .with("column", name)
            .with("first", shorten(first))
            .with("second", shorten(second))),
        (first, _) => Ok(first.cloned()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn named(kind: PeriodKind, name: &str) -> Option<String> {
        Period::from_file_name(kind, name).map(|period| period.text)
    }

    #[test]
    fn periods_are_read_as_typed() {
        assert_eq!(Period::parse(PeriodKind::Year, "২০২২").unwrap().text, "2022");
        assert_eq!(
            Period::parse(PeriodKind::Date, "2022-06-30").unwrap().last_day,
            date(2022, 6, 30)
        );
        assert_eq!(
            Period::parse(PeriodKind::FiscalCycle, "2021-22-Q1").unwrap().last_day,
            date(2021, 9, 30)
        );
        for text in ["22", "2022-06", "20222", "", "3022"] {
            assert_eq!(Period::parse(PeriodKind::Year, text), None, "{text}");
        }
        assert_eq!(Period::parse(PeriodKind::Date, "2022-02-30"), None);
        let month = Period::parse(PeriodKind::Month, "২০২২-০৬").unwrap();
        assert_eq!((month.text.as_str(), month.last_day), ("2022-06", date(2022, 6, 30)));
        let year = Period::parse(PeriodKind::FiscalYear, "2021-2022").unwrap();
        assert_eq!((year.text.as_str(), year.last_day), ("2021-22", date(2022, 6, 30)));
        assert_eq!(
            Period::parse(PeriodKind::FiscalQuarter, "2021-22-Q4").unwrap().last_day,
            date(2022, 6, 30)
        );
        for (kind, text) in [
            (PeriodKind::Month, "2022-13"),
            (PeriodKind::Month, "2022"),
            (PeriodKind::FiscalYear, "2021-23"),
            (PeriodKind::FiscalYear, "2022"),
            (PeriodKind::FiscalQuarter, "2021-22-M01"),
            (PeriodKind::FiscalQuarter, "2021-22-once"),
        ] {
            assert_eq!(Period::parse(kind, text), None, "{text}");
        }
    }

    #[test]
    fn file_names_tell_one_period_or_none() {
        assert_eq!(
            named(PeriodKind::Year, "census_2011_union.csv").as_deref(),
            Some("2011")
        );
        assert_eq!(named(PeriodKind::Year, "খানা_২০২২.xlsx").as_deref(), Some("2022"));
        assert_eq!(named(PeriodKind::Year, "40879071_2022.csv").as_deref(), Some("2022"));
        assert_eq!(named(PeriodKind::Year, "2021_2022.csv"), None);
        assert_eq!(
            named(PeriodKind::Date, "list_2022-06-30.csv").as_deref(),
            Some("2022-06-30")
        );
        assert_eq!(
            named(PeriodKind::Date, "list 30.06.2022.csv").as_deref(),
            Some("2022-06-30")
        );
        assert_eq!(
            named(PeriodKind::Date, "list_20220630.csv").as_deref(),
            Some("2022-06-30")
        );
        assert_eq!(named(PeriodKind::Date, "list.csv"), None);
        for name in [
            "list 06-30-2022.csv",
            "তালিকা ৩০ জুন ২০২২.xlsx",
            "তালিকা_৩০-জুন-২০২২ (২).xlsx",
            "list (30 June 2022).csv",
            "list June 30, 2022.csv",
            "30Jun2022.csv",
        ] {
            assert_eq!(named(PeriodKind::Date, name).as_deref(), Some("2022-06-30"), "{name}");
        }
        assert_eq!(
            named(PeriodKind::Date, "list_05-05-2022.csv").as_deref(),
            Some("2022-05-05")
        );
        for name in [
            "list_01-02-2022.csv",
            "list_2022-06-30 (05.07.2022).csv",
            "list June 2022.csv",
            "list 31 June 2022.csv",
        ] {
            assert_eq!(named(PeriodKind::Date, name), None, "{name}");
        }
        assert_eq!(
            ambiguous_date("তালিকা_০১-০২-২০২২.csv").unwrap(),
            ["01-02-2022", "2022-02-01", "2022-01-02"]
        );
        assert_eq!(
            named(PeriodKind::FiscalCycle, "payment_2021-22_Q3.csv").as_deref(),
            Some("2021-22-Q3")
        );
    }

    #[test]
    fn file_names_tell_months_and_fiscal_years() {
        for name in [
            "helpline_2022-06.csv",
            "helpline 06.2022.csv",
            "helpline_202206.csv",
            "helpline June 2022.csv",
            "June_2022_helpline.csv",
            "হেল্পলাইন (জুন-২০২২).xlsx",
            "2022 June.csv",
            "helpline_2022-06 (sent 2022-07-05).csv",
        ] {
            assert_eq!(named(PeriodKind::Month, name).as_deref(), Some("2022-06"), "{name}");
        }
        for name in [
            "helpline.csv",
            "helpline_2022.csv",
            "helpline_2022-07-05.csv",
            "helpline_05-07-2022.csv",
            "helpline_2022-05_2022-06.csv",
        ] {
            assert_eq!(named(PeriodKind::Month, name), None, "{name}");
        }
        for name in [
            "quota_2021-22.csv",
            "কোটা ২০২১-২০২২.xlsx",
            "budget_2021-22_2022-06-30.csv",
        ] {
            assert_eq!(
                named(PeriodKind::FiscalYear, name).as_deref(),
                Some("2021-22"),
                "{name}"
            );
        }
        for name in ["quota_2022.csv", "quota_2010-11-12.csv", "quota_2020-21_2021-22.csv"] {
            assert_eq!(named(PeriodKind::FiscalYear, name), None, "{name}");
        }
        assert_eq!(
            named(PeriodKind::FiscalQuarter, "initiative_2021-22_Q1.csv").as_deref(),
            Some("2021-22-Q1")
        );
        assert_eq!(named(PeriodKind::FiscalQuarter, "initiative_2021-22_M01.csv"), None);
    }
}
