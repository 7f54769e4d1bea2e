-- Every column of the schema's tables, in order. is_current is false for a table that was replaced since this
-- transaction's snapshot was taken: names are looked up now, rows as of the snapshot.
SELECT
    t.relname AS table_name,
    t.oid = to_regclass(format('%%I.%%I', n.nspname, t.relname)) IS TRUE AS is_current,
    obj_description(t.oid, 'pg_class') AS table_comment,
    a.attname AS column_name,
    col_description(t.oid, a.attnum) AS column_comment
FROM pg_namespace AS n
JOIN pg_class AS t ON t.relnamespace = n.oid AND t.relkind = 'r'
JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname = %(schema)s
ORDER BY t.relname COLLATE "C", a.attnum
