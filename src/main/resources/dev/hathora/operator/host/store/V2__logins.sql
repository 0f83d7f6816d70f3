-- How the players of an application may log in, as JSON.
alter table applications add column logins text not null default '{"anonymous":true,"nickname":true}';
