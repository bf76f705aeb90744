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
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| durable::unwritable(&path, error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(&holder)),
            Err(TryLockError::Error(error)) => return Err(durable::unwritable(&path, error)),
        }
        let lock = Self { file, holder };
        let content =
            LockHolder { process: std::process::id(), started_at: started_at.to_owned(), command: command.to_owned() };
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
    let known = std::fs::read(holder).ok().and_then(|text| serde_json::from_slice::<LockHolder>(&text).ok());
    let (command, process, started_at) = known.map_or_else(
        || ("?".to_owned(), "?".to_owned(), "?".to_owned()),
        |known| (format!("dorpon {}", known.command), known.process.to_string(), known.started_at),
    );
    Problem::new(&message::LOCK_HELD).with("command", command).with("process", process).with("started_at", started_at)
}
