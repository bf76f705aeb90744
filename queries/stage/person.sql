--! summary.en = "One row per person record of the newest register of each office; identifiers are keyed hashes."
--! summary.bn = "প্রতিটি কার্যালয়ের সর্বশেষ নিবন্ধনের প্রতি ব্যক্তির একটি সারি; পরিচিতি নম্বর সংকেতায়িত।"
--! grain = ["sending_office", "person_record_id"]
--! owner = "register"
--! person_level = true
--! column.name_bn = { class = "direct", bn = "নাম (বাংলা)", en = "Name in Bangla" }
--! column.name_en = { class = "direct", bn = "নাম (ইংরেজি)", en = "Name in English" }
--! column.name_key = { class = "direct", bn = "তুলনার জন্য নামের রূপ", en = "Name folded for comparison" }
--! column.nid_masked = { class = "direct", bn = "জাতীয় পরিচয়পত্র নম্বরের শেষ চার অঙ্ক", en = "Last four digits of the NID" }
--! column.brn_masked = { class = "direct", bn = "জন্মনিবন্ধন নম্বরের শেষ চার অঙ্ক", en = "Last four digits of the BRN" }
--! column.nid_key = { class = "direct", bn = "জাতীয় পরিচয়পত্রের সংকেত", en = "Keyed hash of the NID" }
--! column.brn_key = { class = "direct", bn = "জন্মনিবন্ধনের সংকেত", en = "Keyed hash of the BRN" }
--! column.has_disability = { class = "sensitive", bn = "প্রতিবন্ধিতা আছে কি না", en = "Whether the person has a disability" }
--! column.disability_severity = { class = "sensitive", bn = "প্রতিবন্ধিতার মাত্রা", en = "Severity of the disability" }
--! column.has_disability_card = { class = "sensitive", bn = "সুবর্ণ নাগরিক কার্ড আছে কি না", en = "Whether the person holds a disability card" }
--! column.is_pregnant = { class = "sensitive", bn = "গর্ভবতী কি না", en = "Whether the person is pregnant" }
--! column.pregnancy_month = { class = "sensitive", unit = "months", bn = "গর্ভধারণের কততম মাস", en = "Month of the pregnancy" }
--! column.pregnancy_order = { class = "sensitive", bn = "কততম গর্ভধারণ", en = "Which pregnancy it is" }
--! column.has_anc_card = { class = "sensitive", bn = "গর্ভকালীন সেবার (এএনসি) কার্ড আছে কি না", en = "Whether she holds an antenatal care card" }
--! column.is_lactating = { class = "sensitive", bn = "দুগ্ধদানকারী মা কি না", en = "Whether she is a lactating mother" }
--! column.community = { class = "sensitive", bn = "বিশেষ জনগোষ্ঠী", en = "Special community; none for a person of none" }
--! column.chronic_illness = { class = "sensitive", bn = "দীর্ঘমেয়াদি রোগ", en = "Chronic illness" }
--! column.has_father_name = { bn = "পিতার নাম আছে কি না", en = "Whether the father's name is given" }
--! column.has_mother_name = { bn = "মাতার নাম আছে কি না", en = "Whether the mother's name is given" }
--! column.surveyed_on = { bn = "খানা জরিপের তারিখ", en = "Day on which the household was surveyed" }
--! column.birth_earliest_on = { bn = "সম্ভাব্য সর্বাগ্রে জন্মতারিখ", en = "Earliest possible birth date" }
--! column.birth_latest_on = { bn = "সম্ভাব্য সর্বশেষ জন্মতারিখ", en = "Latest possible birth date" }
with
record as (select * from raw.census_person),
household as (select sending_office, household_id, surveyed_on from stage.household)
select
  record.sending_office,
  record.person_id as person_record_id,
  record.household_id,
  record.name_bn,
  record.name_en,
  name_key(coalesce(record.name_bn, record.name_en)) as name_key,
  record.sex,
  record.birth_date,
  coalesce(
    record.birth_date,
    years_before(household.surveyed_on, record.age_years + 1) + interval '1 day'
  ) as birth_earliest_on,
  coalesce(record.birth_date, years_before(household.surveyed_on, record.age_years)) as birth_latest_on,
  identifier_key('nid', record.nid) as nid_key,
  identifier_mask(record.nid) as nid_masked,
  identifier_key('brn', record.brn) as brn_key,
  identifier_mask(record.brn) as brn_masked,
  record.mobile is not null as has_mobile,
  record.father_name is not null as has_father_name,
  record.mother_name is not null as has_mother_name,
  household.surveyed_on,
  record.relation_to_head,
  record.marital_status,
  record.education_level,
  record.is_in_school,
  record.current_class,
  record.school_type,
  record.occupation,
  record.yearly_income_taka,
  record.is_government_employee,
  record.has_pension,
  record.disability_type <> 'none' as has_disability,
  record.disability_severity,
  record.disability_card_no is not null as has_disability_card,
  record.is_pregnant,
  record.pregnancy_month,
  record.pregnancy_order,
  record.has_anc_card,
  record.is_lactating,
  record.chronic_illness,
  record.community,
  record.tea_garden,
  record.died_on,
  coalesce(record.died_on > $as_of, true) as is_alive
from record
left join household
  on record.sending_office = household.sending_office and record.household_id = household.household_id
order by record.sending_office, record.person_id
