-- The namespace of an application's resource; empty if it comes from a file.
alter table applications add column namespace text not null default '';
drop index applications_by_name;
create unique index applications_by_name on applications (namespace, name) where deleted_at is null;
