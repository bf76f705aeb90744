//! Levels of the administrative geography and the form of area codes.
//!
//! An area code is the digits of the Bangladesh Bureau of Statistics: 2 for a division, 4 for
//! a district, 6 for an upazila, 8 for a union, paurashava, city corporation or one of their
//! wards. The parent of an area is never cut from its code: 102 unions lie in upazilas younger
//! than their code, and a city corporation stands where an upazila would. The parent, and the
//! level where two levels share a length, are read from the reference table.

use crate::language::Language;
use crate::number::ascii_digit;

/// A level of the administrative geography, widest first.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum AreaLevel {
    /// Bangladesh; it has no code.
    Country,
    /// Division (বিভাগ), 8.
    Division,
    /// District (জেলা, zila), 64.
    District,
    /// City corporation (সিটি কর্পোরেশন), beside the upazilas of its district.
    CityCorporation,
    /// Upazila (উপজেলা).
    Upazila,
    /// Paurashava (পৌরসভা), a municipality inside an upazila.
    Paurashava,
    /// Union (ইউনিয়ন), a rural council.
    Union,
    /// Ward of a city corporation.
    CityWard,
    /// Ward of a paurashava.
    PaurashavaWard,
    /// Ward of a union, 1 to 9; the reference has no code for it.
    Ward,
}

impl AreaLevel {
    /// All levels, widest first.
    pub const ALL: [Self; 10] = [
        Self::Country,
        Self::Division,
        Self::District,
        Self::CityCorporation,
        Self::Upazila,
        Self::Paurashava,
        Self::Union,
        Self::CityWard,
        Self::PaurashavaWard,
        Self::Ward,
    ];

    /// Stable name, as reference tables and contracts write it: `upazila`, `paurashava_ward`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Division => "division",
            Self::District => "district",
            Self::CityCorporation => "city_corporation",
            Self::Upazila => "upazila",
            Self::Paurashava => "paurashava",
            Self::Union => "union",
            Self::CityWard => "city_ward",
            Self::PaurashavaWard => "paurashava_ward",
            Self::Ward => "ward",
        }
    }

    /// The level of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// The word for it.
    #[must_use]
    pub fn text(self, language: Language) -> &'static str {
        let (bangla, english) = match self {
            Self::Country => ("দেশ", "Country"),
            Self::Division => ("বিভাগ", "Division"),
            Self::District => ("জেলা", "District"),
            Self::CityCorporation => ("সিটি কর্পোরেশন", "City corporation"),
            Self::Upazila => ("উপজেলা", "Upazila"),
            Self::Paurashava => ("পৌরসভা", "Paurashava"),
            Self::Union => ("ইউনিয়ন", "Union"),
            Self::CityWard => ("সিটি কর্পোরেশন ওয়ার্ড", "City ward"),
            Self::PaurashavaWard => ("পৌরসভা ওয়ার্ড", "Paurashava ward"),
            Self::Ward => ("ওয়ার্ড", "Ward"),
        };
        language.pick(bangla, english)
    }

    /// How many digits its code has; `None` where the reference has no code.
    #[must_use]
    pub fn code_length(self) -> Option<usize> {
        match self {
            Self::Country | Self::Ward => None,
            Self::Division => Some(2),
            Self::District => Some(4),
            Self::Upazila => Some(6),
            Self::CityCorporation | Self::Paurashava | Self::Union | Self::CityWard | Self::PaurashavaWard => Some(8),
        }
    }
}

/// Reads an area code: 2, 4, 6 or 8 digits, ASCII or Bangla, with spaces around and the `BD` of a
/// P-code before. It says nothing of whether the area exists; the reference does.
#[must_use]
pub fn read_area_code(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = text.strip_prefix("BD").unwrap_or(text);
    let code: String = digits.chars().map(ascii_digit).collect();
    is_area_code(&code).then_some(code)
}

/// Whether the text has the form of an area code: 2, 4, 6 or 8 ASCII digits, nothing else.
#[must_use]
pub fn is_area_code(text: &str) -> bool {
    matches!(text.len(), 2 | 4 | 6 | 8) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The two digits of each district within the country, in order. Source: Bangladesh Bureau of
/// Statistics, and the same 64 in the routing numbers of the banks.
pub const DISTRICTS: [u8; 64] = [
    1, 3, 4, 6, 9, 10, 12, 13, 15, 18, 19, 22, 26, 27, 29, 30, 32, 33, 35, 36, 38, 39, 41, 42, 44, 46, 47, 48, 49, 50,
    51, 52, 54, 55, 56, 57, 58, 59, 61, 64, 65, 67, 68, 69, 70, 72, 73, 75, 76, 77, 78, 79, 81, 82, 84, 85, 86, 87, 88,
    89, 90, 91, 93, 94,
];

/// Whether these two ASCII digits are those of one of the 64 districts. Identifiers carry them
/// for the place of first registration.
#[must_use]
pub fn is_district(two_digits: &str) -> bool {
    match two_digits.as_bytes() {
        [tens @ b'0'..=b'9', units @ b'0'..=b'9'] => {
            DISTRICTS.binary_search(&(10 * (tens - b'0') + (units - b'0'))).is_ok()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn levels_have_stable_names_and_words() {
        for level in AreaLevel::ALL {
            assert_eq!(AreaLevel::parse(level.name()), Some(level));
            assert!(!level.text(Language::Bangla).is_empty() && !level.text(Language::English).is_empty());
        }
        assert!(AreaLevel::ALL.is_sorted());
        assert_eq!(AreaLevel::parse("Upazila"), None);
        assert_eq!(AreaLevel::Union.text(Language::Bangla), "ইউনিয়ন");
    }

    #[test]
    fn codes_are_digits_of_four_lengths() {
        for (text, code) in [
            ("40", "40"),
            ("4087", "4087"),
            (" 408790 ", "408790"),
            ("৪০৮৭৯০৭১", "40879071"),
            ("BD408790", "408790"),
            ("20151600", "20151600"),
        ] {
            assert_eq!(read_area_code(text).as_deref(), Some(code), "{text}");
        }
        for text in [
            "",
            "4",
            "408",
            "40879",
            "4087907",
            "408790711",
            "4087x071",
            "40 87 90",
            "+408790",
            "BD",
        ] {
            assert_eq!(read_area_code(text), None, "{text}");
        }
        assert!(!is_area_code("৪০"));
    }

    #[test]
    fn code_lengths_follow_levels() {
        assert_eq!(AreaLevel::Division.code_length(), Some(2));
        assert_eq!(AreaLevel::Upazila.code_length(), Some(6));
        assert_eq!(AreaLevel::CityCorporation.code_length(), Some(8));
        assert_eq!(AreaLevel::Ward.code_length(), None);
    }

    #[test]
    fn there_are_64_districts() {
        assert!(DISTRICTS.is_sorted_by(|left, right| left < right));
        for code in ["01", "26", "87", "94"] {
            assert!(is_district(code), "{code}");
        }
        for code in ["00", "02", "28", "99", "1", "087", "+1", ""] {
            assert!(!is_district(code), "{code}");
        }
    }
}
