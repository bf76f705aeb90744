//! Records as clerks write them: in either script, with slips, swapped days, changed last names, missing numbers.

use crate::person::{Country, Name, mobile};
use crate::{Dice, Member};

/// Columns of the list behind the record id.
pub const FIELDS: [&str; 10] = [
    "name",
    "father_name",
    "mother_name",
    "spouse_name",
    "birth_date",
    "sex",
    "nid",
    "mobile",
    "union_code",
    "ward",
];

const MALE: [[&str; 4]; 2] = [["মোঃ", "মো:", "মোহাম্মদ", "মো."], ["Md.", "Md", "Mohammad", "MD."]];
const FEMALE: [[&str; 4]; 2] = [["মোছাঃ", "মোসাঃ", "মোছা:", "মোসাম্মৎ"], ["Mst.", "Mst", "Mosammat", "Most."]];

/// How a name is written down.
struct Hand {
    is_latin: bool,
    /// Per mille: another spelling of an element, a slip in the name, an honorific, another last element, none.
    varied: usize,
    slip: usize,
    honorific: usize,
    late: usize,
    other_last: usize,
    no_last: usize,
}

/// One record of a person.
pub fn write_record(country: &Country, person: &Member, dice: &mut Dice) -> [String; FIELDS.len()] {
    let is_latin = dice.chance(420);
    let own = Hand {
        is_latin,
        varied: 260,
        slip: 110,
        honorific: 480,
        late: 0,
        other_last: if person.name.is_female { 90 } else { 20 },
        no_last: 40,
    };
    let of_parent = Hand {
        is_latin,
        varied: 280,
        slip: 110,
        honorific: 300,
        late: 220,
        other_last: 25,
        no_last: 90,
    };
    let missing =
        |dice: &mut Dice, per_mille: usize, text: String| if dice.chance(per_mille) { String::new() } else { text };
    let name = write_name(country, &person.name, &own, dice);
    let father = write_name(country, &person.father, &of_parent, dice);
    let mother = write_name(country, &person.mother, &of_parent, dice);
    let spouse = person
        .spouse
        .as_ref()
        .map_or_else(String::new, |spouse| write_name(country, spouse, &of_parent, dice));
    let nid = match dice.below(100) {
        0..34 => String::new(),
        34..54 => person.smart_nid.clone(),
        54..76 => person.nid.clone(),
        _ => format!("{}{}", person.birth.0, person.nid),
    };
    let phone = match dice.below(100) {
        0..30 => String::new(),
        30..54 => mobile(dice),
        _ => person.mobile.clone(),
    };
    let union = if dice.chance(50) {
        dice.below(country.unions.len())
    } else {
        person.union
    };
    let geocode = country.unions.get(union).cloned().unwrap_or_default();
    let ward = person.ward + usize::from(dice.chance(60));
    let sex = if dice.chance(5) {
        !person.name.is_female
    } else {
        person.name.is_female
    };
    let sex = match (sex, dice.below(3)) {
        (true, 0) => "মহিলা",
        (true, 1) => "নারী",
        (true, _) => "Female",
        (false, 2) => "Male",
        (false, _) => "পুরুষ",
    };
    [
        missing(dice, 2, name),
        missing(dice, 50, father),
        missing(dice, 140, mother),
        missing(dice, 350, spouse),
        write_date(person.birth, dice),
        missing(dice, 15, sex.to_owned()),
        digit_slip(nid, 40, dice),
        digit_slip(phone, 30, dice),
        missing(dice, 20, geocode),
        missing(dice, 100, ward.to_string()),
    ]
}

fn write_name(country: &Country, name: &Name, hand: &Hand, dice: &mut Dice) -> String {
    let sex = usize::from(name.is_female);
    let script = usize::from(hand.is_latin);
    let mut words: Vec<String> = Vec::new();
    if dice.chance(hand.late) {
        words.push(if hand.is_latin { "Late" } else { "মৃত" }.to_owned());
    }
    if dice.chance(hand.honorific) {
        let honorifics = if name.is_female { &FEMALE } else { &MALE };
        let chosen = dice.below(4);
        let found = honorifics.get(script).and_then(|list| list.get(chosen)).copied();
        words.push(found.unwrap_or_default().to_owned());
    }
    let start = words.len();
    for given in &name.given {
        if let Some(element) = country.given.get(sex).and_then(|list| list.get(*given)) {
            words.push(element.spell(hand.is_latin, hand.varied, dice).to_owned());
        }
    }
    let lasts = country.last.get(sex).map_or(&[][..], Vec::as_slice);
    let last = if dice.chance(hand.other_last) {
        dice.early(lasts.len())
    } else {
        name.last
    };
    if !dice.chance(hand.no_last)
        && let Some(element) = lasts.get(last)
    {
        words.push(element.spell(hand.is_latin, hand.varied, dice).to_owned());
    }
    if dice.chance(hand.slip) {
        let word = start + dice.below(words.len() - start);
        if let Some(word) = words.get_mut(word) {
            *word = slip(word, hand.is_latin, dice);
        }
    }
    // Two words written together.
    if dice.chance(20) && words.len() > start + 1 {
        let joined = words.remove(start + 1).to_lowercase();
        if let Some(word) = words.get_mut(start) {
            word.push_str(&joined);
        }
    }
    let text = words.join(" ");
    if hand.is_latin && dice.chance(250) {
        text.to_uppercase()
    } else {
        text
    }
}

/// One typing error: a letter left out, doubled, exchanged with its neighbour, or another one.
fn slip(word: &str, is_latin: bool, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 3 {
        return word.to_owned();
    }
    let place = 1 + dice.below(letters.len() - 2);
    match dice.below(4) {
        0 => {
            letters.remove(place);
        }
        1 => {
            let letter = letters.get(place).copied().unwrap_or(' ');
            letters.insert(place, letter);
        }
        2 => letters.swap(place, place + 1),
        _ => {
            let alphabet: Vec<char> = if is_latin {
                "abdehiklmnorstu".chars().collect()
            } else {
                "কগতদনপবমরলসহ".chars().collect()
            };
            let chosen = dice.below(alphabet.len());
            if let (Some(letter), Some(other)) = (letters.get_mut(place), alphabet.get(chosen)) {
                *letter = *other;
            }
        }
    }
    letters.into_iter().collect()
}

fn write_date(birth: (usize, usize, usize), dice: &mut Dice) -> String {
    let (mut year, mut month, mut day) = birth;
    match dice.below(1_000) {
        0..30 => return String::new(),
        30..75 => (month, day) = (day, month),
        75..145 => (month, day) = (1, 1),
        145..175 => year = year + dice.below(9) - 4,
        175..200 => month = 1 + dice.below(12),
        200..235 => day = 1 + dice.below(28),
        _ => {}
    }
    // A swapped day beyond 12 would be no date; clerks then keep the order.
    if month > 12 {
        (month, day) = (day, month);
    }
    match dice.below(3) {
        0 => format!("{day:02}/{month:02}/{year}"),
        _ => format!("{year}-{month:02}-{day:02}"),
    }
}

/// One digit wrong or two exchanged, per mille.
fn digit_slip(number: String, per_mille: usize, dice: &mut Dice) -> String {
    if number.len() < 4 || !dice.chance(per_mille) {
        return number;
    }
    let mut digits: Vec<char> = number.chars().collect();
    let place = 2 + dice.below(digits.len() - 3);
    if dice.chance(400) {
        digits.swap(place, place + 1);
    } else if let Some(digit) = digits.get_mut(place) {
        *digit = char::from(b'0' + u8::try_from(dice.below(10)).unwrap_or(0));
    }
    digits.into_iter().collect()
}
