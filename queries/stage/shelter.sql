--! summary.en = "One row per shelter of the newest shelter register of each office."
--! summary.bn = "প্রতিটি কার্যালয়ের সর্বশেষ আশ্রয়কেন্দ্র তালিকার প্রতি আশ্রয়কেন্দ্রে একটি সারি।"
--! grain = ["sending_office", "shelter_id"]
--! owner = "disaster"
--! column.keeper_mobile = { class = "direct", bn = "তত্ত্বাবধায়কের মোবাইল", en = "Mobile number of the keeper, to be called" }
with
shelter as (select * from raw.shelter)
select
  shelter.sending_office,
  shelter.shelter_id,
  shelter.name_bn,
  shelter.union_code,
  shelter.ward_no,
  shelter.latitude,
  shelter.longitude,
  shelter.capacity_persons,
  shelter.floor_m2,
  shelter.has_ramp,
  shelter.has_separate_women_room,
  shelter.keeper_mobile,
  shelter.is_usable
from shelter
order by shelter.sending_office, shelter.shelter_id
