--! summary.en = "One row per identifier that stands on more records than it may: two register records, one programme twice, two programmes, one wallet for two people."
--! summary.bn = "প্রতিটি দ্বৈত পরিচিতি নম্বরের একটি সারি: নিবন্ধনে দুইবার, একই কর্মসূচিতে দুইবার, দুই কর্মসূচিতে, বা দুই ব্যক্তির এক ওয়ালেট।"
--! grain = ["scope", "identifier_kind", "identifier_key"]
--! owner = "programme"
--! person_level = true
--! column.identifier_key = { class = "direct", bn = "পরিচিতি নম্বরের সংকেত", en = "Keyed hash of the identifier" }
--! column.record_ids = { class = "direct", bn = "নথির ক্রমিক", en = "The records, in order, separated by |" }
--! column.record_count = { unit = "records", bn = "নথির সংখ্যা", en = "Records" }
--! check = ["record_count >= 2"]
with
register as (select * from stage.person),
entry as (select * from stage.beneficiary where is_active),
person as (select * from entity.entity_person where source = 'beneficiary'),
register_identifier as (
  select 'nid' as identifier_kind, nid_key as identifier_key, person_record_id as record_id
  from register
  where nid_key is not null
  union all
  select 'brn' as identifier_kind, brn_key as identifier_key, person_record_id as record_id
  from register
  where brn_key is not null
),
in_register as (
  select 'register' as scope, identifier_kind, identifier_key, record_id
  from register_identifier
  qualify count(*) over (partition by identifier_kind, identifier_key) > 1
),
same_programme as (
  select 'list_same_programme' as scope, id_type as identifier_kind, identifier_key, beneficiary_id as record_id
  from entry
  where identifier_key is not null
  qualify count(*) over (partition by identifier_key, programme_code) > 1
),
programme_count as (
  select identifier_key, count(distinct programme_code) as programmes
  from entry
  where identifier_key is not null
  group by identifier_key
),
other_programme as (
  select
    'list_other_programme' as scope,
    entry.id_type as identifier_kind,
    entry.identifier_key,
    entry.beneficiary_id as record_id
  from entry
  inner join programme_count on entry.identifier_key = programme_count.identifier_key
  where programme_count.programmes > 1
),
wallet as (
  select entry.wallet_key, entry.beneficiary_id, person.person_id
  from entry
  inner join person
    on entry.sending_office = person.sending_office and entry.beneficiary_id = person.record_id
    and entry.programme_code = person.programme_code
  where entry.wallet_key is not null
),
wallet_owner as (
  select wallet_key, count(distinct person_id) as persons
  from wallet
  group by wallet_key
),
shared_wallet as (
  select
    'wallet' as scope,
    'wallet' as identifier_kind,
    wallet.wallet_key as identifier_key,
    wallet.beneficiary_id as record_id
  from wallet
  inner join wallet_owner on wallet.wallet_key = wallet_owner.wallet_key
  where wallet_owner.persons > 1
),
found as (
  select * from in_register
  union all
  select * from same_programme
  union all
  select * from other_programme
  union all
  select * from shared_wallet
)
select
  found.scope,
  found.identifier_kind,
  found.identifier_key,
  count(*) as record_count,
  string_agg(found.record_id, '|' order by found.record_id) as record_ids
from found
group by found.scope, found.identifier_kind, found.identifier_key
order by found.scope, found.identifier_kind, found.identifier_key
