//! Files that are either wholly there or not at all, also after a kill or a power cut, and
//! that only their owner may read (on Unix: files 0600, folders 0700).

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use dorpon_domain::message::lake as message;
use dorpon_domain::problem::Problem;
use sha2::{Digest as _, Sha256};

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

/// Creates or empties a file that only its owner may read and write.
///
/// # Errors
/// The system's own.
pub fn create_file(path: &Path) -> std::io::Result<File> {
    private_file().create(true).truncate(true).open(path)
}

/// Makes a file that only its owner may read and write, unless there is one.
///
/// # Errors
/// The system's own.
pub fn make_private_file(path: &Path) -> std::io::Result<()> {
    match private_file().create_new(true).open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Options for writing a file that, once made, is its owner's alone.
#[must_use]
pub fn private_file() -> std::fs::OpenOptions {
    let mut options = File::options();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A maker of folders that are their owner's alone; a folder that is there keeps its mode.
#[must_use]
pub fn private_folder() -> std::fs::DirBuilder {
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Replaces the file at `path` in one step: temporary file beside it, flushed, renamed.
///
/// # Errors
/// `lake.file_unwritable`; the former file is then untouched.
pub fn replace_file(path: &Path, content: &[u8]) -> Result<(), Problem> {
    let temporary = with_suffix(path, ".partial");
    let written = create_file(&temporary)
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

/// SHA-256 of a file in lower hex.
///
/// # Errors
/// `lake.file_unreadable`.
pub fn sha256(path: &Path) -> Result<String, Problem> {
    let mut hasher = Sha256::new();
    let mut file = File::open(path).map_err(|error| unreadable(path, error))?;
    let mut buffer = vec![0; 256 << 10];
    loop {
        let count = match file.read(&mut buffer) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            other => other.map_err(|error| unreadable(path, error))?,
        };
        match buffer.get(..count) {
            Some(chunk) if count > 0 => hasher.update(chunk),
            _ => break,
        }
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
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

/// Creates a folder and its parents, each for its owner alone.
///
/// # Errors
/// `lake.file_unwritable`.
pub fn create_folder(folder: &Path) -> Result<(), Problem> {
    private_folder()
        .recursive(true)
        .create(folder)
        .map_err(|error| unwritable(folder, error))
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
