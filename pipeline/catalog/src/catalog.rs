//! Everything below `queries/` and `reports/`, read once.

use std::collections::BTreeMap;
use std::path::Path;

use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use dorpon_domain::text::fold_header;
use sha2::{Digest, Sha256};

use crate::extract::ExtractContract;
use crate::front_matter;
use crate::hazard::Hazard;
use crate::model::{Check, Layer, Model};
use crate::programme::{Programme, complete_exclusions};
use crate::report::Report;
use crate::source::{self, Origin, ReportFiles, SourceFile, SourceFiles};

/// A table shipped with Dorpon: a CSV file with a heading row, every column text.
#[derive(Clone, Debug)]
pub struct ReferenceTable {
    /// Table name: the file name.
    pub name: String,
    /// The file's text.
    pub csv: String,
}

/// A file of `queries/link/`, as text: what it means is the business of the crate that links.
#[derive(Clone, Debug)]
pub struct LinkageFile {
    /// The file, below `queries/`, for messages.
    pub path: String,
    /// The file's text.
    pub text: String,
    /// Who supplied it.
    pub origin: Origin,
}

/// Reports by name, and every file below `reports/` that printing them needs.
#[derive(Clone, Debug, Default)]
pub struct ReportCatalog {
    /// Reports by name.
    pub reports: BTreeMap<String, Report>,
    /// Reports that do not have their form, with what is wrong: one broken file stops no other report.
    pub broken: BTreeMap<String, Problem>,
    /// Reports, templates, strings and fonts by path.
    pub files: ReportFiles,
}

impl ReportCatalog {
    /// Reads the shipped files and, over them, the workspace's own `reports/`.
    ///
    /// # Errors
    /// The first file that cannot be read.
    pub fn load(workspace_reports: Option<&Path>) -> Result<Self, Problem> {
        let files = source::load_reports(workspace_reports)?;
        let mut reports = BTreeMap::new();
        let mut broken = BTreeMap::new();
        for (path, file) in &files {
            if path.contains('/') || !path.ends_with(".typ") {
                continue;
            }
            let name = path.trim_end_matches(".typ").to_owned();
            let report = std::str::from_utf8(&file.content)
                .map_err(|error| {
                    Problem::new(&message::catalog::FILE_UNREADABLE)
                        .with("path", path)
                        .because(error)
                })
                .and_then(|text| Report::parse(path, text, file.origin));
            match report {
                Ok(report) => {
                    reports.insert(name, report);
                }
                Err(problem) => {
                    broken.insert(name, problem);
                }
            }
        }
        Ok(Self { reports, broken, files })
    }
}

/// The parsed files.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// Contracts by extract.
    pub extracts: BTreeMap<String, ExtractContract>,
    /// Programmes by code.
    pub programmes: BTreeMap<String, Programme>,
    /// Hazards by code.
    pub hazards: BTreeMap<String, Hazard>,
    /// Models by `layer.name`.
    pub models: BTreeMap<String, Model>,
    /// Models of what a changed programme would do, by `layer.name`. No run makes them and no figure of a run rests on them.
    pub simulations: BTreeMap<String, Model>,
    /// Checks by name.
    pub checks: BTreeMap<String, Check>,
    /// Linkage models by name.
    pub linkage_models: BTreeMap<String, LinkageFile>,
    /// Weights that a linkage model of that name learnt.
    pub linkage_weights: BTreeMap<String, LinkageFile>,
    /// What a run links, by the name of the model: one row for each record. Read in memory, never a table of the lake.
    pub linkage_records: BTreeMap<String, LinkageFile>,
    /// Reference tables by name.
    pub reference: BTreeMap<String, ReferenceTable>,
    /// Files that the workspace added or replaced, by path.
    pub overrides: Vec<String>,
    /// SHA-256 over all files that decide a figure, in hexadecimal.
    pub hash: String,
}

impl Catalog {
    /// Reads the shipped files and, over them, the workspace's own `queries/`.
    ///
    /// # Errors
    /// The first file that cannot be read or does not have its form.
    pub fn load(workspace_queries: Option<&Path>) -> Result<Self, Problem> {
        Self::parse(&source::load(workspace_queries)?)
    }

    /// The same with one programme in place of the one of its code, or beside the others.
    ///
    /// # Errors
    /// As [`Self::load`]; exclusions that contradict those of another programme, a name that another one has.
    pub fn load_with_programme(workspace_queries: Option<&Path>, code: &str, text: &str) -> Result<Self, Problem> {
        let mut files = source::load(workspace_queries)?;
        let file = SourceFile {
            text: text.to_owned(),
            origin: Origin::Workspace,
        };
        files.insert(format!("programmes/{code}.toml"), file);
        Self::parse(&files)
    }

    fn parse(files: &SourceFiles) -> Result<Self, Problem> {
        let mut catalog = Self::default();
        let mut hasher = Sha256::new();
        for (path, file) in files {
            let Some((folder, name)) = path.split_once('/') else {
                continue;
            };
            let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
            let text = file.text.as_str();
            match (folder, extension) {
                ("extracts", "toml") => {
                    catalog
                        .extracts
                        .insert(stem.to_owned(), ExtractContract::parse(path, text)?);
                }
                ("programmes", "toml") => {
                    catalog
                        .programmes
                        .insert(stem.to_owned(), Programme::parse(path, text)?);
                }
                ("hazards", "toml") => {
                    catalog.hazards.insert(stem.to_owned(), Hazard::parse(path, text)?);
                }
                ("reference", "csv") => {
                    let table = ReferenceTable {
                        name: stem.to_owned(),
                        csv: text.to_owned(),
                    };
                    catalog.reference.insert(stem.to_owned(), table);
                }
                ("link", "toml" | "sql") => {
                    let linkage = LinkageFile {
                        path: path.clone(),
                        text: text.to_owned(),
                        origin: file.origin,
                    };
                    match (stem.strip_prefix("weights/"), extension) {
                        (Some(model), _) => catalog.linkage_weights.insert(model.to_owned(), linkage),
                        (None, "sql") => {
                            front_matter::parse(path, text)?;
                            catalog.linkage_records.insert(stem.to_owned(), linkage)
                        }
                        (None, _) => catalog.linkage_models.insert(stem.to_owned(), linkage),
                    };
                }
                ("stage" | "entity" | "mart", "sql") => {
                    let Some(layer) = Layer::from_name(folder) else {
                        continue;
                    };
                    let model = Model::parse(layer, path, text, file.origin)?;
                    catalog.models.insert(model.table(), model);
                }
                ("simulation", "sql") => {
                    let model = Model::parse(Layer::Simulation, path, text, file.origin)?;
                    catalog.simulations.insert(model.table(), model);
                    continue;
                }
                ("check", "sql") => {
                    let check = Check {
                        name: stem.to_owned(),
                        path: path.clone(),
                        sql: text.to_owned(),
                        front: front_matter::parse(path, text)?,
                    };
                    catalog.checks.insert(stem.to_owned(), check);
                }
                _ => continue,
            }
            if file.origin == Origin::Workspace {
                catalog.overrides.push(path.clone());
            }
            hasher.update(path.as_bytes());
            hasher.update([0]);
            hasher.update(text.as_bytes());
            hasher.update([0]);
        }
        complete_exclusions(&mut catalog.programmes)?;
        catalog.check_programme_spellings()?;
        catalog.hash = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(catalog)
    }

    /// A spelling that two programmes claim would put list entries and payments of the one under the other.
    fn check_programme_spellings(&self) -> Result<(), Problem> {
        let mut owners: BTreeMap<String, &Programme> = BTreeMap::new();
        for programme in self.programmes.values() {
            for name in programme.spellings() {
                let owner = owners.entry(fold_header(name)).or_insert(programme);
                if owner.code != programme.code {
                    return Err(programme.spelling_fault(name, &owner.code));
                }
            }
        }
        Ok(())
    }

    /// Every spelling of a programme that a file may use, folded, with its code.
    #[must_use]
    pub fn programme_spellings(&self) -> BTreeMap<String, String> {
        let mut spellings = BTreeMap::new();
        for programme in self.programmes.values() {
            for name in programme.spellings() {
                spellings.insert(fold_header(name), programme.code.clone());
            }
        }
        spellings
    }
}
