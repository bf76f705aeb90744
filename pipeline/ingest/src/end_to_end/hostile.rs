//! Files that somebody has damaged, by chance or on purpose: refused with words, never a panic, never a bomb.

use super::*;

#[test]
fn hostile_files_are_refused_and_never_panic() {
    let office = Office::new();
    let refused = |name: &str, content: &[u8]| office.refused("payment", &office.write(name, content)).code();
    assert_eq!(refused("empty.csv", b""), "ingest.file_empty");
    assert_eq!(refused("blank.csv", b"\n\n  \n,,,\n"), "ingest.no_table");
    assert_eq!(
        refused("binary.csv", &[0, 1, 2, 0, 0, 255, 7, 0, 0, 0]),
        "ingest.not_a_table"
    );
    assert_eq!(refused("a.pdf", b"%PDF-1.7 some words\n"), "ingest.not_a_table");
    assert_eq!(
        refused("old.xls", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]),
        "ingest.workbook_old_or_encrypted"
    );
    assert_eq!(refused("a.parquet", b"PAR1PAR1"), "ingest.parquet_damaged");
    assert_eq!(refused("a.parquet", b"PARE1234PARE"), "ingest.parquet_encrypted");
    assert_eq!(refused("a.csv.gz", &[0x1F, 0x8B, 8, 0]), "ingest.packed_damaged");
    assert_eq!(refused("broken.xlsx", b"PK\x03\x04nonsense"), "ingest.workbook_damaged");
    assert_eq!(
        refused("header.csv", format!("{PAYMENT_HEADER}\n").as_bytes()),
        "ingest.no_rows"
    );
    let wide = format!("{PAYMENT_HEADER}{}\n", ",x".repeat(5000));
    assert_eq!(refused("wide.csv", wide.as_bytes()), "ingest.too_many_columns");
    let missing = office.ingest("payment", &office.path("nowhere.csv")).unwrap_err();
    assert_eq!((missing.code(), missing.exit()), ("ingest.file_unreadable", 8));
}

#[test]
fn stray_nuls_and_long_cells_do_no_harm() {
    let office = Office::new();
    let rows = good_payments(200);
    let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
    let text = payments(&lines).replacen("nagad", "na\u{0}gad", 2);
    let text = text.replacen("settled", &"x".repeat(1 << 20), 1);
    let slice = office.loaded("payment", &office.write("a.csv", text));
    assert_eq!(slice.sidecar.rows.loaded(), 200);
    assert_eq!(slice.sidecar.findings["status"]["unknown_value"], 1);
}

#[test]
fn bombs_are_not_unpacked() {
    let office = Office::new();
    let zeros = zip_of(&[("xl/worksheets/sheet1.xml", vec![b' '; 80 << 20])]);
    assert!(zeros.len() < 1 << 20);
    let problem = office.refused("payment", &office.write("bomb.xlsx", zeros));
    assert_eq!(problem.code(), "ingest.workbook_too_large");
    let claims = b"<?xml version=\"1.0\"?><sst uniqueCount=\"999999999999999\"></sst>".to_vec();
    let problem = office.refused(
        "payment",
        &office.write("claims.xlsx", zip_of(&[("xl/sharedStrings.xml", claims)])),
    );
    assert_eq!(problem.code(), "ingest.workbook_too_large");
    let problem = office.refused(
        "payment",
        &office.write("doc.xlsx", zip_of(&[("word/document.xml", b"<a/>".to_vec())])),
    );
    assert_eq!(problem.code(), "ingest.workbook_damaged");
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// Some bytes changed, removed, doubled or replaced by what bites.
fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    const BITES: [&[u8]; 10] = [
        b"\"",
        b"\r",
        b"\n",
        b"\0",
        b",",
        "\u{9F0}".as_bytes(),
        b"\xFF\xFE",
        b"1e999",
        b"-",
        "\u{200D}\u{9CD}".as_bytes(),
    ];
    let mut changed = bytes.to_vec();
    for _ in 0..=dice.below(8) {
        let place = dice.below(changed.len());
        match dice.below(4) {
            0 => changed[place] = u8::try_from(dice.below(256)).unwrap(),
            1 => {
                let end = (place + dice.below(40)).min(changed.len() - 1);
                changed.drain(place..end);
            }
            2 => {
                let end = (place + dice.below(200)).min(changed.len());
                let piece = changed[place..end].to_vec();
                changed.splice(place..place, piece);
            }
            _ => {
                let bite = BITES[dice.below(BITES.len())];
                changed.splice(place..place, bite.iter().copied());
            }
        }
    }
    changed
}

/// Whatever happens, the sums hold and nothing panics.
fn survives(office: &Office, extract: &str, path: &Path) {
    if let Ok(inspection) = office.inspect(path, Some(extract))
        && let Some(rows) = inspection.preview.and_then(|preview| preview.rows)
    {
        assert_eq!(rows.received(), rows.loaded() + rows.quarantined() + rows.duplicate());
    }
    let _ = office.inspect(path, None);
}

#[test]
fn damaged_text_never_panics() {
    let office = Office::new();
    let rows = good_payments(12);
    let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
    let text = payments(&lines)
        .replace("1500", "১,৫০০/-")
        .replace("2021-09-25", "25/09/21");
    let mut dice = Dice(1);
    for _ in 0..100 {
        let path = office.write("a.csv", mutated(text.as_bytes(), &mut dice));
        survives(&office, "payment", &path);
    }
}

#[test]
fn damaged_workbooks_never_panic() {
    let office = Office::new();
    let path = office.path("whole.xlsx");
    household_workbook(&path, 3);
    let mut archive = zip::ZipArchive::new(fs::File::open(&path).unwrap()).unwrap();
    let parts: Vec<(String, Vec<u8>)> = (0..archive.len())
        .map(|position| {
            let mut part = archive.by_index(position).unwrap();
            let mut content = Vec::new();
            std::io::Read::read_to_end(&mut part, &mut content).unwrap();
            (part.name().unwrap().into_owned(), content)
        })
        .collect();
    let mut dice = Dice(7);
    for _ in 0..40 {
        // The parts are packed again, so that the damage gets past the checksums.
        let chosen = dice.below(parts.len());
        let damaged: Vec<(&str, Vec<u8>)> = parts
            .iter()
            .enumerate()
            .map(|(number, (name, content))| {
                (
                    name.as_str(),
                    if number == chosen {
                        mutated(content, &mut dice)
                    } else {
                        content.clone()
                    },
                )
            })
            .collect();
        survives(
            &office,
            "census_household",
            &office.write("a_2022.xlsx", zip_of(&damaged)),
        );
    }
    let (sheet, content) = parts.iter().find(|(name, _)| name.ends_with("sheet1.xml")).unwrap();
    let content = String::from_utf8(content.clone()).unwrap();
    for hostile in [
        "XFD1048576",
        "ZZZZZZZZZZ1",
        "A99999999999999999999",
        "A0",
        "",
        "A4294967295",
        "1A",
    ] {
        let damaged: Vec<(&str, Vec<u8>)> = parts
            .iter()
            .map(|(name, part)| {
                let changed = if name == sheet {
                    content.replace("\"A5\"", &format!("\"{hostile}\""))
                } else {
                    String::new()
                };
                (
                    name.as_str(),
                    if name == sheet {
                        changed.into_bytes()
                    } else {
                        part.clone()
                    },
                )
            })
            .collect();
        survives(
            &office,
            "census_household",
            &office.write("a_2022.xlsx", zip_of(&damaged)),
        );
    }
}
