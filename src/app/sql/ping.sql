-- Readiness: the database answers and its schema is there. Index: primary key.
SELECT max(number) AS migration FROM schema_migrations;
