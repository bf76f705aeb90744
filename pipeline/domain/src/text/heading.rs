//! Headings that say the same in other words: spellings that offices mix, abbreviations, and words that add nothing.
//!
//! Invariant: the loose key is only a second try. Where it would mean two columns it means none.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::fold_header;
use super::letter::VIRAMA;

/// Spellings of one word; the first stands for all.
const ALIKE: [&[&str]; 11] = [
    &["নম্বর", "নং", "নাম্বার", "নাম্বর"],
    &["number", "no", "num", "nr"],
    &["এনআইডি", "nid"],
    &["জন্ম", "জন্মের"],
    &["তারিখ", "তাং", "তাঃ"],
    &["programme", "program"],
    &["enrolment", "enrollment", "enroll"],
    &["mobile", "phone", "contact", "cell"],
    &["মোবাইল", "ফোন", "মুঠোফোন"],
    &["account", "ac", "acc", "acct"],
    &["অ্যাকাউন্ট", "একাউন্ট", "এ্যাকাউন্ট"],
];

/// Whose a column is goes without saying in a list of beneficiaries, and so do small words.
const WITHOUT_MEANING: [&str; 14] = [
    "ভাতাভোগী",
    "উপকারভোগী",
    "সুবিধাভোগী",
    "উপকারভোগীদের",
    "ভাতাভোগীদের",
    "beneficiary",
    "beneficiarys",
    "beneficiaries",
    "of",
    "the",
    "in",
    "full",
    "সঠিক",
    "পূর্ণ",
];

/// What stands in brackets to say how a cell is written.
const FORM_WORDS: [&str; 26] = [
    "দিন",
    "মাস",
    "বছর",
    "সাল",
    "day",
    "month",
    "year",
    "d",
    "m",
    "y",
    "dd",
    "mm",
    "yy",
    "yyyy",
    "পুরুষ",
    "মহিলা",
    "নারী",
    "হিজড়া",
    "male",
    "female",
    "f",
    "অঙ্কে",
    "টাকায়",
    "taka",
    "bdt",
    "digits",
];

/// The lists above as words are compared.
struct Words {
    /// Spelling → the one that stands for it.
    alike: HashMap<String, String>,
    without_meaning: HashSet<String>,
    form: HashSet<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let spellings = ALIKE.iter().flat_map(|group| {
        let first = group.first().map(|first| fold_vowels(first)).unwrap_or_default();
        group.iter().map(move |spelling| (fold_vowels(spelling), first.clone()))
    });
    Words {
        alike: spellings.collect(),
        without_meaning: WITHOUT_MEANING.iter().map(|word| stem(fold_vowels(word))).collect(),
        form: FORM_WORDS.iter().map(|word| fold_header(word)).collect(),
    }
});

/// The key by which headings are compared that mean nothing in their own form: words of one meaning in one spelling,
/// long and short vowels alike, without case endings and words that add nothing. Empty where nothing is left.
#[must_use]
pub fn loose_header(text: &str) -> String {
    without_form(text)
        .split(|letter: char| letter.is_whitespace() || is_separator(letter))
        .map(word_key)
        .filter(|word| !WORDS.without_meaning.contains(word))
        .collect()
}

fn is_separator(letter: char) -> bool {
    matches!(
        letter,
        '_' | '-' | '/' | '(' | ')' | '[' | ']' | ',' | ';' | ':' | '.' | '।' | '–' | '—' | '|'
    )
}

/// Without the brackets that only say how a cell is written.
fn without_form(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('(') {
        kept.push_str(before);
        let Some((inside, after)) = behind.split_once(')') else {
            rest = behind;
            break;
        };
        let is_form = inside
            .split(|letter: char| letter.is_whitespace() || is_separator(letter))
            .map(fold_header)
            .filter(|word| !word.is_empty())
            .all(|word| WORDS.form.contains(&word));
        if !is_form {
            kept.push(' ');
            kept.push_str(inside);
            kept.push(' ');
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

fn word_key(word: &str) -> String {
    let folded = fold_vowels(word);
    match WORDS.alike.get(&folded) {
        Some(first) => first.clone(),
        None => stem(folded),
    }
}

/// Without the ending of the genitive: ভাতাভোগীর, পরিচয়পত্রের.
fn stem(word: String) -> String {
    let stem = ["য়ের", "ের", "র"].into_iter().find_map(|ending| {
        let stem = word.strip_suffix(ending)?;
        (stem.chars().count() >= 3 && !stem.ends_with(VIRAMA)).then(|| stem.to_owned())
    });
    stem.unwrap_or(word)
}

/// Folded, with one spelling for vowels and letters that sound the same.
fn fold_vowels(word: &str) -> String {
    fold_header(word)
        .chars()
        .filter(|letter| *letter != 'ঁ')
        .map(|letter| match letter {
            'ী' => 'ি',
            'ূ' => 'ু',
            'ণ' => 'ন',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_one_meaning_meet() {
        for texts in [
            &[
                "জাতীয় পরিচয়পত্র নম্বর",
                "জাতীয় পরিচয়পত্রের নং",
                "জাতিয় পরিচয়পত্র নাম্বার",
                "ভাতাভোগীর জাতীয় পরিচয়পত্র নং:",
            ][..],
            &["নাম (বাংলা)", "ভাতাভোগীর নাম (বাংলা)", "উপকারভোগীর নাম বাংলা"],
            &["লিঙ্গ", "লিঙ্গ (পুরুষ/মহিলা)"],
            &["জন্ম তারিখ", "জন্ম তারিখ (দিন/মাস/বছর)", "জন্ম তাং"],
            &["date of birth", "Date of Birth (dd/mm/yyyy)", "birth_date"][..2],
            &["তালিকাভুক্তির তারিখ", "তালিকাভূক্তির তারিখ"],
            &["কর্মসূচির নাম", "কর্মসূচীর নাম"],
            &["ভাতার ধরন", "ভাতার ধরণ"],
            &["mobile no", "Phone No.", "Contact Number"],
            &["পরিচয়পত্রের ধরন", "পরিচয়পত্র ধরন"],
        ] {
            let keys: Vec<String> = texts.iter().map(|text| loose_header(text)).collect();
            assert!(keys.windows(2).all(|pair| pair[0] == pair[1]), "{texts:?} {keys:?}");
        }
        for (one, other) in [
            ("নাম (বাংলা)", "নাম (ইংরেজি)"),
            ("পিতার নাম", "মাতার নাম"),
            ("মোবাইল নম্বর", "হিসাব নম্বর"),
            ("জন্ম তারিখ", "মৃত্যুর তারিখ"),
        ] {
            assert_ne!(loose_header(one), loose_header(other));
        }
    }
}
