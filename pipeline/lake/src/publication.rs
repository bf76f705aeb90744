//! Which run is published, and how a run becomes so.
//!
//! A run is written into `runs/<run_id>.partial-<n>`, renamed to `runs/<run_id>` when it is
//! whole, and published by one replacement of the small file `lake/current`. A kill at any
//! moment leaves the former publication, and at most a partial folder that the next run
//! sweeps away.

use std::path::{Path, PathBuf};

use dorpon_domain::message::lake as message;
use dorpon_domain::problem::Problem;

use crate::durable;
use crate::run_lock::RunLock;
use crate::workspace::Workspace;

/// A run in the making.
#[derive(Debug)]
pub struct RunDraft {
    folder: PathBuf,
    target: PathBuf,
}

impl RunDraft {
    /// Begins a run in a new folder of its own.
    ///
    /// # Errors
    /// `lake.run_identifier_invalid`, `lake.file_unwritable`.
    pub fn begin(workspace: &Workspace, run_id: &str) -> Result<Self, Problem> {
        let target = run_folder(workspace, run_id)?;
        durable::create_folder(&workspace.runs())?;
        let mut number = 1_u32;
        loop {
            let folder = durable::with_suffix(&target, &format!(".partial-{number}"));
            match durable::private_folder().create(&folder) {
                Ok(()) => return Ok(Self { folder, target }),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && number < 10_000 => number += 1,
                Err(error) => return Err(durable::unwritable(&folder, error)),
            }
        }
    }

    /// The folder to write into.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes the folder the run's own. A run that is there already stays as it is, since
    /// the same identifier means the same content, and the draft is removed.
    ///
    /// # Errors
    /// `lake.file_unwritable`.
    pub fn seal(self) -> Result<PathBuf, Problem> {
        if self
            .target
            .try_exists()
            .map_err(|error| durable::unreadable(&self.target, error))?
        {
            durable::remove_folder(&self.folder)?;
            return Ok(self.target);
        }
        flush_tree(&self.folder)?;
        std::fs::rename(&self.folder, &self.target).map_err(|error| durable::unwritable(&self.target, error))?;
        durable::flush_parent(&self.target)?;
        Ok(self.target)
    }

    /// As [`Self::seal`], but what stands in the place is damaged and makes way. A kill between
    /// the two renames leaves no run of this identifier; the next run makes it again.
    ///
    /// # Errors
    /// `lake.file_unwritable`.
    pub fn seal_in_place(self) -> Result<PathBuf, Problem> {
        let former = durable::with_suffix(&self.folder, "-former");
        match std::fs::rename(&self.target, &former) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(durable::unwritable(&self.target, error));
            }
            _ => {}
        }
        let sealed = self.seal()?;
        durable::remove_folder(&former)?;
        Ok(sealed)
    }

    /// Removes what was written.
    ///
    /// # Errors
    /// `lake.file_unwritable`.
    pub fn discard(self) -> Result<(), Problem> {
        durable::remove_folder(&self.folder)
    }
}

/// The folder of a run.
///
/// # Errors
/// `lake.run_identifier_invalid` unless the identifier is 8 to 64 lower hex digits.
pub fn run_folder(workspace: &Workspace, run_id: &str) -> Result<PathBuf, Problem> {
    if !is_run_id(run_id) {
        return Err(Problem::new(&message::RUN_IDENTIFIER_INVALID).with("run_id", run_id));
    }
    Ok(workspace.runs().join(run_id))
}

/// The published run, if one is.
///
/// # Errors
/// `lake.pointer_damaged`, `lake.run_missing` when its folder is gone, `lake.file_unreadable`.
pub fn current_run(workspace: &Workspace) -> Result<Option<String>, Problem> {
    let path = workspace.current();
    let text = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(|error| durable::unreadable(&path, error))?,
    };
    let run_id = text.trim_end_matches(['\r', '\n']);
    if !is_run_id(run_id) {
        return Err(Problem::new(&message::POINTER_DAMAGED).with("path", path.display()));
    }
    require_run(workspace, run_id)?;
    Ok(Some(run_id.to_owned()))
}

/// Publishes a sealed run in one step.
///
/// # Errors
/// `lake.run_identifier_invalid`, `lake.run_missing`, `lake.file_unwritable`; the former
/// publication then stands.
pub fn publish(workspace: &Workspace, run_id: &str) -> Result<(), Problem> {
    require_run(workspace, run_id)?;
    durable::replace_file(&workspace.current(), format!("{run_id}\n").as_bytes())
}

/// Removes what killed runs left. The lock shows that nobody is at work on it.
///
/// # Errors
/// `lake.file_unreadable`, `lake.file_unwritable`.
pub fn sweep_partial(workspace: &Workspace, _lock: &RunLock) -> Result<usize, Problem> {
    let mut removed = 0;
    for folder in [workspace.runs(), workspace.out()] {
        for path in durable::entries(&folder)? {
            if path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().contains(".partial-"))
            {
                durable::remove_folder(&path)?;
                removed += 1;
            }
        }
    }
    Ok(removed)
}

fn require_run(workspace: &Workspace, run_id: &str) -> Result<(), Problem> {
    if run_folder(workspace, run_id)?.is_dir() {
        return Ok(());
    }
    Err(Problem::new(&message::RUN_MISSING)
        .with("run_id", run_id)
        .with("path", workspace.runs().display()))
}

fn is_run_id(text: &str) -> bool {
    (8..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// Flushes every folder of a tree; the files in it were flushed by who wrote them.
fn flush_tree(folder: &Path) -> Result<(), Problem> {
    for path in durable::entries(folder)? {
        if path.is_dir() {
            flush_tree(&path)?;
        }
    }
    durable::flush_folder(folder)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use crate::workspace::WorkspaceSettings;

    const ONE: &str = "aaaaaaaaaaaaaaaa";
    const TWO: &str = "bbbbbbbbbbbbbbbb";

    fn workspace(root: &Path) -> Workspace {
        Workspace::create(&root.join("w"), WorkspaceSettings::new("0011223344")).unwrap()
    }

    fn sealed(workspace: &Workspace, run_id: &str, content: &str) -> PathBuf {
        let draft = RunDraft::begin(workspace, run_id).unwrap();
        std::fs::create_dir(draft.folder().join("mart")).unwrap();
        std::fs::write(draft.folder().join("mart/x"), content).unwrap();
        draft.seal().unwrap()
    }

    #[test]
    fn publication_moves_from_run_to_run() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = workspace(folder.path());
        assert_eq!(current_run(&workspace).unwrap(), None);
        sealed(&workspace, ONE, "1");
        assert_eq!(
            current_run(&workspace).unwrap(),
            None,
            "a sealed run is not yet published"
        );
        publish(&workspace, ONE).unwrap();
        assert_eq!(current_run(&workspace).unwrap().as_deref(), Some(ONE));
        assert_eq!(
            std::fs::read_to_string(workspace.current()).unwrap(),
            format!("{ONE}\n")
        );
        sealed(&workspace, TWO, "2");
        publish(&workspace, TWO).unwrap();
        assert_eq!(current_run(&workspace).unwrap().as_deref(), Some(TWO));
    }

    #[test]
    fn a_run_that_is_there_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = workspace(folder.path());
        sealed(&workspace, ONE, "first");
        let kept = sealed(&workspace, ONE, "second");
        assert_eq!(std::fs::read_to_string(kept.join("mart/x")).unwrap(), "first");
        assert_eq!(durable::entries(&workspace.runs()).unwrap().len(), 1);
    }

    #[test]
    fn what_a_kill_leaves_publishes_nothing_and_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = workspace(folder.path());
        sealed(&workspace, ONE, "1");
        publish(&workspace, ONE).unwrap();
        // Killed while writing, twice, and while replacing the pointer.
        RunDraft::begin(&workspace, TWO).unwrap();
        RunDraft::begin(&workspace, TWO).unwrap();
        std::fs::write(durable::with_suffix(&workspace.current(), ".partial"), "bbbb").unwrap();
        assert_eq!(current_run(&workspace).unwrap().as_deref(), Some(ONE));
        let lock = RunLock::acquire(&workspace, "run", "t").unwrap();
        assert_eq!(sweep_partial(&workspace, &lock).unwrap(), 2);
        assert_eq!(
            durable::entries(&workspace.runs()).unwrap(),
            [workspace.runs().join(ONE)]
        );
        sealed(&workspace, TWO, "2");
        publish(&workspace, TWO).unwrap();
        assert_eq!(current_run(&workspace).unwrap().as_deref(), Some(TWO));
        RunDraft::begin(&workspace, "cccccccc").unwrap().discard().unwrap();
        assert_eq!(sweep_partial(&workspace, &lock).unwrap(), 0);
    }

    #[test]
    fn a_pointer_that_points_nowhere_is_a_problem() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = workspace(folder.path());
        assert_eq!(publish(&workspace, ONE).unwrap_err().code(), "lake.run_missing");
        assert_eq!(
            publish(&workspace, "../x").unwrap_err().code(),
            "lake.run_identifier_invalid"
        );
        std::fs::write(workspace.current(), "../../etc\n").unwrap();
        assert_eq!(current_run(&workspace).unwrap_err().code(), "lake.pointer_damaged");
        std::fs::write(workspace.current(), format!("{ONE}\n")).unwrap();
        assert_eq!(current_run(&workspace).unwrap_err().code(), "lake.run_missing");
    }
}
