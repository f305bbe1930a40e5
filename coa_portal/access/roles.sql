-- The roles of the database and what everybody gets (DESIGN R4, ARCHITECTURE "Traps": Roles).
--
-- Run by a superuser, connected to the database of the portal, before every migrate: a version may bring a role.
-- Not a migration: roles belong to the whole server, and creating them in migrations fails under parallel tests.
-- Which role may do what to which table is granted by migrations. Passwords are set apart, never here.

DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['portal_owner', 'portal_web', 'portal_coa', 'portal_gemeente', 'portal_beheer',
                                   'portal_toezicht', 'portal_docent']
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I', role_name);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- somebody else ran this file at the same moment
            END;
        END IF;
    END LOOP;
END
$$;

-- owns the schema and migrates; may make neither roles nor databases
ALTER ROLE portal_owner LOGIN INHERIT NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS;
-- web, worker and beat sign in with this; NOINHERIT: without SET ROLE it reaches no dossier at all
ALTER ROLE portal_web LOGIN NOINHERIT NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS;
-- the sides of the wall: nobody signs in as these
ALTER ROLE portal_coa NOLOGIN NOINHERIT NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS;
ALTER ROLE portal_gemeente NOLOGIN NOINHERIT NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS;
ALTER ROLE portal_beheer NOLOGIN NOINHERIT NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS;
ALTER ROLE portal_toezicht NOLOGIN NOINHERIT NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS;
ALTER ROLE portal_docent NOLOGIN NOINHERIT NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS;

-- PostgreSQL logs a failed statement whole, with the values in it: names and V-nummers of an ordinary typing mistake.
-- `panic` keeps statements out of its log, `terse` the row of a constraint. `log_min_duration_statement` must stay off.
ALTER ROLE portal_web SET log_min_error_statement = 'panic';
ALTER ROLE portal_web SET log_error_verbosity = 'terse';
ALTER ROLE portal_owner SET log_min_error_statement = 'panic';
ALTER ROLE portal_owner SET log_error_verbosity = 'terse';

-- INHERIT FALSE here, not only on the role: since PostgreSQL 16 the grant decides
GRANT portal_coa, portal_gemeente, portal_beheer, portal_toezicht, portal_docent TO portal_web
    WITH INHERIT FALSE, SET TRUE, ADMIN FALSE;
GRANT portal_coa, portal_gemeente, portal_beheer, portal_toezicht, portal_docent TO portal_owner
    WITH INHERIT FALSE, SET TRUE, ADMIN FALSE;

DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO portal_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO portal_web', current_database());
END
$$;

ALTER SCHEMA public OWNER TO portal_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public
    TO portal_web, portal_coa, portal_gemeente, portal_beheer, portal_toezicht, portal_docent;

-- by the superuser, so that the owner need not be one
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;

-- large objects are storage beside every table and its rights; nothing of the portal uses them
REVOKE EXECUTE ON FUNCTION
    pg_catalog.lo_create(oid), pg_catalog.lo_creat(integer), pg_catalog.lo_from_bytea(oid, bytea) FROM PUBLIC;
