-- The tables of the event protocol: identity, events, waits, deliveries, runs, tasks, effects, the matcher's lease.

create sequence event_seq cache 1;

-- An event was accepted once, for ever. hash: first 16 bytes of sha-256 over length-prefixed (source, id).
create table identity (
  hash bytea primary key,
  seq bigint not null
);

-- Partitioned by ranges of seq so that retention drops a table instead of deleting rows.
create table event (
  seq bigint not null,
  source text not null,
  id text not null,
  type text not null,
  subject text,
  time timestamptz,
  data jsonb not null,
  received_at timestamptz not null default clock_timestamp(),
  -- Set by the matcher.
  no bigint,
  matched_at timestamptz,
  routing bigint,
  primary key (seq)
) partition by range (seq);
create table event_p0 partition of event for values from (minvalue) to (5000000);
create table event_p1 partition of event for values from (5000000) to (10000000);
create index event_received_at on event (received_at desc, seq desc);
create index event_type_seq on event (type, seq desc);
create index event_subject_seq on event (subject, seq desc);

-- Accepted, not matched yet. bytes lets the matcher bound a batch without reading the events.
create table pending (
  seq bigint primary key,
  bytes integer not null,
  received_at timestamptz not null
);
-- The oldest one decides whether a timeout must still wait for the matcher.
create index pending_received_at on pending (received_at);

-- What any live version or open run correlates on, and since when.
create table listener (
  type text not null,
  key_expression text not null,
  since timestamptz not null default clock_timestamp(),
  since_no bigint not null,
  primary key (type, key_expression)
);

create table event_topic (
  topic bytea not null,
  no bigint not null,
  seq bigint not null,
  received_at timestamptz not null,
  primary key (topic, no)
);

create table matcher (
  one boolean primary key default true check (one),
  holder text,
  pid integer,
  epoch bigint not null default 0,
  until timestamptz not null default '-infinity',
  no bigint not null default 0,
  routing bigint not null default 0
);
insert into matcher default values;

create table flow (
  key text primary key,
  name text not null,
  draft jsonb not null,
  revision integer not null default 1,
  live_version integer,
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null
);

create table flow_version (
  flow text not null references flow (key),
  version integer not null,
  document jsonb not null,
  plan jsonb not null,
  plan_hash text not null,
  published_at timestamptz not null default clock_timestamp(),
  published_by text not null,
  -- routing numbers between which this version was live: [routing_from, routing_to)
  routing_from bigint not null,
  routing_to bigint,
  primary key (flow, version)
);

create table run (
  id text primary key,
  flow text not null,
  version integer not null,
  plan_hash text not null,
  subject text not null,
  state text not null check (state in ('queued', 'starting', 'open', 'closed', 'refused', 'lost')),
  next_n integer not null,
  outcome text,
  reason text,
  entry_seq bigint not null,
  entry jsonb not null,
  trigger_step integer not null,
  priority smallint not null,
  predecessor text,
  trail jsonb,
  suspected_at timestamptz,
  started_at timestamptz not null default clock_timestamp(),
  closed_at timestamptz,
  -- What the run's sink last said; nothing that decides anything reads these.
  shown jsonb,
  shown_at timestamptz,
  unique (flow, entry_seq)
);
create index run_flow_started on run (flow, started_at desc, id);
create index run_started on run (started_at desc, id);
create index run_subject on run (subject, started_at desc);
create index run_open on run (id) where state in ('starting', 'open');
create index run_queued on run (predecessor) where state = 'queued';

create table entry (
  flow text not null,
  subject text not null,
  active_run text,
  last_entered_at timestamptz,
  count integer not null default 0,
  queued text[] not null default '{}',
  primary key (flow, subject)
);

create table wait (
  run text not null references run (id) on delete cascade,
  step text not null,
  i smallint not null,
  topic bytea not null,
  type text not null,
  filter text,
  bindings jsonb not null,
  from_no bigint not null,
  port text not null,
  state text not null check (state in ('open', 'matched', 'expiring', 'expired')),
  matched_n integer,
  deadline timestamptz,
  primary key (run, step, i)
);
create index wait_topic on wait (topic) where state in ('open', 'expiring');
create index wait_expiring on wait (deadline) where state = 'expiring';

create table delivery (
  run text not null references run (id) on delete cascade,
  n integer not null,
  kind text not null,
  payload jsonb not null,
  seq bigint,
  -- `node.visit` of the wait an event satisfied.
  wait text,
  state text not null default 'pending' check (state in ('pending', 'settled')),
  settled_as text,
  attempts integer not null default 0,
  last_error text,
  created_at timestamptz not null default clock_timestamp(),
  settled_at timestamptz,
  primary key (run, n)
);
create unique index delivery_once on delivery (run, wait, seq) where kind = 'event';
create index delivery_seq on delivery (seq);

-- Runs that have unsettled deliveries: what deliverers claim.
create table outbox (
  run text primary key references run (id) on delete cascade,
  priority smallint not null,
  next_attempt_at timestamptz not null default clock_timestamp(),
  claim text,
  claimed_until timestamptz,
  created_at timestamptz not null default clock_timestamp()
);
create index outbox_next on outbox (priority, next_attempt_at);

create table refusal (
  seq bigint not null,
  flow text not null,
  version integer not null,
  code text not null,
  detail text not null,
  run text,
  primary key (seq, flow)
);

create table dead_letter (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('event', 'start', 'delivery')),
  event jsonb,
  seq bigint,
  run text,
  n integer,
  reason text not null,
  attempts integer not null,
  created_at timestamptz not null default clock_timestamp(),
  retried_at timestamptz
);

create table task (
  id text primary key,
  run text not null references run (id) on delete cascade,
  step text not null,
  node text not null,
  flow text not null,
  subject text not null,
  queue text not null,
  title text not null,
  body text not null,
  form jsonb not null,
  decisions jsonb not null,
  due_at timestamptz,
  escalate jsonb not null default '[]',
  state text not null check (state in ('open', 'decided', 'overdue', 'withdrawn')),
  claimed_by text,
  claimed_at timestamptz,
  decision text,
  "values" jsonb,
  decided_by text,
  ended_at timestamptz,
  created_at timestamptz not null default clock_timestamp()
);
create index task_inbox on task (state, queue, created_at);

-- The effects ledger.
create table effect (
  key text primary key,
  run text not null,
  state text not null check (state in ('intended', 'done', 'unsure', 'released')),
  attempt integer not null,
  result jsonb,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create index effect_run on effect (run);

-- A cap reserved with an effect's intent, keyed by the effect key.
create table cap_reservation (
  key text primary key,
  scope text not null,
  subject text not null,
  reserved_at timestamptz not null default clock_timestamp()
);
create index cap_scope on cap_reservation (scope, subject, reserved_at);

-- What the runs' sink says, grouped: positions and counts per node. Best effort.
create table visit (
  run text not null,
  node text not null,
  visit integer not null,
  flow text not null,
  version integer not null,
  state text not null,
  port text,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (run, node, visit)
);
create index visit_flow_node on visit (flow, version, node, state);
