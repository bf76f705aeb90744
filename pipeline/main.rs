//! `dorpon`: parse, perform, map the outcome to an exit code; nothing else.

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Mutex;

use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use dorpon_ops::screen::Screen;

/// Bytes of stack of the thread that does the work.
const STACK: usize = 1 << 29;

/// Where the last panic happened; its message may hold a value of somebody's file and is never shown.
static PANICKED_AT: Mutex<Option<String>> = Mutex::new(None);

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let mut screen = Screen {
        language: dorpon_cli::language_of(&arguments),
        json: dorpon_cli::asks_for_json(&arguments),
        quiet: false,
    };
    let invocation = match dorpon_cli::parse(arguments) {
        Ok(invocation) => invocation,
        Err(error) => {
            let is_usage = error.use_stderr();
            if let Some((text, help)) = dorpon_cli::usage::words(&error, screen.language) {
                screen.usage(&text, &help);
                return ExitCode::from(2);
            }
            if is_usage && screen.json {
                screen.usage_in_words_of_parser(&error.to_string());
                return ExitCode::from(2);
            }
            // A closed stdout or stderr leaves nobody to tell.
            let _ = error.print();
            return ExitCode::from(if is_usage { 2 } else { 0 });
        }
    };
    screen.language = invocation.language;
    screen.quiet = invocation.quiet;
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, ToString::to_string);
        if let Ok(mut slot) = PANICKED_AT.lock() {
            slot.get_or_insert(place);
        }
    }));
    // A long query nests deeply while it is planned: the work has a stack of its own, reserved but not filled.
    let outcome = std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(STACK);
        worker
            .spawn_scoped(scope, || dorpon_ops::perform(&invocation, &screen))
            .map(std::thread::ScopedJoinHandle::join)
    });
    match outcome {
        Ok(Ok(Ok(exit))) => ExitCode::from(exit),
        Ok(Ok(Err(problem))) => fail(&screen, &problem),
        Ok(Err(_)) | Err(_) => {
            let place = PANICKED_AT
                .lock()
                .ok()
                .and_then(|slot| slot.clone())
                .unwrap_or_default();
            fail(&screen, &Problem::new(&message::ops::PANICKED).with("place", place))
        }
    }
}

fn fail(screen: &Screen, problem: &Problem) -> ExitCode {
    screen.problem(problem);
    ExitCode::from(problem.exit())
}
