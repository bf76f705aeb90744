//! Raw slices: what one file said of one office and one period.
//!
//! `lake/raw/<extract>/<office>/<period>[/<batch>]/<hash16>/` holds `data.parquet`,
//! `findings.parquet`, `quarantine.parquet` and `sidecar.json`. A folder is written beside
//! its place and renamed into it in one step, so that what can be listed is whole. Slices
//! are never changed and never removed; a corrected file comes beside the earlier one with a
//! higher sequence.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dorpon_domain::message::lake as message;
use dorpon_domain::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::balance::{RowBalance, TakaBalance};
use crate::durable;
use crate::run_lock::RunLock;
use crate::workspace::Workspace;

const SIDECAR_FILE: &str = "sidecar.json";
const PARTIAL_PREFIX: &str = ".partial-";
const LONGEST_NAME: usize = 60;

/// Which part of an extract a file speaks for.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub struct SliceName {
    extract: String,
    office: String,
    period: String,
    batch: Option<String>,
}

impl SliceName {
    /// A checked name. Letters of any script are allowed; what a path cannot hold is
    /// escaped in the folder's name.
    ///
    /// # Errors
    /// `lake.slice_name_invalid` for a part that is empty, longer than 60 characters, has
    /// a separator or a control character, or consists of full stops.
    pub fn new(extract: &str, office: &str, period: &str, batch: Option<&str>) -> Result<Self, Problem> {
        let checked = |field: &str, value: &str| {
            let wrong = value.trim().is_empty()
                || value.trim() != value
                || value.chars().count() > LONGEST_NAME
                || value
                    .chars()
                    .any(|letter| letter.is_control() || matches!(letter, '/' | '\\' | ':'))
                || value.chars().all(|letter| letter == '.')
                || value.contains("..");
            if wrong {
                let shown: String = value
                    .chars()
                    .take(LONGEST_NAME)
                    .filter(|letter| !letter.is_control())
                    .collect();
                return Err(Problem::new(&message::SLICE_NAME_INVALID)
                    .with("field", field)
                    .with("value", shown));
            }
            Ok(value.to_owned())
        };
        Ok(Self {
            extract: checked("extract", extract)?,
            office: checked("office", office)?,
            period: checked("period", period)?,
            batch: batch.map(|batch| checked("batch", batch)).transpose()?,
        })
    }

    /// Name of the extract's contract.
    #[must_use]
    pub fn extract(&self) -> &str {
        &self.extract
    }

    /// Code of the sending office.
    #[must_use]
    pub fn office(&self) -> &str {
        &self.office
    }

    /// The period as the contract writes it.
    #[must_use]
    pub fn period(&self) -> &str {
        &self.period
    }

    /// The batch, for payments.
    #[must_use]
    pub fn batch(&self) -> Option<&str> {
        self.batch.as_deref()
    }

    fn folder(&self, workspace: &Workspace) -> PathBuf {
        let mut folder = workspace.raw();
        for part in [&self.extract, &self.office, &self.period]
            .into_iter()
            .chain(&self.batch)
        {
            folder.push(escape(part));
        }
        folder
    }
}

/// ASCII letters, digits, `-`, `_` and inner full stops stay; every other byte becomes `%XX`.
fn escape(text: &str) -> String {
    use std::fmt::Write as _;
    // Windows keeps these names for devices, whatever follows the full stop.
    let stem = text.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let device = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (stem.len() == 4
            && (stem.starts_with("COM") || stem.starts_with("LPT"))
            && stem.ends_with(|digit: char| digit.is_ascii_digit()));
    let last = text.len().saturating_sub(1);
    let mut escaped = String::with_capacity(text.len());
    for (position, byte) in text.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric()
            || byte == b'-'
            || byte == b'_'
            || (byte == b'.' && position != 0 && position != last);
        if plain && !(device && position == 0) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

/// What is known of one ingested file. Counts only: no value of a cell is in here.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sidecar {
    /// Name of the extract's contract.
    pub extract: String,
    /// Code of the sending office.
    pub office: String,
    /// The period as the contract writes it.
    pub period: String,
    /// The batch, for payments.
    pub batch: Option<String>,
    /// Name of the file as it came.
    pub file_name: String,
    /// SHA-256 of the file in lower hex.
    pub sha256: String,
    /// Size of the file.
    pub bytes: u64,
    /// From 1 within the slice; the higher supersedes.
    pub sequence: u64,
    /// RFC 3339, from the caller's clock.
    pub received_at: String,
    /// Hash of the contract by which the file was read.
    pub contract_hash: String,
    /// The worksheet, for a workbook.
    #[serde(default)]
    pub sheet: Option<String>,
    /// Row of the header, from 1.
    pub header_row: Option<u64>,
    /// Encoding of a text file.
    pub encoding: Option<String>,
    /// Separator of a text file.
    pub separator: Option<String>,
    /// Headers that match no column.
    pub unmapped_headers: Vec<String>,
    /// Rows below the header that are no data: totals, numbers of the columns, the header again.
    #[serde(default)]
    pub rows_set_aside: u64,
    /// The first of them, as a person sees them.
    #[serde(default)]
    pub set_aside: Vec<i64>,
    /// Rows, balanced.
    pub rows: RowBalance,
    /// Taka, balanced, for an extract that has an amount.
    pub taka: Option<TakaBalance>,
    /// Repairs: column → kind → count.
    pub repairs: BTreeMap<String, BTreeMap<String, u64>>,
    /// Findings: column → code → count.
    pub findings: BTreeMap<String, BTreeMap<String, u64>>,
    /// Quarantined rows: reason → count.
    pub quarantine: BTreeMap<String, u64>,
    /// What the file took the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Replaced>,
}

/// A file whose rows a later one of the same slice has replaced.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Replaced {
    /// Its name.
    pub file_name: String,
    /// Its loaded rows.
    pub rows: u64,
    /// Those of them whose key the later file has too.
    pub repeated: u64,
}

impl Sidecar {
    /// The slice that the file speaks for.
    ///
    /// # Errors
    /// `lake.slice_name_invalid`.
    pub fn name(&self) -> Result<SliceName, Problem> {
        SliceName::new(&self.extract, &self.office, &self.period, self.batch.as_deref())
    }
}

/// One ingested file in the lake.
#[derive(Clone, Debug)]
pub struct Slice {
    /// Its folder.
    pub folder: PathBuf,
    /// Which part of the extract it speaks for.
    pub name: SliceName,
    /// What is known of the file.
    pub sidecar: Sidecar,
}

impl Slice {
    /// The loaded rows.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.join("data.parquet")
    }

    /// What was found in loaded rows.
    #[must_use]
    pub fn findings(&self) -> PathBuf {
        self.folder.join("findings.parquet")
    }

    /// The rows that were not loaded.
    #[must_use]
    pub fn quarantine(&self) -> PathBuf {
        self.folder.join("quarantine.parquet")
    }

    /// All slices of an extract, by office, period, batch and sequence.
    ///
    /// # Errors
    /// `lake.sidecar_damaged`, `lake.file_unreadable`.
    pub fn list(workspace: &Workspace, extract: &str) -> Result<Vec<Self>, Problem> {
        let mut slices = Vec::new();
        collect(&workspace.raw().join(escape(extract)), &mut slices)?;
        slices.sort_by(|one, other| {
            (&one.name, one.sidecar.sequence, &one.folder).cmp(&(&other.name, other.sidecar.sequence, &other.folder))
        });
        Ok(slices)
    }

    /// Of each slice's files the one that supersedes the others, in the order of `slices`.
    #[must_use]
    pub fn current(slices: &[Self]) -> Vec<Self> {
        let mut latest: BTreeMap<&SliceName, &Self> = BTreeMap::new();
        for slice in slices {
            let kept = latest.entry(&slice.name).or_insert(slice);
            if slice.sidecar.sequence > kept.sidecar.sequence {
                *kept = slice;
            }
        }
        latest.into_values().cloned().collect()
    }

    /// The latest slice that was made from the file with this hash, whatever its name.
    #[must_use]
    pub fn find<'a>(slices: &'a [Self], sha256: &str) -> Option<&'a Self> {
        slices
            .iter()
            .filter(|slice| slice.sidecar.sha256 == sha256)
            .max_by_key(|slice| slice.sidecar.sequence)
    }
}

/// A slice folder is `period/hash` or `period/batch/hash`; only its sidecar tells.
fn collect(folder: &Path, slices: &mut Vec<Slice>) -> Result<(), Problem> {
    for path in durable::entries(folder)? {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if name.starts_with('.') || !path.is_dir() {
            continue;
        }
        let sidecar = path.join(SIDECAR_FILE);
        if sidecar.is_file() {
            slices.push(read_slice(&path, &sidecar)?);
        }
        // A batch may bear the name of a hash, so both are looked into.
        collect(&path, slices)?;
    }
    Ok(())
}

fn read_slice(folder: &Path, path: &Path) -> Result<Slice, Problem> {
    let text = std::fs::read(path).map_err(|error| durable::unreadable(path, error))?;
    let damaged = |error: &dyn std::fmt::Display| {
        Problem::new(&message::SIDECAR_DAMAGED)
            .with("path", path.display())
            .because(error)
    };
    let sidecar: Sidecar = serde_json::from_slice(&text).map_err(|error| damaged(&error))?;
    let name = sidecar.name().map_err(|error| damaged(&error))?;
    Ok(Slice {
        folder: folder.to_owned(),
        name,
        sidecar,
    })
}

/// A slice in the making. Dropped without [`SliceDraft::commit`], it leaves nothing.
#[derive(Debug)]
pub struct SliceDraft {
    partial: PathBuf,
    target: PathBuf,
    name: SliceName,
    sequence: u64,
    committed: bool,
}

impl SliceDraft {
    /// Begins the folder for a file with this SHA-256 (lower hex). Its sequence follows the
    /// highest that the slice has.
    ///
    /// # Errors
    /// `lake.file_unwritable`, and as [`Slice::list`].
    pub fn begin(workspace: &Workspace, name: &SliceName, sha256: &str) -> Result<Self, Problem> {
        let folder = name.folder(workspace);
        durable::create_folder(&folder)?;
        let earlier = Slice::list(workspace, name.extract())?;
        let sequence = earlier
            .iter()
            .filter(|slice| slice.name == *name)
            .map(|slice| slice.sidecar.sequence)
            .max()
            .unwrap_or(0)
            + 1;
        let hash: String = sha256.chars().filter(char::is_ascii_hexdigit).take(16).collect();
        let mut target = folder.join(&hash);
        if target.join(SIDECAR_FILE).exists() {
            // The same file read again by another contract, or sent again after a correction.
            target = folder.join(format!("{hash}-{sequence}"));
        }
        let partial = folder.join(format!("{PARTIAL_PREFIX}{hash}-{sequence}"));
        durable::remove_folder(&partial)?;
        durable::create_folder(&partial)?;
        Ok(Self {
            partial,
            target,
            name: name.clone(),
            sequence,
            committed: false,
        })
    }

    /// The sequence that the sidecar must bear.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Where to write the loaded rows.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.partial.join("data.parquet")
    }

    /// Where to write the findings.
    #[must_use]
    pub fn findings(&self) -> PathBuf {
        self.partial.join("findings.parquet")
    }

    /// Where to write the quarantined rows.
    #[must_use]
    pub fn quarantine(&self) -> PathBuf {
        self.partial.join("quarantine.parquet")
    }

    /// Writes the sidecar and renames the folder into its place: the one step by which the
    /// file becomes part of the lake.
    ///
    /// # Errors
    /// `lake.file_unwritable`; nothing of the slice is then in the lake.
    pub fn commit(mut self, sidecar: Sidecar) -> Result<Slice, Problem> {
        let path = self.partial.join(SIDECAR_FILE);
        let mut text = serde_json::to_vec_pretty(&sidecar).map_err(|error| durable::unwritable(&path, error))?;
        text.push(b'\n');
        durable::replace_file(&path, &text)?;
        durable::flush_folder(&self.partial)?;
        // An empty folder may lie there when a batch bears the hash's name; rename says so.
        std::fs::rename(&self.partial, &self.target).map_err(|error| durable::unwritable(&self.target, error))?;
        self.committed = true;
        durable::flush_parent(&self.target)?;
        Ok(Slice {
            folder: self.target.clone(),
            name: self.name.clone(),
            sidecar,
        })
    }
}

impl Drop for SliceDraft {
    fn drop(&mut self) {
        if !self.committed {
            let _ = std::fs::remove_dir_all(&self.partial);
        }
    }
}

/// Removes what killed ingests left. The lock shows that nobody is at work on it.
///
/// # Errors
/// `lake.file_unreadable`, `lake.file_unwritable`.
pub fn sweep_partial(workspace: &Workspace, _lock: &RunLock) -> Result<usize, Problem> {
    fn sweep(folder: &Path, removed: &mut usize) -> Result<(), Problem> {
        for path in durable::entries(folder)? {
            if !path.is_dir() {
                continue;
            }
            if path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(PARTIAL_PREFIX))
            {
                durable::remove_folder(&path)?;
                *removed += 1;
            } else {
                sweep(&path, removed)?;
            }
        }
        Ok(())
    }
    let mut removed = 0;
    sweep(&workspace.raw(), &mut removed)?;
    Ok(removed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use crate::workspace::WorkspaceSettings;

    const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    fn workspace(root: &Path) -> Workspace {
        Workspace::create(&root.join("w"), WorkspaceSettings::new("0011223344")).unwrap()
    }

    fn sidecar(name: &SliceName, sha256: &str, sequence: u64) -> Sidecar {
        Sidecar {
            extract: name.extract().to_owned(),
            office: name.office().to_owned(),
            period: name.period().to_owned(),
            batch: name.batch().map(str::to_owned),
            file_name: "list.xlsx".to_owned(),
            sha256: sha256.to_owned(),
            bytes: 10,
            sequence,
            received_at: "2022-07-01T09:00:00+06:00".to_owned(),
            contract_hash: "c".to_owned(),
            sheet: None,
            header_row: Some(2),
            encoding: None,
            separator: None,
            unmapped_headers: vec!["মন্তব্য".to_owned()],
            rows_set_aside: 1,
            set_aside: vec![13],
            rows: RowBalance::new(10, 7, 2, 1).unwrap(),
            taka: Some(TakaBalance::new("1500.50", "1000.5", "500", "0", 1).unwrap()),
            repairs: BTreeMap::from([("nid".to_owned(), BTreeMap::from([("digits".to_owned(), 3)]))]),
            findings: BTreeMap::new(),
            quarantine: BTreeMap::from([("missing_key".to_owned(), 2)]),
            replaces: None,
        }
    }

    fn put(workspace: &Workspace, name: &SliceName, sha256: &str) -> Slice {
        let draft = SliceDraft::begin(workspace, name, sha256).unwrap();
        std::fs::write(draft.data(), "d").unwrap();
        std::fs::write(draft.findings(), "f").unwrap();
        std::fs::write(draft.quarantine(), "q").unwrap();
        let sequence = draft.sequence();
        draft.commit(sidecar(name, sha256, sequence)).unwrap()
    }

    #[test]
    fn a_committed_slice_is_listed_and_a_later_one_supersedes_it() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = workspace(folder.path());
        let satkhira = SliceName::new("payment", "408790", "2021-22.Q1", Some("B7")).unwrap();
        let other = SliceName::new("payment", "ঢাকা অফিস", "2021-22.Q1", None).unwrap();
        let first = put(&workspace, &satkhira, HASH);
        assert_eq!(
            first.folder,
            workspace.raw().join("payment/408790/2021-22.Q1/B7/0123456789abcdef")
        );
        put(&workspace, &other, &HASH.replace('0', "f"));
        let corrected = put(&workspace, &satkhira, &HASH.replace('0', "e"));
        assert_eq!(corrected.sidecar.sequence, 2);
        // The first file again, after its correction: it comes last and beside itself.
        let again = put(&workspace, &satkhira, HASH);
        assert_eq!(again.sidecar.sequence, 3);
        assert!(again.folder.ends_with("0123456789abcdef-3"));

        let all = Slice::list(&workspace, "payment").unwrap();
        let seen: Vec<_> = all
            .iter()
            .map(|slice| (slice.name.office(), slice.sidecar.sequence))
            .collect();
        assert_eq!(seen, [("408790", 1), ("408790", 2), ("408790", 3), ("ঢাকা অফিস", 1)]);
        let current: Vec<_> = Slice::current(&all).iter().map(|slice| slice.folder.clone()).collect();
        assert_eq!(current, [again.folder.clone(), all[3].folder.clone()]);
        assert_eq!(Slice::find(&all, HASH).unwrap().folder, again.folder);
        assert!(Slice::find(&all, "00").is_none());
        assert!(Slice::list(&workspace, "shelter").unwrap().is_empty());
        assert!(again.data().is_file() && again.findings().is_file() && again.quarantine().is_file());
        assert_eq!(all[0].sidecar, sidecar(&satkhira, HASH, 1));
    }

    #[test]
    fn a_batch_that_is_named_like_a_hash_hides_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = workspace(folder.path());
        put(&workspace, &SliceName::new("payment", "1", "p", None).unwrap(), HASH);
        let batch = SliceName::new("payment", "1", "p", Some("0123456789abcdef")).unwrap();
        put(&workspace, &batch, &HASH.replace('0', "a"));
        assert_eq!(Slice::list(&workspace, "payment").unwrap().len(), 2);
    }

    #[test]
    fn an_abandoned_or_killed_slice_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = workspace(folder.path());
        let name = SliceName::new("shelter", "1", "2022", None).unwrap();
        drop(SliceDraft::begin(&workspace, &name, HASH).unwrap());
        assert!(
            durable::entries(&workspace.raw().join("shelter/1/2022"))
                .unwrap()
                .is_empty()
        );
        let killed = SliceDraft::begin(&workspace, &name, HASH).unwrap();
        std::fs::write(killed.data(), "half").unwrap();
        std::mem::forget(killed);
        assert!(Slice::list(&workspace, "shelter").unwrap().is_empty());
        let lock = RunLock::acquire(&workspace, "ingest", "t").unwrap();
        assert_eq!(sweep_partial(&workspace, &lock).unwrap(), 1);
        assert_eq!(sweep_partial(&workspace, &lock).unwrap(), 0);
        put(&workspace, &name, HASH);
        assert_eq!(sweep_partial(&workspace, &lock).unwrap(), 0);
        assert_eq!(Slice::list(&workspace, "shelter").unwrap().len(), 1);
    }

    #[test]
    fn names_stay_inside_the_lake() {
        for bad in [
            "",
            " ",
            "..",
            ".",
            "a/b",
            "a\\b",
            "a\nb",
            "a\0b",
            "../x",
            "x..y",
            "C:x",
            " x",
            &"x".repeat(61),
        ] {
            let problem = SliceName::new("payment", bad, "p", None).unwrap_err();
            assert_eq!(
                (problem.code(), problem.exit()),
                ("lake.slice_name_invalid", 2),
                "{bad:?}"
            );
            assert!(SliceName::new("payment", "o", bad, None).is_err());
            assert!(SliceName::new("payment", "o", "p", Some(bad)).is_err());
        }
        assert_eq!(escape("2021-22.Q1"), "2021-22.Q1");
        assert_eq!(escape(".x."), "%2Ex%2E");
        assert_eq!(escape("ক"), "%E0%A6%95");
        assert_eq!(escape("a b%"), "a%20b%25");
        assert_eq!(escape("NUL"), "%4EUL");
        assert_eq!(escape("com1.x"), "%63om1.x");
        assert_eq!(escape("company"), "company");
    }

    #[test]
    fn a_damaged_sidecar_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = workspace(folder.path());
        let slice = put(&workspace, &SliceName::new("shelter", "1", "2022", None).unwrap(), HASH);
        let path = slice.folder.join("sidecar.json");
        let text = std::fs::read_to_string(&path).unwrap();
        for broken in [
            text[..40].to_owned(),
            text.replace("\"loaded\": 7", "\"loaded\": 8"),
            text.replace("\"2022\"", "\"..\""),
        ] {
            std::fs::write(&path, broken).unwrap();
            let problem = Slice::list(&workspace, "shelter").unwrap_err();
            assert_eq!((problem.code(), problem.exit()), ("lake.sidecar_damaged", 8));
        }
    }
}
