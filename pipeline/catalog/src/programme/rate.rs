//! What a programme pays, by fiscal year and tier.

use dorpon_domain::fiscal::FiscalYear;
use dorpon_domain::problem::Problem;
use serde::{Deserialize, Deserializer, de};
use toml::Spanned;

use super::Unit;
use super::file_lines::FileLines;
use super::tier::{self, Tier};

/// What is known of a rate.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateStatus {
    /// Paid.
    Paid,
    /// Announced; whether it was paid is not known.
    Announced,
}

impl RateStatus {
    /// As files and tables write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Announced => "announced",
        }
    }
}

/// An amount above zero with at most two decimals, as text: it is never a floating-point number.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Amount(String);

impl Amount {
    /// The figures.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Amount {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
        let figures = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let is_above_zero = text.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
        if figures(whole) && figures(part) && part.len() <= 2 && whole.len() <= 12 && is_above_zero {
            Ok(Self(text))
        } else {
            Err(format!(
                "{text} is not an amount (figures, at most two decimals, above zero)"
            ))
        }
    }
}

/// One rate: exactly one of the three amounts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// `2021-22`.
    #[serde(deserialize_with = "fiscal_year")]
    pub fiscal_year: FiscalYear,
    /// `standard`, or a tier of the file such as `age_90_plus`.
    pub tier: Spanned<String>,
    /// Taka a month.
    #[serde(default)]
    pub monthly_taka: Option<Amount>,
    /// Taka for each payment, where the grant is not counted by months.
    #[serde(default)]
    pub payment_taka: Option<Amount>,
    /// Kilograms a month.
    #[serde(default)]
    pub monthly_kilogram: Option<Amount>,
    /// Paid or announced.
    pub status: RateStatus,
    /// Where the figure was published.
    pub source: String,
}

impl Rate {
    /// What the amount is counted by: `month` or `payment`.
    #[must_use]
    pub fn basis(&self) -> &'static str {
        if self.payment_taka.is_some() {
            "payment"
        } else {
            "month"
        }
    }
}

/// Checks that each rate is one amount in the programme's unit, for a known tier, once.
pub(super) fn check(rates: &[Rate], tiers: &[Tier], unit: Unit, lines: &FileLines) -> Result<(), Problem> {
    for (position, rate) in rates.iter().enumerate() {
        let tier = rate.tier.get_ref();
        let fault = |what: String| lines.fault(&rate.tier.span(), what);
        let in_unit = match unit {
            Unit::Taka => rate.monthly_taka.is_some() != rate.payment_taka.is_some() && rate.monthly_kilogram.is_none(),
            Unit::Kilogram => {
                rate.monthly_kilogram.is_some() && rate.monthly_taka.is_none() && rate.payment_taka.is_none()
            }
        };
        if !in_unit {
            return Err(fault(match unit {
                Unit::Taka => "a rate in taka holds one of monthly_taka and payment_taka".to_owned(),
                Unit::Kilogram => "a rate in kg holds monthly_kilogram".to_owned(),
            }));
        }
        if !tier::is_known(tiers, tier) {
            return Err(fault(format!("no [[tier]] is named {tier}")));
        }
        let stands_above = |other: &Rate| other.fiscal_year == rate.fiscal_year && other.tier.get_ref() == tier;
        if rates.iter().take(position).any(stands_above) {
            return Err(fault(format!("a rate of {} for {tier} stands above", rate.fiscal_year)));
        }
    }
    Ok(())
}

fn read_fiscal_year<E: de::Error>(text: &str) -> Result<FiscalYear, E> {
    FiscalYear::parse(text)
        .filter(|year| year.to_string() == text)
        .ok_or_else(|| E::custom(format!("{text} is not a fiscal year (2021-22)")))
}

fn fiscal_year<'de, D: Deserializer<'de>>(deserializer: D) -> Result<FiscalYear, D::Error> {
    read_fiscal_year(&String::deserialize(deserializer)?)
}

pub(super) fn optional_fiscal_year<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<FiscalYear>, D::Error> {
    Option::<String>::deserialize(deserializer)?
        .map(|text| read_fiscal_year(&text))
        .transpose()
}
