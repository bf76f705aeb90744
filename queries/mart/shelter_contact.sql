--! summary.en = "Every shelter with what is needed to open it: place, capacity, keeper's mobile; restricted."
--! summary.bn = "প্রতিটি আশ্রয়কেন্দ্র খুলতে যা লাগে: স্থান, ধারণক্ষমতা, তত্ত্বাবধায়কের মোবাইল; সীমিত ব্যবহারের জন্য।"
--! grain = ["sending_office", "shelter_id"]
--! owner = "disaster"
--! column.keeper_mobile = { class = "direct", bn = "তত্ত্বাবধায়কের মোবাইল", en = "Mobile number of the keeper" }
--! column.capacity_persons = { unit = "persons", bn = "ধারণক্ষমতা", en = "Persons it holds" }
with
shelter as (select * from stage.shelter)
select
  shelter.sending_office,
  shelter.shelter_id,
  shelter.name_bn as shelter_name,
  shelter.union_code,
  shelter.ward_no,
  shelter.capacity_persons,
  shelter.has_ramp,
  shelter.has_separate_women_room,
  shelter.keeper_mobile,
  shelter.is_usable
from shelter
order by shelter.sending_office, shelter.shelter_id
