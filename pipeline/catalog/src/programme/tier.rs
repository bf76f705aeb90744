//! Tiers: which of a programme's rates a person gets.

use std::fmt::Write as _;

use dorpon_domain::language::Bilingual;
use dorpon_domain::problem::Problem;
use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::condition::is_snake_case;
use super::file_lines::FileLines;

/// The tier of a programme that states none: everybody.
pub const STANDARD: &str = "standard";

/// One tier.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Stable name, as rates and list entries write it.
    pub name: Spanned<String>,
    /// First day on which there is such a tier.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// Last day on which there is such a tier.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Who belongs to it, in words.
    pub description: Bilingual,
    /// SQL as in a condition; absent, and then last: everybody else.
    #[serde(default)]
    pub holds: Option<Spanned<String>>,
    /// Where the rule was published.
    pub source: String,
}

/// Checks names, and that the tier of everybody else is the last.
pub(super) fn check(tiers: &[Tier], lines: &FileLines) -> Result<(), Problem> {
    for (position, tier) in tiers.iter().enumerate() {
        let name = tier.name.get_ref();
        let fault = |what: String| lines.fault(&tier.name.span(), what);
        if !is_snake_case(name) {
            return Err(fault(format!("tier {name} is not snake_case")));
        }
        if tiers.iter().take(position).any(|other| other.name.get_ref() == name) {
            return Err(fault(format!("tier {name} stands twice")));
        }
        if tier.holds.is_none() && position + 1 < tiers.len() {
            return Err(fault(format!(
                "tier {name} holds for everybody else and must stand last"
            )));
        }
    }
    Ok(())
}

/// Whether a programme with these tiers knows a tier of that name.
pub(super) fn is_known(tiers: &[Tier], name: &str) -> bool {
    if tiers.is_empty() {
        name == STANDARD
    } else {
        tiers.iter().any(|tier| tier.name.get_ref() == name)
    }
}

/// The tier of a person on `asked_on`: SQL that is null where a fact is missing that would decide it.
pub(super) fn tier_sql(tiers: &[Tier]) -> String {
    if tiers.is_empty() {
        return format!("'{STANDARD}'");
    }
    let mut branches = String::new();
    let mut otherwise = String::from("cast(null as varchar)");
    for tier in tiers {
        let name = tier.name.get_ref();
        let mut valid = String::new();
        if let Some(from) = tier.valid_from {
            let _ = write!(valid, "asked_on >= date '{from}' and ");
        }
        if let Some(to) = tier.valid_to {
            let _ = write!(valid, "asked_on <= date '{to}' and ");
        }
        match &tier.holds {
            Some(holds) => {
                let _ = write!(
                    branches,
                    " when {valid}(\n{holds}\n) then '{name}' when {valid}(\n{holds}\n) is null then cast(null as varchar)",
                    holds = holds.get_ref()
                );
            }
            None => otherwise = format!("'{name}'"),
        }
    }
    if branches.is_empty() {
        otherwise
    } else {
        format!("case{branches} else {otherwise} end")
    }
}
