//! Identifiers of people and accounts: read, judged, compared, masked.
//!
//! An identifier is text: its zeros are part of it. Each kind has a module that turns a cell into
//! a [`Reading`]; a cell that cannot be used keeps no value, only the class that says why. A
//! check digit is only ever one that is published or measured. The value of a reading is
//! personal data; this module neither hashes nor stores it.

pub mod brn;
mod digits;
pub mod mobile;
pub mod nid;
mod registration;
pub mod routing;
pub mod wallet;

/// What an identifier identifies.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum IdentifierKind {
    /// National identity number.
    Nid,
    /// Birth registration number.
    Brn,
    /// Mobile number.
    Mobile,
    /// Mobile wallet or agent-bank account.
    Wallet,
    /// Routing number of a bank branch.
    RoutingNumber,
}

impl IdentifierKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Nid, Self::Brn, Self::Mobile, Self::Wallet, Self::RoutingNumber];

    /// Stable name, as contracts write the type of a column.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Nid => "nid",
            Self::Brn => "brn",
            Self::Mobile => "mobile",
            Self::Wallet => "wallet",
            Self::RoutingNumber => "routing_number",
        }
    }

    /// The kind of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Whether an identifier can be used, and if not why.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum IdentifierClass {
    /// It can be used.
    Valid,
    /// The cell is empty, or says that there is none.
    Absent,
    /// It has too few or too many digits.
    Length,
    /// One digit fills it.
    RepeatedDigit,
    /// Its district is none of the 64.
    Zila,
    /// Its RMO code (rural, municipal, other) does not exist.
    Rmo,
    /// Its serial is zero.
    Serial,
    /// Its birth year is before 1900 or in the future.
    Year,
    /// Its birth year is not that of the recorded birth date.
    YearMismatch,
    /// A spreadsheet stored it as a number and dropped digits.
    PrecisionLost,
    /// It holds letters or other signs.
    Characters,
    /// Its prefix is none of a mobile network.
    Prefix,
    /// Its check digit does not hold.
    CheckDigit,
}

impl IdentifierClass {
    /// All classes.
    pub const ALL: [Self; 13] = [
        Self::Valid,
        Self::Absent,
        Self::Length,
        Self::RepeatedDigit,
        Self::Zila,
        Self::Rmo,
        Self::Serial,
        Self::Year,
        Self::YearMismatch,
        Self::PrecisionLost,
        Self::Characters,
        Self::Prefix,
        Self::CheckDigit,
    ];

    /// Stable name, as it stands in the `…_class` columns of the lake.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Absent => "absent",
            Self::Length => "length",
            Self::RepeatedDigit => "repeated_digit",
            Self::Zila => "zila",
            Self::Rmo => "rmo",
            Self::Serial => "serial",
            Self::Year => "year",
            Self::YearMismatch => "year_mismatch",
            Self::PrecisionLost => "precision_lost",
            Self::Characters => "characters",
            Self::Prefix => "prefix",
            Self::CheckDigit => "check_digit",
        }
    }
}

/// What was done to a cell to make it an identifier.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Repair {
    /// Bangla digits became ASCII digits.
    BanglaDigits,
    /// Spaces, hyphens, dots or a leading apostrophe were removed.
    SeparatorsRemoved,
    /// A leading zero that a sheet had dropped was put back.
    LostZeroRestored,
    /// The country code 880 was removed.
    CountryCodeRemoved,
    /// `.0`, the mark of a number cell, was removed.
    DecimalTailRemoved,
}

impl Repair {
    /// Stable name, under which the ledger counts it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BanglaDigits => "bangla_digits",
            Self::SeparatorsRemoved => "separators_removed",
            Self::LostZeroRestored => "lost_zero_restored",
            Self::CountryCodeRemoved => "country_code_removed",
            Self::DecimalTailRemoved => "decimal_tail_removed",
        }
    }
}

/// An identifier as read from a cell.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reading {
    /// Canonical ASCII digits; present exactly when the class is `Valid`.
    pub value: Option<String>,
    /// Whether it can be used, and if not why.
    pub class: IdentifierClass,
    /// What was done, each once, in the order of [`Repair`]; empty when the value is the cell
    /// itself and when there is no value.
    pub repairs: Vec<Repair>,
}

impl Reading {
    /// A reading that gave no value, also for callers who know more than the text: a number cell
    /// of more than 15 digits is `PrecisionLost` whatever it shows.
    #[must_use]
    pub fn without_value(class: IdentifierClass) -> Self {
        Self {
            value: None,
            class,
            repairs: Vec::new(),
        }
    }
}

/// What is known about the holder's birth when a number that carries a year is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct BirthContext {
    /// Year of the recorded birth date, when there is one.
    pub birth_year: Option<i16>,
    /// The year of the as-of date: the latest that a number may carry.
    pub as_of_year: i16,
}

/// The text that is hashed to join records: `nid13:` with the last 13 digits, `nid10:`, `brn:`,
/// `mobile:`, `wallet:`, `routing_number:`. Takes the value of a valid reading.
///
/// A 17-digit national identity number is its 13-digit form behind the birth year, so both meet.
/// The kind is part of the key because a 17-digit birth registration number looks the same.
#[must_use]
pub fn canonical_key(kind: IdentifierKind, value: &str) -> String {
    if kind != IdentifierKind::Nid {
        return format!("{}:{value}", kind.name());
    }
    match value.len() {
        13 | 17 => format!("nid13:{}", value.get(value.len() - 13..).unwrap_or(value)),
        length => format!("nid{length}:{value}"),
    }
}

/// An identifier, or the cell that should have been one, as a message may show it: `••••••1234`;
/// for mobile and wallet numbers `013•••••89`. The dots do not count the hidden digits. Of fewer
/// than eight characters nothing is shown.
#[must_use]
pub fn masked(kind: IdentifierKind, value: &str) -> String {
    let letters: Vec<char> = value.trim().chars().collect();
    let (dots, first, last) = match kind {
        IdentifierKind::Mobile | IdentifierKind::Wallet => ("•••••", 3, 2),
        _ => ("••••••", 0, 4),
    };
    if letters.len() < 8 {
        return dots.to_owned();
    }
    let before: String = letters.iter().take(first).collect();
    let behind: String = letters.iter().skip(letters.len() - last).collect();
    format!("{before}{dots}{behind}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::wallet::WalletProvider;
    use super::*;

    #[test]
    fn names_are_those_of_the_lake() {
        let names: Vec<&str> = IdentifierClass::ALL.into_iter().map(IdentifierClass::name).collect();
        assert_eq!(
            names.join(" "),
            "valid absent length repeated_digit zila rmo serial year year_mismatch precision_lost characters prefix check_digit"
        );
        for kind in IdentifierKind::ALL {
            assert_eq!(IdentifierKind::parse(kind.name()), Some(kind));
        }
    }

    #[test]
    fn keys_join_what_belongs_together() {
        let nid = |value| canonical_key(IdentifierKind::Nid, value);
        assert_eq!(nid("19568719071999001"), "nid13:8719071999001");
        assert_eq!(nid("19568719071999001"), nid("8719071999001"));
        assert_eq!(nid("5999123456"), "nid10:5999123456");
        assert_eq!(
            canonical_key(IdentifierKind::Brn, "19568719071999001"),
            "brn:19568719071999001"
        );
        assert_eq!(
            canonical_key(IdentifierKind::Mobile, "01300001234"),
            "mobile:01300001234"
        );
        assert_eq!(
            canonical_key(IdentifierKind::Wallet, "01300001234"),
            "wallet:01300001234"
        );
        assert_eq!(
            canonical_key(IdentifierKind::RoutingNumber, "085260728"),
            "routing_number:085260728"
        );
    }

    #[test]
    fn masks_show_little() {
        assert_eq!(masked(IdentifierKind::Nid, "8719071991234"), "••••••1234");
        assert_eq!(masked(IdentifierKind::Brn, "19568719071991234"), "••••••1234");
        assert_eq!(masked(IdentifierKind::Mobile, "01300001289"), "013•••••89");
        assert_eq!(masked(IdentifierKind::Wallet, "০১৩০০০০১২৮৯"), "০১৩•••••৮৯");
        assert_eq!(masked(IdentifierKind::Nid, "1234567"), "••••••");
        assert_eq!(masked(IdentifierKind::Mobile, ""), "•••••");
    }

    fn all_readings(raw: &str) -> [Reading; 8] {
        let context = BirthContext {
            birth_year: None,
            as_of_year: 2022,
        };
        [
            nid::read(raw, context),
            brn::read(raw, context),
            mobile::read(raw),
            routing::read(raw),
            wallet::read(raw, WalletProvider::MobileNumber),
            wallet::read(raw, WalletProvider::Rocket),
            wallet::read(raw, WalletProvider::BankAccount),
            wallet::read(raw, WalletProvider::Unknown),
        ]
    }

    fn holds_together(raw: &str) {
        for reading in all_readings(raw) {
            assert_eq!(
                reading.value.is_some(),
                reading.class == IdentifierClass::Valid,
                "{raw}"
            );
            let distinct: BTreeSet<Repair> = reading.repairs.iter().copied().collect();
            assert!(
                reading.repairs.is_sorted() && distinct.len() == reading.repairs.len(),
                "{raw}"
            );
            match &reading.value {
                Some(value) => {
                    assert!(value.bytes().all(|byte| byte.is_ascii_digit()), "{raw}");
                    assert_eq!(value == raw, reading.repairs.is_empty(), "{raw}");
                }
                None => assert!(reading.repairs.is_empty(), "{raw}"),
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_gives_a_reading_that_holds_together(raw in any::<String>()) {
            holds_together(&raw);
        }

        #[test]
        fn digits_give_readings_that_hold_together(raw in "[+']?[0-9০-৯ .-]{0,20}(\\.0)?") {
            holds_together(&raw);
        }

        #[test]
        fn a_canonical_value_reads_as_itself(serial in 999_000_u32..=999_999, year in 1930_i16..=2022) {
            let context = BirthContext { birth_year: Some(year), as_of_year: 2022 };
            let thirteen = format!("8719071{serial}");
            let seventeen = format!("{year}{thirteen}");
            prop_assert_eq!(nid::read(&thirteen, context).value, Some(thirteen));
            prop_assert_eq!(nid::read(&seventeen, context).value, Some(seventeen.clone()));
            prop_assert_eq!(brn::read(&seventeen, context).value, Some(seventeen));
        }

        #[test]
        fn sample_mobiles_are_valid(number in 0_u32..=9_999) {
            let mobile = format!("0130000{number:04}");
            prop_assert_eq!(mobile::read(&mobile).value, Some(mobile.clone()));
            prop_assert_eq!(mobile::read(&format!("+88{mobile}")).value, Some(mobile));
        }
    }
}
