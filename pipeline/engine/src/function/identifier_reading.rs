//! `identifier_value(kind, raw)`: the digits of an identifier in their canonical form, null where it is none.
//! `identifier_class(kind, raw)`: `valid`, or why it is none: `absent`, `length`, `repeated_digit`, `zila`, `prefix`, …
//!
//! Kinds: `nid`, `brn`, `mobile`, `wallet`, `routing_number`; null for another kind. A cell is read as `ingest` reads it,
//! save that nothing beside it is known: neither the provider of a wallet nor the birth date of its holder.

use arrow::array::StringArray;
use datafusion::logical_expr::ScalarUDF;
use dorpon_domain::identifier::wallet::WalletProvider;
use dorpon_domain::identifier::{
    BirthContext, IdentifierClass, IdentifierKind, Reading, brn, mobile, nid, routing, wallet,
};

/// The latest birth year that a number may carry. A function of SQL reads no clock, so that a figure of today is the
/// same tomorrow; a year that is still to come is for the query to refuse.
const LATEST_YEAR: i16 = 2199;

/// `identifier_value`; null for a null.
#[must_use]
pub fn value_function() -> ScalarUDF {
    reading_function("identifier_value", |reading| reading.value)
}

/// `identifier_class`; `absent` for a null.
#[must_use]
pub fn class_function() -> ScalarUDF {
    reading_function("identifier_class", |reading| Some(reading.class.name().to_owned()))
}

fn reading_function(name: &str, answer: impl Fn(Reading) -> Option<String> + Send + Sync + 'static) -> ScalarUDF {
    super::text_function(name, 2, move |arguments| match arguments {
        [kinds, cells] => kinds
            .iter()
            .zip(cells.iter())
            .map(|(kind, cell)| answer(read(IdentifierKind::parse(kind?)?, cell)))
            .collect(),
        _ => StringArray::new_null(0),
    })
}

fn read(kind: IdentifierKind, cell: Option<&str>) -> Reading {
    let context = BirthContext {
        birth_year: None,
        as_of_year: LATEST_YEAR,
    };
    match (kind, cell) {
        (_, None) => Reading::without_value(IdentifierClass::Absent),
        (IdentifierKind::Nid, Some(cell)) => nid::read(cell, context),
        (IdentifierKind::Brn, Some(cell)) => brn::read(cell, context),
        (IdentifierKind::Mobile, Some(cell)) => mobile::read(cell),
        (IdentifierKind::Wallet, Some(cell)) => wallet::read(cell, WalletProvider::Unknown),
        (IdentifierKind::RoutingNumber, Some(cell)) => routing::read(cell),
    }
}
