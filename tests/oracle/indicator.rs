//! Indicators of every area from the ward's union to the country: coverage, reach and adequacy, payments.

use std::collections::{BTreeMap, BTreeSet};

use super::day::number_of;
use super::file::{ListRow, Order, World};
use super::person::{Owner, lives};
use super::{AS_OF, FigureRow, PROGRAMMES, figure};

/// The areas in which a union lies. All of the sample lies in Tala, and so does whose union nobody knows.
fn areas_of(union: &str) -> [String; 5] {
    [union, "408790", "4087", "40", "BD"].map(str::to_owned)
}

/// Four decimals, half a one rounded up; empty where nothing is divided by.
fn share(above: i64, below: i64) -> String {
    if below == 0 {
        return String::new();
    }
    let ten_thousandths = (above * 20_000 + below) / (below * 2);
    format!("{}.{:04}", ten_thousandths / 10_000, ten_thousandths % 10_000)
}

fn taka(amount: i64) -> String {
    format!("{amount}.00")
}

/// A, B, C, D, E and F of each area, and what they come to.
pub(super) fn area_coverage(unions: &[FigureRow]) -> Vec<FigureRow> {
    let mut counts: BTreeMap<(String, String), [i64; 6]> = BTreeMap::new();
    let names = [
        "missing_count",
        "covered_count",
        "cannot_tell_not_covered_count",
        "cannot_tell_covered_count",
        "listed_not_eligible_count",
        "listed_not_in_register_count",
    ];
    for row in unions {
        let own = names.map(|name| row[name].parse::<i64>().expect("a count"));
        // The unknown place shows a programme only where somebody is.
        if row["union_code"] == "unknown" && own == [0; 6] {
            continue;
        }
        for area in areas_of(&row["union_code"]) {
            let sum = counts.entry((area, row["programme_code"].clone())).or_default();
            for (sum, own) in sum.iter_mut().zip(own) {
                *sum += own;
            }
        }
    }
    let row = |((area, programme), [a, b, c, d, e, f]): (_, [i64; 6])| {
        figure([
            ("area_code", area),
            ("programme_code", programme),
            ("eligible_count", (a + b).to_string()),
            ("cannot_tell_count", (c + d).to_string()),
            ("listed_in_register_count", (b + d + e).to_string()),
            ("listed_count", (b + d + e + f).to_string()),
            ("listed_not_in_register_count", f.to_string()),
            ("coverage_share", share(b, a + b)),
            ("exclusion_share", share(a, a + b)),
            ("exclusion_low_share", share(a, a + b + d)),
            ("exclusion_high_share", share(a + c, a + b + c)),
            ("inclusion_strict_share", share(e, b + d + e)),
            ("inclusion_possible_share", share(d + e, b + d + e)),
        ])
    };
    counts.into_iter().map(row).collect()
}

/// Counts and taka of each area, cycle by cycle and of the year, from those of its unions.
pub(super) fn area_payment_sums(unions: &[FigureRow]) -> Vec<FigureRow> {
    let names = [
        "ordered_count",
        "settled_count",
        "returned_count",
        "pending_count",
        "reissued_count",
        "ordered_taka",
        "settled_taka",
        "returned_taka",
        "pending_taka",
    ];
    let mut sums: BTreeMap<[String; 4], [i64; 9]> = BTreeMap::new();
    for row in unions {
        let own = names.map(|name| {
            row[name]
                .trim_end_matches(".00")
                .parse::<i64>()
                .expect("a whole number")
        });
        for cycle in [row["cycle"].as_str(), "all"] {
            for area in areas_of(&row["union_code"]) {
                let key = [
                    row["fiscal_year"].clone(),
                    cycle.to_owned(),
                    row["programme_code"].clone(),
                    area,
                ];
                let sum = sums.entry(key).or_default();
                for (sum, own) in sum.iter_mut().zip(own) {
                    *sum += own;
                }
            }
        }
    }
    let row = |([year, cycle, programme, area], sums): ([String; 4], [i64; 9])| {
        let mut row: FigureRow = names
            .iter()
            .zip(sums)
            .map(|(name, sum)| ((*name).to_owned(), sum.to_string()))
            .collect();
        for (name, value) in [
            ("fiscal_year", year),
            ("cycle", cycle),
            ("programme_code", programme),
            ("area_code", area),
        ] {
            row.insert(name.to_owned(), value);
        }
        row
    };
    sums.into_iter().map(row).collect()
}

/// One household with living members.
#[derive(Default)]
struct House {
    humans: Vec<usize>,
    paid: BTreeMap<&'static str, i64>,
}

/// Households and persons reached, what they were paid, and its weight in their income.
pub(super) fn reach(world: &World, humans: &[Vec<usize>], listed: &[(Owner, &ListRow)]) -> Vec<FigureRow> {
    let home_of = |human: usize| world.folk[humans[human][0]].home.clone();
    let mut houses: BTreeMap<String, House> = BTreeMap::new();
    for (human, records) in humans.iter().enumerate() {
        if lives(&world.folk[records[0]]) {
            houses.entry(home_of(human)).or_default().humans.push(human);
        }
    }
    let owners = world.owned(humans);
    for order in &world.orders {
        let year_ago = (AS_OF.0 - 1, AS_OF.1, AS_OF.2);
        let in_time = order.settled.is_some_and(|day| day > year_ago && day <= AS_OF);
        let owner = owners
            .iter()
            .find(|(_, entry)| entry.id == order.beneficiary && entry.programme == order.programme);
        if let (true, Some((Owner::Human(human), _))) = (order.status == "settled" && in_time, owner)
            && let Some(house) = houses.get_mut(&home_of(*human))
        {
            *house.paid.entry(order.programme).or_default() += order.taka;
        }
    }
    // Yearly income per head as a fraction, so that equal ones are equal.
    let income = |home: &str| world.homes.get(home).and_then(|home| home.income).map(|taka| taka * 12);
    let heads = |home: &str| {
        let members = world.folk.iter().filter(|folk| folk.home == home && lives(folk));
        i64::try_from(members.count()).expect("a few")
    };
    let per_head: BTreeMap<&String, (i64, i64)> = houses
        .keys()
        .filter_map(|home| Some((home, (income(home)?, heads(home)))))
        .collect();
    let size = |home: &String| i64::try_from(houses[home].humans.len()).expect("a few");
    let known: i64 = per_head.keys().map(|home| size(home)).sum();
    let quintile = |home: &String| match per_head.get(home) {
        None => "quintile_unknown".to_owned(),
        Some((own, own_heads)) => {
            let is_poorer = |(taka, heads): &(i64, i64)| taka * own_heads < own * heads;
            let poorer: i64 = per_head
                .iter()
                .filter(|(_, other)| is_poorer(other))
                .map(|(home, _)| size(home))
                .sum();
            format!("quintile_{}", 1 + 5 * poorer / known)
        }
    };
    let is_listed = |human: usize, programme: &str| {
        listed
            .iter()
            .any(|(owner, entry)| *owner == Owner::Human(human) && (programme == "any" || entry.programme == programme))
    };
    // Households, receiving ones, persons, persons in those, on the list themselves, paid households; taka: paid, paid
    // where the income is known, that income.
    let mut sums: BTreeMap<(String, String, String), [i64; 9]> = BTreeMap::new();
    for (home, house) in &houses {
        let union = world.homes.get(home).and_then(|home| home.union.clone());
        for programme in PROGRAMMES.iter().copied().chain(["any"]) {
            let own = house
                .humans
                .iter()
                .filter(|human| is_listed(**human, programme))
                .count();
            let own = i64::try_from(own).expect("a few");
            let paid: i64 = match programme {
                "any" => house.paid.values().sum(),
                programme => house.paid.get(programme).copied().unwrap_or_default(),
            };
            let receives = i64::from(own > 0);
            let members = size(home);
            let compared = income(home).filter(|_| paid > 0);
            let row = [
                1,
                receives,
                members,
                receives * members,
                own,
                i64::from(paid > 0),
                paid,
                compared.map_or(0, |_| paid),
                compared.unwrap_or_default(),
            ];
            for group in ["all".to_owned(), quintile(home)] {
                for area in areas_of(union.as_deref().unwrap_or("unknown")) {
                    let key = (area, programme.to_owned(), group.clone());
                    let sum = sums.entry(key).or_default();
                    for (sum, own) in sum.iter_mut().zip(row) {
                        *sum += own;
                    }
                }
            }
        }
    }
    let row = |(key, sums): ((String, String, String), [i64; 9])| {
        let (area, programme, group) = key;
        let [
            homes,
            receiving,
            people,
            reached,
            own,
            paid,
            taka_paid,
            compared,
            income,
        ] = sums;
        figure([
            ("area_code", area),
            ("programme_code", programme),
            ("group_code", group),
            ("household_count", homes.to_string()),
            ("receiving_household_count", receiving.to_string()),
            ("person_count", people.to_string()),
            ("receiving_person_count", reached.to_string()),
            ("beneficiary_count", own.to_string()),
            ("paid_household_count", paid.to_string()),
            ("transfer_taka", taka(taka_paid)),
            ("compared_income_taka", taka(income)),
            ("reach_share", share(reached, people)),
            ("adequacy_share", share(compared, income)),
        ])
    };
    sums.into_iter().map(row).collect()
}

/// Orders of each cycle and of the year, how late they were paid, and what of the returned was paid again.
pub(super) fn area_payment(world: &World) -> Vec<FigureRow> {
    let mut groups: BTreeMap<[String; 3], Vec<&Order>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for order in &world.orders {
        assert!(seen.insert(&order.number), "{} stands twice", order.number);
        let entry = world
            .entries
            .iter()
            .find(|entry| entry.id == order.beneficiary && entry.programme == order.programme);
        let union = entry
            .and_then(|entry| entry.union.clone())
            .unwrap_or("unknown".to_owned());
        for cycle in [order.cycle.as_str(), "all"] {
            for area in areas_of(&union) {
                let key = [cycle.to_owned(), order.programme.to_owned(), area];
                groups.entry(key).or_default().push(order);
            }
        }
    }
    let paid_again = |order: &Order| {
        let again = |number: &str| {
            world
                .orders
                .iter()
                .filter(move |other| other.again_of == number)
                .collect::<Vec<_>>()
        };
        order.status == "returned"
            && again(&order.number).iter().any(|second| {
                second.status == "settled" || again(&second.number).iter().any(|third| third.status == "settled")
            })
    };
    let mut figures = Vec::new();
    for ([cycle, programme, area], orders) in groups {
        let mut late: Vec<i64> = orders
            .iter()
            .filter(|order| order.status == "settled")
            .filter_map(|order| Some(number_of(order.settled?) - number_of(order.due?)))
            .collect();
        late.sort_unstable();
        let median = match late.len() {
            0 => String::new(),
            odd if odd % 2 == 1 => late[odd / 2].to_string(),
            even => ((late[even / 2 - 1] + late[even / 2]) as f64 / 2.0).to_string(),
        };
        // The smallest number of days within which nine in ten were paid.
        let ninth = late
            .iter()
            .find(|days| late.iter().filter(|other| other <= days).count() * 10 >= late.len() * 9);
        let again: Vec<&&Order> = orders.iter().filter(|order| paid_again(order)).collect();
        figures.push(figure([
            ("cycle", cycle),
            ("programme_code", programme),
            ("area_code", area),
            ("ordered_count", orders.len().to_string()),
            ("paid_again_count", again.len().to_string()),
            ("paid_again_taka", taka(again.iter().map(|order| order.taka).sum())),
            ("timed_count", late.len().to_string()),
            ("late_count", late.iter().filter(|days| **days > 30).count().to_string()),
            ("late_days_median", median),
            ("late_days_p90", ninth.map(i64::to_string).unwrap_or_default()),
        ]));
    }
    figures
}
