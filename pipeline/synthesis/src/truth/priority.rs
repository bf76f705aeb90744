//! Who is moved first before a cyclone: points of households and their living members.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::eligibility::Cover;
use super::register_person::{BirthWindow, Holder, RegisterPerson, is_alive};
use crate::allowance::PROGRAMMES;
use crate::family::Sex;
use crate::population::Ward;
use crate::register::{Household, Person};

/// One household of the list.
#[derive(Clone, Debug)]
pub struct Priority {
    /// Key.
    pub household_id: String,
    /// Union, if known.
    pub union_code: Option<String>,
    /// Ward, if known.
    pub ward_no: Option<String>,
    /// 0–10.
    pub exposure: u64,
    /// 0–10.
    pub vulnerability: u64,
    /// 0–10.
    pub coping: u64,
    /// Names of the factors whose facts are unknown.
    pub unknown_factors: BTreeSet<&'static str>,
    /// 1 is moved first within the ward.
    pub rank: usize,
    tie: Tie,
}

#[derive(Clone, Debug, Default)]
struct Tie {
    disabled: u64,
    oldest: Option<i64>,
    pregnant: u64,
    under_five: u64,
}

impl Priority {
    /// Exposure × vulnerability × lack of coping.
    #[must_use]
    pub fn product(&self) -> u64 {
        self.exposure * self.vulnerability * self.coping
    }

    /// The cube root of the product in hundredths, rounded to the nearest.
    #[must_use]
    pub fn score_hundredths(&self) -> u64 {
        let cube = self.product() * 1_000_000;
        let mut root = 0;
        while (root + 1_u64).pow(3) <= cube {
            root += 1;
        }
        // Half a hundredth more: (root + 1/2)³ ≤ cube.
        if (2 * root + 1).pow(3) <= 8 * cube {
            root + 1
        } else {
            root
        }
    }
}

#[derive(Default)]
struct Points {
    sum: u64,
    unknown: BTreeSet<&'static str>,
}

impl Points {
    fn add(&mut self, factor: &'static str, points: u64, holds: Option<bool>) {
        match holds {
            Some(true) => self.sum += points,
            Some(false) => {}
            None => {
                self.unknown.insert(factor);
            }
        }
    }
}

/// Ranks every household that has a row of its own or a member.
#[must_use]
pub fn rank(wards: &[Ward], people: &[RegisterPerson<'_>], cover: &Cover, as_of: Date) -> Vec<Priority> {
    let mut covered: BTreeSet<&str> = BTreeSet::new();
    for (position, person) in people.iter().enumerate() {
        let holder = Holder::Registered(position);
        if PROGRAMMES
            .into_iter()
            .any(|programme| cover.is_covered(&holder, programme))
        {
            covered.extend(person.records.iter().map(|record| record.person_id.as_str()));
        }
    }
    let mut households: BTreeMap<&str, (Option<&Household>, Vec<&Person>)> = BTreeMap::new();
    let mut by_id: BTreeMap<&str, &Person> = BTreeMap::new();
    for ward in wards {
        for household in &ward.households {
            households.entry(household.household_id.as_str()).or_default().0 = Some(household);
        }
        for person in &ward.persons {
            households
                .entry(person.household_id.as_str())
                .or_default()
                .1
                .push(person);
            by_id.insert(person.person_id.as_str(), person);
        }
    }
    let mut list: Vec<Priority> = households
        .into_iter()
        .map(|(household_id, (household, members))| {
            let living: Vec<&Person> = members.into_iter().filter(|person| is_alive(person, as_of)).collect();
            let head = household
                .and_then(|household| household.head_person_id.as_deref())
                .and_then(|id| by_id.get(id).copied())
                .or_else(|| {
                    living
                        .iter()
                        .copied()
                        .find(|person| person.relation_to_head == Some("head"))
                });
            score(household_id, household, &living, head, &covered, as_of)
        })
        .collect();
    list.sort_by(|left, right| {
        let place = |row: &Priority| (row.union_code.clone(), row.ward_no.clone());
        place(left)
            .cmp(&place(right))
            .then(right.product().cmp(&left.product()))
            .then(right.exposure.cmp(&left.exposure))
            .then(right.tie.disabled.cmp(&left.tie.disabled))
            .then(right.tie.oldest.cmp(&left.tie.oldest))
            .then(right.tie.pregnant.cmp(&left.tie.pregnant))
            .then(right.tie.under_five.cmp(&left.tie.under_five))
            .then(left.household_id.cmp(&right.household_id))
    });
    let mut place = None;
    let mut rank = 0;
    for row in &mut list {
        let own = Some((row.union_code.clone(), row.ward_no.clone()));
        rank = if own == place { rank + 1 } else { 1 };
        place = own;
        row.rank = rank;
    }
    list
}

fn score(
    household_id: &str,
    household: Option<&Household>,
    living: &[&Person],
    head: Option<&Person>,
    covered: &BTreeSet<&str>,
    as_of: Date,
) -> Priority {
    let ages: Vec<Ages> = living.iter().map(|person| Ages::of(person, household, as_of)).collect();
    let mut exposure = Points::default();
    add_exposure(&mut exposure, household);
    let mut vulnerability = Points::default();
    for (person, ages) in living.iter().zip(&ages) {
        add_vulnerability(&mut vulnerability, person, ages);
    }
    let alone = match ages.as_slice() {
        [only] => only.at_least(60),
        _ => Some(false),
    };
    vulnerability.add("elderly_alone", 2, alone);
    let mut coping = Points::default();
    add_coping(&mut coping, household, living, &ages, head);
    let has_benefit = living.iter().any(|person| covered.contains(person.person_id.as_str()));
    coping.add("no_benefit", 1, Some(!has_benefit));

    let mut unknown_factors = exposure.unknown;
    unknown_factors.extend(vulnerability.unknown);
    unknown_factors.extend(coping.unknown);
    let count = |holds: &dyn Fn(&&Person) -> bool| living.iter().filter(|person| holds(person)).count() as u64;
    Priority {
        household_id: household_id.to_owned(),
        union_code: household.and_then(|household| household.union_code.clone()),
        ward_no: household.and_then(|household| household.ward_no.clone()),
        exposure: exposure.sum.min(10),
        vulnerability: vulnerability.sum.min(10),
        coping: coping.sum.min(10),
        unknown_factors,
        rank: 0,
        tie: Tie {
            disabled: count(&|person| person.disability_type.is_some_and(|kind| kind != "none")),
            oldest: ages.iter().filter_map(|ages| ages.years.map(|(least, _)| least)).max(),
            pregnant: count(&|person| person.is_pregnant == Some(true)),
            under_five: ages.iter().filter(|ages| ages.under(5) == Some(true)).count() as u64,
        },
    }
}

fn add_exposure(points: &mut Points, household: Option<&Household>) {
    let side = household.and_then(|household| household.embankment_side);
    points.add("embankment", 4, side.map(|side| matches!(side, "outside" | "on")));
    let known_distances = household.map(|household| [household.sea_distance_m, household.tidal_river_distance_m]);
    let nearest = known_distances.and_then(|distances| distances.into_iter().flatten().min());
    points.add("near_water", 3, nearest.map(|metres| metres <= 1_000));
    let house = household.and_then(|household| household.house_type);
    points.add(
        "weak_house",
        3,
        house.map(|house| matches!(house, "kutcha" | "jhupri" | "homeless")),
    );
    points.add("semi_pucca_house", 1, house.map(|house| house == "semi_pucca"));
    let ground = household.and_then(|household| household.ground_above_surge_m);
    points.add("ground_below_surge", 2, ground.map(|millimetres| millimetres < 0));
    let settlement = household.and_then(|household| household.settlement_type);
    points.add(
        "char_or_island",
        2,
        settlement.map(|settlement| matches!(settlement, "char" | "island")),
    );
    let surges = household.and_then(|household| household.surge_damage_count);
    points.add("past_surge_damage", 1, surges.map(|surges| surges > 0));
}

fn add_vulnerability(points: &mut Points, person: &Person, ages: &Ages) {
    let severe = is_severe(person);
    points.add("severe_disability", 4, severe);
    // Any disability that is not surely a severe one counts here.
    let disabled = person.disability_type.map(|kind| kind != "none");
    points.add(
        "other_disability",
        3,
        if severe == Some(true) { Some(false) } else { disabled },
    );
    let eighty = ages.at_least(80);
    points.add("age_80_and_over", 3, eighty);
    points.add("age_60_to_79", 2, both(ages.at_least(60), eighty.map(|is| !is)));
    let infant = ages.under_months(6);
    let pregnant_or_infant = either(person.is_pregnant, infant);
    points.add("pregnant_or_infant", 3, pregnant_or_infant);
    points.add(
        "child_under_5",
        2,
        both(ages.under(5), pregnant_or_infant.map(|is| !is)),
    );
    points.add(
        "chronic_illness",
        2,
        person.chronic_illness.map(|illness| illness != "none"),
    );
}

fn add_coping(
    points: &mut Points,
    household: Option<&Household>,
    living: &[&Person],
    ages: &[Ages],
    head: Option<&Person>,
) {
    // The condition "no member is …" is false with one certain member, unknown with a possible one.
    let none_of = |members: &mut dyn Iterator<Item = Option<bool>>| {
        let mut answer = Some(true);
        for holds in members {
            match holds {
                Some(true) => return Some(false),
                Some(false) => {}
                None => answer = None,
            }
        }
        answer
    };
    let mut able = living.iter().zip(ages).map(|(person, ages)| {
        both(
            both(ages.at_least(18), ages.at_least(60).map(|is| !is)),
            is_severe(person).map(|is| !is),
        )
    });
    points.add("no_able_adult", 3, none_of(&mut able));
    let mut men = living
        .iter()
        .zip(ages)
        .map(|(person, ages)| both(person.sex.map(|sex| sex == Sex::Male), ages.at_least(18)));
    let no_man = none_of(&mut men);
    let woman_heads = head.and_then(|head| head.sex).map(|sex| sex == Sex::Female);
    points.add("woman_headed", 2, both(woman_heads, no_man));
    let members = i64::try_from(living.len()).unwrap_or(i64::MAX);
    let income = household
        .and_then(|household| household.monthly_income_taka)
        .filter(|_| members > 0);
    points.add("low_income", 2, income.map(|taka| taka < 2_000 * members));
    let land = household.and_then(|household| Some(household.homestead_decimal? + household.land_decimal?));
    points.add("landless", 1, land.map(|thousandths| thousandths < 5_000));
    let has_mobile = household.is_some_and(|household| household.mobile.is_some())
        || living.iter().any(|person| person.mobile.is_some());
    let no_radio = household.and_then(|household| household.has_radio).map(|has| !has);
    points.add("no_mobile_or_radio", 1, both(Some(!has_mobile), no_radio));
    let shelter = household.and_then(|household| household.shelter_distance_m);
    points.add("shelter_far", 2, shelter.map(|metres| metres > 1_500));
}

fn is_severe(person: &Person) -> Option<bool> {
    match (person.disability_type, person.disability_severity) {
        (Some("none"), _) => Some(false),
        (Some(_), Some(severity)) => Some(matches!(severity, "severe" | "very_severe")),
        _ => None,
    }
}

fn both(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn either(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    both(left.map(|is| !is), right.map(|is| !is)).map(|is| !is)
}

struct Ages {
    years: Option<(i64, i64)>,
    months: Option<(i64, i64)>,
}

impl Ages {
    fn of(person: &Person, household: Option<&Household>, as_of: Date) -> Self {
        let window = BirthWindow::of(person, household);
        Self {
            years: window.map(|window| window.ages(as_of)),
            months: window.map(|window| window.months(as_of)),
        }
    }

    fn at_least(&self, years: i64) -> Option<bool> {
        let (least, most) = self.years?;
        if least >= years {
            Some(true)
        } else if most < years {
            Some(false)
        } else {
            None
        }
    }

    fn under(&self, years: i64) -> Option<bool> {
        self.at_least(years).map(|is| !is)
    }

    fn under_months(&self, months: i64) -> Option<bool> {
        let (least, most) = self.months?;
        if most < months {
            Some(true)
        } else if least >= months {
            Some(false)
        } else {
            None
        }
    }
}
