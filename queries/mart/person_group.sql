--! summary.en = "One row per register person: the place and the groups by which people are counted."
--! summary.bn = "প্রতি নিবন্ধিত ব্যক্তির একটি সারি: যে স্থান ও যেসব শ্রেণি অনুযায়ী মানুষ গোনা হয়।"
--! grain = ["person_id"]
--! owner = "planning"
--! person_level = true
--! column.place_code = { bn = "ইউনিয়ন ও ওয়ার্ড", en = "Union and ward, as in mart.area_ancestor; 'unknown' where the record does not say" }
--! column.sex_group = { bn = "লিঙ্গ", en = "female, male, hijra or sex_unknown" }
--! column.age_group = { bn = "বয়স-শ্রেণি", en = "Age band at the as-of date; age_unknown where the birth date does not decide" }
--! column.disability_group = { class = "sensitive", bn = "প্রতিবন্ধিতা", en = "disabled, not_disabled or disability_unknown" }
--! column.community_group = { class = "sensitive", bn = "জনগোষ্ঠী", en = "Special community, community_none or community_unknown" }
with
profile as (select * from mart.person_profile)
select
  profile.person_id,
  case
    when profile.union_code is not null then concat(profile.union_code, '-', coalesce(profile.ward_no, 'unknown'))
    else 'unknown'
  end as place_code,
  coalesce(profile.sex, 'sex_unknown') as sex_group,
  case
    when completed_years(profile.birth_earliest_on, $as_of) < 5 then 'age_0_4'
    when completed_years(profile.birth_latest_on, $as_of) >= 5
      and completed_years(profile.birth_earliest_on, $as_of) < 18 then 'age_5_17'
    when completed_years(profile.birth_latest_on, $as_of) >= 18
      and completed_years(profile.birth_earliest_on, $as_of) < 60 then 'age_18_59'
    when completed_years(profile.birth_latest_on, $as_of) >= 60
      and completed_years(profile.birth_earliest_on, $as_of) < 65 then 'age_60_64'
    when completed_years(profile.birth_latest_on, $as_of) >= 65
      and completed_years(profile.birth_earliest_on, $as_of) < 80 then 'age_65_79'
    when completed_years(profile.birth_latest_on, $as_of) >= 80 then 'age_80_plus'
    else 'age_unknown'
  end as age_group,
  case
    when profile.has_disability then 'disabled'
    when not profile.has_disability then 'not_disabled'
    else 'disability_unknown'
  end as disability_group,
  concat('community_', coalesce(profile.community, 'unknown')) as community_group
from profile
order by profile.person_id
