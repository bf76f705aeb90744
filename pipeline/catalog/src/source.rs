//! Where catalog files come from: the copy embedded in the binary, a checkout while
//! developing, and a workspace's own `queries/` and `reports/` on top, by name.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use include_dir::{Dir, include_dir};

use crate::front_matter::invalid;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../queries");

static EMBEDDED_REPORTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../reports");

/// Name of the environment variable that points at a folder read instead of the embedded `queries/`.
pub const QUERIES_FOLDER: &str = "DORPON_QUERIES";

/// Name of the environment variable that points at a folder read instead of the embedded `reports/`.
pub const REPORTS_FOLDER: &str = "DORPON_REPORTS";

/// Who supplied a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Origin {
    /// Shipped with Dorpon.
    Shipped,
    /// The workspace's own `queries/`, added or in place of a shipped file of that name.
    Workspace,
}

/// One catalog file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The text.
    pub text: String,
    /// Who supplied it.
    pub origin: Origin,
}

/// Files by path below `queries/`, for example `mart/need_by_union.sql`.
pub type SourceFiles = BTreeMap<String, SourceFile>;

/// One file below `reports/`: Typst, strings or a font.
#[derive(Clone, Debug)]
pub struct ReportFile {
    /// Its bytes.
    pub content: Cow<'static, [u8]>,
    /// Who supplied it.
    pub origin: Origin,
}

/// Files by path below `reports/`, for example `template/report.typ`.
pub type ReportFiles = BTreeMap<String, ReportFile>;

/// Reads the shipped files of `reports/` and lays the workspace's own over them.
///
/// # Errors
/// A folder or file that cannot be read.
pub fn load_reports(workspace_reports: Option<&Path>) -> Result<ReportFiles, Problem> {
    let mut files = ReportFiles::new();
    let mut lay = |path: String, content: Cow<'static, [u8]>, origin: Origin| {
        let content = match files.get(&path) {
            Some(shipped) if path.starts_with("strings/") => {
                Cow::Owned(strings_over(&path, &shipped.content, &content)?)
            }
            _ => content,
        };
        files.insert(path, ReportFile { content, origin });
        Ok(())
    };
    match std::env::var_os(REPORTS_FOLDER) {
        Some(folder) => each_file(Path::new(&folder), &REPORT_KINDS, &mut |path, content| {
            lay(path, Cow::Owned(content), Origin::Shipped)
        })?,
        None => each_embedded(&EMBEDDED_REPORTS, &mut |path, content| {
            lay(path, Cow::Borrowed(content), Origin::Shipped)
        })?,
    }
    if let Some(folder) = workspace_reports.filter(|folder| folder.is_dir()) {
        each_file(folder, &REPORT_KINDS, &mut |path, content| {
            lay(path, Cow::Owned(content), Origin::Workspace)
        })?;
    }
    Ok(files)
}

/// The shipped strings with a workspace's own in their place: a workspace names only those that it changes or adds.
fn strings_over(path: &str, shipped: &[u8], own: &[u8]) -> Result<Vec<u8>, Problem> {
    fn overlay(below: &mut toml::Table, above: toml::Table) {
        for (name, value) in above {
            match (below.get_mut(&name), value) {
                (Some(toml::Value::Table(inner)), toml::Value::Table(value)) => overlay(inner, value),
                (_, value) => {
                    below.insert(name, value);
                }
            }
        }
    }
    let read = |content: &[u8]| -> Result<toml::Table, Problem> {
        let text = std::str::from_utf8(content).map_err(|error| {
            Problem::new(&message::catalog::FILE_UNREADABLE)
                .with("path", path)
                .because(error)
        })?;
        toml::from_str(text).map_err(|error| invalid(path, text, &error))
    };
    let mut strings = read(shipped)?;
    overlay(&mut strings, read(own)?);
    Ok(strings.to_string().into_bytes())
}

const QUERY_KINDS: [&str; 4] = ["sql", "toml", "csv", "md"];
const REPORT_KINDS: [&str; 5] = ["typ", "toml", "ttf", "otf", "csv"];

/// Reads the shipped files and lays the workspace's own over them.
///
/// # Errors
/// A folder or file that cannot be read or is not UTF-8.
pub fn load(workspace_queries: Option<&Path>) -> Result<SourceFiles, Problem> {
    let mut files = SourceFiles::new();
    let mut lay = |path: String, content: &[u8], origin: Origin| {
        let text = std::str::from_utf8(content).map_err(|error| {
            Problem::new(&message::catalog::FILE_UNREADABLE)
                .with("path", &path)
                .because(error)
        })?;
        let text = text.to_owned();
        files.insert(path, SourceFile { text, origin });
        Ok(())
    };
    match std::env::var_os(QUERIES_FOLDER) {
        Some(folder) => each_file(Path::new(&folder), &QUERY_KINDS, &mut |path, content| {
            lay(path, &content, Origin::Shipped)
        })?,
        None => each_embedded(&EMBEDDED, &mut |path, content| lay(path, content, Origin::Shipped))?,
    }
    if let Some(folder) = workspace_queries.filter(|folder| folder.is_dir()) {
        each_file(folder, &QUERY_KINDS, &mut |path, content| {
            lay(path, &content, Origin::Workspace)
        })?;
    }
    Ok(files)
}

/// Hands on every embedded file, by its path with `/`.
fn each_embedded(
    folder: &Dir<'static>,
    take: &mut dyn FnMut(String, &'static [u8]) -> Result<(), Problem>,
) -> Result<(), Problem> {
    for file in folder.files() {
        take(file.path().to_string_lossy().replace('\\', "/"), file.contents())?;
    }
    for inner in folder.dirs() {
        each_embedded(inner, take)?;
    }
    Ok(())
}

/// Hands on every file of the given kinds below a folder, by its path with `/`.
fn each_file(
    root: &Path,
    kinds: &[&str],
    take: &mut dyn FnMut(String, Vec<u8>) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let unreadable = |path: &Path, error: std::io::Error| {
            Problem::new(&message::catalog::FILE_UNREADABLE)
                .with("path", path.display())
                .because(error)
        };
        for entry in std::fs::read_dir(&folder).map_err(|error| unreadable(&folder, error))? {
            let path = entry.map_err(|error| unreadable(&folder, error))?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let Ok(name) = path.strip_prefix(root) else { continue };
            let known = path
                .extension()
                .is_some_and(|extension| kinds.iter().any(|kind| extension.eq_ignore_ascii_case(kind)));
            // A pipe or a device would be read without end.
            if known && path.is_file() {
                let content = std::fs::read(&path).map_err(|error| unreadable(&path, error))?;
                take(name.to_string_lossy().replace('\\', "/"), content)?;
            }
        }
    }
    Ok(())
}
