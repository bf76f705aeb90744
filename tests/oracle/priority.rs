//! Who is moved first before a cyclone.

use std::collections::BTreeSet;

use super::day::years_old;
use super::file::{Folk, Home, ListRow, World};
use super::person::{Owner, lives};
use super::{AS_OF, FigureRow, figure};

#[derive(Default)]
pub(super) struct Tally {
    points: i64,
    open: BTreeSet<&'static str>,
}

impl Tally {
    pub(super) fn ask(&mut self, name: &'static str, points: i64, answer: Option<bool>) {
        match answer {
            None => {
                self.open.insert(name);
            }
            Some(yes) => self.points += if yes { points } else { 0 },
        }
    }

    pub(super) fn capped(&self) -> i64 {
        self.points.min(10)
    }
}

/// Whether somebody fulfils a question: yes if one surely does, no if all surely do not.
pub(super) fn somebody(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let answers: BTreeSet<Option<bool>> = answers.collect();
    if answers.contains(&Some(true)) {
        Some(true)
    } else if answers.contains(&None) {
        None
    } else {
        Some(false)
    }
}

pub(super) fn all_of(answers: &[Option<bool>]) -> Option<bool> {
    somebody(answers.iter().map(|answer| answer.map(|yes| !yes))).map(|yes| !yes)
}

pub(super) fn severely_disabled(folk: &Folk) -> Option<bool> {
    if folk.disability.as_deref() == Some("none") {
        return Some(false);
    }
    folk.disability.as_ref()?;
    folk.severity.as_ref().map(|severity| severity.ends_with("severe"))
}

pub(super) fn priorities(world: &World, humans: &[Vec<usize>], listed: &[(Owner, &ListRow)]) -> Vec<FigureRow> {
    let mut with_benefit: BTreeSet<&str> = BTreeSet::new();
    for (owner, _) in listed {
        if let Owner::Human(human) = owner {
            with_benefit.extend(humans[*human].iter().map(|record| world.folk[*record].id.as_str()));
        }
    }
    let names: BTreeSet<&String> = world
        .homes
        .keys()
        .chain(world.folk.iter().map(|folk| &folk.home))
        .collect();
    // Sorted as the list is printed: what comes first is smaller.
    let mut ranked: Vec<(Vec<i64>, FigureRow)> = Vec::new();
    let mut places: BTreeSet<(Option<String>, Option<String>)> = BTreeSet::new();
    for name in names {
        let home = world.homes.get(name);
        let living: Vec<&Folk> = world
            .folk
            .iter()
            .filter(|folk| folk.home == *name && lives(folk))
            .collect();
        let exposure = exposure(home);
        let vulnerability = vulnerability(world, &living);
        let coping = coping(world, home, &living, &with_benefit);
        let [e, v, c] = [&exposure, &vulnerability, &coping].map(Tally::capped);
        let product = e * v * c;
        let open: BTreeSet<_> = [exposure.open, vulnerability.open, coping.open]
            .into_iter()
            .flatten()
            .collect();
        let union = home.and_then(|home| home.union.clone());
        let ward = home.map(|home| home.ward.clone());
        places.insert((union.clone(), ward.clone()));
        let count = |holds: &dyn Fn(&Folk) -> bool| living.iter().filter(|folk| holds(folk)).count() as i64;
        let oldest = living
            .iter()
            .filter_map(|folk| world.born(folk))
            .map(|[_, last]| years_old(last, AS_OF))
            .max();
        ranked.push((
            vec![
                -product,
                -e,
                -count(&|folk| folk.disability.as_ref().is_some_and(|kind| kind != "none")),
                oldest.map_or(1, |age| -i64::from(age)),
                -count(&|folk| folk.pregnant == Some(true)),
                -count(&|folk| world.of_age(folk, |months| months < 60) == Some(true)),
            ],
            figure([
                ("household_id", name.clone()),
                ("union_code", union.unwrap_or_default()),
                ("ward_no", ward.unwrap_or_default()),
                ("exposure", e.to_string()),
                ("vulnerability", v.to_string()),
                ("coping", c.to_string()),
                ("priority_product", product.to_string()),
                ("score", format!("{:.2}", (product as f64).cbrt())),
                ("unknown_factor_count", open.len().to_string()),
            ]),
        ));
    }
    let mut figures = Vec::new();
    for (union, ward) in places {
        let (union, ward) = (union.unwrap_or_default(), ward.unwrap_or_default());
        let mut here: Vec<_> = ranked
            .iter()
            .filter(|(_, row)| row["union_code"] == union && row["ward_no"] == ward)
            .cloned()
            .collect();
        here.sort_by(|one, other| {
            one.0
                .cmp(&other.0)
                .then(one.1["household_id"].cmp(&other.1["household_id"]))
        });
        for (rank, (_, mut row)) in (1..).zip(here) {
            row.insert("priority_rank".to_owned(), i32::to_string(&rank));
            figures.push(row);
        }
    }
    figures
}

pub(super) fn exposure(home: Option<&Home>) -> Tally {
    let mut tally = Tally::default();
    let is = |text: Option<&String>, words: &[&str]| text.map(|text| words.contains(&text.as_str()));
    let embankment = home.and_then(|home| home.embankment.as_ref());
    tally.ask("embankment", 4, is(embankment, &["outside", "on"]));
    let water = home.and_then(|home| home.water.iter().flatten().min());
    tally.ask("water", 3, water.map(|metres| *metres <= 1_000));
    let house = home.and_then(|home| home.house.as_ref());
    tally.ask("weak house", 3, is(house, &["kutcha", "jhupri", "homeless"]));
    tally.ask("semi-pucca house", 1, is(house, &["semi_pucca"]));
    tally.ask(
        "ground",
        2,
        home.and_then(|home| home.ground).map(|metres| metres < 0.0),
    );
    let settlement = home.and_then(|home| home.settlement.as_ref());
    tally.ask("settlement", 2, is(settlement, &["char", "island"]));
    tally.ask("surges", 1, home.and_then(|home| home.surges).map(|count| count > 0));
    tally
}

pub(super) fn vulnerability(world: &World, living: &[&Folk]) -> Tally {
    let mut tally = Tally::default();
    for folk in living {
        let severe = severely_disabled(folk);
        tally.ask("severe disability", 4, severe);
        let any = folk.disability.as_ref().map(|kind| kind != "none");
        tally.ask(
            "other disability",
            3,
            if severe == Some(true) { Some(false) } else { any },
        );
        tally.ask("eighty", 3, world.of_age(folk, |months| months >= 80 * 12));
        tally.ask(
            "sixty",
            2,
            world.of_age(folk, |months| (60 * 12..80 * 12).contains(&months)),
        );
        let infant = world.of_age(folk, |months| months < 6);
        tally.ask("pregnant or infant", 3, somebody([folk.pregnant, infant].into_iter()));
        let small = world.of_age(folk, |months| (6..60).contains(&months));
        tally.ask("under five", 2, all_of(&[small, folk.pregnant.map(|yes| !yes)]));
        tally.ask("illness", 2, folk.illness.as_ref().map(|illness| illness != "none"));
    }
    let alone = match living {
        [only] => world.of_age(only, |months| months >= 60 * 12),
        _ => Some(false),
    };
    tally.ask("alone", 2, alone);
    tally
}

pub(super) fn coping(world: &World, home: Option<&Home>, living: &[&Folk], with_benefit: &BTreeSet<&str>) -> Tally {
    let mut tally = Tally::default();
    let no = |answer: Option<bool>| answer.map(|yes| !yes);
    let able = living.iter().map(|folk| {
        let of_age = world.of_age(folk, |months| (18 * 12..60 * 12).contains(&months));
        all_of(&[of_age, no(severely_disabled(folk))])
    });
    tally.ask("able adult", 3, no(somebody(able)));
    let man = living.iter().map(|folk| {
        let is_man = folk.sex.as_ref().map(|sex| sex == "male");
        all_of(&[is_man, world.of_age(folk, |months| months >= 18 * 12)])
    });
    let named = home.and_then(|home| world.folk.iter().find(|folk| folk.id == home.head));
    let head = named.or_else(|| living.iter().copied().find(|folk| folk.relation == "head"));
    let is_woman = head.and_then(|folk| folk.sex.as_ref()).map(|sex| sex == "female");
    tally.ask("woman heads", 2, all_of(&[is_woman, no(somebody(man))]));
    let members = i64::try_from(living.len()).unwrap();
    let income = home.and_then(|home| home.income).filter(|_| members > 0);
    tally.ask(
        "income",
        2,
        income.map(|taka| (taka as f64) / (members as f64) < 2_000.0),
    );
    let land = home.and_then(|home| Some(home.land[0]? + home.land[1]?));
    tally.ask("land", 1, land.map(|decimals| decimals < 4.9995));
    let mobile = home.is_some_and(|home| home.mobile) || living.iter().any(|folk| folk.mobile);
    tally.ask(
        "mobile or radio",
        1,
        all_of(&[Some(!mobile), no(home.and_then(|home| home.radio))]),
    );
    tally.ask(
        "shelter",
        2,
        home.and_then(|home| home.shelter).map(|metres| metres > 1_500),
    );
    tally.ask(
        "benefit",
        1,
        Some(!living.iter().any(|folk| with_benefit.contains(folk.id.as_str()))),
    );
    tally
}
