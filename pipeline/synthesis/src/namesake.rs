//! People who are easily taken for one: twins, and a son who bears his father's name. And what no family does: two
//! brothers or sisters of one name.

use std::collections::BTreeSet;

use crate::name::{NameTable, PersonalName, Script};
use crate::population::Ward;
use crate::randomness::Dice;
use crate::register::Person;

/// Pairs of twins, and pairs of father and son.
const PAIRS: usize = 4;

/// Two people of one household who are not one person.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The one who stands on a list, without a number.
    pub listed: String,
    /// The one who does not.
    pub other: String,
}

/// Makes such pairs in the first register.
pub fn plant(dice: &mut Dice, names: &NameTable, wards: &mut [Ward], protected: &BTreeSet<String>) -> Vec<Pair> {
    let Some(ward) = wards.first_mut() else {
        return Vec::new();
    };
    let mut touched = protected.clone();
    let mut pairs = twins(dice, &mut ward.persons, &mut touched);
    pairs.extend(fathers_and_sons(dice, names, &mut ward.persons, &mut touched));
    pairs
}

/// Gives brothers and sisters names of their own: those of one name came by chance, and nothing could tell them apart.
/// The married keep theirs, which stand in the records of their families.
pub fn part_siblings(dice: &mut Dice, names: &NameTable, wards: &mut [Ward]) {
    for ward in wards {
        for place in 0..ward.persons.len() {
            let Some((person, before)) = ward.persons.get_mut(..=place).and_then(|all| all.split_last_mut()) else {
                continue;
            };
            let siblings: Vec<&Person> = before
                .iter()
                .rev()
                .take_while(|other| other.household_id == person.household_id)
                .filter(|other| other.father_called == person.father_called && other.sex == person.sex)
                .collect();
            let is_taken = |called: &PersonalName| siblings.iter().any(|other| other.called.given() == called.given());
            if person.spouse_called.is_some() || !is_taken(&person.called) {
                continue;
            }
            let mut called = person.called.clone();
            for _ in 0..20 {
                called = names.with_another_given(&called, dice);
                if !is_taken(&called) {
                    break;
                }
            }
            rename(person, called, names, dice);
        }
    }
}

fn rename(person: &mut Person, called: PersonalName, names: &NameTable, dice: &mut Dice) {
    person.name_bn = person
        .name_bn
        .take()
        .map(|_| names.write(&called, Script::Bangla, dice, 0));
    person.name_en = person
        .name_en
        .take()
        .map(|_| names.write(&called, Script::Latin, dice, 0));
    person.called = called;
}

fn is_free(person: &Person, touched: &BTreeSet<String>) -> bool {
    person.died_on.is_none() && person.birth_date.is_some() && !touched.contains(&person.person_id)
}

/// Brothers or sisters of about one age come to be born on one day.
fn twins(dice: &mut Dice, persons: &mut [Person], touched: &mut BTreeSet<String>) -> Vec<Pair> {
    let is_pair = |first: &Person, second: &Person| {
        first.household_id == second.household_id
            && first.relation_to_head == Some("child")
            && second.relation_to_head == Some("child")
            && first.father_called == second.father_called
            && first.sex == second.sex
            && first.called.given() != second.called.given()
            && (first.born_on.year() - second.born_on.year()).abs() <= 3
            && is_free(first, touched)
            && is_free(second, touched)
    };
    let mut places: Vec<usize> = persons
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| matches!(pair, [first, second] if is_pair(first, second)))
        .map(|(place, _)| place)
        .collect();
    dice.shuffle(&mut places);
    let mut pairs = Vec::new();
    for place in places {
        let Some([first, second]) = persons.get_mut(place..place + 2) else {
            continue;
        };
        if pairs.len() == PAIRS || touched.contains(&first.person_id) || touched.contains(&second.person_id) {
            continue;
        }
        second.born_on = first.born_on;
        second.birth_date = first.birth_date;
        second.age_years = first.age_years;
        // Numbers that begin with the year of birth would contradict the new one.
        second.nid = second.nid.take().map(|nid| match nid.len() {
            17 => nid.get(4..).unwrap_or(&nid).to_owned(),
            _ => nid,
        });
        second.brn = None;
        touched.extend([first.person_id.clone(), second.person_id.clone()]);
        pairs.push(Pair {
            listed: first.person_id.clone(),
            other: second.person_id.clone(),
        });
    }
    pairs
}

/// A son comes to bear his father's name.
fn fathers_and_sons(
    dice: &mut Dice,
    names: &NameTable,
    persons: &mut [Person],
    touched: &mut BTreeSet<String>,
) -> Vec<Pair> {
    let mut couples: Vec<(usize, usize)> = Vec::new();
    for (son, person) in persons.iter().enumerate() {
        let father = person.father_person_id.as_ref();
        let father = father.and_then(|id| persons.iter().position(|other| other.person_id == *id));
        if let Some(father) = father
            && person.sex == Some(crate::family::Sex::Male)
            && is_free(person, touched)
            && persons.get(father).is_some_and(|father| is_free(father, touched))
        {
            couples.push((father, son));
        }
    }
    dice.shuffle(&mut couples);
    let mut pairs = Vec::new();
    for (father, son) in couples {
        let Some(father) = persons.get(father).cloned() else {
            continue;
        };
        let Some(son) = persons.get_mut(son) else { continue };
        if pairs.len() == PAIRS || touched.contains(&father.person_id) || touched.contains(&son.person_id) {
            continue;
        }
        rename(son, father.called.clone(), names, dice);
        touched.extend([father.person_id.clone(), son.person_id.clone()]);
        pairs.push(Pair {
            listed: father.person_id,
            other: son.person_id.clone(),
        });
    }
    pairs
}
