//! How a household lives and what its members do, own and suffer from.

use jiff::ToSpan;

use crate::family::{Member, Sex};
use crate::population::completed_years;
use crate::randomness::Dice;
use crate::recipe::{Place, Recipe};
use crate::register::{Household, Person, WrittenCells};

/// House, land, water, distances.
pub fn household(dice: &mut Dice, place: &Place, number: usize, household_id: &str) -> Household {
    let known = |dice: &mut Dice, per_mille: usize| !dice.chance(per_mille);
    let house_type = dice.weighted(
        &[
            ("kutcha", 470),
            ("semi_pucca", 365),
            ("pucca", 120),
            ("jhupri", 36),
            ("homeless", 9),
        ],
        "kutcha",
    );
    let is_poor_house = matches!(house_type, "jhupri" | "homeless" | "kutcha");
    let homestead = if house_type == "homeless" {
        0
    } else {
        dice.between(8, 90) * 100
    };
    let land = if is_poor_house && dice.chance(620) || dice.chance(250) {
        0
    } else {
        dice.between(5, 1_600) * 100
    };
    let income = match house_type {
        "homeless" | "jhupri" => dice.between(12, 70) * 100,
        "kutcha" => dice.between(25, 160) * 100,
        "semi_pucca" => dice.between(50, 260) * 100,
        _ => dice.between(90, 520) * 100,
    };
    let near_river = dice.chance(place.near_river);
    let tidal = if near_river {
        dice.between(3, 100) * 10
    } else {
        dice.between(101, 620) * 10
    };
    let embankment = if dice.chance(place.outside_embankment) {
        if dice.chance(650) { "outside" } else { "on" }
    } else if dice.chance(60) {
        "none"
    } else {
        "inside"
    };
    let outside = matches!(embankment, "outside" | "on");
    let ground = if outside || near_river && dice.chance(400) {
        dice.between(-180, 60)
    } else {
        dice.between(-60, 320)
    } * 10;
    let surges = if ground < 0 || outside {
        dice.weighted(&[(0, 30), (1, 40), (2, 22), (3, 8)], 0)
    } else {
        dice.weighted(&[(0, 88), (1, 12)], 0)
    };
    let settlement = if outside && dice.chance(260) {
        "char"
    } else if dice.chance(8) {
        "slum"
    } else {
        "mainland"
    };
    let visited = i64::try_from(number % 27).unwrap_or(0);
    let surveyed_on = place
        .surveyed_from
        .checked_add(visited.days())
        .unwrap_or(place.surveyed_from);
    let verified_on = surveyed_on
        .checked_add((14 + visited).days())
        .ok()
        .filter(|_| known(dice, 60));
    Household {
        household_id: household_id.to_owned(),
        union_code: Some(place.union_code.clone()),
        ward_no: Some(place.ward_no.clone()),
        village_name: dice.pick(&place.villages).cloned(),
        head_person_id: None,
        latitude: Some(place.latitude + dice.between(-9_000, 9_000)).filter(|_| known(dice, 40)),
        longitude: Some(place.longitude + dice.between(-9_000, 9_000)),
        settlement_type: Some(settlement).filter(|_| known(dice, 8)),
        house_type: Some(house_type),
        wall_material: Some(match house_type {
            "pucca" | "semi_pucca" => "ইট",
            "kutcha" if dice.chance(500) => "মাটি",
            "homeless" => "নেই",
            _ => "বাঁশ",
        }),
        roof_material: Some(match house_type {
            "pucca" => "পাকা",
            "homeless" => "নেই",
            "jhupri" => "পলিথিন",
            _ if dice.chance(780) => "টিন",
            _ => "গোলপাতা",
        }),
        homestead_decimal: Some(homestead).filter(|_| known(dice, 15)),
        land_decimal: Some(land).filter(|_| known(dice, 20)),
        monthly_income_taka: Some(income).filter(|_| known(dice, 40)),
        drinking_water: Some(dice.weighted(
            &[
                ("tubewell", 800),
                ("pond_sand_filter", 90),
                ("rainwater", 80),
                ("pond", 30),
            ],
            "tubewell",
        )),
        latrine_type: Some(dice.weighted(
            &[("sanitary", 520), ("non_sanitary", 360), ("shared", 80), ("none", 40)],
            "sanitary",
        )),
        has_electricity: Some(dice.chance(880)),
        embankment_side: Some(embankment).filter(|_| known(dice, 18)),
        ground_above_surge_m: Some(ground).filter(|_| known(dice, 55)),
        plinth_above_flood_m: Some(dice.between(-60, 140) * 10).filter(|_| known(dice, 50)),
        river_distance_m: Some(tidal.min(dice.between(20, 600) * 10)),
        tidal_river_distance_m: Some(tidal).filter(|_| known(dice, 30)),
        sea_distance_m: Some(dice.between(6_100, 6_900) * 10).filter(|_| known(dice, 350)),
        shelter_distance_m: Some(dice.between(10, 380) * 10).filter(|_| known(dice, 25)),
        surge_damage_count: Some(surges).filter(|_| known(dice, 15)),
        flood_years_in_five: Some(dice.between(0, 5)),
        has_boat: Some(dice.chance(if outside { 300 } else { 60 })),
        has_radio: Some(dice.chance(110)).filter(|_| known(dice, 25)),
        mobile: None,
        surveyed_on: Some(surveyed_on),
        verified_on,
        written: WrittenCells::new(),
    }
}

/// Income, work, school, health of the members.
pub fn people(dice: &mut Dice, recipe: &Recipe, household: &mut Household, persons: &mut [Person], members: &[Member]) {
    let rates = &recipe.people;
    let monthly = household.monthly_income_taka.unwrap_or(9_000);
    let is_well_off = monthly >= 15_000;
    let mut employee_in_household = false;
    for (person, member) in persons.iter_mut().zip(members) {
        let age = member.age;
        let is_woman = member.sex == Sex::Female;
        let employed = (22..60).contains(&age) && is_well_off && dice.chance(if is_woman { 35 } else { 110 });
        employee_in_household |= employed;
        let pensioner = age >= 59 && dice.chance(if is_well_off { 150 } else { 30 });
        person.is_government_employee = Some(employed).filter(|_| !dice.chance(rates.government_employee_blank));
        person.has_pension = Some(pensioner).filter(|_| !dice.chance(rates.pension_blank));
        person.occupation = occupation(dice, member, employed);
        person.yearly_income_taka =
            Some(income(dice, member, employed, pensioner, monthly)).filter(|_| !dice.chance(rates.income_blank));
        marriage(dice, person, member, recipe);
        schooling(dice, person, member);
        health(dice, person, member, rates.disability_blank);
        person.community = Some(if dice.chance(8) { "backward" } else { "none" });
        if dice.chance(rates.marital_status_blank) {
            person.marital_status = None;
        }
    }
    if employee_in_household && household.house_type == Some("jhupri") {
        household.house_type = Some("semi_pucca");
    }
}

fn occupation(dice: &mut Dice, member: &Member, employed: bool) -> Option<&'static str> {
    if member.age < 14 {
        return None;
    }
    if employed {
        return Some("সরকারি চাকরি");
    }
    let is_woman = member.sex == Sex::Female;
    Some(match member.age {
        14..=18 => "শিক্ষার্থী",
        60.. if dice.chance(620) => "বয়সের কারণে কাজ করেন না",
        _ if is_woman => dice.weighted(
            &[("গৃহিণী", 760), ("দিনমজুর", 90), ("হাঁস-মুরগি পালন", 100), ("দর্জি", 50)],
            "গৃহিণী",
        ),
        _ => dice.weighted(
            &[
                ("কৃষক", 340),
                ("দিনমজুর", 270),
                ("ভ্যানচালক", 110),
                ("মৎস্যজীবী", 120),
                ("ব্যবসা", 120),
                ("বেকার", 40),
            ],
            "কৃষক",
        ),
    })
}

fn income(dice: &mut Dice, member: &Member, employed: bool, pensioner: bool, monthly: i64) -> i64 {
    if member.age < 15 {
        return 0;
    }
    if employed {
        return dice.between(1_600, 4_200) * 100;
    }
    if pensioner {
        return dice.between(700, 1_800) * 100;
    }
    let is_woman = member.sex == Sex::Female;
    if member.age >= 60 || is_woman {
        return match dice.below(100) {
            0..=49 => 0,
            50..=84 => dice.between(10, 98) * 100,
            85..=88 => dice.between(99, 121) * 100,
            _ => dice.between(122, 480) * 100,
        };
    }
    monthly * dice.between(3, 9)
}

fn marriage(dice: &mut Dice, person: &mut Person, member: &Member, recipe: &Recipe) {
    if member.marital_status == "never_married" {
        return;
    }
    let is_woman = member.sex == Sex::Female;
    let married_at = if is_woman {
        dice.between(14, 21)
    } else {
        dice.between(20, 29)
    }
    .min(member.age);
    person.first_marriage_age = Some(married_at).filter(|_| !dice.chance(90));
    if matches!(member.marital_status, "widowed" | "deserted" | "divorced") && dice.chance(700) {
        let years = dice.between(0, (member.age - married_at).clamp(0, 18));
        let months = dice.between(1, 11);
        person.marital_status_since = recipe
            .as_of_date
            .checked_sub(years.years())
            .and_then(|day| day.checked_sub(months.months()))
            .ok()
            .filter(|day| completed_years(person.born_on, *day) >= 14);
    }
}

fn schooling(dice: &mut Dice, person: &mut Person, member: &Member) {
    let age = member.age;
    let attends = match age {
        6..=10 => dice.chance(965),
        11..=15 => dice.chance(840),
        16..=18 => dice.chance(560),
        _ => false,
    };
    if (5..=18).contains(&age) {
        person.is_in_school = Some(attends);
    }
    if attends {
        person.current_class = Some((age - 5).clamp(1, 12).to_string());
    }
    person.education_level = match age {
        0..=9 => None,
        10..=17 => Some("প্রাথমিক"),
        18..=45 => Some(dice.weighted(
            &[
                ("নিরক্ষর", 150),
                ("প্রাথমিক", 340),
                ("মাধ্যমিক", 350),
                ("উচ্চ মাধ্যমিক", 110),
                ("স্নাতক", 50),
            ],
            "প্রাথমিক",
        )),
        _ => Some(dice.weighted(
            &[("নিরক্ষর", 520), ("প্রাথমিক", 330), ("মাধ্যমিক", 130), ("স্নাতক", 20)],
            "নিরক্ষর",
        )),
    };
}

fn health(dice: &mut Dice, person: &mut Person, member: &Member, disability_blank: usize) {
    let age = member.age;
    let has_disability = dice.chance(match age {
        0..=5 => 8,
        6..=39 => 22,
        40..=64 => 42,
        _ => 85,
    });
    if has_disability {
        person.disability_type = Some(dice.weighted(
            &[
                ("physical", 470),
                ("visual", 170),
                ("hearing", 90),
                ("speech", 70),
                ("intellectual", 80),
                ("psychosocial", 50),
                ("autism", 15),
                ("cerebral_palsy", 25),
                ("multiple", 30),
            ],
            "physical",
        ));
        let severity = dice.weighted(
            &[("mild", 270), ("moderate", 400), ("severe", 240), ("very_severe", 90)],
            "moderate",
        );
        person.disability_severity = Some(severity).filter(|_| !dice.chance(70));
        person.disability_card_no = dice
            .chance(660)
            .then(|| format!("DIS-999-{:06}", dice.between(0, 999_999)));
    } else {
        person.disability_type = Some("none").filter(|_| !dice.chance(disability_blank));
    }
    let can_be_pregnant = member.sex == Sex::Female && (16..=42).contains(&age) && member.marital_status == "married";
    let pregnant = can_be_pregnant && dice.chance(70);
    person.is_pregnant = if can_be_pregnant && dice.chance(25) {
        None
    } else {
        Some(pregnant)
    };
    if pregnant {
        person.pregnancy_month = Some(dice.between(2, 9));
    }
    person.is_lactating = can_be_pregnant.then(|| !pregnant && dice.chance(160));
    let ill = dice.chance(match age {
        0..=29 => 12,
        30..=49 => 60,
        50..=64 => 150,
        _ => 260,
    });
    person.chronic_illness = if ill {
        Some(dice.weighted(
            &[
                ("hypertension", 360),
                ("diabetes", 260),
                ("asthma", 170),
                ("heart", 90),
                ("kidney", 50),
                ("stroke", 70),
            ],
            "hypertension",
        ))
    } else {
        Some("none").filter(|_| !dice.chance(10))
    };
}
