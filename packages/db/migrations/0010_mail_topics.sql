-- What a mail is about, who wants which topic, and how often a link was followed.

create table topic (
  key text primary key,
  title text not null,
  description text not null default '',
  -- out: everybody who did not say no; in: only who said yes.
  opt text not null default 'out' check (opt in ('out', 'in')),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
insert into topic (key, title, description) values
  ('news', 'News', 'What is new and worth knowing.'),
  ('offers', 'Offers', 'Discounts and codes.');

-- What somebody said about a topic; without a row the topic's own rule holds. A suppressed address is out of all topics.
create table subscription (
  -- Lower-cased.
  address text not null,
  topic text not null,
  channel text not null default 'email' check (channel in ('email')),
  state text not null check (state in ('in', 'out')),
  subject text,
  source text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (address, topic, channel)
);

-- Null: from before mails had topics.
alter table message add column topic text;
alter table message add column cc text[] not null default '{}';
alter table message add column bcc text[] not null default '{}';
alter table mail_link add column topic text;
alter table mail_link add column clicks integer not null default 0;
create index mail_link_key on mail_link (key);
