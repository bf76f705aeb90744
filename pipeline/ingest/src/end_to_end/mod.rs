//! Whole files through the public functions, against the shipped contracts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;

use arrow::array::{Array as _, AsArray as _, RecordBatch};
use arrow::datatypes::{Date32Type, Decimal128Type, Int64Type};
use dorpon_domain::language::Language;
use dorpon_domain::text::fold_header;
use dorpon_lake::table_file::{is_encrypted, read_public_table, read_table};
use dorpon_lake::workspace::WorkspaceSettings;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as NewWorkbook};

use super::*;

mod form;
mod hostile;

struct Office {
    folder: tempfile::TempDir,
    workspace: Workspace,
    keys: KeyRing,
    contracts: Vec<ExtractContract>,
    spellings: BTreeMap<String, String>,
    areas: BTreeSet<String>,
}

impl Office {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(
            &folder.path().join("workspace"),
            WorkspaceSettings::new("00112233aabbccdd"),
        )
        .unwrap();
        let shipped = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../queries/extracts");
        let mut contracts: Vec<ExtractContract> = fs::read_dir(shipped)
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                let name = format!("extracts/{}", path.file_name().unwrap().to_string_lossy());
                ExtractContract::parse(&name, &fs::read_to_string(path).unwrap()).unwrap()
            })
            .collect();
        contracts.sort_by(|one, other| one.extract.cmp(&other.extract));
        let spellings = [("OAA", "OAA"), ("বয়স্ক ভাতা", "OAA"), ("WAA", "WAA"), ("DAA", "DAA")]
            .map(|(name, code)| (fold_header(name), code.to_owned()));
        let areas = ["40879071", "40879011", "40879079"].map(str::to_owned);
        Self {
            folder,
            workspace,
            keys: KeyRing::from_seed(b"ingest"),
            contracts,
            spellings: spellings.into(),
            areas: areas.into(),
        }
    }

    fn contract(&self, extract: &str) -> &ExtractContract {
        self.contracts
            .iter()
            .find(|contract| contract.extract == extract)
            .unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn ingest_with(
        &self,
        extract: &str,
        path: &Path,
        change: impl FnOnce(&mut IngestRequest<'_>),
    ) -> Result<IngestOutcome, Problem> {
        let contracts: Vec<&ExtractContract> = self.contracts.iter().collect();
        let mut request = IngestRequest {
            workspace: &self.workspace,
            keys: &self.keys,
            contract: self.contract(extract),
            contracts: &contracts,
            programme_spellings: &self.spellings,
            known_areas: &self.areas,
            path,
            office: "tala",
            period: None,
            date_order: None,
            batch: None,
            may_replace: true,
            received_at: "2022-07-01T09:00:00+06:00",
            progress: &|_, _| (),
        };
        change(&mut request);
        ingest(&request)
    }

    fn ingest(&self, extract: &str, path: &Path) -> Result<IngestOutcome, Problem> {
        self.ingest_with(extract, path, |_| ())
    }

    fn loaded(&self, extract: &str, path: &Path) -> Slice {
        match self
            .ingest(extract, path)
            .unwrap_or_else(|problem| panic!("{problem} {:?}", problem.arguments()))
        {
            IngestOutcome::Loaded(slice) => slice,
            IngestOutcome::AlreadyLoaded(_) => panic!("already loaded"),
        }
    }

    fn refused(&self, extract: &str, path: &Path) -> Problem {
        let problem = self.ingest(extract, path).unwrap_err();
        assert!(
            Slice::list(&self.workspace, extract).unwrap().is_empty(),
            "nothing of a refused file is in the lake"
        );
        // Every placeholder is filled.
        for language in [Language::Bangla, Language::English] {
            assert!(!problem.text(language).contains('{'), "{}", problem.text(language));
            assert!(!problem.help(language).contains('{'), "{}", problem.help(language));
        }
        problem
    }

    fn inspect(&self, path: &Path, extract: Option<&str>) -> Result<Inspection, Problem> {
        let contracts: Vec<&ExtractContract> = self.contracts.iter().collect();
        inspect(&InspectRequest {
            path,
            contracts: &contracts,
            extract,
            programme_spellings: &self.spellings,
            known_areas: &self.areas,
            period: None,
            date_order: None,
        })
    }

    fn rows(&self, path: &Path) -> RecordBatch {
        let (schema, reader) = read_table(path, &self.keys).unwrap();
        let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
        arrow::compute::concat_batches(&schema, &batches).unwrap()
    }
}

fn texts(batch: &RecordBatch, column: &str) -> Vec<Option<String>> {
    batch
        .column_by_name(column)
        .unwrap()
        .as_string::<i32>()
        .iter()
        .map(|text| text.map(str::to_owned))
        .collect()
}

fn words(batch: &RecordBatch, column: &str) -> Vec<String> {
    texts(batch, column)
        .into_iter()
        .map(Option::unwrap_or_default)
        .collect()
}

fn integers(batch: &RecordBatch, column: &str) -> Vec<Option<i64>> {
    batch
        .column_by_name(column)
        .unwrap()
        .as_primitive::<Int64Type>()
        .iter()
        .collect()
}

fn decimals(batch: &RecordBatch, column: &str) -> Vec<Option<i128>> {
    batch
        .column_by_name(column)
        .unwrap()
        .as_primitive::<Decimal128Type>()
        .iter()
        .collect()
}

const PAYMENT_HEADER: &str = "payment_id,batch_id,beneficiary_id,programme_code,fiscal_year,cycle,amount_taka,provider,wallet_number,ordered_on,status";

fn payments(rows: &[&str]) -> String {
    std::iter::once(&PAYMENT_HEADER)
        .chain(rows)
        .map(|row| format!("{row}\r\n"))
        .collect()
}

fn good_payments(count: usize) -> Vec<String> {
    (1..=count)
        .map(|number| {
            format!("P{number:03},B1,N{number:03},OAA,2021-22,Q1,1500,nagad,01300000{number:03},2021-09-25,settled")
        })
        .collect()
}

#[test]
fn a_payment_file_is_typed_balanced_and_encrypted() {
    let office = Office::new();
    let mut rows = good_payments(20);
    rows[1] = rows[1].replace(",1500,", ",\"১,৫০০/-\",");
    rows[2] = rows[2].replace("01300000003", "+880 1300-000003");
    rows[3] = rows[3].replace("01300000004", "0130");
    rows[4] = rows[4].replace("OAA", "বয়স্ক ভাতা");
    rows.push(rows[0].clone());
    rows.push(rows[5].replace(",1500,", ",-1500,").replace("P006", "P901"));
    rows.push(rows[5].replace(",1500,", ",?,").replace("P006", "P902"));
    rows.push(rows[5].replace("2021-09-25", "soon").replace("P006", "P903"));
    let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
    let path = office.write("payments.csv", payments(&lines));
    let slice = office.loaded("payment", &path);

    let sidecar = &slice.sidecar;
    assert_eq!(
        (sidecar.period.as_str(), sidecar.batch.as_deref()),
        ("2021-22-Q1", Some("B1"))
    );
    assert_eq!((sidecar.rows.received(), sidecar.rows.loaded()), (24, 20));
    assert_eq!((sidecar.rows.quarantined(), sidecar.rows.duplicate()), (3, 1));
    let taka = sidecar.taka.as_ref().unwrap();
    assert_eq!((taka.received(), taka.loaded()), ("31500.00", "30000.00"));
    assert_eq!(
        (taka.quarantined(), taka.duplicate(), taka.unreadable()),
        ("0.00", "1500.00", 1)
    );
    assert_eq!(sidecar.quarantine["negative_amount"], 1);
    assert_eq!(sidecar.quarantine["unreadable_amount"], 1);
    assert_eq!(sidecar.quarantine["unreadable_date"], 1);
    assert_eq!(sidecar.repairs["amount_taka"]["bangla_digits"], 1);
    assert_eq!(sidecar.findings["wallet_number"]["length"], 1);
    assert_eq!(sidecar.encoding.as_deref(), Some("utf-8"));
    assert_eq!((sidecar.separator.as_deref(), sidecar.header_row), (Some(","), Some(1)));

    for file in [slice.data(), slice.findings(), slice.quarantine()] {
        assert!(is_encrypted(&file).unwrap(), "{}", file.display());
        assert!(read_public_table(&file).is_err());
    }
    let data = office.rows(&slice.data());
    assert_eq!(data.schema(), raw_schema(office.contract("payment")));
    assert_eq!(decimals(&data, "amount_taka"), vec![Some(150_000); 20]);
    assert_eq!(words(&data, "programme_code"), vec!["OAA"; 20]);
    assert_eq!(words(&data, "wallet_number")[2], "01300000003");
    assert_eq!(words(&data, "wallet_number_raw")[2], "+880 1300-000003");
    assert_eq!(words(&data, "wallet_number_class")[3], "length");
    assert_eq!(integers(&data, "source_row")[0], Some(2));
    let ordered: Vec<Option<i32>> = data
        .column_by_name("ordered_on")
        .unwrap()
        .as_primitive::<Date32Type>()
        .iter()
        .collect();
    assert_eq!(ordered, vec![Some(18_895); 20]);

    let findings = office.rows(&slice.findings());
    assert_eq!(words(&findings, "raw_value"), ["0130"]);
    assert!(!words(&findings, "masked_value")[0].contains("0130"));
    let held = office.rows(&slice.quarantine());
    assert_eq!(
        words(&held, "reason"),
        ["negative_amount", "unreadable_amount", "unreadable_date"]
    );
    assert_eq!(words(&held, "column"), ["amount_taka", "amount_taka", "ordered_on"]);
    assert_eq!(integers(&held, "source_row"), [Some(23), Some(24), Some(25)]);
    assert!(words(&held, "row")[0].contains("\"payment_id\":\"P901\""));
}

#[test]
fn the_same_file_twice_is_told_and_a_corrected_one_comes_beside() {
    let office = Office::new();
    let rows = good_payments(5);
    let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
    let path = office.write("a.csv", payments(&lines));
    let first = office.loaded("payment", &path);
    assert!(matches!(
        office.ingest("payment", &path).unwrap(),
        IngestOutcome::AlreadyLoaded(_)
    ));
    let other = office
        .ingest_with("payment", &path, |request| request.office = "dhaka")
        .unwrap();
    assert!(
        matches!(other, IngestOutcome::Loaded(_)),
        "another office speaks for itself"
    );
    let corrected = office.write("b.csv", payments(&lines[..4]));
    let second = office.loaded("payment", &corrected);
    assert_eq!(second.name, first.name);
    assert_eq!((first.sidecar.sequence, second.sidecar.sequence), (1, 2));
    let third = office.loaded("payment", &path);
    assert_eq!(third.sidecar.sequence, 3, "what was sent last counts");
}

#[test]
fn one_key_with_two_contents_is_quarantined_but_forms_are_compared() {
    let office = Office::new();
    let mut rows = good_payments(20);
    rows.push(rows[0].replace("1500", "1600"));
    // The same payment in other words.
    rows.push(
        rows[1]
            .replace("1500", "১৫০০")
            .replace("OAA", "oaa")
            .replace("2021-09-25", "25/09/2021"),
    );
    // A blank and an unreadable number are not the same content.
    rows.push(rows[2].replace("01300000003", ""));
    let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
    let slice = office.loaded("payment", &office.write("a.csv", payments(&lines)));
    assert_eq!(slice.sidecar.quarantine["key_conflict"], 4);
    assert_eq!((slice.sidecar.rows.loaded(), slice.sidecar.rows.duplicate()), (18, 1));
    assert_eq!(slice.sidecar.taka.as_ref().unwrap().quarantined(), "6100.00");
}

#[test]
fn keys_programmes_and_names_are_what_a_row_cannot_do_without() {
    let office = Office::new();
    let mut text =
        "beneficiary_id\tprogramme_code\tname_bn\tsex\tid_type\tid_number\tunion_code\tenrolled_on\tstatus\n"
            .to_owned();
    for number in 0..30 {
        text.push_str(&format!(
            "N{number}\tOAA\tকরিম\tপুরুষ\tnid\t\t40879071\t2019-07-01\tসক্রিয়\n"
        ));
    }
    text.push_str("\tOAA\tকরিম\tm\tnid\t\t40879071\t2019-07-01\tactive\n");
    text.push_str("N31\tXYZ\tকরিম\tm\tnid\t\t40879071\t2019-07-01\tactive\n");
    text.push_str("N32\tOAA\t\tm\tnid\t\t40879071\t2019-07-01\tactive\n");
    text.push_str("N33\tOAA\t\tm\tnid\t12\t99999999\t2019-07-01\tসে\n");
    let slice = office.loaded("beneficiary", &office.write("list_2022-06-30.tsv", text));
    assert_eq!(slice.sidecar.period, "2022-06-30");
    assert_eq!(slice.sidecar.separator.as_deref(), Some("tab"));
    let reasons: Vec<(&str, u64)> = slice
        .sidecar
        .quarantine
        .iter()
        .map(|(reason, count)| (reason.as_str(), *count))
        .collect();
    assert_eq!(
        reasons,
        [
            ("missing_key", 1),
            ("no_name_no_identifier", 1),
            ("unknown_programme", 1)
        ]
    );
    assert_eq!(slice.sidecar.findings["union_code"]["unknown_area"], 1);
    assert_eq!(slice.sidecar.findings["status"]["unknown_value"], 1);
    assert_eq!(slice.sidecar.findings["id_number"]["length"], 1);
    let data = office.rows(&slice.data());
    assert_eq!(words(&data, "sex"), vec!["male"; 31]);
    assert_eq!(texts(&data, "union_code")[30], None);
    assert!(!slice.sidecar.unmapped_headers.iter().any(|heading| heading == "sex"));
}

#[test]
fn a_heading_can_imply_the_kind_of_number() {
    let office = Office::new();
    let text = "ভাতাভোগীর আইডি;কর্মসূচি;নাম;লিঙ্গ;জাতীয় পরিচয়পত্র নম্বর;ইউনিয়ন কোড;তালিকাভুক্তির তারিখ;অবস্থা;মন্তব্য\n\
                ১;বয়স্ক ভাতা;রহিমা;মহিলা;৮৭১৯০৭৯৯৯৯৯০১;৪০৮৭৯০৭১;১৫/০৭/২০১৯;সক্রিয়;-\n";
    let slice = office.loaded(
        "beneficiary",
        &office.write("তালিকা_৩০-০৬-২০২২.csv", format!("\u{FEFF}{text}")),
    );
    assert_eq!(slice.sidecar.encoding.as_deref(), Some("utf-8 with bom"));
    assert_eq!(slice.sidecar.separator.as_deref(), Some(";"));
    assert_eq!(slice.sidecar.period, "2022-06-30");
    assert_eq!(slice.sidecar.unmapped_headers, ["মন্তব্য"]);
    let data = office.rows(&slice.data());
    assert_eq!(words(&data, "id_type"), ["nid"]);
    assert_eq!(words(&data, "id_number"), ["8719079999901"]);
    assert_eq!(words(&data, "programme_code"), ["OAA"]);
    assert_eq!(words(&data, "beneficiary_id"), ["1"]);
}

fn household_workbook(path: &Path, rows: u32) {
    let mut workbook = NewWorkbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "খানা জরিপ ২০২২, নগরঘাটা").unwrap();
    let headings = [
        "খানা নম্বর",
        "ইউনিয়ন কোড",
        "ওয়ার্ড নং",
        "ঘরের ধরন",
        "জরিপের তারিখ",
        "মাসিক আয়",
        "মোবাইল",
    ];
    for (column, heading) in (0..).zip(headings) {
        sheet.write_string(2, column, heading).unwrap();
    }
    let date_format = Format::new().set_num_format("dd/mm/yyyy");
    for row in 0..rows {
        let line = 3 + row;
        sheet.write_string(line, 0, format!("H{row}")).unwrap();
        sheet.write_number(line, 1, 40_879_071.0).unwrap();
        sheet.write_number(line, 2, 8.0).unwrap();
        sheet.write_string(line, 3, "কাঁচা").unwrap();
        let day = ExcelDateTime::from_ymd(2022, 1, 15).unwrap();
        sheet.write_datetime_with_format(line, 4, &day, &date_format).unwrap();
        sheet.write_number(line, 5, 4500.5).unwrap();
        sheet.write_number(line, 6, 1_300_000_000.0 + f64::from(row)).unwrap();
    }
    // The blank tail that a sheet keeps of what was deleted.
    let format = Format::new().set_bold();
    for row in 0..200 {
        sheet.write_blank(3 + rows + row, 0, &format).unwrap();
    }
    workbook.save(path).unwrap();
}

#[test]
fn a_workbook_with_a_title_is_read() {
    let office = Office::new();
    let path = office.path("খানা_2022.xlsx");
    household_workbook(&path, 3);
    let slice = office.loaded("census_household", &path);
    assert_eq!((slice.sidecar.header_row, slice.sidecar.rows.received()), (Some(3), 3));
    assert_eq!(slice.sidecar.sheet.as_deref(), Some("Sheet1"));
    assert_eq!(slice.sidecar.encoding, None);
    let data = office.rows(&slice.data());
    assert_eq!(integers(&data, "source_row"), [Some(4), Some(5), Some(6)]);
    assert_eq!(words(&data, "union_code"), vec!["40879071"; 3]);
    assert_eq!(words(&data, "ward_no"), vec!["8"; 3]);
    assert_eq!(words(&data, "house_type"), vec!["kutcha"; 3]);
    assert_eq!(decimals(&data, "monthly_income_taka"), vec![Some(450_050); 3]);
    assert_eq!(words(&data, "mobile")[1], "01300000001");
    assert_eq!(data.column_by_name("surveyed_on").unwrap().null_count(), 0);
    assert!(
        !slice.sidecar.repairs.contains_key("surveyed_on"),
        "a cell formatted as a date is a date"
    );
}

#[test]
fn long_numbers_of_a_sheet_are_lost_and_said_so() {
    let office = Office::new();
    let path = office.path("persons 2022.xlsx");
    let mut workbook = NewWorkbook::new();
    let hidden = workbook.add_worksheet();
    hidden.set_hidden(true);
    hidden.write_string(0, 0, "notes").unwrap();
    let sheet = workbook.add_worksheet();
    sheet.set_active(true);
    for (column, heading) in (0..).zip(["person_id", "household_id", "name_bn", "sex", "nid", "birth_date"]) {
        sheet.write_string(0, column, heading).unwrap();
    }
    for row in 1..=10 {
        sheet.write_number(row, 0, f64::from(row)).unwrap();
        sheet.write_string(row, 1, "H1").unwrap();
        sheet.write_string(row, 2, "করিম").unwrap();
        sheet.write_string(row, 3, "পুরুষ").unwrap();
        sheet.write_number(row, 5, 25_569.0).unwrap();
    }
    sheet.write_number(1, 4, 19_708_719_079_999_901.0).unwrap();
    sheet.write_number(2, 4, 8_719_079_999_902.0).unwrap();
    sheet.write_string(3, 4, "19708719079999903").unwrap();
    workbook.save(&path).unwrap();
    let slice = office.loaded("census_person", &path);
    assert_eq!(slice.sidecar.sheet.as_deref(), Some("Sheet2"));
    assert_eq!(slice.sidecar.findings["nid"]["precision_lost"], 1);
    assert_eq!(slice.sidecar.repairs["birth_date"].values().sum::<u64>(), 10);
    let data = office.rows(&slice.data());
    assert_eq!(words(&data, "nid")[..3], ["", "8719079999902", "19708719079999903"]);
    assert_eq!(
        words(&data, "nid_class")[..4],
        ["precision_lost", "valid", "valid", "absent"]
    );
    assert_eq!(words(&data, "person_id")[0], "1");
    let births: Vec<Option<i32>> = data
        .column_by_name("birth_date")
        .unwrap()
        .as_primitive::<Date32Type>()
        .iter()
        .collect();
    assert_eq!(births[0], Some(0));
}

#[test]
fn a_missing_column_is_named_with_its_neighbours() {
    let office = Office::new();
    let rows = good_payments(3);
    let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
    let path = office.write("a.csv", payments(&lines).replace("amount_taka", "amuont tk"));
    let problem = office.refused("payment", &path);
    assert_eq!((problem.code(), problem.exit()), ("ingest.column_missing", 3));
    let text = problem.text(Language::English);
    assert!(text.contains("amount_taka") && text.contains("\"amuont tk\""), "{text}");
    let nearest = problem
        .arguments()
        .iter()
        .find(|(name, _)| *name == "nearest")
        .map(|(_, value)| value)
        .unwrap();
    assert_eq!(nearest.matches('"').count(), 6, "three headings: {nearest}");
}

#[test]
fn headers_are_never_guessed() {
    let office = Office::new();
    let rows = good_payments(3);
    let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
    let twice = payments(&lines).replace("batch_id", "টাকার পরিমাণ");
    let problem = office.refused("payment", &office.write("a.csv", twice));
    assert_eq!(problem.code(), "ingest.header_ambiguous");
    assert!(problem.text(Language::Bangla).contains("(B)") && problem.text(Language::Bangla).contains("(G)"));

    let path = office.write("b.csv", payments(&lines));
    let problem = office.refused("shelter", &path);
    assert_eq!(problem.code(), "ingest.header_of_other_extract");
    assert!(problem.text(Language::English).contains("payment"));

    let problem = office.refused("payment", &office.write("c.csv", "x,y,z\n1,2,3\n"));
    assert_eq!((problem.code(), problem.exit()), ("ingest.header_unknown", 3));
}

#[test]
fn dates_that_read_both_ways_are_asked_about() {
    let office = Office::new();
    let unclear = |day: &str| {
        let rows: Vec<String> = good_payments(5)
            .iter()
            .map(|row| row.replace("2021-09-25", day).replace("settled", "pending"))
            .collect();
        let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
        payments(&lines)
    };
    let problem = office.refused("payment", &office.write("a.csv", unclear("05/09/2021")));
    assert_eq!((problem.code(), problem.exit()), ("ingest.date_order_unclear", 3));
    let path = office.path("a.csv");
    let told = office
        .ingest_with("payment", &path, |request| {
            request.date_order = Some(PartOrder::MonthFirst)
        })
        .unwrap();
    let data = office.rows(&told.slice().data());
    let ordered = data
        .column_by_name("ordered_on")
        .unwrap()
        .as_primitive::<Date32Type>()
        .value(0);
    assert_eq!(ordered, 18_756, "2021-05-09");
    // Bangla digits, or one cell that decides, are enough.
    for (name, day) in [("b.csv", "০৫/০৯/২০২১"), ("c.csv", "25/09/2021")] {
        let text = unclear(day).replacen(day, "05/09/2021", 2);
        let slice = office.loaded("payment", &office.write(name, text));
        let data = office.rows(&slice.data());
        let ordered = data
            .column_by_name("ordered_on")
            .unwrap()
            .as_primitive::<Date32Type>()
            .value(0);
        assert_eq!(ordered, 18_875, "2021-09-05");
    }
}

#[test]
fn a_file_speaks_for_one_slice() {
    let office = Office::new();
    let mut rows = good_payments(4);
    rows[3] = rows[3].replace(",B1,", ",B2,");
    let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
    let problem = office.refused("payment", &office.write("a.csv", payments(&lines)));
    assert_eq!(problem.code(), "ingest.slice_mixed");

    let path = office.write("b.csv", payments(&lines[..3]));
    let differs = office
        .ingest_with("payment", &path, |request| request.period = Some("2021-22-Q2"))
        .unwrap_err();
    assert_eq!((differs.code(), differs.exit()), ("ingest.period_differs", 3));
    let invalid = office
        .ingest_with("payment", &path, |request| request.period = Some("2022"))
        .unwrap_err();
    assert_eq!((invalid.code(), invalid.exit()), ("ingest.period_invalid", 2));

    let shelters = "shelter_id,name_bn,union_code,is_usable\nS1,আশ্রয়,40879071,হ্যাঁ\n";
    let path = office.write("shelters.csv", shelters);
    let problem = office.refused("shelter", &path);
    assert_eq!((problem.code(), problem.exit()), ("ingest.period_unknown", 2));
    assert!(problem.help(Language::English).contains("--period 2022"));
    let slice = office
        .ingest_with("shelter", &path, |request| request.period = Some("২০২২"))
        .unwrap();
    assert_eq!(slice.slice().sidecar.period, "2022");
    assert!(
        is_encrypted(&slice.slice().data()).unwrap(),
        "a keeper's mobile is personal"
    );
}

/// The sample files of the smaller extracts, and the period of those whose columns do not say it.
const SAMPLES: [(&str, Option<&str>); 17] = [
    ("budget", None),
    ("facility", Some("2022-06-30")),
    ("hazard_index", Some("2022")),
    ("helpline_case", None),
    ("indicator_value", None),
    ("initiative", Some("2021-22-Q1")),
    ("kpi_target", None),
    ("local_contact", Some("2022-06-30")),
    ("medical_application", Some("2022-06-30")),
    ("meeting_decision", Some("2021-09-30")),
    ("office", Some("2022-06-30")),
    ("office_file", None),
    ("population", Some("2022")),
    ("quota", Some("2021-22")),
    ("service_point", Some("2023-12-31")),
    ("service_professional", Some("2023-12-31")),
    ("service_record", Some("2021-22")),
];

#[test]
fn the_sample_extracts_are_recognised_and_load_whole() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let catalog = dorpon_catalog::Catalog::load(None).unwrap();
    let mut office = Office::new();
    office.spellings = catalog.programme_spellings();
    let areas = fs::read_to_string(root.join("queries/reference/area.csv")).unwrap();
    office.areas = areas
        .lines()
        .filter_map(|line| line.split(',').next())
        .map(str::to_owned)
        .collect();
    for (extract, period) in SAMPLES {
        let path = root.join(format!("tests/extract_sample/{extract}.csv"));
        let seen = office.inspect(&path, None).unwrap();
        assert_eq!(seen.extract.as_deref(), Some(extract), "what the file looks like");
        assert_eq!(seen.unmatched, Vec::<String>::new(), "{extract}");
        let outcome = office
            .ingest_with(extract, &path, |request| request.period = period)
            .unwrap_or_else(|problem| panic!("{extract}: {problem} {:?}", problem.arguments()));
        let sidecar = &outcome.slice().sidecar;
        assert!(sidecar.rows.loaded() >= 5, "{extract}");
        assert_eq!(sidecar.rows.loaded(), sidecar.rows.received(), "{extract}");
        assert!(sidecar.findings.is_empty(), "{extract}: {:?}", sidecar.findings);
        assert!(!sidecar.repairs.is_empty(), "{extract} is written as offices write");
    }
    let period = |extract: &str| {
        Slice::list(&office.workspace, extract).unwrap()[0]
            .sidecar
            .period
            .clone()
    };
    assert_eq!(
        ["budget", "helpline_case", "kpi_target"].map(period),
        ["2021-22", "2022-06", "2021-22"],
        "columns say the period"
    );
    let budget = office.rows(&Slice::list(&office.workspace, "budget").unwrap()[0].data());
    let demands = decimals(&budget, "demand_taka");
    assert_eq!(demands[0], Some(1_860_000_000), "thousands of taka, at two decimals");
    assert_eq!(words(&budget, "programme_code")[4], "office_cost");
}

#[test]
fn a_blank_part_of_a_key_is_a_value() {
    let office = Office::new();
    let header = "area_code,sex,age_from,age_to,persons\n";
    let load = |name: &str, rows: &str| {
        let path = office.write(name, format!("{header}{rows}"));
        let outcome = office.ingest_with("population", &path, |request| request.period = Some("2022"));
        outcome.unwrap().slice().sidecar.clone()
    };
    let filler: String = (0..10).map(|age| format!("40879071,male,{age},{age},5\n")).collect();
    let open = load(
        "open.csv",
        &format!("{filler}40879071,male,65,,7\n40879071,male,65,69,4\n"),
    );
    assert_eq!((open.rows.loaded(), open.rows.received()), (12, 12));
    assert!(open.findings.is_empty(), "{:?}", open.findings);

    let twice = load(
        "twice.csv",
        &format!("{filler}40879071,male,65,,7\n40879071,male,65,,7\n"),
    );
    assert_eq!((twice.rows.loaded(), twice.rows.duplicate()), (11, 1));

    let differs = load(
        "differs.csv",
        &format!("{filler}40879071,male,65,,7\n40879071,male,65,,8\n"),
    );
    assert_eq!(differs.quarantine["key_conflict"], 2);

    let bad = load(
        "bad.csv",
        &format!("{filler}40879071,male,65,,7\n40879071,male,65,above,8\n"),
    );
    assert_eq!((bad.rows.loaded(), bad.quarantine["unreadable_key"]), (11, 1));
}

#[test]
fn the_month_of_a_file_is_said_by_its_column() {
    let office = Office::new();
    let header = "office_code,month,files_settled,files_settled_electronically\n";
    let mixed = office.write("mixed.csv", format!("{header}A,June 2022,5,3\nB,2022-07,5,3\n"));
    assert_eq!(office.refused("office_file", &mixed).code(), "ingest.slice_mixed");
    let one = office.write(
        "office_file_2022-07.csv",
        format!("{header}A,জুন ২০২২,5,3\nB,Jun-22,5,3\n"),
    );
    let slice = office.loaded("office_file", &one);
    assert_eq!(slice.sidecar.period, "2022-06", "the column counts before the name");
    assert_eq!(words(&office.rows(&slice.data()), "month"), ["2022-06", "2022-06"]);
}

#[test]
fn too_much_quarantine_refuses_the_file() {
    let office = Office::new();
    let mut rows = good_payments(10);
    for row in rows.iter_mut().take(3) {
        *row = row.replace(",1500,", ",,");
    }
    let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
    let problem = office.refused("payment", &office.write("a.csv", payments(&lines)));
    assert_eq!((problem.code(), problem.exit()), ("ingest.too_much_quarantined", 3));
    assert!(problem.text(Language::English).contains("3 of 10"));
}

#[test]
fn an_unquoted_separator_quarantines_its_row() {
    let office = Office::new();
    let mut rows = good_payments(9);
    rows[4] = rows[4].replace(",1500,", ",1,500,");
    let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
    let slice = office.loaded("payment", &office.write("a.csv", payments(&lines)));
    assert_eq!(slice.sidecar.quarantine["extra_cells"], 1);
    assert_eq!(slice.sidecar.rows.loaded(), 8);
}

#[test]
fn a_windows_1252_file_is_read() {
    let office = Office::new();
    let mut bytes = b"shelter_id,name_bn,union_code,is_usable\n".to_vec();
    bytes.extend(b"S1,\"\xC9cole\nprimaire\",40879071,yes\n\n,,,\nS2,b,40879071,no\n");
    let slice = office.loaded("shelter", &office.write("shelters_2022.csv", bytes));
    assert_eq!(slice.sidecar.encoding.as_deref(), Some("windows-1252"));
    let data = office.rows(&slice.data());
    assert_eq!(words(&data, "name_bn")[0].replace('\n', " "), "École primaire");
    assert_eq!(integers(&data, "source_row"), [Some(2), Some(5)]);
}

fn zip_of(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    use std::io::Write as _;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn inspect_says_what_ingest_would_do() {
    let office = Office::new();
    let mut rows = good_payments(20);
    rows[3] = rows[3].replace("01300000004", "0130");
    rows[4] = rows[4].replace(",1500,", ",,");
    let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
    let text: String = payments(&lines)
        .lines()
        .enumerate()
        .map(|(row, line)| format!("{line},{}\n", if row == 0 { "remark" } else { "8719079999901" }))
        .collect();
    let path = office.write("a.csv", text);
    let inspection = office.inspect(&path, None).unwrap();
    assert_eq!(inspection.extract.as_deref(), Some("payment"));
    assert_eq!(inspection.candidates[0].extract, "payment");
    assert_eq!(
        inspection.candidates[0].required_matched,
        inspection.candidates[0].required
    );
    assert_eq!(inspection.period.as_deref(), Some("2021-22-Q1"));
    assert_eq!(inspection.unmatched, ["remark"]);
    assert!(inspection.absent.iter().any(|column| column == "settled_on"));
    let preview = inspection.preview.as_ref().unwrap();
    let rows = preview.rows.as_ref().unwrap();
    assert_eq!((rows.received(), rows.loaded(), rows.quarantined()), (20, 19, 1));
    assert_eq!(preview.findings["wallet_number"]["length"], 1);
    let wallet = inspection
        .columns
        .iter()
        .find(|column| column.heading == "wallet_number")
        .unwrap();
    assert_eq!(
        (wallet.filled, wallet.distinct, wallet.looks_like.as_str()),
        (20, 20, "mobile")
    );
    let json = serde_json::to_string(&inspection).unwrap();
    assert!(
        !json.contains("01300000001") && !json.contains("8719079999901"),
        "no number of a person is shown"
    );
    assert!(json.contains("\"OAA\""), "harmless values are");
    assert!(Slice::list(&office.workspace, "payment").unwrap().is_empty());
}

#[test]
fn inspect_shows_what_is_wrong() {
    let office = Office::new();
    let path = office.write("a.csv", "colour,size\nred,1\nblue,2\n");
    let inspection = office.inspect(&path, None).unwrap();
    assert_eq!(inspection.extract, None);
    assert_eq!(inspection.refusal.as_ref().unwrap().code, "ingest.no_extract_fits");
    assert_eq!(inspection.columns.len(), 2);
    let inspection = office.inspect(&path, Some("shelter")).unwrap();
    assert_eq!(inspection.refusal.as_ref().unwrap().code, "ingest.header_unknown");
    assert_eq!(office.inspect(&path, Some("nothing")).unwrap_err().exit(), 2);
    let shelters = "shelter_id,name_bn,union_code,is_usable\nS1,আশ্রয়,40879071,হ্যাঁ\n";
    let inspection = office.inspect(&office.write("s.csv", shelters), None).unwrap();
    assert_eq!(inspection.refusal.unwrap().code, "ingest.period_unknown");
    assert!(inspection.period.is_none() && inspection.preview.unwrap().rows.is_none());
}

#[test]
fn progress_ends_at_the_whole() {
    let office = Office::new();
    let rows = good_payments(10);
    let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
    let path = office.write("a.csv", payments(&lines));
    let heard = RefCell::new(Vec::new());
    let contracts: Vec<&ExtractContract> = office.contracts.iter().collect();
    let hear = |done: u64, total: u64| heard.borrow_mut().push((done, total));
    ingest(&IngestRequest {
        workspace: &office.workspace,
        keys: &office.keys,
        contract: office.contract("payment"),
        contracts: &contracts,
        programme_spellings: &office.spellings,
        known_areas: &office.areas,
        path: &path,
        office: "other",
        period: None,
        date_order: None,
        batch: None,
        may_replace: true,
        received_at: "2022-07-01T09:00:00+06:00",
        progress: &hear,
    })
    .unwrap();
    let heard = heard.into_inner();
    assert!(heard.windows(2).all(|pair| pair[0].0 <= pair[1].0));
    assert_eq!(heard.last().map(|(done, total)| done == total), Some(true));
}

#[test]
fn the_census_of_2011_goes_through() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/statistics/census_2011_union.csv");
    if !path.is_file() {
        eprintln!(
            "SKIPPED: {} is not here, the census of 2011 was not read",
            path.display()
        );
        return;
    }
    let office = Office::new();
    let slice = office.loaded("area_profile", &path);
    assert_eq!(slice.sidecar.period, "2011");
    assert_eq!(
        (slice.sidecar.rows.received(), slice.sidecar.rows.loaded()),
        (7_757, 7_757)
    );
    assert_eq!(slice.sidecar.findings["age_0_4_share"]["out_of_range"], 356);
    assert!(
        slice
            .sidecar
            .unmapped_headers
            .iter()
            .any(|heading| heading == "area_acres")
    );
    let (_, reader) = read_public_table(&slice.data()).unwrap();
    let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    let data = arrow::compute::concat_batches(&raw_schema(office.contract("area_profile")), &batches).unwrap();
    assert_eq!(
        integers(&data, "population").into_iter().flatten().sum::<i64>(),
        144_013_755
    );
    let codes = words(&data, "area_code");
    let row = codes.iter().position(|code| code == "40879071").unwrap();
    assert_eq!(integers(&data, "population")[row], Some(18_258));
    assert!(decimals(&data, "toilet_sanitary_share")[row].is_some());
    assert!(codes.iter().all(|code| code.len() == 8));
    assert_eq!(
        slice.sidecar.findings.keys().collect::<Vec<_>>(),
        ["age_0_4_share"],
        "{:?}",
        slice.sidecar.findings
    );
}
