--! summary.en = "From order to payment, one row per fiscal year, cycle (and all of them), programme, area of every level, and channel, provider or return reason: ordered, settled, returned, paid again, in rows and taka, and how late."
--! summary.bn = "আদেশ থেকে পরিশোধ: অর্থবছর, কিস্তি (ও সব কিস্তি), কর্মসূচি, প্রতি স্তরের এলাকা এবং মাধ্যম, সেবাদাতা বা ফেরতের কারণ অনুযায়ী; আদেশ, পরিশোধ, ফেরত, পুনঃপরিশোধ—সংখ্যায় ও টাকায়—এবং বিলম্ব।"
--! grain = ["fiscal_year", "cycle", "programme_code", "area_code", "group_code"]
--! owner = "payment"
--! column.area_code = { bn = "এলাকার কোড", en = "Area: a ward is written union-ward; 'unknown' where no record says" }
--! column.area_level = { bn = "এলাকার স্তর", en = "ward, union, paurashava, city_ward, upazila, city_corporation, district, division, country, or unknown" }
--! column.parent_code = { bn = "যে এলাকার অংশ", en = "Area of which it is a part; null for the country" }
--! column.fiscal_year = { bn = "অর্থবছর", en = "Fiscal year" }
--! column.cycle = { bn = "কিস্তি; all মানে সব", en = "Cycle; all is the fiscal year" }
--! column.programme_code = { bn = "কর্মসূচির কোড", en = "Programme" }
--! column.group_kind = { bn = "শ্রেণিবিভাগ", en = "all in every cycle; channel, provider, return_reason over the fiscal year" }
--! column.group_code = { bn = "মাধ্যম, সেবাদাতা বা ফেরতের কারণের কোড (reference.return_reason); all মানে সব", en = "Channel, provider or code of the return reason (reference.return_reason) with its kind before it; all is every payment" }
--! column.ordered_count = { unit = "payments", bn = "পরিশোধাদেশ", en = "Ordered" }
--! column.settled_count = { unit = "payments", bn = "পরিশোধিত", en = "Settled" }
--! column.returned_count = { unit = "payments", bn = "ফেরত", en = "Returned" }
--! column.pending_count = { unit = "payments", bn = "অপেক্ষমাণ", en = "Pending" }
--! column.reissued_count = { unit = "payments", bn = "পুনঃপ্রেরিত", en = "Orders that pay a returned one again" }
--! column.paid_again_count = { unit = "payments", bn = "ফেরতের পর পুনঃপরিশোধিত", en = "Returned, and paid again" }
--! column.not_paid_again_count = { unit = "payments", bn = "ফেরত, পুনঃপরিশোধ হয়নি", en = "Returned, and not paid again" }
--! column.ordered_taka = { unit = "taka", bn = "পরিশোধাদেশের টাকা", en = "Taka ordered" }
--! column.settled_taka = { unit = "taka", bn = "পরিশোধিত টাকা", en = "Taka settled" }
--! column.returned_taka = { unit = "taka", bn = "ফেরত টাকা", en = "Taka returned" }
--! column.pending_taka = { unit = "taka", bn = "অপেক্ষমাণ টাকা", en = "Taka pending" }
--! column.reissued_taka = { unit = "taka", bn = "পুনঃপ্রেরিত টাকা", en = "Taka of the orders that pay a returned one again" }
--! column.paid_again_taka = { unit = "taka", bn = "ফেরতের পর পুনঃপরিশোধিত টাকা", en = "Taka returned, and paid again" }
--! column.not_paid_again_taka = { unit = "taka", bn = "ফেরত, পুনঃপরিশোধ হয়নি এমন টাকা", en = "Taka returned, and not paid again" }
--! column.timed_count = { unit = "payments", bn = "যে পরিশোধের বিলম্ব জানা", en = "Settled payments whose due day is known" }
--! column.untimed_count = { unit = "payments", bn = "যে পরিশোধের বিলম্ব অজানা", en = "Settled payments of which the due day or the day of settlement is not known" }
--! column.late_count = { unit = "payments", bn = "৩০ দিনের বেশি বিলম্বিত", en = "Of these later than 30 days (reference.setting late_days)" }
--! column.late_days_median = { unit = "days", bn = "বিলম্বের মধ্যক", en = "Days late, median" }
--! column.late_days_p90 = { unit = "days", bn = "বিলম্বের ৯০তম শতমিক", en = "Days late, ninetieth percentile" }
--! column.settled_share = { unit = "share", bn = "পরিশোধের হার", en = "Settled of ordered" }
--! column.returned_share = { unit = "share", bn = "ফেরতের হার", en = "Returned of ordered" }
--! column.paid_again_share = { unit = "share", bn = "ফেরতের কত অংশ পুনঃপরিশোধিত", en = "Paid again of returned" }
--! column.late_share = { unit = "share", bn = "৩০ দিনের বেশি বিলম্বিতের হার", en = "Later than 30 days" }
--! formula.late_days_median = { bn = "পরিশোধের দিন − প্রদেয় দিন, এর মধ্যক; প্রদেয় দিন লেখা না থাকলে কিস্তির শেষ দিন + কর্মসূচির নির্ধারিত দিন; ঋণাত্মক মানে আগাম", en = "median of day of settlement − due day; where no due day is written the last day of the cycle + the programme's due days; below zero is early" }
--! formula.late_days_p90 = { bn = "যত দিনের মধ্যে অন্তত ৯০% পরিশোধ হয়েছে তার ক্ষুদ্রতম", en = "the smallest number of days within which at least 90 % were settled" }
--! formula.settled_share = { bn = "পরিশোধিত ÷ পরিশোধাদেশ", en = "settled / ordered" }
--! formula.returned_share = { bn = "ফেরত ÷ পরিশোধাদেশ", en = "returned / ordered" }
--! formula.paid_again_share = { bn = "ফেরতের পর পুনঃপরিশোধিত ÷ ফেরত", en = "returned and paid again / returned" }
--! formula.late_share = { bn = "৩০ দিনের বেশি বিলম্বিত ÷ যে পরিশোধের বিলম্ব জানা", en = "settled later than 30 days after the due day / settled payments whose due day is known" }
--! check = ["ordered_count = settled_count + returned_count + pending_count", "returned_count = paid_again_count + not_paid_again_count", "ordered_taka = settled_taka + returned_taka + pending_taka", "returned_taka = paid_again_taka + not_paid_again_taka", "timed_count <= settled_count"]
--! release.counts = ["ordered_count", "settled_count", "returned_count", "pending_count", "reissued_count", "paid_again_count", "not_paid_again_count", "timed_count", "untimed_count", "late_count"]
--! release.minimum = 10
--! release.rows = "area_level <> 'ward' and (group_kind = 'all' or (is_wide and programme_code not in ('ANA', 'ANE', 'BDA', 'BDE', 'DAA', 'DSE', 'HJA', 'HJE', 'MCB', 'MED', 'TEA', 'TEE')))"
--! release.plain = ["area_level", "parent_code", "group_kind"]
--! release.tree.area_code = "parent_code"
--! release.split = { group_code = "group_kind", cycle = "" }
--! release.equation = ["ordered_count = settled_count + returned_count + pending_count", "returned_count = paid_again_count + not_paid_again_count", "settled_count = timed_count + untimed_count"]
--! release.sensitive.programme_code = ["ANA", "ANE", "BDA", "BDE", "DAA", "DSE", "HJA", "HJE", "MCB", "MED", "TEA", "TEE"]
--! release.share.settled_share = "settled_count / ordered_count"
--! release.share.returned_share = "returned_count / ordered_count"
--! release.share.paid_again_share = "paid_again_count / returned_count"
--! release.share.late_share = "late_count / timed_count"
--! release.figure = { ordered_taka = "ordered_count", settled_taka = "settled_count", returned_taka = "returned_count", pending_taka = "pending_count", reissued_taka = "reissued_count", paid_again_taka = "paid_again_count", not_paid_again_taka = "not_paid_again_count", late_days_median = "timed_count", late_days_p90 = "timed_count" }
with
payment as (select * from mart.payment_profile),
place as (select * from mart.area_ancestor),
setting as (select cast(value as bigint) as late_days from reference.setting where setting = 'late_days'),
kind as (
  select kind.group_kind, kind.is_yearly
  from (
    values ('all', false), ('all', true), ('channel', true), ('provider', true), ('return_reason', true)
  ) as kind (group_kind, is_yearly)
),
placed as (
  select
    payment.fiscal_year,
    case when kind.is_yearly then 'all' else payment.cycle end as cycle,
    payment.programme_code,
    place.area_code,
    place.area_level,
    place.parent_code,
    place.is_wide,
    kind.group_kind,
    case kind.group_kind
      when 'all' then 'all'
      when 'channel' then concat('channel: ', payment.channel)
      when 'provider' then concat('provider: ', payment.provider)
      else concat('return_reason: ', coalesce(payment.return_reason, 'not_returned'))
    end as group_code,
    payment.status,
    payment.is_reissue,
    payment.is_paid_again,
    payment.amount_taka,
    payment.late_days
  from payment
  inner join place on payment.place_code = place.place_code
  cross join kind
),
summed as (
  select
    placed.fiscal_year,
    placed.cycle,
    placed.programme_code,
    placed.area_code,
    placed.area_level,
    placed.parent_code,
    placed.is_wide,
    placed.group_kind,
    placed.group_code,
    count(*) as ordered_count,
    count(*) filter (where placed.status = 'settled') as settled_count,
    count(*) filter (where placed.status = 'returned') as returned_count,
    count(*) filter (where placed.status = 'pending') as pending_count,
    count(*) filter (where placed.is_reissue) as reissued_count,
    count(*) filter (where placed.is_paid_again) as paid_again_count,
    sum(placed.amount_taka) as ordered_taka,
    coalesce(sum(placed.amount_taka) filter (where placed.status = 'settled'), 0) as settled_taka,
    coalesce(sum(placed.amount_taka) filter (where placed.status = 'returned'), 0) as returned_taka,
    coalesce(sum(placed.amount_taka) filter (where placed.status = 'pending'), 0) as pending_taka,
    coalesce(sum(placed.amount_taka) filter (where placed.is_reissue), 0) as reissued_taka,
    coalesce(sum(placed.amount_taka) filter (where placed.is_paid_again), 0) as paid_again_taka,
    count(placed.late_days) as timed_count,
    count(*) filter (where placed.late_days > setting.late_days) as late_count,
    median(cast(placed.late_days as decimal(18, 1))) as late_days_median,
    array_sort(array_agg(placed.late_days) filter (where placed.late_days is not null)) as late_days_sorted
  from placed
  cross join setting
  group by
    placed.fiscal_year,
    placed.cycle,
    placed.programme_code,
    placed.area_code,
    placed.area_level,
    placed.parent_code,
    placed.is_wide,
    placed.group_kind,
    placed.group_code
),
-- Every area shows every cycle, channel, provider and reason of the programme's year, a zero included: that a row is
-- missing would tell what its counts hide.
area as (
  select distinct fiscal_year, programme_code, area_code, area_level, parent_code, is_wide
  from summed
),
part as (
  select distinct fiscal_year, cycle, programme_code, group_kind, group_code
  from summed
),
framed as (
  select
    area.fiscal_year,
    part.cycle,
    area.programme_code,
    area.area_code,
    area.area_level,
    area.parent_code,
    area.is_wide,
    part.group_kind,
    part.group_code,
    coalesce(summed.ordered_count, 0) as ordered_count,
    coalesce(summed.settled_count, 0) as settled_count,
    coalesce(summed.returned_count, 0) as returned_count,
    coalesce(summed.pending_count, 0) as pending_count,
    coalesce(summed.reissued_count, 0) as reissued_count,
    coalesce(summed.paid_again_count, 0) as paid_again_count,
    coalesce(summed.ordered_taka, 0) as ordered_taka,
    coalesce(summed.settled_taka, 0) as settled_taka,
    coalesce(summed.returned_taka, 0) as returned_taka,
    coalesce(summed.pending_taka, 0) as pending_taka,
    coalesce(summed.reissued_taka, 0) as reissued_taka,
    coalesce(summed.paid_again_taka, 0) as paid_again_taka,
    coalesce(summed.timed_count, 0) as timed_count,
    coalesce(summed.late_count, 0) as late_count,
    summed.late_days_median,
    summed.late_days_sorted
  from area
  inner join part on area.fiscal_year = part.fiscal_year and area.programme_code = part.programme_code
  left join summed
    on area.fiscal_year = summed.fiscal_year
    and part.cycle = summed.cycle
    and area.programme_code = summed.programme_code
    and area.area_code = summed.area_code
    and part.group_code = summed.group_code
)
select
  framed.fiscal_year,
  framed.cycle,
  framed.programme_code,
  framed.area_code,
  framed.area_level,
  framed.parent_code,
  framed.is_wide,
  framed.group_kind,
  framed.group_code,
  framed.ordered_count,
  framed.settled_count,
  framed.returned_count,
  framed.pending_count,
  framed.reissued_count,
  framed.paid_again_count,
  framed.returned_count - framed.paid_again_count as not_paid_again_count,
  framed.ordered_taka,
  framed.settled_taka,
  framed.returned_taka,
  framed.pending_taka,
  framed.reissued_taka,
  framed.paid_again_taka,
  framed.returned_taka - framed.paid_again_taka as not_paid_again_taka,
  framed.timed_count,
  framed.settled_count - framed.timed_count as untimed_count,
  framed.late_count,
  framed.late_days_median,
  -- The smallest rank that is at least nine tenths of the count.
  array_element(framed.late_days_sorted, (framed.timed_count * 9 + 9) / 10) as late_days_p90,
  round(cast(framed.settled_count as decimal(18, 4)) / nullif(framed.ordered_count, 0), 4) as settled_share,
  round(cast(framed.returned_count as decimal(18, 4)) / nullif(framed.ordered_count, 0), 4) as returned_share,
  round(cast(framed.paid_again_count as decimal(18, 4)) / nullif(framed.returned_count, 0), 4) as paid_again_share,
  round(cast(framed.late_count as decimal(18, 4)) / nullif(framed.timed_count, 0), 4) as late_share
from framed
order by framed.fiscal_year, framed.cycle, framed.programme_code, framed.area_code, framed.group_code
