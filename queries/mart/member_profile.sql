--! summary.en = "One row per living member record of a household: the facts that a hazard's factors ask for; null is unknown."
--! summary.bn = "খানার প্রতি জীবিত সদস্যের একটি সারি: দুর্যোগ-অগ্রাধিকার নির্ণয়ের তথ্য; শূন্যঘর মানে অজানা।"
--! grain = ["sending_office", "person_record_id"]
--! owner = "disaster"
--! person_level = true
--! column.has_disability = { class = "sensitive", bn = "প্রতিবন্ধিতা আছে কি না", en = "Whether the person has a disability" }
--! column.is_severely_disabled = { class = "sensitive", bn = "গুরুতর প্রতিবন্ধিতা কি না", en = "Severe or very severe disability" }
--! column.disability_severity = { class = "sensitive", bn = "প্রতিবন্ধিতার মাত্রা", en = "Severity of the disability" }
--! column.is_pregnant = { class = "sensitive", bn = "গর্ভবতী কি না", en = "Whether the person is pregnant" }
--! column.chronic_illness = { class = "sensitive", bn = "দীর্ঘমেয়াদি রোগ", en = "Chronic illness" }
--! column.name_bn = { class = "direct", bn = "নাম", en = "Name" }
--! column.name_en = { class = "direct", bn = "নাম (ইংরেজি)", en = "Name in English" }
--! column.identifier_masked = { class = "direct", bn = "পরিচিতি নম্বরের শেষ চার অঙ্ক", en = "Last four digits of the NID, else of the BRN" }
--! column.age_minimum = { unit = "years", bn = "সর্বনিম্ন বয়স", en = "Completed years, at least" }
--! column.age_maximum = { unit = "years", bn = "সর্বোচ্চ বয়স", en = "Completed years, at most" }
with
register as (select * from stage.person where is_alive),
entity as (select * from entity.entity_person where source = 'census_person'),
benefit as (select distinct person_id from mart.person_benefit)
select
  register.sending_office,
  register.person_record_id,
  register.household_id,
  register.name_bn,
  register.name_en,
  coalesce(register.nid_masked, register.brn_masked) as identifier_masked,
  register.relation_to_head,
  register.sex,
  completed_years(register.birth_latest_on, $as_of) as age_minimum,
  completed_years(register.birth_earliest_on, $as_of) as age_maximum,
  completed_months(register.birth_latest_on, $as_of) as age_minimum_months,
  completed_months(register.birth_earliest_on, $as_of) as age_maximum_months,
  register.has_disability,
  register.disability_severity,
  case
    when not register.has_disability then false
    when register.disability_severity in ('severe', 'very_severe') then true
    when register.has_disability and register.disability_severity is not null then false
  end as is_severely_disabled,
  case
    when register.sex = 'male' then false
    when completed_years(register.birth_earliest_on, $as_of) < 10 then false
    when completed_years(register.birth_latest_on, $as_of) > 59 then false
    else register.is_pregnant
  end as is_pregnant,
  register.chronic_illness,
  register.has_mobile,
  benefit.person_id is not null as is_covered
from register
inner join entity
  on register.sending_office = entity.sending_office and register.person_record_id = entity.record_id
left join benefit on entity.person_id = benefit.person_id
order by register.sending_office, register.person_record_id
