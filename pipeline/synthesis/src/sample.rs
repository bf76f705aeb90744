//! The whole sample: records, lists, payments, and what is planted across them. The files that
//! carry them are made in `file_set`.

use std::collections::BTreeSet;

use crate::allowance::{self, Entry, ListMaker};
use crate::area::{self, AreaProfile, Shelter};
use crate::fault;
use crate::file_set;
use crate::identifier_block::IdentifierBlock;
use crate::name::{NameTable, Script};
use crate::namesake;
use crate::office_file::{OfficeFile, Written};
use crate::payment::{self, Payment};
use crate::population::{self, Maker, Ward, completed_years};
use crate::problem::SampleError;
use crate::randomness::Dice;
use crate::recipe::Recipe;
use crate::register::{Household, Person};
use crate::spelling;
use crate::truth::eligibility::{Cover, outcomes};
use crate::truth::register_person::register_people;

/// Records as they ought to be loaded, and the files.
#[derive(Debug)]
pub struct Sample {
    /// The registers.
    pub wards: Vec<Ward>,
    /// The rows of both lists.
    pub entries: Vec<Entry>,
    /// The payments of the four quarters.
    pub payments: Vec<Vec<Payment>>,
    /// Area profiles.
    pub profiles: Vec<AreaProfile>,
    /// Shelters.
    pub shelters: Vec<Shelter>,
    /// In the order in which they are ingested.
    pub files: Vec<OfficeFile>,
}

/// Subjects of chance, each with a die of its own.
mod subject {
    pub const REGISTER: u64 = 1;
    pub const DOUBLES: u64 = 2;
    pub const LISTS: u64 = 3;
    pub const PAYMENTS: u64 = 4;
    pub const PLACES: u64 = 5;
    pub const FAULTS: u64 = 6;
    pub const NAMESAKES: u64 = 7;
}

/// Makes the sample.
///
/// # Errors
/// When the recipe or a table of this crate contradicts itself.
pub fn make(recipe: &Recipe) -> Result<Sample, SampleError> {
    let names = NameTable::embedded()?;
    let mut block = IdentifierBlock::default();
    let mut wards = Vec::new();
    for (position, place) in (0_u64..).zip(&recipe.register) {
        let mut dice = Dice::new(recipe.seed, subject::REGISTER + 100 * position);
        let mut place = place.clone();
        if position + 1 == recipe.register.len() as u64 {
            place.persons = place.persons.saturating_sub(DOUBLE_RECORDS);
        }
        let mut maker = Maker {
            recipe,
            names: &names,
            block: &mut block,
            dice: &mut dice,
        };
        wards.push(population::populate(&mut maker, &place));
    }
    let mut namesake_dice = Dice::new(recipe.seed, subject::NAMESAKES);
    namesake::part_siblings(&mut namesake_dice, &names, &mut wards);
    let mut dice = Dice::new(recipe.seed, subject::DOUBLES);
    if let Some(first) = wards.first_mut() {
        population::recognise_hijra(&mut dice, &mut first.persons, recipe.as_of_date, recipe.people.hijra);
    }
    let mut protected = plant_double_records(&mut dice, recipe, &names, &mut wards)?;
    protected.extend(plant_common_numbers(&mut dice, &mut wards));
    let namesakes = namesake::plant(&mut namesake_dice, &names, &mut wards, &protected);
    protected.extend(
        namesakes
            .iter()
            .flat_map(|pair| [pair.listed.clone(), pair.other.clone()]),
    );
    let listed_namesakes: Vec<String> = namesakes.into_iter().map(|pair| pair.listed).collect();
    let mut list_dice = Dice::new(recipe.seed, subject::LISTS);
    let mut entries = {
        let people = register_people(&wards);
        let answers = outcomes(&wards, &people, &Cover::default(), recipe.as_of_date);
        let mut maker = ListMaker {
            recipe,
            names: &names,
            block: &mut block,
            dice: &mut list_dice,
        };
        allowance::draw(&mut maker, &people, &answers, &listed_namesakes)
    };
    let mut payments = payment::pay(&mut Dice::new(recipe.seed, subject::PAYMENTS), recipe, &entries);
    let mut place_dice = Dice::new(recipe.seed, subject::PLACES);
    let profiles = area::profiles(&mut place_dice);
    let shelters = area::shelters(&mut place_dice, &mut block);

    let mut dice = Dice::new(recipe.seed, subject::FAULTS);
    for (position, ward) in wards.iter_mut().enumerate() {
        unsettle_households(&mut dice, ward, position == 0);
        fault::spoil_persons(&mut dice, &mut ward.persons, &protected, position == 0);
        fault::spoil_households(&mut dice, &mut ward.households, position == 0);
    }
    plant_unknown_union(&mut wards);
    fault::spoil_entries(
        &mut dice,
        &mut entries,
        recipe.allowances.lost_zero,
        recipe.allowances.nid_wrong,
    );
    for batch in &mut payments {
        fault::spoil_payments(&mut dice, batch);
    }
    let mut sample = Sample {
        wards,
        entries,
        payments,
        profiles,
        shelters,
        files: Vec::new(),
    };
    sample.files = file_set::files(&sample)?;
    Ok(sample)
}

/// Daughters whom two households counted.
const DOUBLE_RECORDS: usize = 3;

/// A married woman is counted in her husband's household and in her parents': the last
/// register holds a second record of women of the earlier ones, with her number or without it.
fn plant_double_records(
    dice: &mut Dice,
    recipe: &Recipe,
    names: &NameTable,
    wards: &mut [Ward],
) -> Result<BTreeSet<String>, SampleError> {
    let mut protected = BTreeSet::new();
    let Some((last, earlier)) = wards.split_last_mut() else {
        return Ok(protected);
    };
    let mut brides: Vec<&Person> = earlier
        .iter()
        .flat_map(|ward| &ward.persons)
        .filter(|person| {
            matches!(person.relation_to_head, Some("child_in_law" | "spouse"))
                && person.birth_date.is_some()
                && person.nid.is_some()
                && (18..40).contains(&completed_years(person.born_on, recipe.as_of_date))
        })
        .collect();
    dice.shuffle(&mut brides);
    for (number, (bride, home)) in brides
        .into_iter()
        .zip([7_usize, 23, 41])
        .take(DOUBLE_RECORDS)
        .enumerate()
    {
        let Some(household) = last.households.get(home) else {
            return Err(SampleError::Input(
                "the last register has too few households".to_owned(),
            ));
        };
        let position = last
            .persons
            .iter()
            .rposition(|person| person.household_id == household.household_id)
            .unwrap_or_default();
        let siblings = last
            .persons
            .iter()
            .filter(|person| person.household_id == household.household_id)
            .count();
        let mut second = bride.clone();
        second.person_id = format!("{}-{:02}", household.household_id, siblings + 1);
        second.household_id = household.household_id.clone();
        second.relation_to_head = Some("child");
        second.father_person_id = None;
        second.mother_person_id = None;
        second.mobile = None;
        second.second_record_of = Some(bride.person_id.clone());
        // Her number is copied, or left out, and then her name is spelt as the other clerk spells it.
        if number > 0 {
            second.nid = None;
            second.brn = None;
            second.name_bn = Some(names.write(&bride.called, Script::Bangla, dice, 1_000));
        }
        protected.insert(bride.person_id.clone());
        protected.insert(second.person_id.clone());
        last.persons.insert(position + 1, second);
    }
    Ok(protected)
}

/// Two people under one NID: a clerk copied the neighbour's number.
fn plant_common_numbers(dice: &mut Dice, wards: &mut [Ward]) -> Vec<String> {
    let mut touched = Vec::new();
    let Some(ward) = wards.first_mut() else { return touched };
    let mut holders: Vec<usize> = ward
        .persons
        .iter()
        .enumerate()
        .filter(|(_, person)| {
            person
                .nid
                .as_ref()
                .is_some_and(|nid| nid.len() == 13 && !nid.starts_with('0'))
        })
        .map(|(position, _)| position)
        .collect();
    dice.shuffle(&mut holders);
    for pair in holders.chunks_exact(2).take(4) {
        let [from, to] = pair else { continue };
        let number = ward.persons.get(*from).and_then(|person| person.nid.clone());
        if let Some(person) = ward.persons.get_mut(*to) {
            person.nid = number;
            touched.push(person.person_id.clone());
        }
        touched.extend(ward.persons.get(*from).map(|person| person.person_id.clone()));
    }
    touched
}

/// Two households without a row, two rows without members.
fn unsettle_households(dice: &mut Dice, ward: &mut Ward, is_large: bool) {
    if !is_large {
        return;
    }
    // Of those where somebody may be old enough, so that an unknown home decides something.
    let is_home_of_an_elder = |household: &Household| {
        ward.persons.iter().any(|person| {
            person.household_id == household.household_id
                && person.died_on.is_none()
                && person.born_on.year() < 1_955
                && person.yearly_income_taka.is_some_and(|taka| taka <= 10_000)
        })
    };
    let mut homes: Vec<String> = ward
        .households
        .iter()
        .filter(|household| is_home_of_an_elder(household))
        .map(|household| household.household_id.clone())
        .collect();
    dice.shuffle(&mut homes);
    homes.truncate(2);
    ward.households
        .retain(|household| !homes.contains(&household.household_id));
    let model: Option<Household> = ward.households.last().cloned();
    for number in 0..2_i64 {
        if let Some(model) = &model {
            let mut empty = model.clone();
            empty.household_id = format!("{}{:02}", model.household_id.get(..7).unwrap_or("NGR8-09"), 90 + number);
            empty.head_person_id = None;
            empty.mobile = None;
            ward.households.push(empty);
        }
    }
}

/// One household of the second register under a union code that nobody knows.
fn plant_unknown_union(wards: &mut [Ward]) {
    if let Some(household) = wards.get_mut(1).and_then(|ward| ward.households.get_mut(17)) {
        household.union_code = None;
        household
            .written
            .insert("union_code", Written::lost("40879999", spelling::UNKNOWN_AREA));
    }
}
