//! How a word of a name sounds, in classes that Bangla and Latin spelling share.
//!
//! Both scripts write the same consonants with letters that a clerk exchanges (শ ষ স ছ, s and sh), and Bangla leaves
//! out vowels that Latin writes either way (রহমান, Rahman, Rohoman). So a sound is a short string of classes:
//!
//! | class | Bangla | Latin |
//! | --- | --- | --- |
//! | K G C J | ক খ ক্ষ, গ ঘ, চ, জ ঝ য | k kh q x c, g gh, ch, j jh z |
//! | T D | ট ঠ ত থ ৎ, ড ঢ দ ধ | t th, d dh |
//! | P F B | প, ফ, ব ভ | p, f ph, b bh v |
//! | N M R L S H | ন ণ ঙ ঞ ং, ম, র ড় ঢ়, ল, শ ষ স ছ, হ | n ng, m, r, l, s sh, h |
//! | I U | ি ী ে ৈ ই ঈ এ ঐ, ু ূ ৌ উ ঊ | i e y, u oo ou |
//! | A | অ আ া ও ো, only as the first or last sound | a o |
//!
//! Inside a word the class A says nothing across scripts and is left out; at the end it tells রহিমা from রহিম. The
//! key of a word leaves out every vowel but the first. Input is the form of `dorpon_domain::text::fold_name`, which
//! already folds vowel lengths, silent letters and signs.

use dorpon_domain::text::fold_name;

const NUKTA: char = '\u{09BC}';
const VIRAMA: char = '\u{09CD}';

/// The sound of one folded word: upper-case class letters. Empty for a word without letters of either script.
#[must_use]
pub fn sound(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let mut classes = if letters.iter().any(|letter| matches!(letter, '\u{0980}'..='\u{09FF}')) {
        bangla(&letters)
    } else {
        latin(&letters)
    };
    settle(&mut classes);
    classes.into_iter().collect()
}

/// The consonants of a sound behind its first vowel, if it begins with one; a last H is mute.
#[must_use]
pub fn consonant_key(sound: &str) -> String {
    let mut key = String::with_capacity(sound.len());
    for (place, class) in sound.chars().enumerate() {
        match class {
            'A' | 'I' | 'U' if place == 0 => key.push('A'),
            'A' | 'I' | 'U' => {}
            consonant if key.ends_with(consonant) => {}
            consonant => key.push(consonant),
        }
    }
    if key.len() > 1 && key.ends_with('H') {
        key.pop();
    }
    key
}

/// The key by which names meet across scripts: the consonant keys of the words of any text, joined by spaces.
/// Honorifics are not removed here.
#[must_use]
pub fn cross_script_key(text: &str) -> String {
    let keys: Vec<String> = fold_name(text)
        .split(' ')
        .map(|word| consonant_key(&sound(word)))
        .filter(|key| !key.is_empty())
        .collect();
    keys.join(" ")
}

/// Drops inner As, doubled classes and a mute last H.
fn settle(classes: &mut Vec<char>) {
    while classes.len() > 1 && classes.last() == Some(&'H') {
        classes.pop();
    }
    let last = classes.len().saturating_sub(1);
    let mut settled: Vec<char> = Vec::with_capacity(classes.len());
    for (place, class) in classes.iter().enumerate() {
        if *class == 'A' && place != 0 && place != last {
            continue;
        }
        if settled.last() != Some(class) {
            settled.push(*class);
        }
    }
    *classes = settled;
}

fn bangla(letters: &[char]) -> Vec<char> {
    let mut classes = Vec::with_capacity(letters.len() + 1);
    let mut place = 0;
    while let Some(letter) = letters.get(place) {
        let behind = |distance: usize| letters.get(place + distance).copied().unwrap_or(' ');
        let under_virama = place > 0 && letters.get(place - 1) == Some(&VIRAMA);
        let last = place + 1 == letters.len();
        match letter {
            'য' if behind(1) == NUKTA => {
                // য় glides between vowels and is heard as i at the end.
                if place + 2 == letters.len() {
                    classes.push('I');
                }
                place += 2;
                continue;
            }
            // Ya-phala is mute; under a reph it is heard: ভট্টাচার্য.
            'য' if under_virama && !(place > 1 && letters.get(place - 2) == Some(&'র')) => {}
            'ক' if behind(1) == VIRAMA && behind(2) == 'স' => {
                classes.push('K');
                place += 2;
            }
            'ড' | 'ঢ' if behind(1) == NUKTA => {
                classes.push('R');
                place += 1;
            }
            other => classes.extend(bangla_class(*other)),
        }
        // A conjunct at the end keeps its vowel: চন্দ্র, দত্ত.
        if last && under_virama && bangla_class(*letter).is_some() {
            classes.push('A');
        }
        place += 1;
    }
    classes
}

fn bangla_class(letter: char) -> Option<char> {
    Some(match letter {
        'ক' | 'খ' => 'K',
        'গ' | 'ঘ' => 'G',
        'চ' => 'C',
        'জ' | 'ঝ' | 'য' => 'J',
        'ট' | 'ঠ' | 'ত' | 'থ' | 'ৎ' => 'T',
        'ড' | 'ঢ' | 'দ' | 'ধ' => 'D',
        'ন' | 'ণ' | 'ঙ' | 'ঞ' | '\u{0982}' => 'N',
        'প' => 'P',
        'ফ' => 'F',
        'ব' | 'ভ' | 'ৱ' => 'B',
        'ম' => 'M',
        'র' | 'ৰ' => 'R',
        'ল' => 'L',
        'শ' | 'ষ' | 'স' | 'ছ' => 'S',
        'হ' => 'H',
        'অ' | 'আ' | 'ও' | 'া' | 'ো' => 'A',
        'ই' | 'ঈ' | 'এ' | 'ঐ' | 'ি' | 'ী' | 'ে' | 'ৈ' => 'I',
        'উ' | 'ঊ' | 'ঔ' | 'ু' | 'ূ' | 'ৌ' => 'U',
        _ => return None,
    })
}

fn latin(letters: &[char]) -> Vec<char> {
    let mut classes = Vec::with_capacity(letters.len());
    let mut place = 0;
    while let Some(letter) = letters.get(place) {
        let next = letters.get(place + 1).copied().unwrap_or(' ');
        let after = letters.get(place + 2).copied().unwrap_or(' ');
        let (class, taken) = match (letter, next) {
            ('k' | 'g' | 'c' | 'j' | 't' | 'd' | 'b' | 'z', 'h') => (latin_consonant(*letter), 2),
            ('s', 'h') => (Some('S'), 2),
            ('p', 'h') => (Some('F'), 2),
            ('k', 's') => (Some('K'), if after == 'h' { 3 } else { 2 }),
            ('n', 'g') => (Some('N'), 2),
            ('c', _) => (Some('K'), 1),
            ('o', 'o') => (Some('U'), 2),
            ('o' | 'a', 'u') => (Some('U'), 2),
            ('o' | 'a', 'w') if !is_latin_vowel(after) => (Some('U'), 2),
            ('y', vowel) if is_latin_vowel(vowel) && place > 0 => (None, 1),
            ('w', _) => (None, 1),
            ('a' | 'o', _) => (Some('A'), 1),
            ('e' | 'i' | 'y', _) => (Some('I'), 1),
            ('u', _) => (Some('U'), 1),
            (other, _) => (latin_consonant(*other), 1),
        };
        classes.extend(class);
        place += taken;
    }
    classes
}

fn is_latin_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}

fn latin_consonant(letter: char) -> Option<char> {
    Some(match letter {
        'k' | 'q' | 'x' => 'K',
        'c' => 'C',
        'z' | 'j' => 'J',
        'v' | 'b' => 'B',
        'g' | 't' | 'd' | 'n' | 'p' | 'f' | 'm' | 'r' | 'l' | 's' | 'h' => letter.to_ascii_uppercase(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use std::collections::BTreeMap;

    use super::*;

    fn of(word: &str) -> String {
        fold_name(word).split(' ').map(sound).collect()
    }

    #[test]
    fn both_scripts_sound_alike() {
        for (bangla, latin, classes) in [
            ("রহিমা", "Rahima", "RHIMA"),
            ("রহমান", "Rohoman", "RHMN"),
            ("শফিকুল", "Shafiqul", "SFIKUL"),
            ("জাহাঙ্গীর", "Zahangir", "JHNIR"),
            ("আয়েশা", "Ayesha", "AISA"),
            ("রোকেয়া", "Rokea", "RKIA"),
            ("মিয়া", "Miah", "MIA"),
            ("চৌধুরী", "Chowdhury", "CUDURI"),
            ("দেলোয়ার", "Delowar", "DILR"),
            ("রায়", "Rai", "RI"),
            ("দত্ত", "Dotto", "DTA"),
            ("চন্দ্র", "Chandra", "CNDRA"),
            ("আনোয়ারা", "Anowara", "ANRA"),
            ("সোহেল", "Shohel", "SHIL"),
            ("ঘোষ", "Ghosh", "GS"),
        ] {
            assert_eq!((of(bangla).as_str(), of(latin).as_str()), (classes, classes), "{latin}");
        }
        assert_ne!(of("রহিম"), of("রহিমা"));
        assert_eq!(consonant_key(&of("Rahima")), "RHM");
        assert_eq!(consonant_key(&of("আয়েশা")), "AS");
        assert_eq!(cross_script_key("মোছাঃ রহিমা খাতুন"), "MS RHM KTN");
    }

    /// The reference table is a sample of what clerks write; the share is a floor, not a goal.
    #[test]
    fn most_listed_spellings_of_a_name_meet_on_one_key() {
        let table = include_str!("../../../../queries/reference/name_variant.csv");
        let mut keys: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        for row in reader.records() {
            let row = row.unwrap();
            if &row[0] != "prefix" {
                let key = cross_script_key(&row[5]).replace(' ', "");
                *keys
                    .entry(format!("{} {} {}", &row[0], &row[1], &row[3]))
                    .or_default()
                    .entry(key)
                    .or_default() += 1;
            }
        }
        let all: usize = keys.values().flat_map(BTreeMap::values).sum();
        let met: usize = keys.values().filter_map(|found| found.values().max()).sum();
        assert!(met * 100 >= all * 94, "{met} of {all}");
    }
}
