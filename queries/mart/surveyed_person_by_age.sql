--! summary.en = "Living persons of the register by age and sex, one row per area of upazila and above, age band of five years (and all) and sex (and all): the population pyramid."
--! summary.bn = "নিবন্ধনের জীবিত ব্যক্তি বয়স ও লিঙ্গ অনুযায়ী: উপজেলা ও তার ওপরের প্রতি এলাকা, পাঁচ বছরের প্রতি বয়স-শ্রেণি (ও সব) এবং লিঙ্গের (ও সব) একটি সারি।"
--! grain = ["area_code", "age_group", "sex"]
--! owner = "planning"
--! column.area_code = { bn = "এলাকার কোড", en = "Area" }
--! column.area_level = { bn = "এলাকার স্তর", en = "upazila, city_corporation, district, division or country" }
--! column.parent_code = { bn = "যে এলাকার অংশ", en = "Area of which it is a part; null for the country" }
--! column.age_group = { bn = "বয়স-শ্রেণি; all মানে সব বয়স", en = "age_00_04 to age_75_79, age_80_plus, age_unknown where the birth date does not decide; all is every age" }
--! column.sex = { bn = "লিঙ্গ; all মানে সবাই", en = "female, male, hijra or sex_unknown; all is everybody" }
--! column.person_count = { unit = "persons", bn = "নিবন্ধিত জীবিত ব্যক্তি", en = "Living persons of the register" }
--! release.counts = ["person_count"]
--! release.minimum = 10
--! release.plain = ["area_level", "parent_code"]
--! release.tree.area_code = "parent_code"
--! release.split = { age_group = "", sex = "" }
--! release.merge.sex = { male = "male_and_other", hijra = "male_and_other", sex_unknown = "male_and_other" }
with
person as (select * from mart.person_profile where is_alive),
place as (select * from mart.area_ancestor where is_wide),
aged as (
  select
    case
      when union_code is not null then concat(union_code, '-', coalesce(ward_no, 'unknown'))
      else 'unknown'
    end as place_code,
    coalesce(sex, 'sex_unknown') as sex,
    least(completed_years(birth_latest_on, $as_of) / 5, 16) as least_band,
    least(completed_years(birth_earliest_on, $as_of) / 5, 16) as most_band
  from person
),
banded as (
  select
    place_code,
    sex,
    case
      when least_band is null or most_band is null or least_band <> most_band or least_band < 0 then 'age_unknown'
      when least_band = 16 then 'age_80_plus'
      else concat(
        'age_', lpad(cast(least_band * 5 as varchar), 2, '0'), '_', lpad(cast(least_band * 5 + 4 as varchar), 2, '0')
      )
    end as age_group
  from aged
),
placed as (
  select place.area_code, place.area_level, place.parent_code, banded.age_group, banded.sex
  from banded
  inner join place on banded.place_code = place.place_code
),
-- Each person stands in four rows: of the own band and sex, of either, and of everybody.
counted as (
  select
    placed.area_code,
    placed.area_level,
    placed.parent_code,
    case when whole.of_every_age then 'all' else placed.age_group end as age_group,
    case when whole.of_every_sex then 'all' else placed.sex end as sex,
    1 as persons
  from placed
  cross join (values (false, false), (false, true), (true, false), (true, true)) as whole (of_every_age, of_every_sex)
),
area as (select distinct area_code, area_level, parent_code from placed),
age_group as (
  select column1 as age_group
  from (
    values
    ('all'), ('age_00_04'), ('age_05_09'), ('age_10_14'), ('age_15_19'), ('age_20_24'), ('age_25_29'), ('age_30_34'),
    ('age_35_39'), ('age_40_44'), ('age_45_49'), ('age_50_54'), ('age_55_59'), ('age_60_64'), ('age_65_69'),
    ('age_70_74'), ('age_75_79'), ('age_80_plus'), ('age_unknown')
  )
),
sex as (select column1 as sex from (values ('all'), ('female'), ('male'))),
-- Every area shows every band of both sexes, a zero included.
frame as (
  select area.area_code, area.area_level, area.parent_code, age_group.age_group, sex.sex, 0 as persons
  from area
  cross join age_group
  cross join sex
),
everything as (
  select area_code, area_level, parent_code, age_group, sex, persons from counted
  union all
  select area_code, area_level, parent_code, age_group, sex, persons from frame
)
select
  everything.area_code,
  everything.area_level,
  everything.parent_code,
  everything.age_group,
  everything.sex,
  sum(everything.persons) as person_count
from everything
group by everything.area_code, everything.area_level, everything.parent_code, everything.age_group, everything.sex
order by everything.area_code, everything.age_group, everything.sex
