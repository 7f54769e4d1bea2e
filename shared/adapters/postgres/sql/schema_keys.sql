-- The columns of each table's primary key, in its order.
SELECT t.relname AS table_name, a.attname AS column_name
FROM pg_namespace AS n
JOIN pg_class AS t ON t.relnamespace = n.oid AND t.relkind = 'r'
JOIN pg_index AS i ON i.indrelid = t.oid AND i.indisprimary
CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, place)
JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.attnum
WHERE n.nspname = %(schema)s
ORDER BY t.relname COLLATE "C", k.place
