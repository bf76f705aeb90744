//! The two tables of the community register.

use super::{Heading, heading};
use crate::family::Sex;
use crate::office_file::Value;
use crate::register::{Household, Person};

/// Columns of `census_household`.
#[must_use]
pub fn household() -> Vec<Heading<Household>> {
    type H = Household;
    vec![
        heading(
            "household_id",
            "খানা নম্বর",
            "household no",
            |row: &H| Value::Code(row.household_id.clone()),
        ),
        heading(
            "union_code",
            "ইউনিয়ন কোড",
            "union geocode",
            |row: &H| Value::digits(row.union_code.as_deref()),
        ),
        heading("ward_no", "ওয়ার্ড নং", "ward", |row: &H| {
            Value::digits(row.ward_no.as_deref())
        }),
        heading(
            "village_name",
            "গ্রামের নাম",
            "village",
            |row: &H| Value::text(row.village_name.as_deref()),
        ),
        heading(
            "head_person_id",
            "খানাপ্রধানের আইডি",
            "household head id",
            |row: &H| Value::code(row.head_person_id.as_deref()),
        ),
        heading("latitude", "অক্ষাংশ", "latitude", |row: &H| {
            Value::micro(row.latitude)
        }),
        heading("longitude", "দ্রাঘিমাংশ", "longitude", |row: &H| {
            Value::micro(row.longitude)
        }),
        heading(
            "settlement_type",
            "বসতির ধরন",
            "type of settlement",
            |row: &H| Value::word("settlement_type", row.settlement_type),
        ),
        heading("house_type", "ঘরের ধরন", "type of house", |row: &H| {
            Value::word("house_type", row.house_type)
        }),
        heading(
            "wall_material",
            "দেয়ালের উপাদান",
            "wall type",
            |row: &H| Value::text(row.wall_material),
        ),
        heading(
            "roof_material",
            "ছাদের উপাদান",
            "roof type",
            |row: &H| Value::text(row.roof_material),
        ),
        heading(
            "homestead_decimal",
            "বসতভিটা (শতাংশ)",
            "homestead land (decimal)",
            |row: &H| Value::milli(row.homestead_decimal),
        ),
        heading(
            "land_decimal",
            "জমি (শতাংশ)",
            "cultivable land (decimal)",
            |row: &H| Value::milli(row.land_decimal),
        ),
        heading(
            "monthly_income_taka",
            "মাসিক আয় (টাকা)",
            "monthly income",
            |row: &H| Value::integer(row.monthly_income_taka),
        ),
        heading(
            "drinking_water",
            "খাবার পানির উৎস",
            "drinking water source",
            |row: &H| Value::word("drinking_water", row.drinking_water),
        ),
        heading(
            "latrine_type",
            "পায়খানার ধরন",
            "latrine",
            |row: &H| Value::word("latrine_type", row.latrine_type),
        ),
        heading(
            "has_electricity",
            "বিদ্যুৎ আছে",
            "electricity",
            |row: &H| Value::flag(row.has_electricity),
        ),
        heading(
            "embankment_side",
            "বাঁধের কোন পাশে",
            "embankment",
            |row: &H| Value::word("embankment_side", row.embankment_side),
        ),
        heading(
            "ground_above_surge_m",
            "জলোচ্ছ্বাসের ওপরে ভূমির উচ্চতা (মিটার)",
            "ground above surge (m)",
            |row: &H| Value::milli(row.ground_above_surge_m),
        ),
        heading(
            "plinth_above_flood_m",
            "ভিটার উচ্চতা",
            "plinth above flood (m)",
            |row: &H| Value::milli(row.plinth_above_flood_m),
        ),
        heading(
            "river_distance_m",
            "নদীর দূরত্ব (মিটার)",
            "river distance (m)",
            |row: &H| Value::integer(row.river_distance_m),
        ),
        heading(
            "tidal_river_distance_m",
            "জোয়ারের নদীর দূরত্ব (মিটার)",
            "tidal river distance (m)",
            |row: &H| Value::integer(row.tidal_river_distance_m),
        ),
        heading(
            "sea_distance_m",
            "সমুদ্রের দূরত্ব (মিটার)",
            "sea distance (m)",
            |row: &H| Value::integer(row.sea_distance_m),
        ),
        heading(
            "shelter_distance_m",
            "আশ্রয়কেন্দ্রের দূরত্ব (মিটার)",
            "shelter distance (m)",
            |row: &H| Value::integer(row.shelter_distance_m),
        ),
        heading(
            "surge_damage_count",
            "জলোচ্ছ্বাসে ক্ষতির সংখ্যা",
            "surge damages",
            |row: &H| Value::integer(row.surge_damage_count),
        ),
        heading(
            "flood_years_in_five",
            "পাঁচ বছরে বন্যার বছর",
            "flood years of last five",
            |row: &H| Value::integer(row.flood_years_in_five),
        ),
        heading("has_boat", "নৌকা আছে", "boat", |row: &H| {
            Value::flag(row.has_boat)
        }),
        heading("has_radio", "রেডিও আছে", "radio", |row: &H| {
            Value::flag(row.has_radio)
        }),
        heading(
            "mobile",
            "মোবাইল নম্বর",
            "mobile no",
            |row: &H| Value::number(row.mobile.as_deref()),
        ),
        heading(
            "surveyed_on",
            "জরিপের তারিখ",
            "survey date",
            |row: &H| Value::day(row.surveyed_on),
        ),
        heading(
            "verified_on",
            "যাচাইয়ের তারিখ",
            "verification date",
            |row: &H| Value::day(row.verified_on),
        ),
    ]
}

/// Columns of `census_person`.
#[must_use]
pub fn person() -> Vec<Heading<Person>> {
    type P = Person;
    vec![
        heading(
            "person_id",
            "ব্যক্তি নম্বর",
            "person no",
            |row: &P| Value::Code(row.person_id.clone()),
        ),
        heading(
            "household_id",
            "খানা নম্বর",
            "household no",
            |row: &P| Value::Code(row.household_id.clone()),
        ),
        heading("name_bn", "নাম (বাংলা)", "name (bangla)", |row: &P| {
            Value::text(row.name_bn.as_deref())
        }),
        heading(
            "name_en",
            "নাম (ইংরেজি)",
            "name (english)",
            |row: &P| Value::text(row.name_en.as_deref()),
        ),
        heading(
            "father_name",
            "পিতার নাম",
            "father's name",
            |row: &P| Value::text(row.father_name.as_deref()),
        ),
        heading(
            "mother_name",
            "মাতার নাম",
            "mother's name",
            |row: &P| Value::text(row.mother_name.as_deref()),
        ),
        heading(
            "spouse_name",
            "স্বামী/স্ত্রীর নাম",
            "spouse's name",
            |row: &P| Value::text(row.spouse_name.as_deref()),
        ),
        heading(
            "father_person_id",
            "পিতার ব্যক্তি নম্বর",
            "father id",
            |row: &P| Value::code(row.father_person_id.as_deref()),
        ),
        heading(
            "mother_person_id",
            "মাতার ব্যক্তি নম্বর",
            "mother id",
            |row: &P| Value::code(row.mother_person_id.as_deref()),
        ),
        heading(
            "relation_to_head",
            "খানাপ্রধানের সঙ্গে সম্পর্ক",
            "relationship to head",
            |row: &P| relation(row.relation_to_head, row.sex),
        ),
        heading("sex", "লিঙ্গ", "gender", |row: &P| {
            Value::word("sex", row.sex.map(Sex::name))
        }),
        heading(
            "birth_date",
            "জন্ম তারিখ",
            "date of birth",
            |row: &P| Value::day(row.birth_date),
        ),
        heading("age_years", "বয়স (বছর)", "age (years)", |row: &P| {
            Value::integer(row.age_years)
        }),
        heading(
            "nid",
            "জাতীয় পরিচয়পত্র নম্বর",
            "nid no",
            |row: &P| Value::number(row.nid.as_deref()),
        ),
        heading(
            "brn",
            "জন্ম নিবন্ধন নম্বর",
            "birth registration no",
            |row: &P| Value::number(row.brn.as_deref()),
        ),
        heading(
            "mobile",
            "মোবাইল নম্বর",
            "mobile no",
            |row: &P| Value::number(row.mobile.as_deref()),
        ),
        heading(
            "marital_status",
            "বৈবাহিক অবস্থা",
            "marital",
            |row: &P| Value::word("marital_status", row.marital_status),
        ),
        heading(
            "marital_status_since",
            "বৈবাহিক অবস্থার তারিখ",
            "marital status from",
            |row: &P| Value::day(row.marital_status_since),
        ),
        heading(
            "first_marriage_age",
            "প্রথম বিবাহের বয়স",
            "age at first marriage",
            |row: &P| Value::integer(row.first_marriage_age),
        ),
        heading(
            "education_level",
            "শিক্ষাগত যোগ্যতা",
            "education",
            |row: &P| Value::text(row.education_level),
        ),
        heading(
            "is_in_school",
            "বিদ্যালয়ে যায়",
            "in school",
            |row: &P| Value::flag(row.is_in_school),
        ),
        heading("current_class", "শ্রেণি", "class", |row: &P| {
            Value::code(row.current_class.as_deref())
        }),
        heading("occupation", "পেশা", "occupation", |row: &P| {
            Value::text(row.occupation)
        }),
        heading(
            "yearly_income_taka",
            "বার্ষিক আয় (টাকা)",
            "yearly income",
            |row: &P| Value::integer(row.yearly_income_taka),
        ),
        heading(
            "is_government_employee",
            "সরকারি চাকরিজীবী",
            "government employee",
            |row: &P| Value::flag(row.is_government_employee),
        ),
        heading("has_pension", "পেনশন পান", "pension", |row: &P| {
            Value::flag(row.has_pension)
        }),
        heading(
            "disability_type",
            "প্রতিবন্ধিতার ধরন",
            "type of disability",
            |row: &P| Value::word("disability_type", row.disability_type),
        ),
        heading(
            "disability_severity",
            "প্রতিবন্ধিতার মাত্রা",
            "severity of disability",
            |row: &P| Value::word("disability_severity", row.disability_severity),
        ),
        heading(
            "disability_card_no",
            "সুবর্ণ নাগরিক কার্ড নম্বর",
            "disability card",
            |row: &P| Value::code(row.disability_card_no.as_deref()),
        ),
        heading("is_pregnant", "গর্ভবতী", "pregnant", |row: &P| {
            Value::flag(row.is_pregnant)
        }),
        heading(
            "pregnancy_month",
            "গর্ভধারণের মাস",
            "month of pregnancy",
            |row: &P| Value::integer(row.pregnancy_month),
        ),
        heading(
            "is_lactating",
            "দুগ্ধদানকারী মা",
            "lactating",
            |row: &P| Value::flag(row.is_lactating),
        ),
        heading(
            "chronic_illness",
            "দীর্ঘমেয়াদি রোগ",
            "chronic disease",
            |row: &P| Value::word("chronic_illness", row.chronic_illness),
        ),
        heading("community", "জনগোষ্ঠী", "community group", |row: &P| {
            Value::word("community", row.community)
        }),
        heading(
            "died_on",
            "মৃত্যুর তারিখ",
            "date of death",
            |row: &P| Value::day(row.died_on),
        ),
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
