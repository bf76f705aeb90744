--! summary.en = "Who is eligible and who is covered, one row per area of every level, programme of which there is a list, and group of people: coverage, exclusion and inclusion with their ranges, by the rules of today and of the day of enrolment, and what the programme would need next year."
--! summary.bn = "কারা যোগ্য ও কারা আওতাভুক্ত: প্রতি স্তরের এলাকা, যে কর্মসূচির তালিকা আছে সেই কর্মসূচি ও জনশ্রেণি অনুযায়ী; আওতাভুক্তি, বাদ পড়া ও অযোগ্য অন্তর্ভুক্তির হার ও পরিসর, আজকের ও তালিকাভুক্তির দিনের নিয়মে, এবং আগামী অর্থবছরের চাহিদা।"
--! grain = ["area_code", "programme_code", "group_code"]
--! owner = "planning"
--! column.area_code = { bn = "এলাকার কোড", en = "Area: a ward is written union-ward; 'unknown' where no record says" }
--! column.area_level = { bn = "এলাকার স্তর", en = "ward, union, paurashava, city_ward, upazila, city_corporation, district, division, country, or unknown" }
--! column.parent_code = { bn = "যে এলাকার অংশ", en = "Area of which it is a part; null for the country" }
--! column.is_wide = { bn = "উপজেলা বা তার ওপরের স্তর কি না", en = "Upazila or above: small groups of people are released from there on" }
--! column.is_surveyed = { bn = "এলাকার কেউ নিবন্ধনে আছেন কি না", en = "Whether anybody of the area is in the register; where nobody is, the released counts of eligible people are empty, not zero" }
--! column.programme_code = { bn = "কর্মসূচির কোড", en = "Programme" }
--! column.group_kind = { bn = "শ্রেণিবিভাগ", en = "all, sex, age_band at every level; disability, community at upazila and above" }
--! column.group_code = { bn = "জনশ্রেণি; all মানে সবাই", en = "Group of people; all is everybody" }
--! column.eligible_count = { unit = "persons", bn = "যোগ্য", en = "Eligible (A + B)" }
--! column.covered_count = { unit = "persons", bn = "যোগ্য ও আওতাভুক্ত", en = "Eligible and on the list (B)" }
--! column.missing_count = { unit = "persons", bn = "যোগ্য কিন্তু বাদ পড়া", en = "Eligible and not on the list (A)" }
--! column.cannot_tell_count = { unit = "persons", bn = "নির্ণয় করা যায়নি", en = "Cannot tell (C + D)" }
--! column.cannot_tell_covered_count = { unit = "persons", bn = "নির্ণয় করা যায়নি, তালিকায় আছেন", en = "Cannot tell, on the list (D)" }
--! column.cannot_tell_not_covered_count = { unit = "persons", bn = "নির্ণয় করা যায়নি, তালিকায় নেই", en = "Cannot tell, not on the list (C)" }
--! column.listed_not_eligible_count = { unit = "persons", bn = "তালিকাভুক্ত কিন্তু অযোগ্য", en = "On the list but not eligible (E)" }
--! column.listed_in_register_count = { unit = "persons", bn = "তালিকাভুক্ত ও নিবন্ধনে আছেন", en = "On the list and in the register (B + D + E)" }
--! column.listed_not_in_register_count = { unit = "persons", bn = "তালিকাভুক্ত কিন্তু নিবন্ধনে নেই; অযোগ্য ধরা হয় না", en = "On the list and not in the register; never counted as not eligible" }
--! column.listed_count = { unit = "persons", bn = "তালিকাভুক্ত মোট", en = "On the list" }
--! column.eligible_at_enrolment_count = { unit = "persons", bn = "তালিকাভুক্তির দিনের নিয়মে যোগ্য", en = "On the list, in the register and eligible by the rules of the day of enrolment" }
--! column.cannot_tell_at_enrolment_count = { unit = "persons", bn = "তালিকাভুক্তির দিনের নিয়মে নির্ণয় করা যায়নি", en = "On the list, in the register; by the rules of the day of enrolment nobody can tell" }
--! column.not_eligible_at_enrolment_count = { unit = "persons", bn = "তালিকাভুক্তির দিনের নিয়মে অযোগ্য", en = "On the list, in the register and not eligible by the rules of the day of enrolment" }
--! column.coverage_share = { unit = "share", bn = "আওতাভুক্তির হার", en = "Coverage" }
--! column.exclusion_share = { unit = "share", bn = "বাদ পড়ার হার", en = "Exclusion error" }
--! column.exclusion_low_share = { unit = "share", bn = "বাদ পড়ার হার, সর্বনিম্ন", en = "Exclusion error, lowest" }
--! column.exclusion_high_share = { unit = "share", bn = "বাদ পড়ার হার, সর্বোচ্চ", en = "Exclusion error, highest" }
--! column.inclusion_strict_share = { unit = "share", bn = "অযোগ্য অন্তর্ভুক্তির হার, নিশ্চিত", en = "Inclusion error, strict" }
--! column.inclusion_possible_share = { unit = "share", bn = "অযোগ্য অন্তর্ভুক্তির হার, সম্ভাব্য", en = "Inclusion error, possible" }
--! column.inclusion_strict_at_enrolment_share = { unit = "share", bn = "তালিকাভুক্তির দিনের নিয়মে অযোগ্য অন্তর্ভুক্তির হার, নিশ্চিত", en = "Inclusion error by the rules of the day of enrolment, strict" }
--! column.inclusion_possible_at_enrolment_share = { unit = "share", bn = "তালিকাভুক্তির দিনের নিয়মে অযোগ্য অন্তর্ভুক্তির হার, সম্ভাব্য", en = "Inclusion error by the rules of the day of enrolment, possible" }
--! column.listed_need_taka = { unit = "taka", bn = "আগামী অর্থবছরের চাহিদা: বর্তমান তালিকা", en = "Need of next fiscal year: everybody who is on the list" }
--! column.eligible_need_taka = { unit = "taka", bn = "আগামী অর্থবছরের চাহিদা: সব যোগ্য ব্যক্তি", en = "Need of next fiscal year: everybody who is eligible" }
--! column.possible_need_taka = { unit = "taka", bn = "আগামী অর্থবছরের চাহিদা: যোগ্য ও নির্ণয় করা যায়নি এমন সবাই", en = "Need of next fiscal year: eligible and cannot tell" }
--! column.rate_fiscal_year = { bn = "চাহিদায় ব্যবহৃত হারের অর্থবছর", en = "Fiscal year whose rates the need is made of" }
--! column.rate_status = { bn = "হারের অবস্থা: paid কার্যকর, announced ঘোষিত", en = "Whether these rates are paid, or announced only" }
--! formula.coverage_share = { bn = "যোগ্য ও আওতাভুক্ত ÷ যোগ্য = খ ÷ (ক + খ)", en = "eligible and covered / eligible = B / (A + B)" }
--! formula.exclusion_share = { bn = "যোগ্য কিন্তু বাদ পড়া ÷ যোগ্য = ক ÷ (ক + খ)", en = "eligible and not covered / eligible = A / (A + B)" }
--! formula.exclusion_low_share = { bn = "ক ÷ (ক + খ + ঘ): তালিকায় থাকা যাঁদের যোগ্যতা নির্ণয় করা যায়নি তাঁরা সবাই যোগ্য হলে", en = "A / (A + B + D): if everybody is eligible who is covered and of whom nobody can tell" }
--! formula.exclusion_high_share = { bn = "(ক + গ) ÷ (ক + খ + গ): তালিকায় না থাকা যাঁদের যোগ্যতা নির্ণয় করা যায়নি তাঁরা সবাই যোগ্য হলে", en = "(A + C) / (A + B + C): if everybody is eligible who is not covered and of whom nobody can tell" }
--! formula.inclusion_strict_share = { bn = "তালিকাভুক্ত কিন্তু অযোগ্য ÷ তালিকাভুক্ত ও নিবন্ধনে আছেন = ঙ ÷ (খ + ঘ + ঙ)", en = "not eligible and covered / covered and in the register = E / (B + D + E)" }
--! formula.inclusion_possible_share = { bn = "(ঘ + ঙ) ÷ (খ + ঘ + ঙ): নির্ণয় করা যায়নি এমন সবাই অযোগ্য হলে", en = "(D + E) / (B + D + E): if nobody is eligible of whom nobody can tell" }
--! formula.inclusion_strict_at_enrolment_share = { bn = "তালিকাভুক্তির দিনের নিয়মে অযোগ্য ÷ তালিকাভুক্ত ও নিবন্ধনে আছেন", en = "not eligible by the rules of the day of enrolment / covered and in the register" }
--! formula.inclusion_possible_at_enrolment_share = { bn = "(তালিকাভুক্তির দিনের নিয়মে অযোগ্য + নির্ণয় করা যায়নি) ÷ তালিকাভুক্ত ও নিবন্ধনে আছেন", en = "(not eligible + cannot tell, by the rules of the day of enrolment) / covered and in the register" }
--! formula.listed_need_taka = { bn = "তালিকাভুক্ত প্রত্যেকের মাসিক হার × ১২ × (১ + স্থানান্তর খরচ); আগামী অর্থবছরের হার জানা না থাকলে চলতি হার; স্তর জানা না থাকলে সর্বনিম্ন হার", en = "for everybody on the list monthly rate × 12 × (1 + transfer charge); the rate of this fiscal year where that of the next is not known; the lowest rate of the programme where the tier is not known" }
--! formula.eligible_need_taka = { bn = "যোগ্য প্রত্যেকের মাসিক হার × ১২ × (১ + স্থানান্তর খরচ)", en = "for everybody eligible monthly rate × 12 × (1 + transfer charge)" }
--! formula.possible_need_taka = { bn = "যোগ্য ও নির্ণয় করা যায়নি এমন প্রত্যেকের মাসিক হার × ১২ × (১ + স্থানান্তর খরচ)", en = "for everybody who is eligible or of whom nobody can tell monthly rate × 12 × (1 + transfer charge)" }
--! check = ["eligible_count = covered_count + missing_count", "cannot_tell_count = cannot_tell_covered_count + cannot_tell_not_covered_count", "listed_in_register_count = covered_count + cannot_tell_covered_count + listed_not_eligible_count", "listed_in_register_count = eligible_at_enrolment_count + cannot_tell_at_enrolment_count + not_eligible_at_enrolment_count", "listed_count = listed_in_register_count + listed_not_in_register_count", "coalesce(exclusion_low_share <= exclusion_share and exclusion_share <= exclusion_high_share, true)"]
--! release.counts = ["eligible_count", "covered_count", "missing_count", "cannot_tell_count", "cannot_tell_covered_count", "cannot_tell_not_covered_count", "listed_not_eligible_count", "listed_in_register_count", "listed_not_in_register_count", "listed_count", "eligible_at_enrolment_count", "cannot_tell_at_enrolment_count", "not_eligible_at_enrolment_count"]
--! release.minimum = 10
--! release.only = { cannot_tell_covered_count = "group_code = 'all' and is_surveyed", cannot_tell_not_covered_count = "group_code = 'all' and is_surveyed", listed_in_register_count = "group_code = 'all' and is_surveyed", listed_count = "group_code = 'all'", eligible_at_enrolment_count = "group_code = 'all' and is_surveyed", cannot_tell_at_enrolment_count = "group_code = 'all' and is_surveyed", not_eligible_at_enrolment_count = "group_code = 'all' and is_surveyed", eligible_count = "is_surveyed", covered_count = "is_surveyed", missing_count = "is_surveyed", cannot_tell_count = "is_surveyed", listed_not_eligible_count = "is_surveyed" }
--! release.rows = "area_level <> 'ward' and (group_kind in ('all', 'sex') or is_wide)"
--! release.plain = ["area_level", "parent_code", "group_kind", "is_surveyed", "rate_fiscal_year", "rate_status"]
--! release.tree.area_code = "parent_code"
--! release.split.group_code = "group_kind"
--! release.equation = ["eligible_count = covered_count + missing_count", "cannot_tell_count = cannot_tell_covered_count + cannot_tell_not_covered_count", "listed_in_register_count = covered_count + cannot_tell_covered_count + listed_not_eligible_count", "listed_in_register_count = eligible_at_enrolment_count + cannot_tell_at_enrolment_count + not_eligible_at_enrolment_count", "listed_count = listed_in_register_count + listed_not_in_register_count"]
--! release.merge.group_code = { male = "male_and_other", hijra = "male_and_other", sex_unknown = "male_and_other" }
--! release.sensitive.programme_code = ["ANA", "ANE", "BDA", "BDE", "DAA", "DSE", "HJA", "HJE", "MCB", "MED", "TEA", "TEE"]
--! release.sensitive.group_code = ["disabled", "community_backward", "community_bede", "community_indigenous", "community_other", "community_tea_worker"]
--! release.share.coverage_share = "covered_count / eligible_count"
--! release.share.exclusion_share = "missing_count / eligible_count"
--! release.share.exclusion_low_share = "missing_count / eligible_count + cannot_tell_covered_count"
--! release.share.exclusion_high_share = "missing_count + cannot_tell_not_covered_count / eligible_count + cannot_tell_not_covered_count"
--! release.share.inclusion_strict_share = "listed_not_eligible_count / covered_count + cannot_tell_covered_count + listed_not_eligible_count"
--! release.share.inclusion_possible_share = "cannot_tell_covered_count + listed_not_eligible_count / covered_count + cannot_tell_covered_count + listed_not_eligible_count"
--! release.share.inclusion_strict_at_enrolment_share = "not_eligible_at_enrolment_count / listed_in_register_count"
--! release.share.inclusion_possible_at_enrolment_share = "not_eligible_at_enrolment_count + cannot_tell_at_enrolment_count / listed_in_register_count"
--! release.figure = { listed_need_taka = "listed_count", eligible_need_taka = "eligible_count", possible_need_taka = "eligible_count + cannot_tell_count" }
with
cell as (select * from mart.coverage_cell),
place as (select * from mart.area_ancestor),
charge as (select cast(value as decimal(9, 6)) as share from reference.setting where setting = 'transfer_charge_share'),
-- Places where anybody lives or is listed, who is not eligible included.
populated as (
  select place_code from cell
  union
  select place_code from mart.household_benefit
),
rate as (
  select programme_code, min(rate_fiscal_year) as rate_fiscal_year, min(rate_status) as rate_status
  from cell
  group by programme_code
),
kind as (
  select kind.group_kind, kind.is_wide_only
  from (
    values ('all', false), ('sex', false), ('age_band', false), ('disability', true), ('community', true)
  ) as kind (group_kind, is_wide_only)
),
surveyed as (
  select distinct place.area_code
  from place
  inner join mart.household_benefit as household on place.place_code = household.place_code
),
grouped as (
  select
    cell.programme_code,
    cell.place_code,
    kind.group_kind,
    kind.is_wide_only,
    case kind.group_kind
      when 'all' then 'all'
      when 'sex' then cell.sex_group
      when 'age_band' then cell.age_group
      when 'disability' then cell.disability_group
      else cell.community_group
    end as group_code,
    cell.standing,
    cell.enrolment_result as result_at_enrolment,
    sum(cell.person_count) as persons,
    sum(cell.yearly_taka) as yearly_taka
  from cell
  cross join kind
  group by 1, 2, 3, 4, 5, 6, 7
),
placed as (
  select
    place.area_code,
    place.area_level,
    place.parent_code,
    place.is_wide,
    grouped.programme_code,
    grouped.group_kind,
    grouped.group_code,
    grouped.standing,
    grouped.result_at_enrolment,
    grouped.persons,
    grouped.yearly_taka
  from grouped
  inner join place on grouped.place_code = place.place_code
  where place.is_wide or not grouped.is_wide_only
),
-- Every area shows every programme for every group that there is anywhere, a zero included; the unknown place only what
-- there is, for it is no area of which a zero would say anything.
area as (
  select area_code, area_level, parent_code, is_wide
  from place
  where place_code in (select place_code from populated)
  group by area_code, area_level, parent_code, is_wide
),
shown_group as (
  select group_kind, group_code, is_wide_only from grouped group by group_kind, group_code, is_wide_only
  union
  select sex.group_kind, sex.group_code, sex.is_wide_only
  from (values ('sex', 'female', false), ('sex', 'male', false)) as sex (group_kind, group_code, is_wide_only)
),
frame as (
  select
    area.area_code,
    area.area_level,
    area.parent_code,
    area.is_wide,
    programme.programme_code,
    shown_group.group_kind,
    shown_group.group_code
  from area
  cross join rate as programme
  cross join shown_group
  where (area.is_wide or not shown_group.is_wide_only) and area.area_level <> 'unknown'
),
counted as (
  select area_code, area_level, parent_code, is_wide, programme_code, group_kind, group_code, standing,
    result_at_enrolment, persons, yearly_taka
  from placed
  union all
  select area_code, area_level, parent_code, is_wide, programme_code, group_kind, group_code, cast(null as varchar),
    cast(null as varchar), 0, 0
  from frame
),
summed as (
  select
    area_code,
    area_level,
    parent_code,
    is_wide,
    programme_code,
    group_kind,
    group_code,
    coalesce(sum(persons) filter (where standing = 'A'), 0) as a,
    coalesce(sum(persons) filter (where standing = 'B'), 0) as b,
    coalesce(sum(persons) filter (where standing = 'C'), 0) as c,
    coalesce(sum(persons) filter (where standing = 'D'), 0) as d,
    coalesce(sum(persons) filter (where standing = 'E'), 0) as e,
    coalesce(sum(persons) filter (where standing = 'F'), 0) as f,
    coalesce(sum(persons) filter (where result_at_enrolment = 'yes'), 0) as then_yes,
    coalesce(sum(persons) filter (where result_at_enrolment = 'cannot_tell'), 0) as then_cannot_tell,
    coalesce(sum(persons) filter (where result_at_enrolment = 'no'), 0) as then_no,
    coalesce(sum(yearly_taka) filter (where standing in ('B', 'D', 'E', 'F')), 0) as listed_taka,
    coalesce(sum(yearly_taka) filter (where standing in ('A', 'B')), 0) as eligible_taka,
    coalesce(sum(yearly_taka) filter (where standing in ('A', 'B', 'C', 'D')), 0) as possible_taka
  from counted
  group by area_code, area_level, parent_code, is_wide, programme_code, group_kind, group_code
)
select
  summed.area_code,
  summed.area_level,
  summed.parent_code,
  summed.is_wide,
  surveyed.area_code is not null as is_surveyed,
  summed.programme_code,
  summed.group_kind,
  summed.group_code,
  summed.a + summed.b as eligible_count,
  summed.b as covered_count,
  summed.a as missing_count,
  summed.c + summed.d as cannot_tell_count,
  summed.d as cannot_tell_covered_count,
  summed.c as cannot_tell_not_covered_count,
  summed.e as listed_not_eligible_count,
  summed.b + summed.d + summed.e as listed_in_register_count,
  summed.f as listed_not_in_register_count,
  summed.b + summed.d + summed.e + summed.f as listed_count,
  summed.then_yes as eligible_at_enrolment_count,
  summed.then_cannot_tell as cannot_tell_at_enrolment_count,
  summed.then_no as not_eligible_at_enrolment_count,
  round(cast(summed.b as decimal(18, 4)) / nullif(summed.a + summed.b, 0), 4) as coverage_share,
  round(cast(summed.a as decimal(18, 4)) / nullif(summed.a + summed.b, 0), 4) as exclusion_share,
  round(cast(summed.a as decimal(18, 4)) / nullif(summed.a + summed.b + summed.d, 0), 4) as exclusion_low_share,
  round(cast(summed.a + summed.c as decimal(18, 4)) / nullif(summed.a + summed.b + summed.c, 0), 4)
    as exclusion_high_share,
  round(cast(summed.e as decimal(18, 4)) / nullif(summed.b + summed.d + summed.e, 0), 4) as inclusion_strict_share,
  round(cast(summed.d + summed.e as decimal(18, 4)) / nullif(summed.b + summed.d + summed.e, 0), 4)
    as inclusion_possible_share,
  round(cast(summed.then_no as decimal(18, 4)) / nullif(summed.b + summed.d + summed.e, 0), 4)
    as inclusion_strict_at_enrolment_share,
  round(cast(summed.then_no + summed.then_cannot_tell as decimal(18, 4)) / nullif(summed.b + summed.d + summed.e, 0), 4)
    as inclusion_possible_at_enrolment_share,
  case when rate.rate_fiscal_year is not null
    then cast(round(summed.listed_taka * (1 + charge.share), 2) as decimal(18, 2)) end as listed_need_taka,
  case when rate.rate_fiscal_year is not null
    then cast(round(summed.eligible_taka * (1 + charge.share), 2) as decimal(18, 2)) end as eligible_need_taka,
  case when rate.rate_fiscal_year is not null
    then cast(round(summed.possible_taka * (1 + charge.share), 2) as decimal(18, 2)) end as possible_need_taka,
  rate.rate_fiscal_year,
  rate.rate_status
from summed
cross join charge
left join rate on summed.programme_code = rate.programme_code
left join surveyed on summed.area_code = surveyed.area_code
order by summed.area_code, summed.programme_code, summed.group_code
