--! summary.en = "Whom the programmes reach in the register, one row per area of every level, programme (and any of them) and quintile of persons by income per head: households and persons reached and outside, what was paid, its weight in the household's income, and who is on a list or in the register only."
--! summary.bn = "নিবন্ধিত জনগোষ্ঠীর কাছে কর্মসূচি কতটা পৌঁছায়: প্রতি স্তরের এলাকা, কর্মসূচি (এবং যে-কোনোটি) ও মাথাপিছু আয়ের পঞ্চমাংশ অনুযায়ী; সুবিধাপ্রাপ্ত ও সুবিধার বাইরের খানা ও ব্যক্তি, পরিশোধিত টাকা, খানার আয়ে তার অংশ, এবং শুধু তালিকায় বা শুধু নিবন্ধনে থাকা ব্যক্তি।"
--! grain = ["area_code", "programme_code", "group_code"]
--! owner = "planning"
--! column.area_code = { bn = "এলাকার কোড", en = "Area: a ward is written union-ward; 'unknown' where no record says" }
--! column.area_level = { bn = "এলাকার স্তর", en = "ward, union, paurashava, city_ward, upazila, city_corporation, district, division, country, or unknown" }
--! column.parent_code = { bn = "যে এলাকার অংশ", en = "Area of which it is a part; null for the country" }
--! column.programme_code = { bn = "কর্মসূচির কোড; any মানে এই হিসাবে জানা যে-কোনো কর্মসূচি", en = "Programme; any is at least one of those known to this run" }
--! column.group_kind = { bn = "শ্রেণিবিভাগ", en = "all or income_quintile" }
--! column.group_code = { bn = "মাথাপিছু আয়ের পঞ্চমাংশ; all মানে সবাই", en = "Quintile of persons by household income per head before transfers, over all that was surveyed; all is everybody" }
--! column.household_count = { unit = "households", bn = "খানা", en = "Households with living members" }
--! column.receiving_household_count = { unit = "households", bn = "সুবিধাপ্রাপ্ত খানা", en = "Households with a member on the list" }
--! column.person_count = { unit = "persons", bn = "নিবন্ধিত জীবিত ব্যক্তি", en = "Living persons of the register" }
--! column.receiving_person_count = { unit = "persons", bn = "সুবিধাপ্রাপ্ত খানার ব্যক্তি", en = "Persons in a household that receives" }
--! column.outside_person_count = { unit = "persons", bn = "সুবিধার বাইরের খানার ব্যক্তি", en = "Persons in a household that does not receive; in the row of any: in no programme known to this run" }
--! column.beneficiary_count = { unit = "persons", bn = "নিজে তালিকাভুক্ত ব্যক্তি", en = "Living persons of the register who are on the list themselves" }
--! column.unlisted_person_count = { unit = "persons", bn = "নিবন্ধনে আছেন, তালিকায় নেই", en = "Living persons of the register who are not on the list themselves" }
--! column.eligible_outside_count = { unit = "persons", bn = "যোগ্য অথচ কোনো কর্মসূচিতে নেই", en = "Eligible for some programme and on no list; in the row of any only" }
--! column.unregistered_person_count = { unit = "persons", bn = "তালিকায় আছেন, নিবন্ধনে নেই", en = "On the list and not found in the register; in the row of any and of everybody only, each person once" }
--! column.paid_household_count = { unit = "households", bn = "যে খানায় টাকা পরিশোধিত", en = "Households to which something was paid in twelve months" }
--! column.income_known_household_count = { unit = "households", bn = "এর মধ্যে আয় জানা খানা", en = "Of these the households whose income is known" }
--! column.income_unknown_household_count = { unit = "households", bn = "এর মধ্যে আয় অজানা খানা", en = "Of these the households whose income is not known" }
--! column.transfer_taka = { unit = "taka", bn = "বারো মাসে পরিশোধিত টাকা", en = "Paid to these households in the twelve months up to the as-of date" }
--! column.compared_transfer_taka = { unit = "taka", bn = "আয় জানা খানায় পরিশোধিত টাকা", en = "Paid to the households whose income is known" }
--! column.compared_income_taka = { unit = "taka", bn = "ওই খানাগুলোর বার্ষিক আয়", en = "Yearly income of the same households" }
--! column.reach_share = { unit = "share", bn = "পৌঁছানোর হার", en = "Reach" }
--! column.beneficiary_incidence_share = { unit = "share", bn = "সুবিধাভোগীর কত অংশ এই শ্রেণিতে", en = "Beneficiary incidence" }
--! column.benefit_incidence_share = { unit = "share", bn = "পরিশোধিত টাকার কত অংশ এই শ্রেণিতে", en = "Benefit incidence" }
--! column.adequacy_share = { unit = "share", bn = "ভাতার পর্যাপ্ততা", en = "Adequacy, pooled over the households" }
--! column.adequacy_median_share = { unit = "share", bn = "ভাতার পর্যাপ্ততা, মধ্যক", en = "Adequacy, median of the households" }
--! formula.reach_share = { bn = "সুবিধাপ্রাপ্ত খানার ব্যক্তি ÷ নিবন্ধিত সব জীবিত ব্যক্তি", en = "persons in a household that receives / all living persons of the register" }
--! formula.group_code = { bn = "মাথাপিছু আয়ে সবচেয়ে দরিদ্র থেকে সাজিয়ে: পঞ্চমাংশ = ১ + (৫ × যত ব্যক্তির আয় কম ÷ আয় জানা সব ব্যক্তি)-এর পূর্ণাংশ; জরিপকৃত সব এলাকা মিলিয়ে", en = "persons of known income in the order of household income per head: quintile = 1 + the whole part of 5 × persons with less / all of them, over all that was surveyed" }
--! formula.beneficiary_incidence_share = { bn = "এই শ্রেণির সুবিধাপ্রাপ্ত খানার ব্যক্তি ÷ সব শ্রেণির সুবিধাপ্রাপ্ত খানার ব্যক্তি; আয় অজানা শ্রেণিসহ", en = "persons of the group in a household that receives / such persons of all groups, those of unknown income included" }
--! formula.benefit_incidence_share = { bn = "এই শ্রেণিতে পরিশোধিত টাকা ÷ সব শ্রেণিতে পরিশোধিত টাকা; আয় অজানা শ্রেণিসহ", en = "taka paid to the group / taka paid to all groups, that of unknown income included" }
--! formula.adequacy_share = { bn = "বারো মাসে খানাগুলোতে পরিশোধিত টাকার যোগফল ÷ ওই খানাগুলোর বার্ষিক আয়ের যোগফল; আয় খানার নিজের বলা, ভাতা ছাড়া ধরা", en = "taka paid to the households in twelve months / yearly income of the same households; the income as the household told it, taken as without the allowances" }
--! formula.adequacy_median_share = { bn = "প্রতি খানায় পরিশোধিত টাকা ÷ খানার বার্ষিক আয়, এর মধ্যক; শূন্য আয়ের খানা বাদে", en = "median over the households of taka paid / yearly income; without households of no income" }
--! check = ["person_count = receiving_person_count + outside_person_count", "person_count = beneficiary_count + unlisted_person_count", "receiving_household_count <= household_count", "beneficiary_count <= receiving_person_count"]
--! release.counts = ["household_count", "receiving_household_count", "person_count", "receiving_person_count", "outside_person_count", "beneficiary_count", "unlisted_person_count", "eligible_outside_count", "paid_household_count", "income_known_household_count", "income_unknown_household_count"]
--! release.minimum = 10
--! # What any programme pays is the sum of what each pays, and nobody is in none of them who is in any: beside the single
--! # programmes, or a union's payments, the figures of a small one would follow by subtraction.
--! release.rows = "area_level <> 'ward' and (group_kind = 'all' or is_wide) and programme_code = 'any'"
--! release.only = { beneficiary_count = "is_wide", unlisted_person_count = "is_wide", paid_household_count = "is_wide", income_known_household_count = "is_wide", income_unknown_household_count = "is_wide" }
--! release.plain = ["area_level", "parent_code", "group_kind"]
--! release.tree.area_code = "parent_code"
--! release.split.group_code = "group_kind"
--! release.equation = ["person_count = receiving_person_count + outside_person_count", "person_count = beneficiary_count + unlisted_person_count", "paid_household_count = income_known_household_count + income_unknown_household_count"]
--! release.share.reach_share = "receiving_person_count / person_count"
--! release.figure = { transfer_taka = "paid_household_count", compared_transfer_taka = "income_known_household_count", compared_income_taka = "income_known_household_count", adequacy_share = "income_known_household_count", adequacy_median_share = "income_known_household_count" }
with
household as (select * from mart.household_benefit),
place as (select * from mart.area_ancestor),
unregistered as (
  select person_id, min(coalesce(list_place_code, 'unknown')) as place_code
  from mart.person_benefit
  where not is_in_register
  group by person_id
),
unregistered_by_area as (
  select place.area_code, count(*) as persons
  from unregistered
  inner join place on unregistered.place_code = place.place_code
  group by place.area_code
),
quintile as (
  select quintile.group_code
  from (
    values
    ('all'), ('quintile_1'), ('quintile_2'), ('quintile_3'), ('quintile_4'), ('quintile_5'), ('quintile_unknown')
  ) as quintile (group_code)
),
area as (
  select distinct place.area_code, place.area_level, place.parent_code, place.is_wide
  from place
  inner join (
    select place_code from household
    union
    select place_code from unregistered
  ) as populated on place.place_code = populated.place_code
),
programme as (
  select distinct programme_code from stage.beneficiary
  union all
  select 'any' as programme_code
),
-- Every area shows every quintile of every programme, a zero included: a row without a household.
placed as (
  select
    place.area_code,
    place.area_level,
    place.parent_code,
    place.is_wide,
    household.programme_code,
    quintile.group_code,
    household.household_id,
    household.member_count,
    household.is_receiving,
    household.beneficiary_count,
    household.eligible_outside_count,
    household.transfer_taka,
    household.yearly_income_taka
  from household
  inner join quintile on quintile.group_code in ('all', household.income_quintile)
  inner join place on household.place_code = place.place_code
  union all
  select
    area.area_code,
    area.area_level,
    area.parent_code,
    area.is_wide,
    programme.programme_code,
    quintile.group_code,
    cast(null as varchar) as household_id,
    0 as member_count,
    false as is_receiving,
    0 as beneficiary_count,
    0 as eligible_outside_count,
    cast(0 as decimal(18, 2)) as transfer_taka,
    cast(null as decimal(18, 2)) as yearly_income_taka
  from area
  cross join programme
  cross join quintile
),
counted as (
  select
    area_code,
    area_level,
    parent_code,
    is_wide,
    programme_code,
    case when group_code = 'all' then 'all' else 'income_quintile' end as group_kind,
    group_code,
    count(household_id) as household_count,
    count(*) filter (where is_receiving) as receiving_household_count,
    sum(member_count) as person_count,
    coalesce(sum(member_count) filter (where is_receiving), 0) as receiving_person_count,
    sum(beneficiary_count) as beneficiary_count,
    sum(eligible_outside_count) filter (where programme_code = 'any') as eligible_outside_count,
    count(*) filter (where transfer_taka > 0) as paid_household_count,
    count(*) filter (where transfer_taka > 0 and yearly_income_taka is not null) as income_known_household_count,
    sum(transfer_taka) as transfer_taka,
    coalesce(sum(transfer_taka) filter (where transfer_taka > 0 and yearly_income_taka is not null), 0)
      as compared_transfer_taka,
    coalesce(sum(yearly_income_taka) filter (where transfer_taka > 0), 0) as compared_income_taka,
    median(cast(transfer_taka as decimal(18, 6)) / nullif(yearly_income_taka, 0)) filter (where transfer_taka > 0)
      as adequacy_median
  from placed
  group by area_code, area_level, parent_code, is_wide, programme_code, group_code
),
complete as (
  select
    counted.*,
    case
      when counted.programme_code = 'any' and counted.group_code = 'all' then coalesce(unregistered_by_area.persons, 0)
    end as unregistered_person_count,
    sum(case when counted.group_code = 'all' then counted.receiving_person_count end)
      over (partition by counted.area_code, counted.programme_code) as whole_person_count,
    sum(case when counted.group_code = 'all' then counted.transfer_taka end)
      over (partition by counted.area_code, counted.programme_code) as whole_transfer_taka
  from counted
  left join unregistered_by_area on counted.area_code = unregistered_by_area.area_code
)
select
  complete.area_code,
  complete.area_level,
  complete.parent_code,
  complete.is_wide,
  complete.programme_code,
  complete.group_kind,
  complete.group_code,
  complete.household_count,
  complete.receiving_household_count,
  complete.person_count,
  complete.receiving_person_count,
  complete.person_count - complete.receiving_person_count as outside_person_count,
  complete.beneficiary_count,
  complete.person_count - complete.beneficiary_count as unlisted_person_count,
  complete.eligible_outside_count,
  complete.unregistered_person_count,
  complete.paid_household_count,
  complete.income_known_household_count,
  complete.paid_household_count - complete.income_known_household_count as income_unknown_household_count,
  complete.transfer_taka,
  complete.compared_transfer_taka,
  complete.compared_income_taka,
  round(cast(complete.receiving_person_count as decimal(18, 4)) / nullif(complete.person_count, 0), 4) as reach_share,
  round(cast(complete.receiving_person_count as decimal(18, 4)) / nullif(complete.whole_person_count, 0), 4)
    as beneficiary_incidence_share,
  round(cast(complete.transfer_taka as decimal(18, 4)) / nullif(complete.whole_transfer_taka, 0), 4) as benefit_incidence_share,
  round(cast(complete.compared_transfer_taka as decimal(18, 4)) / nullif(complete.compared_income_taka, 0), 4)
    as adequacy_share,
  round(complete.adequacy_median, 4) as adequacy_median_share
from complete
order by complete.area_code, complete.programme_code, complete.group_code
