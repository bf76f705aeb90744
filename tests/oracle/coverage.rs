//! Eligible people and whether they are on the list.

use std::collections::{BTreeMap, BTreeSet};

use super::day::{Day, years_earlier};
use super::file::{Folk, ListRow, World};
use super::person::{Owner, lives};
use super::{AS_OF, FigureRow, PROGRAMMES, figure};

pub(super) fn coverage(world: &World, humans: &[Vec<usize>], listed: &[(Owner, &ListRow)]) -> Vec<FigureRow> {
    // Columns: eligible on the list, eligible not, unclear on the list, unclear not, not eligible, not in the register.
    let mut counts: BTreeMap<(String, String, String), [u64; 6]> = BTreeMap::new();
    let mut unions: BTreeSet<String> = BTreeSet::new();
    for (human, records) in humans.iter().enumerate() {
        let folk = &world.folk[records[0]];
        let union = world
            .homes
            .get(&folk.home)
            .and_then(|home| home.union.clone())
            .unwrap_or("unknown".to_owned());
        unions.insert(union.clone());
        let sex = folk.sex.clone().unwrap_or("unknown".to_owned());
        let enrolled = |programme: &str| {
            listed
                .iter()
                .filter(|(owner, entry)| *owner == Owner::Human(human) && entry.programme == programme)
                .map(|(_, entry)| entry.enrolled.unwrap_or((0, 0, 0)))
                .min()
        };
        for programme in PROGRAMMES {
            let own = enrolled(programme);
            let others_come_first =
                PROGRAMMES
                    .iter()
                    .filter(|other| **other != programme)
                    .any(|other| match (enrolled(other), own) {
                        (Some(_), None) => true,
                        (Some(theirs), Some(own)) => theirs < own || (theirs == own && *other < programme),
                        (None, _) => false,
                    });
            let column = match (verdict(world, folk, programme, others_come_first), own.is_some()) {
                ('y', true) => 0,
                ('y', false) => 1,
                ('?', true) => 2,
                ('?', false) => 3,
                (_, true) => 4,
                _ => continue,
            };
            counts
                .entry((union.clone(), programme.to_owned(), sex.clone()))
                .or_default()[column] += 1;
        }
    }
    let strangers: BTreeSet<(&Owner, &str)> = listed
        .iter()
        .filter(|(owner, _)| matches!(owner, Owner::Elsewhere(_)))
        .map(|(owner, entry)| (owner, entry.programme))
        .collect();
    for (owner, programme) in strangers {
        let rows = || {
            listed
                .iter()
                .filter(|(of, entry)| of == owner && entry.programme == programme)
                .map(|(_, entry)| entry)
        };
        let union = rows()
            .filter_map(|entry| entry.union.clone())
            .min()
            .unwrap_or("unknown".to_owned());
        let sex = rows()
            .filter_map(|entry| entry.sex.clone())
            .min()
            .unwrap_or("unknown".to_owned());
        unions.insert(union.clone());
        counts.entry((union, programme.to_owned(), sex)).or_default()[5] += 1;
    }
    for union in unions {
        for programme in PROGRAMMES {
            for sex in ["female", "male"] {
                counts
                    .entry((union.clone(), programme.to_owned(), sex.to_owned()))
                    .or_default();
            }
        }
    }
    let row = |((union, programme, sex), [covered, missing, unclear, unclear_out, wrong, stranger]): (_, [u64; 6])| {
        figure([
            ("union_code", union),
            ("programme_code", programme),
            ("sex", sex),
            ("eligible_count", (covered + missing).to_string()),
            ("covered_count", covered.to_string()),
            ("missing_count", missing.to_string()),
            ("cannot_tell_count", (unclear + unclear_out).to_string()),
            ("cannot_tell_covered_count", unclear.to_string()),
            ("cannot_tell_not_covered_count", unclear_out.to_string()),
            ("listed_count", (covered + unclear + wrong + stranger).to_string()),
            ("listed_not_eligible_count", wrong.to_string()),
            ("listed_not_in_register_count", stranger.to_string()),
        ])
    };
    counts.into_iter().map(row).collect()
}

/// y, n or ?.
pub(super) fn verdict(world: &World, folk: &Folk, programme: &str, others_come_first: bool) -> char {
    let household: Vec<&Folk> = world
        .folk
        .iter()
        .filter(|other| other.home == folk.home && lives(other))
        .collect();
    let pension = if household.iter().any(|member| member.pension == Some(true)) {
        Some(false)
    } else if household.iter().any(|member| member.pension.is_none()) {
        None
    } else {
        Some(true)
    };
    let home = world.homes.get(&folk.home);
    let born_by = |cut: Day| {
        let [first, last] = world.born(folk)?;
        if last <= cut {
            Some(true)
        } else if first > cut {
            Some(false)
        } else {
            None
        }
    };
    let mut hard = vec![
        Some(lives(folk)),
        home.map(|_| true),
        folk.employed.map(|employed| !employed),
        pension,
        Some(!others_come_first),
    ];
    let income = match programme {
        "OAA" => {
            hard.push(match folk.sex.as_deref() {
                Some("male") => born_by((1956, 6, 1)),
                Some("female") => born_by((1959, 6, 1)),
                _ => None,
            });
            folk.income.map(|taka| taka <= 10_000)
        }
        "WAA" => {
            hard.push(folk.sex.as_ref().map(|sex| sex == "female"));
            hard.push(born_by(years_earlier(AS_OF, 18)));
            hard.push(
                folk.married
                    .as_ref()
                    .map(|status| status == "widowed" || status == "deserted"),
            );
            folk.income.map(|taka| taka <= 12_000)
        }
        _ => {
            hard.push(born_by(years_earlier(AS_OF, 6)));
            hard.push(folk.disability.as_ref().map(|kind| kind != "none"));
            let members = i64::try_from(household.len()).unwrap();
            home.and_then(|home| home.income)
                .filter(|_| members > 0)
                .map(|monthly| monthly as f64 * 12.0 / members as f64 <= 36_000.0)
        }
    };
    if hard.contains(&Some(false)) {
        'n'
    } else if hard.contains(&None) || income != Some(true) {
        '?'
    } else {
        'y'
    }
}
