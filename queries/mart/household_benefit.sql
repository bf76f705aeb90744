--! summary.en = "One row per household with living members and programme of which there is a list, and one for any of them: who receives, what was paid in twelve months, and where the household stands by income per head."
--! summary.bn = "জীবিত সদস্য আছে এমন প্রতি খানা ও যে কর্মসূচির তালিকা আছে সেই কর্মসূচির একটি সারি, এবং যে-কোনো কর্মসূচির জন্য একটি: কারা পান, বারো মাসে কত টাকা পরিশোধিত, মাথাপিছু আয়ে খানার অবস্থান।"
--! grain = ["sending_office", "household_id", "programme_code"]
--! owner = "planning"
--! person_level = true
--! column.programme_code = { bn = "কর্মসূচির কোড; any মানে যে-কোনো", en = "Programme; any is at least one of them" }
--! column.member_count = { unit = "persons", bn = "জীবিত সদস্য", en = "Living members, each person once" }
--! column.beneficiary_count = { unit = "persons", bn = "নিজে তালিকাভুক্ত সদস্য", en = "Living members who are on the list" }
--! column.eligible_outside_count = { unit = "persons", bn = "যোগ্য অথচ কোনো তালিকায় নেই এমন সদস্য; শুধু any সারিতে", en = "Living members eligible for some programme of which there is a list, and on none; in the row of any only" }
--! column.transfer_taka = { class = "sensitive", unit = "taka", bn = "বারো মাসে পরিশোধিত টাকা", en = "Settled in the twelve months up to the as-of date" }
--! column.yearly_income_taka = { unit = "taka", bn = "খানার বার্ষিক আয়", en = "Monthly income as the household told it, times twelve" }
--! column.income_quintile = { bn = "মাথাপিছু আয়ের পঞ্চমাংশ: quintile_1 সবচেয়ে দরিদ্র", en = "Quintile of persons by household income per head before transfers; quintile_1 is the poorest" }
with
person as (select * from mart.person_profile where is_alive),
benefit as (select person_id, programme_code from mart.person_benefit where is_in_register),
transfer as (select * from mart.person_transfer),
standing as (select person_id, programme_code, standing from mart.coverage_person),
programme as (
  select distinct programme_code from stage.beneficiary
  union all
  select 'any' as programme_code
),
income_known as (
  select
    person_id,
    cast(rank() over (order by household_yearly_income_per_head_taka) as bigint) as income_rank,
    cast(count(*) over () as bigint) as persons
  from person
  where household_yearly_income_per_head_taka is not null
),
ranked as (
  select
    person.sending_office,
    person.household_id,
    -- How many fifths of the persons have less; people with the same income per head stand together.
    concat(
      'quintile_',
      coalesce(cast(1 + (5 * (max(income_known.income_rank) - 1)) / max(income_known.persons) as varchar), 'unknown')
    ) as income_quintile
  from person
  left join income_known on person.person_id = income_known.person_id
  group by person.sending_office, person.household_id
),
household as (
  select
    sending_office,
    household_id,
    min(
      case when union_code is not null then concat(union_code, '-', coalesce(ward_no, 'unknown')) else 'unknown' end
    ) as place_code,
    count(*) as member_count,
    min(household_monthly_income_taka) * 12 as yearly_income_taka
  from person
  group by sending_office, household_id
),
listed as (
  select person_id, programme_code from benefit
  union
  select person_id, 'any' as programme_code from benefit
),
paid as (
  select person_id, programme_code, transfer_taka from transfer
  union all
  select person_id, 'any' as programme_code, sum(transfer_taka) as transfer_taka from transfer group by person_id
),
beneficiary as (
  select person.sending_office, person.household_id, listed.programme_code, count(*) as beneficiary_count
  from listed
  inner join person on listed.person_id = person.person_id
  group by person.sending_office, person.household_id, listed.programme_code
),
-- What was paid to a member who has died since came into the house too.
received as (
  select member.sending_office, member.household_id, paid.programme_code, sum(paid.transfer_taka) as transfer_taka
  from paid
  inner join mart.person_profile as member on paid.person_id = member.person_id
  group by member.sending_office, member.household_id, paid.programme_code
),
left_out as (
  select person_id
  from standing
  group by person_id
  having bool_or(standing = 'A') and not bool_or(standing in ('B', 'D', 'E', 'F'))
),
outside as (
  select person.sending_office, person.household_id, count(*) as eligible_outside_count
  from left_out
  inner join person on left_out.person_id = person.person_id
  group by person.sending_office, person.household_id
)
select
  household.sending_office,
  household.household_id,
  programme.programme_code,
  household.place_code,
  ranked.income_quintile,
  household.member_count,
  coalesce(beneficiary.beneficiary_count, 0) as beneficiary_count,
  coalesce(beneficiary.beneficiary_count, 0) > 0 as is_receiving,
  case when programme.programme_code = 'any' then coalesce(outside.eligible_outside_count, 0) end as eligible_outside_count,
  coalesce(received.transfer_taka, 0) as transfer_taka,
  household.yearly_income_taka
from household
cross join programme
inner join ranked
  on household.sending_office = ranked.sending_office and household.household_id = ranked.household_id
left join beneficiary
  on household.sending_office = beneficiary.sending_office and household.household_id = beneficiary.household_id
  and programme.programme_code = beneficiary.programme_code
left join received
  on household.sending_office = received.sending_office and household.household_id = received.household_id
  and programme.programme_code = received.programme_code
left join outside
  on household.sending_office = outside.sending_office and household.household_id = outside.household_id
order by household.sending_office, household.household_id, programme.programme_code
