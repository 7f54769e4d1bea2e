-- Every table of the schema, by name, those of rejected rows among them.
SELECT t.relname AS table_name, obj_description(t.oid, 'pg_class') AS table_comment
FROM pg_namespace AS n
JOIN pg_class AS t ON t.relnamespace = n.oid AND t.relkind = 'r'
WHERE n.nspname = %(schema)s
ORDER BY t.relname COLLATE "C"
