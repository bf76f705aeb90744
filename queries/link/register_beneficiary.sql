--! summary.en = "One row per record that may speak of a person: of the register, of the beneficiary lists and of the services given. What a run links; it is read in memory and never written."
--! summary.bn = "কোনো ব্যক্তির কথা বলে এমন প্রতিটি নথির একটি সারি: নিবন্ধন, ভাতাভোগীর তালিকা ও প্রদত্ত সেবা। হিসাবের সময় এগুলোই সংযোজিত হয়; শুধু মেমোরিতে পড়া হয়, কোথাও লেখা হয় না।"
--! grain = ["record_id"]
--! owner = "linkage"
--! person_level = true
with
register as (select * from raw.census_person),
household as (select sending_office, household_id, union_code, surveyed_on from raw.census_household),
entry as (select * from raw.beneficiary),
service as (select * from raw.service_record)
select
  concat('census_person/', register.sending_office, '/', register.person_id) as record_id,
  coalesce(register.name_bn, register.name_en) as name,
  register.father_name,
  register.mother_name,
  register.spouse_name,
  -- Of an age on the day of the survey the year of birth follows, to one year.
  coalesce(
    cast(register.birth_date as varchar),
    substr(cast(years_before(household.surveyed_on, register.age_years) as varchar), 1, 4)
  ) as birth_date,
  register.sex,
  register.nid,
  register.brn,
  register.mobile,
  household.union_code
from register
left join household
  on register.sending_office = household.sending_office and register.household_id = household.household_id
union all
select
  concat('beneficiary/', entry.sending_office, '/', entry.beneficiary_id, '/', entry.programme_code) as record_id,
  coalesce(entry.name_bn, entry.name_en) as name,
  entry.father_name,
  entry.mother_name,
  entry.spouse_name,
  cast(entry.birth_date as varchar) as birth_date,
  entry.sex,
  case when entry.id_type = 'nid' then entry.id_number end as nid,
  case when entry.id_type = 'brn' then entry.id_number end as brn,
  entry.mobile,
  entry.union_code
from entry
union all
select
  concat('service_record/', service.sending_office, '/', service.period, '/', service.service_id) as record_id,
  service.name_bn as name,
  service.father_name,
  service.mother_name,
  service.spouse_name,
  cast(service.birth_date as varchar) as birth_date,
  service.sex,
  case when service.id_type = 'nid' then service.id_number end as nid,
  case when service.id_type = 'brn' then service.id_number end as brn,
  service.mobile,
  service.union_code
from service
order by record_id
