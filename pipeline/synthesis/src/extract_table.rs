//! The columns of each extract, in Bangla and English, and the value that each takes from a row.

use std::collections::BTreeMap;

use crate::allowance::Entry;
use crate::area::{AreaProfile, Shelter};
use crate::family::Sex;
use crate::office_file::{Column, Row, Value, Written, scaled};
use crate::payment::Payment;
use crate::register::{Household, Person};

impl Row for Household {
    fn written(&self) -> &BTreeMap<&'static str, Written> {
        &self.written
    }
}

impl Row for Person {
    fn written(&self) -> &BTreeMap<&'static str, Written> {
        &self.written
    }
}

/// A column under both of its headers.
pub struct Heading<R> {
    name: &'static str,
    bangla: &'static str,
    english: &'static str,
    value: fn(&R) -> Value,
}

/// The columns under the headers of one language.
#[must_use]
pub fn columns<R>(headings: Vec<Heading<R>>, is_bangla: bool) -> Vec<Column<R>> {
    headings
        .into_iter()
        .map(|heading| Column {
            name: heading.name,
            header: if is_bangla { heading.bangla } else { heading.english },
            value: heading.value,
        })
        .collect()
}

fn heading<R>(name: &'static str, bangla: &'static str, english: &'static str, value: fn(&R) -> Value) -> Heading<R> {
    Heading { name, bangla, english, value }
}

/// Columns of `census_household`.
#[must_use]
pub fn household() -> Vec<Heading<Household>> {
    type H = Household;
    vec![
        heading("household_id", "খানা নম্বর", "household no", |row: &H| Value::Code(row.household_id.clone())),
        heading("union_code", "ইউনিয়ন কোড", "union geocode", |row: &H| Value::digits(row.union_code.as_deref())),
        heading("ward_no", "ওয়ার্ড নং", "ward", |row: &H| Value::digits(row.ward_no.as_deref())),
        heading("village_name", "গ্রামের নাম", "village", |row: &H| Value::text(row.village_name.as_deref())),
        heading("head_person_id", "খানাপ্রধানের আইডি", "household head id", |row: &H| {
            Value::code(row.head_person_id.as_deref())
        }),
        heading("latitude", "অক্ষাংশ", "latitude", |row: &H| Value::micro(row.latitude)),
        heading("longitude", "দ্রাঘিমাংশ", "longitude", |row: &H| Value::micro(row.longitude)),
        heading("settlement_type", "বসতির ধরন", "type of settlement", |row: &H| {
            Value::word("settlement_type", row.settlement_type)
        }),
        heading("house_type", "ঘরের ধরন", "type of house", |row: &H| Value::word("house_type", row.house_type)),
        heading("wall_material", "দেয়ালের উপাদান", "wall type", |row: &H| Value::text(row.wall_material)),
        heading("roof_material", "ছাদের উপাদান", "roof type", |row: &H| Value::text(row.roof_material)),
        heading("homestead_decimal", "বসতভিটা (শতাংশ)", "homestead land (decimal)", |row: &H| {
            Value::milli(row.homestead_decimal)
        }),
        heading("land_decimal", "জমি (শতাংশ)", "cultivable land (decimal)", |row: &H| Value::milli(row.land_decimal)),
        heading("monthly_income_taka", "মাসিক আয় (টাকা)", "monthly income", |row: &H| {
            Value::integer(row.monthly_income_taka)
        }),
        heading("drinking_water", "খাবার পানির উৎস", "drinking water source", |row: &H| {
            Value::word("drinking_water", row.drinking_water)
        }),
        heading("latrine_type", "পায়খানার ধরন", "latrine", |row: &H| Value::word("latrine_type", row.latrine_type)),
        heading("has_electricity", "বিদ্যুৎ আছে", "electricity", |row: &H| Value::flag(row.has_electricity)),
        heading("embankment_side", "বাঁধের কোন পাশে", "embankment", |row: &H| {
            Value::word("embankment_side", row.embankment_side)
        }),
        heading(
            "ground_above_surge_m",
            "জলোচ্ছ্বাসের ওপরে ভূমির উচ্চতা (মিটার)",
            "ground above surge (m)",
            |row: &H| Value::milli(row.ground_above_surge_m),
        ),
        heading("plinth_above_flood_m", "ভিটার উচ্চতা", "plinth above flood (m)", |row: &H| {
            Value::milli(row.plinth_above_flood_m)
        }),
        heading("river_distance_m", "নদীর দূরত্ব (মিটার)", "river distance (m)", |row: &H| {
            Value::integer(row.river_distance_m)
        }),
        heading("tidal_river_distance_m", "জোয়ারের নদীর দূরত্ব (মিটার)", "tidal river distance (m)", |row: &H| {
            Value::integer(row.tidal_river_distance_m)
        }),
        heading("sea_distance_m", "সমুদ্রের দূরত্ব (মিটার)", "sea distance (m)", |row: &H| {
            Value::integer(row.sea_distance_m)
        }),
        heading("shelter_distance_m", "আশ্রয়কেন্দ্রের দূরত্ব (মিটার)", "shelter distance (m)", |row: &H| {
            Value::integer(row.shelter_distance_m)
        }),
        heading("surge_damage_count", "জলোচ্ছ্বাসে ক্ষতির সংখ্যা", "surge damages", |row: &H| {
            Value::integer(row.surge_damage_count)
        }),
        heading("flood_years_in_five", "পাঁচ বছরে বন্যার বছর", "flood years of last five", |row: &H| {
            Value::integer(row.flood_years_in_five)
        }),
        heading("has_boat", "নৌকা আছে", "boat", |row: &H| Value::flag(row.has_boat)),
        heading("has_radio", "রেডিও আছে", "radio", |row: &H| Value::flag(row.has_radio)),
        heading("mobile", "মোবাইল নম্বর", "mobile no", |row: &H| Value::number(row.mobile.as_deref())),
        heading("surveyed_on", "জরিপের তারিখ", "survey date", |row: &H| Value::day(row.surveyed_on)),
        heading("verified_on", "যাচাইয়ের তারিখ", "verification date", |row: &H| Value::day(row.verified_on)),
    ]
}

/// Columns of `census_person`.
#[must_use]
pub fn person() -> Vec<Heading<Person>> {
    type P = Person;
    vec![
        heading("person_id", "ব্যক্তি নম্বর", "person no", |row: &P| Value::Code(row.person_id.clone())),
        heading("household_id", "খানা নম্বর", "household no", |row: &P| Value::Code(row.household_id.clone())),
        heading("name_bn", "নাম (বাংলা)", "name (bangla)", |row: &P| Value::text(row.name_bn.as_deref())),
        heading("name_en", "নাম (ইংরেজি)", "name (english)", |row: &P| Value::text(row.name_en.as_deref())),
        heading("father_name", "পিতার নাম", "father's name", |row: &P| Value::text(row.father_name.as_deref())),
        heading("mother_name", "মাতার নাম", "mother's name", |row: &P| Value::text(row.mother_name.as_deref())),
        heading("spouse_name", "স্বামী/স্ত্রীর নাম", "spouse's name", |row: &P| Value::text(row.spouse_name.as_deref())),
        heading("father_person_id", "পিতার ব্যক্তি নম্বর", "father id", |row: &P| {
            Value::code(row.father_person_id.as_deref())
        }),
        heading("mother_person_id", "মাতার ব্যক্তি নম্বর", "mother id", |row: &P| {
            Value::code(row.mother_person_id.as_deref())
        }),
        heading("relation_to_head", "খানাপ্রধানের সঙ্গে সম্পর্ক", "relationship to head", |row: &P| {
            relation(row.relation_to_head, row.sex)
        }),
        heading("sex", "লিঙ্গ", "gender", |row: &P| Value::word("sex", row.sex.map(Sex::name))),
        heading("birth_date", "জন্ম তারিখ", "date of birth", |row: &P| Value::day(row.birth_date)),
        heading("age_years", "বয়স (বছর)", "age (years)", |row: &P| Value::integer(row.age_years)),
        heading("nid", "জাতীয় পরিচয়পত্র নম্বর", "nid no", |row: &P| Value::number(row.nid.as_deref())),
        heading("brn", "জন্ম নিবন্ধন নম্বর", "birth registration no", |row: &P| Value::number(row.brn.as_deref())),
        heading("mobile", "মোবাইল নম্বর", "mobile no", |row: &P| Value::number(row.mobile.as_deref())),
        heading("marital_status", "বৈবাহিক অবস্থা", "marital", |row: &P| {
            Value::word("marital_status", row.marital_status)
        }),
        heading("marital_status_since", "বৈবাহিক অবস্থার তারিখ", "marital status from", |row: &P| {
            Value::day(row.marital_status_since)
        }),
        heading("first_marriage_age", "প্রথম বিবাহের বয়স", "age at first marriage", |row: &P| {
            Value::integer(row.first_marriage_age)
        }),
        heading("education_level", "শিক্ষাগত যোগ্যতা", "education", |row: &P| Value::text(row.education_level)),
        heading("is_in_school", "বিদ্যালয়ে যায়", "in school", |row: &P| Value::flag(row.is_in_school)),
        heading("current_class", "শ্রেণি", "class", |row: &P| Value::code(row.current_class.as_deref())),
        heading("occupation", "পেশা", "occupation", |row: &P| Value::text(row.occupation)),
        heading("yearly_income_taka", "বার্ষিক আয় (টাকা)", "yearly income", |row: &P| {
            Value::integer(row.yearly_income_taka)
        }),
        heading("is_government_employee", "সরকারি চাকরিজীবী", "government employee", |row: &P| {
            Value::flag(row.is_government_employee)
        }),
        heading("has_pension", "পেনশন পান", "pension", |row: &P| Value::flag(row.has_pension)),
        heading("disability_type", "প্রতিবন্ধিতার ধরন", "type of disability", |row: &P| {
            Value::word("disability_type", row.disability_type)
        }),
        heading("disability_severity", "প্রতিবন্ধিতার মাত্রা", "severity of disability", |row: &P| {
            Value::word("disability_severity", row.disability_severity)
        }),
        heading("disability_card_no", "সুবর্ণ নাগরিক কার্ড নম্বর", "disability card", |row: &P| {
            Value::code(row.disability_card_no.as_deref())
        }),
        heading("is_pregnant", "গর্ভবতী", "pregnant", |row: &P| Value::flag(row.is_pregnant)),
        heading("pregnancy_month", "গর্ভধারণের মাস", "month of pregnancy", |row: &P| Value::integer(row.pregnancy_month)),
        heading("is_lactating", "দুগ্ধদানকারী মা", "lactating", |row: &P| Value::flag(row.is_lactating)),
        heading("chronic_illness", "দীর্ঘমেয়াদি রোগ", "chronic disease", |row: &P| {
            Value::word("chronic_illness", row.chronic_illness)
        }),
        heading("community", "জনগোষ্ঠী", "community group", |row: &P| Value::word("community", row.community)),
        heading("died_on", "মৃত্যুর তারিখ", "date of death", |row: &P| Value::day(row.died_on)),
    ]
}

/// Bangla has a word for each sex where English lists say "child".
fn relation(relation: Option<&'static str>, sex: Option<Sex>) -> Value {
    let is_woman = sex == Some(Sex::Female);
    let bangla = match relation {
        Some("child") if is_woman => "কন্যা",
        Some("child") => "পুত্র",
        Some("spouse") if is_woman => "স্ত্রী",
        Some("spouse") => "স্বামী",
        Some("parent") if is_woman => "মাতা",
        Some("parent") => "পিতা",
        Some("sibling") if is_woman => "বোন",
        Some("sibling") => "ভাই",
        Some("grandchild") if is_woman => "নাতনি",
        Some("grandchild") => "নাতি",
        other => return Value::word("relation_to_head", other),
    };
    relation.map_or(Value::Blank, |word| Value::Word(word, bangla))
}

/// Columns of `beneficiary`.
#[must_use]
pub fn beneficiary() -> Vec<Heading<Entry>> {
    type E = Entry;
    vec![
        heading("beneficiary_id", "ভাতাভোগীর আইডি", "mis id", |row: &E| Value::Code(row.beneficiary_id.clone())),
        heading("programme_code", "ভাতার নাম", "scheme", |row: &E| programme(row.programme)),
        heading("name_bn", "ভাতাভোগীর নাম", "name (bangla)", |row: &E| Value::text(row.name_bn.as_deref())),
        heading("name_en", "নাম (ইংরেজি)", "name (english)", |row: &E| Value::text(row.name_en.as_deref())),
        heading("father_name", "পিতার নাম", "father's name", |row: &E| Value::text(row.father_name.as_deref())),
        heading("mother_name", "মাতার নাম", "mother's name", |row: &E| Value::text(row.mother_name.as_deref())),
        heading("spouse_name", "স্বামী/স্ত্রীর নাম", "spouse's name", |row: &E| Value::text(row.spouse_name.as_deref())),
        heading("sex", "লিঙ্গ", "gender", |row: &E| Value::word("sex", row.sex.map(Sex::name))),
        heading("birth_date", "জন্ম তারিখ", "date of birth", |row: &E| Value::day(row.birth_date)),
        heading("id_type", "পরিচয়পত্রের ধরন", "type of id", |row: &E| Value::word("id_type", row.id_type)),
        heading("id_number", "পরিচয়পত্র নম্বর", "id no", |row: &E| Value::number(row.id_number.as_deref())),
        heading("nid_status", "এনআইডি যাচাই", "nid verification", |row: &E| Value::word("nid_status", row.nid_status)),
        heading("mobile", "মোবাইল নং", "mobile no", |row: &E| Value::number(row.mobile.as_deref())),
        heading("wallet_provider", "ওয়ালেট সেবাদাতা", "mfs provider", |row: &E| {
            Value::word("wallet_provider", row.wallet_provider)
        }),
        heading("wallet_number", "ওয়ালেট নম্বর", "wallet no", |row: &E| Value::number(row.wallet_number.as_deref())),
        heading("account_holder", "হিসাবধারী", "account owner", |row: &E| {
            Value::word("account_holder", row.account_holder)
        }),
        heading("bank_routing_no", "রাউটিং নম্বর", "routing number", |row: &E| {
            Value::number(row.bank_routing_no.as_deref())
        }),
        heading("union_code", "ইউনিয়ন কোড", "union geocode", |row: &E| Value::digits(row.union_code.as_deref())),
        heading("ward_no", "ওয়ার্ড নং", "ward", |row: &E| Value::digits(row.ward_no.as_deref())),
        heading("enrolled_on", "তালিকাভুক্তির তারিখ", "enrolment date", |row: &E| Value::day(row.enrolled_on)),
        heading("status", "অবস্থা", "current status", |row: &E| Value::word("status", row.status)),
        heading("exited_on", "বাতিলের তারিখ", "exit date", |row: &E| Value::day(row.exited_on)),
        heading("exit_reason", "বাতিলের কারণ", "reason for exit", |row: &E| Value::text(row.exit_reason)),
        heading("died_on", "মৃত্যুর তারিখ", "date of death", |row: &E| Value::day(row.died_on)),
    ]
}

fn programme(code: &'static str) -> Value {
    Value::Word(code, crate::spelling::bangla_word("programme_code", code))
}

/// Columns of `payment`.
#[must_use]
pub fn payment() -> Vec<Heading<Payment>> {
    type P = Payment;
    vec![
        heading("payment_id", "পরিশোধ নম্বর", "payment no", |row: &P| Value::Code(row.payment_id.clone())),
        heading("batch_id", "ব্যাচ নম্বর", "batch no", |row: &P| Value::Code(row.batch_id.to_owned())),
        heading("beneficiary_id", "ভাতাভোগীর আইডি", "mis id", |row: &P| Value::Code(row.beneficiary_id.clone())),
        heading("programme_code", "ভাতার ধরন", "allowance type", |row: &P| programme(row.programme)),
        heading("fiscal_year", "অর্থবছর", "financial year", |row: &P| Value::Digits(row.fiscal_year.clone())),
        heading("cycle", "কিস্তি", "cycle", |row: &P| Value::word("cycle", Some(row.cycle))),
        heading("months_covered", "কত মাসের", "no of months", |row: &P| Value::Integer(row.months_covered)),
        heading("amount_taka", "টাকার পরিমাণ", "amount (taka)", |row: &P| Value::Integer(row.amount_taka)),
        heading("channel", "পরিশোধের মাধ্যম", "payment channel", |row: &P| Value::word("channel", Some(row.channel))),
        heading("provider", "সেবাদাতা", "mfs provider", |row: &P| Value::word("provider", Some(row.provider))),
        heading("wallet_number", "ওয়ালেট নম্বর", "wallet no", |row: &P| Value::number(row.wallet_number.as_deref())),
        heading("due_on", "প্রদেয় তারিখ", "due date", |row: &P| Value::day(row.due_on)),
        heading("ordered_on", "আদেশের তারিখ", "payment order date", |row: &P| Value::Day(row.ordered_on)),
        heading("settled_on", "পরিশোধের তারিখ", "settlement date", |row: &P| Value::day(row.settled_on)),
        heading("credited_on", "জমার তারিখ", "credit date", |row: &P| Value::day(row.credited_on)),
        heading("returned_on", "ফেরতের তারিখ", "return date", |row: &P| Value::day(row.returned_on)),
        heading("status", "পরিশোধের অবস্থা", "payment status", |row: &P| Value::word("status", Some(row.status))),
        heading("return_reason", "ফেরতের কারণ", "reason for return", |row: &P| Value::text(row.return_reason)),
        heading("reissue_of", "যে পরিশোধের পুনঃপ্রদান", "reissue of payment", |row: &P| {
            Value::code(row.reissue_of.as_deref())
        }),
    ]
}

/// Columns of `shelter`.
#[must_use]
pub fn shelter() -> Vec<Heading<Shelter>> {
    type S = Shelter;
    vec![
        heading("shelter_id", "আশ্রয়কেন্দ্র নম্বর", "shelter no", |row: &S| Value::Code(row.shelter_id.clone())),
        heading("name_bn", "আশ্রয়কেন্দ্রের নাম", "shelter name", |row: &S| Value::text(Some(row.name_bn))),
        heading("union_code", "ইউনিয়ন কোড", "union geocode", |row: &S| Value::digits(Some(row.union_code))),
        heading("ward_no", "ওয়ার্ড নং", "ward", |row: &S| Value::digits(Some(row.ward_no))),
        heading("latitude", "অক্ষাংশ", "latitude", |row: &S| Value::Micro(row.latitude)),
        heading("longitude", "দ্রাঘিমাংশ", "longitude", |row: &S| Value::Micro(row.longitude)),
        heading("capacity_persons", "ধারণক্ষমতা (জন)", "capacity (persons)", |row: &S| Value::integer(row.capacity_persons)),
        heading("floor_m2", "মেঝের আয়তন (বর্গমিটার)", "floor area (m2)", |row: &S| Value::milli(row.floor_m2)),
        heading("has_ramp", "ঢালু পথ আছে", "ramp", |row: &S| Value::flag(row.has[0])),
        heading("has_separate_women_room", "নারীদের আলাদা কক্ষ আছে", "women room", |row: &S| Value::flag(row.has[1])),
        heading("has_water", "পানির ব্যবস্থা আছে", "water", |row: &S| Value::flag(row.has[2])),
        heading("has_latrine", "শৌচাগার আছে", "latrine", |row: &S| Value::flag(row.has[3])),
        heading("has_livestock_place", "গবাদিপশুর স্থান আছে", "livestock place", |row: &S| Value::flag(row.has[4])),
        heading("road_ok_in_storm", "ঝড়ে রাস্তা চলাচলযোগ্য", "road usable in storm", |row: &S| Value::flag(row.has[5])),
        heading("keeper_mobile", "তত্ত্বাবধায়কের মোবাইল", "keeper phone", |row: &S| {
            Value::number(row.keeper_mobile.as_deref())
        }),
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
        heading("area_code", "এলাকা কোড", "union code", |row: &A| Value::Code(row.area_code.to_owned())),
        heading("area_kind", "এলাকার ধরন", "kind", |_: &A| Value::Code("union".to_owned())),
        heading("name_en", "এলাকার নাম", "name", |row: &A| Value::text(Some(row.name_en))),
        heading("households", "মোট খানা", "total households", |row: &A| Value::Integer(row.households)),
        heading("population", "জনসংখ্যা", "total population", |row: &A| Value::Integer(row.population)),
        heading("age_0_4_share", "০-৪ বছর (%)", "age 0-4 (%)", |row: &A| band(row, 0)),
        heading("age_5_9_share", "৫-৯ বছর (%)", "age 5-9 (%)", |row: &A| band(row, 1)),
        heading("age_10_14_share", "১০-১৪ বছর (%)", "age 10-14 (%)", |row: &A| band(row, 2)),
        heading("age_15_19_share", "১৫-১৯ বছর (%)", "age 15-19 (%)", |row: &A| band(row, 3)),
        heading("age_20_24_share", "২০-২৪ বছর (%)", "age 20-24 (%)", |row: &A| band(row, 4)),
        heading("age_25_29_share", "২৫-২৯ বছর (%)", "age 25-29 (%)", |row: &A| band(row, 5)),
        heading("age_30_49_share", "৩০-৪৯ বছর (%)", "age 30-49 (%)", |row: &A| band(row, 6)),
        heading("age_50_59_share", "৫০-৫৯ বছর (%)", "age 50-59 (%)", |row: &A| band(row, 7)),
        heading("age_60_64_share", "৬০-৬৪ বছর (%)", "age 60-64 (%)", |row: &A| band(row, 8)),
        heading("age_65_plus_share", "৬৫+ বছর (%)", "age 65+ (%)", |row: &A| band(row, 9)),
        heading("disabled_share", "প্রতিবন্ধী (%)", "disabled (%)", |row: &A| percent(Some(row.disabled))),
        heading("house_pucca_share", "পাকা ঘর (%)", "house pucca (%)", |row: &A| percent(Some(row.houses[0]))),
        heading("house_semi_pucca_share", "আধাপাকা ঘর (%)", "house semi pucca (%)", |row: &A| percent(Some(row.houses[1]))),
        heading("house_kutcha_share", "কাঁচা ঘর (%)", "house kutcha (%)", |row: &A| percent(Some(row.houses[2]))),
        heading("house_jhupri_share", "ঝুপড়ি (%)", "house jhupri (%)", |row: &A| percent(Some(row.houses[3]))),
        heading("toilet_sanitary_share", "স্বাস্থ্যসম্মত শৌচাগার (%)", "sanitary toilet (%)", |row: &A| {
            percent(Some(row.toilets[0]))
        }),
        heading("toilet_none_share", "শৌচাগার নেই (%)", "no toilet (%)", |row: &A| percent(Some(row.toilets[1]))),
        heading("water_tap_share", "ট্যাপের পানি (%)", "tap water (%)", |row: &A| percent(Some(row.water[0]))),
        heading("water_tubewell_share", "নলকূপের পানি (%)", "tubewell water (%)", |row: &A| percent(Some(row.water[1]))),
        heading("electricity_share", "বিদ্যুৎ (%)", "electricity (%)", |row: &A| percent(Some(row.electricity))),
    ]
}
