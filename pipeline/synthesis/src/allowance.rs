//! The lists of three allowances as the two MIS generations of the upazila hold them.
//!
//! The DSS office's own list holds who was enrolled before the G2P system; the G2P export
//! holds the later ones. Faults are planted at the rates of the recipe.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::family::Sex;
use crate::identifier_block::IdentifierBlock;
use crate::name::{NameTable, Script, Tradition};
use crate::office_file::{Row, Written};
use crate::population::completed_years;
use crate::randomness::Dice;
use crate::recipe::Recipe;
use crate::register::{Person, WrittenCells};
use crate::truth::eligibility::{Answer, Outcome};
use crate::truth::register_person::{RegisterPerson, Whose};

/// The three allowances, in the order of their codes.
pub const PROGRAMMES: [&str; 3] = ["DAA", "OAA", "WAA"];

/// Which generation of MIS a row stands in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Office {
    /// The upazila social services office's own list, in Bangla.
    SocialServices,
    /// The G2P system's export, in English.
    PaymentSystem,
}

/// A row of `beneficiary`, as it ought to be loaded.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Which file.
    pub office: Office,
    /// Whose row it is.
    pub whose: Whose,
    /// Key, unique over both files.
    pub beneficiary_id: String,
    /// OAA, WAA, DAA.
    pub programme: &'static str,
    /// As loaded.
    pub name_bn: Option<String>,
    /// As loaded.
    pub name_en: Option<String>,
    /// As loaded.
    pub father_name: Option<String>,
    /// As loaded.
    pub mother_name: Option<String>,
    /// As loaded.
    pub spouse_name: Option<String>,
    /// As loaded.
    pub sex: Option<Sex>,
    /// As loaded.
    pub birth_date: Option<Date>,
    /// nid or brn.
    pub id_type: Option<&'static str>,
    /// Digits, of any allowed length.
    pub id_number: Option<String>,
    /// verified, mismatch, not_tried.
    pub nid_status: Option<&'static str>,
    /// Eleven digits that begin with 01.
    pub mobile: Option<String>,
    /// nagad, bkash, rocket, bank_asia.
    pub wallet_provider: Option<&'static str>,
    /// Wallet or account.
    pub wallet_number: Option<String>,
    /// self, guardian, nominee.
    pub account_holder: Option<&'static str>,
    /// Nine digits.
    pub bank_routing_no: Option<String>,
    /// Eight digits.
    pub union_code: Option<String>,
    /// Ward.
    pub ward_no: Option<String>,
    /// Day of enrolment.
    pub enrolled_on: Option<Date>,
    /// Canonical status.
    pub status: Option<&'static str>,
    /// Day of leaving.
    pub exited_on: Option<Date>,
    /// In Bangla.
    pub exit_reason: Option<&'static str>,
    /// Day of death.
    pub died_on: Option<Date>,
    /// Cells written otherwise.
    pub written: WrittenCells,
}

impl Row for Entry {
    fn written(&self) -> &BTreeMap<&'static str, Written> {
        &self.written
    }
}

impl Entry {
    /// On the list, active, enrolled by `as_of`.
    #[must_use]
    pub fn is_active(&self, as_of: Date) -> bool {
        self.status == Some("active") && self.enrolled_on.is_none_or(|day| day <= as_of)
    }
}

/// What the lists are drawn from.
pub struct ListMaker<'a> {
    /// The parameters.
    pub recipe: &'a Recipe,
    /// Names.
    pub names: &'a NameTable,
    /// Identifiers.
    pub block: &'a mut IdentifierBlock,
    /// Chance.
    pub dice: &'a mut Dice,
}

/// Draws the lists. `answers` is what each register person would get if nobody had anything; `namesakes` are on the
/// disability list without a number, so that nothing but names, dates and places says who they are.
pub fn draw(
    maker: &mut ListMaker<'_>,
    people: &[RegisterPerson<'_>],
    answers: &[Outcome],
    namesakes: &[String],
) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for outcome in answers {
        let Some(person) = people.get(outcome.person) else {
            continue;
        };
        if wants_entry(maker, person, outcome) {
            let entry = entry_of(maker, person, outcome.programme);
            entries.push(entry);
        }
    }
    for person in people
        .iter()
        .filter(|person| namesakes.contains(&person.anchor.person_id))
    {
        let mut entry = entry_of(maker, person, "DAA");
        entry.id_number = None;
        entry.birth_date = Some(person.anchor.born_on);
        entry.nid_status = Some("not_tried");
        entries.retain(|known| known.programme != "DAA" || known.whose != entry.whose);
        entries.push(entry);
    }
    let second = second_programmes(maker, people, &entries);
    entries.extend(second);
    let strangers =
        entries.len() * maker.recipe.allowances.not_in_register / (1_000 - maker.recipe.allowances.not_in_register);
    for number in 0..strangers {
        if let Some(mut entry) = stranger(maker) {
            entry.whose = Whose::Stranger(number);
            entries.push(entry);
        }
    }
    repeat(maker, &mut entries);
    share_wallets(maker, &mut entries);
    entries.sort_by(|left, right| {
        (left.office as u8, left.programme, left.enrolled_on).cmp(&(
            right.office as u8,
            right.programme,
            right.enrolled_on,
        ))
    });
    let place = maker
        .recipe
        .register
        .first()
        .and_then(|place| place.union_code.get(2..6));
    for (position, entry) in entries.iter_mut().enumerate() {
        let prefix = match entry.office {
            Office::SocialServices => "D",
            Office::PaymentSystem => "G",
        };
        entry.beneficiary_id = format!("{prefix}{}{:05}", place.unwrap_or("0000"), position + 1);
    }
    entries
}

fn wants_entry(maker: &mut ListMaker<'_>, person: &RegisterPerson<'_>, outcome: &Outcome) -> bool {
    let allowances = &maker.recipe.allowances;
    let as_of = maker.recipe.as_of_date;
    let age = completed_years(person.anchor.born_on, as_of);
    let condition = outcome.deciding_condition.unwrap_or_default();
    match (outcome.programme, outcome.answer) {
        (_, Answer::Yes) => maker.dice.chance(allowances.eligible_listed),
        (_, Answer::CannotTell) => {
            let is_likely = match outcome.programme {
                "OAA" => age >= 61,
                "WAA" => condition != "marital_status" || maker.dice.chance(100),
                _ => condition != "disability" || maker.dice.chance(100),
            };
            is_likely && maker.dice.chance(allowances.cannot_tell_listed)
        }
        ("OAA", Answer::No) => match condition {
            "alive" => age >= 62 && maker.dice.chance(620),
            "age" => (54..66).contains(&age) && maker.dice.chance(allowances.not_eligible_listed * 2),
            _ => maker.dice.chance(420),
        },
        ("WAA", Answer::No) => match condition {
            "alive" => person.anchor.sex == Some(Sex::Female) && age >= 40 && maker.dice.chance(250),
            "sex" => false,
            "age" => false,
            "marital_status" => (38..70).contains(&age) && maker.dice.chance(allowances.not_eligible_listed / 2),
            _ => maker.dice.chance(380),
        },
        (_, Answer::No) => match condition {
            "alive" => person.anchor.disability_type.is_some_and(|kind| kind != "none"),
            "disability" => (45..90).contains(&age) && maker.dice.chance(allowances.not_eligible_listed / 5),
            "age" => maker.dice.chance(300) && person.anchor.disability_type.is_some_and(|kind| kind != "none"),
            _ => maker.dice.chance(380),
        },
    }
}

/// A row for a register person, with the identifier in one of the forms that offices use.
fn entry_of(maker: &mut ListMaker<'_>, person: &RegisterPerson<'_>, programme: &'static str) -> Entry {
    let recipe = maker.recipe;
    let anchor = person.anchor;
    let variant = recipe.people.spelling_variant;
    let late_start = recipe
        .fiscal_year_begins
        .checked_sub(1.years())
        .unwrap_or(recipe.fiscal_year_begins);
    let latest = back_days(recipe.as_of_date, 45);
    let earliest = anchor
        .born_on
        .checked_add(18.years())
        .ok()
        .filter(|_| programme != "DAA");
    let oldest = Date::new(2008, 7, 1)
        .unwrap_or(late_start)
        .max(earliest.unwrap_or(anchor.born_on));
    let is_recent = programme == "DAA" && maker.dice.chance(600) || maker.dice.chance(360);
    let enrolled_on = if is_recent || oldest >= late_start {
        between_days(maker.dice, late_start, latest)
    } else {
        between_days(maker.dice, oldest, late_start)
    };
    let office = if enrolled_on >= late_start {
        Office::PaymentSystem
    } else {
        Office::SocialServices
    };
    // A clerk who writes in Latin letters alone writes all names so.
    let is_latin = office == Office::PaymentSystem && maker.dice.chance(recipe.allowances.latin_only);
    let script = if is_latin { Script::Latin } else { Script::Bangla };
    let mut entry = Entry {
        office,
        whose: Whose::Record(anchor.person_id.clone()),
        beneficiary_id: String::new(),
        programme,
        name_bn: (!is_latin).then(|| maker.names.write(&anchor.called, Script::Bangla, maker.dice, variant)),
        name_en: (office == Office::PaymentSystem)
            .then(|| maker.names.write(&anchor.called, Script::Latin, maker.dice, variant)),
        father_name: Some(maker.names.write(&anchor.father_called, script, maker.dice, variant)),
        mother_name: Some(maker.names.write(&anchor.mother_called, script, maker.dice, variant)),
        spouse_name: anchor
            .spouse_called
            .as_ref()
            .map(|name| maker.names.write(name, script, maker.dice, variant)),
        sex: anchor.sex,
        birth_date: Some(anchor.born_on).filter(|_| !maker.dice.chance(15)),
        id_type: None,
        id_number: None,
        nid_status: None,
        mobile: None,
        wallet_provider: None,
        wallet_number: None,
        account_holder: None,
        bank_routing_no: None,
        union_code: person.union_code.clone().or_else(|| Some("40879071".to_owned())),
        ward_no: person.ward_no.clone(),
        enrolled_on: Some(enrolled_on),
        status: None,
        exited_on: None,
        exit_reason: None,
        died_on: None,
        written: WrittenCells::new(),
    };
    identify(maker, anchor, &mut entry);
    // A row has a date or a number: without both nobody could say whose it is.
    if entry.id_number.is_none() {
        entry.birth_date = Some(anchor.born_on);
    }
    pay_into(maker, anchor.mobile.clone(), &mut entry);
    settle_status(maker, anchor, &mut entry);
    entry
}

fn identify(maker: &mut ListMaker<'_>, anchor: &Person, entry: &mut Entry) {
    let allowances = &maker.recipe.allowances;
    let by_birth = entry.programme == "DAA" && maker.dice.chance(350) || anchor.nid.is_none();
    let brn = anchor.brn.as_ref().filter(|_| by_birth);
    if let Some(brn) = brn {
        entry.id_type = Some("brn");
        entry.id_number = Some(brn.clone());
    } else if let Some(nid) = &anchor.nid {
        entry.id_type = Some("nid");
        entry.id_number = Some(other_form(maker.dice, nid, anchor.born_on));
    } else {
        entry.id_type = Some("nid").filter(|_| entry.office == Office::SocialServices);
    }
    if maker.dice.chance(allowances.nid_missing) {
        entry.id_number = None;
    } else if entry.id_number.is_some() && maker.dice.chance(allowances.nid_wrong / 2) {
        // A slip of the pen that gives another well-formed number.
        entry.id_type = Some("nid");
        entry.id_number = Some(maker.block.nid_10());
    } else if let Some(number) = entry.id_number.as_mut()
        && maker.dice.chance(allowances.nid_mistyped)
    {
        // One digit mistyped: a number of nobody, or of a neighbour.
        let last = number.pop().and_then(|digit| digit.to_digit(10)).unwrap_or_default();
        let slip = u32::try_from(maker.dice.between(1, 9)).unwrap_or(1);
        number.extend(char::from_digit((last + slip) % 10, 10));
    }
    entry.nid_status = Some(match entry.id_number {
        Some(_) if maker.dice.chance(900) => "verified",
        Some(_) if maker.dice.chance(400) => "mismatch",
        _ => "not_tried",
    });
}

/// 13 and 17 digits of one NID stand for each other; 10 digits stand alone.
fn other_form(dice: &mut Dice, nid: &str, born_on: Date) -> String {
    match nid.len() {
        17 if dice.chance(250) => nid.get(4..).unwrap_or(nid).to_owned(),
        13 if dice.chance(450) => format!("{:04}{nid}", born_on.year()),
        _ => nid.to_owned(),
    }
}

fn pay_into(maker: &mut ListMaker<'_>, mobile: Option<String>, entry: &mut Entry) {
    let own_mobile = mobile.filter(|_| maker.dice.chance(800));
    let (holder, number) = match own_mobile {
        Some(number) => ("self", number),
        None => (
            if maker.dice.chance(700) { "self" } else { "nominee" },
            maker.block.mobile(),
        ),
    };
    entry.mobile = Some(number.clone()).filter(|_| !maker.dice.chance(40));
    entry.account_holder = Some(if entry.programme == "DAA" && maker.dice.chance(300) {
        "guardian"
    } else {
        holder
    });
    let provider = maker.dice.weighted(
        &[("nagad", 700), ("bkash", 230), ("rocket", 40), ("bank_asia", 30)],
        "nagad",
    );
    entry.wallet_provider = Some(provider);
    entry.wallet_number = Some(match provider {
        "rocket" => format!("{number}{}", maker.dice.below(10)),
        "bank_asia" => format!("10899900{:05}", maker.dice.below(100_000)),
        _ => number,
    });
    if provider == "bank_asia" {
        let branch = maker.dice.below(1_000);
        entry.bank_routing_no = Some(routing_number(branch));
    }
}

/// Bank 070, district 87, with the check digit of facts.md 2.
fn routing_number(branch: usize) -> String {
    let stem = format!("07087{branch:03}");
    let weights = [5, 7, 1, 5, 7, 1, 5, 7];
    let sum: u32 = stem
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    format!("{stem}{}", (10 - sum % 10) % 10)
}

fn settle_status(maker: &mut ListMaker<'_>, anchor: &Person, entry: &mut Entry) {
    let as_of = maker.recipe.as_of_date;
    if maker.dice.chance(maker.recipe.allowances.active) || anchor.died_on.is_some_and(|_| maker.dice.chance(700)) {
        entry.status = Some("active");
        return;
    }
    let choices = [("suspended", 330), ("exited", 300), ("waiting", 200), ("applied", 170)];
    let status = if anchor.died_on.is_some() {
        "deceased"
    } else {
        maker.dice.weighted(&choices, "suspended")
    };
    entry.status = Some(status);
    match status {
        "deceased" => {
            entry.died_on = anchor.died_on;
            entry.exited_on = anchor.died_on;
        }
        "exited" => {
            let begins = maker.recipe.fiscal_year_begins.max(entry.enrolled_on.unwrap_or(as_of));
            entry.exited_on = Some(between_days(maker.dice, begins, as_of));
            entry.exit_reason = maker
                .dice
                .pick(&["স্থানান্তর", "অন্য ভাতা গ্রহণ", "পুনর্বিবাহ", "তথ্য ভুল"])
                .copied();
        }
        _ => {}
    }
}

/// Some people draw two allowances that exclude each other.
fn second_programmes(maker: &mut ListMaker<'_>, people: &[RegisterPerson<'_>], entries: &[Entry]) -> Vec<Entry> {
    let wanted = entries.len() * maker.recipe.allowances.cross_programme / 1_000;
    let listed: BTreeSet<(&str, &str)> = entries
        .iter()
        .filter_map(|entry| match &entry.whose {
            Whose::Record(person_id) => Some((person_id.as_str(), entry.programme)),
            Whose::Stranger(_) => None,
        })
        .collect();
    let mut candidates: Vec<(usize, &'static str)> = Vec::new();
    for (position, person) in people.iter().enumerate() {
        let held: Vec<&'static str> = PROGRAMMES
            .into_iter()
            .filter(|programme| listed.contains(&(person.anchor.person_id.as_str(), *programme)))
            .collect();
        if let [only] = held.as_slice() {
            let is_widow = person.anchor.sex == Some(Sex::Female) && person.anchor.marital_status == Some("widowed");
            let is_disabled = person.anchor.disability_type.is_some_and(|kind| kind != "none");
            match *only {
                "OAA" if is_widow => candidates.push((position, "WAA")),
                "WAA" if is_disabled => candidates.push((position, "DAA")),
                "OAA" if is_disabled => candidates.push((position, "DAA")),
                "DAA" if is_widow => candidates.push((position, "WAA")),
                _ => {}
            }
        }
    }
    maker.dice.shuffle(&mut candidates);
    let mut second = Vec::new();
    for (position, programme) in candidates.into_iter().take(wanted) {
        if let Some(person) = people.get(position) {
            let mut entry = entry_of(maker, person, programme);
            entry.status = Some("active");
            second.push(entry);
        }
    }
    second
}

/// Somebody on the list whom no register knows: moved away, another ward, or nobody.
fn stranger(maker: &mut ListMaker<'_>) -> Option<Entry> {
    let programme = maker.dice.weighted(&[("OAA", 50), ("WAA", 30), ("DAA", 20)], "OAA");
    let is_woman = programme == "WAA" || maker.dice.chance(500);
    let tradition = if maker.dice.chance(250) {
        Tradition::Hindu
    } else {
        Tradition::Muslim
    };
    let called = if is_woman {
        maker.names.woman(maker.dice, tradition, None)
    } else {
        maker.names.man(maker.dice, tradition, None)
    };
    let place = maker.dice.pick(&maker.recipe.register)?;
    let age = match programme {
        "OAA" => maker.dice.between(66, 85),
        "WAA" => maker.dice.between(35, 70),
        _ => maker.dice.between(10, 60),
    };
    let born_on = maker.recipe.as_of_date.checked_sub(age.years()).ok()?;
    let born_on = back_days(born_on, maker.dice.between(0, 364));
    let nid = maker
        .block
        .nid_13(&IdentifierBlock::place(&place.union_code))
        .unwrap_or_else(|| maker.block.nid_10());
    let father_called = maker.names.man(maker.dice, tradition, called.last());
    let mother_called = maker.names.woman(maker.dice, tradition, called.last());
    let spouse_called = is_woman.then(|| maker.names.man(maker.dice, tradition, called.last()));
    let person = Person {
        spouse_called,
        sex: Some(if is_woman { Sex::Female } else { Sex::Male }),
        nid: Some(nid),
        ..Person::named(called, father_called, mother_called, born_on)
    };
    let register_person = RegisterPerson {
        anchor: &person,
        records: Vec::new(),
        household: None,
        union_code: Some(place.union_code.clone()),
        ward_no: Some(place.ward_no.clone()),
    };
    Some(entry_of(maker, &register_person, programme))
}

/// The same person a second time in one programme: with the same particulars, or spelt otherwise.
fn repeat(maker: &mut ListMaker<'_>, entries: &mut Vec<Entry>) {
    let allowances = &maker.recipe.allowances;
    let mut repeated: Vec<Entry> = Vec::new();
    for entry in entries.iter() {
        let is_exact = maker.dice.chance(allowances.exact_duplicate);
        let is_fuzzy = maker.dice.chance(allowances.fuzzy_duplicate);
        if !is_exact && !is_fuzzy {
            continue;
        }
        let mut copy = entry.clone();
        copy.status = Some("active");
        if !is_exact {
            copy.office = Office::PaymentSystem;
            copy.enrolled_on = Some(between_days(
                maker.dice,
                maker.recipe.fiscal_year_begins,
                back_days(maker.recipe.as_of_date, 30),
            ));
            if let (Some("nid"), Some(number), Some(born)) = (copy.id_type, &copy.id_number, copy.birth_date) {
                copy.id_number = Some(other_form(maker.dice, number, born));
            }
            let number = maker.block.mobile();
            copy.mobile = Some(number.clone());
            copy.wallet_provider = Some("nagad");
            copy.wallet_number = Some(number);
            copy.bank_routing_no = None;
            copy.mother_name = None;
        }
        repeated.push(copy);
    }
    entries.extend(repeated);
}

fn share_wallets(maker: &mut ListMaker<'_>, entries: &mut [Entry]) {
    let wanted = entries.len() * maker.recipe.allowances.shared_wallet / 1_000;
    for _ in 0..wanted {
        let from = maker.dice.below(entries.len());
        let to = maker.dice.below(entries.len());
        let Some(source) = entries.get(from).filter(|entry| entry.wallet_provider == Some("nagad")) else {
            continue;
        };
        let number = source.wallet_number.clone();
        if let Some(target) = entries.get_mut(to).filter(|_| from != to) {
            target.wallet_provider = Some("nagad");
            target.wallet_number = number;
            target.bank_routing_no = None;
            target.account_holder = Some("nominee");
        }
    }
}

fn back_days(day: Date, days: i64) -> Date {
    day.checked_sub(days.days()).unwrap_or(day)
}

/// A day from `first` to `last`.
pub fn between_days(dice: &mut Dice, first: Date, last: Date) -> Date {
    let span = first.until(last).map_or(0, |span| i64::from(span.get_days()));
    let days = dice.between(0, span.max(0));
    first.checked_add(days.days()).unwrap_or(first)
}
