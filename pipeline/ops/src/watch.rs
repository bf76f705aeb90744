//! Ends a query that takes too long or more memory than the settings allow.
//!
//! Not everything that a query does can be interrupted or is counted by the engine: one call
//! of a function may fill the memory before it answers. A thread of its own therefore looks
//! at the clock and at what the process holds, and ends the process with the documented exit
//! code before the system kills it. Where the system does not tell what a process holds
//! (no `/proc`), only the time is watched.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use dorpon_lake::workspace::Limits;

use crate::process_memory;
use crate::screen::Screen;

/// Between two looks.
const INTERVAL: Duration = Duration::from_millis(10);

/// What the process may hold beyond twice the memory for tables: the program itself, files
/// being read, the result being written.
const BESIDES_TABLES_MIB: u64 = 512;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Stage {
    /// The query runs: time and memory are watched.
    Running,
    /// Its rows are there and are being written: a reader may take its time.
    Writing,
    Done,
}

/// Watches one query until dropped.
pub struct Watch {
    stage: Arc<Mutex<Stage>>,
}

impl Watch {
    /// Begins to watch. `name` is what the message calls the query; `spill_folder` is removed
    /// with a query that is ended.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn begin(name: &str, limits: &Limits, spill_folder: &Path, screen: &Screen) -> Result<Self, Problem> {
        let stage = Arc::new(Mutex::new(Stage::Running));
        let watcher = Watcher {
            name: name.to_owned(),
            seconds: limits.query_seconds,
            deadline: Instant::now() + Duration::from_secs(u64::from(limits.query_seconds)),
            most_kib: most_kib(limits.memory_mib),
            spill_folder: spill_folder.to_owned(),
            screen: Screen {
                language: screen.language,
                json: screen.json,
                quiet: screen.quiet,
            },
            stage: Arc::clone(&stage),
        };
        std::thread::Builder::new()
            .spawn(move || watcher.watch())
            .map_err(|error| Problem::new(&message::engine::MACHINE_REFUSED).because(error))?;
        Ok(Self { stage })
    }

    /// The rows are there: from now on only the memory is watched.
    pub fn rows_are_there(&self) {
        self.enter(Stage::Writing);
    }

    fn enter(&self, stage: Stage) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.enter(Stage::Done);
    }
}

struct Watcher {
    name: String,
    seconds: u32,
    deadline: Instant,
    most_kib: u64,
    spill_folder: PathBuf,
    screen: Screen,
    stage: Arc<Mutex<Stage>>,
}

impl Watcher {
    fn watch(&self) {
        loop {
            std::thread::sleep(INTERVAL);
            // Held while the process is ended, so that no row is written behind the message.
            let stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
            let problem = match *stage {
                Stage::Done => return,
                Stage::Running if Instant::now() >= self.deadline => {
                    Problem::new(&message::ops::QUERY_TOO_LONG).with("seconds", self.seconds)
                }
                _ if process_memory::held_kib().is_some_and(|held| held > self.most_kib) => {
                    Problem::new(&message::engine::MEMORY_EXHAUSTED)
                }
                _ => continue,
            };
            let _ = std::fs::remove_dir_all(&self.spill_folder);
            let problem = problem.with("path", &self.name);
            self.screen.problem(&problem);
            std::process::exit(i32::from(problem.exit()));
        }
    }
}

/// Twice the memory for tables and something besides, but never more than four fifths of what
/// the machine has to give now.
fn most_kib(memory_mib: u32) -> u64 {
    let allowed = (u64::from(memory_mib) * 2 + BESIDES_TABLES_MIB) * 1024;
    let held = process_memory::held_kib().unwrap_or_default();
    match process_memory::free_kib() {
        Some(free) => allowed.min(held + free / 5 * 4),
        None => allowed,
    }
}
