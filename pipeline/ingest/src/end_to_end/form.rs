//! The forms in which a table comes: packed, as Parquet, with headers of two rows, sums below, wide, with two numbers
//! side by side, in Bijoy; and what goes back to the sender.

use std::io::Write as _;

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Decimal128Array, Int64Array, StringArray};

use parquet::arrow::ArrowWriter;

use super::*;

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn payment_text(count: usize) -> String {
    let rows = good_payments(count);
    let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
    payments(&lines)
}

#[test]
fn packed_tables_are_read_as_they_are_unpacked() {
    let office = Office::new();
    let text = payment_text(30).into_bytes();
    let plain = office.rows(&office.loaded("payment", &office.write("a.csv", &text)).data());
    for (name, content) in [
        ("a.csv.gz", gzip(&text)),
        (
            "a.zip",
            zip_of(&[("list.csv", text.clone()), ("__MACOSX/list.csv", b"x".to_vec())]),
        ),
    ] {
        let office = Office::new();
        let slice = office.loaded("payment", &office.write(name, &content));
        assert_eq!(office.rows(&slice.data()), plain, "{name}");
        assert_eq!(slice.sidecar.bytes, content.len() as u64);
    }
    let workbook = office.path("খানা_2022.xlsx");
    household_workbook(&workbook, 5);
    let packed = zip_of(&[("খানা.xlsx", fs::read(&workbook).unwrap())]);
    let slice = office.loaded("census_household", &office.write("খানা_2022.zip", packed));
    assert_eq!(slice.sidecar.rows.loaded(), 5);
}

#[test]
fn packs_that_swell_or_hold_more_than_a_table_are_refused() {
    let office = Office::new();
    let refused = |name: &str, content: &[u8]| office.refused("payment", &office.write(name, content)).code();
    let bomb = vec![b'\n'; 200 << 20];
    assert_eq!(refused("bomb.csv.gz", &gzip(&bomb)), "ingest.packed_too_large");
    assert_eq!(
        refused("bomb.zip", &zip_of(&[("a.csv", bomb)])),
        "ingest.packed_too_large"
    );
    let two = zip_of(&[("a.csv", b"a".to_vec()), ("b.csv", b"b".to_vec())]);
    assert_eq!(refused("two.zip", &two), "ingest.packed_several");
    assert_eq!(refused("none.zip", &zip_of(&[])), "ingest.file_empty");
    let twice = gzip(&gzip(payment_text(3).as_bytes()));
    assert_eq!(refused("twice.gz", &twice), "ingest.packed_twice");
    let whole = gzip(payment_text(300).as_bytes());
    assert_eq!(refused("cut.gz", &whole[..whole.len() / 2]), "ingest.packed_damaged");
}

#[test]
fn parquet_is_read_with_its_own_types() {
    let office = Office::new();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("payment_id", Arc::new(StringArray::from(vec!["P1", "P2"]))),
        ("batch_id", Arc::new(StringArray::from(vec!["B1", "B1"]))),
        ("beneficiary_id", Arc::new(Int64Array::from(vec![11, 12]))),
        ("programme_code", Arc::new(StringArray::from(vec!["OAA", "OAA"]))),
        ("fiscal_year", Arc::new(StringArray::from(vec!["2021-22", "2021-22"]))),
        ("cycle", Arc::new(StringArray::from(vec!["Q1", "Q1"]))),
        (
            "amount_taka",
            Arc::new(
                Decimal128Array::from(vec![Some(150_050), None])
                    .with_precision_and_scale(12, 2)
                    .unwrap(),
            ),
        ),
        ("provider", Arc::new(StringArray::from(vec!["nagad", "nagad"]))),
        ("ordered_on", Arc::new(Date32Array::from(vec![18_895, 18_895]))),
        ("status", Arc::new(StringArray::from(vec!["settled", "settled"]))),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    let content = writer.into_inner().unwrap();
    let contract = "payment";
    let path = office.write("list.parquet", &content);
    let problem = office.refused(contract, &path);
    assert_eq!(
        problem.code(),
        "ingest.too_much_quarantined",
        "half of it has no amount"
    );
    let inspection = office.inspect(&path, None).unwrap();
    let preview = inspection.preview.unwrap();
    assert!(
        preview.rows.is_none() && preview.taka.is_none(),
        "nothing would be loaded"
    );
    assert_eq!(preview.rows_received, 2);
    let cut = office.write("cut.parquet", &content[..content.len() - 20]);
    assert_eq!(office.refused(contract, &cut).code(), "ingest.parquet_damaged");
}

#[test]
fn a_header_may_take_two_rows() {
    let office = Office::new();
    let path = office.path("খানা 2022.xlsx");
    let mut workbook = NewWorkbook::new();
    let sheet = workbook.add_worksheet();
    let format = Format::new();
    sheet.write_string(0, 0, "খানা জরিপ").unwrap();
    sheet.merge_range(1, 0, 2, 0, "খানা নম্বর", &format).unwrap();
    sheet.merge_range(1, 1, 1, 2, "ঠিকানা", &format).unwrap();
    sheet.write_string(2, 1, "ইউনিয়ন কোড").unwrap();
    sheet.write_string(2, 2, "ওয়ার্ড নং").unwrap();
    sheet.merge_range(1, 3, 2, 3, "ঘরের ধরন", &format).unwrap();
    sheet.merge_range(1, 4, 2, 4, "জরিপের তারিখ", &format).unwrap();
    for row in 0..3 {
        let line = 3 + row;
        sheet.write_string(line, 0, format!("H{row}")).unwrap();
        sheet.write_number(line, 1, 40_879_071.0).unwrap();
        sheet.write_number(line, 2, 3.0).unwrap();
        sheet.write_string(line, 3, "কাঁচা").unwrap();
        sheet.write_string(line, 4, "15/01/2022").unwrap();
    }
    workbook.save(&path).unwrap();
    let slice = office.loaded("census_household", &path);
    assert_eq!((slice.sidecar.header_row, slice.sidecar.rows.loaded()), (Some(3), 3));
    let data = office.rows(&slice.data());
    assert_eq!(words(&data, "union_code"), vec!["40879071"; 3]);
    assert_eq!(words(&data, "ward_no"), vec!["3"; 3]);
}

#[test]
fn rows_that_are_no_data_are_set_aside_and_named() {
    let office = Office::new();
    let mut rows = good_payments(6);
    rows.insert(0, "১,২,৩,৪,৫,৬,৭,৮,৯,১০,১১".to_owned());
    rows.insert(4, PAYMENT_HEADER.to_owned());
    rows.insert(5, "উপমোট,,,,,,4500,,,,".to_owned());
    rows.push(",,,,,সর্বমোট =,\"৯,০০০\",,,,".to_owned());
    // Somebody of that name is data all the same.
    rows.push("P900,B1,মোট,OAA,2021-22,Q1,1500,nagad,01300000900,2021-09-25,settled".to_owned());
    let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
    let slice = office.loaded("payment", &office.write("a.csv", payments(&lines)));
    assert_eq!((slice.sidecar.rows.received(), slice.sidecar.rows.loaded()), (7, 7));
    assert_eq!(slice.sidecar.set_aside, [2, 6, 7, 11]);
    assert_eq!(slice.sidecar.rows_set_aside, 4);
    assert_eq!(slice.sidecar.taka.unwrap().received(), "10500.00");
}

#[test]
fn wide_tables_become_long_by_their_contract() {
    let office = Office::new();
    let text = "year,ADM2_PCODE,ADM3_PCODE,F_TL,F_00_04,F_80Plus,M_00_04,M_80Plus\n\
                2022,BD4087,BD408790,7,5,2,6,1\n2022,BD4087,BD408704,,,4,3,\n";
    let slice = office
        .ingest_with("population", &office.write("a.csv", text), |request| {
            request.period = Some("2022")
        })
        .unwrap();
    let data = office.rows(&slice.slice().data());
    let lines: Vec<String> = (0..data.num_rows())
        .map(|row| {
            let number =
                |column: &str| integers(&data, column)[row].map_or("-".to_owned(), |number| number.to_string());
            let (area, sex) = (&words(&data, "area_code")[row], &words(&data, "sex")[row]);
            format!(
                "{area} {sex} {} {} {}",
                number("age_from"),
                number("age_to"),
                number("persons")
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            "408790 female 0 4 5",
            "408790 female 80 - 2",
            "408790 male 0 4 6",
            "408790 male 80 - 1",
            "408704 female 80 - 4",
            "408704 male 0 4 3",
        ]
    );
    assert_eq!(integers(&data, "source_row")[4], Some(3));
    let index =
        "district_code,geocode,cyclone_risk,flood_risk_riverine_and_flash_flood,risk_class\n4087,4087,9.8,11,High\n";
    let slice = office
        .ingest_with("hazard_index", &office.write("b.csv", index), |request| {
            request.period = Some("2022")
        })
        .unwrap();
    let data = office.rows(&slice.slice().data());
    assert_eq!(words(&data, "hazard"), ["cyclone", "flood"]);
    assert_eq!(decimals(&data, "score"), [Some(9_800), None]);
    assert_eq!(slice.slice().sidecar.findings["score"]["out_of_range"], 1);
    assert_eq!(slice.slice().sidecar.unmapped_headers, ["geocode", "risk_class"]);
}

#[test]
fn shares_that_make_no_whole_are_not_known() {
    let office = Office::new();
    let bands = "0_4,5_9,10_14,15_19,20_24,25_29,30_49,50_59,60_64,65_plus";
    let header: Vec<String> = bands.split(',').map(|band| format!("age_{band}_share")).collect();
    let text = format!(
        "area_code,area_kind,population,{}\n40879071,union,900,{}\n40879011,union,800,{}\n40879079,union,700,{},\n",
        header.join(","),
        ["0.1"; 10].join(","),
        ["0.2"; 10].join(","),
        ["0.11"; 9].join(","),
    );
    let slice = office
        .ingest_with("area_profile", &office.write("a.csv", text), |request| {
            request.period = Some("2011")
        })
        .unwrap();
    let data = office.rows(&slice.slice().data());
    assert_eq!(decimals(&data, "age_0_4_share"), [Some(100_000), None, None]);
    assert_eq!(integers(&data, "population"), [Some(900), Some(800), Some(700)]);
    assert_eq!(slice.slice().sidecar.findings["age_0_4_share"]["shares_not_whole"], 2);
}

const LIST: &str = "beneficiary_id,programme_code,name_bn,sex,birth_date,nid,brn,union_code,enrolled_on,status";

#[test]
fn two_numbers_side_by_side_are_one_identifier() {
    let office = Office::new();
    let text = format!(
        "{LIST}\nB1,OAA,রহিমা,female,1950-01-02,1234567890123,,40879071,2015-07-01,active\n\
         B2,OAA,করিম,male,1951-01-02,,19519011234567891,40879071,2015-07-01,active\n\
         B3,OAA,সালাম,male,1951-01-02,19512345678901234,19519011234567892,40879071,2015-07-01,active\n\
         B4,OAA,জব্বার,male,1951-01-02,,,40879071,2015-07-01,active\n"
    );
    let slice = office
        .ingest_with("beneficiary", &office.write("a.csv", text), |request| {
            request.period = Some("2022-06-30")
        })
        .unwrap();
    let data = office.rows(&slice.slice().data());
    assert_eq!(words(&data, "id_type"), ["nid", "brn", "nid", ""]);
    assert_eq!(words(&data, "id_number_raw")[1], "");
    assert!(texts(&data, "id_number")[3].is_none());
    assert_eq!(slice.slice().sidecar.findings["id_number"]["second_identifier"], 1);
}

#[test]
fn bijoy_is_converted_and_kept_beside() {
    let office = Office::new();
    // বাংলাদেশ and শেখ মুজিবুর রহমান, as a Bijoy font wants them.
    let text = "beneficiary_id,programme_code,name_bn,father_name,sex,birth_date,union_code,enrolled_on,status\n\
         B1,OAA,evsjv‡`k,†kL gywReyi ingvb,female,1950-01-02,40879071,2015-07-01,active\n\
         B2,OAA,রহিমা,করিম,female,1950-01-02,40879071,2015-07-01,active\n";
    let slice = office
        .ingest_with("beneficiary", &office.write("a.csv", text), |request| {
            request.period = Some("2022-06-30")
        })
        .unwrap();
    let data = office.rows(&slice.slice().data());
    assert_eq!(words(&data, "name_bn"), ["বাংলাদেশ", "রহিমা"]);
    assert_eq!(words(&data, "father_name"), ["শেখ মুজিবুর রহমান", "করিম"]);
    assert_eq!(slice.slice().sidecar.repairs["name_bn"]["bijoy"], 1);
    let findings = office.rows(&slice.slice().findings());
    assert_eq!(words(&findings, "raw_value"), ["evsjv‡`k", "†kL gywReyi ingvb"]);
}

#[test]
fn the_sender_gets_back_what_needs_a_hand() {
    let office = Office::new();
    let mut rows = good_payments(3);
    rows[1] = rows[1].replace("1500", "?");
    rows[2] = rows[2].replace("01300000003", "0130");
    rows.push(rows[0].clone());
    let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
    let path = office.write("a.csv", payments(&lines));
    // Refused as a whole, for its many bad rows; answered all the same.
    assert_eq!(office.refused("payment", &path).code(), "ingest.too_much_quarantined");
    let contracts: Vec<&ExtractContract> = office.contracts.iter().collect();
    let answer = returned(&ReturnRequest {
        path: &path,
        contract: office.contract("payment"),
        contracts: &contracts,
        programme_spellings: &office.spellings,
        known_areas: &office.areas,
        period: None,
        date_order: None,
    })
    .unwrap();
    let rows: Vec<(i64, bool, Vec<&str>)> = answer
        .rows
        .iter()
        .map(|row| {
            (
                row.row,
                row.is_held_back,
                row.remarks.iter().map(|remark| remark.code).collect(),
            )
        })
        .collect();
    assert_eq!(rows, [(3, true, vec!["unreadable_amount"]), (4, false, vec!["length"])]);
    assert_eq!(answer.rows[0].remarks[0].cells, [6]);
    assert_eq!(answer.rows[1].cells[8], "0130");
    assert_eq!((answer.balance.received(), answer.balance.duplicate()), (4, 1));
}

#[test]
fn a_file_is_recognised_or_both_candidates_are_named() {
    let office = Office::new();
    let contracts: Vec<&ExtractContract> = office.contracts.iter().collect();
    let path = office.write("a.csv", payment_text(2));
    assert_eq!(recognise(&path, &contracts).unwrap().extract, "payment");
    let path = office.write("b.csv", "one,two\n1,2\n");
    assert_eq!(
        recognise(&path, &contracts).unwrap_err().code(),
        "ingest.no_extract_fits"
    );
    let text =
        fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../queries/extracts/payment.toml"))
            .unwrap();
    let twin = ExtractContract::parse(
        "extracts/twin.toml",
        &text.replace("extract = \"payment\"", "extract = \"twin\""),
    );
    let twin = twin.unwrap();
    let both = [office.contract("payment"), &twin];
    let problem = recognise(&office.write("c.csv", payment_text(2)), &both).unwrap_err();
    assert_eq!(problem.code(), "ingest.extract_ambiguous");
    assert!(problem.text(Language::English).contains("twin"));
}

#[test]
fn a_draft_is_a_contract_that_takes_its_file() {
    let mut office = Office::new();
    let text = "ক্রমিক,Certificate No,\"Name \"\"x\"\"\",Mobile,Issued\n1,C-1,a,01711111111,2022-01-05\n2,C-2,b,01811111111,2022-02-05\n";
    let path = office.write("সনদ.csv", text);
    let inspection = office.inspect(&path, None).unwrap();
    let drafted = draft(&inspection, "certificate");
    let contract = ExtractContract::parse("extracts/certificate.toml", &drafted).unwrap();
    let names: Vec<&str> = contract.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["column_1", "certificate_no", "name_x", "mobile", "issued"]);
    office.contracts.push(contract);
    let outcome = office
        .ingest_with("certificate", &path, |request| request.period = Some("2022"))
        .unwrap();
    assert_eq!(outcome.slice().sidecar.rows.loaded(), 2);
    assert!(!drafted.contains("01711111111"));
}

#[test]
fn every_code_has_its_words() {
    let sources = [include_str!("../column/mod.rs"), include_str!("../disposition.rs")];
    let codes = sources.iter().flat_map(|source| {
        let (_, flaws) = source
            .split_once("mod flaw {")
            .or_else(|| source.split_once("mod reason {"))
            .unwrap();
        let (flaws, _) = flaws.split_once("\n}").unwrap();
        flaws
            .split("&str = \"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    });
    let classes = dorpon_domain::identifier::IdentifierClass::ALL.map(|class| class.name().to_owned());
    let silent: Vec<String> = codes
        .chain(classes)
        .filter(|code| !matches!(code.as_str(), "valid" | "absent"))
        .filter(|code| dorpon_domain::message::of_finding(code).is_none())
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

/// Sums of columns of a published table, which stays where it is; `None`, loudly, where it is absent.
fn published_sums(name: &str, sums: impl Fn(&str) -> bool) -> Option<(PathBuf, i64, usize)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/statistics");
    let path = folder.join(name);
    if !path.is_file() {
        eprintln!("SKIPPED: {} is not here and was not read", path.display());
        return None;
    }
    let text = fs::read_to_string(&path).unwrap();
    let mut lines = text.lines();
    let wanted: Vec<bool> = lines.next().unwrap().split(',').map(sums).collect();
    let (mut sum, mut cells) = (0, 0);
    for line in lines {
        for (cell, _) in line.split(',').zip(&wanted).filter(|(_, wanted)| **wanted) {
            if !cell.is_empty() {
                cells += 1;
                sum += (cell.parse::<f64>().unwrap() * 10.0).round() as i64;
            }
        }
    }
    Some((path, sum, cells))
}

fn public_rows(office: &Office, extract: &str, path: &Path) -> RecordBatch {
    let outcome = office
        .ingest_with(extract, path, |request| request.period = Some("2022"))
        .unwrap();
    let slice = outcome.slice();
    assert_eq!(slice.sidecar.rows.received(), slice.sidecar.rows.loaded());
    assert!(slice.sidecar.findings.is_empty(), "{:?}", slice.sidecar.findings);
    let (_, reader) = read_public_table(&slice.data()).unwrap();
    let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    arrow::compute::concat_batches(&raw_schema(office.contract(extract)), &batches).unwrap()
}

#[test]
fn the_population_by_upazila_keeps_its_totals() {
    let office = Office::new();
    let Some((path, total, _)) = published_sums("cod_ps_2022_upazila.csv", |heading| heading == "T_TL") else {
        return;
    };
    let data = public_rows(&office, "population", &path);
    assert_eq!(data.num_rows(), 544 * 51);
    let sexes = words(&data, "sex");
    let persons = integers(&data, "persons");
    let of = |wanted: &[&str]| -> i64 {
        let rows = sexes
            .iter()
            .zip(&persons)
            .filter(|(sex, _)| wanted.contains(&sex.as_str()));
        rows.map(|(_, persons)| persons.unwrap()).sum()
    };
    assert_eq!(of(&["all"]) * 10, total);
    assert_eq!(of(&["male", "female"]) * 10, total);
    assert!(words(&data, "area_code").iter().all(|code| code.len() == 6));
}

#[test]
fn the_hazard_index_by_district_keeps_its_scores() {
    let office = Office::new();
    let scores = [
        "earthquake_risk",
        "flood_risk_riverine_and_flash_flood",
        "cyclone_risk",
        "landslide",
        "salinity_risk",
        "lightning",
        "riverbank_erosion",
        "drought_risk",
        "epidemic",
        "human_hazard",
        "inform_natural_hazard",
        "hazard_exposure",
        "inform_vulnerability",
        "lack_of_coping_capacity",
        "inform_risk",
    ];
    let Some((path, total, cells)) =
        published_sums("inform_2022_district_index.csv", |heading| scores.contains(&heading))
    else {
        return;
    };
    let data = public_rows(&office, "hazard_index", &path);
    assert_eq!(data.num_rows(), cells);
    let sum: i128 = decimals(&data, "score").into_iter().map(Option::unwrap).sum();
    assert_eq!(sum, i128::from(total) * 100, "thousandths against tenths");
}
