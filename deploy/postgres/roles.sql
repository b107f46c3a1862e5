-- Who may do what in PostgreSQL, and the databases. Run as superuser at every start and safe to repeat: a changed password in the environment takes
-- effect by running it again. Passwords come from the environment, never from a command line that others on the machine could read.
\set ON_ERROR_STOP on
\getenv owner_password FRIST_OWNER_PASSWORD
\getenv temporal_password TEMPORAL_PASSWORD
-- Roles and rights are silent when they are there already.
set client_min_messages = warning;

-- Owns the product's tables and migrates them. Never superuser: it only has to make the app's role and give it its rights.
select 'create role frist' where not exists (select from pg_roles where rolname = 'frist') \gexec
alter role frist with login createrole nosuperuser nocreatedb password :'owner_password';
-- The role the processes work as. Made by its owner, who may then set its password (since PostgreSQL 16 only the maker may): the migration does so.
set role frist;
select 'create role frist_app' where not exists (select from pg_roles where rolname = 'frist_app') \gexec
reset role;
-- Temporal's own store, which knows nothing of people.
select 'create role temporal' where not exists (select from pg_roles where rolname = 'temporal') \gexec
alter role temporal with login nocreaterole nosuperuser nocreatedb password :'temporal_password';

select format('create database %I owner %I', database, owner)
from (values ('frist', 'frist'), ('temporal', 'temporal'), ('temporal_visibility', 'temporal')) as wanted (database, owner)
where not exists (select from pg_database where datname = database) \gexec

-- Each role reaches its own database alone.
revoke connect, temporary on database frist, temporal, temporal_visibility from public;
grant connect on database frist to frist_app;
