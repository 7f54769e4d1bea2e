-- What the questions of advanced.yaml compile to (DuckDB); written by python -m tests.golden.renew

-- case: patients without a visit
SELECT
  COUNT(*) AS "number_of_patients"
FROM "clinic"."patients" AS "patients"
WHERE
  NOT EXISTS(
    SELECT
      1 AS "one"
    FROM "clinic"."visits" AS "related_visits"
    WHERE
      "related_visits"."patient_id" = "patients"."patient_id"
  )
LIMIT 10001

-- case: doctors without a visit
SELECT
  "doctors"."doctor_name" AS "doctor_name"
FROM "clinic"."doctors" AS "doctors"
WHERE
  NOT EXISTS(
    SELECT
      1 AS "one"
    FROM "clinic"."visits" AS "related_visits"
    WHERE
      "related_visits"."doctor_id" = "doctors"."doctor_id"
  )
LIMIT 10001

-- case: patients never admitted this year
SELECT
  COUNT(*) AS "number_of_patients"
FROM "clinic"."patients" AS "patients"
WHERE
  NOT EXISTS(
    SELECT
      1 AS "one"
    FROM "clinic"."visits" AS "related_visits"
    WHERE
      (
        "related_visits"."admitted_on" >= $p1 AND "related_visits"."admitted_on" < $p2
      )
      AND "related_visits"."patient_id" = "patients"."patient_id"
  )
LIMIT 10001
-- $p1 = datetime.date(2024, 1, 1)
-- $p2 = datetime.date(2025, 1, 1)

-- case: doctors of children's fevers
SELECT
  COUNT(DISTINCT "visits"."doctor_id") AS "count_distinct_doctor_id"
FROM "clinic"."visits" AS "visits"
WHERE
  LOWER("visits"."diagnosis") = LOWER($p1)
LIMIT 10001
-- $p1 = 'fever'

-- case: subscriptions with a failed payment
SELECT
  COUNT(DISTINCT "payments"."subscription_id") AS "count_distinct_subscription_id"
FROM "subscriptions"."payments" AS "payments"
WHERE
  LOWER("payments"."status") = LOWER($p1)
LIMIT 10001
-- $p1 = 'failed'

-- case: patients with an emergency
SELECT
  COUNT(DISTINCT "visits"."patient_id") AS "count_distinct_patient_id"
FROM "clinic"."visits" AS "visits"
WHERE
  LOWER("visits"."visit_type") = LOWER($p1)
LIMIT 10001
-- $p1 = 'emergency'

-- case: flights on weekends
SELECT
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  EXTRACT(ISODOW FROM "flights"."flight_date") IN ($p1, $p2)
LIMIT 10001
-- $p1 = 6
-- $p2 = 7

-- case: delays on mondays
SELECT
  AVG("flights"."dep_delay") AS "average_dep_delay"
FROM "flights"."flights" AS "flights"
WHERE
  EXTRACT(ISODOW FROM "flights"."flight_date") = $p1
LIMIT 10001
-- $p1 = 1

-- case: visits on weekdays
SELECT
  "visits"."visit_type" AS "visit_type",
  COUNT(*) AS "number_of_visits"
FROM "clinic"."visits" AS "visits"
WHERE
  EXTRACT(ISODOW FROM "visits"."admitted_on") IN ($p1, $p2, $p3, $p4, $p5)
GROUP BY
  "visits"."visit_type"
ORDER BY
  COUNT(*) DESC,
  "visits"."visit_type"
LIMIT 10001
-- $p1 = 1
-- $p2 = 2
-- $p3 = 3
-- $p4 = 4
-- $p5 = 5

-- case: bill per visit
SELECT
  (
    CAST(SUM("visits"."bill_amount") AS DOUBLE) / NULLIF(CAST(COUNT(*) AS DOUBLE), 0)
  ) AS "total_bill_amount_per_visit"
FROM "clinic"."visits" AS "visits"
LIMIT 10001

-- case: seats per subscription
SELECT
  "subscriptions"."plan" AS "plan",
  AVG("subscriptions"."seats") AS "avg_seats"
FROM "subscriptions"."subscriptions" AS "subscriptions"
GROUP BY
  "subscriptions"."plan"
ORDER BY
  AVG("subscriptions"."seats") DESC,
  "subscriptions"."plan"
LIMIT 10001

-- case: visits per patient
SELECT
  (
    CAST(COUNT(*) AS DOUBLE) / NULLIF(CAST(COUNT(DISTINCT "visits"."patient_id") AS DOUBLE), 0)
  ) AS "visits_per_patient"
FROM "clinic"."visits" AS "visits"
LIMIT 10001

-- case: percent of emergencies
SELECT
  (
    CAST((
      CAST(COUNT(*) FILTER(WHERE
        LOWER("visits"."visit_type") = LOWER($p1)) AS DOUBLE) / NULLIF(CAST(COUNT(*) AS DOUBLE), 0)
    ) AS DOUBLE) * CAST($p2 AS DOUBLE)
  ) AS "percent_of_visits_where_visit_type_is_em"
FROM "clinic"."visits" AS "visits"
LIMIT 10001
-- $p1 = 'emergency'
-- $p2 = 100

-- case: percent failed by method
SELECT
  "payments"."method" AS "method",
  (
    CAST((
      CAST(COUNT(*) FILTER(WHERE
        LOWER("payments"."status") = LOWER($p1)) AS DOUBLE) / NULLIF(CAST(COUNT(*) AS DOUBLE), 0)
    ) AS DOUBLE) * CAST($p2 AS DOUBLE)
  ) AS "percent_of_payments_where_status_is_fail"
FROM "subscriptions"."payments" AS "payments"
GROUP BY
  "payments"."method"
ORDER BY
  (
    CAST((
      CAST(COUNT(*) FILTER(WHERE
        LOWER("payments"."status") = LOWER($p1)) AS DOUBLE) / NULLIF(CAST(COUNT(*) AS DOUBLE), 0)
    ) AS DOUBLE) * CAST($p2 AS DOUBLE)
  ) DESC,
  "payments"."method"
LIMIT 10001
-- $p1 = 'failed'
-- $p2 = 100

-- case: percent of late flights
SELECT
  "flights"."carrier" AS "carrier",
  (
    CAST((
      CAST(COUNT(*) FILTER(WHERE
        "flights"."arr_delay" > $p1) AS DOUBLE) / NULLIF(CAST(COUNT(*) AS DOUBLE), 0)
    ) AS DOUBLE) * CAST($p2 AS DOUBLE)
  ) AS "percent_of_flights_where_arrival_delay_i"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."carrier"
ORDER BY
  (
    CAST((
      CAST(COUNT(*) FILTER(WHERE
        "flights"."arr_delay" > $p1) AS DOUBLE) / NULLIF(CAST(COUNT(*) AS DOUBLE), 0)
    ) AS DOUBLE) * CAST($p2 AS DOUBLE)
  ) DESC,
  "flights"."carrier"
LIMIT 10001
-- $p1 = 30
-- $p2 = 100

-- case: remote share
SELECT
  (
    CAST((
      CAST(COUNT(*) FILTER(WHERE
        "responses"."remote" = $p1) AS DOUBLE) / NULLIF(CAST(COUNT(*) AS DOUBLE), 0)
    ) AS DOUBLE) * CAST($p2 AS DOUBLE)
  ) AS "percent_of_responses_where_remote_is_tru"
FROM "survey"."responses" AS "responses"
LIMIT 10001
-- $p1 = True
-- $p2 = 100

-- case: a word defined by the workspace
SELECT
  "sales_line_items"."brand" AS "brand",
  (
    CAST(SUM("sales_line_items"."value") AS DOUBLE) / NULLIF(CAST(SUM("sales_line_items"."quantity") AS DOUBLE), 0)
  ) AS "asp"
FROM "sales"."sales_line_items" AS "sales_line_items"
GROUP BY
  "sales_line_items"."brand"
ORDER BY
  (
    CAST(SUM("sales_line_items"."value") AS DOUBLE) / NULLIF(CAST(SUM("sales_line_items"."quantity") AS DOUBLE), 0)
  ) DESC,
  "sales_line_items"."brand"
LIMIT 10001

-- case: length of stay
SELECT
  AVG((
    "visits"."discharged_on" - "visits"."admitted_on"
  )) AS "average_days_between_admitted_on_and_dis"
FROM "clinic"."visits" AS "visits"
LIMIT 10001

-- case: length of stay by diagnosis
SELECT
  "visits"."diagnosis" AS "diagnosis",
  AVG((
    "visits"."discharged_on" - "visits"."admitted_on"
  )) AS "average_days_between_admitted_on_and_dis"
FROM "clinic"."visits" AS "visits"
GROUP BY
  "visits"."diagnosis"
ORDER BY
  AVG((
    "visits"."discharged_on" - "visits"."admitted_on"
  )) DESC,
  "visits"."diagnosis"
LIMIT 10001

-- case: price times seats
SELECT
  "subscriptions"."plan" AS "plan",
  SUM((
    "subscriptions"."monthly_price" * "subscriptions"."seats"
  )) AS "total_monthly_price_times_seats"
FROM "subscriptions"."subscriptions" AS "subscriptions"
GROUP BY
  "subscriptions"."plan"
ORDER BY
  SUM((
    "subscriptions"."monthly_price" * "subscriptions"."seats"
  )) DESC,
  "subscriptions"."plan"
LIMIT 10001

-- case: made up time
SELECT
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."arr_delay" < "flights"."dep_delay"
LIMIT 10001

-- case: net of tax
SELECT
  (
    SUM("sales_transactions"."gross_total") - SUM("sales_transactions"."total_tax")
  ) AS "gross_revenue_minus_total_tax"
FROM "sales"."sales_transactions" AS "sales_transactions"
LIMIT 10001

-- case: subscriptions and payments by region
SELECT
  "subscriptions"."region" AS "region",
  COUNT(DISTINCT "payments"."subscription_id") AS "count_distinct_subscription_id",
  SUM("payments"."amount") AS "total_amount"
FROM "subscriptions"."payments" AS "payments"
LEFT JOIN "subscriptions"."subscriptions" AS "subscriptions"
  ON "payments"."subscription_id" = "subscriptions"."subscription_id"
GROUP BY
  "subscriptions"."region"
ORDER BY
  COUNT(DISTINCT "payments"."subscription_id") DESC,
  "subscriptions"."region"
LIMIT 10001

-- case: lines and invoices by firm
WITH "fact 1" AS (
  SELECT
    "sales_line_items"."firm" AS "key 1",
    SUM("sales_line_items"."value") AS "number 1"
  FROM "sales"."sales_line_items" AS "sales_line_items"
  GROUP BY
    "sales_line_items"."firm"
), "fact 2" AS (
  SELECT
    "rows"."key 1" AS "key 1",
    SUM("rows"."number 2") AS "number 2"
  FROM (
    SELECT DISTINCT
      "sales_line_items"."firm" AS "key 1",
      "sales_transactions"."voucher_no" AS "row 0",
      "sales_transactions"."gross_total" AS "number 2"
    FROM "sales"."sales_line_items" AS "sales_line_items"
    LEFT JOIN "sales"."sales_transactions" AS "sales_transactions"
      ON "sales_line_items"."voucher_no" = "sales_transactions"."voucher_no"
    WHERE
      NOT "sales_transactions"."voucher_no" IS NULL
  ) AS "rows"
  GROUP BY
    "rows"."key 1"
), "grouped rows" AS (
  SELECT
    COALESCE("fact 1"."key 1", "fact 2"."key 1") AS "key 1",
    COALESCE("fact 1"."number 1", 0) AS "number 1",
    COALESCE("fact 2"."number 2", 0) AS "number 2"
  FROM "fact 1"
  FULL JOIN "fact 2"
    ON COALESCE(CAST("fact 1"."key 1" AS TEXT), '') = COALESCE(CAST("fact 2"."key 1" AS TEXT), '')
    AND (
      "fact 1"."key 1" IS NULL
    ) = (
      "fact 2"."key 1" IS NULL
    )
)
SELECT
  "grouped rows"."key 1" AS "firm",
  "grouped rows"."number 1" AS "total_sales_value",
  "grouped rows"."number 2" AS "gross_revenue"
FROM "grouped rows"
ORDER BY
  "grouped rows"."number 1" DESC,
  "grouped rows"."key 1"
LIMIT 10001

-- case: rank of brands
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
  RANK() OVER (ORDER BY "grouped rows"."number 1" DESC) AS "total_sales_value_rank"
FROM "grouped rows"
ORDER BY
  "grouped rows"."number 1" DESC,
  "grouped rows"."key 1"
LIMIT 10001

-- case: year over year
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

-- case: every day of a week
WITH "grouped rows" AS (
  SELECT
    CAST(DATE_TRUNC('DAY', "events"."occurred_at") AS DATE) AS "key 1",
    COUNT(*) AS "number 1"
  FROM "events"."events" AS "events"
  WHERE
    "events"."occurred_at" >= $p1 AND "events"."occurred_at" < $p2
  GROUP BY
    CAST(DATE_TRUNC('DAY', "events"."occurred_at") AS DATE)
), "calendar frame" AS (
  SELECT
    "series"."key 1" AS "key 1"
  FROM (
    SELECT
      CAST(UNNEST(
        GENERATE_SERIES(CAST($p1 AS TIMESTAMP), CAST($p3 AS TIMESTAMP), INTERVAL '1' DAY)
      ) AS DATE) AS "key 1"
  ) AS "series"
), "filled rows" AS (
  SELECT
    COALESCE("grouped rows"."key 1", "calendar frame"."key 1") AS "key 1",
    COALESCE("grouped rows"."number 1", 0) AS "number 1"
  FROM "grouped rows"
  FULL JOIN "calendar frame"
    ON COALESCE(CAST("grouped rows"."key 1" AS TEXT), '') = COALESCE(CAST("calendar frame"."key 1" AS TEXT), '')
    AND (
      "grouped rows"."key 1" IS NULL
    ) = (
      "calendar frame"."key 1" IS NULL
    )
)
SELECT
  "filled rows"."key 1" AS "occurred_at_day",
  "filled rows"."number 1" AS "number_of_events"
FROM "filled rows"
ORDER BY
  "filled rows"."key 1" ASC
LIMIT 10001
-- $p1 = datetime.date(2024, 4, 1)
-- $p2 = datetime.date(2024, 5, 1)
-- $p3 = datetime.date(2024, 4, 30)
