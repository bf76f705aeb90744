//! What the fuzz targets share: the shipped catalog, and a file made of the fuzzer's bytes that `inspect` looks at.
#![allow(clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write as _;
use std::sync::LazyLock;

use dorpon_catalog::Catalog;
use dorpon_ingest::{InspectRequest, inspect};

/// Read once: the contracts are the same for every input.
struct Shipped {
    catalog: Catalog,
    programme_spellings: BTreeMap<String, String>,
    known_areas: BTreeSet<String>,
}

static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| {
    let catalog = Catalog::load(None).expect("the shipped catalog loads");
    let programme_spellings = catalog.programme_spellings();
    let areas = catalog.reference.get("area").map_or("", |table| table.csv.as_str());
    let known_areas = areas
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .map(str::to_owned)
        .collect();
    Shipped {
        catalog,
        programme_spellings,
        known_areas,
    }
});

/// Looks at the bytes as a file of this name. Any answer is right but a panic, a hang or a request for all memory.
///
/// The first byte chooses the extract, so that the fuzzer reaches the readers of all columns; without one that fits, the
/// header alone would be tried against every contract.
pub fn look(name: &str, bytes: &[u8]) {
    let Some((chosen, content)) = bytes.split_first() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(name);
    let mut file = File::create(&path).expect("a temporary file");
    file.write_all(content).expect("a temporary file");
    drop(file);
    let shipped = &*SHIPPED;
    let contracts: Vec<_> = shipped.catalog.extracts.values().collect();
    let extract = contracts
        .get(usize::from(*chosen))
        .map(|contract| contract.extract.as_str());
    let _answer = inspect(&InspectRequest {
        path: &path,
        contracts: &contracts,
        extract,
        programme_spellings: &shipped.programme_spellings,
        known_areas: &shipped.known_areas,
        period: None,
        date_order: None,
    });
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A workbook whose only sheet is these bytes, stored without compression.
pub fn workbook_around(sheet: &[u8]) -> Vec<u8> {
    let workbook = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"list\" sheetId=\"1\" r:id=\"rId1\"/>\
         </sheets></workbook>"
    );
    let relations = format!(
        "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"rId1\" Type=\"{RELATIONS}/worksheet\" \
         Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{RELATIONS}/sharedStrings\" \
         Target=\"sharedStrings.xml\"/></Relationships>"
    );
    let strings =
        format!("<sst xmlns=\"{MAIN}\" uniqueCount=\"2\"><si><t>beneficiary_id</t></si><si><t>OAA</t></si></sst>");
    let package = format!(
        "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"rId1\" Type=\"{RELATIONS}/officeDocument\" \
         Target=\"xl/workbook.xml\"/></Relationships>"
    );
    stored(&[
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

/// A zip file of parts that are not compressed.
fn stored(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let size = u32::try_from(content.len()).unwrap_or(u32::MAX).to_le_bytes();
        let start = u32::try_from(file.len()).unwrap_or(u32::MAX).to_le_bytes();
        let mut fields = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        fields.extend(check_sum(content).to_le_bytes());
        fields.extend(size);
        fields.extend(size);
        fields.extend(u16::try_from(name.len()).unwrap_or(0).to_le_bytes());
        fields.extend([0, 0]);
        file.extend(b"PK\x03\x04");
        file.extend(&fields);
        file.extend(name.as_bytes());
        file.extend(*content);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&fields);
        directory.extend([0; 10]);
        directory.extend(start);
        directory.extend(name.as_bytes());
    }
    let start = u32::try_from(file.len()).unwrap_or(u32::MAX).to_le_bytes();
    let size = u32::try_from(directory.len()).unwrap_or(u32::MAX).to_le_bytes();
    let count = u16::try_from(parts.len()).unwrap_or(0).to_le_bytes();
    file.extend(directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(count);
    file.extend(count);
    file.extend(size);
    file.extend(start);
    file.extend([0, 0]);
    file
}

/// The check sum of zip files (CRC-32).
fn check_sum(content: &[u8]) -> u32 {
    !content.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                (sum >> 1) ^ 0xEDB8_8320
            } else {
                sum >> 1
            }
        })
    })
}
