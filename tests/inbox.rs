//! What lies in the inbox: what is taken, in which order, what is left where it is and told.

use std::fs::File;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::dorpon::Place;

const HEAD: &str = "beneficiary_id,programme_code,name_bn,sex,union_code,enrolled_on,status\n";

/// A list with this many beneficiaries.
fn list(rows: usize) -> String {
    let rows: Vec<String> = (1..=rows)
        .map(|number| format!("B{number},OAA,আমেনা {number},female,40879071,2019-07-{number:02},active\n"))
        .collect();
    format!("{HEAD}{}", rows.concat())
}

fn put(place: &Place, name: &str, content: &str) -> PathBuf {
    let path = place.path("work/inbox").join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, content).unwrap();
    path
}

fn rows_loaded(place: &Place) -> u64 {
    let state = place.work(&["--json", "status"]).must(0).json();
    state["extracts"]["beneficiary"]["rows_loaded"].as_u64().unwrap()
}

#[test]
fn what_an_office_wrote_last_is_loaded_last_whatever_its_name() {
    let place = Place::workspace();
    let written = |path: PathBuf, seconds: u64| {
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds);
        File::options()
            .write(true)
            .open(path)
            .unwrap()
            .set_modified(at)
            .unwrap();
    };
    written(put(&place, "dss/list 2022-06-30.csv", &list(3)), 0);
    written(put(&place, "dss/list 2022-06-30 (2).csv", &list(2)), 60);
    let answer = place.work(&["--json", "ingest", "--inbox"]).must(0).json();
    assert_eq!(answer["files"][1]["file"], "list 2022-06-30 (2).csv");
    assert_eq!(rows_loaded(&place), 2);
    // Written in the same second, the numbered copy is the later one.
    written(put(&place, "dss/names 2022-06-30 (2).csv", &list(1)), 120);
    written(put(&place, "dss/names 2022-06-30.csv", &list(4)), 120);
    place.work(&["ingest", "--inbox"]).must(0);
    assert_eq!(rows_loaded(&place), 1);
}

#[test]
fn what_lies_in_a_wrong_place_is_told_and_left() {
    let place = Place::workspace();
    let paths = [
        put(&place, "list 2022-06-30.csv", &list(1)),
        put(&place, "dss/2022/list 2022-06-30.csv", &list(2)),
        put(&place, "dss/2022/old/list 2021-06-30.csv", &list(2)),
    ];
    put(&place, "dss/good 2022-06-30.csv", &list(3));
    let answer = place.work(&["ingest", "--inbox"]).must(3);
    for words in [
        "[ops.inbox_without_office]",
        "[ops.inbox_too_deep]",
        "2 files",
        "help: Move",
    ] {
        assert!(answer.stderr.contains(words), "{words}: {}", answer.stderr);
    }
    assert!(paths.iter().all(|path| path.is_file()));
    assert_eq!(rows_loaded(&place), 3);
    let told = place.work(&["--json", "ingest", "--inbox"]).must(3).json();
    let outcomes = told["files"].as_array().unwrap().iter().map(|file| &file["outcome"]);
    assert!(
        outcomes.clone().all(|outcome| outcome == "left") && outcomes.count() == 2,
        "{told}"
    );
}

#[test]
fn files_of_the_system_and_halves_are_left_alone() {
    let place = Place::workspace();
    let names = [
        "desktop.ini",
        ".DS_Store",
        "done/list 2022-06-30.csv",
        "refused/list 2022-06-30.csv",
        "dss/~$list.xlsx",
        "dss/Thumbs.db",
        "dss/list.csv.part",
        "dss/list.csv.crdownload",
        "dss/list.TMP",
        "dss/new/.hidden",
    ];
    let paths = names.map(|name| put(&place, name, "x"));
    let answer = place.work(&["ingest", "--inbox"]).must(0);
    assert_eq!(answer.stderr, "");
    assert!(paths.iter().all(|path| path.is_file()));
}

#[test]
fn an_office_that_cannot_be_served_does_not_hold_up_the_next() {
    let place = Place::workspace();
    // A file bears the name of the folder that is to be made.
    put(&place, "aaa/refused", "x");
    put(&place, "aaa/list 2022-06-30.csv", "one,two\n1,2\n");
    put(&place, "bbb/list 2022-06-30.csv", &list(3));
    let answer = place.work(&["ingest", "--inbox"]).must(8);
    assert!(answer.stderr.contains("[lake.file_unwritable]"), "{}", answer.stderr);
    assert_eq!(rows_loaded(&place), 3);
    let bangla = place.work(&["--lang", "bn", "ingest", "--inbox"]).must(8).stderr;
    assert!(!bangla.contains("os error"), "{bangla}");
}

#[cfg(unix)]
#[test]
fn no_link_is_followed() {
    use std::os::unix::fs::symlink;

    let place = Place::workspace();
    std::fs::create_dir_all(place.path("elsewhere")).unwrap();
    place.write("elsewhere/list 2022-06-30.csv", &list(2));
    let inbox = place.path("work/inbox");
    put(&place, "dss/good 2022-06-30.csv", &list(3));
    put(&place, "uno/list 2022-06-30.csv", &list(5));
    symlink(place.path("elsewhere"), inbox.join("linked")).unwrap();
    symlink(
        place.path("elsewhere/list 2022-06-30.csv"),
        inbox.join("dss/list 2022-06-30.csv"),
    )
    .unwrap();
    symlink(place.path("elsewhere"), inbox.join("uno/done")).unwrap();
    let answer = place.work(&["ingest", "--inbox"]).must(3);
    assert_eq!(
        answer.stderr.matches("[ops.inbox_elsewhere]").count(),
        3,
        "{}",
        answer.stderr
    );
    let left: Vec<_> = std::fs::read_dir(place.path("elsewhere")).unwrap().collect();
    assert_eq!(left.len(), 1);
    assert!(inbox.join("uno/list 2022-06-30.csv").is_file());
    assert_eq!(rows_loaded(&place), 3);
}
