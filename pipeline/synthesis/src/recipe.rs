//! The parameters of the sample, `sample-data/recipe.toml`.

use jiff::civil::Date;
use serde::Deserialize;

use crate::problem::SampleError;

const RECIPE: &str = include_str!("../../../sample-data/recipe.toml");

/// Everything that can be turned without touching the code. Shares are per thousand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Seed of every die.
    pub seed: u64,
    /// The day for which the truth is told.
    pub as_of_date: Date,
    /// The fiscal year of the payments.
    pub fiscal_year: String,
    /// Its first day.
    pub fiscal_year_begins: Date,
    /// The surveyed wards.
    pub register: Vec<Place>,
    /// The population.
    pub people: People,
    /// The lists.
    pub allowances: Allowances,
    /// The payments.
    pub payments: Payments,
}

/// A surveyed ward.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Eight-digit code.
    pub union_code: String,
    /// Ward of the union.
    pub ward_no: String,
    /// Records of the register.
    pub persons: usize,
    /// Begins the household and person numbers.
    pub key_prefix: String,
    /// In Bangla.
    pub villages: Vec<String>,
    /// Millionths of a degree.
    pub latitude: i64,
    /// Millionths of a degree.
    pub longitude: i64,
    /// First day of the survey.
    pub surveyed_from: Date,
    /// Households within 1 km of a tidal river.
    pub near_river: usize,
    /// Households outside or on the embankment.
    pub outside_embankment: usize,
}

/// Shares of the population.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// Households with Hindu names.
    pub hindu_families: usize,
    /// Elements of names in an unusual spelling.
    pub spelling_variant: usize,
    /// Persons with an age in years instead of a birth date.
    pub birth_date_missing: usize,
    /// Persons with neither.
    pub age_unknown: usize,
    /// Adults without NID.
    pub adults_without_nid: usize,
    /// Children without birth registration.
    pub children_without_brn: usize,
    /// NIDs of 10 digits.
    pub smart_card: usize,
    /// NIDs of 17 digits.
    pub long_nid: usize,
    /// Unknown incomes.
    pub income_blank: usize,
    /// Unknown marital status.
    pub marital_status_blank: usize,
    /// Unknown pension.
    pub pension_blank: usize,
    /// Unknown employment by the government.
    pub government_employee_blank: usize,
    /// Unknown disability.
    pub disability_blank: usize,
    /// Deaths since the survey.
    pub died: usize,
    /// Hijra persons, a number.
    pub hijra: usize,
}

/// Shares of the lists.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowances {
    /// Of the eligible.
    pub eligible_listed: usize,
    /// Of those whom nobody can tell.
    pub cannot_tell_listed: usize,
    /// Of those who fail a condition and are close to it.
    pub not_eligible_listed: usize,
    /// Rows of persons from elsewhere.
    pub not_in_register: usize,
    /// Rows repeated with another number.
    pub exact_duplicate: usize,
    /// Rows repeated in another spelling.
    pub fuzzy_duplicate: usize,
    /// Persons on a second list.
    pub cross_programme: usize,
    /// Wallets of two persons.
    pub shared_wallet: usize,
    /// Rows without identifier.
    pub nid_missing: usize,
    /// Rows with another or a spoilt identifier.
    pub nid_wrong: usize,
    /// Rows with one digit of the identifier mistyped.
    pub nid_mistyped: usize,
    /// Rows of the later list with all names in Latin letters only.
    pub latin_only: usize,
    /// Mobiles that lost their zero, of one file.
    pub lost_zero: usize,
    /// Active rows.
    pub active: usize,
}

/// Shares of the payments, and monthly rates.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payments {
    /// Returned payments.
    pub bounce: usize,
    /// Of the returned.
    pub reissued: usize,
    /// Neither settled nor returned.
    pub pending: usize,
    /// The same in the last quarter.
    pub pending_last_quarter: usize,
    /// Active rows without order.
    pub unpaid: usize,
    /// Taka a month.
    #[serde(rename = "OAA")]
    pub old_age: i64,
    /// Taka a month.
    #[serde(rename = "WAA")]
    pub widow: i64,
    /// Taka a month.
    #[serde(rename = "DAA")]
    pub disability: i64,
}

impl Recipe {
    /// The recipe that is part of this crate.
    ///
    /// # Errors
    /// When it does not parse.
    pub fn embedded() -> Result<Self, SampleError> {
        toml::from_str(RECIPE).map_err(|error| SampleError::Input(format!("recipe.toml: {error}")))
    }
}
