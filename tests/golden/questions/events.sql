-- What the questions of events.yaml compile to (DuckDB); written by python -m tests.golden.renew

-- case: number of events
SELECT
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
LIMIT 10001

-- case: active users
SELECT
  COUNT(DISTINCT "events"."user_id") AS "count_distinct_user_id"
FROM "events"."events" AS "events"
LIMIT 10001

-- case: today is the calendar's
SELECT
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
WHERE
  "events"."occurred_at" >= $p1 AND "events"."occurred_at" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 5, 11)
-- $p2 = datetime.date(2024, 5, 12)

-- case: the last days end with the calendar's yesterday
SELECT
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
WHERE
  "events"."occurred_at" >= $p1 AND "events"."occurred_at" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 5, 5)
-- $p2 = datetime.date(2024, 5, 12)

-- case: events by type
SELECT
  "events"."event_type" AS "event_type",
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
GROUP BY
  "events"."event_type"
ORDER BY
  COUNT(*) DESC,
  "events"."event_type"
LIMIT 10001

-- case: type and device
SELECT
  "events"."event_type" AS "event_type",
  "events"."device" AS "device",
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
GROUP BY
  "events"."event_type",
  "events"."device"
ORDER BY
  COUNT(*) DESC,
  "events"."event_type",
  "events"."device"
LIMIT 10001

-- case: events by hour of day
SELECT
  CAST(EXTRACT(HOUR FROM "events"."occurred_at") AS INT) AS "occurred_at_hour_of_day",
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
GROUP BY
  CAST(EXTRACT(HOUR FROM "events"."occurred_at") AS INT)
ORDER BY
  CAST(EXTRACT(HOUR FROM "events"."occurred_at") AS INT) ASC
LIMIT 10001

-- case: events by day
SELECT
  CAST(DATE_TRUNC('DAY', "events"."occurred_at") AS DATE) AS "occurred_at_day",
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
WHERE
  "events"."occurred_at" >= $p1 AND "events"."occurred_at" < $p2
GROUP BY
  CAST(DATE_TRUNC('DAY', "events"."occurred_at") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('DAY', "events"."occurred_at") AS DATE) ASC
LIMIT 10001
-- $p1 = datetime.date(2024, 4, 1)
-- $p2 = datetime.date(2024, 5, 1)

-- case: events per week
SELECT
  CAST(DATE_TRUNC('WEEK', "events"."occurred_at") AS DATE) AS "occurred_at_week",
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
GROUP BY
  CAST(DATE_TRUNC('WEEK', "events"."occurred_at") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('WEEK', "events"."occurred_at") AS DATE) ASC
LIMIT 10001

-- case: by weekday
SELECT
  CASE EXTRACT(ISODOW FROM "events"."occurred_at")
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
  END AS "occurred_at_weekday",
  AVG("events"."duration_seconds") AS "average_duration_seconds"
FROM "events"."events" AS "events"
GROUP BY
  CASE EXTRACT(ISODOW FROM "events"."occurred_at")
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
  MIN(EXTRACT(ISODOW FROM "events"."occurred_at")) ASC
LIMIT 10001

-- case: average amount
SELECT
  "events"."device" AS "device",
  AVG("events"."amount") AS "avg_amount"
FROM "events"."events" AS "events"
GROUP BY
  "events"."device"
ORDER BY
  AVG("events"."amount") DESC,
  "events"."device"
LIMIT 10001

-- case: highest amount
SELECT
  MAX("events"."amount") AS "max_amount"
FROM "events"."events" AS "events"
LIMIT 10001

-- case: amounts in a range
SELECT
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
WHERE
  "events"."amount" BETWEEN $p1 AND $p2
LIMIT 10001
-- $p1 = 100
-- $p2 = 200

-- case: purchases
SELECT
  SUM("events"."amount") AS "total_amount"
FROM "events"."events" AS "events"
WHERE
  LOWER("events"."event_type") = LOWER($p1)
LIMIT 10001
-- $p1 = 'purchase'

-- case: purchases from phones
SELECT
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
WHERE
  (
    LOWER("events"."event_type") = LOWER($p1)
    AND LOWER("events"."device") = LOWER($p2)
  )
  AND LOWER("events"."country") = LOWER($p3)
LIMIT 10001
-- $p1 = 'purchase'
-- $p2 = 'phone'
-- $p3 = 'Germany'

-- case: purchases or refunds
SELECT
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
WHERE
  LOWER("events"."event_type") IN (LOWER($p1), LOWER($p2))
LIMIT 10001
-- $p1 = 'purchase'
-- $p2 = 'refund'

-- case: no page views
SELECT
  "events"."country" AS "country",
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
WHERE
  LOWER("events"."event_type") <> LOWER($p1)
GROUP BY
  "events"."country"
ORDER BY
  COUNT(*) DESC,
  "events"."country"
LIMIT 10001
-- $p1 = 'page view'

-- case: without an amount
SELECT
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
WHERE
  "events"."amount" IS NULL
LIMIT 10001

-- case: top users
SELECT
  "events"."user_id" AS "user_id",
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
GROUP BY
  "events"."user_id"
ORDER BY
  COUNT(*) DESC,
  "events"."user_id"
LIMIT 5

-- case: busy users
SELECT
  "events"."user_id" AS "user_id",
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
GROUP BY
  "events"."user_id"
HAVING
  COUNT(*) > $p1
ORDER BY
  COUNT(*) DESC,
  "events"."user_id"
LIMIT 10001
-- $p1 = 15

-- case: users of each country
SELECT
  "events"."country" AS "country",
  COUNT(DISTINCT "events"."user_id") AS "count_distinct_user_id"
FROM "events"."events" AS "events"
GROUP BY
  "events"."country"
ORDER BY
  COUNT(DISTINCT "events"."user_id") DESC,
  "events"."country"
LIMIT 10001

-- case: share of devices
WITH "grouped rows" AS (
  SELECT
    "events"."device" AS "key 1",
    COUNT(*) AS "number 1"
  FROM "events"."events" AS "events"
  GROUP BY
    "events"."device"
)
SELECT
  "grouped rows"."key 1" AS "device",
  "grouped rows"."number 1" AS "number_of_events",
  100.0 * (
    "grouped rows"."number 1"
  ) / NULLIF(SUM("grouped rows"."number 1") OVER (), 0) AS "number_of_events_share"
FROM "grouped rows"
ORDER BY
  "grouped rows"."number 1" DESC,
  "grouped rows"."key 1"
LIMIT 10001

-- case: long events
SELECT
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
WHERE
  "events"."duration_seconds" <= $p1
LIMIT 10001
-- $p1 = 60

-- case: last event
SELECT
  "events"."event_id" AS "event_id",
  "events"."occurred_at" AS "occurred_at",
  "events"."user_id" AS "user_id",
  "events"."event_type" AS "event_type",
  "events"."device" AS "device",
  "events"."country" AS "country",
  "events"."duration_seconds" AS "duration_seconds",
  "events"."amount" AS "amount"
FROM "events"."events" AS "events"
ORDER BY
  "events"."occurred_at" DESC,
  "events"."event_id",
  "events"."user_id",
  "events"."event_type",
  "events"."device",
  "events"."country",
  "events"."duration_seconds",
  "events"."amount"
LIMIT 1

-- case: since a date
SELECT
  "events"."device" AS "device",
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
WHERE
  "events"."occurred_at" >= $p1
GROUP BY
  "events"."device"
ORDER BY
  COUNT(*) DESC,
  "events"."device"
LIMIT 10001
-- $p1 = datetime.date(2024, 5, 1)

-- case: year to date
SELECT
  SUM("events"."amount") AS "total_amount"
FROM "events"."events" AS "events"
WHERE
  "events"."occurred_at" >= $p1 AND "events"."occurred_at" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 1, 1)
-- $p2 = datetime.date(2024, 5, 13)

-- case: hinglish
SELECT
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
WHERE
  "events"."occurred_at" >= $p1 AND "events"."occurred_at" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 4, 29)
-- $p2 = datetime.date(2024, 5, 6)

-- case: a follow-up by device
SELECT
  "events"."device" AS "device",
  COUNT(*) AS "number_of_events"
FROM "events"."events" AS "events"
WHERE
  "events"."occurred_at" >= $p1 AND "events"."occurred_at" < $p2
GROUP BY
  "events"."device"
ORDER BY
  COUNT(*) DESC,
  "events"."device"
LIMIT 10001
-- $p1 = datetime.date(2024, 4, 1)
-- $p2 = datetime.date(2024, 5, 1)
