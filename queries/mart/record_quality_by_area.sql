--! summary.en = "How good the records are, one row per area of every level and source (register or list): identifiers and their check, birth dates, age heaping, parents' names, wallets, and how fresh they are."
--! summary.bn = "তথ্যের মান: প্রতি স্তরের এলাকা ও উৎস (নিবন্ধন বা তালিকা) অনুযায়ী পরিচিতি নম্বর ও তার যাচাই, জন্মতারিখ, বয়সের জট, পিতা-মাতার নাম, ওয়ালেট এবং তথ্যের তারিখ।"
--! grain = ["area_code", "record_kind"]
--! owner = "planning"
--! column.area_code = { bn = "এলাকার কোড", en = "Area: a ward is written union-ward; 'unknown' where no record says" }
--! column.area_level = { bn = "এলাকার স্তর", en = "ward, union, paurashava, city_ward, upazila, city_corporation, district, division, country, or unknown" }
--! column.parent_code = { bn = "যে এলাকার অংশ", en = "Area of which it is a part; null for the country" }
--! column.record_kind = { bn = "উৎস: census_person নিবন্ধন, beneficiary তালিকা", en = "census_person: living persons of the register; beneficiary: active entries of the lists" }
--! column.record_count = { unit = "records", bn = "তথ্যের সংখ্যা", en = "Records" }
--! column.nid_count = { unit = "records", bn = "জাতীয় পরিচয়পত্র নম্বর আছে", en = "With an NID" }
--! column.brn_only_count = { unit = "records", bn = "শুধু জন্মনিবন্ধন নম্বর আছে", en = "With a birth registration number only" }
--! column.no_identifier_count = { unit = "records", bn = "কোনো নম্বর নেই", en = "Without any identifier" }
--! column.nid_verified_count = { unit = "records", bn = "এনআইডি যাচাইকৃত", en = "NID verified; of lists only" }
--! column.nid_mismatch_count = { unit = "records", bn = "এনআইডি মেলেনি", en = "NID checked, does not match" }
--! column.nid_not_tried_count = { unit = "records", bn = "এনআইডি যাচাই করা হয়নি", en = "NID not checked, the list says so" }
--! column.nid_unknown_count = { unit = "records", bn = "এনআইডি যাচাই অজানা", en = "NID of which the list says nothing" }
--! column.birth_date_count = { unit = "records", bn = "জন্মতারিখ আছে", en = "With a birth date" }
--! column.birth_date_missing_count = { unit = "records", bn = "জন্মতারিখ নেই", en = "Without a birth date" }
--! column.first_january_count = { unit = "records", bn = "জন্মতারিখ ১ জানুয়ারি", en = "Born on 1 January" }
--! column.father_name_missing_count = { unit = "records", bn = "পিতার নাম নেই", en = "Without the father's name" }
--! column.mother_name_missing_count = { unit = "records", bn = "মাতার নাম নেই", en = "Without the mother's name" }
--! column.wallet_missing_count = { unit = "records", bn = "ওয়ালেট নম্বর নেই", en = "Without a wallet; of lists only" }
--! column.own_wallet_count = { unit = "records", bn = "নিজের ওয়ালেট", en = "Wallet in the own name; of lists only" }
--! column.age_23_62_count = { unit = "records", bn = "২৩–৬২ বছর বয়সী", en = "Of 23 to 62 years, on whom Whipple's index rests" }
--! column.age_10_89_count = { unit = "records", bn = "১০–৮৯ বছর বয়সী", en = "Of 10 to 89 years, on whom Myers' index rests" }
--! column.whipple_index = { bn = "হুইপলের সূচক", en = "Whipple's index: 100 without heaping on 0 and 5, 500 where every age ends in them" }
--! column.myers_index = { bn = "মায়ার্সের সূচক", en = "Myers' blended index: 0 without heaping on any digit, 90 where every age ends in one" }
--! column.oldest_on = { bn = "সবচেয়ে পুরোনো তথ্যের তারিখ", en = "Day of the oldest record: of the survey or the list" }
--! column.newest_on = { bn = "সর্বশেষ তথ্যের তারিখ", en = "Day of the newest record" }
--! column.nid_verified_share = { unit = "share", bn = "এনআইডি যাচাইয়ের হার", en = "NID verified" }
--! column.first_january_share = { unit = "share", bn = "১ জানুয়ারি জন্মের হার", en = "Born on 1 January" }
--! column.birth_date_missing_share = { unit = "share", bn = "জন্মতারিখহীন তথ্যের হার", en = "Without a birth date" }
--! formula.nid_verified_share = { bn = "এনআইডি যাচাইকৃত ÷ এনআইডি নম্বর আছে", en = "NID verified / records with an NID" }
--! formula.first_january_share = { bn = "জন্মতারিখ ১ জানুয়ারি ÷ জন্মতারিখ আছে; জট না থাকলে ১/৩৬৫", en = "born on 1 January / records with a birth date; 1/365 without heaping" }
--! formula.birth_date_missing_share = { bn = "জন্মতারিখ নেই ÷ তথ্যের সংখ্যা", en = "records without a birth date / records" }
--! formula.whipple_index = { bn = "২৩–৬২ বছরের মধ্যে বয়স ০ বা ৫ দিয়ে শেষ ÷ (২৩–৬২ বছরের সবাই ÷ ৫) × ১০০; নিবন্ধনে জরিপের দিনের, তালিকায় হিসাবের তারিখের বয়স", en = "ages of 23 to 62 that end in 0 or 5 / (all of 23 to 62 / 5) × 100; ages on the day of the survey, of lists at the as-of date" }
--! formula.myers_index = { bn = "প্রতি শেষ অঙ্ক ক-এর জন্য (ক + ১) × (১০–৮৯ বছরের সংখ্যা) + (৯ − ক) × (২০–৮৯ বছরের সংখ্যা); মোটের শতাংশ থেকে ১০-এর পার্থক্যের পরম মানের যোগফলের অর্ধেক", en = "for each last digit d (d + 1) × those of 10 to 89 + (9 − d) × those of 20 to 89; half the sum of the absolute deviations of their percentages from 10" }
--! check = ["record_count = nid_count + brn_only_count + no_identifier_count", "record_count = birth_date_count + birth_date_missing_count", "record_kind <> 'beneficiary' or nid_count = nid_verified_count + nid_mismatch_count + nid_not_tried_count + nid_unknown_count", "first_january_count <= birth_date_count", "whipple_index is null or whipple_index between 0 and 500", "myers_index is null or myers_index between 0 and 90"]
--! release.counts = ["record_count", "nid_count", "brn_only_count", "no_identifier_count", "nid_verified_count", "nid_mismatch_count", "nid_not_tried_count", "nid_unknown_count", "birth_date_count", "birth_date_missing_count", "first_january_count", "father_name_missing_count", "mother_name_missing_count", "wallet_missing_count", "own_wallet_count", "age_23_62_count", "age_10_89_count"]
--! release.minimum = 10
--! # All entries of the lists are those of each programme: below an upazila those of a small one would follow.
--! # What lies below an upazila without a known place goes with its unions.
--! release.rows = "area_level <> 'ward' and (record_kind = 'census_person' or not (area_level in ('union', 'paurashava', 'city_ward') or area_level = 'unknown' and length(parent_code) > 4))"
--! release.plain = ["area_level", "parent_code", "oldest_on", "newest_on"]
--! release.tree.area_code = "parent_code"
--! release.equation = ["record_count = nid_count + brn_only_count + no_identifier_count", "record_count = birth_date_count + birth_date_missing_count", "nid_count = nid_verified_count + nid_mismatch_count + nid_not_tried_count + nid_unknown_count"]
--! release.share.nid_verified_share = "nid_verified_count / nid_count"
--! release.share.first_january_share = "first_january_count / birth_date_count"
--! release.share.birth_date_missing_share = "birth_date_missing_count / record_count"
--! release.figure = { whipple_index = "age_23_62_count", myers_index = "age_10_89_count" }
with
place as (select * from mart.area_ancestor),
household as (select sending_office, household_id, union_code, ward_no from stage.household),
person as (select * from stage.person where is_alive),
entry as (select * from stage.beneficiary where is_active),
record as (
  select
    'census_person' as record_kind,
    case
      when household.union_code is not null then concat(household.union_code, '-', coalesce(household.ward_no, 'unknown'))
      else 'unknown'
    end as place_code,
    person.nid_key is not null as has_nid,
    person.brn_key is not null as has_brn,
    cast(null as varchar) as nid_status,
    person.birth_date,
    completed_years(person.birth_latest_on, coalesce(person.surveyed_on, $as_of)) as age,
    person.has_father_name,
    person.has_mother_name,
    cast(null as boolean) as has_wallet,
    cast(null as boolean) as is_own_wallet,
    person.surveyed_on as recorded_on
  from person
  left join household
    on person.sending_office = household.sending_office and person.household_id = household.household_id
  union all
  select
    'beneficiary' as record_kind,
    case
      when entry.union_code is not null then concat(entry.union_code, '-', coalesce(entry.ward_no, 'unknown'))
      else 'unknown'
    end as place_code,
    entry.identifier_key is not null and entry.id_type is not distinct from 'nid' as has_nid,
    entry.identifier_key is not null and entry.id_type is not distinct from 'brn' as has_brn,
    entry.nid_status,
    entry.birth_date,
    completed_years(entry.birth_date, $as_of) as age,
    entry.has_father_name,
    entry.has_mother_name,
    entry.wallet_key is not null as has_wallet,
    entry.wallet_key is not null and entry.account_holder is not distinct from 'self' as is_own_wallet,
    entry.listed_on as recorded_on
  from entry
),
placed as (
  select place.area_code, place.area_level, place.parent_code, record.*
  from record
  inner join place on record.place_code = place.place_code
),
counted as (
  select
    area_code,
    area_level,
    parent_code,
    record_kind,
    count(*) as record_count,
    count(*) filter (where has_nid) as nid_count,
    count(*) filter (where has_brn and not has_nid) as brn_only_count,
    count(*) filter (where not has_nid and not has_brn) as no_identifier_count,
    count(*) filter (where has_nid and nid_status = 'verified') as nid_verified_count,
    count(*) filter (where has_nid and nid_status = 'mismatch') as nid_mismatch_count,
    count(*) filter (where has_nid and nid_status = 'not_tried') as nid_not_tried_count,
    count(birth_date) as birth_date_count,
    count(*) filter (where date_part('month', birth_date) = 1 and date_part('day', birth_date) = 1)
      as first_january_count,
    count(*) filter (where not has_father_name) as father_name_missing_count,
    count(*) filter (where not has_mother_name) as mother_name_missing_count,
    count(*) filter (where not has_wallet) as wallet_missing_count,
    count(*) filter (where is_own_wallet) as own_wallet_count,
    count(*) filter (where age between 23 and 62) as age_23_62_count,
    count(*) filter (where age between 23 and 62 and age % 5 = 0) as heaped_count,
    count(*) filter (where age between 10 and 89) as age_10_89_count,
    min(recorded_on) as oldest_on,
    max(recorded_on) as newest_on
  from placed
  group by area_code, area_level, parent_code, record_kind
),
digit as (
  select
    area_code,
    record_kind,
    age % 10 as last_digit,
    (age % 10 + 1) * count(*) + (9 - age % 10) * count(*) filter (where age >= 20) as blended
  from placed
  where age between 10 and 89
  group by area_code, record_kind, age % 10
),
blended as (
  select
    area_code,
    record_kind,
    last_digit,
    cast(blended as decimal(18, 4)) * 100 / nullif(sum(blended) over (partition by area_code, record_kind), 0) as share
  from digit
),
myers as (
  select
    area_code,
    record_kind,
    -- A digit that nobody's age ends in is ten per cent short.
    round((sum(abs(share - 10)) + (10 - count(*)) * 10) / 2, 1) as myers_index
  from blended
  group by area_code, record_kind
)
select
  counted.area_code,
  counted.area_level,
  counted.parent_code,
  counted.record_kind,
  counted.record_count,
  counted.nid_count,
  counted.brn_only_count,
  counted.no_identifier_count,
  case when counted.record_kind = 'beneficiary' then counted.nid_verified_count end as nid_verified_count,
  case when counted.record_kind = 'beneficiary' then counted.nid_mismatch_count end as nid_mismatch_count,
  case when counted.record_kind = 'beneficiary' then counted.nid_not_tried_count end as nid_not_tried_count,
  case
    when counted.record_kind = 'beneficiary' then counted.nid_count - counted.nid_verified_count
      - counted.nid_mismatch_count - counted.nid_not_tried_count
  end as nid_unknown_count,
  counted.birth_date_count,
  counted.record_count - counted.birth_date_count as birth_date_missing_count,
  counted.first_january_count,
  counted.father_name_missing_count,
  counted.mother_name_missing_count,
  case when counted.record_kind = 'beneficiary' then counted.wallet_missing_count end as wallet_missing_count,
  case when counted.record_kind = 'beneficiary' then counted.own_wallet_count end as own_wallet_count,
  counted.age_23_62_count,
  counted.age_10_89_count,
  round(cast(counted.heaped_count as decimal(18, 4)) * 500 / nullif(counted.age_23_62_count, 0), 1) as whipple_index,
  myers.myers_index,
  counted.oldest_on,
  counted.newest_on,
  case
    when counted.record_kind = 'beneficiary'
      then round(cast(counted.nid_verified_count as decimal(18, 4)) / nullif(counted.nid_count, 0), 4)
  end as nid_verified_share,
  round(cast(counted.first_january_count as decimal(18, 4)) / nullif(counted.birth_date_count, 0), 4)
    as first_january_share,
  round(
    cast(counted.record_count - counted.birth_date_count as decimal(18, 4)) / nullif(counted.record_count, 0), 4
  ) as birth_date_missing_share
from counted
left join myers on counted.area_code = myers.area_code and counted.record_kind = myers.record_kind
order by counted.area_code, counted.record_kind
