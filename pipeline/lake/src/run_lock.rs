//! One process at a time changes a workspace.
//!
//! The lock is the operating system's lock on `lake/.lock`: it ends with the process that
//! holds it, however that ends. Who holds it is written beside it for the reader of the
//! message only, and decides nothing.

use std::fs::{File, TryLockError};

use dorpon_domain::message::lake as message;
use dorpon_domain::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::durable;
use crate::workspace::Workspace;

/// The right to change a workspace, until dropped.
#[derive(Debug)]
pub struct RunLock {
    // Closing the file gives the lock back.
    file: File,
    holder: std::path::PathBuf,
}

/// Who holds the lock.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct LockHolder {
    /// Process number.
    pub process: u32,
    /// When it began, as the caller gave it (RFC 3339).
    pub started_at: String,
    /// The command, without arguments that could name a person.
    pub command: String,
}

impl RunLock {
    /// Takes the lock. `command` is what the holder does (`run`, `ingest census_person`),
    /// `started_at` the caller's time.
    ///
    /// # Errors
    /// `lake.lock_held` with the holder, `lake.file_unwritable`.
    pub fn acquire(workspace: &Workspace, command: &str, started_at: &str) -> Result<Self, Problem> {
        let folder = workspace.lake();
        durable::create_folder(&folder)?;
        let path = folder.join(".lock");
        // The lock lies in a file of its own: Windows lets nobody read a locked one.
        let holder = folder.join(".lock-holder.json");
        let file = durable::private_file()
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| durable::unwritable(&path, error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(&holder)),
            Err(TryLockError::Error(error)) => return Err(durable::unwritable(&path, error)),
        }
        let lock = Self { file, holder };
        let content = LockHolder {
            process: std::process::id(),
            started_at: started_at.to_owned(),
            command: command.to_owned(),
        };
        let text = serde_json::to_vec(&content).map_err(|error| durable::unwritable(&lock.holder, error))?;
        durable::replace_file(&lock.holder, &text)?;
        Ok(lock)
    }
}

impl Drop for RunLock {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.holder);
        let _ = self.file.unlock();
    }
}

fn held(holder: &std::path::Path) -> Problem {
    // The holder may be between taking the lock and writing its name.
    let known = std::fs::read(holder)
        .ok()
        .and_then(|text| serde_json::from_slice::<LockHolder>(&text).ok());
    let (command, process, started_at) = known.map_or_else(
        || ("?".to_owned(), "?".to_owned(), "?".to_owned()),
        |known| {
            (
                format!("dorpon {}", known.command),
                known.process.to_string(),
                known.started_at,
            )
        },
    );
    Problem::new(&message::LOCK_HELD)
        .with("command", command)
        .with("process", process)
        .with("started_at", started_at)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use std::path::Path;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use super::*;
    use crate::workspace::WorkspaceSettings;

    fn workspace(root: &Path) -> Workspace {
        Workspace {
            root: root.to_owned(),
            settings: WorkspaceSettings::new("0011223344"),
        }
    }

    #[test]
    fn the_second_says_who_is_first() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = workspace(folder.path());
        let first = RunLock::acquire(&workspace, "run", "2022-07-01T09:00:00+06:00").unwrap();
        let problem = RunLock::acquire(&workspace, "ingest", "2022-07-01T09:00:01+06:00").unwrap_err();
        assert_eq!((problem.code(), problem.exit()), ("lake.lock_held", 7));
        let text = problem.to_string();
        assert!(
            text.contains("dorpon run") && text.contains("2022-07-01T09:00:00+06:00"),
            "{text}"
        );
        assert!(text.contains(&std::process::id().to_string()), "{text}");
        drop(first);
        RunLock::acquire(&workspace, "ingest", "2022-07-01T09:00:02+06:00").unwrap();
    }

    /// Started by the test below in a process of its own.
    #[test]
    fn holder_process() {
        if let Some(root) = std::env::var_os("DORPON_TEST_LOCK") {
            let _lock = RunLock::acquire(&workspace(Path::new(&root)), "run", "2022-07-01T09:00:00+06:00").unwrap();
            std::thread::sleep(Duration::from_secs(60));
        }
    }

    #[test]
    fn a_kill_gives_the_lock_back() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = workspace(folder.path());
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "run_lock::tests::holder_process"])
            .env("DORPON_TEST_LOCK", folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let started = Instant::now();
        let holder = workspace.lake().join(".lock-holder.json");
        while !holder.exists() && started.elapsed() < Duration::from_secs(30) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let problem = RunLock::acquire(&workspace, "run", "2022-07-01T09:00:05+06:00").unwrap_err();
        assert_eq!(problem.exit(), 7);
        assert!(problem.to_string().contains(&child.id().to_string()));
        child.kill().unwrap();
        child.wait().unwrap();
        RunLock::acquire(&workspace, "run", "2022-07-01T09:00:06+06:00").unwrap();
    }
}
