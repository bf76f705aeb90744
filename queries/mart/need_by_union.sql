--! summary.en = "People of old age (65 and over, and 0.6 of the women of 60-64), one row per area: from the register where it covers the area, else estimated from the published profile, marked so."
--! summary.bn = "বয়স্ক জনসংখ্যা (৬৫ ও তদূর্ধ্ব এবং ৬০–৬৪ বছরের নারীর ০.৬ অংশ), প্রতি এলাকায় একটি সারি: নিবন্ধন সম্পূর্ণ হলে নিবন্ধন থেকে, নইলে প্রকাশিত চিত্র থেকে প্রাক্কলিত।"
--! grain = ["union_code"]
--! owner = "planning"
--! column.union_code = { bn = "এলাকার কোড", en = "BBS code of the union, ward or other area of the profile" }
--! column.area_level = { bn = "এলাকার ধরন", en = "Level in the reference, or the profile's own kind" }
--! column.name_bn = { bn = "নাম; বাংলা নাম না থাকলে ইংরেজি নাম, চিহ্নিত", en = "Bangla name; the English one in brackets where none is known" }
--! column.name_en = { bn = "ইংরেজি নাম", en = "English name" }
--! column.is_in_reference = { bn = "ভৌগোলিক তালিকায় আছে কি না", en = "Whether the reference knows the area" }
--! column.population_count = { unit = "persons", bn = "জনসংখ্যা (প্রকাশিত)", en = "Population of the published profile" }
--! column.estimated_old_age_count = { unit = "persons", bn = "বয়স্ক জনসংখ্যা (প্রাক্কলিত)", en = "Old-age people, estimated; empty where ages are unknown" }
--! column.surveyed_person_count = { unit = "persons", bn = "জরিপকৃত ব্যক্তি", en = "Living persons in the register" }
--! column.surveyed_old_age_count = { unit = "persons", bn = "জরিপে বয়স্ক ব্যক্তি", en = "Men of 65 and over, women of 62 and over in the register; empty where nobody was surveyed" }
--! column.need_count = { unit = "persons", bn = "বয়স্ক জনসংখ্যা", en = "The surveyed or the estimated figure, by basis; never their sum" }
--! column.basis = { bn = "ভিত্তি: survey জরিপ, estimate প্রাক্কলন, cannot_tell নির্ণয় করা যায়নি", en = "survey, estimate or cannot_tell" }
--! check = ["basis in ('survey', 'estimate', 'cannot_tell')", "(basis = 'cannot_tell') = (need_count is null)"]
--! release.counts = ["surveyed_person_count", "surveyed_old_age_count"]
--! release.minimum = 10
--! release.same_as.need_by_area.key = { area_code = "union_code" }
--! release.figure = { need_count = "surveyed_old_age_count" }
--! release.plain = ["area_level", "name_bn", "name_en", "is_in_reference", "population_count", "estimated_old_age_count", "basis"]
with
profile as (select * from stage.area_profile),
area as (select * from reference.area),
person as (select * from mart.person_profile where is_alive and union_code is not null),
surveyed as (
  select
    union_code,
    count(*) as surveyed_person_count,
    count(*) filter (
      where (sex = 'male' and birth_latest_on <= years_before($as_of, 65))
      or (sex = 'female' and birth_latest_on <= years_before($as_of, 62))
    ) as surveyed_old_age_count
  from person
  group by union_code
),
combined as (
  select
    coalesce(profile.area_code, surveyed.union_code) as union_code,
    profile.area_kind,
    profile.name_en as profile_name_en,
    profile.population_count,
    case
      when profile.are_ages_known then cast(round(
        profile.population_count * profile.age_65_plus_share
        + 0.6 * 0.5 * profile.population_count * profile.age_60_64_share
      ) as bigint)
    end as estimated_old_age_count,
    coalesce(surveyed.surveyed_person_count, 0) as surveyed_person_count,
    surveyed.surveyed_old_age_count
  from profile
  full outer join surveyed on profile.area_code = surveyed.union_code
),
based as (
  select
    combined.*,
    case
      when surveyed_person_count >= 0.95 * population_count and surveyed_person_count > 0 then 'survey'
      when estimated_old_age_count is not null then 'estimate'
      else 'cannot_tell'
    end as basis
  from combined
)
select
  based.union_code,
  coalesce(area.area_level, based.area_kind, 'unknown') as area_level,
  coalesce(area.name_bn, concat('[', coalesce(area.name_en, based.profile_name_en, based.union_code), ']')) as name_bn,
  coalesce(area.name_en, based.profile_name_en, based.union_code) as name_en,
  area.area_code is not null as is_in_reference,
  based.population_count,
  based.estimated_old_age_count,
  based.surveyed_person_count,
  based.surveyed_old_age_count,
  case based.basis
    when 'survey' then based.surveyed_old_age_count
    when 'estimate' then based.estimated_old_age_count
  end as need_count,
  based.basis
from based
left join area on based.union_code = area.area_code
order by based.union_code
