//! A model: one SQL file that makes one table of one layer.

use dorpon_domain::message;
use dorpon_domain::problem::Problem;

use crate::front_matter::{self, FrontMatter};
use crate::source::Origin;

/// The layers, in the order in which data flows through them.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Layer {
    /// Extracts as sent, typed.
    Raw,
    /// Tables shipped with Dorpon: areas, programmes, names.
    Reference,
    /// Extracts renamed and cast; identifiers are keyed hashes from here on.
    Stage,
    /// Which record speaks of which person.
    Entity,
    /// Answers.
    Mart,
    /// Answers that may be published.
    Release,
    /// What one report is asked for: its area, and the results it has already made. Never written anywhere.
    Report,
    /// What a changed programme would do. Made anew each time it is asked for and gone with the answer.
    Simulation,
}

impl Layer {
    /// The schema name in SQL and the folder name in the lake.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Reference => "reference",
            Self::Stage => "stage",
            Self::Entity => "entity",
            Self::Mart => "mart",
            Self::Release => "release",
            Self::Report => "report",
            Self::Simulation => "simulation",
        }
    }

    /// The layer of a schema name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Raw,
            Self::Reference,
            Self::Stage,
            Self::Entity,
            Self::Mart,
            Self::Release,
            Self::Report,
            Self::Simulation,
        ]
        .into_iter()
        .find(|layer| layer.name() == name)
    }

    /// Whether a model of this layer may read tables of `other`.
    #[must_use]
    pub fn may_read(self, other: Self) -> bool {
        match self {
            Self::Stage => matches!(other, Self::Raw | Self::Reference | Self::Stage),
            Self::Entity => matches!(other, Self::Stage | Self::Reference | Self::Entity),
            Self::Mart => matches!(other, Self::Stage | Self::Entity | Self::Reference | Self::Mart),
            Self::Simulation => matches!(
                other,
                Self::Stage | Self::Entity | Self::Mart | Self::Reference | Self::Simulation
            ),
            Self::Raw | Self::Reference | Self::Release | Self::Report => false,
        }
    }
}

/// One SQL model.
#[derive(Clone, Debug)]
pub struct Model {
    /// Its layer: the folder it lies in.
    pub layer: Layer,
    /// Its table: the file name.
    pub name: String,
    /// The file below `queries/`, for messages.
    pub path: String,
    /// The query.
    pub sql: String,
    /// Its front matter.
    pub front: FrontMatter,
    /// Who supplied it.
    pub origin: Origin,
    /// Whether a run makes it only where another model or a check reads it.
    pub is_made_where_read: bool,
}

impl Model {
    /// `layer.name`, as SQL names it.
    #[must_use]
    pub fn table(&self) -> String {
        format!("{}.{}", self.layer.name(), self.name)
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// Front matter that does not parse, a model without a grain, a released model that speaks of persons.
    pub fn parse(layer: Layer, path: &str, text: &str, origin: Origin) -> Result<Self, Problem> {
        let front = front_matter::parse(path, text)?;
        let name = path
            .rsplit('/')
            .next()
            .unwrap_or(path)
            .trim_end_matches(".sql")
            .to_owned();
        let lint = |what: &str| {
            Problem::new(&message::catalog::MODEL_LINT)
                .with("path", path)
                .with("what", what)
        };
        if front.grain.is_empty() {
            return Err(lint("grain is empty"));
        }
        if let Some(release) = &front.release {
            if front.person_level {
                return Err(lint("a person-level model cannot be released"));
            }
            if release.minimum < 3 {
                return Err(lint("release.minimum is below 3"));
            }
            if let Some(column) = release.share.keys().find(|column| !front.formula.contains_key(*column)) {
                return Err(lint(&format!("formula.{column} is missing")));
            }
        }
        if text.contains('\t') {
            return Err(lint("a tab; indent with spaces"));
        }
        Ok(Self {
            layer,
            name,
            path: path.to_owned(),
            sql: text.to_owned(),
            front,
            origin,
            is_made_where_read: false,
        })
    }
}

/// One check: a query whose rows are violations.
#[derive(Clone, Debug)]
pub struct Check {
    /// File name.
    pub name: String,
    /// The file below `queries/`.
    pub path: String,
    /// The query.
    pub sql: String,
    /// Its front matter.
    pub front: FrontMatter,
}
