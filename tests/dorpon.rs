//! The built binary in a folder of its own, and the demo workspace that the tests share.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;

/// The repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder with keys of its own in which the binary runs.
pub struct Place {
    pub folder: TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The binary with these arguments, English, in this folder, untouched by the caller's environment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        command(self.folder.path(), arguments)
    }

    pub fn run(&self, arguments: &[&str]) -> Answer {
        Answer::of(self.command(arguments).output().unwrap())
    }

    /// A new workspace named `work`.
    pub fn workspace() -> Self {
        let place = Self::new();
        place.run(&["init", "work"]).must(0);
        place
    }

    /// Runs a command in the workspace `work`.
    pub fn work(&self, arguments: &[&str]) -> Answer {
        let mut all = vec!["--workspace", "work"];
        all.extend(arguments);
        self.run(&all)
    }

    pub fn write(&self, name: &str, content: &str) -> String {
        std::fs::write(self.path(name), content).unwrap();
        name.to_owned()
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dorpon"));
    command
        .current_dir(folder)
        .env_clear()
        .env("DORPON_KEYS_DIR", folder.join("keys"))
        .env("DORPON_LANG", "en")
        .args(arguments);
    command
}

/// What a command answered.
pub struct Answer {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Answer {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    #[track_caller]
    pub fn must(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }
}

/// The demo, made once for all tests; nobody changes it.
pub fn demo() -> &'static Place {
    static DEMO: OnceLock<Place> = OnceLock::new();
    DEMO.get_or_init(|| {
        let place = Place::new();
        place.run(&["demo", "--out", "work"]).must(0);
        place
    })
}

/// Rows of a table of the demo.
pub fn demo_rows(table: &str, layer: &str) -> Vec<serde_json::Value> {
    let access = [
        "--layer",
        layer,
        "--purpose",
        "test",
        "--officer",
        "test",
        "--format",
        "json",
    ];
    let mut arguments = vec!["query", table];
    arguments.extend(access);
    demo().work(&arguments).must(0).json().as_array().unwrap().clone()
}

/// Rows of a CSV file of the repository, by column.
pub fn csv_rows(path: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    csv::Reader::from_path(repository().join(path))
        .unwrap()
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

/// All files of a folder and the folders in it.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path))
        } else {
            found.push(path)
        }
    }
    found
}
