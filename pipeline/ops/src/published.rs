//! The published run, opened for reading: what `query`, `sql` and `report` start from.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use dorpon_catalog::model::Layer;
use dorpon_cli::Access;
use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use dorpon_engine::{Session, reference_table};
use dorpon_lake::state::{AuditEntry, AuditState};
use dorpon_lake::{durable, publication};
use jiff::civil::Date;

use crate::clock;
use crate::run::{self, RunRecord};
use crate::workbench::Workbench;

/// How many were opened in this process.
static OPENED: AtomicU32 = AtomicU32::new(0);

/// A session over the layers of the published run that this access opens.
pub struct PublishedRun {
    /// The workspace.
    pub bench: Workbench,
    /// A session in which its tables are registered.
    pub session: Session,
    /// The layer that was asked for.
    pub layer: Layer,
    /// What the run was made of.
    pub record: RunRecord,
    /// Its open tables: layer, and `layer.name`.
    pub tables: Vec<(Layer, String)>,
}

impl PublishedRun {
    /// Opens the layers that the access asks for; beyond `release` only against a purpose and an officer.
    ///
    /// # Errors
    /// Nothing published, a published file that was changed, a restricted layer without purpose or officer.
    pub fn open(workspace: &Path, access: &Access) -> Result<Self, Problem> {
        let bench = Workbench::open(workspace)?;
        let layer = access
            .layer
            .as_deref()
            .and_then(Layer::from_name)
            .unwrap_or(Layer::Release);
        let is_named = says_something(access.purpose.as_deref()) && says_something(access.officer.as_deref());
        if layer != Layer::Release && !is_named {
            return Err(Problem::new(&message::ops::LAYER_RESTRICTED).with("layer", layer.name()));
        }
        let run_id = publication::current_run(&bench.workspace)?.ok_or_else(|| {
            Problem::new(&message::ops::NOTHING_PUBLISHED).with("workspace", bench.workspace.root.display())
        })?;
        let record = run::read_record(&bench, &run_id)?;
        let as_of = record
            .as_of
            .parse::<Date>()
            .map_err(|_| Problem::new(&message::ops::DATE_INVALID).with("date", &record.as_of))?;
        // Several may be open in one process, and each removes its own spill folder.
        let number = OPENED.fetch_add(1, Ordering::Relaxed);
        let session = bench.session(as_of, &format!("query-{}-{number}", std::process::id()))?;
        reference_table::register(&session, &bench.catalog)?;
        let folder = publication::run_folder(&bench.workspace, &run_id)?;
        run::require_whole(&folder, &record)?;
        let mut tables = Vec::new();
        let open: &[Layer] = if layer == Layer::Release {
            &[Layer::Release]
        } else {
            &[Layer::Release, Layer::Stage, Layer::Entity, Layer::Mart]
        };
        for layer in open {
            for file in parquet_files(&folder.join(layer.name()))? {
                let Some(name) = file.file_stem().and_then(|name| name.to_str()) else {
                    continue;
                };
                session.register_files(*layer, name, std::slice::from_ref(&file))?;
                tables.push((*layer, format!("{}.{name}", layer.name())));
            }
        }
        Ok(Self {
            bench,
            session,
            layer,
            record,
            tables,
        })
    }

    /// Takes down in the audit log who asked for what, why, and how many rows were given out.
    ///
    /// # Errors
    /// `lake.state_failed`; an audit log that is not whole.
    pub fn take_down(&self, access: &Access, action: &str, object: &str, rows: usize) -> Result<AuditState, Problem> {
        let entry = AuditEntry {
            at: clock::now(),
            officer: access.officer.clone().unwrap_or_default(),
            office: access.office.clone().unwrap_or_default(),
            purpose: access.purpose.clone().unwrap_or_default(),
            action: action.to_owned(),
            object: object.to_owned(),
            row_count: rows as u64,
            run_id: Some(self.record.run_id.clone()),
        };
        self.bench.state()?.append_audit(&entry, &self.bench.keys)
    }

    /// The words of a failure may quote a cell; in a restricted layer they are kept back.
    #[must_use]
    pub fn without_values(&self, problem: Problem) -> Problem {
        if self.layer == Layer::Release {
            return problem;
        }
        Problem::new(&message::ops::RESTRICTED_QUERY_FAILED).with("layer", self.layer.name())
    }
}

/// Whether a text has a letter or digit that can be seen. Blanks, signs without width and
/// the fillers that Unicode counts among the letters name nobody.
fn says_something(text: Option<&str>) -> bool {
    const FILLERS: [char; 4] = ['\u{115F}', '\u{1160}', '\u{3164}', '\u{FFA0}'];
    text.is_some_and(|text| {
        text.chars()
            .any(|letter| letter.is_alphanumeric() && !FILLERS.contains(&letter))
    })
}

fn parquet_files(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let mut files: Vec<PathBuf> = if folder.is_dir() {
        durable::entries(folder)?
    } else {
        Vec::new()
    };
    files.retain(|file| file.extension().is_some_and(|extension| extension == "parquet"));
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::says_something;

    #[test]
    fn what_cannot_be_seen_names_nobody() {
        for text in [
            "",
            " ",
            "\u{200B}\u{200D}",
            "\u{FEFF}",
            "\u{2060} \u{AD}",
            "\u{3164}",
            "\u{2800}",
            "--",
        ] {
            assert!(!says_something(Some(text)), "{text:?}");
        }
        assert!(!says_something(None));
        assert!(says_something(Some("ইউএনও তালা")) && says_something(Some("UNO")));
    }
}
