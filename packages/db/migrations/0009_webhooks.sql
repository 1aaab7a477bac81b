-- Webhooks as the world sends them: what becomes of a call, two secrets while one is exchanged, repeats, and the last calls.
alter table hook
  add column mapping jsonb not null default '{}',
  add column tolerance_s integer not null default 300,
  add column repeat_window_s integer not null default 86400,
  add column previous_secret text,
  add column previous_until timestamptz;
update hook
set mapping = jsonb_build_object('subject', scheme -> 'subjectPointer'), scheme = scheme - 'subjectPointer'
where scheme ? 'subjectPointer';

-- What was signed of calls that carry no signed id and no signed time: which event it became, and when.
create table hook_repeat (
  hook text not null references hook (key) on delete cascade,
  digest bytea not null,
  event_id text not null,
  first_at timestamptz not null default clock_timestamp(),
  primary key (hook, digest)
);
create index hook_repeat_age on hook_repeat (hook, first_at);

-- The last calls as they came, for whoever sets a webhook up.
create table hook_call (
  id bigint generated always as identity primary key,
  hook text not null references hook (key) on delete cascade,
  at timestamptz not null default clock_timestamp(),
  status integer not null,
  reason text,
  call jsonb not null
);
create index hook_call_newest on hook_call (hook, id);
