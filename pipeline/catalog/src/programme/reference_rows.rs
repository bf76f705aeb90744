//! The programme files as tables of `reference`: columns of text, for the engine to type and register.

use std::collections::BTreeMap;

use super::condition::RESERVED_NAMES;
use super::{Programme, Rate};

/// Columns by name, each with one text or null for each row. Names that end in `_taka` and `_kilogram` are decimal
/// amounts, `_days` whole numbers, `_from`, `_to` and `_on` days as YYYY-MM-DD.
pub type TextColumns = Vec<(&'static str, Vec<Option<String>>)>;

/// The tables that [`tables`] gives, by name.
pub const TABLES: [&str; 4] = [
    "programme",
    "programme_condition",
    "programme_exclusion",
    "programme_rate",
];

/// Every table of the programme files, by the names of [`TABLES`].
#[must_use]
pub fn tables(programmes: &BTreeMap<String, Programme>) -> [(&'static str, TextColumns); 4] {
    let [programme, condition, exclusion, rate] = TABLES;
    [
        (programme, programme_columns(programmes)),
        (condition, condition_columns(programmes)),
        (exclusion, exclusion_columns(programmes)),
        (rate, rate_columns(programmes)),
    ]
}

/// `reference.programme`, one row per programme.
#[must_use]
pub fn programme_columns(programmes: &BTreeMap<String, Programme>) -> TextColumns {
    columns(
        [
            "programme_code",
            "name_bn",
            "name_en",
            "agency",
            "frequency",
            "unit",
            "grant_to",
            "began_on",
            "due_days",
        ],
        programmes.values().map(|programme| {
            [
                Some(programme.code.clone()),
                Some(programme.name.bn.clone()),
                Some(programme.name.en.clone()),
                Some(programme.agency.clone()),
                Some(programme.frequency.name().to_owned()),
                Some(programme.unit.name().to_owned()),
                Some(programme.grant_to.name().to_owned()),
                programme.began_on.map(|day| day.to_string()),
                programme.due_days.map(|days| days.to_string()),
            ]
        }),
    )
}

/// `reference.programme_rate`, one row per programme, fiscal year and tier. Of the three amounts one is filled; `basis`
/// says whether it counts by `month` or by `payment`.
#[must_use]
pub fn rate_columns(programmes: &BTreeMap<String, Programme>) -> TextColumns {
    let rates = programmes
        .values()
        .flat_map(|programme| programme.rate.iter().map(move |rate| (programme, rate)));
    let amount = |amount: &Option<super::Amount>| amount.as_ref().map(|amount| amount.text().to_owned());
    columns(
        [
            "programme_code",
            "fiscal_year",
            "tier",
            "unit",
            "basis",
            "monthly_taka",
            "payment_taka",
            "monthly_kilogram",
            "status",
            "source",
        ],
        rates.map(|(programme, rate): (&Programme, &Rate)| {
            [
                Some(programme.code.clone()),
                Some(rate.fiscal_year.to_string()),
                Some(rate.tier.get_ref().clone()),
                Some(programme.unit.name().to_owned()),
                Some(rate.basis().to_owned()),
                amount(&rate.monthly_taka),
                amount(&rate.payment_taka),
                amount(&rate.monthly_kilogram),
                Some(rate.status.name().to_owned()),
                Some(rate.source.clone()),
            ]
        }),
    )
}

/// `reference.programme_exclusion`, one row per pair and direction. A pair that no file names has no row.
#[must_use]
pub fn exclusion_columns(programmes: &BTreeMap<String, Programme>) -> TextColumns {
    let exclusions = programmes.values().flat_map(|programme| {
        programme
            .exclusions
            .iter()
            .map(move |(other, exclusion)| (programme, other, exclusion))
    });
    columns(
        ["programme_code", "other_code", "severity", "source"],
        exclusions.map(|(programme, other, exclusion)| {
            [
                Some(programme.code.clone()),
                Some(other.clone()),
                Some(exclusion.severity.name().to_owned()),
                exclusion.source.clone(),
            ]
        }),
    )
}

/// `reference.programme_condition`, one row per programme and condition, in the order in which they are asked, and the
/// reasons that the answer itself gives: what a report prints for a deciding condition or a missing document.
#[must_use]
pub fn condition_columns(programmes: &BTreeMap<String, Programme>) -> TextColumns {
    let rows = programmes.values().flat_map(|programme| {
        let code = &programme.code;
        let asked = programme.condition.iter().map(move |condition| {
            [
                Some(code.clone()),
                Some(condition.name.get_ref().clone()),
                Some(condition.kind.name().to_owned()),
                condition.valid_from.map(|day| day.to_string()),
                condition.valid_to.map(|day| day.to_string()),
                Some(condition.description.bn.clone()),
                Some(condition.description.en.clone()),
                Some(condition.source.clone()),
            ]
        });
        let reserved = RESERVED_NAMES.iter().map(move |(name, bn, en)| {
            [
                Some(code.clone()),
                Some((*name).to_owned()),
                Some("hard".to_owned()),
                None,
                None,
                Some((*bn).to_owned()),
                Some((*en).to_owned()),
                None,
            ]
        });
        asked.chain(reserved)
    });
    columns(
        [
            "programme_code",
            "condition_name",
            "kind",
            "valid_from",
            "valid_to",
            "description_bn",
            "description_en",
            "source",
        ],
        rows,
    )
}

/// Turns rows into columns.
fn columns<const WIDTH: usize>(
    names: [&'static str; WIDTH],
    rows: impl Iterator<Item = [Option<String>; WIDTH]>,
) -> TextColumns {
    let mut columns: TextColumns = names.into_iter().map(|name| (name, Vec::new())).collect();
    for row in rows {
        for ((_, cells), cell) in columns.iter_mut().zip(row) {
            cells.push(cell);
        }
    }
    columns
}
