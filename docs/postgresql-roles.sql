-- The two roles of the installation on PostgreSQL, and what the one that serves may not do (hardening G17).
--
-- Run once as a superuser, in the product's database, after the first `manage.py migrate`; again after each later one:
--     psql --dbname=roadmap --set=ON_ERROR_STOP=1 --file=docs/postgresql-roles.sql
-- Then give each a way in, for example: ALTER ROLE roadmap_app LOGIN PASSWORD '…';
--
--   roadmap_owner  owns the tables; only `manage.py migrate` runs as this role.
--   roadmap_app    serves (DATABASE_URL of `make serve`): no owner, no superuser; it adds audit entries and changes
--                  none. What anonymising deletes are the keys of digests, which lie outside the chain.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'roadmap_owner') THEN
        CREATE ROLE roadmap_owner NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'roadmap_app') THEN
        CREATE ROLE roadmap_app NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
END $$;

ALTER ROLE roadmap_app SET statement_timeout = '15s';
ALTER ROLE roadmap_app SET lock_timeout = '3s';
ALTER ROLE roadmap_app SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE roadmap_owner SET lock_timeout = '2s';

DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('ALTER TABLE public.%I OWNER TO roadmap_owner', one.tablename);
    END LOOP;
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO roadmap_owner;
GRANT USAGE ON SCHEMA public TO roadmap_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO roadmap_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO roadmap_app;

-- Append only: the audit chain and the change feed.
REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON accounts_auditentry, roadmap_change FROM roadmap_app;
-- Never deleted: the ledger's row, people, closed periods with their bytes, what was agreed.
REVOKE DELETE, TRUNCATE, REFERENCES, TRIGGER ON accounts_ledger, accounts_user, accounts_region,
    roadmap_periodclose, roadmap_amendment, roadmap_settlement FROM roadmap_app;
-- The schema's own history belongs to who migrates.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM roadmap_app;
