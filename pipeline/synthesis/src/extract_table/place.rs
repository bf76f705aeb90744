//! Shelters and area profiles.

use super::{Heading, heading};
use crate::area::{AreaProfile, Shelter};
use crate::office_file::{Value, scaled};

/// Columns of `shelter`.
#[must_use]
pub fn shelter() -> Vec<Heading<Shelter>> {
    type S = Shelter;
    vec![
        heading(
            "shelter_id",
            "আশ্রয়কেন্দ্র নম্বর",
            "shelter no",
            |row: &S| Value::Code(row.shelter_id.clone()),
        ),
        heading(
            "name_bn",
            "আশ্রয়কেন্দ্রের নাম",
            "shelter name",
            |row: &S| Value::text(Some(row.name_bn)),
        ),
        heading(
            "union_code",
            "ইউনিয়ন কোড",
            "union geocode",
            |row: &S| Value::digits(Some(row.union_code)),
        ),
        heading("ward_no", "ওয়ার্ড নং", "ward", |row: &S| {
            Value::digits(Some(row.ward_no))
        }),
        heading("latitude", "অক্ষাংশ", "latitude", |row: &S| {
            Value::Micro(row.latitude)
        }),
        heading("longitude", "দ্রাঘিমাংশ", "longitude", |row: &S| {
            Value::Micro(row.longitude)
        }),
        heading(
            "capacity_persons",
            "ধারণক্ষমতা (জন)",
            "capacity (persons)",
            |row: &S| Value::integer(row.capacity_persons),
        ),
        heading(
            "floor_m2",
            "মেঝের আয়তন (বর্গমিটার)",
            "floor area (m2)",
            |row: &S| Value::milli(row.floor_m2),
        ),
        heading("has_ramp", "ঢালু পথ আছে", "ramp", |row: &S| {
            Value::flag(row.has[0])
        }),
        heading(
            "has_separate_women_room",
            "নারীদের আলাদা কক্ষ আছে",
            "women room",
            |row: &S| Value::flag(row.has[1]),
        ),
        heading(
            "has_water",
            "পানির ব্যবস্থা আছে",
            "water",
            |row: &S| Value::flag(row.has[2]),
        ),
        heading("has_latrine", "শৌচাগার আছে", "latrine", |row: &S| Value::flag(row.has[3])),
        heading(
            "has_livestock_place",
            "গবাদিপশুর স্থান আছে",
            "livestock place",
            |row: &S| Value::flag(row.has[4]),
        ),
        heading(
            "road_ok_in_storm",
            "ঝড়ে রাস্তা চলাচলযোগ্য",
            "road usable in storm",
            |row: &S| Value::flag(row.has[5]),
        ),
        heading(
            "keeper_mobile",
            "তত্ত্বাবধায়কের মোবাইল",
            "keeper phone",
            |row: &S| Value::number(row.keeper_mobile.as_deref()),
        ),
        heading("is_usable", "ব্যবহারযোগ্য", "usable", |row: &S| Value::Flag(row.is_usable)),
    ]
}

/// Columns of `area_profile`, percentages as the census prints them.
#[must_use]
pub fn area_profile() -> Vec<Heading<AreaProfile>> {
    type A = AreaProfile;
    fn percent(tenths: Option<i64>) -> Value {
        tenths.map_or(Value::Blank, |tenths| Value::Digits(scaled(tenths, 1)))
    }
    fn band(row: &A, position: usize) -> Value {
        percent(row.bands.get(position).copied().flatten())
    }
    vec![
        heading("area_code", "এলাকা কোড", "union code", |row: &A| {
            Value::Code(row.area_code.to_owned())
        }),
        heading("area_kind", "এলাকার ধরন", "kind", |_: &A| {
            Value::Code("union".to_owned())
        }),
        heading("name_en", "এলাকার নাম", "name", |row: &A| {
            Value::text(Some(row.name_en))
        }),
        heading("households", "মোট খানা", "total households", |row: &A| {
            Value::Integer(row.households)
        }),
        heading(
            "population",
            "জনসংখ্যা",
            "total population",
            |row: &A| Value::Integer(row.population),
        ),
        heading("age_0_4_share", "০-৪ বছর (%)", "age 0-4 (%)", |row: &A| {
            band(row, 0)
        }),
        heading("age_5_9_share", "৫-৯ বছর (%)", "age 5-9 (%)", |row: &A| {
            band(row, 1)
        }),
        heading(
            "age_10_14_share",
            "১০-১৪ বছর (%)",
            "age 10-14 (%)",
            |row: &A| band(row, 2),
        ),
        heading(
            "age_15_19_share",
            "১৫-১৯ বছর (%)",
            "age 15-19 (%)",
            |row: &A| band(row, 3),
        ),
        heading(
            "age_20_24_share",
            "২০-২৪ বছর (%)",
            "age 20-24 (%)",
            |row: &A| band(row, 4),
        ),
        heading(
            "age_25_29_share",
            "২৫-২৯ বছর (%)",
            "age 25-29 (%)",
            |row: &A| band(row, 5),
        ),
        heading(
            "age_30_49_share",
            "৩০-৪৯ বছর (%)",
            "age 30-49 (%)",
            |row: &A| band(row, 6),
        ),
        heading(
            "age_50_59_share",
            "৫০-৫৯ বছর (%)",
            "age 50-59 (%)",
            |row: &A| band(row, 7),
        ),
        heading(
            "age_60_64_share",
            "৬০-৬৪ বছর (%)",
            "age 60-64 (%)",
            |row: &A| band(row, 8),
        ),
        heading(
            "age_65_plus_share",
            "৬৫+ বছর (%)",
            "age 65+ (%)",
            |row: &A| band(row, 9),
        ),
        heading(
            "disabled_share",
            "প্রতিবন্ধী (%)",
            "disabled (%)",
            |row: &A| percent(Some(row.disabled)),
        ),
        heading(
            "house_pucca_share",
            "পাকা ঘর (%)",
            "house pucca (%)",
            |row: &A| percent(Some(row.houses[0])),
        ),
        heading(
            "house_semi_pucca_share",
            "আধাপাকা ঘর (%)",
            "house semi pucca (%)",
            |row: &A| percent(Some(row.houses[1])),
        ),
        heading(
            "house_kutcha_share",
            "কাঁচা ঘর (%)",
            "house kutcha (%)",
            |row: &A| percent(Some(row.houses[2])),
        ),
        heading(
            "house_jhupri_share",
            "ঝুপড়ি (%)",
            "house jhupri (%)",
            |row: &A| percent(Some(row.houses[3])),
        ),
        heading(
            "toilet_sanitary_share",
            "স্বাস্থ্যসম্মত শৌচাগার (%)",
            "sanitary toilet (%)",
            |row: &A| percent(Some(row.toilets[0])),
        ),
        heading(
            "toilet_none_share",
            "শৌচাগার নেই (%)",
            "no toilet (%)",
            |row: &A| percent(Some(row.toilets[1])),
        ),
        heading(
            "water_tap_share",
            "ট্যাপের পানি (%)",
            "tap water (%)",
            |row: &A| percent(Some(row.water[0])),
        ),
        heading(
            "water_tubewell_share",
            "নলকূপের পানি (%)",
            "tubewell water (%)",
            |row: &A| percent(Some(row.water[1])),
        ),
        heading(
            "electricity_share",
            "বিদ্যুৎ (%)",
            "electricity (%)",
            |row: &A| percent(Some(row.electricity)),
        ),
    ]
}
