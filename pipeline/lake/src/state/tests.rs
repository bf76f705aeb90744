#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

fn entry(object: &str) -> AuditEntry {
    AuditEntry {
        at: "2022-07-01T09:00:00+06:00".to_owned(),
        officer: "UNO Tala".to_owned(),
        office: "408790".to_owned(),
        purpose: "cyclone list".to_owned(),
        action: "query".to_owned(),
        object: object.to_owned(),
        row_count: 12,
        run_id: Some("aaaaaaaa".to_owned()),
    }
}

fn keys() -> KeyRing {
    KeyRing::from_seed(b"state")
}

fn filled(path: &Path) -> StateDatabase {
    let mut state = StateDatabase::open(path).unwrap();
    for object in ["a", "b", "c"] {
        state.append_audit(&entry(object), &keys()).unwrap();
    }
    state
}

fn broken_row(state: &StateDatabase) -> String {
    let problem = state.verify_audit(&keys()).unwrap_err();
    assert_eq!((problem.code(), problem.exit()), ("lake.audit_broken", 6));
    problem.arguments()[0].1.clone()
}

#[test]
fn an_untouched_log_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.sqlite");
    let empty = StateDatabase::open(&path).unwrap().verify_audit(&keys()).unwrap();
    assert_eq!((empty.count, empty.seal.as_str()), (0, ""));
    let last = filled(&path)
        .append_audit(
            &AuditEntry {
                run_id: None,
                ..entry("d")
            },
            &keys(),
        )
        .unwrap();
    let state = StateDatabase::open(&path).unwrap();
    assert_eq!(state.verify_audit(&keys()).unwrap(), last);
    assert_eq!(last.count, 4);
    assert_eq!(state.audit_entries().unwrap()[1], entry("b"));
    assert!(
        state.verify_audit(&KeyRing::from_seed(b"other")).is_err(),
        "nobody else can seal rows"
    );
}

#[test]
fn every_kind_of_change_is_found() {
    for (change, row) in [
        ("update audit set officer = 'x' where row = 2", "2"),
        ("update audit set row_count = 1 where row = 1", "1"),
        ("update audit set run_id = null where row = 3", "3"),
        ("update audit set seal = 'x' where row = 3", "3"),
        ("delete from audit where row = 1", "1"),
        ("delete from audit where row = 2", "2"),
        (
            "delete from audit where row = 2; update audit set row = 2 where row = 3",
            "2",
        ),
        ("delete from audit where row = 3", "3"),
        ("delete from audit", "1"),
        ("delete from audit_head", "4"),
        ("delete from audit where row = 3; update audit_head set count = 2", "2"),
        (
            "insert into audit select 4, at, officer, office, purpose, action, object, row_count, run_id, seal from audit where row = 3",
            "4",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let state = filled(&folder.path().join("state.sqlite"));
        state.connection.execute_batch(change).unwrap();
        assert_eq!(broken_row(&state), row, "{change}");
    }
}

#[test]
fn nothing_is_appended_to_a_log_with_a_broken_end() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = filled(&folder.path().join("state.sqlite"));
    state
        .connection
        .execute_batch("delete from audit where row = 3")
        .unwrap();
    assert_eq!(
        state.append_audit(&entry("d"), &keys()).unwrap_err().code(),
        "lake.audit_broken"
    );
    assert_eq!(state.audit_entries().unwrap().len(), 2);
}

#[test]
fn two_writers_follow_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.sqlite");
    drop(filled(&path));
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let path = &path;
            scope.spawn(move || {
                let mut state = StateDatabase::open(path).unwrap();
                for number in 0..5 {
                    state
                        .append_audit(&entry(&format!("{writer}.{number}")), &keys())
                        .unwrap();
                }
            });
        }
    });
    assert_eq!(
        StateDatabase::open(&path).unwrap().verify_audit(&keys()).unwrap().count,
        23
    );
}

#[test]
fn the_ledger_keeps_every_receipt() {
    let folder = tempfile::tempdir().unwrap();
    let state = StateDatabase::open(&folder.path().join("state.sqlite")).unwrap();
    let loaded = Receipt {
        received_at: "2022-07-01T09:00:00+06:00".to_owned(),
        extract: "payment".to_owned(),
        office: "408790".to_owned(),
        period: Some("2021-22.Q1".to_owned()),
        batch: Some("B7".to_owned()),
        file_name: "payment.csv".to_owned(),
        sha256: "ab".to_owned(),
        outcome: ReceiptOutcome::Loaded,
        reason: None,
        sequence: Some(1),
        rows_received: 4,
        rows_loaded: 2,
        rows_quarantined: 1,
        rows_duplicate: 1,
    };
    let refused = Receipt {
        period: None,
        batch: None,
        outcome: ReceiptOutcome::Refused,
        reason: Some("ingest.column_missing".to_owned()),
        sequence: None,
        ..loaded.clone()
    };
    let unchanged = Receipt {
        outcome: ReceiptOutcome::Unchanged,
        ..loaded.clone()
    };
    for receipt in [&loaded, &refused, &unchanged] {
        state.append_receipt(receipt).unwrap();
    }
    assert_eq!(state.receipts().unwrap(), [loaded, refused, unchanged]);
}

#[test]
fn a_run_that_was_killed_has_no_end() {
    let folder = tempfile::tempdir().unwrap();
    let state = StateDatabase::open(&folder.path().join("state.sqlite")).unwrap();
    let killed = state.begin_run("aaaaaaaa", "t1", Some("2022-06-30")).unwrap();
    let whole = state.begin_run("aaaaaaaa", "t2", None).unwrap();
    state.end_run(whole, "t3", "published").unwrap();
    let runs = state.runs().unwrap();
    assert_eq!((runs[0].attempt, runs[0].ended_at.as_deref()), (killed, None));
    assert_eq!(runs[0].as_of.as_deref(), Some("2022-06-30"));
    assert_eq!(
        (runs[1].ended_at.as_deref(), runs[1].outcome.as_deref()),
        (Some("t3"), Some("published"))
    );
}

#[test]
fn a_file_that_is_no_database_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.sqlite");
    std::fs::write(&path, "not a database, but long enough to look at".repeat(9)).unwrap();
    let problem = StateDatabase::open(&path).unwrap_err();
    assert_eq!((problem.code(), problem.exit()), ("lake.state_failed", 8));
}

#[test]
fn the_note_may_be_one_row_behind_and_never_more() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.sqlite");
    let note = folder.path().join("keys.toml.audit-head");
    let mut state = StateDatabase::open(&path)
        .unwrap()
        .with_audit_head(AuditHead::at(note.clone()));
    state.verify_audit(&keys()).unwrap();
    let mut notes = Vec::new();
    for object in ["a", "b", "c"] {
        state.append_audit(&entry(object), &keys()).unwrap();
        notes.push(std::fs::read(&note).unwrap());
        assert_eq!(state.verify_audit(&keys()).unwrap().count, notes.len() as u64);
    }
    // A kill between the row and its note.
    std::fs::write(&note, &notes[1]).unwrap();
    state.verify_audit(&keys()).unwrap();
    state.append_audit(&entry("d"), &keys()).unwrap();
    state.verify_audit(&keys()).unwrap();
    for old in &notes[..2] {
        std::fs::write(&note, old).unwrap();
        assert_eq!(state.verify_audit(&keys()).unwrap_err().code(), "lake.audit_replaced");
        assert_eq!(
            state.append_audit(&entry("e"), &keys()).unwrap_err().code(),
            "lake.audit_replaced"
        );
    }
    // Another log of the same length is not the one that was noted.
    std::fs::write(&note, &notes[2]).unwrap();
    let mut other = StateDatabase::open(&folder.path().join("other.sqlite")).unwrap();
    for object in ["x", "y", "z"] {
        other.append_audit(&entry(object), &keys()).unwrap();
    }
    let other = other.with_audit_head(AuditHead::at(note));
    assert_eq!(other.verify_audit(&keys()).unwrap_err().code(), "lake.audit_replaced");
}
