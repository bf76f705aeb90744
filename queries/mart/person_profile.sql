--! summary.en = "One row per register person: every fact that a programme's conditions ask for; null is unknown."
--! summary.bn = "প্রতি নিবন্ধিত ব্যক্তির একটি সারি: কর্মসূচির শর্ত যাচাইয়ের সব তথ্য; শূন্যঘর মানে অজানা।"
--! grain = ["person_id"]
--! owner = "programme"
--! person_level = true
--! column.has_disability = { class = "sensitive", bn = "প্রতিবন্ধিতা আছে কি না", en = "Whether the person has a disability" }
--! column.disability_severity = { class = "sensitive", bn = "প্রতিবন্ধিতার মাত্রা", en = "Severity of the disability" }
--! column.has_disability_card = { class = "sensitive", bn = "সুবর্ণ নাগরিক কার্ড আছে কি না", en = "Whether the person holds a disability card" }
with
register as (select * from stage.person),
household as (select * from stage.household),
entity as (select * from entity.entity_person where source = 'census_person'),
-- One record speaks for a person who was surveyed twice: the first.
anchored as (
  select
    register.*,
    entity.person_id,
    row_number() over (
      partition by entity.person_id
      order by concat(register.sending_office, '/', register.person_record_id)
    ) as record_order
  from register
  inner join entity
    on register.sending_office = entity.sending_office and register.person_record_id = entity.record_id
),
document as (
  select
    person_id,
    bool_or(nid_key is not null) as has_nid,
    bool_or(brn_key is not null) as has_brn,
    bool_or(has_disability_card) as has_disability_card
  from anchored
  group by person_id
),
household_member as (
  select
    sending_office,
    household_id,
    count(*) as member_count,
    case
      when bool_or(has_pension) then true
      when bool_or(has_pension is null) then cast(null as boolean)
      else false
    end as household_has_pension
  from register
  where is_alive
  group by sending_office, household_id
)
select
  anchored.person_id,
  anchored.sending_office,
  anchored.person_record_id,
  anchored.household_id,
  household.union_code,
  household.ward_no,
  anchored.sex,
  anchored.birth_earliest_on,
  anchored.birth_latest_on,
  anchored.is_alive,
  case when household.is_in_register then true end as is_resident,
  anchored.marital_status,
  anchored.yearly_income_taka,
  household.monthly_income_taka * 12 / nullif(household_member.member_count, 0)
    as household_yearly_income_per_head_taka,
  anchored.is_government_employee,
  household_member.household_has_pension,
  anchored.has_disability,
  anchored.disability_severity,
  document.has_disability_card,
  document.has_nid,
  document.has_brn
from anchored
inner join document on anchored.person_id = document.person_id
left join household
  on anchored.sending_office = household.sending_office and anchored.household_id = household.household_id
left join household_member
  on anchored.sending_office = household_member.sending_office
  and anchored.household_id = household_member.household_id
where anchored.record_order = 1
order by anchored.person_id
