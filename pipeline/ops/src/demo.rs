//! `demo`: the main job on the sample data, from office files to published figures and reports on paper.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dorpon_cli::{Access, ReportOrder};
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
use crate::report::Printer;
use crate::screen::Screen;
use crate::workbench::Workbench;
use crate::{clock, ingest, run};

static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../sample-data");

/// The upazila that the sample's unions lie in.
const SAMPLE_UPAZILA: &str = "408790";

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
            batch: None,
            may_replace: false,
        };
        lines.extend(ingest::files(&bench, &order, screen)?.0);
    }
    let (record, _) = run::publish(&bench, &lock, None, screen)?;
    drop(lock);
    let papers = papers(&bench, screen)?;
    let place = bench.workspace.root.display().to_string();
    let result = json!({ "workspace": place, "files": lines, "run": record, "reports": papers });
    screen.result(&result, || {
        let mut text = String::new();
        for line in lines.iter().filter_map(|line| line.get("summary")?.as_str()) {
            let _ = writeln!(text, "{line}");
        }
        let arguments = [
            ("workspace", place.clone()),
            ("run", record.run_id.clone()),
            ("date", screen.digits(&record.as_of)),
            ("reports", papers.join("\n  ")),
        ];
        let _ = writeln!(text, "\n{}", message::ops::DEMO_DONE.text(screen.language, &arguments));
        text
    })?;
    Ok(0)
}

/// The planner's report and the UNO's list of the sample's upazila, as PDF and workbook; the files, and the page that
/// lists them.
fn papers(bench: &Workbench, screen: &Screen) -> Result<Vec<String>, Problem> {
    let root = &bench.workspace.root;
    let order = |name: &str| ReportOrder {
        name: name.to_owned(),
        area: Some(SAMPLE_UPAZILA.to_owned()),
        formats: vec!["pdf".to_owned(), "xlsx".to_owned()],
        ..ReportOrder::default()
    };
    let language = screen.language;
    let list = ReportOrder {
        hazard: Some("cyclone".to_owned()),
        access: Access {
            layer: None,
            purpose: Some(language.pick("নমুনা প্রদর্শন", "Demonstration on sample data").to_owned()),
            officer: Some(language.pick("প্রদর্শক", "Demonstrator").to_owned()),
            office: None,
        },
        ..order("uno_disaster_list")
    };
    let printer = Printer::open(root)?;
    let mut files = printer.print(root, &order("planner_coverage"), screen)?;
    files.extend(printer.print(root, &list, screen)?);
    if let Some(folder) = files.first().and_then(|file| file.parent()) {
        files.push(folder.join("index.html"));
    }
    Ok(files.iter().map(|file| file.display().to_string()).collect())
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
