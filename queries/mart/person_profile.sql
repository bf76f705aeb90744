--! summary.en = "One row per register person: every fact that a programme's conditions ask for; null is unknown."
--! summary.bn = "প্রতি নিবন্ধিত ব্যক্তির একটি সারি: কর্মসূচির শর্ত যাচাইয়ের সব তথ্য; শূন্যঘর মানে অজানা।"
--! grain = ["person_id"]
--! owner = "programme"
--! person_level = true
--! column.has_disability = { class = "sensitive", bn = "প্রতিবন্ধিতা আছে কি না", en = "Whether the person has a disability" }
--! column.disability_severity = { class = "sensitive", bn = "প্রতিবন্ধিতার মাত্রা", en = "Severity of the disability" }
--! column.has_disability_card = { class = "sensitive", bn = "সুবর্ণ নাগরিক কার্ড আছে কি না", en = "Whether the person holds a disability card" }
--! column.is_pregnant = { class = "sensitive", bn = "গর্ভবতী কি না", en = "Whether the person is pregnant" }
--! column.pregnancy_month = { class = "sensitive", unit = "months", bn = "জরিপের দিনে গর্ভধারণের কততম মাস", en = "Month of the pregnancy on the day of the survey" }
--! column.pregnancy_order = { class = "sensitive", bn = "কততম গর্ভধারণ", en = "Which pregnancy it is" }
--! column.has_anc_card = { class = "sensitive", bn = "গর্ভকালীন সেবার (এএনসি) কার্ড আছে কি না", en = "Whether she holds an antenatal care card" }
--! column.is_lactating = { class = "sensitive", bn = "দুগ্ধদানকারী মা কি না", en = "Whether she is a lactating mother" }
--! column.chronic_illness = { class = "sensitive", bn = "দীর্ঘমেয়াদি রোগ", en = "Chronic illness; none for a person without one" }
--! column.community = { class = "sensitive", bn = "বিশেষ জনগোষ্ঠী", en = "Special community; none for a person of none" }
--! column.is_tea_worker = { class = "sensitive", bn = "চা-শ্রমিক কি না", en = "Whether the person works on a tea garden" }
--! column.household_has_tea_worker = { class = "sensitive", bn = "খানায় চা-শ্রমিক আছেন কি না", en = "Whether a living member of the household works on a tea garden" }
--! column.division_code = { bn = "বিভাগের কোড", en = "BBS code of the division of the household" }
--! column.has_pension = { bn = "নিজে পেনশন পান কি না", en = "Whether the person draws a pension" }
--! column.yearly_income_taka = { unit = "taka", bn = "নিজের বার্ষিক আয়", en = "The person's own yearly income" }
--! column.household_monthly_income_taka = { unit = "taka", bn = "খানার মাসিক আয়", en = "Monthly income of the household" }
--! column.household_yearly_income_per_head_taka = { unit = "taka", bn = "খানার মাথাপিছু বার্ষিক আয়", en = "Yearly income of the household per living member" }
--! column.household_land_decimal = { unit = "decimals", bn = "খানার মোট জমি, শতাংশে", en = "Land of the household, homestead included" }
--! column.is_in_school = { bn = "অধ্যয়নরত কি না", en = "Whether the person is in school" }
--! column.school_level = { bn = "শিক্ষার স্তর", en = "primary (class 1-5), secondary (6-10), higher_secondary (11-12) or higher; null where the class does not tell" }
--! column.school_type = { bn = "শিক্ষাপ্রতিষ্ঠানের ধরন", en = "Kind of school, as written" }
--! column.occupation = { bn = "প্রধান পেশা", en = "Main occupation, as written" }
--! column.tea_garden = { bn = "চা-বাগানের নাম", en = "Tea garden, as written" }
with
person as (select * from stage.person),
household as (select * from stage.household),
area as (select * from reference.area),
entity as (select * from entity.entity_person where source = 'census_person'),
-- The parents say where an area lies; the digits of its code may be of an older map.
division as (
  select
    area.area_code,
    case
      when second.area_level = 'division' then second.area_code
      when third.area_level = 'division' then third.area_code
    end as division_code
  from area
  left join area as first on area.parent_code = first.area_code
  left join area as second on first.parent_code = second.area_code
  left join area as third on second.parent_code = third.area_code
),
-- A class may be written as a figure or as a word.
register as (
  select
    person.*,
    try_cast(regexp_replace(translate(current_class, '০১২৩৪৫৬৭৮৯', '0123456789'), '[^0-9]', '', 'g') as int)
      as class_number,
    lower(current_class) as class_text,
    regexp_like(lower(occupation), '(^|[^a-z])tea[ -]+((garden|estate|plantation)[ -]+)?(worker|labou?rer)')
    or regexp_like(occupation, '(^| )চা[ -]+(বাগান[^ ]*[ -]+)?শ্রমিক') as is_tea_work
  from person
),
schooled as (
  select
    register.*,
    case
      when class_number between 1 and 5 then 'primary'
      when class_number between 6 and 10 then 'secondary'
      when class_number between 11 and 12 then 'higher_secondary'
      when class_number is not null then null
      when class_text in ('প্রথম', 'দ্বিতীয়', 'তৃতীয়', 'চতুর্থ', 'পঞ্চম') then 'primary'
      when class_text in ('ষষ্ঠ', 'সপ্তম', 'অষ্টম', 'নবম', 'দশম', 'ssc', 'এসএসসি', 'dakhil', 'দাখিল') then 'secondary'
      when class_text in ('একাদশ', 'দ্বাদশ', 'hsc', 'এইচএসসি', 'alim', 'আলিম') then 'higher_secondary'
      when class_text in (
        'honours', 'degree', 'masters', 'fazil', 'kamil', 'অনার্স', 'ডিগ্রি', 'ডিগ্রী', 'স্নাতক', 'স্নাতকোত্তর', 'মাস্টার্স',
        'ফাজিল', 'কামিল'
      ) then 'higher'
    end as school_level,
    case
      when is_tea_work then true
      when community <> 'tea_worker' and tea_garden is null then false
    end as is_tea_worker
  from register
),
-- One record speaks for a person who was surveyed twice: the first.
anchored as (
  select
    schooled.*,
    entity.person_id,
    row_number() over (
      partition by entity.person_id
      order by concat(schooled.sending_office, '/', schooled.person_record_id)
    ) as record_order
  from schooled
  inner join entity
    on schooled.sending_office = entity.sending_office and schooled.person_record_id = entity.record_id
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
    end as household_has_pension,
    case
      when bool_or(is_tea_worker) then true
      when bool_or(is_tea_worker is null) then cast(null as boolean)
      else false
    end as household_has_tea_worker
  from schooled
  where is_alive
  group by sending_office, household_id
)
select
  anchored.person_id,
  anchored.sending_office,
  anchored.person_record_id,
  anchored.household_id,
  division.division_code,
  household.union_code,
  household.ward_no,
  anchored.relation_to_head,
  anchored.sex,
  anchored.birth_earliest_on,
  anchored.birth_latest_on,
  anchored.is_alive,
  case when household.is_in_register then true end as is_resident,
  anchored.marital_status,
  anchored.yearly_income_taka,
  household.monthly_income_taka as household_monthly_income_taka,
  household.monthly_income_taka * 12 / nullif(household_member.member_count, 0)
    as household_yearly_income_per_head_taka,
  household.homestead_decimal + household.land_decimal as household_land_decimal,
  anchored.occupation,
  anchored.is_government_employee,
  anchored.has_pension,
  household_member.household_has_pension,
  anchored.has_disability,
  anchored.disability_severity,
  document.has_disability_card,
  document.has_nid,
  document.has_brn,
  anchored.is_in_school,
  anchored.school_level,
  anchored.school_type,
  case when anchored.sex = 'male' then false else anchored.is_pregnant end as is_pregnant,
  anchored.pregnancy_month,
  anchored.pregnancy_order,
  anchored.has_anc_card,
  case when anchored.sex = 'male' then false else anchored.is_lactating end as is_lactating,
  anchored.chronic_illness,
  anchored.community,
  anchored.tea_garden,
  anchored.is_tea_worker,
  household_member.household_has_tea_worker
from anchored
inner join document on anchored.person_id = document.person_id
left join household
  on anchored.sending_office = household.sending_office and anchored.household_id = household.household_id
left join household_member
  on anchored.sending_office = household_member.sending_office
  and anchored.household_id = household_member.household_id
left join division on household.union_code = division.area_code
where anchored.record_order = 1
order by anchored.person_id
