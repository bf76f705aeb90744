//! Classes of personal data: which key a column lies under, and who may see it.

use serde::{Deserialize, Serialize};

/// How closely a column points at a person.
///
/// In a person-level table every column lies under some key, `None` included.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonalDataClass {
    /// Says nothing of a person.
    None,
    /// Points at a person together with others: birth date, village, house.
    #[default]
    Indirect,
    /// Names a person: names, identifiers, mobile and wallet numbers.
    Direct,
    /// Can harm a person: disability, disease, pregnancy, community.
    Sensitive,
}

impl PersonalDataClass {
    /// All classes, mildest first.
    pub const ALL: [Self; 4] = [Self::None, Self::Indirect, Self::Direct, Self::Sensitive];

    /// The name used in contracts, front matter and key metadata.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Indirect => "indirect",
            Self::Direct => "direct",
            Self::Sensitive => "sensitive",
        }
    }
}
