--! summary.en = "What a changed programme would do beside what it does, one row per area of every level and group of people: who would be eligible, who would gain and lose, whom it would miss, what it would cost in a year, whom it would overlap with."
--! summary.bn = "প্রস্তাবিত কর্মসূচি বর্তমানের পাশে: প্রতি স্তরের এলাকা ও জনশ্রেণি অনুযায়ী কারা যোগ্য হতেন, কারা নতুন যোগ্য বা অযোগ্য হতেন, কারা বাদ পড়তেন, বছরে কত টাকা লাগত ও কার সঙ্গে বিরোধ হতো।"
--! grain = ["area_code", "programme_code", "group_code"]
--! owner = "planning"
--! column.area_code = { bn = "এলাকার কোড", en = "Area: a ward is written union-ward; 'unknown' where no record says" }
--! column.area_level = { bn = "এলাকার স্তর", en = "ward, union, paurashava, city_ward, upazila, city_corporation, district, division, country, or unknown" }
--! column.parent_code = { bn = "যে এলাকার অংশ", en = "Area of which it is a part; null for the country" }
--! column.is_wide = { bn = "উপজেলা বা তার ওপরের স্তর কি না", en = "Upazila or above" }
--! column.programme_code = { bn = "কর্মসূচির কোড", en = "Programme" }
--! column.group_kind = { bn = "শ্রেণিবিভাগ", en = "all, sex or age_band" }
--! column.group_code = { bn = "জনশ্রেণি; all মানে সবাই", en = "Group of people; all is everybody" }
--! column.eligible_today_count = { unit = "persons", bn = "বর্তমানে যোগ্য", en = "Eligible as it is" }
--! column.eligible_simulated_count = { unit = "persons", bn = "প্রস্তাবে যোগ্য", en = "Eligible as it would be" }
--! column.kept_count = { unit = "persons", bn = "উভয়ে যোগ্য", en = "Eligible both ways" }
--! column.gained_count = { unit = "persons", bn = "নতুন যোগ্য", en = "Eligible only as it would be" }
--! column.lost_count = { unit = "persons", bn = "আর যোগ্য নন", en = "Eligible only as it is" }
--! column.cannot_tell_today_count = { unit = "persons", bn = "বর্তমানে নির্ণয় করা যায়নি", en = "Cannot tell as it is" }
--! column.cannot_tell_simulated_count = { unit = "persons", bn = "প্রস্তাবে নির্ণয় করা যায়নি", en = "Cannot tell as it would be" }
--! column.covered_today_count = { unit = "persons", bn = "বর্তমানে যোগ্য ও তালিকায়", en = "Eligible as it is and on the list" }
--! column.covered_simulated_count = { unit = "persons", bn = "প্রস্তাবে যোগ্য ও তালিকায়", en = "Eligible as it would be and on today's list" }
--! column.missing_today_count = { unit = "persons", bn = "বর্তমানে বাদ পড়া", en = "Eligible as it is and not on the list" }
--! column.missing_simulated_count = { unit = "persons", bn = "প্রস্তাবে বাদ পড়া", en = "Eligible as it would be and not on today's list" }
--! column.forbidden_overlap_count = { unit = "persons", bn = "প্রস্তাবে যোগ্য, নিষিদ্ধ অন্য কর্মসূচিতে আছেন", en = "Eligible as it would be and on the list of a programme that it forbids" }
--! column.warned_overlap_count = { unit = "persons", bn = "প্রস্তাবে যোগ্য, সতর্কতার অন্য কর্মসূচিতে আছেন", en = "Eligible as it would be and on the list of a programme that it warns of" }
--! column.coverage_today_share = { unit = "share", bn = "বর্তমান আওতাভুক্তির হার", en = "Coverage as it is" }
--! column.coverage_simulated_share = { unit = "share", bn = "প্রস্তাবে আওতাভুক্তির হার", en = "Coverage as it would be, of today's list" }
--! column.yearly_today_taka = { unit = "taka", bn = "বর্তমান নিয়মে সব যোগ্যের এক বছর", en = "A year for everybody eligible as it is" }
--! column.yearly_simulated_taka = { unit = "taka", bn = "প্রস্তাবে সব যোগ্যের এক বছর", en = "A year for everybody eligible as it would be" }
--! formula.coverage_today_share = { bn = "বর্তমানে যোগ্য ও তালিকায় ÷ বর্তমানে যোগ্য", en = "eligible as it is and on the list / eligible as it is" }
--! formula.coverage_simulated_share = { bn = "প্রস্তাবে যোগ্য ও তালিকায় ÷ প্রস্তাবে যোগ্য", en = "eligible as it would be and on today's list / eligible as it would be" }
--! formula.yearly_today_taka = { bn = "প্রত্যেক যোগ্যের মাসিক হার × ১২ × (১ + স্থানান্তর খরচ); আগামী অর্থবছরের হার, জানা না থাকলে চলতি হার; স্তর অজানা হলে সর্বনিম্ন হার", en = "for everybody eligible monthly rate × 12 × (1 + transfer charge); the rate of next fiscal year, or of this one where that is not known; the lowest rate where the tier is not known" }
--! formula.yearly_simulated_taka = { bn = "প্রস্তাবিত হারে একই হিসাব", en = "the same by the rates as they would be" }
--! check = ["eligible_today_count = kept_count + lost_count", "eligible_simulated_count = kept_count + gained_count", "eligible_simulated_count = covered_simulated_count + missing_simulated_count"]
--! release.counts = ["eligible_today_count", "eligible_simulated_count", "kept_count", "gained_count", "lost_count", "cannot_tell_today_count", "cannot_tell_simulated_count", "covered_today_count", "covered_simulated_count", "missing_today_count", "missing_simulated_count", "forbidden_overlap_count", "warned_overlap_count"]
--! release.minimum = 10
--! release.rows = "area_level <> 'ward' and (group_kind in ('all', 'sex') or is_wide)"
--! release.plain = ["area_level", "parent_code", "group_kind"]
--! release.tree.area_code = "parent_code"
--! release.split.group_code = "group_kind"
--! release.equation = ["eligible_today_count = kept_count + lost_count", "eligible_simulated_count = kept_count + gained_count", "eligible_today_count = covered_today_count + missing_today_count", "eligible_simulated_count = covered_simulated_count + missing_simulated_count"]
--! release.merge.group_code = { male = "male_and_other", hijra = "male_and_other", sex_unknown = "male_and_other" }
--! release.sensitive.programme_code = ["ANA", "ANE", "BDA", "BDE", "DAA", "DSE", "HJA", "HJE", "MCB", "MED", "TEA", "TEE"]
--! release.share.coverage_today_share = "covered_today_count / eligible_today_count"
--! release.share.coverage_simulated_share = "covered_simulated_count / eligible_simulated_count"
--! release.figure = { yearly_today_taka = "eligible_today_count", yearly_simulated_taka = "eligible_simulated_count" }
with
person as (select * from simulation.simulated_person),
place as (select * from mart.area_ancestor),
charge as (select cast(value as decimal(9, 6)) as share from reference.setting where setting = 'transfer_charge_share'),
kind as (
  select kind.group_kind from (values ('all'), ('sex'), ('age_band')) as kind (group_kind)
),
grouped as (
  select
    person.place_code,
    kind.group_kind,
    case kind.group_kind
      when 'all' then 'all'
      when 'sex' then person.sex_group
      else person.age_group
    end as group_code,
    count(*) filter (where result_today = 'yes') as eligible_today_count,
    count(*) filter (where result_simulated = 'yes') as eligible_simulated_count,
    count(*) filter (where result_today = 'yes' and result_simulated = 'yes') as kept_count,
    count(*) filter (where result_today <> 'yes' and result_simulated = 'yes') as gained_count,
    count(*) filter (where result_today = 'yes' and result_simulated <> 'yes') as lost_count,
    count(*) filter (where result_today = 'cannot_tell') as cannot_tell_today_count,
    count(*) filter (where result_simulated = 'cannot_tell') as cannot_tell_simulated_count,
    count(*) filter (where result_today = 'yes' and is_listed) as covered_today_count,
    count(*) filter (where result_simulated = 'yes' and is_listed) as covered_simulated_count,
    count(*) filter (where result_today = 'yes' and not is_listed) as missing_today_count,
    count(*) filter (where result_simulated = 'yes' and not is_listed) as missing_simulated_count,
    count(*) filter (where result_simulated = 'yes' and overlap = 'forbidden') as forbidden_overlap_count,
    count(*) filter (where result_simulated = 'yes' and overlap = 'warned') as warned_overlap_count,
    sum(today_taka) filter (where result_today = 'yes') as today_taka,
    sum(simulated_taka) filter (where result_simulated = 'yes') as simulated_taka,
    count(today_taka) > 0 as has_today_rate,
    count(simulated_taka) > 0 as has_simulated_rate
  from person
  cross join kind
  group by 1, 2, 3
),
summed as (
  select
    place.area_code,
    place.area_level,
    place.parent_code,
    place.is_wide,
    grouped.group_kind,
    grouped.group_code,
    sum(eligible_today_count) as eligible_today_count,
    sum(eligible_simulated_count) as eligible_simulated_count,
    sum(kept_count) as kept_count,
    sum(gained_count) as gained_count,
    sum(lost_count) as lost_count,
    sum(cannot_tell_today_count) as cannot_tell_today_count,
    sum(cannot_tell_simulated_count) as cannot_tell_simulated_count,
    sum(covered_today_count) as covered_today_count,
    sum(covered_simulated_count) as covered_simulated_count,
    sum(missing_today_count) as missing_today_count,
    sum(missing_simulated_count) as missing_simulated_count,
    sum(forbidden_overlap_count) as forbidden_overlap_count,
    sum(warned_overlap_count) as warned_overlap_count,
    case when bool_or(has_today_rate) then coalesce(sum(today_taka), 0) end as today_taka,
    case when bool_or(has_simulated_rate) then coalesce(sum(simulated_taka), 0) end as simulated_taka
  from grouped
  inner join place on grouped.place_code = place.place_code
  group by place.area_code, place.area_level, place.parent_code, place.is_wide, grouped.group_kind, grouped.group_code
)
select
  summed.area_code,
  summed.area_level,
  summed.parent_code,
  summed.is_wide,
  $programme as programme_code,
  summed.group_kind,
  summed.group_code,
  summed.eligible_today_count,
  summed.eligible_simulated_count,
  summed.kept_count,
  summed.gained_count,
  summed.lost_count,
  summed.cannot_tell_today_count,
  summed.cannot_tell_simulated_count,
  summed.covered_today_count,
  summed.covered_simulated_count,
  summed.missing_today_count,
  summed.missing_simulated_count,
  summed.forbidden_overlap_count,
  summed.warned_overlap_count,
  cast(round(summed.today_taka * (1 + charge.share), 2) as decimal(18, 2)) as yearly_today_taka,
  cast(round(summed.simulated_taka * (1 + charge.share), 2) as decimal(18, 2)) as yearly_simulated_taka,
  round(cast(summed.covered_today_count as decimal(18, 4)) / nullif(summed.eligible_today_count, 0), 4)
    as coverage_today_share,
  round(cast(summed.covered_simulated_count as decimal(18, 4)) / nullif(summed.eligible_simulated_count, 0), 4)
    as coverage_simulated_share
from summed
cross join charge
order by summed.area_code, summed.group_code
