//! The 2011 census by union, as published, through ingest and run. The file stays where it
//! is (no licence to redistribute is stated); without it the test says so and passes.

use crate::dorpon::{Place, repository};

#[test]
fn the_census_of_2011_comes_through_whole() {
    let file = repository().join("../shared/data/statistics/census_2011_union.csv");
    if !file.is_file() {
        eprintln!(
            "SKIPPED: {} is absent; the census of 2011 was not tried",
            file.display()
        );
        return;
    }
    let place = Place::workspace();
    let taken = place
        .work(&[
            "--json",
            "ingest",
            "area_profile",
            file.to_str().unwrap(),
            "--office",
            "bbs",
            "--period",
            "2011",
        ])
        .must(0)
        .json();
    assert_eq!(taken["files"][0]["rows"]["loaded"], 7757);
    place.work(&["run"]).must(0);
    let total = place
        .work(&["sql", "select count(*) as areas, sum(population_count) as people, count(*) filter (where basis = 'cannot_tell') as unknown, count(*) filter (where not is_in_reference) as unlisted from need_by_union", "--format", "json"])
        .must(0)
        .json();
    assert_eq!(total[0]["areas"], 7757);
    assert_eq!(total[0]["people"], 144_013_755);
    assert_eq!(total[0]["unknown"], 530);
    assert!(
        total[0]["unlisted"].as_i64().unwrap() > 2000,
        "areas that the reference lacks are kept"
    );
    let nagarghata = place
        .work(&[
            "query",
            "need_by_union",
            "--param",
            "union_code=40879071",
            "--format",
            "json",
        ])
        .must(0)
        .json();
    assert_eq!(nagarghata[0]["population_count"], 18258);
    let without_bangla = place
        .work(&[
            "sql",
            "select need.name_bn, need.name_en from need_by_union as need \
             inner join reference.area as area on need.union_code = area.area_code \
             where area.area_level = 'union' and area.name_bn is null limit 1",
            "--format",
            "json",
        ])
        .must(0)
        .json();
    let marked = format!("[{}]", without_bangla[0]["name_en"].as_str().unwrap());
    assert_eq!(
        without_bangla[0]["name_bn"], marked,
        "an English name in place of a Bangla one is marked"
    );
    assert_eq!(nagarghata[0]["need_count"], 1247);
    assert_eq!(nagarghata[0]["basis"], "estimate");
}
