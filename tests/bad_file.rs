//! The corpus of bad files: each is sent as an office sends it and must have the outcome of `bad_file/manifest.toml`.
//!
//! Every file is sent twice, in Bangla and in English, to a new workspace each time; a file that loads is named twice
//! in one command, so that the second reading must change nothing.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::dorpon::{Answer, Place, files_below, repository};

/// No file may keep the clerk waiting, a bomb least of all. A debug build on a busy machine is slow.
const LONGEST: Duration = Duration::from_secs(20);

/// Runs of digits from this length on may be somebody's number.
const FEWEST_DIGITS: usize = 9;

/// One file, how it is sent, and what must become of it.
struct Case {
    name: String,
    file: String,
    sent_as: String,
    arguments: Vec<String>,
    exit: i32,
    code: Option<String>,
    expected: Value,
}

impl Case {
    fn of(entry: &toml::Table) -> Self {
        let text = |name: &str| entry.get(name).and_then(toml::Value::as_str).map(str::to_owned);
        let file = text("file").unwrap();
        let sent_as = text("sent_as").unwrap_or_else(|| file.clone());
        let exit = i32::try_from(entry["exit"].as_integer().unwrap()).unwrap();
        let mut arguments = vec!["ingest".to_owned(), text("extract").unwrap(), sent_as.clone()];
        if exit == 0 {
            arguments.push(sent_as.clone());
        }
        arguments.extend(["--office".to_owned(), text("office").unwrap()]);
        for (option, name) in [("--period", "period"), ("--date-order", "date_order")] {
            arguments.extend(text(name).into_iter().flat_map(|value| [option.to_owned(), value]));
        }
        assert!(text("what").is_some_and(|what| what.ends_with('.')), "{file}");
        Self {
            name: text("name").unwrap_or_else(|| file.clone()),
            sent_as,
            arguments,
            exit,
            code: text("code"),
            expected: serde_json::to_value(entry).unwrap(),
            file,
        }
    }

    /// The name of its snapshot.
    fn snapshot(&self) -> String {
        self.name
            .chars()
            .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' })
            .collect()
    }
}

/// The cases, and names that no message may hold.
fn manifest() -> (Vec<Case>, Vec<String>) {
    let text = std::fs::read_to_string(folder().join("manifest.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    let cases = manifest["file"].as_array().unwrap();
    let people = manifest["people"].as_array().unwrap();
    (
        cases.iter().map(|case| Case::of(case.as_table().unwrap())).collect(),
        people.iter().map(|name| name.as_str().unwrap().to_owned()).collect(),
    )
}

fn folder() -> PathBuf {
    repository().join("tests/bad_file")
}

/// What became of a file.
struct Outcome {
    case: Case,
    bangla: Answer,
    english: Answer,
    /// The sidecars in the lake.
    sidecars: Vec<Value>,
    /// Other files that the command left below `lake/raw`.
    left: Vec<PathBuf>,
    longest: Duration,
}

/// All outcomes, made once for all tests of this module.
fn outcomes() -> &'static [Outcome] {
    static OUTCOMES: OnceLock<Vec<Outcome>> = OnceLock::new();
    OUTCOMES.get_or_init(|| {
        let base = Place::workspace();
        let cases = Mutex::new(manifest().0.into_iter().map(Some).collect::<Vec<_>>());
        let count = cases.lock().unwrap().len();
        let next = AtomicUsize::new(0);
        let done = Mutex::new(Vec::with_capacity(count));
        let threads = std::thread::available_parallelism().map_or(2, |count| count.get().min(8));
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= count {
                            break;
                        }
                        let case = cases.lock().unwrap()[number].take().unwrap();
                        let outcome = send(case, &base);
                        done.lock().unwrap().push((number, outcome));
                    }
                });
            }
        });
        let mut done = done.into_inner().unwrap();
        done.sort_by_key(|(number, _)| *number);
        done.into_iter().map(|(_, outcome)| outcome).collect()
    })
}

fn send(case: Case, base: &Place) -> Outcome {
    let mut longest = Duration::ZERO;
    let mut send_in = |language: &str| {
        let place = copy_of(base);
        std::fs::copy(folder().join(&case.file), place.path(&case.sent_as)).unwrap();
        let mut arguments = vec!["--lang", language];
        arguments.extend(case.arguments.iter().map(String::as_str));
        let started = Instant::now();
        let mut answer = place.work(&arguments);
        longest = longest.max(started.elapsed());
        let here = place.folder.path().display().to_string();
        answer.stdout = answer.stdout.replace(&here, "FOLDER");
        answer.stderr = answer.stderr.replace(&here, "FOLDER");
        (place, answer)
    };
    let (_, bangla) = send_in("bn");
    let (place, english) = send_in("en");
    let raw = place.path("work/lake/raw");
    let found = if raw.is_dir() { files_below(&raw) } else { Vec::new() };
    let (sidecars, left): (Vec<PathBuf>, Vec<PathBuf>) =
        found.into_iter().partition(|file| file.ends_with("sidecar.json"));
    let sidecars = sidecars
        .iter()
        .map(|file| serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap())
        .collect();
    Outcome {
        case,
        bangla,
        english,
        sidecars,
        left,
        longest,
    }
}

/// A workspace `work` and its keys in a folder of their own.
fn copy_of(base: &Place) -> Place {
    let place = Place::new();
    for name in ["work", "keys"] {
        copy_folder(&base.path(name), &place.path(name));
    }
    place
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Fails with all faults of all cases, one a line.
#[track_caller]
fn all_hold(check: impl Fn(&Outcome) -> Vec<String>) {
    let faults: Vec<String> = outcomes()
        .iter()
        .flat_map(|outcome| {
            let name = outcome.case.name.clone();
            check(outcome).into_iter().map(move |fault| format!("{name}: {fault}"))
        })
        .collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_manifest_names_every_file() {
    let mut named: Vec<String> = manifest().0.into_iter().map(|case| case.file).collect();
    named.sort();
    named.dedup();
    let mut files: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".py") && name != "manifest.toml" && !name.starts_with('.'))
        .collect();
    files.sort();
    assert_eq!(named, files);
    assert!(files.len() >= 70);
}

#[test]
fn each_file_has_its_exit_code_and_message() {
    all_hold(|outcome| {
        let case = &outcome.case;
        let mut faults = Vec::new();
        for answer in [&outcome.bangla, &outcome.english] {
            if answer.code != case.exit {
                faults.push(format!("exit {}, not {}: {}", answer.code, case.exit, answer.stderr));
            } else if let Some(code) = &case.code
                && !answer.stderr.contains(&format!("[{code}]"))
            {
                faults.push(format!("not {code}: {}", answer.stderr));
            }
        }
        if outcome.longest > LONGEST {
            faults.push(format!("took {} s", outcome.longest.as_secs()));
        }
        faults
    });
}

#[test]
fn each_loaded_file_is_accounted_for() {
    all_hold(|outcome| {
        if outcome.case.exit != 0 {
            return Vec::new();
        }
        let [sidecar] = outcome.sidecars.as_slice() else {
            return vec![format!("{} slices in the lake", outcome.sidecars.len())];
        };
        let mut faults = Vec::new();
        let expected = &outcome.case.expected;
        for part in ["rows", "taka"] {
            for (name, value) in expected[part].as_object().into_iter().flatten() {
                if sidecar[part][name] != *value {
                    faults.push(format!("{part}.{name} is {}, not {value}", sidecar[part][name]));
                }
            }
        }
        for part in ["repairs", "findings", "quarantine", "set_aside"] {
            if let Some(value) = expected.get(part)
                && sidecar[part] != *value
            {
                faults.push(format!("{part} are {}, not {value}", sidecar[part]));
            }
        }
        let rows = |name: &str| sidecar["rows"][name].as_u64().unwrap();
        if rows("received") != rows("loaded") + rows("quarantined") + rows("duplicate") {
            faults.push(format!("rows do not add up: {}", sidecar["rows"]));
        }
        if sidecar["taka"].is_object() {
            let paisa = |name: &str| paisa(sidecar["taka"][name].as_str().unwrap());
            if paisa("received") != paisa("loaded") + paisa("quarantined") + paisa("duplicate") {
                faults.push(format!("taka do not add up: {}", sidecar["taka"]));
            }
        }
        faults
    });
}

/// An amount of two decimals as a whole number.
fn paisa(text: &str) -> i128 {
    text.replace('.', "").parse().unwrap()
}

#[test]
fn nothing_of_a_refused_file_is_in_the_lake() {
    all_hold(|outcome| {
        let is_refused = outcome.case.exit != 0;
        let is_empty = outcome.sidecars.is_empty() && outcome.left.is_empty();
        if is_refused && !is_empty {
            vec![format!("left in the lake: {:?}", outcome.left)]
        } else {
            Vec::new()
        }
    });
}

#[test]
fn the_same_file_again_changes_nothing() {
    all_hold(|outcome| {
        if outcome.case.exit != 0 {
            return Vec::new();
        }
        let again = outcome.english.stdout.matches("already in the lake").count();
        if again == 1 && outcome.sidecars.len() == 1 {
            Vec::new()
        } else {
            vec![format!("{} slices: {}", outcome.sidecars.len(), outcome.english.stdout)]
        }
    });
}

#[test]
fn no_message_holds_what_a_file_says_of_people() {
    let people = manifest().1;
    all_hold(|outcome| {
        let mut faults = Vec::new();
        for answer in [&outcome.bangla, &outcome.english] {
            let said = format!("{}{}", answer.stdout, answer.stderr);
            faults.extend(
                people
                    .iter()
                    .filter(|name| said.contains(name.as_str()))
                    .map(|name| format!("{name} is in the message: {said}")),
            );
            if longest_number(&said) >= FEWEST_DIGITS {
                faults.push(format!("a long number is in the message: {said}"));
            }
        }
        faults
    });
}

/// Digits of the longest number, of either script.
fn longest_number(text: &str) -> usize {
    text.split(|letter: char| !letter.is_ascii_digit() && !('\u{09E6}'..='\u{09EF}').contains(&letter))
        .map(|run| run.chars().count())
        .max()
        .unwrap_or(0)
}

#[test]
fn no_message_commands_the_terminal() {
    all_hold(|outcome| {
        let is_command =
            |letter: char| letter.is_control() && letter != '\n' || ('\u{202A}'..='\u{202E}').contains(&letter);
        [&outcome.bangla, &outcome.english]
            .into_iter()
            .map(|answer| format!("{}{}", answer.stdout, answer.stderr))
            .filter(|said| said.contains(is_command))
            .map(|said| format!("signs of command: {said:?}"))
            .collect()
    });
}

/// What the clerk reads, in both languages: one snapshot for each file.
#[test]
fn the_messages_are_those_of_the_snapshots() {
    let changed: Vec<&str> = outcomes()
        .iter()
        .filter(|outcome| {
            let said = [&outcome.bangla, &outcome.english]
                .map(|answer| format!("{}{}", answer.stdout, answer.stderr))
                .join("\n");
            let name = outcome.case.snapshot();
            // All changes are to be seen at once, not the first only.
            catch_unwind(AssertUnwindSafe(|| insta::assert_snapshot!(name, said))).is_err()
        })
        .map(|outcome| outcome.case.name.as_str())
        .collect();
    assert!(changed.is_empty(), "changed: {}", changed.join(", "));
}
