-- What the questions of sales.yaml compile to (DuckDB); written by python -m tests.golden.renew

-- case: total revenue
SELECT
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
LIMIT 10001

-- case: gross revenue is of the invoices
SELECT
  SUM("sales_transactions"."gross_total") AS "gross_revenue"
FROM "sales"."sales_transactions" AS "sales_transactions"
LIMIT 10001

-- case: number of invoices
SELECT
  COUNT(*) AS "number_of_invoices"
FROM "sales"."sales_transactions" AS "sales_transactions"
LIMIT 10001

-- case: product demand this month
SELECT
  SUM("sales_line_items"."quantity") AS "product_demand"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  "sales_line_items"."date" >= $p1 AND "sales_line_items"."date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 6, 1)
-- $p2 = datetime.date(2024, 7, 1)

-- case: average invoice value
SELECT
  AVG("sales_transactions"."gross_total") AS "avg_gross_total"
FROM "sales"."sales_transactions" AS "sales_transactions"
LIMIT 10001

-- case: total tax in march
SELECT
  SUM("sales_transactions"."total_tax") AS "total_total_tax"
FROM "sales"."sales_transactions" AS "sales_transactions"
WHERE
  "sales_transactions"."date" >= $p1 AND "sales_transactions"."date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 3, 1)
-- $p2 = datetime.date(2024, 4, 1)

-- case: highest invoice
SELECT
  MAX("sales_transactions"."gross_total") AS "max_gross_total"
FROM "sales"."sales_transactions" AS "sales_transactions"
LIMIT 10001

-- case: median rate
SELECT
  MEDIAN("sales_line_items"."rate") AS "median_rate"
FROM "sales"."sales_line_items" AS "sales_line_items"
LIMIT 10001

-- case: two measures at once
SELECT
  SUM("sales_line_items"."value") AS "total_sales_value",
  SUM("sales_line_items"."quantity") AS "product_demand"
FROM "sales"."sales_line_items" AS "sales_line_items"
LIMIT 10001

-- case: revenue by brand
SELECT
  "sales_line_items"."brand" AS "brand",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  "sales_line_items"."brand"
ORDER BY
  SUM("sales_line_items"."value") DESC,
  "sales_line_items"."brand"
LIMIT 10001

-- case: revenue by client type
SELECT
  "sales_line_items"."client_type" AS "client_type",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  "sales_line_items"."client_type"
ORDER BY
  SUM("sales_line_items"."value") DESC,
  "sales_line_items"."client_type"
LIMIT 10001

-- case: several measures by category
SELECT
  "sales_line_items"."category" AS "category",
  SUM("sales_line_items"."value") AS "total_sales_value",
  SUM("sales_line_items"."quantity") AS "product_demand"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  "sales_line_items"."category"
ORDER BY
  SUM("sales_line_items"."value") DESC,
  "sales_line_items"."category"
LIMIT 10001

-- case: invoices for each firm
SELECT
  "sales_transactions"."firm" AS "firm",
  COUNT(*) AS "number_of_invoices"
FROM "sales"."sales_transactions" AS "sales_transactions"
GROUP BY
  "sales_transactions"."firm"
ORDER BY
  COUNT(*) DESC,
  "sales_transactions"."firm"
LIMIT 10001

-- case: average value
SELECT
  "sales_line_items"."brand" AS "brand",
  AVG("sales_line_items"."value") AS "avg_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  "sales_line_items"."brand"
ORDER BY
  AVG("sales_line_items"."value") DESC,
  "sales_line_items"."brand"
LIMIT 10001

-- case: products above a price
SELECT
  "sales_line_items"."category" AS "category",
  COUNT(*) AS "number_of_lines"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  "sales_line_items"."rate" BETWEEN $p1 AND $p2
GROUP BY
  "sales_line_items"."category"
ORDER BY
  COUNT(*) DESC,
  "sales_line_items"."category"
LIMIT 10001
-- $p1 = 1000
-- $p2 = 3000

-- case: three largest invoices
SELECT
  "sales_transactions"."voucher_no" AS "voucher_no",
  "sales_transactions"."gross_total" AS "gross_total"
FROM "sales"."sales_transactions" AS "sales_transactions"
ORDER BY
  "sales_transactions"."gross_total" DESC,
  "sales_transactions"."voucher_no"
LIMIT 3

-- case: net value of a firm by month
SELECT
  CAST(DATE_TRUNC('MONTH', "sales_transactions"."date") AS DATE) AS "date_month",
  SUM("sales_transactions"."net_value") AS "total_net_value"
FROM "sales"."sales_transactions" AS "sales_transactions"
WHERE
  LOWER("sales_transactions"."firm") = LOWER($p1)
  AND (
    "sales_transactions"."date" >= $p2 AND "sales_transactions"."date" < $p3
  )
GROUP BY
  CAST(DATE_TRUNC('MONTH', "sales_transactions"."date") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('MONTH', "sales_transactions"."date") AS DATE) ASC
LIMIT 10001
-- $p1 = 'Sai Krupa Enterprises'
-- $p2 = datetime.date(2023, 1, 1)
-- $p3 = datetime.date(2024, 1, 1)

-- case: two groupings
SELECT
  "sales_line_items"."category" AS "category",
  "sales_line_items"."client_type" AS "client_type",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  "sales_line_items"."category",
  "sales_line_items"."client_type"
ORDER BY
  SUM("sales_line_items"."value") DESC,
  "sales_line_items"."category",
  "sales_line_items"."client_type"
LIMIT 10001

-- case: purchase frequency per firm
SELECT
  "sales_line_items"."firm" AS "firm",
  COUNT(DISTINCT "sales_line_items"."voucher_no") AS "client_purchase_frequency"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  "sales_line_items"."firm"
ORDER BY
  COUNT(DISTINCT "sales_line_items"."voucher_no") DESC,
  "sales_line_items"."firm"
LIMIT 10001

-- case: how many different products
SELECT
  COUNT(DISTINCT "sales_line_items"."product_name") AS "count_distinct_product_name"
FROM "sales"."sales_line_items" AS "sales_line_items"
LIMIT 10001

-- case: distinct firms per brand
SELECT
  "sales_line_items"."brand" AS "brand",
  COUNT(DISTINCT "sales_line_items"."firm") AS "count_distinct_firm"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  "sales_line_items"."brand"
ORDER BY
  COUNT(DISTINCT "sales_line_items"."firm") DESC,
  "sales_line_items"."brand"
LIMIT 10001

-- case: revenue by month
SELECT
  CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE) AS "date_month",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE) ASC
LIMIT 10001

-- case: monthly invoices of a year
SELECT
  CAST(DATE_TRUNC('MONTH', "sales_transactions"."date") AS DATE) AS "date_month",
  COUNT(*) AS "number_of_invoices"
FROM "sales"."sales_transactions" AS "sales_transactions"
WHERE
  "sales_transactions"."date" >= $p1 AND "sales_transactions"."date" < $p2
GROUP BY
  CAST(DATE_TRUNC('MONTH', "sales_transactions"."date") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('MONTH', "sales_transactions"."date") AS DATE) ASC
LIMIT 10001
-- $p1 = datetime.date(2023, 1, 1)
-- $p2 = datetime.date(2024, 1, 1)

-- case: quarterly gross revenue
SELECT
  CAST(DATE_TRUNC('QUARTER', "sales_transactions"."date") AS DATE) AS "date_quarter",
  SUM("sales_transactions"."gross_total") AS "gross_revenue"
FROM "sales"."sales_transactions" AS "sales_transactions"
GROUP BY
  CAST(DATE_TRUNC('QUARTER', "sales_transactions"."date") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('QUARTER', "sales_transactions"."date") AS DATE) ASC
LIMIT 10001

-- case: weekly trend of a brand
SELECT
  CAST(DATE_TRUNC('WEEK', "sales_line_items"."date") AS DATE) AS "date_week",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  LOWER("sales_line_items"."brand") = LOWER($p1)
  AND (
    "sales_line_items"."date" >= $p2 AND "sales_line_items"."date" < $p3
  )
GROUP BY
  CAST(DATE_TRUNC('WEEK', "sales_line_items"."date") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('WEEK', "sales_line_items"."date") AS DATE) ASC
LIMIT 10001
-- $p1 = 'Voltrika'
-- $p2 = datetime.date(2024, 1, 1)
-- $p3 = datetime.date(2025, 1, 1)

-- case: by weekday
SELECT
  CASE EXTRACT(ISODOW FROM "sales_line_items"."date")
    WHEN 1
    THEN 'Monday'
    WHEN 2
    THEN 'Tuesday'
    WHEN 3
    THEN 'Wednesday'
    WHEN 4
    THEN 'Thursday'
    WHEN 5
    THEN 'Friday'
    WHEN 6
    THEN 'Saturday'
    WHEN 7
    THEN 'Sunday'
  END AS "date_weekday",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  CASE EXTRACT(ISODOW FROM "sales_line_items"."date")
    WHEN 1
    THEN 'Monday'
    WHEN 2
    THEN 'Tuesday'
    WHEN 3
    THEN 'Wednesday'
    WHEN 4
    THEN 'Thursday'
    WHEN 5
    THEN 'Friday'
    WHEN 6
    THEN 'Saturday'
    WHEN 7
    THEN 'Sunday'
  END
ORDER BY
  MIN(EXTRACT(ISODOW FROM "sales_line_items"."date")) ASC
LIMIT 10001

-- case: top five products
SELECT
  "sales_line_items"."product_name" AS "product_name",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  "sales_line_items"."product_name"
ORDER BY
  SUM("sales_line_items"."value") DESC,
  "sales_line_items"."product_name"
LIMIT 5

-- case: bottom three brands
SELECT
  "sales_line_items"."brand" AS "brand",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  NOT "sales_line_items"."brand" IS NULL
GROUP BY
  "sales_line_items"."brand"
ORDER BY
  SUM("sales_line_items"."value") ASC,
  "sales_line_items"."brand"
LIMIT 3

-- case: which firm buys most
SELECT
  "sales_transactions"."firm" AS "firm",
  SUM("sales_transactions"."gross_total") AS "gross_revenue"
FROM "sales"."sales_transactions" AS "sales_transactions"
GROUP BY
  "sales_transactions"."firm"
ORDER BY
  SUM("sales_transactions"."gross_total") DESC,
  "sales_transactions"."firm"
LIMIT 1

-- case: best month
SELECT
  CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE) AS "date_month",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE)
ORDER BY
  SUM("sales_line_items"."value") DESC,
  CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE)
LIMIT 1

-- case: ten firms this fiscal year
SELECT
  "sales_transactions"."firm" AS "firm",
  SUM("sales_transactions"."gross_total") AS "gross_revenue"
FROM "sales"."sales_transactions" AS "sales_transactions"
WHERE
  "sales_transactions"."date" >= $p1 AND "sales_transactions"."date" < $p2
GROUP BY
  "sales_transactions"."firm"
ORDER BY
  SUM("sales_transactions"."gross_total") DESC,
  "sales_transactions"."firm"
LIMIT 10
-- $p1 = datetime.date(2024, 4, 1)
-- $p2 = datetime.date(2025, 4, 1)

-- case: two products of each brand
WITH "grouped rows" AS (
  SELECT
    "sales_line_items"."brand" AS "key 1",
    "sales_line_items"."product_name" AS "key 2",
    SUM("sales_line_items"."value") AS "number 1"
  FROM "sales"."sales_line_items" AS "sales_line_items"
  GROUP BY
    "sales_line_items"."brand",
    "sales_line_items"."product_name"
), "shown rows" AS (
  SELECT
    "grouped rows"."key 1" AS "brand",
    "grouped rows"."key 2" AS "product_name",
    "grouped rows"."number 1" AS "total_sales_value",
    "grouped rows"."number 1" AS "sort 0",
    "grouped rows"."key 1" AS "sort 1",
    "grouped rows"."key 2" AS "sort 2"
  FROM "grouped rows"
)
SELECT
  "placed rows"."brand" AS "brand",
  "placed rows"."product_name" AS "product_name",
  "placed rows"."total_sales_value" AS "total_sales_value"
FROM (
  SELECT
    "shown rows"."brand" AS "brand",
    "shown rows"."product_name" AS "product_name",
    "shown rows"."total_sales_value" AS "total_sales_value",
    ROW_NUMBER() OVER (
      PARTITION BY "shown rows"."brand"
      ORDER BY "shown rows"."sort 0" DESC, "shown rows"."sort 1", "shown rows"."sort 2"
    ) AS "place in group"
  FROM "shown rows"
) AS "placed rows"
WHERE
  "placed rows"."place in group" <= 2
ORDER BY
  "placed rows"."brand",
  "placed rows"."place in group"
LIMIT 10001

-- case: only dealers
SELECT
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  LOWER("sales_line_items"."client_type") = LOWER($p1)
LIMIT 10001
-- $p1 = 'Dealer'

-- case: a brand in a quarter
SELECT
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  LOWER("sales_line_items"."brand") = LOWER($p1)
  AND (
    "sales_line_items"."date" >= $p2 AND "sales_line_items"."date" < $p3
  )
LIMIT 10001
-- $p1 = 'Neelkanth'
-- $p2 = datetime.date(2024, 1, 1)
-- $p3 = datetime.date(2024, 4, 1)

-- case: two brands
SELECT
  "sales_line_items"."brand" AS "brand",
  SUM("sales_line_items"."quantity") AS "product_demand"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  LOWER("sales_line_items"."brand") IN (LOWER($p1), LOWER($p2))
GROUP BY
  "sales_line_items"."brand"
ORDER BY
  SUM("sales_line_items"."quantity") DESC,
  "sales_line_items"."brand"
LIMIT 10001
-- $p1 = 'Kavacha'
-- $p2 = 'Voltrika'

-- case: two brands compared
SELECT
  CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE) AS "date_month",
  "sales_line_items"."brand" AS "brand",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  LOWER("sales_line_items"."brand") IN (LOWER($p1), LOWER($p2))
GROUP BY
  CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE),
  "sales_line_items"."brand"
ORDER BY
  CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE) ASC,
  "sales_line_items"."brand"
LIMIT 10001
-- $p1 = 'Kavacha'
-- $p2 = 'Megharaj'

-- case: not a category
SELECT
  "sales_line_items"."brand" AS "brand",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  LOWER("sales_line_items"."category") <> LOWER($p1)
GROUP BY
  "sales_line_items"."brand"
ORDER BY
  SUM("sales_line_items"."value") DESC,
  "sales_line_items"."brand"
LIMIT 10001
-- $p1 = 'Fans'

-- case: without a brand
SELECT
  COUNT(*) AS "number_of_lines"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  "sales_line_items"."brand" IS NULL
LIMIT 10001

-- case: firms without a tax number
SELECT
  COUNT(*) AS "number_of_invoices"
FROM "sales"."sales_transactions" AS "sales_transactions"
WHERE
  "sales_transactions"."gstin" IS NULL
LIMIT 10001

-- case: large invoices
SELECT
  COUNT(*) AS "number_of_invoices"
FROM "sales"."sales_transactions" AS "sales_transactions"
WHERE
  "sales_transactions"."gross_total" > $p1
LIMIT 10001
-- $p1 = 100000

-- case: invoices in a range
SELECT
  COUNT(*) AS "number_of_invoices"
FROM "sales"."sales_transactions" AS "sales_transactions"
WHERE
  "sales_transactions"."gross_total" BETWEEN $p1 AND $p2
LIMIT 10001
-- $p1 = 10000
-- $p2 = 50000

-- case: firms over ten lakh
SELECT
  "sales_transactions"."firm" AS "firm",
  SUM("sales_transactions"."gross_total") AS "gross_revenue"
FROM "sales"."sales_transactions" AS "sales_transactions"
GROUP BY
  "sales_transactions"."firm"
HAVING
  SUM("sales_transactions"."gross_total") > $p1
ORDER BY
  SUM("sales_transactions"."gross_total") DESC,
  "sales_transactions"."firm"
LIMIT 10001
-- $p1 = 1000000

-- case: brands with many lines
SELECT
  "sales_line_items"."brand" AS "brand",
  COUNT(*) AS "number_of_lines"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  "sales_line_items"."brand"
HAVING
  COUNT(*) > $p1
ORDER BY
  COUNT(*) DESC,
  "sales_line_items"."brand"
LIMIT 10001
-- $p1 = 500

-- case: share by brand
WITH "grouped rows" AS (
  SELECT
    "sales_line_items"."brand" AS "key 1",
    SUM("sales_line_items"."value") AS "number 1"
  FROM "sales"."sales_line_items" AS "sales_line_items"
  GROUP BY
    "sales_line_items"."brand"
)
SELECT
  "grouped rows"."key 1" AS "brand",
  "grouped rows"."number 1" AS "total_sales_value",
  100.0 * (
    "grouped rows"."number 1"
  ) / NULLIF(SUM("grouped rows"."number 1") OVER (), 0) AS "total_sales_value_share"
FROM "grouped rows"
ORDER BY
  "grouped rows"."number 1" DESC,
  "grouped rows"."key 1"
LIMIT 10001

-- case: running total this year
WITH "grouped rows" AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE) AS "key 1",
    SUM("sales_line_items"."value") AS "number 1"
  FROM "sales"."sales_line_items" AS "sales_line_items"
  WHERE
    "sales_line_items"."date" >= $p1 AND "sales_line_items"."date" < $p2
  GROUP BY
    CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE)
)
SELECT
  "grouped rows"."key 1" AS "date_month",
  "grouped rows"."number 1" AS "total_sales_value",
  SUM("grouped rows"."number 1") OVER (ORDER BY "grouped rows"."key 1") AS "total_sales_value_running"
FROM "grouped rows"
ORDER BY
  "grouped rows"."key 1" ASC
LIMIT 10001
-- $p1 = datetime.date(2024, 1, 1)
-- $p2 = datetime.date(2025, 1, 1)

-- case: growth month over month
WITH "grouped rows" AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE) AS "key 1",
    SUM("sales_line_items"."value") AS "number 1"
  FROM "sales"."sales_line_items" AS "sales_line_items"
  GROUP BY
    CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE)
)
SELECT
  "grouped rows"."key 1" AS "date_month",
  "grouped rows"."number 1" AS "total_sales_value",
  100.0 * (
    "grouped rows"."number 1" - CASE
      WHEN NOT "grouped rows"."key 1" IS NULL
      THEN MAX("grouped rows"."number 1") OVER (
        ORDER BY "grouped rows"."key 1"
        RANGE BETWEEN INTERVAL '1' MONTH PRECEDING AND INTERVAL '1' MONTH PRECEDING
      )
    END
  ) / NULLIF(
    ABS(
      CASE
        WHEN NOT "grouped rows"."key 1" IS NULL
        THEN MAX("grouped rows"."number 1") OVER (
          ORDER BY "grouped rows"."key 1"
          RANGE BETWEEN INTERVAL '1' MONTH PRECEDING AND INTERVAL '1' MONTH PRECEDING
        )
      END
    ),
    0
  ) AS "total_sales_value_growth"
FROM "grouped rows"
ORDER BY
  "grouped rows"."key 1" ASC
LIMIT 10001

-- case: growth year over year within a year
WITH "grouped rows" AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE) AS "key 1",
    SUM("sales_line_items"."value") AS "number 1"
  FROM "sales"."sales_line_items" AS "sales_line_items"
  WHERE
    "sales_line_items"."date" >= $p1 AND "sales_line_items"."date" < $p2
  GROUP BY
    CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE)
), "shown rows" AS (
  SELECT
    "grouped rows"."key 1" AS "date_month",
    "grouped rows"."number 1" AS "total_sales_value",
    100.0 * (
      "grouped rows"."number 1" - CASE
        WHEN NOT "grouped rows"."key 1" IS NULL
        THEN MAX("grouped rows"."number 1") OVER (
          ORDER BY "grouped rows"."key 1"
          RANGE BETWEEN INTERVAL '1' YEAR PRECEDING AND INTERVAL '1' YEAR PRECEDING
        )
      END
    ) / NULLIF(
      ABS(
        CASE
          WHEN NOT "grouped rows"."key 1" IS NULL
          THEN MAX("grouped rows"."number 1") OVER (
            ORDER BY "grouped rows"."key 1"
            RANGE BETWEEN INTERVAL '1' YEAR PRECEDING AND INTERVAL '1' YEAR PRECEDING
          )
        END
      ),
      0
    ) AS "total_sales_value_growth",
    "grouped rows"."key 1" AS "sort 0"
  FROM "grouped rows"
)
SELECT
  "shown rows"."date_month" AS "date_month",
  "shown rows"."total_sales_value" AS "total_sales_value",
  "shown rows"."total_sales_value_growth" AS "total_sales_value_growth"
FROM "shown rows"
WHERE
  "shown rows"."date_month" >= $p3
ORDER BY
  "shown rows"."sort 0" ASC
LIMIT 10001
-- $p1 = datetime.date(2023, 1, 1)
-- $p2 = datetime.date(2025, 1, 1)
-- $p3 = datetime.date(2024, 1, 1)

-- case: change from the month before the period
WITH "grouped rows" AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE) AS "key 1",
    SUM("sales_line_items"."value") AS "number 1"
  FROM "sales"."sales_line_items" AS "sales_line_items"
  WHERE
    "sales_line_items"."date" >= $p1 AND "sales_line_items"."date" < $p2
  GROUP BY
    CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE)
), "shown rows" AS (
  SELECT
    "grouped rows"."key 1" AS "date_month",
    "grouped rows"."number 1" AS "total_sales_value",
    "grouped rows"."number 1" - CASE
      WHEN NOT "grouped rows"."key 1" IS NULL
      THEN MAX("grouped rows"."number 1") OVER (
        ORDER BY "grouped rows"."key 1"
        RANGE BETWEEN INTERVAL '1' MONTH PRECEDING AND INTERVAL '1' MONTH PRECEDING
      )
    END AS "total_sales_value_change",
    "grouped rows"."key 1" AS "sort 0"
  FROM "grouped rows"
)
SELECT
  "shown rows"."date_month" AS "date_month",
  "shown rows"."total_sales_value" AS "total_sales_value",
  "shown rows"."total_sales_value_change" AS "total_sales_value_change"
FROM "shown rows"
WHERE
  "shown rows"."date_month" >= $p3
ORDER BY
  "shown rows"."sort 0" ASC
LIMIT 10001
-- $p1 = datetime.date(2023, 12, 1)
-- $p2 = datetime.date(2025, 1, 1)
-- $p3 = datetime.date(2024, 1, 1)

-- case: this quarter against the one before
SELECT
  SUM("sales_line_items"."value") FILTER(WHERE
    "sales_line_items"."date" >= $p1 AND "sales_line_items"."date" < $p2) AS "total_sales_value",
  SUM("sales_line_items"."value") FILTER(WHERE
    "sales_line_items"."date" >= $p3 AND "sales_line_items"."date" < $p4) AS "total_sales_value_before",
  100.0 * (
    SUM("sales_line_items"."value") FILTER(WHERE
      "sales_line_items"."date" >= $p1 AND "sales_line_items"."date" < $p2) - SUM("sales_line_items"."value") FILTER(WHERE
      "sales_line_items"."date" >= $p3 AND "sales_line_items"."date" < $p4)
  ) / NULLIF(
    ABS(
      SUM("sales_line_items"."value") FILTER(WHERE
        "sales_line_items"."date" >= $p3 AND "sales_line_items"."date" < $p4)
    ),
    0
  ) AS "total_sales_value_change"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  (
    (
      "sales_line_items"."date" >= $p1 AND "sales_line_items"."date" < $p2
    )
    OR (
      "sales_line_items"."date" >= $p3 AND "sales_line_items"."date" < $p4
    )
  )
LIMIT 10001
-- $p1 = datetime.date(2024, 1, 1)
-- $p2 = datetime.date(2024, 4, 1)
-- $p3 = datetime.datetime(2023, 10, 1, 0, 0)
-- $p4 = datetime.datetime(2024, 1, 1, 0, 0)

-- case: may against last year
SELECT
  SUM("sales_line_items"."value") FILTER(WHERE
    "sales_line_items"."date" >= $p1 AND "sales_line_items"."date" < $p2) AS "total_sales_value",
  SUM("sales_line_items"."value") FILTER(WHERE
    "sales_line_items"."date" >= $p3 AND "sales_line_items"."date" < $p4) AS "total_sales_value_before",
  100.0 * (
    SUM("sales_line_items"."value") FILTER(WHERE
      "sales_line_items"."date" >= $p1 AND "sales_line_items"."date" < $p2) - SUM("sales_line_items"."value") FILTER(WHERE
      "sales_line_items"."date" >= $p3 AND "sales_line_items"."date" < $p4)
  ) / NULLIF(
    ABS(
      SUM("sales_line_items"."value") FILTER(WHERE
        "sales_line_items"."date" >= $p3 AND "sales_line_items"."date" < $p4)
    ),
    0
  ) AS "total_sales_value_change"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  (
    (
      "sales_line_items"."date" >= $p1 AND "sales_line_items"."date" < $p2
    )
    OR (
      "sales_line_items"."date" >= $p3 AND "sales_line_items"."date" < $p4
    )
  )
LIMIT 10001
-- $p1 = datetime.date(2024, 5, 1)
-- $p2 = datetime.date(2024, 6, 1)
-- $p3 = datetime.datetime(2023, 5, 1, 0, 0)
-- $p4 = datetime.datetime(2023, 6, 1, 0, 0)

-- case: invoices above average
SELECT
  COUNT(*) AS "number_of_invoices"
FROM "sales"."sales_transactions" AS "sales_transactions"
WHERE
  "sales_transactions"."gross_total" > (
    SELECT
      AVG("all_sales_transactions"."gross_total")
    FROM "sales"."sales_transactions" AS "all_sales_transactions"
  )
LIMIT 10001

-- case: month to date
SELECT
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  "sales_line_items"."date" >= $p1 AND "sales_line_items"."date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 6, 1)
-- $p2 = datetime.date(2024, 6, 29)

-- case: fiscal year to date
SELECT
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  "sales_line_items"."date" >= $p1 AND "sales_line_items"."date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 4, 1)
-- $p2 = datetime.date(2024, 6, 29)

-- case: last fiscal year
SELECT
  SUM("sales_transactions"."gross_total") AS "gross_revenue"
FROM "sales"."sales_transactions" AS "sales_transactions"
WHERE
  "sales_transactions"."date" >= $p1 AND "sales_transactions"."date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2023, 4, 1)
-- $p2 = datetime.date(2024, 4, 1)

-- case: a fiscal year by its name
SELECT
  SUM("sales_transactions"."gross_total") AS "gross_revenue"
FROM "sales"."sales_transactions" AS "sales_transactions"
WHERE
  "sales_transactions"."date" >= $p1 AND "sales_transactions"."date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2023, 4, 1)
-- $p2 = datetime.date(2024, 4, 1)

-- case: first half
SELECT
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  "sales_line_items"."date" >= $p1 AND "sales_line_items"."date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2023, 1, 1)
-- $p2 = datetime.date(2023, 7, 1)

-- case: last thirty days do not hold today
SELECT
  COUNT(*) AS "number_of_invoices"
FROM "sales"."sales_transactions" AS "sales_transactions"
WHERE
  "sales_transactions"."date" >= $p1 AND "sales_transactions"."date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 5, 29)
-- $p2 = datetime.date(2024, 6, 28)

-- case: last three months
SELECT
  "sales_line_items"."brand" AS "brand",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  "sales_line_items"."date" >= $p1 AND "sales_line_items"."date" < $p2
GROUP BY
  "sales_line_items"."brand"
ORDER BY
  SUM("sales_line_items"."value") DESC,
  "sales_line_items"."brand"
LIMIT 10001
-- $p1 = datetime.date(2024, 3, 1)
-- $p2 = datetime.date(2024, 6, 1)

-- case: since diwali month
SELECT
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  "sales_line_items"."date" >= $p1
LIMIT 10001
-- $p1 = datetime.date(2023, 11, 1)

-- case: between two days
SELECT
  COUNT(*) AS "number_of_invoices"
FROM "sales"."sales_transactions" AS "sales_transactions"
WHERE
  "sales_transactions"."date" >= $p1 AND "sales_transactions"."date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 1, 5)
-- $p2 = datetime.date(2024, 1, 21)

-- case: yesterday
SELECT
  COUNT(*) AS "number_of_invoices"
FROM "sales"."sales_transactions" AS "sales_transactions"
WHERE
  "sales_transactions"."date" >= $p1 AND "sales_transactions"."date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 6, 27)
-- $p2 = datetime.date(2024, 6, 28)

-- case: last week
SELECT
  SUM("sales_transactions"."gross_total") AS "gross_revenue"
FROM "sales"."sales_transactions" AS "sales_transactions"
WHERE
  "sales_transactions"."date" >= $p1 AND "sales_transactions"."date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 6, 17)
-- $p2 = datetime.date(2024, 6, 24)

-- case: a typo in a brand
SELECT
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  LOWER("sales_line_items"."brand") = LOWER($p1)
LIMIT 10001
-- $p1 = 'Voltrika'

-- case: a typo in a field
SELECT
  "sales_line_items"."category" AS "category",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  "sales_line_items"."category"
ORDER BY
  SUM("sales_line_items"."value") DESC,
  "sales_line_items"."category"
LIMIT 10001

-- case: turnover is revenue
SELECT
  "sales_line_items"."sub_category" AS "sub_category",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  "sales_line_items"."sub_category"
ORDER BY
  SUM("sales_line_items"."value") DESC,
  "sales_line_items"."sub_category"
LIMIT 10001

-- case: customers are firms
SELECT
  "sales_transactions"."firm" AS "firm",
  SUM("sales_transactions"."gross_total") AS "gross_revenue"
FROM "sales"."sales_transactions" AS "sales_transactions"
GROUP BY
  "sales_transactions"."firm"
ORDER BY
  SUM("sales_transactions"."gross_total") DESC,
  "sales_transactions"."firm"
LIMIT 3

-- case: hinglish total
SELECT
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  "sales_line_items"."date" >= $p1 AND "sales_line_items"."date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 5, 1)
-- $p2 = datetime.date(2024, 6, 1)

-- case: hinglish by brand
SELECT
  "sales_line_items"."brand" AS "brand",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  "sales_line_items"."brand"
ORDER BY
  SUM("sales_line_items"."value") DESC,
  "sales_line_items"."brand"
LIMIT 10001

-- case: hinglish superlative
SELECT
  "sales_line_items"."product_name" AS "product_name",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  "sales_line_items"."product_name"
ORDER BY
  SUM("sales_line_items"."value") DESC,
  "sales_line_items"."product_name"
LIMIT 1

-- case: hinglish how many
SELECT
  COUNT(*) AS "number_of_invoices"
FROM "sales"."sales_transactions" AS "sales_transactions"
WHERE
  "sales_transactions"."date" >= $p1 AND "sales_transactions"."date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 6, 1)
-- $p2 = datetime.date(2024, 7, 1)

-- case: a list of invoices
SELECT
  "sales_transactions"."voucher_no" AS "voucher_no",
  "sales_transactions"."date" AS "date",
  "sales_transactions"."firm" AS "firm",
  "sales_transactions"."gstin" AS "gstin",
  "sales_transactions"."total_quantity" AS "total_quantity",
  "sales_transactions"."net_value" AS "net_value",
  "sales_transactions"."total_tax" AS "total_tax",
  "sales_transactions"."gross_total" AS "gross_total"
FROM "sales"."sales_transactions" AS "sales_transactions"
WHERE
  LOWER("sales_transactions"."firm") = LOWER($p1)
  AND (
    "sales_transactions"."date" >= $p2 AND "sales_transactions"."date" < $p3
  )
LIMIT 10001
-- $p1 = 'Om Traders'
-- $p2 = datetime.date(2024, 5, 1)
-- $p3 = datetime.date(2024, 6, 1)

-- case: columns asked for
SELECT
  "sales_transactions"."voucher_no" AS "voucher_no",
  "sales_transactions"."firm" AS "firm",
  "sales_transactions"."gross_total" AS "gross_total"
FROM "sales"."sales_transactions" AS "sales_transactions"
ORDER BY
  "sales_transactions"."gross_total" DESC,
  "sales_transactions"."voucher_no",
  "sales_transactions"."firm"
LIMIT 10

-- case: products of a brand
SELECT DISTINCT
  "sales_line_items"."product_name" AS "product_name"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  LOWER("sales_line_items"."brand") = LOWER($p1)
LIMIT 10001
-- $p1 = 'Dhruvtara'

-- case: a pie of client types
SELECT
  "sales_line_items"."client_type" AS "client_type",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  "sales_line_items"."client_type"
ORDER BY
  SUM("sales_line_items"."value") DESC,
  "sales_line_items"."client_type"
LIMIT 10001

-- case: a line of demand
SELECT
  CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE) AS "date_month",
  SUM("sales_line_items"."quantity") AS "product_demand"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  LOWER("sales_line_items"."brand") = LOWER($p1)
GROUP BY
  CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE) ASC
LIMIT 10001
-- $p1 = 'Pavanputra'

-- case: alphabetical
SELECT
  "sales_line_items"."brand" AS "brand",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  "sales_line_items"."brand"
ORDER BY
  "sales_line_items"."brand" ASC
LIMIT 10001

-- case: cheapest first
SELECT
  "sales_line_items"."product_name" AS "product_name",
  AVG("sales_line_items"."rate") AS "average_rate"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  "sales_line_items"."product_name"
ORDER BY
  AVG("sales_line_items"."rate") ASC,
  "sales_line_items"."product_name"
LIMIT 10001

-- case: tail of a conversation
SELECT
  "sales_line_items"."brand" AS "brand",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  LOWER("sales_line_items"."client_type") = LOWER($p1)
GROUP BY
  "sales_line_items"."brand"
ORDER BY
  SUM("sales_line_items"."value") DESC,
  "sales_line_items"."brand"
LIMIT 10001
-- $p1 = 'Dealer'

-- case: by another grouping
SELECT
  "sales_line_items"."category" AS "category",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  "sales_line_items"."date" >= $p1 AND "sales_line_items"."date" < $p2
GROUP BY
  "sales_line_items"."category"
ORDER BY
  SUM("sales_line_items"."value") DESC,
  "sales_line_items"."category"
LIMIT 10001
-- $p1 = datetime.date(2024, 1, 1)
-- $p2 = datetime.date(2025, 1, 1)

-- case: another brand
SELECT
  CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE) AS "date_month",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  LOWER("sales_line_items"."brand") = LOWER($p1)
GROUP BY
  CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE) ASC
LIMIT 10001
-- $p1 = 'Voltrika'

-- case: same for last year
SELECT
  "sales_transactions"."firm" AS "firm",
  SUM("sales_transactions"."gross_total") AS "gross_revenue"
FROM "sales"."sales_transactions" AS "sales_transactions"
WHERE
  "sales_transactions"."date" >= $p1 AND "sales_transactions"."date" < $p2
GROUP BY
  "sales_transactions"."firm"
ORDER BY
  SUM("sales_transactions"."gross_total") DESC,
  "sales_transactions"."firm"
LIMIT 10001
-- $p1 = datetime.date(2023, 1, 1)
-- $p2 = datetime.date(2024, 1, 1)

-- case: top five of it
SELECT
  "sales_line_items"."product_name" AS "product_name",
  SUM("sales_line_items"."value") AS "total_sales_value"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  LOWER("sales_line_items"."category") = LOWER($p1)
GROUP BY
  "sales_line_items"."product_name"
ORDER BY
  SUM("sales_line_items"."value") DESC,
  "sales_line_items"."product_name"
LIMIT 5
-- $p1 = 'Lighting'

-- case: rows and a number together
SELECT
  SUM("sales_line_items"."value") AS "total_sales_value",
  COUNT(DISTINCT "sales_line_items"."voucher_no") AS "count_distinct_voucher_no"
FROM "sales"."sales_line_items" AS "sales_line_items"
WHERE
  "sales_line_items"."date" >= $p1 AND "sales_line_items"."date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 5, 1)
-- $p2 = datetime.date(2024, 6, 1)

-- case: the winner of each month
WITH "grouped rows" AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE) AS "key 1",
    "sales_line_items"."product_name" AS "key 2",
    SUM("sales_line_items"."value") AS "number 1"
  FROM "sales"."sales_line_items" AS "sales_line_items"
  GROUP BY
    CAST(DATE_TRUNC('MONTH', "sales_line_items"."date") AS DATE),
    "sales_line_items"."product_name"
), "shown rows" AS (
  SELECT
    "grouped rows"."key 1" AS "date_month",
    "grouped rows"."key 2" AS "product_name",
    "grouped rows"."number 1" AS "total_sales_value",
    "grouped rows"."number 1" AS "sort 0",
    "grouped rows"."key 1" AS "sort 1",
    "grouped rows"."key 2" AS "sort 2"
  FROM "grouped rows"
)
SELECT
  "placed rows"."date_month" AS "date_month",
  "placed rows"."product_name" AS "product_name",
  "placed rows"."total_sales_value" AS "total_sales_value"
FROM (
  SELECT
    "shown rows"."date_month" AS "date_month",
    "shown rows"."product_name" AS "product_name",
    "shown rows"."total_sales_value" AS "total_sales_value",
    ROW_NUMBER() OVER (
      PARTITION BY "shown rows"."date_month"
      ORDER BY "shown rows"."sort 0" DESC, "shown rows"."sort 1", "shown rows"."sort 2"
    ) AS "place in group"
  FROM "shown rows"
) AS "placed rows"
WHERE
  "placed rows"."place in group" <= 1
ORDER BY
  "placed rows"."date_month",
  "placed rows"."place in group"
LIMIT 10001
