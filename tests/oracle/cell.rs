//! What the cells of the sample mean.

use super::day::{Day, next, valid};

pub(super) fn plain(cell: &str) -> String {
    let digits = cell.trim().chars().map(|letter| match letter {
        '০'..='৯' => char::from(b'0' + u8::try_from(u32::from(letter) - 0x9E6).unwrap()),
        '\u{A0}' => ' ',
        other => other,
    });
    let joined: String = digits.collect();
    joined.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn day(cell: &str, earliest: Day, latest: Day) -> Option<Day> {
    let cell = plain(cell);
    let parts = |separator: char| -> Vec<i32> { cell.split(separator).filter_map(|part| part.parse().ok()).collect() };
    let read = match (parts('-').as_slice(), parts('/').as_slice(), cell.parse::<i64>()) {
        ([year, month, of_month], _, _) | (_, [of_month, month, year], _) => valid((*year, *month, *of_month)),
        (_, _, Ok(serial)) => {
            // A spreadsheet counts from 30 December 1899.
            let mut found = (1900, 1, 1);
            for _ in 2..serial {
                found = next(found);
            }
            Some(found)
        }
        _ => None,
    };
    read.filter(|read| *read >= earliest && *read <= latest)
}

pub(super) fn number(cell: &str) -> Option<f64> {
    plain(cell).replace(',', "").parse().ok()
}

pub(super) fn whole(cell: &str) -> Option<i64> {
    plain(cell).replace(',', "").parse().ok()
}

pub(super) fn yes(cell: &str) -> Option<bool> {
    match plain(cell).to_lowercase().as_str() {
        "yes" | "হ্যাঁ" => Some(true),
        "no" | "না" => Some(false),
        _ => None,
    }
}

pub(super) fn has_mobile(cell: &str) -> bool {
    let bare: String = plain(cell).chars().filter(char::is_ascii_digit).collect();
    let national = bare.strip_prefix("88").unwrap_or(&bare);
    let national = if national.len() == 10 {
        format!("0{national}")
    } else {
        national.to_owned()
    };
    national.len() == 11 && national.starts_with("01") && ('3'..='9').contains(&national.chars().nth(2).unwrap_or(' '))
}

pub(super) fn programme(cell: &str) -> Option<&'static str> {
    match plain(cell).as_str() {
        "OAA" | "বয়স্ক ভাতা" => Some("OAA"),
        "WAA" | "বিধবা ভাতা" => Some("WAA"),
        "DAA" | "প্রতিবন্ধী ভাতা" => Some("DAA"),
        _ => None,
    }
}

/// The English word for a Bangla one; other words stay.
pub(super) fn word(cell: &str) -> String {
    let cell = plain(cell);
    let english = match cell.as_str() {
        "পুরুষ" => "male",
        "মহিলা" => "female",
        "হিজড়া" => "hijra",
        "খানাপ্রধান" => "head",
        "বিধবা/বিপত্নীক" => "widowed",
        "স্বামী পরিত্যক্তা" => "deserted",
        "জানা নাই" | "টিনের ঘর" => "",
        "গুরুতর" => "severe",
        "অতি গুরুতর" => "very_severe",
        "নেই" => "none",
        "কাঁচা" => "kutcha",
        "ঝুপড়ি" => "jhupri",
        "গৃহহীন" => "homeless",
        "আধাপাকা" => "semi_pucca",
        "চর" => "char",
        "ওপরে" => "on",
        "বাইরে" => "outside",
        "সক্রিয়" => "active",
        "পরিশোধিত" => "settled",
        "ফেরত" => "returned",
        "এনআইডি" => "nid",
        "জন্ম নিবন্ধন" => "brn",
        "১ম কিস্তি" => "Q1",
        "৩য় কিস্তি" | "3য় কিস্তি" => "Q3",
        other => other,
    };
    english.to_owned()
}

pub(super) fn said(cell: &str) -> Option<String> {
    Some(word(cell)).filter(|word| !word.is_empty())
}
