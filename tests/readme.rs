//! The README tells the truth: its commands run and exit as it says, they answer what it
//! quotes, and every path that it or the architecture page names is there.
//!
//! How a page is read:
//! - a block fenced as `sh` holds commands, run in order in one folder. A comment
//!   `# exit 6` behind a command states its exit code; without one it is 0;
//! - a block fenced as `text` quotes the answer of the `sh` block above it: its lines occur
//!   there in that order. `…` stands for anything, in a line or as a line;
//! - a word between backticks that holds a slash and looks like a path is one.

use std::collections::BTreeMap;
use std::path::Path;

use crate::dorpon::{Answer, Place, repository};

const COMMAND_PAGES: [&str; 2] = ["README.md", "README.bn.md"];
const PATH_PAGES: [&str; 3] = ["README.md", "README.bn.md", "pipeline/ARCHITECTURE.md"];

#[derive(Debug, Default, Eq, PartialEq)]
struct Step {
    words: Vec<String>,
    exit: i32,
}

/// The commands of a block, by the small part of shell that a README needs. Anything beyond
/// it fails, so that no command is run otherwise than a shell would run it.
fn steps(block: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut step = Step::default();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = block.chars().chain(['\n']).peekable();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (Some('\''), _) => word.get_or_insert_default().push(letter),
            (_, '$' | '`') | (None, '|' | '&' | ';' | '<' | '>' | '*' | '~') => {
                panic!("{letter} is not understood in:\n{block}")
            }
            (_, '\\') => {
                let escaped = letters.next();
                assert!(
                    escaped == Some('\n'),
                    "a backslash ends a line or is not understood in:\n{block}"
                );
            }
            (Some(_), _) => word.get_or_insert_default().push(letter),
            (None, '"' | '\'') => {
                word.get_or_insert_default();
                quote = Some(letter);
            }
            (None, '#') if word.is_none() => {
                let mut comment = String::new();
                while let Some(letter) = letters.next_if(|letter| *letter != '\n') {
                    comment.push(letter);
                }
                if let Some(code) = comment.trim().strip_prefix("exit ") {
                    step.exit = code.parse().unwrap_or_else(|_| panic!("no exit code: {comment}"));
                }
            }
            (None, _) if letter.is_whitespace() => {
                step.words.extend(word.take());
                if letter == '\n' && !step.words.is_empty() {
                    steps.push(std::mem::take(&mut step));
                }
            }
            (None, _) => word.get_or_insert_default().push(letter),
        }
    }
    assert!(quote.is_none(), "a quotation mark is not closed in:\n{block}");
    steps
}

/// Fenced blocks: language and text.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut is_open = false;
    for line in page.lines() {
        match (line.strip_prefix("```"), blocks.last_mut()) {
            (Some(_), _) if is_open => is_open = false,
            (Some(language), _) => {
                is_open = true;
                blocks.push((language.trim().to_owned(), String::new()));
            }
            (None, Some((_, text))) if is_open => {
                text.push_str(line);
                text.push('\n');
            }
            (None, _) => {}
        }
    }
    assert!(!is_open, "a fence is not closed");
    blocks
}

/// Whether a line is as quoted, `…` being anything.
fn is_quoted(line: &str, quoted: &str) -> bool {
    let mut parts = quoted.trim_end().split('…');
    let Some(mut rest) = parts.next().and_then(|first| line.trim_end().strip_prefix(first)) else {
        return false;
    };
    let mut last = "";
    let mut has_gap = false;
    for part in parts {
        has_gap = true;
        last = part;
        match rest.find(part) {
            Some(position) => rest = &rest[position + part.len()..],
            None => return false,
        }
    }
    if has_gap {
        last.is_empty() || line.trim_end().ends_with(last)
    } else {
        rest.is_empty()
    }
}

#[track_caller]
fn must_quote(answer: &str, quoted: &str) {
    let mut lines = answer.lines();
    for expected in quoted
        .lines()
        .filter(|line| !line.trim().is_empty() && line.trim() != "…")
    {
        assert!(
            lines.any(|line| is_quoted(line, expected)),
            "quoted, but not answered in this order:\n{expected}\nanswer:\n{answer}"
        );
    }
}

/// Runs the commands of one page as a new user would type them.
fn run_page(place: &Place, name: &str) {
    let page = std::fs::read_to_string(repository().join(name)).unwrap();
    let mut environment: BTreeMap<String, String> = BTreeMap::new();
    let mut answer = String::new();
    let mut ran = 0;
    for (language, text) in blocks(&page) {
        match language.as_str() {
            "sh" => answer.clear(),
            "text" => must_quote(&answer, &text),
            other => panic!("{name}: a block is fenced as {other}"),
        }
        if language == "text" {
            continue;
        }
        for step in steps(&text) {
            let words: Vec<&str> = step.words.iter().map(String::as_str).collect();
            let arguments = match words.as_slice() {
                ["cargo", "test"] | ["git", "clone", ..] => continue,
                ["export", settings @ ..] => {
                    environment.extend(settings.iter().map(|setting| {
                        let (variable, value) = setting
                            .split_once('=')
                            .unwrap_or_else(|| panic!("{name}: export {setting}"));
                        (variable.to_owned(), value.to_owned())
                    }));
                    continue;
                }
                ["cargo", "run", "--", arguments @ ..] | ["dorpon", arguments @ ..] => arguments,
                _ => panic!("{name}: {words:?} is not understood"),
            };
            let mut command = place.command(arguments);
            command
                .env("HOME", place.folder.path())
                .env_remove("DORPON_LANG")
                .envs(&environment);
            let given = Answer::of(command.output().unwrap());
            assert_eq!(
                given.code, step.exit,
                "{name}: {words:?}\nstdout:\n{}\nstderr:\n{}",
                given.stdout, given.stderr
            );
            answer.push_str(&given.stderr);
            answer.push_str(&given.stdout);
            ran += 1;
        }
    }
    assert!(ran > 3, "{name}: only {ran} commands were found");
}

/// Words between backticks outside of fenced blocks that name a file or folder of the repository or the demo.
fn paths(page: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut is_fenced = false;
    for line in page.lines() {
        if line.starts_with("```") {
            is_fenced = !is_fenced;
        }
        if is_fenced {
            continue;
        }
        paths.extend(
            line.split('`')
                .skip(1)
                .step_by(2)
                .filter(|word| is_path(word))
                .map(str::to_owned),
        );
    }
    paths
}

/// Relative, made of plain letters, with a slash, no pattern such as `<name>.sql`; what cargo
/// builds is not part of the repository.
fn is_path(word: &str) -> bool {
    word.contains('/')
        && !word.starts_with('/')
        && !word.starts_with("target/")
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte))
}

#[test]
fn the_commands_of_the_readme_do_what_it_says() {
    let place = Place::new();
    for name in COMMAND_PAGES {
        run_page(&place, name);
    }
    for name in PATH_PAGES {
        let page = std::fs::read_to_string(repository().join(name)).unwrap();
        for path in paths(&page).iter().filter(|path| path.starts_with("dorpon-demo/")) {
            assert!(
                place.path(path).exists(),
                "{name} names {path}, which the demo does not leave"
            );
        }
    }
}

#[test]
fn every_path_that_the_pages_name_is_there() {
    let mut named = 0;
    for name in PATH_PAGES {
        let page = std::fs::read_to_string(repository().join(name)).unwrap();
        for path in paths(&page).iter().filter(|path| !path.starts_with("dorpon-demo/")) {
            named += 1;
            assert!(
                repository().join(path).exists(),
                "{name} names {path}, which is not there"
            );
        }
        let folder = Path::new(name).parent().unwrap();
        for link in page
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split_once(')'))
            .map(|(link, _)| link)
        {
            if !link.contains("://") && !link.starts_with('#') {
                assert!(
                    repository().join(folder).join(link).exists(),
                    "{name} links to {link}, which is not there"
                );
            }
        }
    }
    assert!(named > 10, "only {named} paths were found");
}

#[test]
fn a_block_is_read_as_a_shell_reads_it() {
    let read = steps("a 'b c' \"d\n e\" \\\n  f# # exit 6\n\n# a comment\nexport X=y\n");
    assert_eq!(read.len(), 2);
    assert_eq!(
        read[0],
        Step {
            words: vec!["a".into(), "b c".into(), "d\n e".into(), "f#".into()],
            exit: 6
        }
    );
    assert_eq!(
        read[1],
        Step {
            words: vec!["export".into(), "X=y".into()],
            exit: 0
        }
    );
}

#[test]
fn a_quotation_may_leave_things_out() {
    assert!(is_quoted("run 8b39 is published  ", "run … is published"));
    assert!(is_quoted("one two three", "one…three"));
    assert!(is_quoted("one two three", "…"));
    assert!(!is_quoted("one two three", "one"));
    assert!(!is_quoted("one two three", "one … two"));
}
