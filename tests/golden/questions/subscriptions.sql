-- What the questions of subscriptions.yaml compile to (DuckDB); written by python -m tests.golden.renew

-- case: number of subscriptions
SELECT
  COUNT(*) AS "number_of_subscriptions"
FROM "subscriptions"."subscriptions" AS "subscriptions"
LIMIT 10001

-- case: still running
SELECT
  COUNT(*) AS "number_of_subscriptions"
FROM "subscriptions"."subscriptions" AS "subscriptions"
WHERE
  "subscriptions"."ended_on" IS NULL
LIMIT 10001

-- case: ended ones
SELECT
  COUNT(*) AS "number_of_subscriptions"
FROM "subscriptions"."subscriptions" AS "subscriptions"
WHERE
  NOT "subscriptions"."ended_on" IS NULL
LIMIT 10001

-- case: by plan
SELECT
  "subscriptions"."plan" AS "plan",
  COUNT(*) AS "number_of_subscriptions"
FROM "subscriptions"."subscriptions" AS "subscriptions"
GROUP BY
  "subscriptions"."plan"
ORDER BY
  COUNT(*) DESC,
  "subscriptions"."plan"
LIMIT 10001

-- case: seats by plan and region
SELECT
  "subscriptions"."plan" AS "plan",
  "subscriptions"."region" AS "region",
  SUM("subscriptions"."seats") AS "total_seats"
FROM "subscriptions"."subscriptions" AS "subscriptions"
GROUP BY
  "subscriptions"."plan",
  "subscriptions"."region"
ORDER BY
  SUM("subscriptions"."seats") DESC,
  "subscriptions"."plan",
  "subscriptions"."region"
LIMIT 10001

-- case: payments by plan
SELECT
  "subscriptions"."plan" AS "plan",
  SUM("payments"."amount") AS "total_amount"
FROM "subscriptions"."payments" AS "payments"
LEFT JOIN "subscriptions"."subscriptions" AS "subscriptions"
  ON "payments"."subscription_id" = "subscriptions"."subscription_id"
GROUP BY
  "subscriptions"."plan"
ORDER BY
  SUM("payments"."amount") DESC,
  "subscriptions"."plan"
LIMIT 10001

-- case: paid amount
SELECT
  SUM("payments"."amount") AS "total_amount"
FROM "subscriptions"."payments" AS "payments"
WHERE
  LOWER("payments"."status") = LOWER($p1)
LIMIT 10001
-- $p1 = 'paid'

-- case: failed by method
SELECT
  "payments"."method" AS "method",
  COUNT(*) AS "number_of_payments"
FROM "subscriptions"."payments" AS "payments"
WHERE
  LOWER("payments"."status") = LOWER($p1)
GROUP BY
  "payments"."method"
ORDER BY
  COUNT(*) DESC,
  "payments"."method"
LIMIT 10001
-- $p1 = 'failed'

-- case: started by month
SELECT
  CAST(DATE_TRUNC('MONTH', "subscriptions"."started_on") AS DATE) AS "started_on_month",
  COUNT(*) AS "number_of_subscriptions"
FROM "subscriptions"."subscriptions" AS "subscriptions"
GROUP BY
  CAST(DATE_TRUNC('MONTH', "subscriptions"."started_on") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('MONTH', "subscriptions"."started_on") AS DATE) ASC
LIMIT 10001

-- case: ended by quarter
SELECT
  CAST(DATE_TRUNC('QUARTER', "subscriptions"."ended_on") AS DATE) AS "ended_on_quarter",
  COUNT(*) AS "number_of_subscriptions"
FROM "subscriptions"."subscriptions" AS "subscriptions"
GROUP BY
  CAST(DATE_TRUNC('QUARTER', "subscriptions"."ended_on") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('QUARTER', "subscriptions"."ended_on") AS DATE) ASC
LIMIT 10001

-- case: started in a year
SELECT
  COUNT(*) AS "number_of_subscriptions"
FROM "subscriptions"."subscriptions" AS "subscriptions"
WHERE
  "subscriptions"."started_on" >= $p1 AND "subscriptions"."started_on" < $p2
LIMIT 10001
-- $p1 = datetime.date(2023, 1, 1)
-- $p2 = datetime.date(2024, 1, 1)

-- case: ended this year
SELECT
  COUNT(*) AS "number_of_subscriptions"
FROM "subscriptions"."subscriptions" AS "subscriptions"
WHERE
  "subscriptions"."ended_on" >= $p1 AND "subscriptions"."ended_on" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 1, 1)
-- $p2 = datetime.date(2025, 1, 1)

-- case: paid last fiscal year
SELECT
  SUM("payments"."amount") AS "total_amount"
FROM "subscriptions"."payments" AS "payments"
WHERE
  "payments"."paid_on" >= $p1 AND "payments"."paid_on" < $p2
LIMIT 10001
-- $p1 = datetime.date(2023, 4, 1)
-- $p2 = datetime.date(2024, 4, 1)

-- case: payments last quarter
SELECT
  SUM("payments"."amount") AS "total_amount"
FROM "subscriptions"."payments" AS "payments"
WHERE
  "payments"."paid_on" >= $p1 AND "payments"."paid_on" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 1, 1)
-- $p2 = datetime.date(2024, 4, 1)

-- case: reasons to leave
SELECT
  "subscriptions"."cancel_reason" AS "cancel_reason",
  COUNT(*) AS "number_of_subscriptions"
FROM "subscriptions"."subscriptions" AS "subscriptions"
GROUP BY
  "subscriptions"."cancel_reason"
ORDER BY
  COUNT(*) DESC,
  "subscriptions"."cancel_reason"
LIMIT 10001

-- case: trials
SELECT
  COUNT(*) AS "number_of_subscriptions"
FROM "subscriptions"."subscriptions" AS "subscriptions"
WHERE
  "subscriptions"."trial" = $p1
LIMIT 10001
-- $p1 = True

-- case: top customers
SELECT
  "subscriptions"."customer" AS "customer",
  SUM("subscriptions"."seats") AS "total_seats"
FROM "subscriptions"."subscriptions" AS "subscriptions"
GROUP BY
  "subscriptions"."customer"
ORDER BY
  SUM("subscriptions"."seats") DESC,
  "subscriptions"."customer"
LIMIT 3

-- case: best paying customer
SELECT
  "subscriptions"."customer" AS "customer",
  SUM("payments"."amount") AS "total_amount"
FROM "subscriptions"."payments" AS "payments"
LEFT JOIN "subscriptions"."subscriptions" AS "subscriptions"
  ON "payments"."subscription_id" = "subscriptions"."subscription_id"
GROUP BY
  "subscriptions"."customer"
ORDER BY
  SUM("payments"."amount") DESC,
  "subscriptions"."customer"
LIMIT 1

-- case: customers with several
SELECT
  "subscriptions"."customer" AS "customer",
  COUNT(*) AS "number_of_subscriptions"
FROM "subscriptions"."subscriptions" AS "subscriptions"
GROUP BY
  "subscriptions"."customer"
HAVING
  COUNT(*) >= $p1
ORDER BY
  COUNT(*) DESC,
  "subscriptions"."customer"
LIMIT 10001
-- $p1 = 9

-- case: plan among two
SELECT
  "subscriptions"."region" AS "region",
  COUNT(*) AS "number_of_subscriptions"
FROM "subscriptions"."subscriptions" AS "subscriptions"
WHERE
  LOWER("subscriptions"."plan") IN (LOWER($p1), LOWER($p2))
GROUP BY
  "subscriptions"."region"
ORDER BY
  COUNT(*) DESC,
  "subscriptions"."region"
LIMIT 10001
-- $p1 = 'Plus'
-- $p2 = 'Team'

-- case: not basic
SELECT
  SUM("subscriptions"."seats") AS "total_seats"
FROM "subscriptions"."subscriptions" AS "subscriptions"
WHERE
  LOWER("subscriptions"."plan") <> LOWER($p1)
LIMIT 10001
-- $p1 = 'Basic'

-- case: an ampersand in a name
SELECT
  COUNT(*) AS "number_of_subscriptions"
FROM "subscriptions"."subscriptions" AS "subscriptions"
WHERE
  LOWER("subscriptions"."customer") = LOWER($p1)
LIMIT 10001
-- $p1 = 'Birch & Co'

-- case: quarter over quarter
WITH "grouped rows" AS (
  SELECT
    CAST(DATE_TRUNC('QUARTER', "payments"."paid_on") AS DATE) AS "key 1",
    SUM("payments"."amount") AS "number 1"
  FROM "subscriptions"."payments" AS "payments"
  GROUP BY
    CAST(DATE_TRUNC('QUARTER', "payments"."paid_on") AS DATE)
)
SELECT
  "grouped rows"."key 1" AS "paid_on_quarter",
  "grouped rows"."number 1" AS "total_amount",
  100.0 * (
    "grouped rows"."number 1" - CASE
      WHEN NOT "grouped rows"."key 1" IS NULL
      THEN MAX("grouped rows"."number 1") OVER (
        ORDER BY "grouped rows"."key 1"
        RANGE BETWEEN INTERVAL '3' MONTH PRECEDING AND INTERVAL '3' MONTH PRECEDING
      )
    END
  ) / NULLIF(
    ABS(
      CASE
        WHEN NOT "grouped rows"."key 1" IS NULL
        THEN MAX("grouped rows"."number 1") OVER (
          ORDER BY "grouped rows"."key 1"
          RANGE BETWEEN INTERVAL '3' MONTH PRECEDING AND INTERVAL '3' MONTH PRECEDING
        )
      END
    ),
    0
  ) AS "total_amount_growth"
FROM "grouped rows"
ORDER BY
  "grouped rows"."key 1" ASC
LIMIT 10001

-- case: average seats above
SELECT
  COUNT(*) AS "number_of_subscriptions"
FROM "subscriptions"."subscriptions" AS "subscriptions"
WHERE
  "subscriptions"."seats" > (
    SELECT
      AVG("all_subscriptions"."seats")
    FROM "subscriptions"."subscriptions" AS "all_subscriptions"
  )
LIMIT 10001

-- case: two biggest plans of each region
WITH "grouped rows" AS (
  SELECT
    "subscriptions"."region" AS "key 1",
    "subscriptions"."customer" AS "key 2",
    SUM("subscriptions"."seats") AS "number 1"
  FROM "subscriptions"."subscriptions" AS "subscriptions"
  GROUP BY
    "subscriptions"."region",
    "subscriptions"."customer"
), "shown rows" AS (
  SELECT
    "grouped rows"."key 1" AS "region",
    "grouped rows"."key 2" AS "customer",
    "grouped rows"."number 1" AS "total_seats",
    "grouped rows"."number 1" AS "sort 0",
    "grouped rows"."key 1" AS "sort 1",
    "grouped rows"."key 2" AS "sort 2"
  FROM "grouped rows"
)
SELECT
  "placed rows"."region" AS "region",
  "placed rows"."customer" AS "customer",
  "placed rows"."total_seats" AS "total_seats"
FROM (
  SELECT
    "shown rows"."region" AS "region",
    "shown rows"."customer" AS "customer",
    "shown rows"."total_seats" AS "total_seats",
    ROW_NUMBER() OVER (
      PARTITION BY "shown rows"."region"
      ORDER BY "shown rows"."sort 0" DESC, "shown rows"."sort 1", "shown rows"."sort 2"
    ) AS "place in group"
  FROM "shown rows"
) AS "placed rows"
WHERE
  "placed rows"."place in group" <= 2
ORDER BY
  "placed rows"."region",
  "placed rows"."place in group"
LIMIT 10001

-- case: only cards
SELECT
  CAST(DATE_TRUNC('MONTH', "payments"."paid_on") AS DATE) AS "paid_on_month",
  SUM("payments"."amount") AS "total_amount"
FROM "subscriptions"."payments" AS "payments"
WHERE
  LOWER("payments"."method") = LOWER($p1)
  AND (
    "payments"."paid_on" >= $p2 AND "payments"."paid_on" < $p3
  )
GROUP BY
  CAST(DATE_TRUNC('MONTH', "payments"."paid_on") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('MONTH', "payments"."paid_on") AS DATE) ASC
LIMIT 10001
-- $p1 = 'card'
-- $p2 = datetime.date(2023, 1, 1)
-- $p3 = datetime.date(2024, 1, 1)
