//! The papers of the demo: both PDFs are tagged, readable and say what the figures say; the list carries its marks on
//! every page; workbook, images, CSV and the page that lists them are there; what may not be printed is not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object};

use crate::dorpon::{Answer, Place, demo, demo_rows, files_below};

/// A workspace of its own with the demo's run, in Bangla.
fn bangla_demo() -> &'static Place {
    static DEMO: std::sync::OnceLock<Place> = std::sync::OnceLock::new();
    DEMO.get_or_init(|| {
        let place = Place::new();
        place.run(&["--lang", "bn", "demo", "--out", "work"]).must(0);
        place
    })
}

fn printed(place: &Place, beginning: &str, ending: &str) -> PathBuf {
    let files = files_below(&place.path("work/out"));
    let found: Vec<PathBuf> = files
        .into_iter()
        .filter(|file| {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            name.starts_with(beginning) && name.ends_with(ending)
        })
        .collect();
    assert_eq!(found.len(), 1, "{beginning}…{ending}: {found:?}");
    found[0].clone()
}

pub fn open(path: &Path) -> Document {
    Document::load(path).unwrap()
}

fn utf16(bytes: &[u8]) -> String {
    match bytes.strip_prefix(&[0xFE, 0xFF]) {
        Some(pairs) => {
            let units: Vec<u16> = pairs
                .chunks(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16(&units).unwrap()
        }
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The text of one page as a reader's program finds it: what a group of glyphs is said to spell, else the letters of
/// its glyphs; a line for each block of text.
fn page_text(document: &Document, page: lopdf::ObjectId) -> String {
    let fonts = document.get_page_fonts(page).unwrap();
    let encodings: BTreeMap<Vec<u8>, lopdf::Encoding<'_>> = fonts
        .into_iter()
        .map(|(name, font)| (name, font.get_font_encoding(document).unwrap()))
        .collect();
    let content = Content::decode(&document.get_page_content(page)).unwrap();
    let (mut text, mut font, mut said) = (String::new(), Vec::new(), Vec::new());
    for operation in &content.operations {
        let operands = &operation.operands;
        match operation.operator.as_str() {
            "BT" if !text.ends_with('\n') => text.push('\n'),
            "Tf" => font = operands[0].as_name().unwrap().to_vec(),
            "BMC" => said.push(false),
            "BDC" => {
                let words = operands.get(1).and_then(|properties| properties.as_dict().ok());
                let words = words.and_then(|properties| properties.get(b"ActualText").ok());
                if let Some(words) = words.and_then(|words| words.as_str().ok()) {
                    text.push_str(&utf16(words));
                    said.push(true);
                } else {
                    said.push(false);
                }
            }
            "EMC" => {
                said.pop();
            }
            "Tj" | "TJ" if !said.contains(&true) => {
                let encoding = &encodings[&font];
                let pieces = match &operands[0] {
                    Object::Array(pieces) => pieces.clone(),
                    piece => vec![piece.clone()],
                };
                for piece in pieces.iter().filter_map(|piece| piece.as_str().ok()) {
                    text.push_str(&Document::decode_text(encoding, piece).unwrap());
                }
            }
            _ => {}
        }
    }
    text.replace('\u{200b}', "")
}

pub fn pages(document: &Document) -> Vec<String> {
    document
        .get_pages()
        .values()
        .map(|page| page_text(document, *page))
        .collect()
}

pub fn tight(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The tree of tags, one line for each, repeated siblings counted.
pub fn tag_tree(document: &Document) -> String {
    let root = document.catalog().unwrap().get(b"StructTreeRoot").unwrap();
    let root = document.dereference(root).unwrap().1.as_dict().unwrap();
    let mut lines = Vec::new();
    tags(document, root, 0, &mut lines);
    let mut tree: Vec<(String, usize)> = Vec::new();
    for line in lines {
        match tree.last_mut() {
            Some((last, count)) if *last == line => *count += 1,
            _ => tree.push((line, 1)),
        }
    }
    let lines = tree.into_iter().map(
        |(line, count)| {
            if count == 1 { line } else { format!("{line} × {count}") }
        },
    );
    lines.collect::<Vec<_>>().join("\n")
}

fn tags(document: &Document, node: &Dictionary, depth: usize, lines: &mut Vec<String>) {
    let Ok(children) = node.get(b"K") else { return };
    let children = match document.dereference(children).unwrap().1 {
        Object::Array(children) => children.clone(),
        child => vec![child.clone()],
    };
    for child in &children {
        let Ok(child) = document.dereference(child).unwrap().1.as_dict() else {
            continue;
        };
        let Ok(role) = child.get(b"S").and_then(Object::as_name) else {
            continue;
        };
        let role = String::from_utf8_lossy(role).into_owned();
        // Rows of a table, its cells and what is in them are as many as the data.
        let is_bulk = matches!(
            role.as_str(),
            "TR" | "LI" | "Span" | "Strong" | "Em" | "Lbl" | "LBody" | "NonStruct"
        );
        let alternative = child.get(b"Alt").and_then(Object::as_str).map(utf16);
        let alternative = alternative.map(|text| format!(": {text}")).unwrap_or_default();
        lines.push(format!("{}{role}{alternative}", "  ".repeat(depth)));
        if !is_bulk {
            tags(document, child, depth + 1, lines);
        }
    }
}

fn metadata(document: &Document) -> String {
    let stream = document.catalog().unwrap().get(b"Metadata").unwrap();
    let stream = document.dereference(stream).unwrap().1.as_stream().unwrap();
    let plain = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
    String::from_utf8(plain).unwrap()
}

#[test]
fn both_papers_claim_both_standards_and_name_their_language() {
    for (place, ending, language) in [(bangla_demo(), "-bn.pdf", "bn"), (demo(), "-en.pdf", "en")] {
        for report in ["planner_coverage", "uno_disaster_list"] {
            let document = open(&printed(place, report, ending));
            let metadata = metadata(&document);
            for claim in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"] {
                assert!(metadata.contains(claim), "{report}: {claim}");
            }
            let catalog = document.catalog().unwrap();
            assert_eq!(utf16(catalog.get(b"Lang").unwrap().as_str().unwrap()), language);
        }
    }
}

#[test]
fn the_tags_of_the_planners_report() {
    insta::assert_snapshot!(tag_tree(&open(&printed(bangla_demo(), "planner_coverage", "-bn.pdf"))));
}

#[test]
fn the_tags_of_the_list() {
    let tree = tag_tree(&open(&printed(bangla_demo(), "uno_disaster_list", "-bn.pdf")));
    insta::assert_snapshot!(tree);
}

#[test]
fn the_text_of_the_planners_report() {
    let document = open(&printed(bangla_demo(), "planner_coverage", "-bn.pdf"));
    insta::assert_snapshot!(golden_text(&document));
}

/// The text of all pages, a line for each piece, without what changes whenever a rule does.
pub fn golden_text(document: &Document) -> String {
    let text = pages(document).join("\n");
    // Run and version of the rules are as long-lived as the rules themselves.
    let hexadecimal = |word: &str| word.len() >= 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let lines: Vec<String> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let words = line.split(' ').map(|word| {
                if hexadecimal(word.trim_end_matches([',', '।'])) {
                    "<hash>"
                } else {
                    word
                }
            });
            words.collect::<Vec<_>>().join(" ")
        })
        .collect();
    // A hash may be set in two pieces, its leading digits by themselves.
    let is_piece = |line: &str| line.len() < 12 && line.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut whole: Vec<&str> = Vec::new();
    let mut waiting = lines.iter().map(String::as_str).peekable();
    while let Some(line) = waiting.next() {
        let is_begun = is_piece(line) && waiting.next_if(|next| is_piece(next) || *next == "<hash>").is_some();
        whole.push(if is_begun { "<hash>" } else { line });
    }
    whole.join("\n")
}

/// The headline figure on paper is the figure of the release layer.
#[test]
fn the_headline_is_the_published_figure() {
    let rows = demo()
        .work(&["query", "coverage_by_union_programme", "--format", "json"])
        .must(0)
        .json();
    let row = rows
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["union_code"] == "all" && row["programme_code"] == "OAA" && row["sex"] == "all")
        .unwrap()
        .clone();
    let document = open(&printed(demo(), "planner_coverage", "-en.pdf"));
    let text = tight(&pages(&document)[0]);
    let sentence = format!(
        "of {} people whom the register finds eligible, {} are on the list; {} are eligible and left out",
        row["eligible_count"], row["covered_count"], row["missing_count"]
    );
    assert!(text.contains(&tight(&sentence)), "{sentence}\n{text}");
}

#[test]
fn the_bangla_edition_has_no_english_and_no_western_digits() {
    for report in ["planner_coverage", "uno_disaster_list"] {
        assert_bangla(&open(&printed(bangla_demo(), report, "-bn.pdf")), report);
    }
}

pub fn assert_bangla(document: &Document, what: &str) {
    for (number, text) in pages(document).iter().enumerate() {
        for word in text.split_whitespace() {
            let latin = word.chars().filter(char::is_ascii_alphabetic).count();
            // Run, hash and the household numbers of the office are codes, not words.
            let is_code = word.chars().any(|letter| letter.is_ascii_digit());
            assert!(latin < 3 || is_code, "{what}, page {}: {word}", number + 1);
        }
    }
}

#[test]
fn every_page_of_the_list_carries_its_marks() {
    let document = open(&printed(bangla_demo(), "uno_disaster_list", "-bn.pdf"));
    let pages = pages(&document);
    assert!(pages.len() > 10);
    let hash = demo_rows("disaster_priority", "mart").len();
    assert!(hash > 0);
    let marks = [
        "সীমিত",
        "উদ্দেশ্য: নমুনা প্রদর্শন",
        "কর্মকর্তা: প্রদর্শক",
        "মেয়াদ শেষ",
        "টি খানা",
        "সংকেত",
        "৪০৮৭৯০-",
    ];
    let footer_of = |page: &String| {
        let tight_page = tight(page);
        let position = tight_page.rfind("সীমিত·তালিকা").unwrap_or_else(|| panic!("{page}"));
        tight_page[position..].to_owned()
    };
    let first = footer_of(&pages[0]);
    for page in &pages {
        let footer = footer_of(page);
        for mark in marks {
            assert!(footer.contains(&tight(mark)), "{mark}: {footer}");
        }
        let until_page = |footer: &str| footer.split("পৃষ্ঠা").next().unwrap().to_owned();
        assert_eq!(until_page(&footer), until_page(&first), "one list has one set of marks");
    }
}

/// Every household with points is on the list, in the order of its rank, and nobody else.
#[test]
fn the_list_holds_every_household_with_points_in_rank_order() {
    let mut expected: Vec<(String, i64, i64, String)> = demo_rows("disaster_priority", "mart")
        .iter()
        .filter(|row| row["union_code"].is_string() && row["score"].as_str().unwrap().parse::<f64>().unwrap() > 0.0)
        .map(|row| {
            (
                row["union_code"].as_str().unwrap().to_owned(),
                row["ward_no"]
                    .as_i64()
                    .or_else(|| row["ward_no"].as_str().and_then(|ward| ward.parse().ok()))
                    .unwrap(),
                row["priority_rank"].as_i64().unwrap(),
                row["household_id"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    expected.sort();
    let document = open(&printed(demo(), "uno_disaster_list", "-en.pdf"));
    let text = pages(&document).join("\n");
    let mut after = 0;
    for (_, _, _, household) in &expected {
        let found = text[after..].find(household.as_str());
        after += found.unwrap_or_else(|| panic!("{household} is not on the list, or not in its place"));
    }
    let printed_ids = text.split_whitespace().filter(|word| is_household(word)).count();
    assert_eq!(printed_ids, expected.len());
}

fn is_household(word: &str) -> bool {
    let Some((place, number)) = word.split_once('-') else {
        return false;
    };
    ["NGR8", "DHN3", "SRL5"].contains(&place) && number.len() == 4
}

#[test]
fn a_restricted_list_wants_purpose_and_officer_and_is_in_the_audit_log() {
    let place = demo();
    let order = ["list", "disaster", "--hazard", "cyclone", "--area", "40879079"];
    place.work(&order).must(6);
    place
        .work(&[&order[..], &["--purpose", " ", "--officer", "x"]].concat())
        .must(6);
    let before = place.work(&["--json", "audit", "show"]).must(0);
    let said = [
        "--purpose",
        "drill of the test",
        "--officer",
        "UNO of the test",
        "--format",
        "csv",
    ];
    let answer = place.work(&[&order[..], &said].concat()).must(0);
    assert!(
        answer.stdout.contains("uno_disaster_list-cyclone-40879079"),
        "{}",
        answer.stdout
    );
    let after = place.work(&["--json", "audit", "show"]).must(0);
    assert!(!before.stdout.contains("drill of the test"));
    assert!(after.stdout.contains("drill of the test"));
}

#[test]
fn the_public_report_reads_no_personal_layer() {
    let place = Place::new();
    place.run(&["demo", "--out", "work", "--quiet"]).must(0);
    std::fs::create_dir_all(place.path("work/reports")).unwrap();
    let report = "//! title = { bn = \"ক\", en = \"a\" }\n//! audience = \"planner\"\n//! class = \"public\"\n\
        //! area_level = [\"country\"]\n//! [input.person]\n//! sql = 'select name_bn from mart.member_profile'\n\
        #import \"/template/report.typ\": *\n#show: paper\n";
    place.write("work/reports/planner_leak.typ", report);
    let answer = place.work(&["report", "planner_leak"]).must(6);
    assert!(answer.stderr.contains("mart.member_profile"), "{}", answer.stderr);
}

#[test]
fn an_order_that_cannot_be_printed_says_why() {
    let place = demo();
    let refused = |arguments: &[&str], code: &str| {
        let Answer { stderr, .. } = place.work(arguments).must(2);
        assert!(stderr.contains(code), "{stderr}");
    };
    refused(&["report", "nothing"], "ops.report_unknown");
    refused(&["report", "planner_coverage", "--area", "99"], "ops.area_unknown");
    let list = |hazard: &'static str, area: &'static str, signal: &'static str| {
        [
            "list",
            "disaster",
            "--hazard",
            hazard,
            "--area",
            area,
            "--signal",
            signal,
            "--purpose",
            "x",
            "--officer",
            "y",
        ]
    };
    refused(&list("locusts", "408790", "4"), "ops.hazard_unknown");
    refused(&list("cyclone", "40", "4"), "ops.area_level_unfit");
    refused(&list("cyclone", "408790", "12"), "ops.signal_unknown");
    refused(
        &["report", "planner_coverage", "--format", "png", "--page", "99"],
        "render.page_absent",
    );
}

#[test]
fn a_report_has_a_workbook_images_and_a_page_that_lists_it() {
    let place = bangla_demo();
    place
        .work(&[
            "--lang",
            "bn",
            "report",
            "planner_coverage",
            "--area",
            "408790",
            "--format",
            "png,csv",
        ])
        .must(0);
    let image = std::fs::read(printed(place, "planner_coverage", "-page-01.png")).unwrap();
    assert!(image.starts_with(b"\x89PNG"));
    let csv = std::fs::read_to_string(printed(place, "planner_coverage", "-programme.csv")).unwrap();
    assert!(csv.starts_with('\u{feff}') && csv.contains("যোগ্য কিন্তু বাদ পড়া"), "{csv}");
    let page = std::fs::read_to_string(printed(place, "index", ".html")).unwrap();
    for part in [
        "কর্মসূচির আওতাভুক্তি প্রতিবেদন",
        "তালা উপজেলা",
        "planner_coverage-408790-2022-06-30-bn.pdf",
        "সীমিত",
    ] {
        assert!(page.contains(part), "{part}");
    }
    use calamine::{Data, Reader, Xlsx, open_workbook};
    let mut book: Xlsx<_> = open_workbook(printed(place, "planner_coverage", ".xlsx")).unwrap();
    let sheet = book.worksheet_range("কর্মসূচিভিত্তিক").unwrap();
    let rows: Vec<&[Data]> = sheet.rows().collect();
    assert_eq!(rows[0][0], Data::String("কর্মসূচি".to_owned()));
    let old_age = rows
        .iter()
        .find(|row| row[0] == Data::String("বয়স্ক ভাতা".to_owned()))
        .unwrap();
    let published = demo()
        .work(&["query", "coverage_by_union_programme", "--format", "json"])
        .must(0)
        .json();
    let published = published.as_array().unwrap();
    let is_total =
        |row: &&serde_json::Value| row["union_code"] == "all" && row["programme_code"] == "OAA" && row["sex"] == "all";
    let eligible = published.iter().find(is_total).unwrap()["eligible_count"]
        .as_f64()
        .unwrap();
    assert_eq!(old_age[1], Data::Float(eligible));
}

/// What the release layer hides stays hidden on paper: the exact count of a small group is nowhere in the report.
#[test]
fn hidden_counts_are_in_no_form_of_the_public_report() {
    let place = bangla_demo();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(printed(place, "planner_coverage", ".xlsx")).unwrap();
    use calamine::{Data, Reader};
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).unwrap();
        let headings: Vec<String> = range.rows().next().unwrap().iter().map(ToString::to_string).collect();
        for row in range.rows().skip(1) {
            for (heading, cell) in headings.iter().zip(row) {
                if let Data::Float(number) = cell {
                    let is_count = number.fract() == 0.0 && !heading.contains("হার") && !heading.contains("প্রাক্কলিত");
                    assert!(
                        !is_count || *number == 0.0 || *number >= 10.0,
                        "{sheet}, {heading}: {number}"
                    );
                }
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn a_list_of_people_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    for ending in [".pdf", ".xlsx"] {
        let path = printed(demo(), "uno_disaster_list-cyclone-408790", ending);
        let mode = std::fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
}

/// The nearest shelter by another formula (chord on a unit sphere) and plain loops over the rows of stage.
#[test]
fn the_nearest_shelter_is_the_nearest() {
    let number = |row: &serde_json::Value, column: &str| row[column].as_str().and_then(|text| text.parse::<f64>().ok());
    let place = |row: &serde_json::Value| {
        let (latitude, longitude) = (
            number(row, "latitude")?.to_radians(),
            number(row, "longitude")?.to_radians(),
        );
        Some([
            latitude.cos() * longitude.cos(),
            latitude.cos() * longitude.sin(),
            latitude.sin(),
        ])
    };
    let metres = |one: [f64; 3], other: [f64; 3]| {
        let chord = one
            .iter()
            .zip(other)
            .map(|(one, other)| (one - other).powi(2))
            .sum::<f64>()
            .sqrt();
        2.0 * 6_371_000.0 * (chord / 2.0).asin()
    };
    let shelters: Vec<[f64; 3]> = demo_rows("shelter", "stage")
        .iter()
        .filter(|shelter| shelter["is_usable"] == true)
        .filter_map(place)
        .collect();
    assert!(shelters.len() > 2);
    let found: BTreeMap<String, i64> = demo_rows("household_shelter", "mart")
        .iter()
        .map(|row| {
            let key = format!("{} {}", row["sending_office"], row["household_id"]);
            (key, row["measured_distance_m"].as_i64().unwrap())
        })
        .collect();
    let mut expected = 0;
    for household in demo_rows("household", "stage") {
        let Some(home) = place(&household).filter(|_| household["union_code"].is_string()) else {
            continue;
        };
        let nearest = shelters
            .iter()
            .map(|shelter| metres(home, *shelter))
            .fold(f64::INFINITY, f64::min);
        let key = format!("{} {}", household["sending_office"], household["household_id"]);
        assert!(
            (found[&key] as f64 - nearest).abs() <= 5.1,
            "{key}: {} {nearest}",
            found[&key]
        );
        expected += 1;
    }
    assert_eq!(found.len(), expected);
}
