//! The end of the audit log, noted outside the workspace.
//!
//! A whole `state.sqlite` can be removed, or replaced by an older copy, without a row in it
//! being wrong. Beside the key file therefore lies a small file with the number and the
//! sealed hash of the last row. It is written after each row, so that it is at most one row
//! behind; it is never ahead.

use std::path::{Path, PathBuf};

use dorpon_domain::message::lake as message;
use dorpon_domain::problem::Problem;
use dorpon_privacy::KeyRing;
use serde::{Deserialize, Serialize};

use crate::durable;

/// Where the end of an audit log is noted.
#[derive(Clone, Debug)]
pub struct AuditHead {
    path: PathBuf,
}

/// The file as written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    count: u64,
    seal: String,
}

/// How the note stands to the log.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Standing {
    /// It names the last row.
    Equal,
    /// It names the row before the last: a process ended between the two writes.
    OneBehind,
    /// There is no note, but rows that should have brought one.
    Missing,
}

impl AuditHead {
    /// The note at a path.
    #[must_use]
    pub fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// Compares the note with a log of `count` rows; `seal_of` gives the seal of a row.
    ///
    /// # Errors
    /// `lake.audit_replaced` when the log is not the one that was noted,
    /// `lake.audit_head_damaged`, `lake.file_unreadable`.
    pub(crate) fn compare(
        &self,
        count: u64,
        seal_of: impl Fn(u64) -> Result<Option<String>, Problem>,
        keys: &KeyRing,
    ) -> Result<Standing, Problem> {
        let Some(note) = self.read()? else {
            return Ok(match count {
                0 => Standing::Equal,
                1 => Standing::OneBehind,
                _ => Standing::Missing,
            });
        };
        let is_near = note.count == count || note.count.checked_add(1) == Some(count);
        let is_sealed =
            is_near && seal_of(note.count)?.is_some_and(|seal| sealed(note.count, &seal, keys) == note.seal);
        if !is_sealed {
            return Err(Problem::new(&message::AUDIT_REPLACED)
                .with("rows", count)
                .with("noted", note.count)
                .with("row", count.min(note.count) + 1)
                .with("path", self.path.display()));
        }
        Ok(if note.count == count {
            Standing::Equal
        } else {
            Standing::OneBehind
        })
    }

    /// Notes the last row. The caller holds the database's write lock, so that two processes
    /// note their rows in order.
    ///
    /// # Errors
    /// `lake.file_unwritable`.
    pub(crate) fn write(&self, count: u64, seal: &str, keys: &KeyRing) -> Result<(), Problem> {
        let note = Note {
            count,
            seal: sealed(count, seal, keys),
        };
        let mut text = serde_json::to_vec(&note).map_err(|error| durable::unwritable(&self.path, error))?;
        text.push(b'\n');
        durable::replace_file(&self.path, &text)
    }

    /// The problem of a log whose note is gone.
    pub(crate) fn missing(&self) -> Problem {
        Problem::new(&message::AUDIT_HEAD_DAMAGED).with("path", self.path.display())
    }

    /// Where the note lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn read(&self) -> Result<Option<Note>, Problem> {
        let text = match std::fs::read(&self.path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            other => other.map_err(|error| durable::unreadable(&self.path, error))?,
        };
        serde_json::from_slice(&text)
            .map(Some)
            .map_err(|error| self.missing().because(error))
    }
}

fn sealed(count: u64, seal: &str, keys: &KeyRing) -> String {
    keys.seal("audit head outside", &[&count.to_be_bytes(), seal.as_bytes()])
}
