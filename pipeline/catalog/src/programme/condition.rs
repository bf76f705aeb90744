//! A condition of eligibility: what it asks, of whom, and since when.

use dorpon_domain::language::Bilingual;
use dorpon_domain::problem::Problem;
use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::file_lines::FileLines;

/// How far a condition can be relied on.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionKind {
    /// Decides: false makes a person not eligible.
    Hard,
    /// As the person told it: never makes anybody strictly ineligible.
    Reported,
    /// A paper to bring: never changes the answer, is named beside it.
    Document,
}

impl ConditionKind {
    /// As files and tables write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::Reported => "reported",
            Self::Document => "document",
        }
    }
}

/// When a condition is asked.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Of everybody, today and on the day of enrolment.
    #[default]
    Always,
    /// Only of who is not on the list yet: a woman enrolled while pregnant stays enrolled with her child.
    OnEnrolment,
}

/// One condition of eligibility.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Stable name, printed as the deciding condition.
    pub name: Spanned<String>,
    /// How far it can be relied on.
    pub kind: ConditionKind,
    /// When it is asked.
    #[serde(default)]
    pub asked: Asked,
    /// Whether the fact passes within months: what the register says of it today says nothing of the day of enrolment.
    #[serde(default)]
    pub passing: bool,
    /// First day on which it holds.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// Last day on which it holds.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// What it asks, in words.
    pub description: Bilingual,
    /// SQL over the columns of `mart.person_profile` and those of `queries/programmes/README.md`: true, false, or null
    /// for unknown.
    pub holds: Spanned<String>,
    /// Where the rule was published.
    pub source: String,
}

impl Condition {
    /// Whether it is in force on a day.
    #[must_use]
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// Names that the answer itself uses, with what they say. No condition may bear one.
pub const RESERVED_NAMES: [(&str, &str, &str); 4] = [
    (
        "programme_not_begun",
        "তারিখটিতে কর্মসূচি চালু হয়নি",
        "The programme had not begun on the day",
    ),
    (
        "rule_not_known",
        "তারিখটিতে প্রযোজ্য শর্ত জানা নেই",
        "The rules in force on the day are not known",
    ),
    (
        "enrolment_day_not_known",
        "তালিকাভুক্তির তারিখ জানা নেই",
        "The day of enrolment is not known",
    ),
    (
        "household_applicant",
        "খানার অন্য একজনের নামে সুবিধাটি বিবেচিত হয়েছে",
        "Another member answers for the household",
    ),
];

/// Checks names, the order of kinds and the days.
pub(super) fn check(conditions: &[Condition], lines: &FileLines) -> Result<(), Problem> {
    let mut kind = ConditionKind::Hard;
    for (position, condition) in conditions.iter().enumerate() {
        let name = condition.name.get_ref();
        let fault = |what: String| lines.fault(&condition.name.span(), what);
        if !is_snake_case(name) {
            return Err(fault(format!("condition name {name} is not snake_case")));
        }
        if RESERVED_NAMES.iter().any(|(reserved, _, _)| reserved == name) {
            return Err(fault(format!("condition name {name} is one of the answer's own")));
        }
        if conditions
            .iter()
            .take(position)
            .any(|earlier| earlier.name.get_ref() == name && is_together(earlier, condition))
        {
            return Err(fault(format!(
                "condition {name} stands twice for the same days; give them valid_from and valid_to"
            )));
        }
        if condition.kind < kind {
            return Err(fault(format!(
                "condition {name} stands behind a milder kind (hard, reported, document)"
            )));
        }
        kind = condition.kind;
        if condition.holds.get_ref().trim().is_empty() {
            return Err(lines.fault(&condition.holds.span(), format!("condition {name} holds no SQL")));
        }
        if let (Some(from), Some(to)) = (condition.valid_from, condition.valid_to)
            && to < from
        {
            return Err(fault(format!("condition {name} ends on {to}, before it begins")));
        }
    }
    Ok(())
}

/// Whether there is a day on which both are in force.
fn is_together(left: &Condition, right: &Condition) -> bool {
    let ends_before = |one: &Condition, other: &Condition| matches!((one.valid_to, other.valid_from), (Some(to), Some(from)) if to < from);
    !ends_before(left, right) && !ends_before(right, left)
}

/// Small letters, figures and underlines.
pub(super) fn is_snake_case(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit())
}
