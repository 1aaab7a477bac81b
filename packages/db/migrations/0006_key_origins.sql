-- Web pages that may use a write key from a browser: their origins, or *; empty: none.
alter table api_key add column origins text[] not null default '{}';
