//! The two languages in which Dorpon speaks.

use serde::{Deserialize, Serialize};

/// The language of a message, a heading or a report.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// Bangla, the language of the offices and the default.
    #[default]
    #[serde(rename = "bn")]
    Bangla,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// The code of `--lang`: `bn` or `en`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Bangla => "bn",
            Self::English => "en",
        }
    }

    /// Chooses the text of this language.
    #[must_use]
    pub fn pick<'a>(self, bn: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Bangla => bn,
            Self::English => en,
        }
    }
}

/// A text in both languages, as catalog files hold it: `{ bn = "…", en = "…" }`.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// The Bangla text.
    pub bn: String,
    /// The English text.
    pub en: String,
}

impl Bilingual {
    /// The text of one language.
    #[must_use]
    pub fn text(&self, language: Language) -> &str {
        language.pick(&self.bn, &self.en)
    }
}
