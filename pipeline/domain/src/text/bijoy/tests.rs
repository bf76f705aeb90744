#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;

use super::typed::TYPED;
use super::*;
use crate::text::fold_name;

#[test]
fn what_typists_write_is_read() {
    for (typed, bangla) in TYPED {
        assert_eq!(convert(typed).as_deref(), Some(normalise(bangla).as_ref()), "{typed}");
    }
}

#[test]
fn the_table_of_typed_words_is_long_enough_to_trust() {
    let words = TYPED.iter().flat_map(|(typed, _)| typed.split([' ', '/'])).count();
    assert!(words >= 200, "{words}");
}

#[test]
fn each_glyph_comes_back() {
    for number in 0_u32..=0x2122 {
        let Some(code) = char::from_u32(number) else { continue };
        let Some(drawn) = glyph(code) else { continue };
        let text = match drawn {
            Glyph::Whole(_) | Glyph::WholeWithSign(..) | Glyph::Vowel(_) => code.to_string(),
            Glyph::Half(_) => format!("{code}K"),
            Glyph::LeftSign(_) => format!("{code}c"),
            Glyph::AuLength => format!("†c{code}"),
            Glyph::Plain(_) => format!("K {code}"),
            _ => format!("c{code}"),
        };
        let letters = decode::decode(&text).unwrap_or_else(|| panic!("{text}"));
        let again = encode::encode(&normalise(&letters)).unwrap_or_else(|| panic!("{text} {letters}"));
        assert!(same_drawing(&text, &again), "{text} {letters} {again}");
    }
}

#[test]
fn conjuncts_of_the_table_are_in_order_and_come_back() {
    assert!(table::CONJUNCTS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    for (consonants, codes) in table::CONJUNCTS {
        let joined: Vec<String> = consonants.chars().map(String::from).collect();
        let joined = joined.join("\u{9CD}");
        assert_eq!(decode::decode(codes).as_deref(), Some(joined.as_str()), "{codes}");
        assert_eq!(encode(&joined).as_deref(), Some(*codes), "{joined}");
    }
}

#[test]
fn text_left_by_an_iso_8859_1_reader_is_read_too() {
    // The same bytes, with control characters where Windows-1252 has signs.
    assert_eq!(convert("evsjv\u{87}`k").as_deref(), Some("বাংলাদেশ"));
    assert!(looks_like_bijoy("evsjv\u{87}`k"));
}

#[test]
fn what_cannot_be_read_for_certain_is_not() {
    for text in [
        "",
        "  ",
        "123",
        "Café Müller K€",
        "বাংলাদেশ",
        "evsjv‡",
        "‡ `k",
        "©Kg",
        "vKg",
        "&K",
        "K ª",
        "‡‡`k",
        "w‡K",
        "Kvx",
        "Š",
        "wKv",
        "1©",
        "Kss",
        "š ",
        "rv",
        // A Latin word beside a Bangla one.
        "evsjv‡`k (Bangladesh)",
        "†gvt Kwig (MD. KARIM)",
        "K\u{AD}g",
    ] {
        assert_eq!(convert(text), None, "{text}");
    }
}

#[test]
fn what_the_font_cannot_hold_is_not_encoded() {
    for text in ["Rahim", "12", "করিম Rahim", "ৱ", "ক\u{9E2}", "বাংলা–দেশ"] {
        assert_eq!(encode(text), None, "{text}");
    }
}

#[test]
fn bijoy_is_told_from_latin_text() {
    for text in [
        "evsjv‡`k",
        "†gvt Avãyj Kwig",
        "MYcÖRvZš¿x evsjv‡`k miKvi",
        "†`‡ji †eMg",
        "wkÿv",
        "Avãyj Kwig",
        "eq¯‹ fvZv",
        "Kg©KZ©v",
        "Kzwgjøv",
    ] {
        assert!(looks_like_bijoy(text), "{text}");
    }
    for text in [
        "",
        "Rahim",
        "Amzad Ali",
        "evsjv",
        "iwng",
        "Bangladesh",
        "বাংলাদেশ",
        "বাংলাদেশ evsjv‡`k",
        "O`Brien",
        "38°C",
        "12 m²",
        "© বাংলাদেশ",
        "© 2026 Dorpon",
        "Rahim ©",
        "Café Müller",
        "José Núñez",
        "Škoda",
        "Œuvre de l’abbé",
        "Cox’s Bazar",
        "“Rahim” – ‘Karim’",
        "Brand® Name™",
        "£500 § 3 ¶ 4 ±5 µg ½ acre",
        "«Rahim»",
        "• first • second",
        "Name…",
        "a long line of English text with one © in it",
    ] {
        assert!(!looks_like_bijoy(text), "{text}");
    }
}

/// A column of the area reference: 3 is the Bangla, 4 the Latin name.
fn area_names(column: usize) -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../queries/reference/area.csv");
    let file = std::fs::read_to_string(path).unwrap();
    let mut names: Vec<String> = file
        .lines()
        .skip(1)
        .filter(|line| !line.contains('"'))
        .filter_map(|line| line.split(',').nth(column))
        .filter(|name| !name.is_empty())
        .map(String::from)
        .collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn every_place_name_of_the_country_comes_back() {
    let names = area_names(3);
    assert!(names.len() > 3_000);
    for name in names {
        let codes = encode(&name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(convert(&codes).as_deref(), Some(normalise(&name).as_ref()), "{codes}");
    }
}

#[test]
fn english_place_names_stay_english() {
    for name in area_names(4) {
        for spelling in [name.clone(), name.to_lowercase(), name.to_uppercase()] {
            assert!(!looks_like_bijoy(&spelling), "{spelling}");
            assert_eq!(read_cell(&spelling, false), Reading::Plain, "{spelling}");
        }
    }
}

fn survey<'a>(cells: impl IntoIterator<Item = &'a str>, is_below_bijoy_heading: bool) -> bool {
    let mut survey = Survey::new(is_below_bijoy_heading);
    cells.into_iter().for_each(|cell| survey.add(cell));
    survey.is_bijoy()
}

#[test]
fn a_column_is_judged_by_its_cells() {
    assert!(survey(["AveŸyj", "iwng", "Kwig", "ingvb", "bvRgv"], false));
    assert!(survey(["iwng", "Kwig"], true));
    assert!(survey(["iwng", "করিম", "Kwig", "12", "ingvb", "", "†eMg"], false));
    for cells in [
        &["Rahim", "Karim", "Amzad Ali", "Begum"][..],
        &["RAHIM UDDIN", "ABDUL KARIM", "AMZAD ALI"],
        &["rahim", "karim", "ali", "roy", "dey"],
        &["iwng"],
        &["iwng", "Rahim", "Kwig", "Karim", "Begum"],
        &["রহিম", "করিম"],
        &["A1", "B2", "C3"],
        &["12", "", "-"],
        &["new", "new", "new", "new", "new", "new", "new", "new"],
        &["given", "given", "every", "box", "five", "exit", "given"],
        &[],
    ] {
        assert!(!survey(cells.iter().copied(), false), "{cells:?}");
    }
}

#[test]
fn columns_of_place_names_are_judged_right() {
    let bangla: Vec<String> = area_names(3).iter().filter_map(|name| encode(name)).collect();
    let plain: Vec<String> = bangla.iter().filter(|codes| codes.is_ascii()).cloned().collect();
    let latin = area_names(4);
    for size in [10, 50, 500] {
        // In the order of the alphabet names with the same first letters stand together; that spreads them.
        for start in 0..bangla.len() / size {
            let cells = bangla
                .iter()
                .skip(start)
                .step_by(bangla.len() / size)
                .map(String::as_str);
            assert!(survey(cells, false), "{start} {size}");
        }
        for cells in plain.chunks_exact(size) {
            assert!(survey(cells.iter().map(String::as_str), true), "{cells:?}");
        }
        for cells in latin.chunks_exact(size) {
            for change in [str::to_owned, str::to_lowercase, str::to_uppercase] {
                let cells: Vec<String> = cells.iter().map(|cell| change(cell)).collect();
                assert!(!survey(cells.iter().map(String::as_str), true), "{cells:?}");
            }
        }
    }
    // In its column nearly every name of plain letters is read; the rest is kept with a finding.
    let read = plain
        .iter()
        .filter(|codes| matches!(read_cell(codes, true), Reading::Converted(_)));
    let share = read.count() * 1_000 / plain.len();
    assert!(share >= 985, "{share}");
}

#[test]
fn a_cell_is_read_with_its_column() {
    let converted = |text: &str| Reading::Converted(text.to_owned());
    for (cell, alone, in_bijoy_column) in [
        ("evsjv‡`k", converted("বাংলাদেশ"), converted("বাংলাদেশ")),
        ("iwng", Reading::Plain, converted("রহিম")),
        ("Rahim", Reading::Plain, Reading::Plain),
        ("KARIM", Reading::Plain, Reading::Plain),
        ("রহিম", Reading::Plain, Reading::Plain),
        ("12", Reading::Plain, Reading::Plain),
        ("", Reading::Plain, Reading::Plain),
        ("Ali", Reading::Plain, Reading::Unreadable),
        ("†gvt K€wig", Reading::Unreadable, Reading::Unreadable),
        ("evsjv‡`k (Bangladesh)", Reading::Unreadable, Reading::Unreadable),
    ] {
        assert_eq!(read_cell(cell, false), alone, "{cell}");
        assert_eq!(read_cell(cell, true), in_bijoy_column, "{cell}");
    }
}

#[test]
fn headings_have_a_second_key() {
    for (heading, bangla) in [
        ("bvg", "নাম"),
        ("wcZvi bvg:", "পিতার নাম"),
        ("†fvUvi AvBwW bs", "ভোটার আইডি নং"),
        ("BDwbqb", "ইউনিয়ন"),
        ("Rb¥ ZvwiL", "জন্ম তারিখ"),
    ] {
        assert_eq!(heading_candidates(heading).1, Some(fold_header(bangla)), "{heading}");
    }
    assert_eq!(heading_candidates("Mobile Number"), ("mobilenumber".to_owned(), None));
    assert_eq!(heading_candidates("নাম"), ("নাম".to_owned(), None));
}

/// Consonants and conjuncts that Bangla words use.
const CLUSTERS: &str = "ক খ গ ঘ চ ছ জ ঝ ট ঠ ড ঢ ণ ত থ দ ধ ন প ফ ব ভ ম য র ল শ ষ স হ ড় ঢ় য় ক্ক ক্ট ক্ট্র ক্ত ক্ত্র ক্ব ক্ম ক্য ক্র \
    ক্ল ক্ষ ক্ষ্ণ ক্ষ্ম ক্ষ্য ক্স খ্য খ্র গ্গ গ্ধ গ্ন গ্ব গ্ম গ্য গ্র গ্ল ঘ্ন ঘ্র ঙ্ক ঙ্ক্ত ঙ্ক্ষ ঙ্খ ঙ্গ ঙ্ঘ ঙ্ম চ্চ চ্ছ চ্ছ্ব চ্ছ্র চ্য জ্জ জ্জ্ব জ্ঝ জ্ঞ জ্ব জ্য জ্র \
    ঞ্চ ঞ্ছ ঞ্জ ঞ্ঝ ট্ট ট্ব ট্ম ট্য ট্র ড্ড ড্য ড্র ড়্গ ঢ্য ণ্ট ণ্ঠ ণ্ড ণ্ড্র ণ্ণ ণ্ব ণ্ম ণ্য ত্ত ত্ত্ব ত্থ ত্ন ত্ব ত্ম ত্ম্য ত্য ত্র ত্র্য থ্ব থ্য থ্র দ্গ দ্ঘ দ্দ দ্দ্ব দ্ধ \
    দ্ব দ্ভ দ্ভ্র দ্ম দ্য দ্র ধ্ন ধ্ব ধ্ম ধ্য ধ্র ন্জ ন্ট ন্ট্র ন্ঠ ন্ড ন্ড্র ন্ত ন্ত্ব ন্ত্য ন্ত্র ন্থ ন্দ ন্দ্ব ন্দ্য ন্দ্র ন্ধ ন্ধ্য ন্ধ্র ন্ন ন্ব ন্ম ন্য ন্স প্ট প্ত প্ন প্প প্য প্র প্ল \
    প্স ফ্র ফ্ল ব্জ ব্দ ব্ধ ব্ব ব্য ব্র ব্ল ভ্য ভ্র ম্ন ম্প ম্প্র ম্ফ ম্ব ম্ব্র ম্ভ ম্ভ্র ম্ম ম্য ম্র ম্ল য্য র\u{200D}্য ল্ক ল্গ ল্ট ল্ড ল্প ল্ফ ল্ব ল্ম ল্য ল্ল শ্চ শ্ছ শ্ন \
    শ্ব শ্ম শ্য শ্র শ্ল ষ্ক ষ্ক্র ষ্ট ষ্ট্য ষ্ট্র ষ্ঠ ষ্ঠ্য ষ্ণ ষ্প ষ্প্র ষ্ফ ষ্ব ষ্ম ষ্য স্ক স্ক্র স্খ স্ট স্ট্র স্ত স্ত্ব স্ত্য স্ত্র স্থ স্থ্য স্ন স্প স্প্র স্প্ল স্ফ স্ব স্ম স্য স্র স্ল \
    হ্ণ হ্ন হ্ব হ্ম হ্য হ্র হ্ল";

const SIGNS: &[&str] = &["", "", "া", "া", "ি", "ী", "ু", "ূ", "ৃ", "ে", "ৈ", "ো", "ৌ"];

const VOWELS: &[&str] = &[
    "অ",
    "আ",
    "ই",
    "ঈ",
    "উ",
    "ঊ",
    "ঋ",
    "এ",
    "ঐ",
    "ও",
    "ঔ",
    "অ্যা",
    "এ্যা",
    "আঁ",
    "এঁ",
];

fn syllable() -> impl Strategy<Value = String> {
    let clusters: Vec<&str> = CLUSTERS.split_whitespace().collect();
    let consonant = (
        prop::bool::weighted(0.1),
        prop::sample::select(clusters),
        prop::sample::select(SIGNS),
        prop::sample::select(vec!["", "", "", "", "ঁ", "ং", "ঃ", "ঁঃ", "ৎ"]),
    )
        .prop_map(|(has_reph, cluster, sign, ending)| {
            // Over র no reph is written.
            let reph = if has_reph && !cluster.starts_with('র') {
                "র্"
            } else {
                ""
            };
            format!("{reph}{cluster}{sign}{ending}")
        });
    let vowel = (
        prop::sample::select(VOWELS),
        prop::sample::select(vec!["", "", "ং", "ঃ"]),
    )
        .prop_map(|(vowel, ending)| format!("{vowel}{ending}"));
    prop_oneof![6 => consonant, 1 => vowel]
}

fn bangla() -> impl Strategy<Value = String> {
    let word = prop::collection::vec(syllable(), 1..5).prop_map(|syllables| syllables.concat());
    let separator = prop::sample::select(vec![" ", " ", ", ", "-", "/", " ১২ ", "। ", " (", ") "]);
    prop::collection::vec((word, separator), 1..4).prop_map(|parts| {
        let mut text = String::new();
        for (place, (word, separator)) in parts.iter().enumerate() {
            if place > 0 {
                text.push_str(separator);
            }
            text.push_str(word);
        }
        normalise(&text).into_owned()
    })
}

/// Codes of the table, more often than chance would bring them together.
const CODES: &str = "[A-Za-z_`~&^ †‡ˆ‰Š¨©ª«Öæ“–‚ƒ„…¯®¤š›•”˜Íú’‘¿Ÿ¡¥ÿ³½ºïü1|]{0,14}";

proptest! {
    #[test]
    fn bangla_comes_back(text in bangla()) {
        let codes = encode(&text);
        prop_assert!(codes.is_some(), "{}", text);
        let codes = codes.unwrap();
        prop_assert_eq!(decode::decode(&codes), Some(text.clone()), "{}", codes);
        // A word that happens to have no Bijoy sign may weigh like a Latin one; no other is refused.
        match convert(&codes) {
            Some(converted) => prop_assert_eq!(converted, text),
            None => prop_assert!(evidence::has_latin_word(&codes), "{}", codes),
        }
    }

    #[test]
    fn forms_of_a_glyph_are_one(text in bangla()) {
        let codes = encode(&text).unwrap();
        let forms = [
            ('†', '‡'), ('ˆ', '‰'), ('z', 'y'), ('~', '‚'), ('„', '…'), ('ÿ', '¶'), ('Í', '—'), ('Ö', 'ª'), ('Ð', 'Ê'),
        ];
        let other: String = codes
            .chars()
            .map(|code| forms.iter().find(|(form, _)| *form == code).map_or(code, |(_, other)| *other))
            .collect();
        prop_assert_eq!(decode::decode(&other), Some(text), "{}", other);
        prop_assert!(same_drawing(&codes, &other));
    }

    #[test]
    fn what_is_converted_is_final_bangla(text in CODES) {
        if let Some(converted) = convert(&text) {
            prop_assert_eq!(normalise(&converted), converted.as_str());
            prop_assert_eq!(convert(&converted), None);
            prop_assert!(same_drawing(&text, &encode::encode(&converted).unwrap()));
            prop_assert_eq!(read_cell(&converted, true), Reading::Plain);
        }
    }

    #[test]
    fn one_display_gives_one_key(text in bangla()) {
        if let Some(converted) = convert(&encode(&text).unwrap()) {
            prop_assert_eq!(fold_name(&converted), fold_name(&text));
            prop_assert_eq!(fold_header(&converted), fold_header(&text));
        }
    }

    #[test]
    fn no_text_is_too_strange(text in any::<String>()) {
        let _ = (looks_like_bijoy(&text), encode(&text), heading_candidates(&text), read_cell(&text, true));
        let mut survey = Survey::default();
        survey.add(&text);
        let _ = survey.is_bijoy();
        if let Some(converted) = convert(&text) {
            prop_assert!(converted.chars().count() <= text.chars().count() * 5);
        }
    }

    #[test]
    fn no_mixture_of_codes_is_too_strange(text in CODES) {
        let _ = (looks_like_bijoy(&text), convert(&text), read_cell(&text, true));
        prop_assert!(decode::decode(&text).is_none_or(|letters| letters.chars().count() <= text.chars().count() * 5));
    }
}
