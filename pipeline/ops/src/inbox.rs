//! `ingest --inbox`: every file of `inbox/<office>/`, each by the contract that its header fits.
//!
//! A file that is taken moves to `done/` of its office, one that is refused to `refused/`, with the reason beside it in
//! both languages; the sheet for the sender lies beside either. A file that the machine could not read stays where it is.

use std::path::{Path, PathBuf};

use dorpon_domain::language::Language;
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

/// Takes in all files of the inbox; the exit code is that of the first file that was not taken.
///
/// # Errors
/// A workspace that cannot be used, another process at work, a file that cannot be moved.
pub fn perform(workspace: &Path, screen: &Screen) -> Result<u8, Problem> {
    let bench = Workbench::open(workspace)?;
    let lock = RunLock::acquire(&bench.workspace, "ingest", &clock::now())?;
    slice::sweep_partial(&bench.workspace, &lock)?;
    let intake = Intake::open(&bench)?;
    let mut lines: Vec<Value> = Vec::new();
    let mut exit = 0;
    for folder in durable::entries(&bench.workspace.inbox())? {
        if !folder.is_dir() {
            continue;
        }
        let office = file_name(&folder);
        for path in durable::entries(&folder)? {
            let name = file_name(&path);
            if !path.is_file() || name.starts_with('.') || name.ends_with(".partial") {
                continue;
            }
            let (line, code) = one(&intake, &path, &office, screen)?;
            lines.push(line);
            if exit == 0 {
                exit = code;
            }
        }
    }
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

fn one(intake: &Intake<'_>, path: &Path, office: &str, screen: &Screen) -> Result<(Value, u8), Problem> {
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
    match taken {
        Taken::Loaded { mut line, sidecar } => {
            let place = place_in(path, DONE)?;
            let needs_hand = sidecar.rows.quarantined() > 0 || !sidecar.findings.is_empty();
            let sheet = match contract {
                Some(contract) if needs_hand => {
                    return_file::write_for(intake, contract, path, &place, Some(&sidecar.period), screen.language)?
                }
                _ => None,
            };
            move_to(path, &place)?;
            if let Some(fields) = line.as_object_mut() {
                fields.insert("moved_to".to_owned(), place.display().to_string().into());
                fields.insert("return_sheet".to_owned(), sheet.into());
            }
            Ok((line, 0))
        }
        Taken::Refused(problem) => {
            screen.problem(&problem);
            let mut line = json!({ "file": name, "office": office, "outcome": "refused", "code": problem.code() });
            // What the machine refused may be read next time; what the file is refused for, the sender must mend.
            if problem.exit() != 2 && problem.exit() != 3 {
                return Ok((line, problem.exit()));
            }
            let place = place_in(path, REFUSED)?;
            durable::replace_file(
                &durable::with_suffix(&place, ".reason.txt"),
                reason(&problem).as_bytes(),
            )?;
            let sheet = match contract {
                Some(contract) => return_file::write_for(intake, contract, path, &place, None, screen.language)?,
                None => None,
            };
            move_to(path, &place)?;
            if let Some(fields) = line.as_object_mut() {
                fields.insert("moved_to".to_owned(), place.display().to_string().into());
                fields.insert("return_sheet".to_owned(), sheet.into());
            }
            Ok((line, problem.exit()))
        }
    }
}

/// Where in a folder beside it a file goes; a name that is taken gets a number.
fn place_in(path: &Path, folder: &str) -> Result<PathBuf, Problem> {
    let folder = path.with_file_name(folder);
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
