//! Persons of a workspace over several runs: ids that survive, every merge and split in the log, and the same persons
//! whether records came at once or one after the other.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::dorpon::Place;

const HEADINGS: &str = "beneficiary_id,programme_code,name_bn,name_en,father_name,mother_name,sex,birth_date,id_type,id_number,union_code,enrolled_on,status";

/// A list entry: id, names in Bangla or Latin letters, birth date, NID.
fn entry(id: &str, names: [&str; 3], born: &str, nid: &str) -> String {
    let is_latin = names[0].is_ascii();
    let (bangla, latin) = if is_latin { ("", names[0]) } else { (names[0], "") };
    let kind = if nid.is_empty() { "" } else { "nid" };
    format!(
        "{id},OAA,{bangla},{latin},{},{},female,{born},{kind},{nid},40879071,2020-07-01,active",
        names[1], names[2]
    )
}

fn rahima(id: &str, nid: &str) -> String {
    entry(id, ["মোছাঃ রহিমা খাতুন", "আব্দুল করিম মন্ডল", "জোহরা বিবি"], "1950-03-14", nid)
}

fn rahima_in_latin(id: &str) -> String {
    entry(
        id,
        ["Mst. Rahima Khatun", "Md Abdul Karim Mondal", "Johra Bibi"],
        "1950-03-14",
        "",
    )
}

fn salma(id: &str) -> String {
    entry(id, ["সালমা বেগম", "নজরুল ইসলাম", "ফাতেমা খানম"], "1948-11-02", "8719071999101")
}

/// Takes a list of an office in and publishes; answers with the person of each record and what the run said.
fn publish(place: &Place, office: &str, rows: &[String]) -> (BTreeMap<String, String>, String) {
    ingest(place, office, "2022-06-30", rows);
    run(place, "2022-06-30")
}

fn ingest(place: &Place, office: &str, period: &str, rows: &[String]) {
    let file = place.write(&format!("{office}.csv"), &format!("{HEADINGS}\n{}\n", rows.join("\n")));
    let arguments = ["ingest", "beneficiary", &file, "--office", office, "--period", period];
    place.work(&arguments).must(0);
}

/// Publishes; answers with the person of each record and what the run said.
fn run(place: &Place, as_of: &str) -> (BTreeMap<String, String>, String) {
    let said = place.work(&["run", "--as-of", as_of]).must(0).stderr;
    let persons = rows_of(place, "entity_person")
        .into_iter()
        .map(|row| (text(&row, "record_id"), text(&row, "person_id")))
        .collect();
    (persons, said)
}

fn rows_of(place: &Place, table: &str) -> Vec<Value> {
    let access = [
        "--layer",
        "entity",
        "--purpose",
        "test",
        "--officer",
        "test",
        "--format",
        "json",
    ];
    let mut arguments = vec!["query", table];
    arguments.extend(access);
    place.work(&arguments).must(0).json().as_array().unwrap().clone()
}

fn text(row: &Value, column: &str) -> String {
    row[column].as_str().unwrap_or_default().to_owned()
}

fn log(place: &Place) -> Vec<[String; 3]> {
    let rows = rows_of(place, "person_change");
    rows.iter()
        .map(|row| ["change", "person_id", "other_person_ids"].map(|column| text(row, column)))
        .collect()
}

#[test]
fn a_person_keeps_the_id_and_merges_and_splits_are_logged() {
    let place = Place::workspace();
    let (first, said) = publish(&place, "one", &[rahima("A1", "8719071999100"), salma("A2")]);
    assert_ne!(first["A1"], first["A2"]);
    assert!(log(&place).is_empty() && !said.contains("person_change"), "{said}");

    // A record of the same woman in Latin letters and without a number.
    let (second, _) = publish(&place, "two", &[rahima_in_latin("B1")]);
    assert_eq!(second["A1"], first["A1"]);
    assert_eq!(second["A2"], first["A2"]);
    assert_eq!(second["B1"], first["A1"]);
    assert!(log(&place).is_empty());

    // The first office corrects the name: its record is somebody else's now, and the person is split.
    let other = entry(
        "A1",
        ["জমিলা খাতুন", "মকবুল হোসেন", "আয়েশা বিবি"],
        "1961-08-30",
        "8719071999100",
    );
    let (third, said) = publish(&place, "one", &[other, salma("A2")]);
    assert_ne!(third["A1"], third["B1"]);
    assert_eq!(third["A2"], first["A2"]);
    let split = log(&place);
    assert_eq!(split.len(), 1, "{split:?}");
    assert_eq!(split[0][0], "split");
    assert!(said.contains("person_change"), "{said}");

    // It takes the correction back and adds somebody: the two are one again, and the log holds both.
    let added = entry(
        "A3",
        ["হালিমা খাতুন", "আয়নাল হক", "রাবেয়া বেগম"],
        "1955-01-20",
        "8719071999102",
    );
    let rows = [rahima("A1", "8719071999100"), salma("A2"), added];
    let (fourth, _) = publish(&place, "one", &rows);
    assert_eq!(fourth["A1"], fourth["B1"]);
    assert_eq!(fourth["A2"], first["A2"]);
    let changes = log(&place);
    assert_eq!(changes.len(), 2, "{changes:?}");
    assert_eq!(changes[1][0], "merged");
    // The id that was given up is nobody's.
    let given_up: BTreeSet<&str> = changes[1][2].split('|').collect();
    assert!(
        !fourth.values().any(|person| given_up.contains(person.as_str())),
        "{changes:?}"
    );
}

#[test]
fn a_look_at_an_earlier_day_ends_nobody_for_good() {
    let place = Place::workspace();
    ingest(&place, "one", "2022-06-30", &[rahima("A1", "8719071999100")]);
    ingest(&place, "two", "2022-03-31", &[salma("A2")]);
    let (june, _) = run(&place, "2022-06-30");
    let (april, _) = run(&place, "2022-04-30");
    assert_eq!(april.keys().collect::<Vec<_>>(), ["A2"]);
    ingest(&place, "three", "2022-06-30", &[rahima_in_latin("B1")]);
    let (again, _) = run(&place, "2022-06-30");
    assert_eq!(again["A1"], june["A1"]);
    assert_eq!(again["A2"], june["A2"]);
    assert_eq!(again["B1"], june["A1"]);
    let changes: Vec<String> = log(&place).into_iter().map(|[change, ..]| change).collect();
    assert_eq!(changes, ["ended", "returned"]);
}

/// Records of each person, whatever the person is called.
fn groups(place: &Place) -> BTreeSet<BTreeSet<(String, String)>> {
    let mut groups: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for row in rows_of(place, "entity_person") {
        let record = (text(&row, "source"), text(&row, "record_id"));
        groups.entry(text(&row, "person_id")).or_default().insert(record);
    }
    groups.into_values().collect()
}

#[test]
fn linking_new_records_only_gives_what_linking_all_gives() {
    let sample = crate::dorpon::repository().join("sample-data");
    let manifest = std::fs::read_to_string(sample.join("extracts.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let files = manifest["file"].as_array().unwrap();
    let of_extract = |extract: &str| -> Vec<(String, String, String)> {
        let found = files.iter().filter(|file| file["extract"].as_str() == Some(extract));
        found
            .map(|file| {
                let field = |name: &str| file[name].as_str().unwrap().to_owned();
                let path = sample.join(field("file")).display().to_string();
                (path, field("office"), field("period"))
            })
            .collect()
    };
    let ingest = |place: &Place, extract: &str, (path, office, period): &(String, String, String)| {
        place
            .work(&["ingest", extract, path, "--office", office, "--period", period])
            .must(0);
    };
    let place = Place::workspace();
    for household in of_extract("census_household") {
        ingest(&place, "census_household", &household);
    }
    // File by file, the lists between the registers, each with a run of its own.
    let (registers, lists) = (of_extract("census_person"), of_extract("beneficiary"));
    let order = [
        ("census_person", &registers[1]),
        ("beneficiary", &lists[0]),
        ("census_person", &registers[0]),
        ("beneficiary", &lists[1]),
        ("census_person", &registers[2]),
    ];
    let mut known: BTreeMap<(String, String), String> = BTreeMap::new();
    for (extract, file) in order {
        ingest(&place, extract, file);
        place.work(&["run", "--as-of", "2022-06-30"]).must(0);
        let rows = rows_of(&place, "entity_person");
        let now: BTreeMap<(String, String), String> = rows
            .iter()
            .map(|row| ((text(row, "source"), text(row, "record_id")), text(row, "person_id")))
            .collect();
        let merged: BTreeSet<String> = log(&place)
            .into_iter()
            .flat_map(|[_, _, others]| others.split('|').map(str::to_owned).collect::<Vec<_>>())
            .collect();
        for (record, person) in &known {
            assert!(
                now[record] == *person || merged.contains(person) || merged.contains(&now[record]),
                "{record:?}: {person} became {} and no change says so",
                now[record]
            );
        }
        known = now;
    }
    let at_once = groups(crate::dorpon::demo());
    assert_eq!(groups(&place), at_once);
}

/// Office, period and rows of a register: households with where they stand, persons as their names are in Bangla.
fn register(place: &Place) {
    let households = "household_id,union_code,ward_no,house_type,surveyed_on\nH1,40879071,8,kutcha,2022-01-10\n";
    let persons = "person_id,household_id,name_bn,father_name,mother_name,sex,birth_date,nid\n\
        P1,H1,মোছাঃ রহিমা খাতুন,আব্দুল করিম মন্ডল,জোহরা বিবি,female,1950-03-14,8719071999100\n\
        P2,H1,সালমা বেগম,নজরুল ইসলাম,ফাতেমা খানম,female,1948-11-02,8719071999101\n";
    for (extract, content) in [("census_household", households), ("census_person", persons)] {
        let file = place.write(&format!("{extract}.csv"), content);
        place
            .work(&["ingest", extract, &file, "--office", "up", "--period", "2022"])
            .must(0);
    }
}

#[test]
fn a_service_given_is_of_the_person_that_its_number_or_its_name_and_birth_date_say() {
    let place = Place::workspace();
    register(&place);
    ingest(&place, "one", "2022-06-30", &[rahima("A1", "8719071999100")]);
    // In Latin letters. S1 has her number, S2 her name and birth date, S3 the same birth date and another name, S4 her
    // name alone.
    let services = "service_id,id_type,id_number,name_bn,birth_date,department,service_code,given_on,union_code\n\
        S1,nid,8719071999100,Rahima Khatun,,DWA,SEWING_MACHINE,2021-09-15,40879071\n\
        S2,,,Mst. Rahima Khatun,1950-03-14,DDM,RELIEF,2021-10-20,40879071\n\
        S3,,,Jamila Sultana,1950-03-14,DDM,RELIEF,2021-10-20,40879071\n\
        S4,,,Rahima Khatun,,DDM,RELIEF,2022-05-27,40879071\n";
    let file = place.write("service.csv", services);
    let arguments = [
        "ingest",
        "service_record",
        &file,
        "--office",
        "dwa",
        "--period",
        "2021-22",
    ];
    place.work(&arguments).must(0);
    place.work(&["run", "--as-of", "2022-06-30"]).must(0);

    let rows = rows_of(&place, "entity_person");
    let of = |record: &str| {
        let row = rows.iter().find(|row| text(row, "record_id") == record);
        row.unwrap_or_else(|| panic!("{record} is not in {rows:?}"))
    };
    let person = |record: &str| text(of(record), "person_id");
    let rahima = person("P1");
    assert_eq!(person("A1"), rahima);
    for (service, method) in [("2021-22/S1", "identifier"), ("2021-22/S2", "name")] {
        let row = of(service);
        assert_eq!(text(row, "person_id"), rahima, "{rows:?}");
        assert_eq!(text(row, "source"), "service_record");
        assert_eq!(text(row, "method"), method, "{row}");
        assert_eq!(row["is_in_register"], true, "{row}");
        assert!(row["match_probability"].as_f64().unwrap() >= 0.99, "{row}");
    }
    // A birth date that two women share makes no one of them, nor does a name that many bear.
    for service in ["2021-22/S3", "2021-22/S4"] {
        let row = of(service);
        assert_eq!(text(row, "method"), "alone", "{row}");
        assert_eq!(row["is_in_register"], false, "{row}");
        assert!(![&rahima, &person("P2")].contains(&&text(row, "person_id")), "{row}");
    }
    assert_ne!(person("2021-22/S3"), person("2021-22/S4"));
}
