//! Numbers of mobile wallets and agent-bank accounts.

use super::{IdentifierClass, Reading, digits, mobile};
use crate::text::fold_header;

/// Who keeps the wallet, as far as the form of its number depends on it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Hash)]
pub enum WalletProvider {
    /// The wallet number is the mobile number: bKash, Nagad, Upay, tap, mCash, SureCash.
    MobileNumber,
    /// Rocket: the mobile number and one check digit, whose rule is not published.
    Rocket,
    /// An account with a bank or its agent: 10 to 17 digits, as each bank likes.
    BankAccount,
    /// Not said: a mobile number, or one with a digit more.
    #[default]
    Unknown,
}

impl WalletProvider {
    /// The provider of a name in Bangla or English.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        const MOBILE_NUMBER: [&str; 12] = [
            "bkash",
            "বিকাশ",
            "nagad",
            "নগদ",
            "upay",
            "উপায়",
            "mcash",
            "এমক্যাশ",
            "surecash",
            "শিওরক্যাশ",
            "trustaxiata",
            "ট্যাপ",
        ];
        let name = fold_header(text);
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        if has(&["rocket", "রকেট"]) {
            Self::Rocket
        } else if has(&MOBILE_NUMBER) || name == "tap" {
            Self::MobileNumber
        } else if has(&["bank", "ব্যাংক", "ব্যাঙ্ক", "dbbl"]) {
            Self::BankAccount
        } else {
            Self::Unknown
        }
    }
}

/// Reads a wallet number by its provider.
#[must_use]
pub fn read(raw: &str, provider: WalletProvider) -> Reading {
    match provider {
        WalletProvider::MobileNumber => mobile::read(raw),
        WalletProvider::Rocket => mobile::read_with_length(raw, 12),
        WalletProvider::BankAccount => read_account(raw),
        WalletProvider::Unknown => {
            let reading = mobile::read(raw);
            if reading.class != IdentifierClass::Length {
                return reading;
            }
            let longer = mobile::read_with_length(raw, 12);
            if longer.class == IdentifierClass::Valid {
                longer
            } else {
                reading
            }
        }
    }
}

fn read_account(raw: &str) -> Reading {
    match digits::clean(raw) {
        Err(class) => Reading::without_value(class),
        Ok(digits) if !(10..=17).contains(&digits.text.len()) => Reading::without_value(IdentifierClass::Length),
        Ok(digits) if digits::is_one_digit_repeated(&digits.text) => {
            Reading::without_value(IdentifierClass::RepeatedDigit)
        }
        Ok(digits) => digits.valid(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use crate::identifier::Repair;

    #[test]
    fn providers_by_name() {
        for (names, provider) in [
            (
                &[
                    "bKash",
                    "b-Kash",
                    "বিকাশ",
                    "Nagad",
                    "নগদ",
                    "উপায়",
                    "tap",
                    "Islami Bank mCash",
                ][..],
                WalletProvider::MobileNumber,
            ),
            (&["Rocket", "DBBL Rocket", "রকেট (ডাচ-বাংলা ব্যাংক)"], WalletProvider::Rocket),
            (&["Bank Asia", "ব্যাংক এশিয়া", "Agent Bank"], WalletProvider::BankAccount),
            (&["", "other", "tapan"], WalletProvider::Unknown),
        ] {
            for name in names {
                assert_eq!(WalletProvider::parse(name), provider, "{name}");
            }
        }
    }

    #[test]
    fn the_provider_decides_the_length() {
        let class = |raw, provider| read(raw, provider).class.name();
        assert_eq!(class("01300001234", WalletProvider::MobileNumber), "valid");
        assert_eq!(class("013000012347", WalletProvider::MobileNumber), "length");
        assert_eq!(class("013000012347", WalletProvider::Rocket), "valid");
        assert_eq!(class("01300001234", WalletProvider::Rocket), "length");
        assert_eq!(class("012000012347", WalletProvider::Rocket), "prefix");
        assert_eq!(class("01300001234", WalletProvider::Unknown), "valid");
        assert_eq!(class("013000012347", WalletProvider::Unknown), "valid");
        assert_eq!(class("0130000123475", WalletProvider::Unknown), "length");
        assert_eq!(class("1234567890123", WalletProvider::BankAccount), "valid");
        assert_eq!(class("123456789", WalletProvider::BankAccount), "length");
        assert_eq!(class("9999999999", WalletProvider::BankAccount), "repeated_digit");
        assert_eq!(class("", WalletProvider::BankAccount), "absent");
    }

    #[test]
    fn rocket_numbers_are_repaired_like_mobiles() {
        for (raw, repair) in [
            ("13000012347", Repair::LostZeroRestored),
            ("88013000012347", Repair::CountryCodeRemoved),
            ("01300001234-7", Repair::SeparatorsRemoved),
        ] {
            let reading = read(raw, WalletProvider::Rocket);
            assert_eq!(reading.value.as_deref(), Some("013000012347"), "{raw}");
            assert_eq!(reading.repairs, [repair], "{raw}");
        }
    }

    #[test]
    fn without_a_provider_a_lost_zero_means_a_mobile() {
        assert_eq!(
            read("1300001234", WalletProvider::Unknown).value.as_deref(),
            Some("01300001234")
        );
        assert_eq!(
            read("8801300001234", WalletProvider::Unknown).value.as_deref(),
            Some("01300001234")
        );
    }
}
