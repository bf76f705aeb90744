//! The people of the surveyed wards: names, births, family links, identifiers.
//!
//! Households of a ward are composed until the ward has exactly its number of persons.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::circumstance;
use crate::family::{self, Member, Relation, Sex};
use crate::identifier_block::{BAGERHAT_PLACE, IdentifierBlock};
use crate::name::{NameTable, PersonalName, Script, Tradition};
use crate::randomness::Dice;
use crate::recipe::{Place, Recipe};
use crate::register::{Household, Person};

/// The register of one ward.
#[derive(Clone, Debug, Default)]
pub struct Ward {
    /// Rows of `census_household`.
    pub households: Vec<Household>,
    /// Rows of `census_person`.
    pub persons: Vec<Person>,
}

/// What the generator draws from while it fills a ward.
pub struct Maker<'a> {
    /// The parameters.
    pub recipe: &'a Recipe,
    /// Names.
    pub names: &'a NameTable,
    /// Identifiers.
    pub block: &'a mut IdentifierBlock,
    /// Chance.
    pub dice: &'a mut Dice,
}

/// Fills one ward.
pub fn populate(maker: &mut Maker<'_>, place: &Place) -> Ward {
    let mut ward = Ward::default();
    while ward.persons.len() < place.persons {
        let mut members = family::compose(maker.dice);
        members.truncate(place.persons - ward.persons.len());
        forget_absent(&mut members);
        let number = ward.households.len() + 1;
        let household_id = format!("{}-{number:04}", place.key_prefix);
        let tradition = if maker.dice.chance(maker.recipe.people.hindu_families) {
            Tradition::Hindu
        } else {
            Tradition::Muslim
        };
        let mut household = circumstance::household(maker.dice, place, number, &household_id);
        let mut persons = name_members(maker, place, &household, &members, tradition);
        household.head_person_id = persons.first().map(|head| head.person_id.clone());
        household.mobile = maker.dice.chance(860).then(|| maker.block.mobile());
        circumstance::people(maker.dice, maker.recipe, &mut household, &mut persons, &members);
        register_deaths(maker, &mut persons, &members);
        ward.households.push(household);
        ward.persons.extend(persons);
    }
    ward
}

/// A ward's last household may be cut short: links to members who are gone go too.
fn forget_absent(members: &mut [Member]) {
    let count = members.len();
    for member in members.iter_mut() {
        for link in [&mut member.father, &mut member.mother, &mut member.spouse] {
            if link.is_some_and(|other| other >= count) {
                *link = None;
            }
        }
    }
}

fn name_members(
    maker: &mut Maker<'_>,
    place: &Place,
    household: &Household,
    members: &[Member],
    tradition: Tradition,
) -> Vec<Person> {
    let family_name = match tradition {
        Tradition::Hindu => maker.names.man(maker.dice, tradition, None).last(),
        Tradition::Muslim => None,
    };
    let called: Vec<PersonalName> = members
        .iter()
        .map(|member| match member.sex {
            Sex::Female => maker.names.woman(maker.dice, tradition, family_name),
            _ => maker.names.man(maker.dice, tradition, family_name),
        })
        .collect();
    let mut fathers: Vec<PersonalName> = Vec::new();
    let mut mothers: Vec<PersonalName> = Vec::new();
    for member in members {
        let sibling_of_head = member.relation == Relation::Sibling;
        let of = |link: Option<usize>| link.and_then(|other| called.get(other)).cloned();
        let father = match (sibling_of_head, fathers.first()) {
            (true, Some(father)) => father.clone(),
            _ => of(member.father).unwrap_or_else(|| maker.names.man(maker.dice, tradition, family_name)),
        };
        let mother = match (sibling_of_head, mothers.first()) {
            (true, Some(mother)) => mother.clone(),
            _ => of(member.mother).unwrap_or_else(|| maker.names.woman(maker.dice, tradition, family_name)),
        };
        fathers.push(father);
        mothers.push(mother);
    }
    let mut persons = Vec::new();
    for (position, member) in members.iter().enumerate() {
        let take = |names: &[PersonalName]| names.get(position).cloned().unwrap_or_default();
        let absent_husband =
            member.spouse.is_none() && matches!(member.marital_status, "widowed" | "deserted" | "divorced");
        let spouse_called = member.spouse.and_then(|other| called.get(other)).cloned().or_else(|| {
            absent_husband.then(|| match member.sex {
                Sex::Female => maker.names.man(maker.dice, tradition, family_name),
                _ => maker.names.woman(maker.dice, tradition, family_name),
            })
        });
        let kin = Kin {
            called: take(&called),
            father: take(&fathers),
            mother: take(&mothers),
            spouse: spouse_called,
        };
        let person = person(maker, place, household, (position, member), kin);
        persons.push(person);
    }
    let ids: Vec<String> = persons.iter().map(|person| person.person_id.clone()).collect();
    for (person, member) in persons.iter_mut().zip(members) {
        let id = |link: Option<usize>| link.and_then(|other| ids.get(other)).cloned();
        person.father_person_id = id(member.father);
        person.mother_person_id = id(member.mother);
    }
    persons
}

struct Kin {
    called: PersonalName,
    father: PersonalName,
    mother: PersonalName,
    spouse: Option<PersonalName>,
}

fn person(maker: &mut Maker<'_>, place: &Place, household: &Household, entry: (usize, &Member), kin: Kin) -> Person {
    let (position, member) = entry;
    let recipe = maker.recipe;
    let variant = recipe.people.spelling_variant;
    let born_on = birth_day(maker.dice, recipe.as_of_date, member.age);
    let is_adult = member.age >= 18;
    let origin = if maker.dice.chance(16) {
        BAGERHAT_PLACE.to_owned()
    } else {
        IdentifierBlock::place(&place.union_code)
    };
    let has_nid = is_adult && !maker.dice.chance(recipe.people.adults_without_nid);
    let nid = has_nid.then(|| nid(maker, &origin, born_on)).flatten();
    let has_brn = if is_adult {
        maker.dice.chance(90)
    } else {
        !maker.dice.chance(recipe.people.children_without_brn)
    };
    let is_handwritten = (20..=45).contains(&member.age) && maker.dice.chance(60);
    let brn = has_brn
        .then(|| {
            if is_handwritten {
                maker.block.brn_16(born_on.year(), &origin)
            } else {
                maker.block.brn_17(born_on.year(), &origin)
            }
        })
        .flatten();
    let name_bn = Some(maker.names.write(&kin.called, Script::Bangla, maker.dice, variant / 3));
    let name_en = maker
        .dice
        .chance(450)
        .then(|| maker.names.write(&kin.called, Script::Latin, maker.dice, variant / 3));
    let late_father = member.age > 45 && maker.dice.chance(550);
    let father_name = Some(if late_father {
        maker.names.write_late(&kin.father, Script::Bangla, maker.dice, variant)
    } else {
        maker.names.write(&kin.father, Script::Bangla, maker.dice, variant)
    });
    let mother_name =
        (!maker.dice.chance(25)).then(|| maker.names.write(&kin.mother, Script::Bangla, maker.dice, variant));
    let spouse_name = kin.spouse.as_ref().map(|spouse| {
        if member.marital_status == "widowed" {
            maker.names.write_late(spouse, Script::Bangla, maker.dice, variant)
        } else {
            maker.names.write(spouse, Script::Bangla, maker.dice, variant)
        }
    });
    let mobile = (member.age >= 16 && maker.dice.chance(if member.sex == Sex::Male { 620 } else { 330 }))
        .then(|| maker.block.mobile());
    let mut person = Person {
        person_id: format!("{}-{:02}", household.household_id, position + 1),
        household_id: household.household_id.clone(),
        spouse_called: kin.spouse,
        name_bn,
        name_en,
        father_name,
        mother_name,
        spouse_name,
        relation_to_head: Some(relation_word(member.relation)),
        sex: Some(member.sex),
        nid,
        brn,
        mobile,
        marital_status: Some(member.marital_status),
        ..Person::named(kin.called, kin.father, kin.mother, born_on)
    };
    blur_age(maker, household, &mut person);
    person
}

/// Clerks know some people's age but not their birth date; of a few they know neither.
fn blur_age(maker: &mut Maker<'_>, household: &Household, person: &mut Person) {
    let age = completed_years(person.born_on, household.surveyed_on.unwrap_or(maker.recipe.as_of_date));
    let people = &maker.recipe.people;
    if maker.dice.chance(people.age_unknown) {
        person.birth_date = None;
    } else if age >= 12 && maker.dice.chance(people.birth_date_missing) {
        person.birth_date = None;
        let heaped = age >= 40 && maker.dice.chance(550);
        person.age_years = Some(if heaped { (age + 2) / 5 * 5 } else { age });
    }
}

fn nid(maker: &mut Maker<'_>, origin: &str, born_on: Date) -> Option<String> {
    let people = &maker.recipe.people;
    let form = maker.dice.below(1_000);
    if form < people.smart_card {
        return Some(maker.block.nid_10());
    }
    let short = maker.block.nid_13(origin);
    match short {
        Some(number) if form < people.smart_card + people.long_nid => Some(format!("{:04}{number}", born_on.year())),
        Some(number) => Some(number),
        None => Some(maker.block.nid_10()),
    }
}

/// A day of birth that makes a person `age` years old at `as_of`. Clerks favour 1 January.
fn birth_day(dice: &mut Dice, as_of: Date, age: i64) -> Date {
    let first_of_january = dice.chance(if age >= 40 { 230 } else { 60 });
    let latest = back(as_of, age, 0);
    if first_of_january {
        let day = Date::new(latest.year(), 1, 1).unwrap_or(latest);
        if day <= latest {
            return day;
        }
    }
    let days = dice.between(0, 364);
    latest.checked_sub(days.days()).unwrap_or(latest)
}

fn back(day: Date, years: i64, days: i64) -> Date {
    day.checked_sub(years.years())
        .and_then(|earlier| earlier.checked_sub(days.days()))
        .unwrap_or(day)
}

/// Completed years from `born` to `on`.
#[must_use]
pub fn completed_years(born: Date, on: Date) -> i64 {
    let birthday_is_ahead = (on.month(), on.day()) < (born.month(), born.day());
    i64::from(on.year()) - i64::from(born.year()) - i64::from(birthday_is_ahead)
}

fn relation_word(relation: Relation) -> &'static str {
    match relation {
        Relation::Head => "head",
        Relation::Spouse => "spouse",
        Relation::Child => "child",
        Relation::ChildInLaw => "child_in_law",
        Relation::Parent => "parent",
        Relation::Sibling => "sibling",
        Relation::Grandchild => "grandchild",
    }
}

/// Deaths since the survey, among members other than the head, mostly the old.
fn register_deaths(maker: &mut Maker<'_>, persons: &mut [Person], members: &[Member]) {
    for position in 1..persons.len() {
        let age = members.get(position).map_or(0, |member| member.age);
        let weight = if age >= 60 { 8 } else { 1 };
        if !maker.dice.chance(maker.recipe.people.died * weight / 2) {
            continue;
        }
        let before = maker.dice.between(5, 170);
        let died_on = back(maker.recipe.as_of_date, 0, before);
        let Some(person) = persons.get_mut(position) else {
            continue;
        };
        if person.born_on >= died_on {
            continue;
        }
        person.died_on = Some(died_on);
        let spouse = members.get(position).and_then(|member| member.spouse);
        if let Some(left_behind) = spouse.and_then(|other| persons.get_mut(other)) {
            left_behind.marital_status = Some("widowed");
        }
    }
}

/// Makes `count` persons hijra: grown, unmarried children of their households.
pub fn recognise_hijra(dice: &mut Dice, persons: &mut [Person], as_of: Date, count: usize) {
    let mut fitting: Vec<usize> = persons
        .iter()
        .enumerate()
        .filter(|(_, person)| {
            let age = completed_years(person.born_on, as_of);
            (19..60).contains(&age)
                && person.marital_status == Some("never_married")
                && person.relation_to_head == Some("child")
                && person.sex == Some(Sex::Male)
        })
        .map(|(position, _)| position)
        .collect();
    dice.shuffle(&mut fitting);
    for position in fitting.into_iter().take(count) {
        if let Some(person) = persons.get_mut(position) {
            person.sex = Some(Sex::Hijra);
        }
    }
}
