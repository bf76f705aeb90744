--! summary.en = "How many an area is allotted beside how many are on the list and how many are missing, one row per area and programme that has a quota; where coverage is to be universal the gap should be zero."
--! summary.bn = "বরাদ্দ সংখ্যার পাশে তালিকাভুক্ত ও বাদ পড়া ব্যক্তি: কোটা আছে এমন প্রতি এলাকা ও কর্মসূচির একটি সারি; শতভাগ আওতার এলাকায় বাদ পড়া শূন্য হওয়ার কথা।"
--! grain = ["area_code", "programme_code"]
--! owner = "planning"
--! column.area_code = { bn = "এলাকার কোড", en = "Area that has the quota" }
--! column.fiscal_year = { bn = "কোটার অর্থবছর", en = "Fiscal year of the quota" }
--! column.quota_person_count = { unit = "persons", bn = "বরাদ্দ সংখ্যা", en = "Allotted beneficiaries" }
--! column.universal_since = { bn = "শতভাগ আওতার তারিখ", en = "Since when every eligible person is to be covered" }
--! column.is_universal = { bn = "শতভাগ আওতার এলাকা কি না", en = "Whether that day has come" }
--! column.listed_count = { unit = "persons", bn = "তালিকাভুক্ত", en = "On the list; empty where the run holds no list of the area" }
--! column.missing_count = { unit = "persons", bn = "যোগ্য কিন্তু বাদ পড়া", en = "Eligible and not on the list, in what was surveyed" }
--! column.quota_use_share = { unit = "share", bn = "কোটা ব্যবহারের হার", en = "Use of the quota" }
--! column.universal_gap_count = { unit = "persons", bn = "শতভাগ আওতার এলাকায় বাদ পড়া", en = "Missing where nobody should be" }
--! formula.quota_use_share = { bn = "তালিকাভুক্ত ÷ বরাদ্দ সংখ্যা", en = "on the list / allotted" }
--! formula.universal_gap_count = { bn = "শতভাগ আওতার এলাকায় যোগ্য কিন্তু বাদ পড়া; শূন্য হওয়ার কথা", en = "eligible and not on the list where coverage is to be universal; should be zero" }
--! release.counts = ["listed_count", "missing_count"]
--! release.minimum = 10
--! release.plain = ["fiscal_year", "quota_person_count", "universal_since", "is_universal"]
--! release.same_as.coverage_by_area.key = { area_code = "area_code", programme_code = "programme_code", group_code = "'all'" }
--! release.figure = { quota_use_share = "listed_count", universal_gap_count = "missing_count" }
with
quota as (select * from stage.quota),
coverage as (select * from mart.coverage_by_area where group_code = 'all'),
-- Two offices may send the quota of one area; it is one quota.
allotted as (
  select
    area_code,
    programme_code,
    max(fiscal_year) as fiscal_year,
    max(quota_person_count) as quota_person_count,
    min(universal_since) as universal_since
  from quota
  group by area_code, programme_code
),
joined as (
  select
    allotted.*,
    coalesce(allotted.universal_since <= $as_of, false) as is_universal,
    coverage.listed_count,
    coverage.missing_count
  from allotted
  left join coverage
    on allotted.area_code = coverage.area_code and allotted.programme_code = coverage.programme_code
)
select
  joined.area_code,
  joined.programme_code,
  joined.fiscal_year,
  joined.quota_person_count,
  joined.universal_since,
  joined.is_universal,
  joined.listed_count,
  joined.missing_count,
  round(cast(joined.listed_count as decimal(18, 4)) / nullif(joined.quota_person_count, 0), 4) as quota_use_share,
  case when joined.is_universal then joined.missing_count end as universal_gap_count
from joined
order by joined.area_code, joined.programme_code
