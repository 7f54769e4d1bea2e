-- What the questions of shop.yaml compile to (DuckDB); written by python -m tests.golden.renew

-- case: total sales value
SELECT
  SUM("lines"."value") AS "total_value"
FROM "shop"."lines" AS "lines"
LIMIT 10001

-- case: value by brand
SELECT
  "lines"."brand" AS "brand",
  SUM("lines"."value") AS "total_value"
FROM "shop"."lines" AS "lines"
GROUP BY
  "lines"."brand"
ORDER BY
  SUM("lines"."value") DESC,
  "lines"."brand"
LIMIT 10001

-- case: value by firm
SELECT
  "invoices"."firm" AS "firm",
  SUM("lines"."value") AS "total_value"
FROM "shop"."lines" AS "lines"
LEFT JOIN "shop"."invoices" AS "invoices"
  ON "lines"."voucher_no" = "invoices"."voucher_no"
GROUP BY
  "invoices"."firm"
ORDER BY
  SUM("lines"."value") DESC,
  "invoices"."firm"
LIMIT 10001

-- case: invoices are not multiplied by lines
SELECT
  "invoices"."firm" AS "firm",
  SUM("invoices"."gross_total") AS "sum_gross_total"
FROM "shop"."invoices" AS "invoices"
GROUP BY
  "invoices"."firm"
ORDER BY
  SUM("invoices"."gross_total") DESC,
  "invoices"."firm"
LIMIT 10001

-- case: paid lines
SELECT
  COUNT(*) AS "number_of_lines"
FROM "shop"."lines" AS "lines"
WHERE
  "lines"."paid" = $p1
LIMIT 10001
-- $p1 = True

-- case: lines not paid
SELECT
  COUNT(*) AS "number_of_lines"
FROM "shop"."lines" AS "lines"
WHERE
  "lines"."paid" = $p1
LIMIT 10001
-- $p1 = False

-- case: average quantity by month
SELECT
  CAST(DATE_TRUNC('MONTH', "lines"."sold_on") AS DATE) AS "sold_on_month",
  AVG("lines"."quantity") AS "avg_quantity"
FROM "shop"."lines" AS "lines"
GROUP BY
  CAST(DATE_TRUNC('MONTH', "lines"."sold_on") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('MONTH', "lines"."sold_on") AS DATE) ASC
LIMIT 10001

-- case: lines by packing hour
SELECT
  CAST(EXTRACT(HOUR FROM "lines"."packed_at") AS INT) AS "packed_at_hour_of_day",
  COUNT(*) AS "number_of_lines"
FROM "shop"."lines" AS "lines"
GROUP BY
  CAST(EXTRACT(HOUR FROM "lines"."packed_at") AS INT)
ORDER BY
  CAST(EXTRACT(HOUR FROM "lines"."packed_at") AS INT) ASC
LIMIT 10001

-- case: empty discount
SELECT
  COUNT(*) AS "number_of_lines"
FROM "shop"."lines" AS "lines"
WHERE
  "lines"."discount" = $p1
LIMIT 10001
-- $p1 = 0

-- case: value missing
SELECT
  COUNT(*) AS "number_of_lines"
FROM "shop"."lines" AS "lines"
WHERE
  "lines"."value" IS NULL
LIMIT 10001

-- case: negative values
SELECT
  COUNT(*) AS "number_of_lines"
FROM "shop"."lines" AS "lines"
WHERE
  "lines"."value" < $p1
LIMIT 10001
-- $p1 = 0

-- case: top brand
SELECT
  "lines"."brand" AS "brand",
  SUM("lines"."value") AS "total_value"
FROM "shop"."lines" AS "lines"
WHERE
  NOT "lines"."brand" IS NULL
GROUP BY
  "lines"."brand"
ORDER BY
  SUM("lines"."value") DESC,
  "lines"."brand"
LIMIT 1

-- case: running value
WITH "grouped rows" AS (
  SELECT
    CAST(DATE_TRUNC('QUARTER', "lines"."sold_on") AS DATE) AS "key 1",
    SUM("lines"."value") AS "number 1"
  FROM "shop"."lines" AS "lines"
  GROUP BY
    CAST(DATE_TRUNC('QUARTER', "lines"."sold_on") AS DATE)
)
SELECT
  "grouped rows"."key 1" AS "sold_on_quarter",
  "grouped rows"."number 1" AS "total_value",
  SUM("grouped rows"."number 1") OVER (ORDER BY "grouped rows"."key 1") AS "total_value_running"
FROM "grouped rows"
ORDER BY
  "grouped rows"."key 1" ASC
LIMIT 10001

-- case: half year
SELECT
  SUM("lines"."value") AS "total_value"
FROM "shop"."lines" AS "lines"
WHERE
  "lines"."sold_on" >= $p1 AND "lines"."sold_on" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 1, 1)
-- $p2 = datetime.date(2024, 7, 1)

-- case: this half against the year before
SELECT
  SUM("lines"."value") FILTER(WHERE
    "lines"."sold_on" >= $p1 AND "lines"."sold_on" < $p2) AS "total_value",
  SUM("lines"."value") FILTER(WHERE
    "lines"."sold_on" >= $p3 AND "lines"."sold_on" < $p4) AS "total_value_before",
  100.0 * (
    SUM("lines"."value") FILTER(WHERE
      "lines"."sold_on" >= $p1 AND "lines"."sold_on" < $p2) - SUM("lines"."value") FILTER(WHERE
      "lines"."sold_on" >= $p3 AND "lines"."sold_on" < $p4)
  ) / NULLIF(
    ABS(
      SUM("lines"."value") FILTER(WHERE
        "lines"."sold_on" >= $p3 AND "lines"."sold_on" < $p4)
    ),
    0
  ) AS "total_value_change"
FROM "shop"."lines" AS "lines"
WHERE
  (
    (
      "lines"."sold_on" >= $p1 AND "lines"."sold_on" < $p2
    )
    OR (
      "lines"."sold_on" >= $p3 AND "lines"."sold_on" < $p4
    )
  )
LIMIT 10001
-- $p1 = datetime.date(2024, 1, 1)
-- $p2 = datetime.date(2024, 7, 1)
-- $p3 = datetime.datetime(2023, 1, 1, 0, 0)
-- $p4 = datetime.datetime(2023, 7, 1, 0, 0)

-- case: only a brand
SELECT
  CAST(DATE_TRUNC('MONTH', "lines"."sold_on") AS DATE) AS "sold_on_month",
  SUM("lines"."value") AS "total_value"
FROM "shop"."lines" AS "lines"
WHERE
  LOWER("lines"."brand") = LOWER($p1)
GROUP BY
  CAST(DATE_TRUNC('MONTH', "lines"."sold_on") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('MONTH', "lines"."sold_on") AS DATE) ASC
LIMIT 10001
-- $p1 = 'Asha'
