//! Every kind over every odd table: it must print as PDF/A-2a and PDF/UA-1, and stay within its block.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;

use dorpon_catalog::report::Report;
use dorpon_catalog::source::{Origin, ReportFiles, load_reports};
use dorpon_domain::language::{Bilingual, Language};
use serde_json::json;

use super::text_measure::TextMeasure;
use super::{Drawing, WIDTH, draw};
use crate::boundary::Boundaries;
use crate::press::{Order, Press, Printed};
use crate::table::{Cell, Column, Table};

const KINDS: [&str; 8] = [
    "range_bar",
    "grouped_bar",
    "line",
    "small_multiple",
    "funnel",
    "heat_table",
    "pyramid",
    "choropleth",
];

/// Areas of the map, one that no file holds among them.
const AREAS: [&str; 7] = ["4087", "4047", "4001", "408790", "9999", "40879071", "1004"];

const HOSTILE: &str = "\"]) #panic(\"x\") \u{202e}";
const LONG: &str = "উপজেলা পরিষদ দক্ষিণ চরকচ্ছপিয়া উত্তর বাঁশবাড়িয়া ইউনিয়ন পরিষদ";

/// A table with the columns `category`, `facet`, `first`, `low`, `high`, `second`, `area`.
fn table(rows: Vec<(&str, &str, [Option<f64>; 4])>) -> Table {
    let names = ["category", "facet", "first", "low", "high", "second", "area"];
    let column = |name: &&str| Column {
        name: (*name).to_owned(),
        heading: Bilingual::default(),
        unit: dorpon_catalog::report::Unit::Number,
    };
    let cell = |value: Option<f64>| match value {
        None => Cell::Missing,
        Some(value) if value.fract() == 0.0 && value.abs() < 9e18 => Cell::Integer(value as i64),
        Some(value) => Cell::Decimal {
            mantissa: (value * 1000.0).round() as i128,
            scale: 3,
        },
    };
    Table {
        title: None,
        columns: names.iter().map(column).collect(),
        rows: rows
            .into_iter()
            .zip(AREAS.iter().cycle())
            .map(|((category, facet, values), area)| {
                let texts = [Cell::Text(category.to_owned()), Cell::Text(facet.to_owned())];
                let area = Cell::Text((*area).to_owned());
                texts.into_iter().chain(values.map(cell)).chain([area]).collect()
            })
            .collect(),
    }
}

const UNIONS: [&str; 12] = [
    "চর কুকরি-মুকরি",
    "ঢালচর",
    "মুজিবনগর",
    "নজরুল নগর",
    "রসুলপুর",
    "আসলামপুর",
    "ওসমানগঞ্জ",
    "আমিনাবাদ",
    "নীলকমল",
    "চর মাদ্রাজ",
    "হাজারীগঞ্জ",
    "জিন্নাগড়",
];

fn typical(share: bool) -> Table {
    let size = if share { 1.0 } else { 40_000.0 };
    let rows = UNIONS.iter().enumerate().map(|(place, name)| {
        let first = (0.93 - 0.065 * place as f64) * size;
        let whole = |value: f64| if share { value } else { value.round() };
        let missing = place == 7;
        let value = |value: f64| Some(whole(value)).filter(|_| !missing);
        let facet = ["বয়স্ক ভাতা", "বিধবা ও স্বামী নিগৃহীতা ভাতা", "প্রতিবন্ধী ভাতা"][place / 4];
        let low = first - (0.04 + 0.01 * (place % 7) as f64) * size;
        let high = (first + 0.06 * size).min(size);
        let second = first * 0.55 + 0.1 * size * (place % 3) as f64;
        (*name, facet, [value(first), value(low), value(high), value(second)])
    });
    table(rows.collect())
}

/// Tables by name: typical and odd ones.
fn tables() -> Vec<(&'static str, Table)> {
    let same = |count: usize, name: &'static str, values: [Option<f64>; 4]| {
        table((0..count).map(|_| (name, name, values)).collect())
    };
    let four = |value: f64| [Some(value); 4];
    let huge = Table {
        rows: vec![
            vec![
                Cell::Text("ক".to_owned()),
                Cell::Text("খ".to_owned()),
                Cell::Integer(i64::MIN),
                Cell::Decimal {
                    mantissa: i128::MIN,
                    scale: 0
                },
                Cell::Decimal {
                    mantissa: i128::MAX,
                    scale: 0
                },
                Cell::Decimal { mantissa: 1, scale: 60 },
                Cell::Text(AREAS[0].to_owned()),
            ];
            2
        ],
        ..table(Vec::new())
    };
    vec![
        ("typical", typical(true)),
        ("counts", typical(false)),
        ("empty", table(Vec::new())),
        ("one_row", same(1, "ঢালচর", [Some(0.4), Some(0.3), Some(0.6), Some(0.2)])),
        ("missing", same(5, "ঢালচর", [None; 4])),
        ("zeros", same(5, "ঢালচর", four(0.0))),
        (
            "negative",
            table(vec![
                ("লাভ", "ক", [Some(30.0), Some(20.0), Some(45.0), Some(-12.0)]),
                ("ক্ষতি", "ক", [Some(-20.0), Some(-35.0), Some(-10.0), Some(8.0)]),
            ]),
        ),
        ("all_negative", same(3, "ক্ষতি", four(-7.5))),
        ("huge", huge),
        ("small", same(3, "অতি ক্ষুদ্র", four(0.001))),
        (
            "long",
            same(
                9,
                LONG,
                [Some(1_250_000.0), Some(1_100_000.0), Some(1_300_000.0), Some(912_345.0)],
            ),
        ),
        ("hostile", same(3, HOSTILE, four(5.0))),
        ("many", same(70, "লালমোহন", [Some(0.5), Some(0.4), Some(0.6), Some(0.3)])),
        ("too_many", same(500, LONG, four(3.0))),
    ]
}

/// A report of one chart of a kind over the table `rows`.
fn report(kind: &str, series: usize, unit: &str, name: &str, rest: &str) -> Report {
    let first = "{ column = \"first\", low = \"low\", high = \"high\", bn = \"নারীপ্রধান খানা\", en = \"women\" }";
    let plain = "{ column = \"first\", bn = \"নারীপ্রধান খানা\", en = \"women\" }";
    let second = format!("{{ column = \"second\", bn = '''{name}''', en = '''{name}''' }}");
    let first = if kind == "range_bar" { first } else { plain };
    let mut all = vec![first.to_owned()];
    all.extend((1..series).map(|_| second.clone()));
    let facet = match kind {
        "small_multiple" => "facet = \"facet\"\n",
        "choropleth" => "area = \"area\"\n",
        _ => "",
    };
    let front = format!(
        "title = {{ bn = \"ক\", en = \"a\" }}\naudience = \"planner\"\nclass = \"public\"\narea_level = [\"all\"]\n\
         [input.rows]\nsql = \"select 1\"\n[chart.x]\nkind = \"{kind}\"\ninput = \"rows\"\ncategory = \"category\"\n\
         {facet}unit = \"{unit}\"\ncaption = {{ bn = \"ইউনিয়ন অনুযায়ী আওতা\", en = \"Coverage by union\" }}\n\
         axis = {{ bn = \"যোগ্য ব্যক্তির মধ্যে ভাতাভোগীর হার\", en = \"Share of the eligible\" }}\n\
         series = [{}]\n{rest}\n",
        all.join(", ")
    );
    let front: String = front.lines().map(|line| format!("//! {line}\n")).collect();
    let body = "#set document(title: \"x\", date: datetime(year: 2022, month: 6, day: 30))\n#set page(margin: 20mm)\n\
         #set text(lang: \"bn\", size: 10pt, font: (\"Noto Sans Bengali\", \"Noto Sans\"))\n\
         #let chart = json(\"/data.json\").charts.x\n\
         #figure(alt: chart.alt, caption: [#chart.caption])[#include \"/chart/x.typ\"]\n";
    Report::parse("x.typ", &format!("{front}\n{body}"), Origin::Shipped).unwrap()
}

fn files() -> ReportFiles {
    load_reports(None).unwrap()
}

fn measure() -> TextMeasure {
    let fonts: Vec<typst::text::Font> = files()
        .iter()
        .filter(|(path, _)| path.ends_with(".ttf"))
        .flat_map(|(_, file)| typst::text::Font::iter(typst::foundations::Bytes::new(file.content.clone())))
        .collect();
    TextMeasure::new(&fonts)
}

fn print(press: &Press, report: &Report, table: &Table, language: Language) -> Printed {
    let tables = BTreeMap::from([("rows".to_owned(), table.clone())]);
    let order = Order {
        report,
        language,
        tables: &tables,
        facts: &json!({}),
        identity: "x",
    };
    press.set(&order).unwrap_or_else(|problem| panic!("{problem:?}"))
}

#[test]
fn every_chart_prints_by_both_standards() {
    let press = Press::new(&files()).unwrap();
    let pictures = std::env::var_os("DORPON_CHART_IMAGES");
    for (name, table) in tables() {
        let hostile = if name == "long" {
            LONG
        } else {
            "পুরুষপ্রধান খানা"
        };
        let hostile = if name == "hostile" {
            "\"]) #panic(\"x\")"
        } else {
            hostile
        };
        for kind in KINDS {
            let most = match name {
                "typical" if kind != "pyramid" => 6,
                "many" | "too_many" => 1,
                _ => 2,
            };
            for series in [1, 2, 6].into_iter().filter(|series| *series <= most) {
                let unit = if name == "typical" || name == "many" {
                    "share"
                } else {
                    "persons"
                };
                let report = report(kind, series, unit, hostile, "");
                let printed = print(&press, &report, &table, Language::Bangla);
                assert_eq!(printed.page_count(), 1, "{kind} {name}");
                printed
                    .pdf()
                    .unwrap_or_else(|problem| panic!("{kind} {name} {problem:?}"));
                if let Some(folder) = &pictures {
                    let path = std::path::Path::new(folder).join(format!("{kind}_{series}_{name}.png"));
                    std::fs::write(path, printed.page_image(1).unwrap()).unwrap();
                }
            }
        }
    }
}

/// Points of a call of a helper: all numbers before its first text.
fn numbers(call: &str) -> Vec<f64> {
    let arguments = call.split_once('(').map_or("", |(_, arguments)| arguments);
    let arguments = arguments.split('"').next().unwrap_or_default();
    arguments
        .split([',', '(', ')', ' '])
        .filter_map(|word| word.parse().ok())
        .collect()
}

/// Says what of a drawing lies outside of its block.
fn strays(drawing: &Drawing, measure: &TextMeasure) -> Vec<String> {
    let mut height = 0.0;
    let mut strays = Vec::new();
    for line in drawing.typst.lines() {
        let found = numbers(line);
        if line.contains("NaN") || line.contains("inf,") {
            strays.push(line.to_owned());
        }
        let within = |x: f64, y: f64| (-0.05..=WIDTH + 0.05).contains(&x) && (-0.05..=height + 0.05).contains(&y);
        let inside = match line.trim().split('(').next().unwrap_or_default() {
            "#drawing" => {
                height = found[1];
                true
            }
            "line" => within(found[0], found[1]) && within(found[2], found[3]),
            "polyline" | "polygon" => found.chunks_exact(2).all(|point| within(point[0], point[1])),
            "rectangle" => within(found[0], found[1]) && within(found[0] + found[2], found[1] + found[3]),
            "circle" => within(found[0], found[1]),
            "label" => {
                let text = line
                    .rsplit_once(", \"")
                    .map_or("", |(_, text)| text.trim_end_matches("\")"));
                let text = text.replace("\\\"", "\"");
                let width = measure.width(&text, *found.last().unwrap(), line.contains("\"bold\""));
                let from = match line {
                    line if line.contains(", left, ") => found[0],
                    line if line.contains(", right, ") => found[0] - width,
                    _ => found[0] - width / 2.0,
                };
                within(from, found[1]) && within(from + width, found[1])
            }
            _ => true,
        };
        if !inside {
            strays.push(line.to_owned());
        }
    }
    strays
}

#[test]
fn nothing_of_a_chart_lies_outside_of_its_block() {
    let measure = measure();
    let boundaries = Boundaries::read(&files()).unwrap();
    for (name, table) in tables() {
        for kind in KINDS {
            for series in [1, 2, 8]
                .into_iter()
                .filter(|series| *series < 3 || !name.ends_with("many"))
            {
                for rest in ["", "height_mm = 5.0"] {
                    for (unit, language) in [("share", Language::Bangla), ("taka", Language::English)] {
                        let report = report(kind, series, unit, "পুরুষপ্রধান খানা", rest);
                        let chart = &report.front.chart["x"];
                        let drawing = draw("x", chart, &table, language, &measure, &boundaries);
                        if kind == "pyramid" && series > 2 && name != "empty" {
                            assert_eq!(drawing.err().unwrap().code(), "render.chart_failed");
                            continue;
                        }
                        let strays = strays(&drawing.unwrap(), &measure);
                        assert!(strays.is_empty(), "{kind} {series} {unit} {rest} {name}: {strays:#?}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_alternative_text_says_what_the_chart_shows() {
    let measure = measure();
    let boundaries = Boundaries::default();
    let table = typical(true);
    let report = report("range_bar", 1, "share", "", "");
    let text = |language| {
        let drawing = draw("x", &report.front.chart["x"], &table, language, &measure, &boundaries).unwrap();
        drawing.alternative_text
    };
    assert_eq!(
        text(Language::Bangla),
        "পরিসরসহ স্তম্ভচিত্র: ইউনিয়ন অনুযায়ী আওতা। শ্রেণি ১২টি। সর্বোচ্চ: চর কুকরি-মুকরি ৯৩.০%; সর্বনিম্ন: জিন্নাগড় ২১.৫%; \
         ১টির মান অপ্রকাশিত; সবচেয়ে বড় পরিসর: ওসমানগঞ্জ ৪৪.০%–৬০.০%।"
    );
    assert_eq!(
        text(Language::English),
        "Bar chart with ranges: Coverage by union. 12 categories. highest: চর কুকরি-মুকরি 93.0%; lowest: জিন্নাগড় 21.5%; \
         1 value is withheld; widest range: ওসমানগঞ্জ 44.0%–60.0%."
    );
}

#[test]
fn a_map_draws_what_it_has_boundaries_of_and_names_the_rest() {
    let measure = measure();
    let boundaries = Boundaries::read(&files()).unwrap();
    let report = report("choropleth", 1, "share", "", "");
    let chart = &report.front.chart["x"];
    let drawing = draw("x", chart, &typical(true), Language::English, &measure, &boundaries).unwrap();
    assert!(!drawing.is_empty);
    assert!(
        drawing
            .typst
            .contains("not on the map, for their boundary is not known: 2 (রসুলপুর, জিন্নাগড়)")
    );
    assert!(drawing.typst.contains("no data or withheld"));
    assert!(
        drawing
            .alternative_text
            .starts_with("Map shaded by value: Coverage by union. 12 areas.")
    );
    let unknown = draw(
        "x",
        chart,
        &typical(true),
        Language::English,
        &measure,
        &Boundaries::default(),
    )
    .unwrap();
    assert!(unknown.is_empty && unknown.typst.contains("nothing to show"));
}

#[test]
fn a_column_that_is_absent_or_no_number_is_named() {
    let measure = measure();
    let boundaries = Boundaries::default();
    let report = report("line", 2, "number", "x", "");
    let mut absent = typical(true);
    absent.columns[5].name = "other".to_owned();
    let mut text = typical(true);
    text.rows[0][2] = Cell::Text("<৫".to_owned());
    for (table, column) in [(absent, "second"), (text, "first")] {
        let problem = draw(
            "x",
            &report.front.chart["x"],
            &table,
            Language::English,
            &measure,
            &boundaries,
        )
        .err()
        .unwrap();
        assert_eq!(problem.code(), "render.chart_failed");
        assert!(problem.text(Language::English).contains(column));
    }
}

#[test]
fn a_long_label_breaks_between_words_and_ends_in_an_ellipsis() {
    let measure = measure();
    let lines = measure.lines(LONG, 8.0, false, 80.0, 2);
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|line| measure.width(line, 8.0, false) <= 80.0));
    assert!(lines[1].ends_with('…'));
    let short = measure.shortened("ক্ষুদ্রঋণ", 8.0, false, 14.0);
    assert!(["…", "ক্ষু…", "ক্ষুদ্র…"].contains(&short.as_str()), "{short}");
    assert_eq!(measure.printable("ক\u{202e}\u{0}\nখ☃"), "ক খ\u{FFFD}");
}
