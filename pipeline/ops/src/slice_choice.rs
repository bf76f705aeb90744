//! Which slices a run uses: for each office the newest at or before the as-of date, or all up to it.

use dorpon_catalog::Catalog;
use dorpon_catalog::extract::{ExtractContract, PeriodKind, Selection};
use dorpon_domain::date_text::CalendarMonth;
use dorpon_domain::fiscal::{FiscalCycle, FiscalYear};
use dorpon_domain::problem::Problem;
use dorpon_lake::slice::Slice;
use dorpon_lake::workspace::Workspace;
use jiff::civil::{Date, date};

/// First and last day that a period speaks for. A register year is its January, when it is taken.
#[must_use]
pub fn period_days(kind: PeriodKind, extract: &str, period: &str) -> Option<(Date, Date)> {
    match kind {
        PeriodKind::Year => {
            let year: i16 = period.parse().ok()?;
            let first = Date::new(year, 1, 1).ok()?;
            let is_register = extract.starts_with("census_");
            Some((
                first,
                if is_register {
                    date(year, 1, 31)
                } else {
                    date(year, 12, 31)
                },
            ))
        }
        PeriodKind::Date => period.parse().ok().map(|day| (day, day)),
        PeriodKind::Month => {
            let month = CalendarMonth::parse(period)?;
            Some((month.first_day(), month.last_day()))
        }
        PeriodKind::FiscalYear => {
            let year = FiscalYear::parse(period)?;
            Some((year.first_day(), year.last_day()))
        }
        PeriodKind::FiscalQuarter | PeriodKind::FiscalCycle => {
            let cycle = FiscalCycle::parse(period)?;
            Some(cycle.cycle.period(cycle.year))
        }
    }
}

/// The slices of one extract that count as of a date, in a fixed order.
///
/// # Errors
/// The lake cannot be read.
pub fn chosen(workspace: &Workspace, contract: &ExtractContract, as_of: Date) -> Result<Vec<Slice>, Problem> {
    let first_day =
        |slice: &Slice| period_days(contract.period, &contract.extract, &slice.sidecar.period).map(|(first, _)| first);
    let current: Vec<Slice> = Slice::current(&Slice::list(workspace, &contract.extract)?)
        .into_iter()
        .filter(|slice| first_day(slice).is_some_and(|first| first <= as_of))
        .collect();
    if contract.selection == Selection::All {
        return Ok(current);
    }
    Ok(current
        .iter()
        .filter(|slice| {
            let newest = current
                .iter()
                .filter(|other| other.sidecar.office == slice.sidecar.office)
                .filter_map(first_day)
                .max();
            first_day(slice) == newest
        })
        .cloned()
        .collect())
}

/// The date as of which everything is counted where none is named: the end of the newest
/// register or list, else of the newest slice of any kind.
///
/// # Errors
/// The lake cannot be read.
pub fn newest_day(workspace: &Workspace, catalog: &Catalog) -> Result<Option<Date>, Problem> {
    let mut listed = None;
    let mut any = None;
    for contract in catalog.extracts.values() {
        for slice in Slice::list(workspace, &contract.extract)? {
            let last = period_days(contract.period, &contract.extract, &slice.sidecar.period).map(|(_, last)| last);
            any = any.max(last);
            if contract.extract.starts_with("census_") || contract.extract == "beneficiary" {
                listed = listed.max(last);
            }
        }
    }
    Ok(listed.or(any))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_have_days() {
        for (kind, period, first, last) in [
            (PeriodKind::Year, "2022", date(2022, 1, 1), date(2022, 12, 31)),
            (PeriodKind::Date, "2022-06-30", date(2022, 6, 30), date(2022, 6, 30)),
            (PeriodKind::Month, "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
            (PeriodKind::FiscalYear, "2021-22", date(2021, 7, 1), date(2022, 6, 30)),
            (
                PeriodKind::FiscalQuarter,
                "2021-22-Q3",
                date(2022, 1, 1),
                date(2022, 3, 31),
            ),
            (
                PeriodKind::FiscalCycle,
                "2021-22-M01",
                date(2021, 7, 1),
                date(2021, 7, 31),
            ),
        ] {
            assert_eq!(period_days(kind, "quota", period), Some((first, last)), "{period}");
        }
        assert_eq!(
            period_days(PeriodKind::Year, "census_person", "2022"),
            Some((date(2022, 1, 1), date(2022, 1, 31)))
        );
        assert_eq!(period_days(PeriodKind::Month, "helpline_case", "2022-13"), None);
    }
}
