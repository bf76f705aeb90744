--! summary.en = "What is wrong with payments, one row per kind, fiscal year, programme and area of every level, in rows and taka."
--! summary.bn = "পরিশোধের অসংগতি: ধরন, অর্থবছর, কর্মসূচি ও প্রতি স্তরের এলাকা অনুযায়ী, সংখ্যায় ও টাকায়।"
--! grain = ["exception", "fiscal_year", "programme_code", "area_code"]
--! owner = "payment"
--! column.area_code = { bn = "এলাকার কোড", en = "Area: a ward is written union-ward; 'unknown' where no record says" }
--! column.area_level = { bn = "এলাকার স্তর", en = "ward, union, paurashava, city_ward, upazila, city_corporation, district, division, country, or unknown" }
--! column.parent_code = { bn = "যে এলাকার অংশ", en = "Area of which it is a part; null for the country" }
--! column.exception = { bn = "অসংগতির ধরন", en = "Kind, as in mart.payment_exception" }
--! column.exception_count = { unit = "payments", bn = "সংখ্যা", en = "Payments; of missed cycles entries times cycles, of wallets entries" }
--! column.exception_taka = { unit = "taka", bn = "সংশ্লিষ্ট টাকা", en = "Amount of these payments; null where there is no payment" }
--! column.difference_taka = { unit = "taka", bn = "হারের চেয়ে বেশি (ঋণাত্মক হলে কম)", en = "Amount minus rate times months, summed" }
--! formula.exception_count = { bn = "rate_differs: টাকা ≠ অর্থবছর ও স্তরের মাসিক হার × মাস; rate_cannot_tell: মাস, স্তর বা হার অজানা; paid_after_death, paid_after_exit: মৃত্যু বা বাতিলের দিনের পরে পরিশোধিত; cycle_after_death, cycle_after_exit: পুরো কিস্তি তার পরে শুরু; on_no_list: ভাতাভোগী কোনো তালিকায় নেই; missed_cycle: কিস্তি শুরুর আগে তালিকাভুক্ত সক্রিয় ভাতাভোগী, কিন্তু আদেশ নেই; wallet_breach: ভিন্ন খানার বা একাধিক জনের ‘নিজ’ ওয়ালেট এক", en = "rate_differs: amount ≠ monthly rate of the fiscal year and tier × months; rate_cannot_tell: months, tier or rate not known; paid_after_death, paid_after_exit: settled after the day of death or exit; cycle_after_death, cycle_after_exit: the whole cycle began after it; on_no_list: the beneficiary is on no list; missed_cycle: active, on the list before the cycle began, and without an order of it; wallet_breach: one wallet in two households, or the own one of two people" }
--! check = ["exception_count > 0"]
--! release.counts = ["exception_count"]
--! release.minimum = 10
--! release.rows = "area_level <> 'ward'"
--! release.plain = ["area_level", "parent_code"]
--! release.tree.area_code = "parent_code"
--! release.sensitive.programme_code = ["ANA", "ANE", "BDA", "BDE", "DAA", "DSE", "HJA", "HJE", "MCB", "MED", "TEA", "TEE"]
--! release.figure = { exception_taka = "exception_count", difference_taka = "exception_count" }
with
exception as (select * from mart.payment_exception),
place as (select * from mart.area_ancestor)
select
  exception.exception,
  exception.fiscal_year,
  exception.programme_code,
  place.area_code,
  place.area_level,
  place.parent_code,
  count(*) as exception_count,
  sum(exception.exception_taka) as exception_taka,
  sum(exception.difference_taka) as difference_taka
from exception
inner join place on exception.place_code = place.place_code
group by
  exception.exception,
  exception.fiscal_year,
  exception.programme_code,
  place.area_code,
  place.area_level,
  place.parent_code
order by exception.exception, exception.fiscal_year, exception.programme_code, place.area_code
