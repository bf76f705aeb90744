//! Files that are either wholly there or not at all, also after a kill or a power cut.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use dorpon_domain::message::lake as message;
use dorpon_domain::problem::Problem;

/// `lake.file_unreadable` for a path, with the system's words.
#[must_use]
pub fn unreadable(path: &Path, error: impl std::fmt::Display) -> Problem {
    Problem::new(&message::FILE_UNREADABLE)
        .with("path", path.display())
        .because(error)
}

/// `lake.file_unwritable` for a path, with the system's words.
#[must_use]
pub fn unwritable(path: &Path, error: impl std::fmt::Display) -> Problem {
    Problem::new(&message::FILE_UNWRITABLE)
        .with("path", path.display())
        .because(error)
}

/// Replaces the file at `path` in one step: temporary file beside it, flushed, renamed.
///
/// # Errors
/// `lake.file_unwritable`; the former file is then untouched.
pub fn replace_file(path: &Path, content: &[u8]) -> Result<(), Problem> {
    let temporary = with_suffix(path, ".partial");
    let written = File::create(&temporary)
        .and_then(|mut file| {
            file.write_all(content)?;
            file.sync_all()
        })
        .and_then(|()| std::fs::rename(&temporary, path));
    if let Err(error) = written {
        let _ = std::fs::remove_file(&temporary);
        return Err(unwritable(path, error));
    }
    flush_parent(path)
}

/// Makes a rename inside the folder of `path` last through a power cut.
///
/// # Errors
/// `lake.file_unwritable`.
pub fn flush_parent(path: &Path) -> Result<(), Problem> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => flush_folder(folder),
        _ => flush_folder(Path::new(".")),
    }
}

/// Makes the entries of a folder last through a power cut.
///
/// # Errors
/// `lake.file_unwritable`.
pub fn flush_folder(folder: &Path) -> Result<(), Problem> {
    // Windows opens no folder as a file; NTFS journals its renames.
    if cfg!(unix) {
        File::open(folder)
            .and_then(|file| file.sync_all())
            .map_err(|error| unwritable(folder, error))?;
    }
    Ok(())
}

/// Creates a folder and its parents.
///
/// # Errors
/// `lake.file_unwritable`.
pub fn create_folder(folder: &Path) -> Result<(), Problem> {
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, error))
}

/// Removes a folder with its content; one that is not there is fine.
///
/// # Errors
/// `lake.file_unwritable`.
pub fn remove_folder(folder: &Path) -> Result<(), Problem> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(unwritable(folder, error)),
        _ => Ok(()),
    }
}

/// The entries of a folder in the order of their names; none when there is no such folder.
///
/// # Errors
/// `lake.file_unreadable`.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let listing = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(|error| unreadable(folder, error))?,
    };
    let mut paths = Vec::new();
    for entry in listing {
        paths.push(entry.map_err(|error| unreadable(folder, error))?.path());
    }
    paths.sort();
    Ok(paths)
}

/// The path with text added to its file name.
#[must_use]
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn a_file_is_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("current");
        replace_file(&path, b"one").unwrap();
        replace_file(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(entries(folder.path()).unwrap(), [path]);
    }

    #[test]
    fn a_failed_write_says_where_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let problem = replace_file(&folder.path().join("missing/current"), b"x").unwrap_err();
        assert_eq!((problem.code(), problem.exit()), ("lake.file_unwritable", 8));
        assert!(problem.to_string().contains("current"));
        assert!(entries(folder.path()).unwrap().is_empty());
    }

    #[test]
    fn a_folder_that_is_not_there_has_no_entries() {
        let folder = tempfile::tempdir().unwrap();
        assert!(entries(&folder.path().join("none")).unwrap().is_empty());
        remove_folder(&folder.path().join("none")).unwrap();
    }
}
