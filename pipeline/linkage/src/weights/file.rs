//! Weights as a file, `weights.toml`: versioned, readable, and the same numbers when it is read again.

use std::fmt::Write as _;
use std::path::Path;

use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use serde::Deserialize;

use super::{ComparisonWeights, LevelWeights, TermWeights, Weights};
use crate::comparison::Comparisons;
use crate::model::Model;

/// Version of the form of the file.
const FORMAT: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    model_version: String,
    model_digest: String,
    records: u64,
    seed: u64,
    prior: f64,
    relatives: f64,
    comparison: Vec<FileComparison>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileComparison {
    name: String,
    term_frequency: f64,
    level: Vec<FileLevel>,
    #[serde(default)]
    terms: Vec<FileTerms>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileLevel {
    name: String,
    m: f64,
    u: f64,
    r: f64,
    /// Shown for readers; m and u decide.
    #[serde(rename = "weight")]
    _weight: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileTerms {
    name: String,
    mean: f64,
    rest: f64,
    listed: Vec<(String, f64)>,
}

/// A file of weights that was learnt earlier.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GivenWeights {
    /// What messages call it.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl GivenWeights {
    /// Reads a file. Whether it belongs to a model is seen when it is used.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| {
            Problem::new(&message::linkage::FILE_UNREADABLE)
                .with("file", &name)
                .because(error)
        })?;
        Ok(Self { name, text })
    }
}

impl Weights {
    /// The text of the file.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = String::from(
            "# Weights that a linkage model learnt. m: share of matches at a level; u: share of strangers;\n             # r: share of relatives; weight: log2(m / u).\n\
             # terms: frequencies of common values under a digest; all rarer values share `rest`.\n",
        );
        let _ = writeln!(text, "format = {FORMAT}");
        let _ = writeln!(text, "model_version = {:?}", self.model_version);
        let _ = writeln!(text, "model_digest = {:?}", self.model_digest);
        let _ = writeln!(text, "records = {}", self.records);
        let _ = writeln!(text, "seed = {}", self.seed);
        let _ = writeln!(text, "prior = {:?}", self.prior);
        let _ = writeln!(text, "relatives = {:?}", self.relatives);
        for comparison in &self.comparisons {
            let _ = writeln!(text, "\n[[comparison]]\nname = {:?}", comparison.name);
            let _ = writeln!(text, "term_frequency = {:?}\nlevel = [", comparison.term_frequency);
            for level in &comparison.levels {
                let (name, m, u, r) = (&level.name, level.m, level.u, level.r);
                let _ = writeln!(
                    text,
                    "  {{ name = {name:?}, m = {m:?}, u = {u:?}, r = {r:?}, weight = {:.3} }},",
                    level.weight()
                );
            }
            text.push_str("]\n");
            for terms in &comparison.terms {
                let _ = writeln!(text, "[[comparison.terms]]\nname = {:?}", terms.name);
                let _ = writeln!(text, "mean = {:?}\nrest = {:?}\nlisted = [", terms.mean, terms.rest);
                for (digest, frequency) in &terms.listed {
                    let _ = writeln!(text, "  [\"{digest:016x}\", {frequency:?}],");
                }
                text.push_str("]\n");
            }
        }
        text
    }

    /// Reads the text of a file of weights. `path` is what messages call it.
    ///
    /// # Errors
    /// Another format, weights of another model or text of it, numbers that are no probabilities.
    pub fn parse(path: &str, text: &str, model: &Model, comparisons: &Comparisons<'_>) -> Result<Self, Problem> {
        let invalid = |cause: &str| {
            Problem::new(&message::linkage::WEIGHTS_INVALID)
                .with("path", path)
                .because(cause)
        };
        let file: File = toml::from_str(text).map_err(|error| invalid(error.message()))?;
        if file.format != FORMAT {
            return Err(invalid("format"));
        }
        if file.model_digest != model.digest {
            return Err(invalid("model_digest"));
        }
        let share = |value: f64| value > 0.0 && value <= 1.0;
        let fits = file.comparison.len() == comparisons.all.len()
            && share(file.prior)
            && (0.0..1.0).contains(&file.relatives)
            && file.comparison.iter().zip(&comparisons.all).all(|(read, known)| {
                let names: Vec<&String> = read.level.iter().map(|level| &level.name).collect();
                let levels = known.levels();
                names.len() == levels.len()
                    && names.into_iter().zip(&levels).all(|(one, other)| one == other)
                    && read
                        .level
                        .iter()
                        .all(|level| share(level.m) && share(level.u) && share(level.r))
                    && read.terms.len() == known.term_tables().len()
                    && read.terms.iter().all(|terms| share(terms.mean) && share(terms.rest))
            });
        if !fits {
            return Err(invalid("comparison"));
        }
        let terms = |read: FileTerms| -> Option<TermWeights> {
            let mut listed = Vec::with_capacity(read.listed.len());
            for (digest, frequency) in read.listed {
                listed.push((
                    u64::from_str_radix(&digest, 16).ok()?,
                    Some(frequency).filter(|share| *share > 0.0)?,
                ));
            }
            listed.sort_unstable_by_key(|(digest, _)| *digest);
            Some(TermWeights {
                name: read.name,
                mean: read.mean,
                rest: read.rest,
                listed,
            })
        };
        let mut read_comparisons = Vec::with_capacity(file.comparison.len());
        for read in file.comparison {
            let tables: Option<Vec<TermWeights>> = read.terms.into_iter().map(terms).collect();
            read_comparisons.push(ComparisonWeights {
                name: read.name,
                term_frequency: read.term_frequency,
                levels: read
                    .level
                    .into_iter()
                    .map(|level| LevelWeights {
                        name: level.name,
                        m: level.m,
                        u: level.u,
                        r: level.r,
                    })
                    .collect(),
                terms: tables.ok_or_else(|| invalid("terms"))?,
            });
        }
        Ok(Self {
            model_version: file.model_version,
            model_digest: file.model_digest,
            records: file.records,
            seed: file.seed,
            prior: file.prior,
            relatives: file.relatives,
            comparisons: read_comparisons,
        })
    }
}
