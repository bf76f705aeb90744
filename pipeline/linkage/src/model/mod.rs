//! The linkage model: which columns there are, how they are compared, which records meet, how weights are learnt.
//!
//! A model is a TOML file. It says what to compare; it holds no weight and no value of any record. Weights are learnt
//! from files ([`crate::training`]) and kept in a file of their own ([`crate::weights`]).

mod parse;

use std::collections::BTreeMap;

use dorpon_domain::language::Bilingual;
use serde::{Deserialize, Deserializer};
use toml::Spanned;

/// A name in the model, with its place in the text for messages.
pub type Name = Spanned<String>;

/// A linkage model as its file states it. Made by [`Model::parse`], which checks it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// What the model is for.
    pub summary: Bilingual,
    /// Version of the model, copied into its weights.
    pub version: String,
    /// Heading of the column that holds the record's id, unique over all files; of several the first that a file has.
    #[serde(deserialize_with = "one_or_more")]
    pub id_column: Vec<String>,
    /// Which pairs may be the same person.
    #[serde(default)]
    pub pairs: PairScope,
    /// Match probability from which on a pair is taken for one person.
    pub threshold: Spanned<f64>,
    /// Match probability from which on a pair is written out. Default 0.01.
    #[serde(default = "default_keep")]
    pub keep: Spanned<f64>,
    /// More pairs than this are refused before any is compared. Default 500 million.
    #[serde(default = "default_pair_limit")]
    pub pair_limit: u64,
    /// More estimated memory than this (MiB) is refused. Default 4096.
    #[serde(default = "default_memory_limit")]
    pub memory_limit_mib: u64,
    /// Columns by the name under which the rest of the model speaks of them.
    pub column: BTreeMap<String, ColumnModel>,
    /// Comparisons, in the order in which they are shown.
    pub comparison: Vec<ComparisonModel>,
    /// Blocking rules; a pair belongs to the first rule that makes it.
    pub blocking: Vec<BlockingModel>,
    /// How weights are learnt.
    pub training: TrainingModel,
    /// How pairs become clusters.
    #[serde(default)]
    pub cluster: ClusterModel,
    /// The path, for messages.
    #[serde(skip)]
    pub path: String,
    /// SHA-256 of the text, hexadecimal: weights belong to one text.
    #[serde(skip)]
    pub digest: String,
}

/// Which pairs may be the same person.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum PairScope {
    /// Any two records.
    #[default]
    All,
    /// Two records of different files: each file names a person once.
    AcrossFiles,
}

/// One column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnModel {
    /// How cells are read: a kind of [`crate::column`].
    pub kind: Name,
    /// What a report calls it. Default: its name.
    #[serde(default)]
    pub title: Option<Bilingual>,
    /// Headings it may stand under; the first that a file has is taken. Default: the column's own name.
    #[serde(default)]
    pub from: Vec<String>,
    /// Whether a file may lack it. Its records then have no value.
    #[serde(default)]
    pub optional: bool,
    /// Words that mean one value, as `male = ["m", "পুরুষ"]`; for columns of the kind `category`.
    #[serde(default)]
    pub values: BTreeMap<String, Vec<String>>,
    /// Values that say nothing, such as a placeholder number.
    #[serde(default)]
    pub ignore: Vec<String>,
}

/// One comparison.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComparisonModel {
    /// Its name in outputs; `snake_case`.
    pub name: Name,
    /// What a report calls it. Default: what it calls the first column.
    #[serde(default)]
    pub title: Option<Bilingual>,
    /// Its kind: a file of `comparison/kind/`.
    pub kind: Name,
    /// The columns it reads.
    pub columns: Vec<Name>,
    /// How far agreement on a rare value counts for more: 0 not at all, 1 fully. Default 1 where the kind has terms.
    pub term_frequency: Option<Spanned<f64>>,
    /// Limits between levels, most alike first, in the unit of the kind.
    pub limits: Option<Spanned<Vec<f64>>>,
}

/// One blocking rule: records that agree on all its keys meet.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockingModel {
    /// Its name in outputs. Default: its keys.
    #[serde(default)]
    pub name: String,
    /// Expressions over columns, all of which have to be equal.
    pub keys: Vec<Name>,
    /// The keys of the other record, when columns are swapped: as long as `keys`.
    #[serde(default)]
    pub swapped: Vec<Name>,
    /// Blocks of more records than this make no pairs: too common a key finds nobody. Default: no limit.
    pub largest_block: Option<u64>,
}

/// How weights are learnt.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingModel {
    /// Seed of every choice by chance.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// Pairs drawn to learn how often strangers agree. Default 1 million.
    #[serde(default = "default_random_pairs")]
    pub random_pairs: Spanned<u64>,
    /// Pairs looked at for each blocking of expectation-maximisation. Default 1 million.
    #[serde(default = "default_training_pairs")]
    pub pairs: Spanned<u64>,
    /// Blockings under which expectation-maximisation runs.
    pub blocking: Vec<BlockingModel>,
    /// Rules that hardly ever pair two people.
    pub deterministic: Vec<BlockingModel>,
    /// Share of all matches that the deterministic rules find, above 0 and at most 1.
    pub recall: Spanned<f64>,
    /// A rule that pairs relatives, such as the names of both parents: people who agree on what a family shares and
    /// are not one person. Without it there are matches and strangers only.
    #[serde(default)]
    pub relatives: Option<BlockingModel>,
}

/// How pairs become clusters.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClusterModel {
    /// A cluster of more records is not published: its records stay alone and are reported. Default 50.
    #[serde(default = "default_cluster_records")]
    pub largest: Spanned<u64>,
    /// Share of a cluster's pairs that have to be matches, else it is divided. Default 0.5.
    #[serde(default = "default_density")]
    pub density: Spanned<f64>,
}

impl Default for ClusterModel {
    fn default() -> Self {
        Self {
            largest: default_cluster_records(),
            density: default_density(),
        }
    }
}

/// A text, or a list of texts.
fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMore {
        One(String),
        More(Vec<String>),
    }
    Ok(match OneOrMore::deserialize(deserializer)? {
        OneOrMore::One(text) => vec![text],
        OneOrMore::More(texts) => texts,
    })
}

fn default_keep() -> Spanned<f64> {
    Spanned::new(0..0, 0.01)
}

fn default_pair_limit() -> u64 {
    500_000_000
}

fn default_memory_limit() -> u64 {
    4_096
}

fn default_seed() -> u64 {
    1
}

fn default_random_pairs() -> Spanned<u64> {
    Spanned::new(0..0, 1_000_000)
}

fn default_training_pairs() -> Spanned<u64> {
    Spanned::new(0..0, 1_000_000)
}

fn default_cluster_records() -> Spanned<u64> {
    Spanned::new(0..0, 50)
}

fn default_density() -> Spanned<f64> {
    Spanned::new(0..0, 0.5)
}
