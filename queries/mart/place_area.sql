--! summary.en = "Every place that a record names (union and ward, or an area of a published profile) with each area in which it lies, itself included, up to the country."
--! summary.bn = "তথ্যে উল্লিখিত প্রতিটি স্থান (ইউনিয়ন ও ওয়ার্ড, অথবা প্রকাশিত চিত্রের এলাকা) এবং যেসব এলাকার ভেতরে তা পড়ে: নিজে থেকে দেশ পর্যন্ত।"
--! grain = ["place_code", "area_code"]
--! owner = "planning"
--! column.place_code = { bn = "স্থান: ইউনিয়ন কোড ও ওয়ার্ড", en = "Union code and ward, or the area of a profile" }
--! column.area_code = { bn = "এলাকার কোড", en = "Area in which the place lies; a ward is written union-ward" }
--! column.area_level = { bn = "এলাকার স্তর", en = "ward, union, paurashava, city_ward, upazila, city_corporation, district, division, country, or unknown" }
--! column.parent_code = { bn = "যে এলাকার অংশ", en = "Area of which it is a part; null for the country" }
--! column.height = { bn = "স্তরের উচ্চতা: ওয়ার্ড ০, দেশ ৫", en = "Height of the level: 0 for a ward, 5 for the country" }
with
area as (select area_code, area_level, parent_code from reference.area),
named as (
  select union_code, ward_no from stage.household where union_code is not null
  union
  select union_code, ward_no from stage.beneficiary where union_code is not null
),
place as (
  select
    concat(union_code, '-', coalesce(ward_no, 'unknown')) as place_code,
    union_code as first_code,
    true as is_ward
  from named
  union
  select area_code as place_code, area_code as first_code, false as is_ward
  from stage.area_profile
),
-- The parents say where an area lies; the digits of its code may be of an older map.
lineage as (
  select
    place.place_code,
    place.is_ward,
    place.first_code,
    coalesce(first.area_level, 'unknown') as first_level,
    second.area_code as second_code,
    second.area_level as second_level,
    third.area_code as third_code,
    third.area_level as third_level,
    fourth.area_code as fourth_code,
    fourth.area_level as fourth_level,
    fifth.area_code as fifth_code,
    fifth.area_level as fifth_level,
    sixth.area_code as sixth_code,
    sixth.area_level as sixth_level
  from place
  left join area as first on place.first_code = first.area_code
  left join area as second on coalesce(first.parent_code, 'BD') = second.area_code and place.first_code <> 'BD'
  left join area as third on second.parent_code = third.area_code
  left join area as fourth on third.parent_code = fourth.area_code
  left join area as fifth on fourth.parent_code = fifth.area_code
  left join area as sixth on fifth.parent_code = sixth.area_code
),
step as (
  select
    lineage.place_code,
    case step.number
      when 0 then lineage.place_code
      when 1 then lineage.first_code
      when 2 then lineage.second_code
      when 3 then lineage.third_code
      when 4 then lineage.fourth_code
      when 5 then lineage.fifth_code
      else lineage.sixth_code
    end as area_code,
    case step.number
      when 0 then 'ward'
      when 1 then lineage.first_level
      when 2 then lineage.second_level
      when 3 then lineage.third_level
      when 4 then lineage.fourth_level
      when 5 then lineage.fifth_level
      else lineage.sixth_level
    end as area_level,
    case step.number
      when 0 then lineage.first_code
      when 1 then lineage.second_code
      when 2 then lineage.third_code
      when 3 then lineage.fourth_code
      when 4 then lineage.fifth_code
      when 5 then lineage.sixth_code
    end as parent_code
  from lineage
  cross join (values (0), (1), (2), (3), (4), (5), (6)) as step (number)
  where lineage.is_ward or step.number > 0
)
select
  step.place_code,
  step.area_code,
  step.area_level,
  step.parent_code,
  case step.area_level
    when 'ward' then 0
    when 'upazila' then 2
    when 'city_corporation' then 2
    when 'district' then 3
    when 'division' then 4
    when 'country' then 5
    else 1
  end as height
from step
where step.area_code is not null
order by step.place_code, step.area_code
