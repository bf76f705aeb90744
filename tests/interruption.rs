//! A run that is killed publishes nothing, and the next one is as if nothing had happened.

use std::fs::File;
use std::path::Path;
use std::process::Stdio;

use crate::dorpon::{Place, demo};

fn release_files(work: &Path) -> Vec<(String, Vec<u8>)> {
    let current = std::fs::read_to_string(work.join("lake/current")).unwrap();
    let folder = work.join("lake/runs").join(current.trim()).join("release");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read(&path).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

/// A workspace with the sample taken in and nothing published.
fn ingested() -> Place {
    let place = Place::new();
    let mut child = place
        .command(&["demo", "--out", "work"])
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let runs = place.path("work/lake/runs");
    // The draft folder shows that all extracts are in and the models have begun.
    let begun = || {
        std::fs::read_dir(&runs)
            .map(|mut entries| entries.any(|entry| entry.unwrap().file_name().to_string_lossy().contains("partial")))
            .unwrap_or(false)
    };
    while !begun() {
        assert!(
            child.try_wait().unwrap().is_none(),
            "the demo ended before it could be killed"
        );
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    place
}

#[test]
fn a_killed_run_publishes_nothing_and_the_next_is_whole() {
    let place = ingested();
    assert!(!place.path("work/lake/current").exists());
    place.work(&["query", "need_by_union"]).must(2);
    place.work(&["run"]).must(0);
    assert_eq!(release_files(&place.path("work")), release_files(&demo().path("work")));
    let leftovers = std::fs::read_dir(place.path("work/lake/runs"))
        .unwrap()
        .filter(|entry| {
            entry
                .as_ref()
                .unwrap()
                .file_name()
                .to_string_lossy()
                .contains("partial")
        })
        .count();
    assert_eq!(leftovers, 0);
}

#[test]
fn one_thread_or_four_give_the_same_bytes() {
    let place = ingested();
    let settings = place.path("work/dorpon.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    let changed: String = text
        .lines()
        .map(|line| {
            if line.starts_with("# threads") {
                "threads = 4"
            } else {
                line
            }
        })
        .collect::<Vec<_>>()
        .join("\n");
    assert_ne!(text.trim_end(), changed.trim_end(), "the settings name threads");
    std::fs::write(&settings, changed).unwrap();
    place.work(&["run"]).must(0);
    assert_eq!(release_files(&place.path("work")), release_files(&demo().path("work")));
}

#[test]
fn the_second_of_two_programs_is_told_who_works() {
    let place = Place::workspace();
    let lock = File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(place.path("work/lake/.lock"))
        .unwrap();
    lock.lock().unwrap();
    let file = place.write("shelter.csv", "shelter_id\n1\n");
    place
        .work(&["ingest", "shelter", &file, "--office", "x", "--period", "2022"])
        .must(7);
    place.work(&["run"]).must(7);
}
