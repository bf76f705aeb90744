--! summary.en = "People of old age, one row per area of every level: counted in the register and estimated from published profiles, side by side and never added."
--! summary.bn = "বয়স্ক জনসংখ্যা, প্রতি স্তরের এলাকার একটি সারি: নিবন্ধনে গণনা করা ও প্রকাশিত চিত্র থেকে প্রাক্কলিত সংখ্যা পাশাপাশি; কখনো যোগ করা হয় না।"
--! grain = ["area_code"]
--! owner = "planning"
--! column.area_code = { bn = "এলাকার কোড", en = "Area: a ward is written union-ward; 'unknown' where no record says" }
--! column.area_level = { bn = "এলাকার স্তর", en = "ward, union, paurashava, city_ward, upazila, city_corporation, district, division, country, or unknown" }
--! column.parent_code = { bn = "যে এলাকার অংশ", en = "Area of which it is a part; null for the country" }
--! column.surveyed_person_count = { unit = "persons", bn = "জরিপকৃত ব্যক্তি", en = "Living persons in the register" }
--! column.surveyed_old_age_count = { unit = "persons", bn = "জরিপে বয়স্ক ব্যক্তি", en = "Of these men of 65 and over, women of 62 and over" }
--! column.population_count = { unit = "persons", bn = "জনসংখ্যা (প্রকাশিত)", en = "Population of the published profiles" }
--! column.estimated_old_age_count = { unit = "persons", bn = "বয়স্ক জনসংখ্যা (প্রাক্কলিত)", en = "Old-age people estimated from the profiles whose ages are known" }
--! column.profiled_areas = { unit = "areas", bn = "যত এলাকার চিত্র আছে", en = "Areas of which there is a profile" }
--! column.areas_of_unknown_age = { unit = "areas", bn = "এর মধ্যে যত এলাকার বয়স-বিভাজন অজানা", en = "Of these the areas whose ages are unknown: the estimate leaves them out" }
--! column.surveyed_share = { unit = "share", bn = "জনসংখ্যার কত অংশ জরিপকৃত", en = "Share of the published population that the register holds" }
--! formula.surveyed_old_age_count = { bn = "নিবন্ধিত ৬৫ ও তদূর্ধ্ব পুরুষ এবং ৬২ ও তদূর্ধ্ব নারী", en = "men of 65 and over and women of 62 and over of the register" }
--! formula.estimated_old_age_count = { bn = "জনসংখ্যা × (৬৫+ অংশ) + ০.৬ × ০.৫ × জনসংখ্যা × (৬০–৬৪ অংশ), এলাকায় এলাকায় পূর্ণসংখ্যায়, তারপর যোগ", en = "population × share of 65 and over + 0.6 × 0.5 × population × share of 60-64, rounded area by area, then summed" }
--! formula.surveyed_share = { bn = "নিবন্ধিত ব্যক্তি ÷ প্রকাশিত জনসংখ্যা", en = "persons of the register / published population" }
--! check = ["coalesce(surveyed_old_age_count <= surveyed_person_count, true)", "(surveyed_old_age_count is null) = (surveyed_person_count is null)"]
--! release.counts = ["surveyed_person_count", "surveyed_old_age_count"]
--! release.minimum = 10
--! release.rows = "area_level <> 'ward'"
--! release.plain = ["area_level", "parent_code", "population_count", "estimated_old_age_count", "profiled_areas", "areas_of_unknown_age"]
--! release.tree.area_code = "parent_code"
--! release.same_as.reach_by_area = { key = { area_code = "area_code", programme_code = "'any'", group_code = "'all'" }, counts = { surveyed_person_count = "person_count" } }
--! release.same_as.record_quality_by_area = { key = { area_code = "area_code", record_kind = "'census_person'" }, counts = { surveyed_person_count = "record_count" } }
--! release.figure = { surveyed_share = "surveyed_person_count" }
with
place as (select * from mart.area_ancestor),
need as (select * from mart.need_by_union),
person as (select * from mart.person_profile where is_alive),
profile as (select area_code from stage.area_profile),
-- A profile of a union and one of its upazila speak of the same people: the finer one counts.
covering as (
  select distinct place.area_code
  from place
  inner join profile as below on place.place_code = below.area_code
  inner join profile as above on place.area_code = above.area_code
  where below.area_code <> above.area_code
),
estimated as (
  select
    profile.area_code as place_code,
    need.population_count,
    need.estimated_old_age_count
  from profile
  inner join need on profile.area_code = need.union_code
  left join covering on profile.area_code = covering.area_code
  where covering.area_code is null
),
surveyed as (
  select
    case
      when union_code is not null then concat(union_code, '-', coalesce(ward_no, 'unknown'))
      else 'unknown'
    end as place_code,
    count(*) as surveyed_person_count,
    count(*) filter (
      where (sex = 'male' and birth_latest_on <= years_before($as_of, 65))
      or (sex = 'female' and birth_latest_on <= years_before($as_of, 62))
    ) as surveyed_old_age_count
  from person
  group by 1
),
placed as (
  select
    place.area_code,
    place.area_level,
    place.parent_code,
    surveyed.surveyed_person_count,
    surveyed.surveyed_old_age_count,
    cast(null as bigint) as population_count,
    cast(null as bigint) as estimated_old_age_count,
    0 as profiled_areas,
    0 as areas_of_unknown_age
  from surveyed
  inner join place on surveyed.place_code = place.place_code
  union all
  select
    place.area_code,
    place.area_level,
    place.parent_code,
    cast(null as bigint) as surveyed_person_count,
    cast(null as bigint) as surveyed_old_age_count,
    estimated.population_count,
    estimated.estimated_old_age_count,
    1 as profiled_areas,
    case when estimated.estimated_old_age_count is null then 1 else 0 end as areas_of_unknown_age
  from estimated
  inner join place on estimated.place_code = place.place_code
),
summed as (
  select
    area_code,
    area_level,
    parent_code,
    sum(surveyed_person_count) as surveyed_person_count,
    sum(surveyed_old_age_count) as surveyed_old_age_count,
    sum(population_count) as population_count,
    sum(estimated_old_age_count) as estimated_old_age_count,
    sum(profiled_areas) as profiled_areas,
    sum(areas_of_unknown_age) as areas_of_unknown_age
  from placed
  group by area_code, area_level, parent_code
)
select
  summed.area_code,
  summed.area_level,
  summed.parent_code,
  summed.surveyed_person_count,
  summed.surveyed_old_age_count,
  summed.population_count,
  summed.estimated_old_age_count,
  summed.profiled_areas,
  summed.areas_of_unknown_age,
  round(cast(summed.surveyed_person_count as decimal(18, 4)) / nullif(summed.population_count, 0), 4) as surveyed_share
from summed
order by summed.area_code
