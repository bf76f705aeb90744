//! A workspace: its folders and its settings.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dorpon_domain::message::lake as message;
use dorpon_domain::problem::Problem;
use dorpon_privacy::KeyRing;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::Error as _};

use crate::audit_head::AuditHead;
use crate::durable;

/// Name of the settings file, which makes a folder a workspace.
pub const SETTINGS_FILE: &str = "dorpon.toml";

/// The commented settings file that [`Workspace::create`] fills in; it is the manual too.
pub const SETTINGS_TEMPLATE: &str = include_str!("../dorpon.toml.template");

const LEAST_MEMORY_MIB: u32 = 64;

/// A folder that holds extracts, their lake, and what is made of them.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The folder.
    pub root: PathBuf,
    /// What `dorpon.toml` says.
    pub settings: WorkspaceSettings,
}

/// The content of `dorpon.toml`.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkspaceSettings {
    /// Random hex digits; names the key file.
    #[serde(deserialize_with = "workspace_identifier")]
    pub workspace_id: String,
    /// The date as of which everything is counted, if it is pinned.
    #[serde(default, deserialize_with = "pinned_date")]
    pub as_of: Option<Date>,
    /// The key file, if not at its default place. Relative to the workspace.
    #[serde(default)]
    pub keys: Option<PathBuf>,
    /// What a run may use of the machine.
    #[serde(default)]
    pub limits: Limits,
}

/// What a run may use of the machine.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Memory for tables, in MiB.
    #[serde(deserialize_with = "memory")]
    pub memory_mib: u32,
    /// Threads; `None`: one for each processor.
    #[serde(deserialize_with = "threads")]
    pub threads: Option<u32>,
    /// Seconds that one query of a user may take.
    #[serde(deserialize_with = "query_seconds")]
    pub query_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_mib: 768,
            threads: None,
            query_seconds: 300,
        }
    }
}

impl WorkspaceSettings {
    /// Settings of a new workspace, with a new random identifier.
    ///
    /// # Errors
    /// `privacy.randomness_unavailable`.
    pub fn generate() -> Result<Self, Problem> {
        dorpon_privacy::key_ring::random_identifier(8).map(Self::new)
    }

    /// Settings of a new workspace with this identifier (hex digits), for reproducible
    /// demonstrations and tests.
    #[must_use]
    pub fn new(workspace_id: impl Into<String>) -> Self {
        Self {
            workspace_id: workspace_id.into(),
            as_of: None,
            keys: None,
            limits: Limits::default(),
        }
    }

    /// Reads settings; `path` is for the message only.
    ///
    /// # Errors
    /// `lake.settings_invalid` with line and column.
    pub fn parse(text: &str, path: &Path) -> Result<Self, Problem> {
        toml::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            let (line, column) = error.span().map_or((1, 1), |span| line_and_column(text, span.start));
            Problem::new(&message::SETTINGS_INVALID)
                .with("path", path.display())
                .with("line", line)
                .with("column", column)
                .with("reason", error.message().trim())
        })
    }

    /// The text of `dorpon.toml` for these settings.
    #[must_use]
    pub fn render(&self) -> String {
        let setting = |name: &str, value: Option<String>, example: &str| match value {
            Some(value) => format!("{name} = {value}"),
            None => format!("# {name} = {example}"),
        };
        let keys = self.keys.as_ref().map(|path| quoted(&path.to_string_lossy()));
        SETTINGS_TEMPLATE
            .replace("\"{workspace_id}\"", &quoted(&self.workspace_id))
            .replace(
                "{as_of}",
                &setting("as_of", self.as_of.map(|date| date.to_string()), "2022-06-30"),
            )
            .replace(
                "{keys}",
                &setting("keys", keys, "\"/media/office-stick/dorpon-keys.toml\""),
            )
            .replace("{memory_mib}", &self.limits.memory_mib.to_string())
            .replace("{query_seconds}", &self.limits.query_seconds.to_string())
            .replace(
                "{threads}",
                &setting("threads", self.limits.threads.map(|count| count.to_string()), "2"),
            )
    }
}

impl Workspace {
    /// Makes a workspace at `root`: its folders, then `dorpon.toml` as the last step.
    ///
    /// # Errors
    /// `lake.workspace_exists`, `lake.file_unwritable`.
    pub fn create(root: &Path, settings: WorkspaceSettings) -> Result<Self, Problem> {
        let workspace = Self {
            root: root.to_owned(),
            settings,
        };
        let path = workspace.settings_file();
        if path.try_exists().map_err(|error| durable::unreadable(&path, error))? {
            return Err(Problem::new(&message::WORKSPACE_EXISTS).with("path", root.display()));
        }
        let text = workspace.settings.render();
        // What is written must be readable again.
        WorkspaceSettings::parse(&text, &path)?;
        for folder in [workspace.inbox(), workspace.raw(), workspace.runs(), workspace.out()] {
            durable::create_folder(&folder)?;
        }
        durable::replace_file(&path, text.as_bytes())?;
        Ok(workspace)
    }

    /// Opens the workspace at `root`.
    ///
    /// # Errors
    /// `lake.workspace_missing` when there is no `dorpon.toml`, `lake.settings_invalid`,
    /// `lake.file_unreadable`.
    pub fn open(root: &Path) -> Result<Self, Problem> {
        let path = root.join(SETTINGS_FILE);
        let text = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(Problem::new(&message::WORKSPACE_MISSING).with("path", root.display()));
            }
            other => other.map_err(|error| durable::unreadable(&path, error))?,
        };
        Ok(Self {
            root: root.to_owned(),
            settings: WorkspaceSettings::parse(&text, &path)?,
        })
    }

    /// Where the keys of this workspace lie.
    ///
    /// # Errors
    /// `lake.keys_inside_workspace`, `privacy.keys_place_unknown`.
    pub fn key_file(&self) -> Result<PathBuf, Problem> {
        let path = match &self.settings.keys {
            Some(path) => self.root.join(path),
            None => KeyRing::default_path(&self.settings.workspace_id)?,
        };
        if lies_inside(&path, &self.root) {
            return Err(Problem::new(&message::KEYS_INSIDE_WORKSPACE).with("path", path.display()));
        }
        Ok(path)
    }

    /// Where the end of the audit log is noted: beside the keys, outside the workspace.
    ///
    /// # Errors
    /// As [`Workspace::key_file`].
    pub fn audit_head(&self) -> Result<AuditHead, Problem> {
        let path = durable::with_suffix(&self.key_file()?, ".audit-head");
        Ok(AuditHead::at(path))
    }

    /// Reads the keys of this workspace.
    ///
    /// # Errors
    /// As [`Workspace::key_file`] and [`KeyRing::load`].
    pub fn load_keys(&self) -> Result<KeyRing, Problem> {
        KeyRing::load(&self.key_file()?)
    }

    /// Makes the keys of a new workspace.
    ///
    /// # Errors
    /// As [`Workspace::key_file`] and [`KeyRing::create`].
    pub fn create_keys(&self) -> Result<KeyRing, Problem> {
        KeyRing::create(&self.key_file()?)
    }

    /// `dorpon.toml`.
    #[must_use]
    pub fn settings_file(&self) -> PathBuf {
        self.root.join(SETTINGS_FILE)
    }

    /// `inbox`: one folder per office, files to be ingested.
    #[must_use]
    pub fn inbox(&self) -> PathBuf {
        self.root.join("inbox")
    }

    /// `lake`.
    #[must_use]
    pub fn lake(&self) -> PathBuf {
        self.root.join("lake")
    }

    /// `lake/raw`: slices, see [`crate::slice`].
    #[must_use]
    pub fn raw(&self) -> PathBuf {
        self.lake().join("raw")
    }

    /// `lake/runs`: one folder per run.
    #[must_use]
    pub fn runs(&self) -> PathBuf {
        self.lake().join("runs")
    }

    /// `lake/current`: the file that names the published run.
    #[must_use]
    pub fn current(&self) -> PathBuf {
        self.lake().join("current")
    }

    /// `out`: reports, one folder per run.
    #[must_use]
    pub fn out(&self) -> PathBuf {
        self.root.join("out")
    }

    /// `state.sqlite`.
    #[must_use]
    pub fn state(&self) -> PathBuf {
        self.root.join("state.sqlite")
    }
}

/// Whether `path` lies in `folder`, links and `..` resolved as far as the path exists.
fn lies_inside(path: &Path, folder: &Path) -> bool {
    resolved(path).starts_with(resolved(folder))
}

fn resolved(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for ancestor in absolute.ancestors() {
        if let (Ok(real), Ok(rest)) = (ancestor.canonicalize(), absolute.strip_prefix(ancestor)) {
            let mut resolved = real;
            for part in rest.components() {
                match part {
                    std::path::Component::ParentDir => {
                        resolved.pop();
                    }
                    part => resolved.push(part),
                }
            }
            return resolved;
        }
    }
    absolute
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            letter if letter.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(letter));
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// Line and column, both from 1, the column in characters.
fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

fn workspace_identifier<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if !(8..=64).contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(D::Error::custom("workspace_id is 8 to 64 hex digits"));
    }
    Ok(text)
}

fn pinned_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    // Written as a TOML date or in quotes: both mean the same to an officer.
    let text = match toml::Value::deserialize(deserializer)? {
        toml::Value::String(text) => text,
        toml::Value::Datetime(date) => date.to_string(),
        _ => String::new(),
    };
    let date = text.parse().ok().filter(|_| text.len() == 10);
    date.map(Some)
        .ok_or_else(|| D::Error::custom("as_of is a date: 2022-06-30"))
}

fn memory<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let memory = u32::deserialize(deserializer)?;
    if memory < LEAST_MEMORY_MIB {
        return Err(D::Error::custom(format!("memory_mib is at least {LEAST_MEMORY_MIB}")));
    }
    Ok(memory)
}

fn threads<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let threads = u32::deserialize(deserializer)?;
    if !(1..=1024).contains(&threads) {
        return Err(D::Error::custom("threads is 1 to 1024"));
    }
    Ok(Some(threads))
}

fn query_seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let seconds = u32::deserialize(deserializer)?;
    if !(1..=86_400).contains(&seconds) {
        return Err(D::Error::custom("query_seconds is 1 to 86400"));
    }
    Ok(seconds)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    fn parse(text: &str) -> Result<WorkspaceSettings, Problem> {
        WorkspaceSettings::parse(text, Path::new("dorpon.toml"))
    }

    #[test]
    fn what_is_created_can_be_opened() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("new");
        let settings = WorkspaceSettings::generate().unwrap();
        let made = Workspace::create(&root, settings.clone()).unwrap();
        let opened = Workspace::open(&root).unwrap();
        assert_eq!(opened.settings, settings);
        for folder in [made.inbox(), made.raw(), made.runs(), made.out()] {
            assert!(folder.is_dir());
        }
        let again = Workspace::create(&root, settings).unwrap_err();
        assert_eq!((again.code(), again.exit()), ("lake.workspace_exists", 2));
    }

    #[test]
    fn every_setting_survives_writing() {
        let settings = WorkspaceSettings {
            workspace_id: "00ff00ff".to_owned(),
            as_of: Some("2022-06-30".parse().unwrap()),
            keys: Some(PathBuf::from("/a \"b\"\\c/চাবি.toml")),
            limits: Limits {
                memory_mib: 512,
                threads: Some(3),
                query_seconds: 20,
            },
        };
        assert_eq!(parse(&settings.render()).unwrap(), settings);
        assert!(!settings.render().contains('{'), "no placeholder is left");
    }

    #[test]
    fn a_folder_without_settings_is_no_workspace() {
        let folder = tempfile::tempdir().unwrap();
        let problem = Workspace::open(folder.path()).unwrap_err();
        assert_eq!((problem.code(), problem.exit()), ("lake.workspace_missing", 2));
        assert!(
            problem
                .help(dorpon_domain::language::Language::English)
                .contains("dorpon init DIR")
        );
    }

    #[test]
    fn a_date_may_stand_with_and_without_quotes() {
        let date = Some("2022-06-30".parse().unwrap());
        assert_eq!(
            parse("workspace_id = '0011223344'\nas_of = 2022-06-30").unwrap().as_of,
            date
        );
        assert_eq!(
            parse("workspace_id = '0011223344'\nas_of = '2022-06-30'")
                .unwrap()
                .as_of,
            date
        );
        assert_eq!(parse("\u{feff}workspace_id = '0011223344'").unwrap().as_of, None);
        assert_eq!(parse("workspace_id = '0011223344'").unwrap().limits.memory_mib, 768);
    }

    #[test]
    fn a_wrong_setting_names_line_and_column() {
        let id = "workspace_id = '0011223344'\n";
        for (text, line) in [
            (format!("{id}as-of = 2022-06-30"), "2"),
            (format!("{id}as_of = 2022-13-30"), "2"),
            (format!("{id}as_of = 'soon'"), "2"),
            (format!("{id}as_of = 3"), "2"),
            (format!("{id}[limits]\nmemory_mib = 1"), "3"),
            (format!("{id}[limits]\n\nthreads = 0"), "4"),
            (format!("{id}[limits]\nquery_seconds = 0"), "3"),
            (format!("{id}[limits]\nmemory = 900"), "3"),
            (format!("{id}[server]\nport = 1"), "2"),
            ("workspace_id = '../x'".to_owned(), "1"),
            ("\n\nworkspace_id = ".to_owned(), "3"),
            (String::new(), "1"),
        ] {
            let problem = parse(&text).unwrap_err();
            assert_eq!((problem.code(), problem.exit()), ("lake.settings_invalid", 2), "{text}");
            let named = problem.arguments().iter().find(|(name, _)| *name == "line").unwrap();
            assert_eq!(named.1, line, "{text}: {problem}");
        }
    }

    #[test]
    fn keys_never_lie_in_the_workspace() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("w");
        let mut workspace = Workspace::create(&root, WorkspaceSettings::new("0011223344")).unwrap();
        for inside in [
            "keys.toml",
            "lake/keys.toml",
            "../w/keys.toml",
            "../other/../w/keys.toml",
        ] {
            workspace.settings.keys = Some(PathBuf::from(inside));
            let problem = workspace.key_file().unwrap_err();
            assert_eq!(
                (problem.code(), problem.exit()),
                ("lake.keys_inside_workspace", 6),
                "{inside}"
            );
        }
        workspace.settings.keys = Some(PathBuf::from("../keys/k.toml"));
        let made = workspace.create_keys().unwrap();
        assert_eq!(workspace.load_keys().unwrap().fingerprint(), made.fingerprint());
        assert!(folder.path().join("keys/k.toml").is_file());
    }
}
