#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::reference_rows::{TABLES, TextColumns, tables};
use super::{ExclusionSeverity, Programme, complete_exclusions};
use crate::Catalog;

const AS_OF: Date = date(2022, 6, 30);

const SMALL: &str = r#"code = "AAA"
name = { bn = "ক", en = "A" }
agency = "DSS"
frequency = "quarterly"
unit = "taka"
grant_to = "person"

[[rate]]
fiscal_year = "2021-22"
tier = "standard"
monthly_taka = "500"
status = "paid"
source = "s"

[[age_cutoff]]
minimum_age_years = 50
source = "s"

[[condition]]
name = "age"
kind = "hard"
valid_from = "2013-07-01"
description = { bn = "ক", en = "A" }
holds = "birth_latest_on <= born_on_or_before"
source = "s"
"#;

fn parse(text: &str) -> Programme {
    Programme::parse("programmes/AAA.toml", text).unwrap()
}

/// The line and the words of a refusal.
fn refusal(text: &str) -> (u64, String) {
    let problem = Programme::parse("programmes/AAA.toml", text).unwrap_err();
    let place = problem.place().unwrap();
    assert_eq!(place.file, "programmes/AAA.toml");
    (place.row.unwrap(), problem.cause().unwrap_or_default().to_owned())
}

/// The line on which a text first stands.
fn line_of(text: &str, needle: &str) -> u64 {
    1 + text.lines().position(|line| line.contains(needle)).unwrap() as u64
}

fn shipped() -> Catalog {
    Catalog::load(None).unwrap()
}

/// Rows of a table as maps.
fn rows(columns: &TextColumns) -> Vec<BTreeMap<&'static str, Option<String>>> {
    let count = columns.first().map_or(0, |(_, cells)| cells.len());
    (0..count)
        .map(|row| {
            columns
                .iter()
                .map(|(name, cells)| (*name, cells[row].clone()))
                .collect()
        })
        .collect()
}

#[test]
fn every_programme_that_pays_persons_or_households_is_shipped() {
    let codes: Vec<String> = shipped().programmes.into_keys().collect();
    assert_eq!(
        codes,
        [
            "ANA", "ANE", "BDA", "BDE", "DAA", "DSE", "HJA", "HJE", "MCB", "MED", "OAA", "TEA", "TEE", "VWB", "WAA"
        ]
    );
}

#[test]
fn every_shipped_rule_says_where_it_comes_from() {
    for programme in shipped().programmes.values() {
        let code = &programme.code;
        assert!(!programme.condition.is_empty(), "{code}");
        for condition in &programme.condition {
            let name = condition.name.get_ref();
            assert!(!condition.source.trim().is_empty(), "{code} {name}");
            let latin = |text: &str| text.chars().any(|letter| letter.is_ascii_alphabetic());
            assert!(
                !latin(&condition.description.bn),
                "{code} {name}: Latin letters in Bangla"
            );
            assert!(latin(&condition.description.en), "{code} {name}");
        }
        let sources = programme.rate.iter().map(|rate| &rate.source);
        let tiers = programme.tier.iter().map(|tier| &tier.source);
        let cutoffs = programme.age_cutoff.iter().map(|cutoff| cutoff.source.get_ref());
        for source in sources.chain(tiers).chain(cutoffs) {
            assert!(!source.trim().is_empty(), "{code}");
        }
        for (other, exclusion) in &programme.exclusions {
            assert!(exclusion.source.is_some(), "{code} {other}");
        }
    }
}

#[test]
fn exclusions_hold_both_ways() {
    let programmes = shipped().programmes;
    for (code, programme) in &programmes {
        for (other, exclusion) in &programme.exclusions {
            assert_eq!(
                programmes[other].exclusions[code].severity, exclusion.severity,
                "{code} {other}"
            );
        }
    }
    let severity = |code: &str, other: &str| programmes[code].exclusions.get(other).map(|found| found.severity);
    let regular = ["OAA", "WAA", "DAA", "HJA", "BDA", "ANA", "VWB"];
    for code in regular {
        for other in regular.into_iter().filter(|other| *other != code) {
            assert_eq!(
                severity(code, other),
                Some(ExclusionSeverity::Forbidden),
                "{code} {other}"
            );
        }
    }
    assert_eq!(severity("DAA", "DSE"), Some(ExclusionSeverity::Warned));
    assert_eq!(severity("WAA", "MCB"), Some(ExclusionSeverity::Warned));
    assert_eq!(severity("OAA", "MED"), Some(ExclusionSeverity::Allowed));
    assert_eq!(severity("HJE", "BDE"), Some(ExclusionSeverity::Forbidden));
    assert_eq!(severity("HJA", "HJE"), None);
}

#[test]
fn what_one_file_says_of_another_is_said_of_both_and_a_contradiction_is_refused() {
    let other = SMALL.replace("AAA", "BBB");
    let excluding = |severity: &str, code: &str| {
        format!("\n[[exclusion]]\nprogrammes = [\"{code}\"]\nseverity = \"{severity}\"\nsource = \"s\"\n")
    };
    let set = |first: &str, second: &str| {
        let second = Programme::parse("programmes/BBB.toml", second).unwrap();
        BTreeMap::from([("AAA".to_owned(), parse(first)), ("BBB".to_owned(), second)])
    };
    let one_sided = SMALL.to_owned() + &excluding("warned", "BBB");
    let mut programmes = set(&one_sided, &other);
    complete_exclusions(&mut programmes).unwrap();
    assert_eq!(programmes["BBB"].exclusions["AAA"].severity, ExclusionSeverity::Warned);

    let contradicting = other.clone() + &excluding("forbidden", "AAA");
    let problem = complete_exclusions(&mut set(&one_sided, &contradicting)).unwrap_err();
    assert_eq!(
        problem.place().unwrap().row,
        Some(line_of(&one_sided, "programmes = [\"BBB\"]"))
    );
    assert!(
        problem.cause().unwrap().contains("programmes/BBB.toml, line"),
        "{problem}"
    );

    let unknown = SMALL.to_owned() + &excluding("warned", "CCC");
    let problem = complete_exclusions(&mut set(&unknown, &other)).unwrap_err();
    assert!(problem.cause().unwrap().contains("CCC"), "{problem}");

    let short = SMALL.replace(
        "grant_to = \"person\"",
        "grant_to = \"person\"\nexclusive_with = [\"BBB\"]",
    );
    assert_eq!(parse(&short).exclusions["BBB"].severity, ExclusionSeverity::Forbidden);
}

#[test]
fn errors_name_the_line() {
    for (from, to, needle, words) in [
        ("kind = \"hard\"", "kind = \"stern\"", "kind =", "unknown variant"),
        ("\"2013-07-01\"", "\"2013-07-41\"", "valid_from", "day"),
        (
            "name = \"age\"",
            "name = \"Old Age\"",
            "name = \"Old Age\"",
            "snake_case",
        ),
        (
            "name = \"age\"",
            "name = \"rule_not_known\"",
            "rule_not_known",
            "the answer's own",
        ),
        (
            "monthly_taka = \"500\"",
            "monthly_taka = \"5oo\"",
            "5oo",
            "not an amount",
        ),
        ("\"2021-22\"", "\"2021-23\"", "2021-23", "not a fiscal year"),
        (
            "tier = \"standard\"",
            "tier = \"gold\"",
            "gold",
            "no [[tier]] is named gold",
        ),
        ("monthly_taka =", "monthly_kilogram =", "tier =", "in taka"),
        (
            "minimum_age_years = 50",
            "minimum_age_years = 500",
            "source",
            "between 0 and 130",
        ),
        (
            "frequency = \"quarterly\"",
            "frequency = \"often\"",
            "often",
            "unknown variant",
        ),
        ("unit = \"taka\"", "unit = \"rupee\"", "rupee", "unknown variant"),
        (
            "code = \"AAA\"",
            "code = \"BBB\"",
            "code =",
            "differs from the file name",
        ),
    ] {
        let text = SMALL.replace(from, to);
        let (row, cause) = refusal(&text);
        let from_line = if needle == "source" {
            // The age rule's source, the second of the file.
            line_of(&text, "minimum_age_years") + 1
        } else {
            line_of(&text, needle)
        };
        assert_eq!(row, from_line, "{to}: {cause}");
        assert!(cause.contains(words), "{to}: {cause}");
    }
    let behind = SMALL.replace("kind = \"hard\"", "kind = \"document\"").to_owned()
        + "\n[[condition]]\nname = \"alive\"\nkind = \"hard\"\ndescription = { bn = \"ক\", en = \"A\" }\nholds = \"is_alive\"\nsource = \"s\"\n";
    let (row, cause) = refusal(&behind);
    assert_eq!(row, line_of(&behind, "\"alive\""));
    assert!(cause.contains("milder kind"), "{cause}");
}

#[test]
fn a_probe_names_the_line_of_its_condition() {
    let programme = parse(SMALL);
    let probes = programme.probes(AS_OF, "2021-22");
    assert_eq!(probes.len(), 1);
    assert_eq!(probes[0].name, "age");
    assert_eq!(probes[0].place.file, "programmes/AAA.toml");
    assert_eq!(probes[0].place.row, Some(line_of(SMALL, "holds =")));
    assert!(probes[0].sql.contains("birth_latest_on <= born_on_or_before"));
    let problem = probes[0].fault("no such column");
    assert_eq!(problem.place().unwrap().row, Some(line_of(SMALL, "holds =")));
    assert_eq!(problem.cause(), Some("age: no such column"));
    let shipped = shipped();
    let conditions: usize = shipped
        .programmes
        .values()
        .map(|programme| programme.condition.len())
        .sum();
    assert!(
        shipped.programme_probes(AS_OF, "2021-22").len() > conditions,
        "tiers are probed too"
    );
}

#[test]
fn the_example_of_the_readme_is_a_programme() {
    let readme = include_str!("../../../../queries/programmes/README.md");
    let (_, block) = readme.split_once("```toml\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let text = block.replace("\n   ", "\n");
    let mut programmes = shipped().programmes;
    let example = Programme::parse("programmes/FFA.toml", text.trim_start()).unwrap();
    programmes.insert(example.code.clone(), example);
    complete_exclusions(&mut programmes).unwrap();
    assert_eq!(programmes["OAA"].exclusions["FFA"].severity, ExclusionSeverity::Warned);
}

#[test]
fn one_changed_age_rule_changes_the_cut_off_and_nothing_else() {
    let before = parse(SMALL).eligibility_sql(AS_OF, "2021-22", None);
    let after = parse(&SMALL.replace("minimum_age_years = 50", "minimum_age_years = 51"))
        .eligibility_sql(AS_OF, "2021-22", None);
    assert!(before.contains("date '1972-06-30' as born_on_or_before"), "{before}");
    assert_eq!(before.replace("1972-06-30", "1971-06-30"), after);
}

#[test]
fn the_age_rule_of_a_fiscal_year_goes_before_that_of_every_year() {
    let programmes = shipped().programmes;
    let old_age = &programmes["OAA"];
    let of = |day: Date, year: &str| old_age.eligibility_sql(day, year, None);
    let of_2021 = of(AS_OF, "2021-22");
    assert!(
        of_2021.contains("case sex when 'male' then date '1956-06-01' when 'female' then date '1959-06-01' else cast(null as date) end as born_on_or_before"),
        "{of_2021}"
    );
    let of_2011 = of(date(2012, 6, 30), "2011-12");
    assert!(of_2011.contains("when 'male' then date '1947-06-30'"), "{of_2011}");
    let at_enrolment = old_age.enrolment_eligibility_sql();
    assert!(
        at_enrolment.contains("when asked_on between date '2021-07-01' and date '2022-06-30' then case sex when 'male' then date '1956-06-01'"),
        "{at_enrolment}"
    );
    assert!(
        at_enrolment.contains("else case sex when 'male' then years_before(asked_on, 65)"),
        "{at_enrolment}"
    );
}

#[test]
fn an_upper_age_is_the_day_behind_the_birthday_that_is_one_too_many() {
    let programmes = shipped().programmes;
    let sql = programmes["MCB"].eligibility_sql(AS_OF, "2021-22", None);
    assert!(sql.contains("date '2002-06-30' as born_on_or_before"), "{sql}");
    assert!(sql.contains("date '1986-07-01' as born_on_or_after"), "{sql}");
    // Asked on enrolment only: whoever is on the list is not asked her age again, but on the day of enrolment she was.
    assert!(sql.contains("is_covered or (\ncase when birth_latest_on"), "{sql}");
    let sql = programmes["MCB"].enrolment_eligibility_sql();
    assert!(!sql.contains("is_covered or ("), "{sql}");
    // A pregnancy of today says nothing of that day.
    assert!(!sql.contains("is_pregnant"), "{sql}");
}

#[test]
fn a_programme_that_has_not_begun_is_answered_no_and_rules_of_another_time_not_at_all() {
    let programmes = shipped().programmes;
    let sql = programmes["TEE"].eligibility_sql(AS_OF, "2021-22", None);
    assert!(sql.contains("case when true then 'programme_not_begun'"), "{sql}");
    let sql = programmes["OAA"].eligibility_sql(date(2010, 6, 30), "2009-10", None);
    assert!(sql.contains("case when true then 'rule_not_known'"), "{sql}");
    let sql = programmes["OAA"].enrolment_eligibility_sql();
    assert!(
        sql.contains("when asked_on < date '2013-07-01' then 'rule_not_known'"),
        "{sql}"
    );
    assert!(
        sql.contains("when asked_on < date '1996-07-01' then 'programme_not_begun'"),
        "{sql}"
    );
}

#[test]
fn a_condition_holds_from_its_day_to_its_day() {
    let text = SMALL.replace(
        "valid_from = \"2013-07-01\"",
        "valid_from = \"2013-07-01\"\nvalid_to = \"2019-06-30\"",
    ) + "\n[[condition]]\nname = \"age\"\nkind = \"hard\"\nvalid_from = \"2019-07-01\"\ndescription = { bn = \"ক\", en = \"A\" }\nholds = \"is_alive\"\nsource = \"s\"\n";
    let programme = parse(&text);
    let early = programme.eligibility_sql(date(2018, 6, 30), "2017-18", None);
    assert!(early.contains("birth_latest_on <= born_on_or_before") && !early.contains("is_alive"));
    let late = programme.eligibility_sql(AS_OF, "2021-22", None);
    assert!(late.contains("is_alive") && !late.contains("birth_latest_on <= born_on_or_before"));
    let at_enrolment = programme.enrolment_eligibility_sql();
    assert!(at_enrolment.contains("case when asked_on < date '2013-07-01' or asked_on > date '2019-06-30' then true"));
    let (row, cause) = refusal(&text.replace("valid_from = \"2019-07-01\"", "valid_from = \"2019-06-30\""));
    assert!(cause.contains("stands twice"), "{row} {cause}");
}

#[test]
fn a_household_is_answered_through_one_person() {
    let programmes = shipped().programmes;
    assert!(
        programmes["VWB"]
            .eligibility_sql(AS_OF, "2021-22", None)
            .contains("'household_applicant'")
    );
    assert!(
        !programmes["OAA"]
            .eligibility_sql(AS_OF, "2021-22", None)
            .contains("'household_applicant'")
    );
}

#[test]
fn rates_apply_to_their_own_fiscal_year_and_tier() {
    let programmes = shipped().programmes;
    let amount = |code: &str, year: &str, tier: &str| {
        programmes[code]
            .rate
            .iter()
            .find(|rate| rate.fiscal_year.to_string() == year && rate.tier.get_ref() == tier)
            .map(|rate| {
                let amounts = [&rate.monthly_taka, &rate.payment_taka, &rate.monthly_kilogram];
                amounts.into_iter().flatten().next().unwrap().text().to_owned()
            })
    };
    for (code, tier, then, now) in [
        ("OAA", "standard", "500", "650"),
        ("WAA", "standard", "500", "650"),
        ("DAA", "standard", "750", "900"),
        ("DSE", "primary", "750", "900"),
        ("DSE", "higher_secondary", "900", "1050"),
        ("DSE", "higher", "1300", "1300"),
        ("HJA", "standard", "600", "650"),
        ("BDA", "standard", "500", "650"),
        ("ANA", "standard", "500", "650"),
        ("HJE", "primary", "700", "700"),
        ("BDE", "secondary", "800", "800"),
        ("ANE", "higher", "1200", "1200"),
        ("TEA", "standard", "5000", "6000"),
        ("MED", "standard", "50000", "50000"),
        ("MCB", "standard", "800", "850"),
        ("VWB", "standard", "30", "30"),
    ] {
        assert_eq!(amount(code, "2021-22", tier).as_deref(), Some(then), "{code} {tier}");
        assert_eq!(amount(code, "2025-26", tier).as_deref(), Some(now), "{code} {tier}");
    }
    assert_eq!(amount("OAA", "2026-27", "age_90_plus").as_deref(), Some("1000"));
    assert_eq!(amount("TEA", "2023-24", "standard"), None);
    assert!(programmes["TEE"].rate.is_empty());
}

#[test]
fn a_tier_is_null_where_a_fact_is_missing_and_the_last_is_everybody_else() {
    let programmes = shipped().programmes;
    let sql = programmes["OAA"].eligibility_sql(AS_OF, "2021-22", None);
    assert!(sql.contains("case when asked_on >= date '2026-07-01' and ("), "{sql}");
    assert!(
        sql.contains("then 'age_90_plus'") && sql.contains("else 'standard' end as tier"),
        "{sql}"
    );
    let sql = programmes["BDA"].eligibility_sql(AS_OF, "2021-22", None);
    assert!(sql.contains("'standard' as tier"), "{sql}");
    let sql = programmes["DSE"].eligibility_sql(AS_OF, "2021-22", None);
    assert!(
        sql.contains("then 'primary'") && sql.contains("else cast(null as varchar) end as tier"),
        "{sql}"
    );
}

#[test]
fn the_tables_hold_every_row_once() {
    let programmes = shipped().programmes;
    let tables = tables(&programmes);
    assert_eq!(tables.each_ref().map(|(name, _)| *name), TABLES);
    for (name, columns) in &tables {
        let key: &[&str] = match *name {
            "programme" => &["programme_code"],
            "programme_condition" => &["programme_code", "condition_name", "valid_from"],
            "programme_exclusion" => &["programme_code", "other_code"],
            _ => &["programme_code", "fiscal_year", "tier"],
        };
        let rows = rows(columns);
        let keys: std::collections::BTreeSet<Vec<Option<String>>> = rows
            .iter()
            .map(|row| key.iter().map(|column| row[column].clone()).collect())
            .collect();
        assert_eq!(keys.len(), rows.len(), "{name}");
    }
    let rates = rows(&tables[3].1);
    let rice = rates
        .iter()
        .find(|row| row["programme_code"].as_deref() == Some("VWB"))
        .unwrap();
    assert_eq!(rice["unit"].as_deref(), Some("kg"));
    assert_eq!(rice["monthly_kilogram"].as_deref(), Some("30"));
    assert_eq!(rice["monthly_taka"], None);
    let grant = rates
        .iter()
        .find(|row| row["programme_code"].as_deref() == Some("MED"))
        .unwrap();
    assert_eq!(grant["basis"].as_deref(), Some("payment"));
}

#[test]
fn a_spelling_stands_for_one_programme() {
    let spellings = shipped().programme_spellings();
    for (spelling, code) in [
        ("বয়স্ক ভাতা", "OAA"),
        ("প্রতিবন্ধী শিক্ষা উপবৃত্তি", "DSE"),
        ("হিজড়া জনগোষ্ঠীর বিশেষ ভাতা", "HJA"),
        ("ভিজিডি", "VWB"),
        ("Maternity Allowance", "MCB"),
    ] {
        let folded = dorpon_domain::text::fold_header(spelling);
        assert_eq!(spellings.get(&folded).map(String::as_str), Some(code), "{spelling}");
    }
}
