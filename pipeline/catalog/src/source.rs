//! Where catalog files come from: the copy embedded in the binary, a checkout while
//! developing, and a workspace's own `queries/` on top, by name.

use std::collections::BTreeMap;
use std::path::Path;

use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use include_dir::{Dir, include_dir};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../queries");

/// Name of the environment variable that points at a folder read instead of the embedded copy.
pub const QUERIES_FOLDER: &str = "DORPON_QUERIES";

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

/// Reads the shipped files and lays the workspace's own over them.
///
/// # Errors
/// A folder or file that cannot be read or is not UTF-8.
pub fn load(workspace_queries: Option<&Path>) -> Result<SourceFiles, Problem> {
    let mut files = SourceFiles::new();
    match std::env::var_os(QUERIES_FOLDER) {
        Some(folder) => read_folder(Path::new(&folder), Origin::Shipped, &mut files)?,
        None => read_embedded(&EMBEDDED, &mut files),
    }
    if let Some(folder) = workspace_queries.filter(|folder| folder.is_dir()) {
        read_folder(folder, Origin::Workspace, &mut files)?;
    }
    Ok(files)
}

fn read_embedded(folder: &Dir<'_>, files: &mut SourceFiles) {
    for file in folder.files() {
        if let Some(text) = file.contents_utf8() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            files.insert(
                path,
                SourceFile {
                    text: text.to_owned(),
                    origin: Origin::Shipped,
                },
            );
        }
    }
    for inner in folder.dirs() {
        read_embedded(inner, files);
    }
}

fn read_folder(root: &Path, origin: Origin, files: &mut SourceFiles) -> Result<(), Problem> {
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let unreadable = |error: std::io::Error| {
            Problem::new(&message::catalog::FILE_UNREADABLE)
                .with("path", folder.display())
                .because(error)
        };
        for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let Ok(name) = path.strip_prefix(root) else { continue };
            let known = path.extension().is_some_and(|extension| {
                ["sql", "toml", "csv", "md"]
                    .iter()
                    .any(|known| extension.eq_ignore_ascii_case(known))
            });
            if !known {
                continue;
            }
            let text = std::fs::read_to_string(&path).map_err(|error| {
                Problem::new(&message::catalog::FILE_UNREADABLE)
                    .with("path", path.display())
                    .because(error)
            })?;
            files.insert(name.to_string_lossy().replace('\\', "/"), SourceFile { text, origin });
        }
    }
    Ok(())
}
