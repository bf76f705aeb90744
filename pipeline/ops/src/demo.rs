//! `demo`: the main job on the sample data, from office files to published figures.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use dorpon_lake::durable;
use dorpon_lake::run_lock::RunLock;
use dorpon_lake::slice;
use dorpon_lake::workspace::{Workspace, WorkspaceSettings};
use include_dir::{Dir, include_dir};
use jiff::civil::{Date, date};
use serde::Deserialize;
use serde_json::json;

use crate::ingest::Order;
use crate::screen::Screen;
use crate::workbench::Workbench;
use crate::{clock, ingest, run};

static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../sample-data");

/// The date as of which the sample is counted.
const SAMPLE_DATE: Date = date(2022, 6, 30);

#[derive(Deserialize)]
struct Manifest {
    file: Vec<ManifestFile>,
}

#[derive(Deserialize)]
struct ManifestFile {
    file: String,
    extract: String,
    office: String,
    period: String,
}

/// Makes a workspace at `out` (or goes on in the one there), takes the sample in, runs, and says where to look.
///
/// # Errors
/// A folder that holds something else; what ingest and run refuse.
pub fn perform(out: &Path, screen: &Screen) -> Result<u8, Problem> {
    let bench = workbench(out)?;
    let lock = RunLock::acquire(&bench.workspace, "demo", &clock::now())?;
    slice::sweep_partial(&bench.workspace, &lock)?;
    let broken = |what: &str| Problem::new(&message::ops::SAMPLE_BROKEN).with("file", what);
    let manifest = SAMPLE.get_file("extracts.toml").and_then(|file| file.contents_utf8());
    let manifest: Manifest =
        toml::from_str(manifest.unwrap_or_default()).map_err(|error| broken("extracts.toml").because(error))?;
    let mut lines = Vec::new();
    for entry in &manifest.file {
        let content = SAMPLE
            .get_file(&entry.file)
            .ok_or_else(|| broken(&entry.file))?
            .contents();
        let name = entry.file.rsplit('/').next().unwrap_or(&entry.file);
        let path: PathBuf = bench.workspace.inbox().join(&entry.office).join(name);
        if std::fs::read(&path).ok().as_deref() != Some(content) {
            durable::create_folder(&bench.workspace.inbox().join(&entry.office))?;
            durable::replace_file(&path, content)?;
        }
        let files = [path];
        let order = Order {
            extract: &entry.extract,
            files: &files,
            office: &entry.office,
            period: Some(&entry.period),
            date_order: None,
        };
        lines.extend(ingest::files(&bench, &order, screen)?.0);
    }
    let (record, _) = run::publish(&bench, &lock, None, screen)?;
    let place = bench.workspace.root.display().to_string();
    screen.result(&json!({ "workspace": place, "files": lines, "run": record }), || {
        let mut text = String::new();
        for line in lines.iter().filter_map(|line| line.get("summary")?.as_str()) {
            let _ = writeln!(text, "{line}");
        }
        let arguments = [
            ("workspace", place.clone()),
            ("run", record.run_id.clone()),
            ("date", screen.digits(&record.as_of)),
        ];
        let _ = writeln!(text, "\n{}", message::ops::DEMO_DONE.text(screen.language, &arguments));
        text
    })?;
    Ok(0)
}

fn workbench(out: &Path) -> Result<Workbench, Problem> {
    let is_workspace = out.join("dorpon.toml").is_file();
    if !is_workspace {
        let is_empty = !out.exists() || std::fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_none());
        if !is_empty {
            return Err(Problem::new(&message::ops::FOLDER_TAKEN).with("folder", out.display()));
        }
        let mut settings = WorkspaceSettings::generate()?;
        settings.as_of = Some(SAMPLE_DATE);
        Workspace::create(out, settings)?.create_keys()?;
    }
    let bench = Workbench::open(out)?;
    // Only the demo pins the sample's date: people who do not exist must not mix with an office's own.
    if bench.workspace.settings.as_of != Some(SAMPLE_DATE) {
        return Err(Problem::new(&message::ops::FOLDER_TAKEN).with("folder", out.display()));
    }
    Ok(bench)
}
