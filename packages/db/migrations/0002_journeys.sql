-- What journeys touch: profiles, mail, offers, stock; and what people and machines use: hooks, secrets, keys, audit, sign-in.

create table profile (
  subject text primary key,
  attributes jsonb not null default '{}',
  updated_at timestamptz not null default clock_timestamp()
);

create table suppression (
  -- Lower-cased address.
  address text primary key,
  reason text not null check (reason in ('unsubscribed', 'bounced', 'complained', 'by-hand')),
  run text,
  created_at timestamptz not null default clock_timestamp()
);

-- One row per message handed to SMTP; id is the effect key, from which the Message-ID is made.
create table message (
  key text primary key,
  run text not null,
  step text not null,
  subject text not null,
  address text not null,
  title text not null,
  html text not null,
  state text not null check (state in ('sent', 'unsure', 'suppressed', 'failed')),
  detail text,
  created_at timestamptz not null default clock_timestamp()
);
create index message_run on message (run);

-- Tokens are 256 random bits; only their sha-256 is stored.
create table mail_link (
  token_hash bytea primary key,
  kind text not null check (kind in ('link', 'unsubscribe')),
  key text not null,
  run text not null,
  step text not null,
  subject text not null,
  address text not null,
  url text,
  label text,
  created_at timestamptz not null default clock_timestamp(),
  used_at timestamptz
);

create table offer (
  -- Effect key of the step that gave it.
  key text primary key,
  code text not null,
  value text not null,
  run text not null,
  subject text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz
);
create index offer_subject on offer (subject, created_at);

create table stock_item (
  sku text primary key,
  name text not null,
  level numeric not null,
  reorder_point numeric not null,
  reorder_quantity numeric not null,
  supplier text,
  updated_at timestamptz not null default clock_timestamp()
);

create table stock_order (
  -- Effect key: never two orders for one step.
  key text primary key,
  sku text not null,
  quantity numeric not null,
  supplier_url text not null,
  run text not null,
  state text not null check (state in ('intended', 'placed', 'refused')),
  reference text,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create index stock_order_sku on stock_order (sku, created_at desc);

create table hook (
  key text primary key,
  name text not null,
  event_type text not null,
  -- How the signature is read; null secret: the hook is closed.
  scheme jsonb not null,
  secret text,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);

-- Sealed: envelope encryption, see docs/operate. hosts binds a secret to where it may be sent.
create table secret (
  name text primary key,
  sealed jsonb not null,
  version integer not null default 1,
  hosts text[] not null default '{}',
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  updated_by text not null
);
create table secret_key_check (
  kid text primary key,
  sealed jsonb not null
);

create table api_key (
  id text primary key,
  kind text not null check (kind in ('write', 'api')),
  name text not null,
  -- First characters, to recognise it in a list.
  prefix text not null,
  hash bytea not null unique,
  role text not null,
  -- Sources a write key may claim; empty: any but the reserved ones.
  sources text[] not null default '{}',
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null,
  revoked_at timestamptz,
  last_used_at timestamptz
);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  action text not null,
  target text not null,
  detail jsonb not null default '{}'
);
create index audit_at on audit (at desc, id desc);

-- better-auth's tables (people).
create table "user" (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  role text not null default 'viewer',
  banned boolean default false,
  ban_reason text,
  ban_expires timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create table session (
  id text primary key,
  user_id text not null references "user" (id) on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  impersonated_by text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create table account (
  id text primary key,
  user_id text not null references "user" (id) on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create table verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
