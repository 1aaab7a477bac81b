-- When each field of a profile was said and by whom, of removed fields too: what is older does not come back.
alter table profile add column times jsonb not null default '{}';
