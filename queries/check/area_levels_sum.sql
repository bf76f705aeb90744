--! summary.en = "Areas whose count is not the sum of the areas in them: ward, union, upazila, district, division and country must agree."
--! summary.bn = "যে এলাকার সংখ্যা তার ভেতরের এলাকাগুলোর যোগফলের সমান নয়: ওয়ার্ড, ইউনিয়ন, উপজেলা, জেলা, বিভাগ ও দেশ মিলতে হবে।"
--! owner = "planning"
with
coverage as (
  select
    concat('coverage ', programme_code, ' ', group_code) as figure, area_code, parent_code,
    eligible_count + 1000 * cannot_tell_count + 1000000 * listed_not_eligible_count
      + 1000000000 * listed_not_in_register_count as figure_sum
  from mart.coverage_by_area
),
reach as (
  select
    concat('reach ', programme_code, ' ', group_code) as figure, area_code, parent_code,
    person_count + cast(transfer_taka * 1000000 as bigint) as figure_sum
  from mart.reach_by_area
),
payment as (
  select
    concat('payment ', fiscal_year, ' ', cycle, ' ', programme_code, ' ', group_code) as figure, area_code, parent_code,
    ordered_count + cast(settled_taka * 1000000 as bigint) as figure_sum
  from mart.payment_by_area
),
figure as (
  select * from coverage
  union all
  select * from reach
  union all
  select * from payment
),
part as (
  select figure, parent_code as area_code, sum(figure_sum) as part_sum
  from figure
  where parent_code is not null
  group by figure, parent_code
)
select figure.figure, figure.area_code, figure.figure_sum, part.part_sum
from figure
inner join part on figure.figure = part.figure and figure.area_code = part.area_code
where figure.figure_sum <> part.part_sum
