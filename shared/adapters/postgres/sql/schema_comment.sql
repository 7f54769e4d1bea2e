SELECT obj_description(oid, 'pg_namespace') AS comment
FROM pg_namespace
WHERE nspname = %(schema)s
