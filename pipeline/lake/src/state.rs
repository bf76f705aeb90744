//! The state database: the ledger of receipts, the runs, and the audit log.
//!
//! It holds counts, codes and keyed hashes, never an identifier or a name of a person.
//! The audit log only grows: each row is sealed with the workspace's keys over the row
//! before it, so that a row changed, removed or put in from outside is found. A copy of
//! the whole file put back in its place is found by the note that [`AuditHead`] keeps outside
//! the workspace.

use std::path::{Path, PathBuf};
use std::time::Duration;

use dorpon_domain::message::lake as message;
use dorpon_domain::problem::Problem;
use dorpon_privacy::KeyRing;
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior, params};
use serde::{Deserialize, Serialize};

use crate::audit_head::{AuditHead, Standing};
use crate::durable;

const BUSY_SECONDS: u64 = 30;

const TABLES: &str = "
create table if not exists receipt (
    receipt_id integer primary key autoincrement,
    received_at text not null,
    extract text not null,
    office text not null,
    period text,
    batch text,
    file_name text not null,
    sha256 text not null,
    outcome text not null,
    reason text,
    sequence integer,
    rows_received integer not null,
    rows_loaded integer not null,
    rows_quarantined integer not null,
    rows_duplicate integer not null
) strict;
create table if not exists run (
    attempt integer primary key autoincrement,
    run_id text not null,
    started_at text not null,
    ended_at text,
    outcome text,
    as_of text
) strict;
create table if not exists audit (
    row integer primary key,
    at text not null,
    officer text not null,
    office text not null,
    purpose text not null,
    action text not null,
    object text not null,
    row_count integer not null,
    run_id text,
    seal text not null
) strict;
create table if not exists audit_head (
    only_row integer primary key check (only_row = 1),
    count integer not null,
    seal text not null
) strict;
";

/// The seal before the first row.
const FIRST_SEAL: &str = "dorpon audit log";

/// What became of a file that was handed in.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptOutcome {
    /// Its rows are in the lake.
    Loaded,
    /// The same file was there already.
    Unchanged,
    /// Nothing of it was loaded.
    Refused,
}

impl ReceiptOutcome {
    /// The name in the ledger.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Loaded => "loaded",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Loaded, Self::Unchanged, Self::Refused]
            .into_iter()
            .find(|outcome| outcome.name() == name)
    }
}

/// One line of the ledger: a file handed in, whatever became of it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// RFC 3339, from the caller's clock.
    pub received_at: String,
    /// Name of the extract's contract.
    pub extract: String,
    /// Code of the sending office.
    pub office: String,
    /// The period, where it is known.
    pub period: Option<String>,
    /// The batch, for payments.
    pub batch: Option<String>,
    /// Name of the file as it came.
    pub file_name: String,
    /// SHA-256 of the file in lower hex.
    pub sha256: String,
    /// What became of it.
    pub outcome: ReceiptOutcome,
    /// Code of the problem, for a refused file.
    pub reason: Option<String>,
    /// Sequence within its slice, for a loaded file.
    pub sequence: Option<u64>,
    /// Rows received.
    pub rows_received: u64,
    /// Rows loaded.
    pub rows_loaded: u64,
    /// Rows quarantined.
    pub rows_quarantined: u64,
    /// Rows that repeat a loaded one.
    pub rows_duplicate: u64,
}

/// One attempt at a run.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Number of the attempt in this workspace, from 1.
    pub attempt: u64,
    /// The run.
    pub run_id: String,
    /// RFC 3339.
    pub started_at: String,
    /// RFC 3339; `None` while it works, or after a kill.
    pub ended_at: Option<String>,
    /// How it ended (`published`, `unchanged`, or the code of a problem).
    pub outcome: Option<String>,
    /// The date as of which it counted.
    pub as_of: Option<String>,
}

/// Who saw what of people, and why.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// RFC 3339, from the caller's clock.
    pub at: String,
    /// The officer, as given.
    pub officer: String,
    /// The officer's office.
    pub office: String,
    /// The purpose, as given.
    pub purpose: String,
    /// What was done: `query`, `sql`, `list`, `person`.
    pub action: String,
    /// To what: a model, a list, a keyed hash. Never an identifier.
    pub object: String,
    /// Rows that were given out.
    pub row_count: u64,
    /// The run that they came from.
    pub run_id: Option<String>,
}

/// An audit log whose rows all follow from each other.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct AuditState {
    /// Rows.
    pub count: u64,
    /// Seal of the last row; empty for an empty log. Noted elsewhere, it dates the log.
    pub seal: String,
}

/// The open state database.
#[derive(Debug)]
pub struct StateDatabase {
    connection: Connection,
    path: PathBuf,
    head: Option<AuditHead>,
}

impl StateDatabase {
    /// Opens the database, and makes it when it is not there.
    ///
    /// # Errors
    /// `lake.state_failed`.
    pub fn open(path: &Path) -> Result<Self, Problem> {
        // SQLite would make the file readable by everyone; its journals take the file's mode.
        // Where it cannot be made, SQLite says why.
        let _ = durable::make_private_file(path);
        let prepare = || {
            let connection = Connection::open(path)?;
            connection.busy_timeout(Duration::from_secs(BUSY_SECONDS))?;
            // One file without companions: it is copied to sticks and sent to auditors.
            connection.pragma_update(None, "journal_mode", "DELETE")?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            connection.execute_batch(TABLES)?;
            Ok(connection)
        };
        let connection = prepare().map_err(|error: rusqlite::Error| failed(path, &error))?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            head: None,
        })
    }

    /// The same database, with the end of its audit log noted at `head` too.
    #[must_use]
    pub fn with_audit_head(mut self, head: AuditHead) -> Self {
        self.head = Some(head);
        self
    }

    /// Adds a line to the ledger.
    ///
    /// # Errors
    /// `lake.state_failed`.
    pub fn append_receipt(&self, receipt: &Receipt) -> Result<(), Problem> {
        self.connection
            .execute(
                "insert into receipt (received_at, extract, office, period, batch, file_name, sha256, outcome, reason,
                    sequence, rows_received, rows_loaded, rows_quarantined, rows_duplicate)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                params![
                    receipt.received_at,
                    receipt.extract,
                    receipt.office,
                    receipt.period,
                    receipt.batch,
                    receipt.file_name,
                    receipt.sha256,
                    receipt.outcome.name(),
                    receipt.reason,
                    receipt.sequence.map(signed),
                    signed(receipt.rows_received),
                    signed(receipt.rows_loaded),
                    signed(receipt.rows_quarantined),
                    signed(receipt.rows_duplicate),
                ],
            )
            .map(|_| ())
            .map_err(|error| failed(&self.path, &error))
    }

    /// The ledger, oldest first.
    ///
    /// # Errors
    /// `lake.state_failed`.
    pub fn receipts(&self) -> Result<Vec<Receipt>, Problem> {
        self.rows(
            "select received_at, extract, office, period, batch, file_name, sha256, outcome, reason, sequence,
                rows_received, rows_loaded, rows_quarantined, rows_duplicate
             from receipt order by receipt_id",
            |row| {
                let outcome: String = row.get(7)?;
                Ok(Receipt {
                    received_at: row.get(0)?,
                    extract: row.get(1)?,
                    office: row.get(2)?,
                    period: row.get(3)?,
                    batch: row.get(4)?,
                    file_name: row.get(5)?,
                    sha256: row.get(6)?,
                    outcome: ReceiptOutcome::from_name(&outcome).unwrap_or(ReceiptOutcome::Refused),
                    reason: row.get(8)?,
                    sequence: row.get::<_, Option<i64>>(9)?.map(i64::unsigned_abs),
                    rows_received: row.get::<_, i64>(10)?.unsigned_abs(),
                    rows_loaded: row.get::<_, i64>(11)?.unsigned_abs(),
                    rows_quarantined: row.get::<_, i64>(12)?.unsigned_abs(),
                    rows_duplicate: row.get::<_, i64>(13)?.unsigned_abs(),
                })
            },
        )
    }

    /// Notes that a run begins; the number of the attempt names it in [`Self::end_run`].
    ///
    /// # Errors
    /// `lake.state_failed`.
    pub fn begin_run(&self, run_id: &str, started_at: &str, as_of: Option<&str>) -> Result<u64, Problem> {
        self.connection
            .execute(
                "insert into run (run_id, started_at, as_of) values (?1, ?2, ?3)",
                params![run_id, started_at, as_of],
            )
            .map_err(|error| failed(&self.path, &error))?;
        Ok(self.connection.last_insert_rowid().unsigned_abs())
    }

    /// Notes how a run ended.
    ///
    /// # Errors
    /// `lake.state_failed`.
    pub fn end_run(&self, attempt: u64, ended_at: &str, outcome: &str) -> Result<(), Problem> {
        self.connection
            .execute(
                "update run set ended_at = ?2, outcome = ?3 where attempt = ?1",
                params![signed(attempt), ended_at, outcome],
            )
            .map(|_| ())
            .map_err(|error| failed(&self.path, &error))
    }

    /// All attempts, oldest first.
    ///
    /// # Errors
    /// `lake.state_failed`.
    pub fn runs(&self) -> Result<Vec<RunRecord>, Problem> {
        self.rows(
            "select attempt, run_id, started_at, ended_at, outcome, as_of from run order by attempt",
            |row| {
                Ok(RunRecord {
                    attempt: row.get::<_, i64>(0)?.unsigned_abs(),
                    run_id: row.get(1)?,
                    started_at: row.get(2)?,
                    ended_at: row.get(3)?,
                    outcome: row.get(4)?,
                    as_of: row.get(5)?,
                })
            },
        )
    }

    /// Adds a row to the audit log: the only way in. Call it before anything is given out.
    ///
    /// # Errors
    /// `lake.state_failed`; `lake.audit_broken` when the log's end was changed from outside,
    /// `lake.audit_replaced` when it is not the log whose end was noted.
    pub fn append_audit(&mut self, entry: &AuditEntry, keys: &KeyRing) -> Result<AuditState, Problem> {
        let path = self.path.clone();
        let database = |error: rusqlite::Error| failed(&path, &error);
        let noted = self.head.clone();
        // Immediate: two processes must not follow the same row.
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(database)?;
        let last = last_row(&transaction).map_err(database)?;
        let head = read_head(&transaction).map_err(database)?;
        check_head(last.as_ref(), head.as_ref(), keys)?;
        if let Some(noted) = &noted {
            let count = last.as_ref().map_or(0, |(count, _)| *count);
            let standing = noted.compare(count, |row| seal_of(&transaction, row).map_err(database), keys)?;
            // Never more than one row behind: the note is brought up before the next row comes.
            if let (true, Some((count, seal))) = (standing != Standing::Equal, &last) {
                noted.write(*count, seal, keys)?;
            }
        }
        let (count, previous) = last.unwrap_or((0, FIRST_SEAL.to_owned()));
        let number = count + 1;
        let seal = seal(entry, number, &previous, keys);
        transaction
            .execute(
                "insert into audit (row, at, officer, office, purpose, action, object, row_count, run_id, seal)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    signed(number),
                    entry.at,
                    entry.officer,
                    entry.office,
                    entry.purpose,
                    entry.action,
                    entry.object,
                    signed(entry.row_count),
                    entry.run_id,
                    seal,
                ],
            )
            .map_err(database)?;
        transaction
            .execute(
                "insert into audit_head (only_row, count, seal) values (1, ?1, ?2)
                 on conflict (only_row) do update set count = excluded.count, seal = excluded.seal",
                params![signed(number), head_seal(number, &seal, keys)],
            )
            .map_err(database)?;
        transaction.commit().map_err(database)?;
        if let Some(noted) = &noted {
            // Under the write lock again, the last row may be another process's: it is noted then.
            let transaction = self
                .connection
                .transaction_with_behavior(TransactionBehavior::Immediate)
                .map_err(database)?;
            if let Some((count, seal)) = last_row(&transaction).map_err(database)? {
                noted.write(count, &seal, keys)?;
            }
        }
        Ok(AuditState { count: number, seal })
    }

    /// The audit log, oldest first.
    ///
    /// # Errors
    /// `lake.state_failed`.
    pub fn audit_entries(&self) -> Result<Vec<AuditEntry>, Problem> {
        Ok(self.audit_rows()?.into_iter().map(|(_, entry, _)| entry).collect())
    }

    /// Checks that every row follows from the one before it and that the end is there.
    ///
    /// # Errors
    /// `lake.audit_broken` with the first row that does not follow (one past the last, when
    /// rows are missing at the end); `lake.audit_replaced` or `lake.audit_head_damaged` when
    /// the note outside the workspace says otherwise; `lake.state_failed`.
    pub fn verify_audit(&self, keys: &KeyRing) -> Result<AuditState, Problem> {
        // One view of the log: no row comes between its reading and that of the note.
        let _view = self
            .connection
            .unchecked_transaction()
            .map_err(|error| failed(&self.path, &error))?;
        let head = read_head(&self.connection).map_err(|error| failed(&self.path, &error))?;
        let mut last = None;
        let (mut count, mut previous) = (0, FIRST_SEAL.to_owned());
        for (number, entry, sealed) in self.audit_rows()? {
            if number != count + 1 || sealed != seal(&entry, number, &previous, keys) {
                return Err(broken(count + 1));
            }
            count = number;
            previous = sealed;
            last = Some((count, previous.clone()));
        }
        check_head(last.as_ref(), head.as_ref(), keys)?;
        if let Some(noted) = &self.head {
            let seal = |row| seal_of(&self.connection, row).map_err(|error| failed(&self.path, &error));
            if noted.compare(count, seal, keys)? == Standing::Missing {
                return Err(noted.missing());
            }
        }
        Ok(AuditState {
            count,
            seal: last.map(|(_, seal)| seal).unwrap_or_default(),
        })
    }

    fn audit_rows(&self) -> Result<Vec<(u64, AuditEntry, String)>, Problem> {
        self.rows(
            "select row, at, officer, office, purpose, action, object, row_count, run_id, seal from audit order by row",
            |row| {
                let entry = AuditEntry {
                    at: row.get(1)?,
                    officer: row.get(2)?,
                    office: row.get(3)?,
                    purpose: row.get(4)?,
                    action: row.get(5)?,
                    object: row.get(6)?,
                    row_count: row.get::<_, i64>(7)?.unsigned_abs(),
                    run_id: row.get(8)?,
                };
                Ok((row.get::<_, i64>(0)?.unsigned_abs(), entry, row.get(9)?))
            },
        )
    }

    fn rows<T>(&self, sql: &str, read: impl Fn(&Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>, Problem> {
        let query = || -> rusqlite::Result<Vec<T>> {
            let mut statement = self.connection.prepare(sql)?;
            statement.query_map([], |row| read(row))?.collect()
        };
        query().map_err(|error| failed(&self.path, &error))
    }
}

type Numbered = (u64, String);

fn last_row(connection: &Connection) -> rusqlite::Result<Option<Numbered>> {
    connection
        .query_row("select row, seal from audit order by row desc limit 1", [], |row| {
            Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?))
        })
        .optional()
}

fn seal_of(connection: &Connection, row: u64) -> rusqlite::Result<Option<String>> {
    connection
        .query_row("select seal from audit where row = ?1", [signed(row)], |row| row.get(0))
        .optional()
}

fn read_head(connection: &Connection) -> rusqlite::Result<Option<Numbered>> {
    connection
        .query_row("select count, seal from audit_head", [], |row| {
            Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?))
        })
        .optional()
}

/// The head names the last row under a seal, so that rows cannot be cut from the end.
fn check_head(last: Option<&Numbered>, head: Option<&Numbered>, keys: &KeyRing) -> Result<(), Problem> {
    match (last, head) {
        (None, None) => Ok(()),
        (Some((count, seal)), Some((head_count, head))) if count == head_count => {
            if *head == head_seal(*count, seal, keys) {
                Ok(())
            } else {
                Err(broken(*count))
            }
        }
        (last, _) => Err(broken(last.map_or(0, |(count, _)| *count) + 1)),
    }
}

fn seal(entry: &AuditEntry, number: u64, previous: &str, keys: &KeyRing) -> String {
    let run_id: &[&[u8]] = match &entry.run_id {
        Some(run_id) => &[b"run", run_id.as_bytes()],
        None => &[b"none", b""],
    };
    let (number, row_count) = (number.to_be_bytes(), entry.row_count.to_be_bytes());
    let mut parts: Vec<&[u8]> = vec![
        previous.as_bytes(),
        &number,
        entry.at.as_bytes(),
        entry.officer.as_bytes(),
        entry.office.as_bytes(),
        entry.purpose.as_bytes(),
        entry.action.as_bytes(),
        entry.object.as_bytes(),
        &row_count,
    ];
    parts.extend_from_slice(run_id);
    keys.seal("audit row", &parts)
}

fn head_seal(count: u64, seal: &str, keys: &KeyRing) -> String {
    keys.seal("audit head", &[&count.to_be_bytes(), seal.as_bytes()])
}

fn broken(row: u64) -> Problem {
    Problem::new(&message::AUDIT_BROKEN).with("row", row)
}

fn failed(path: &Path, error: &rusqlite::Error) -> Problem {
    Problem::new(&message::STATE_FAILED)
        .with("path", path.display())
        .because(error)
}

/// SQLite's whole numbers are signed; no count here comes near the limit.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
