-- Idempotency-Keys of changes over the API, with the sealed answers that repeats get for a day.
create table request_key (
  caller text not null,
  key text not null,
  digest bytea not null,
  claim text not null,
  claimed_at timestamptz not null default clock_timestamp(),
  answer jsonb,
  primary key (caller, key)
);
create index request_key_age on request_key (claimed_at);
