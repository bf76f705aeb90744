//! `ingest --inbox`: every file of `inbox/<office>/`, each by the contract that its header fits.
//!
//! A file that is taken moves to `done/` of its office, one that is refused to `refused/`, with the reason beside it in
//! both languages; the sheet for the sender lies beside either. A file that the machine could not read stays where it is.
//!
//! Invariants: the files of an office are taken in the order in which they were written; nothing outside the inbox is
//! read or moved, so no link is followed; what is not taken is told, unless it belongs to the system or is on its way.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use dorpon_catalog::extract::ExtractContract;
use dorpon_domain::language::Language;
use dorpon_domain::message::ops as message;
use dorpon_domain::problem::Problem;
use dorpon_lake::durable;
use dorpon_lake::run_lock::RunLock;
use dorpon_lake::slice;
use serde_json::{Value, json};

use crate::clock;
use crate::ingest::{Intake, Order, Taken, file_name};
use crate::return_file;
use crate::screen::Screen;
use crate::workbench::Workbench;

/// Where files go that were taken.
const DONE: &str = "done";

/// Where files go that were not.
const REFUSED: &str = "refused";

/// Names that a program gives to a file which is not whole yet.
const HALF: [&str; 5] = [".part", ".crdownload", ".download", ".tmp", ".partial"];

/// Names that a system puts into a folder for itself.
const OF_THE_SYSTEM: [&str; 2] = ["thumbs.db", "desktop.ini"];

/// Takes in all files of the inbox; the exit code is that of the first file that was not taken.
///
/// # Errors
/// A workspace that cannot be used, another process at work. A folder that cannot be read or written ends only the work
/// in it: the other offices are served.
pub fn perform(workspace: &Path, screen: &Screen) -> Result<u8, Problem> {
    let bench = Workbench::open(workspace)?;
    let lock = RunLock::acquire(&bench.workspace, "ingest", &clock::now())?;
    slice::sweep_partial(&bench.workspace, &lock)?;
    let intake = Intake::open(&bench)?;
    let mut round = Round {
        intake: &intake,
        screen,
        lines: Vec::new(),
        exit: 0,
    };
    for path in durable::entries(&bench.workspace.inbox())? {
        let name = file_name(&path);
        match Entry::of(&path) {
            Entry::OfNobody => {}
            Entry::Elsewhere => round.leave(&Problem::new(&message::INBOX_ELSEWHERE).with("path", name), None),
            Entry::File => round.leave(&Problem::new(&message::INBOX_WITHOUT_OFFICE).with("file", name), None),
            Entry::Folder if name == DONE || name == REFUSED => {}
            Entry::Folder => round.office(&path)?,
        }
    }
    let Round { lines, exit, .. } = round;
    screen.result(&json!({ "files": lines }), || {
        let summaries: Vec<&str> = lines.iter().filter_map(|line| line.get("summary")?.as_str()).collect();
        if summaries.is_empty() {
            return screen
                .language
                .pick("ইনবক্সে কোনো নতুন ফাইল গৃহীত হয়নি", "no new file of the inbox was taken")
                .to_owned();
        }
        summaries.join("\n")
    })?;
    Ok(exit)
}

/// What lies in a folder of the inbox. Links are never followed: what they lead to is no office's.
enum Entry {
    File,
    Folder,
    /// A link, a device, a pipe.
    Elsewhere,
    /// A file of the system, or one that is still on its way.
    OfNobody,
}

impl Entry {
    fn of(path: &Path) -> Self {
        let name = file_name(path).to_lowercase();
        let is_passed = name.starts_with('.')
            || name.starts_with("~$")
            || OF_THE_SYSTEM.contains(&name.as_str())
            || HALF.iter().any(|ending| name.ends_with(ending));
        match std::fs::symlink_metadata(path) {
            _ if is_passed => Self::OfNobody,
            Ok(metadata) if metadata.is_file() => Self::File,
            Ok(metadata) if metadata.is_dir() => Self::Folder,
            Ok(_) => Self::Elsewhere,
            // It has been taken away since the folder was listed.
            Err(_) => Self::OfNobody,
        }
    }
}

/// One round through the inbox.
struct Round<'a> {
    intake: &'a Intake<'a>,
    screen: &'a Screen,
    lines: Vec<Value>,
    exit: u8,
}

impl Round<'_> {
    /// Tells what is left where it lies.
    fn leave(&mut self, problem: &Problem, office: Option<&str>) {
        self.screen.problem(problem);
        self.lines
            .push(json!({ "office": office, "outcome": "left", "code": problem.code() }));
        self.count(problem.exit());
    }

    /// The first failure makes the exit code.
    fn count(&mut self, code: u8) {
        if self.exit == 0 {
            self.exit = code;
        }
    }

    /// Takes in what one office has sent.
    fn office(&mut self, folder: &Path) -> Result<(), Problem> {
        let office = file_name(folder);
        let entries = match durable::entries(folder) {
            Ok(entries) => entries,
            Err(problem) => {
                self.leave(&problem, Some(&office));
                return Ok(());
            }
        };
        let (mut files, mut is_barred) = (Vec::new(), false);
        for path in entries {
            let name = file_name(&path);
            match Entry::of(&path) {
                Entry::File => files.push(path),
                Entry::Elsewhere => {
                    is_barred |= name == DONE || name == REFUSED;
                    let path = format!("{office}/{name}");
                    self.leave(
                        &Problem::new(&message::INBOX_ELSEWHERE).with("path", path),
                        Some(&office),
                    );
                }
                Entry::Folder if name != DONE && name != REFUSED => {
                    let count = files_below(&path);
                    if count > 0 {
                        let problem = Problem::new(&message::INBOX_TOO_DEEP)
                            .with("folder", format!("{office}/{name}"))
                            .with("files", count);
                        self.leave(&problem, Some(&office));
                    }
                }
                Entry::Folder | Entry::OfNobody => {}
            }
        }
        // What cannot be put away would be taken anew at every round.
        if is_barred {
            return Ok(());
        }
        // What an office wrote last is what it says: it must be loaded last.
        files.sort_by_cached_key(|path| {
            let written = std::fs::symlink_metadata(path).and_then(|metadata| metadata.modified());
            (written.ok(), path.file_stem().map(OsStr::to_owned), file_name(path))
        });
        for path in files {
            let (line, outcome) = one(self.intake, &path, &office, self.screen)?;
            self.lines.push(line);
            match outcome {
                Ok(code) => self.count(code),
                // A file that cannot be put away stays; with the others of the folder it would be no different.
                Err(problem) => {
                    self.screen.problem(&problem);
                    self.count(problem.exit());
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// Files of a folder and the folders in it that somebody may be waiting for.
fn files_below(folder: &Path) -> usize {
    let entries = durable::entries(folder).unwrap_or_default();
    let counts = entries.iter().map(|path| match Entry::of(path) {
        Entry::File | Entry::Elsewhere => 1,
        Entry::Folder => files_below(path),
        Entry::OfNobody => 0,
    });
    counts.sum()
}

/// Takes in one file and puts it away; the inner result is its exit code, or why it could not be put away.
fn one(
    intake: &Intake<'_>,
    path: &Path,
    office: &str,
    screen: &Screen,
) -> Result<(Value, Result<u8, Problem>), Problem> {
    let order = Order {
        extract: "",
        files: &[],
        office,
        period: None,
        date_order: None,
        batch: None,
        may_replace: false,
    };
    let name = file_name(path);
    let (contract, taken) = match dorpon_ingest::recognise(path, &intake.contracts) {
        Ok(contract) => (Some(contract), intake.take(contract, path, &order, screen)?),
        Err(problem) => {
            intake.refuse("-", &order, &problem, &name)?;
            (None, Taken::Refused(problem))
        }
    };
    let (mut line, code, place) = match taken {
        Taken::Loaded { line, sidecar } => {
            let needs_hand = sidecar.rows.quarantined() > 0 || !sidecar.findings.is_empty();
            let contract = contract.filter(|_| needs_hand);
            let period = Some(sidecar.period.as_str());
            let place = put_away(intake, contract, path, DONE, period, None, screen.language);
            (line, 0, place)
        }
        Taken::Refused(problem) => {
            screen.problem(&problem);
            let line = json!({ "file": name, "office": office, "outcome": "refused", "code": problem.code() });
            // What the machine refused may be read next time; what the file is refused for, the sender must mend.
            if problem.exit() != 2 && problem.exit() != 3 {
                return Ok((line, Ok(problem.exit())));
            }
            let place = put_away(intake, contract, path, REFUSED, None, Some(&problem), screen.language);
            (line, problem.exit(), place)
        }
    };
    let outcome = place.map(|(place, sheet)| {
        if let Some(fields) = line.as_object_mut() {
            fields.insert("moved_to".to_owned(), place.display().to_string().into());
            fields.insert("return_sheet".to_owned(), sheet.into());
        }
        code
    });
    Ok((line, outcome))
}

/// Moves a file to a folder beside it, with the reason and the sheet for its sender; answers with its place and the name
/// of the sheet.
fn put_away(
    intake: &Intake<'_>,
    contract: Option<&ExtractContract>,
    path: &Path,
    folder: &str,
    period: Option<&str>,
    refused_for: Option<&Problem>,
    language: Language,
) -> Result<(PathBuf, Option<String>), Problem> {
    let place = place_in(path, folder)?;
    if let Some(problem) = refused_for {
        let note = durable::with_suffix(&place, ".reason.txt");
        durable::replace_file(&note, reason(problem).as_bytes())?;
    }
    let sheet = match contract {
        Some(contract) => return_file::write_for(intake, contract, path, &place, period, language)?,
        None => None,
    };
    move_to(path, &place)?;
    Ok((place, sheet))
}

/// Where in a folder beside it a file goes; a name that is taken gets a number.
fn place_in(path: &Path, folder: &str) -> Result<PathBuf, Problem> {
    let office = path.parent().map(file_name).unwrap_or_default();
    let shown = format!("{office}/{folder}");
    let folder = path.with_file_name(folder);
    if std::fs::symlink_metadata(&folder).is_ok_and(|metadata| metadata.is_symlink()) {
        return Err(Problem::new(&message::INBOX_ELSEWHERE).with("path", shown));
    }
    durable::create_folder(&folder)?;
    let name = file_name(path);
    let mut place = folder.join(&name);
    let mut number = 1;
    while place.exists() {
        number += 1;
        place = folder.join(format!("{number}-{name}"));
    }
    Ok(place)
}

/// Moves a file, last of all: whatever interrupts the work, a file that has left the inbox has its reason beside it.
fn move_to(path: &Path, place: &Path) -> Result<(), Problem> {
    std::fs::rename(path, place).map_err(|error| durable::unwritable(place, error))?;
    durable::flush_parent(place)
}

/// What is wrong and how to mend it, in both languages.
fn reason(problem: &Problem) -> String {
    let mut text = String::new();
    for (language, remedy) in [(Language::Bangla, "করণীয়"), (Language::English, "What to do")] {
        text.push_str(&problem.text(language));
        text.push('\n');
        text.push_str(&format!("{remedy}: {}\n\n", problem.help(language)));
    }
    text.push_str(&format!("[{}]\n", problem.code()));
    text
}
