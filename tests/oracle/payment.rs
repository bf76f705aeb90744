//! Payment orders and what became of them.

use std::collections::BTreeMap;

use super::day::number_of;
use super::file::{Order, World};
use super::{FigureRow, figure};

pub(super) fn payments(world: &World) -> Vec<FigureRow> {
    let mut groups: BTreeMap<[String; 4], Vec<&Order>> = BTreeMap::new();
    for order in &world.orders {
        let union = world
            .entries
            .iter()
            .find(|entry| entry.id == order.beneficiary && entry.programme == order.programme)
            .and_then(|entry| entry.union.clone())
            .unwrap_or("unknown".to_owned());
        let key = [
            order.year.clone(),
            order.cycle.clone(),
            order.programme.to_owned(),
            union,
        ];
        groups.entry(key).or_default().push(order);
    }
    let mut figures = Vec::new();
    for ([year, cycle, programme, union], orders) in groups {
        let with = |wanted: &str| -> Vec<&Order> {
            orders
                .iter()
                .copied()
                .filter(|order| match wanted {
                    "pending" => order.status != "settled" && order.status != "returned",
                    status => order.status == status,
                })
                .collect()
        };
        let taka = |orders: &[&Order]| format!("{}.00", orders.iter().map(|order| order.taka).sum::<i64>());
        let (settled, returned, pending) = (with("settled"), with("returned"), with("pending"));
        let mut waits: Vec<i64> = settled
            .iter()
            .filter_map(|order| Some(number_of(order.settled?) - number_of(order.ordered)))
            .collect();
        waits.sort_unstable();
        let median = match waits.len() {
            0 => String::new(),
            odd if odd % 2 == 1 => format!("{}.0", waits[odd / 2]),
            even => format!("{:.1}", (waits[even / 2 - 1] + waits[even / 2]) as f64 / 2.0),
        };
        figures.push(figure([
            ("fiscal_year", year),
            ("cycle", cycle),
            ("programme_code", programme),
            ("union_code", union),
            ("ordered_count", orders.len().to_string()),
            ("settled_count", settled.len().to_string()),
            ("returned_count", returned.len().to_string()),
            ("pending_count", pending.len().to_string()),
            (
                "reissued_count",
                orders.iter().filter(|order| order.again).count().to_string(),
            ),
            ("ordered_taka", taka(&orders)),
            ("settled_taka", taka(&settled)),
            ("returned_taka", taka(&returned)),
            ("pending_taka", taka(&pending)),
            ("settle_days_median", median),
        ]));
    }
    figures
}
