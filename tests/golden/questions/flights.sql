-- What the questions of flights.yaml compile to (DuckDB); written by python -m tests.golden.renew

-- case: how many flights
SELECT
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
LIMIT 10001

-- case: average departure delay
SELECT
  AVG("flights"."dep_delay") AS "average_dep_delay"
FROM "flights"."flights" AS "flights"
LIMIT 10001

-- case: longest distance
SELECT
  MAX("flights"."distance") AS "max_distance"
FROM "flights"."flights" AS "flights"
LIMIT 10001

-- case: median air time
SELECT
  MEDIAN("flights"."air_time") AS "median_air_time"
FROM "flights"."flights" AS "flights"
LIMIT 10001

-- case: standard deviation of arrival delay
SELECT
  STDDEV_SAMP("flights"."arr_delay") AS "stddev_arr_delay"
FROM "flights"."flights" AS "flights"
LIMIT 10001

-- case: minimum and maximum delay
SELECT
  MIN("flights"."dep_delay") AS "min_dep_delay",
  MAX("flights"."dep_delay") AS "max_dep_delay"
FROM "flights"."flights" AS "flights"
LIMIT 10001

-- case: number of planes
SELECT
  COUNT(*) AS "number_of_planes"
FROM "flights"."planes" AS "planes"
LIMIT 10001

-- case: delay by carrier
SELECT
  "flights"."carrier" AS "carrier",
  AVG("flights"."dep_delay") AS "average_dep_delay"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."carrier"
ORDER BY
  AVG("flights"."dep_delay") DESC,
  "flights"."carrier"
LIMIT 10001

-- case: delay by airline name
SELECT
  "airlines"."name" AS "name",
  AVG("flights"."arr_delay") AS "average_arr_delay"
FROM "flights"."flights" AS "flights"
LEFT JOIN "flights"."airlines" AS "airlines"
  ON "flights"."carrier" = "airlines"."carrier"
GROUP BY
  "airlines"."name"
ORDER BY
  AVG("flights"."arr_delay") DESC,
  "airlines"."name"
LIMIT 10001

-- case: flights by origin
SELECT
  "flights"."origin" AS "origin",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."origin"
ORDER BY
  COUNT(*) DESC,
  "flights"."origin"
LIMIT 10001

-- case: flights by manufacturer
SELECT
  "planes"."manufacturer" AS "manufacturer",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
LEFT JOIN "flights"."planes" AS "planes"
  ON "flights"."tailnum" = "planes"."tailnum"
GROUP BY
  "planes"."manufacturer"
ORDER BY
  COUNT(*) DESC,
  "planes"."manufacturer"
LIMIT 10001

-- case: planes by engine type
SELECT
  "planes"."engine" AS "engine",
  COUNT(*) AS "number_of_planes"
FROM "flights"."planes" AS "planes"
GROUP BY
  "planes"."engine"
ORDER BY
  COUNT(*) DESC,
  "planes"."engine"
LIMIT 10001

-- case: seats by manufacturer
SELECT
  "planes"."manufacturer" AS "manufacturer",
  AVG("planes"."seats") AS "avg_seats"
FROM "flights"."planes" AS "planes"
GROUP BY
  "planes"."manufacturer"
ORDER BY
  AVG("planes"."seats") DESC,
  "planes"."manufacturer"
LIMIT 10001

-- case: airports by time zone
SELECT
  "airports"."tzone" AS "tzone",
  COUNT(*) AS "number_of_airports"
FROM "flights"."airports" AS "airports"
GROUP BY
  "airports"."tzone"
ORDER BY
  COUNT(*) DESC,
  "airports"."tzone"
LIMIT 10001

-- case: two measures by origin
SELECT
  "flights"."origin" AS "origin",
  AVG("flights"."dep_delay") AS "average_dep_delay",
  AVG("flights"."arr_delay") AS "average_arr_delay"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."origin"
ORDER BY
  AVG("flights"."dep_delay") DESC,
  "flights"."origin"
LIMIT 10001

-- case: carrier and origin
SELECT
  "flights"."carrier" AS "carrier",
  "flights"."origin" AS "origin",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."carrier",
  "flights"."origin"
ORDER BY
  COUNT(*) DESC,
  "flights"."carrier",
  "flights"."origin"
LIMIT 10001

-- case: flights per month
SELECT
  CAST(DATE_TRUNC('MONTH', "flights"."flight_date") AS DATE) AS "flight_date_month",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
GROUP BY
  CAST(DATE_TRUNC('MONTH', "flights"."flight_date") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('MONTH', "flights"."flight_date") AS DATE) ASC
LIMIT 10001

-- case: daily flights in july
SELECT
  "flights"."flight_date" AS "flight_date_day",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."flight_date" >= $p1 AND "flights"."flight_date" < $p2
GROUP BY
  "flights"."flight_date"
ORDER BY
  "flights"."flight_date" ASC
LIMIT 10001
-- $p1 = datetime.date(2013, 7, 1)
-- $p2 = datetime.date(2013, 8, 1)

-- case: weekly delay
SELECT
  CAST(DATE_TRUNC('WEEK', "flights"."flight_date") AS DATE) AS "flight_date_week",
  AVG("flights"."dep_delay") AS "average_dep_delay"
FROM "flights"."flights" AS "flights"
GROUP BY
  CAST(DATE_TRUNC('WEEK', "flights"."flight_date") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('WEEK', "flights"."flight_date") AS DATE) ASC
LIMIT 10001

-- case: delay by quarter
SELECT
  CAST(DATE_TRUNC('QUARTER', "flights"."flight_date") AS DATE) AS "flight_date_quarter",
  AVG("flights"."arr_delay") AS "average_arr_delay"
FROM "flights"."flights" AS "flights"
GROUP BY
  CAST(DATE_TRUNC('QUARTER', "flights"."flight_date") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('QUARTER', "flights"."flight_date") AS DATE) ASC
LIMIT 10001

-- case: flights by weekday
SELECT
  CASE EXTRACT(ISODOW FROM "flights"."flight_date")
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
  END AS "flight_date_weekday",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
GROUP BY
  CASE EXTRACT(ISODOW FROM "flights"."flight_date")
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
  MIN(EXTRACT(ISODOW FROM "flights"."flight_date")) ASC
LIMIT 10001

-- case: temperature by month
SELECT
  "weather"."month" AS "month",
  AVG("weather"."temp") AS "average_temp"
FROM "flights"."weather" AS "weather"
GROUP BY
  "weather"."month"
ORDER BY
  "weather"."month" ASC
LIMIT 10001

-- case: five busiest destinations
SELECT
  "flights"."dest" AS "dest",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."dest"
ORDER BY
  COUNT(*) DESC,
  "flights"."dest"
LIMIT 5

-- case: worst carriers
SELECT
  "flights"."carrier" AS "carrier",
  AVG("flights"."arr_delay") AS "average_arr_delay"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."carrier"
ORDER BY
  AVG("flights"."arr_delay") DESC,
  "flights"."carrier"
LIMIT 3

-- case: least delayed airline
SELECT
  "airlines"."name" AS "name",
  AVG("flights"."dep_delay") AS "average_dep_delay"
FROM "flights"."flights" AS "flights"
LEFT JOIN "flights"."airlines" AS "airlines"
  ON "flights"."carrier" = "airlines"."carrier"
GROUP BY
  "airlines"."name"
ORDER BY
  AVG("flights"."dep_delay") ASC,
  "airlines"."name"
LIMIT 1

-- case: most flights
SELECT
  "flights"."carrier" AS "carrier",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."carrier"
ORDER BY
  COUNT(*) DESC,
  "flights"."carrier"
LIMIT 1

-- case: busiest day
SELECT
  "flights"."flight_date" AS "flight_date_day",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."flight_date"
ORDER BY
  COUNT(*) DESC,
  "flights"."flight_date"
LIMIT 1

-- case: three destinations of each origin
WITH "grouped rows" AS (
  SELECT
    "flights"."origin" AS "key 1",
    "flights"."dest" AS "key 2",
    COUNT(*) AS "number 1"
  FROM "flights"."flights" AS "flights"
  GROUP BY
    "flights"."origin",
    "flights"."dest"
), "shown rows" AS (
  SELECT
    "grouped rows"."key 1" AS "origin",
    "grouped rows"."key 2" AS "dest",
    "grouped rows"."number 1" AS "number_of_flights",
    "grouped rows"."number 1" AS "sort 0",
    "grouped rows"."key 1" AS "sort 1",
    "grouped rows"."key 2" AS "sort 2"
  FROM "grouped rows"
)
SELECT
  "placed rows"."origin" AS "origin",
  "placed rows"."dest" AS "dest",
  "placed rows"."number_of_flights" AS "number_of_flights"
FROM (
  SELECT
    "shown rows"."origin" AS "origin",
    "shown rows"."dest" AS "dest",
    "shown rows"."number_of_flights" AS "number_of_flights",
    ROW_NUMBER() OVER (
      PARTITION BY "shown rows"."origin"
      ORDER BY "shown rows"."sort 0" DESC, "shown rows"."sort 1", "shown rows"."sort 2"
    ) AS "place in group"
  FROM "shown rows"
) AS "placed rows"
WHERE
  "placed rows"."place in group" <= 3
ORDER BY
  "placed rows"."origin",
  "placed rows"."place in group"
LIMIT 10001

-- case: how many destinations
SELECT
  COUNT(DISTINCT "flights"."dest") AS "count_distinct_dest"
FROM "flights"."flights" AS "flights"
LIMIT 10001

-- case: planes of each carrier
SELECT
  "flights"."carrier" AS "carrier",
  COUNT(DISTINCT "flights"."tailnum") AS "count_distinct_tailnum"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."carrier"
ORDER BY
  COUNT(DISTINCT "flights"."tailnum") DESC,
  "flights"."carrier"
LIMIT 10001

-- case: one carrier
SELECT
  AVG("flights"."dep_delay") AS "average_dep_delay"
FROM "flights"."flights" AS "flights"
WHERE
  LOWER("flights"."carrier") = LOWER($p1)
LIMIT 10001
-- $p1 = 'UA'

-- case: from and to
SELECT
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  LOWER("flights"."origin") = LOWER($p1) AND LOWER("flights"."dest") = LOWER($p2)
LIMIT 10001
-- $p1 = 'JFK'
-- $p2 = 'LAX'

-- case: airline by its name
SELECT
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
LEFT JOIN "flights"."airlines" AS "airlines"
  ON "flights"."carrier" = "airlines"."carrier"
WHERE
  LOWER("airlines"."name") = LOWER($p1)
LIMIT 10001
-- $p1 = 'Delta Air Lines Inc.'

-- case: airbus planes
SELECT
  COUNT(*) AS "number_of_planes"
FROM "flights"."planes" AS "planes"
WHERE
  LOWER("planes"."manufacturer") = LOWER($p1)
LIMIT 10001
-- $p1 = 'AIRBUS'

-- case: long flights
SELECT
  "flights"."carrier" AS "carrier",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."distance" > $p1
GROUP BY
  "flights"."carrier"
ORDER BY
  COUNT(*) DESC,
  "flights"."carrier"
LIMIT 10001
-- $p1 = 2000

-- case: delays in a range
SELECT
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."dep_delay" BETWEEN $p1 AND $p2
LIMIT 10001
-- $p1 = 60
-- $p2 = 120

-- case: more than an hour late
SELECT
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."arr_delay" >= $p1
LIMIT 10001
-- $p1 = 60

-- case: seats range
SELECT
  COUNT(*) AS "number_of_planes"
FROM "flights"."planes" AS "planes"
WHERE
  "planes"."seats" BETWEEN $p1 AND $p2
LIMIT 10001
-- $p1 = 100
-- $p2 = 200

-- case: two carriers
SELECT
  "flights"."carrier" AS "carrier",
  AVG("flights"."air_time") AS "average_air_time"
FROM "flights"."flights" AS "flights"
WHERE
  LOWER("flights"."carrier") IN (LOWER($p1), LOWER($p2), LOWER($p3))
GROUP BY
  "flights"."carrier"
ORDER BY
  AVG("flights"."air_time") DESC,
  "flights"."carrier"
LIMIT 10001
-- $p1 = 'UA'
-- $p2 = 'AA'
-- $p3 = 'DL'

-- case: not from newark
SELECT
  "flights"."carrier" AS "carrier",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  LOWER("flights"."origin") <> LOWER($p1)
GROUP BY
  "flights"."carrier"
ORDER BY
  COUNT(*) DESC,
  "flights"."carrier"
LIMIT 10001
-- $p1 = 'EWR'

-- case: neither of two
SELECT
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  NOT LOWER("flights"."carrier") IN (LOWER($p1), LOWER($p2))
LIMIT 10001
-- $p1 = 'UA'
-- $p2 = 'AA'

-- case: either or
SELECT
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  (
    LOWER("flights"."carrier") = LOWER($p1) OR LOWER("flights"."origin") = LOWER($p2)
  )
LIMIT 10001
-- $p1 = 'UA'
-- $p2 = 'JFK'

-- case: and
SELECT
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."dep_delay" > $p1 AND "flights"."distance" < $p2
LIMIT 10001
-- $p1 = 60
-- $p2 = 500

-- case: no tail number
SELECT
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."tailnum" IS NULL
LIMIT 10001

-- case: departure time missing
SELECT
  "flights"."carrier" AS "carrier",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."dep_time" IS NULL
GROUP BY
  "flights"."carrier"
ORDER BY
  COUNT(*) DESC,
  "flights"."carrier"
LIMIT 10001

-- case: speed known
SELECT
  COUNT(*) AS "number_of_planes"
FROM "flights"."planes" AS "planes"
WHERE
  NOT "planes"."speed" IS NULL
LIMIT 10001

-- case: carriers with many flights
SELECT
  "flights"."carrier" AS "carrier",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."carrier"
HAVING
  COUNT(*) > $p1
ORDER BY
  COUNT(*) DESC,
  "flights"."carrier"
LIMIT 10001
-- $p1 = 20000

-- case: destinations that are late
SELECT
  "flights"."dest" AS "dest",
  AVG("flights"."arr_delay") AS "average_arr_delay"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."dest"
HAVING
  AVG("flights"."arr_delay") > $p1
ORDER BY
  AVG("flights"."arr_delay") DESC,
  "flights"."dest"
LIMIT 10001
-- $p1 = 15

-- case: share of carriers
WITH "grouped rows" AS (
  SELECT
    "flights"."carrier" AS "key 1",
    COUNT(*) AS "number 1"
  FROM "flights"."flights" AS "flights"
  GROUP BY
    "flights"."carrier"
)
SELECT
  "grouped rows"."key 1" AS "carrier",
  "grouped rows"."number 1" AS "number_of_flights",
  100.0 * (
    "grouped rows"."number 1"
  ) / NULLIF(SUM("grouped rows"."number 1") OVER (), 0) AS "number_of_flights_share"
FROM "grouped rows"
ORDER BY
  "grouped rows"."number 1" DESC,
  "grouped rows"."key 1"
LIMIT 10001

-- case: cumulative flights
WITH "grouped rows" AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', "flights"."flight_date") AS DATE) AS "key 1",
    COUNT(*) AS "number 1"
  FROM "flights"."flights" AS "flights"
  GROUP BY
    CAST(DATE_TRUNC('MONTH', "flights"."flight_date") AS DATE)
)
SELECT
  "grouped rows"."key 1" AS "flight_date_month",
  "grouped rows"."number 1" AS "number_of_flights",
  SUM("grouped rows"."number 1") OVER (ORDER BY "grouped rows"."key 1") AS "number_of_flights_running"
FROM "grouped rows"
ORDER BY
  "grouped rows"."key 1" ASC
LIMIT 10001

-- case: change of flights
WITH "grouped rows" AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', "flights"."flight_date") AS DATE) AS "key 1",
    COUNT(*) AS "number 1"
  FROM "flights"."flights" AS "flights"
  GROUP BY
    CAST(DATE_TRUNC('MONTH', "flights"."flight_date") AS DATE)
)
SELECT
  "grouped rows"."key 1" AS "flight_date_month",
  "grouped rows"."number 1" AS "number_of_flights",
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
  ) AS "number_of_flights_growth"
FROM "grouped rows"
ORDER BY
  "grouped rows"."key 1" ASC
LIMIT 10001

-- case: june against may
SELECT
  COUNT(*) FILTER(WHERE
    "flights"."flight_date" >= $p1 AND "flights"."flight_date" < $p2) AS "number_of_flights",
  COUNT(*) FILTER(WHERE
    "flights"."flight_date" >= $p3 AND "flights"."flight_date" < $p4) AS "number_of_flights_before",
  100.0 * (
    COUNT(*) FILTER(WHERE
      "flights"."flight_date" >= $p1 AND "flights"."flight_date" < $p2) - COUNT(*) FILTER(WHERE
      "flights"."flight_date" >= $p3 AND "flights"."flight_date" < $p4)
  ) / NULLIF(
    ABS(
      COUNT(*) FILTER(WHERE
        "flights"."flight_date" >= $p3 AND "flights"."flight_date" < $p4)
    ),
    0
  ) AS "number_of_flights_change"
FROM "flights"."flights" AS "flights"
WHERE
  (
    (
      "flights"."flight_date" >= $p1 AND "flights"."flight_date" < $p2
    )
    OR (
      "flights"."flight_date" >= $p3 AND "flights"."flight_date" < $p4
    )
  )
LIMIT 10001
-- $p1 = datetime.date(2013, 6, 1)
-- $p2 = datetime.date(2013, 7, 1)
-- $p3 = datetime.datetime(2013, 5, 1, 0, 0)
-- $p4 = datetime.datetime(2013, 6, 1, 0, 0)

-- case: longer than average
SELECT
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."distance" > (
    SELECT
      AVG("all_flights"."distance")
    FROM "flights"."flights" AS "all_flights"
  )
LIMIT 10001

-- case: histogram of delays
SELECT
  "range_of_air_time"."low" + CASE
    WHEN FLOOR(
      (
        CAST("flights"."air_time" AS DOUBLE) - "range_of_air_time"."low"
      ) / NULLIF((
        "range_of_air_time"."high" - "range_of_air_time"."low"
      ) / 10.0, 0)
    ) IS NULL
    OR 9.0 IS NULL
    THEN NULL
    ELSE LEAST(
      FLOOR(
        (
          CAST("flights"."air_time" AS DOUBLE) - "range_of_air_time"."low"
        ) / NULLIF((
          "range_of_air_time"."high" - "range_of_air_time"."low"
        ) / 10.0, 0)
      ),
      9.0
    )
  END * (
    (
      "range_of_air_time"."high" - "range_of_air_time"."low"
    ) / 10.0
  ) AS "air_time_from",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
CROSS JOIN (
  SELECT
    MIN(CAST("flights"."air_time" AS DOUBLE)) AS "low",
    MAX(CAST("flights"."air_time" AS DOUBLE)) AS "high"
  FROM "flights"."flights" AS "flights"
) AS "range_of_air_time"
WHERE
  NOT "flights"."air_time" IS NULL
GROUP BY
  "range_of_air_time"."low" + CASE
    WHEN FLOOR(
      (
        CAST("flights"."air_time" AS DOUBLE) - "range_of_air_time"."low"
      ) / NULLIF((
        "range_of_air_time"."high" - "range_of_air_time"."low"
      ) / 10.0, 0)
    ) IS NULL
    OR 9.0 IS NULL
    THEN NULL
    ELSE LEAST(
      FLOOR(
        (
          CAST("flights"."air_time" AS DOUBLE) - "range_of_air_time"."low"
        ) / NULLIF((
          "range_of_air_time"."high" - "range_of_air_time"."low"
        ) / 10.0, 0)
      ),
      9.0
    )
  END * (
    (
      "range_of_air_time"."high" - "range_of_air_time"."low"
    ) / 10.0
  )
ORDER BY
  "range_of_air_time"."low" + CASE
    WHEN FLOOR(
      (
        CAST("flights"."air_time" AS DOUBLE) - "range_of_air_time"."low"
      ) / NULLIF((
        "range_of_air_time"."high" - "range_of_air_time"."low"
      ) / 10.0, 0)
    ) IS NULL
    OR 9.0 IS NULL
    THEN NULL
    ELSE LEAST(
      FLOOR(
        (
          CAST("flights"."air_time" AS DOUBLE) - "range_of_air_time"."low"
        ) / NULLIF((
          "range_of_air_time"."high" - "range_of_air_time"."low"
        ) / 10.0, 0)
      ),
      9.0
    )
  END * (
    (
      "range_of_air_time"."high" - "range_of_air_time"."low"
    ) / 10.0
  ) ASC
LIMIT 10001

-- case: delay against distance
SELECT
  "flights"."distance" AS "distance",
  "flights"."air_time" AS "air_time"
FROM "flights"."flights" AS "flights"
WHERE
  LOWER("flights"."carrier") = LOWER($p1)
LIMIT 10001
-- $p1 = 'HA'

-- case: list the airlines
SELECT
  "airlines"."carrier" AS "carrier",
  "airlines"."name" AS "name"
FROM "flights"."airlines" AS "airlines"
LIMIT 10001

-- case: names only
SELECT
  "airlines"."name" AS "name"
FROM "flights"."airlines" AS "airlines"
LIMIT 10001

-- case: planes with most seats
SELECT
  "planes"."tailnum" AS "tailnum",
  "planes"."manufacturer" AS "manufacturer",
  "planes"."seats" AS "seats"
FROM "flights"."planes" AS "planes"
ORDER BY
  "planes"."seats" DESC,
  "planes"."tailnum",
  "planes"."manufacturer"
LIMIT 5

-- case: starts with
SELECT
  COUNT(*) AS "number_of_airports"
FROM "flights"."airports" AS "airports"
WHERE
  STARTS_WITH(LOWER("airports"."name"), LOWER($p1))
LIMIT 10001
-- $p1 = 'San'

-- case: contains
SELECT
  COUNT(*) AS "number_of_airports"
FROM "flights"."airports" AS "airports"
WHERE
  STRPOS(LOWER("airports"."name"), LOWER($p1)) > 0
LIMIT 10001
-- $p1 = 'Regional'

-- case: last month
SELECT
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."flight_date" >= $p1 AND "flights"."flight_date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2013, 11, 1)
-- $p2 = datetime.date(2013, 12, 1)

-- case: this quarter
SELECT
  AVG("flights"."dep_delay") AS "average_dep_delay"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."flight_date" >= $p1 AND "flights"."flight_date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2013, 10, 1)
-- $p2 = datetime.date(2014, 1, 1)

-- case: second half
SELECT
  "flights"."origin" AS "origin",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."flight_date" >= $p1 AND "flights"."flight_date" < $p2
GROUP BY
  "flights"."origin"
ORDER BY
  COUNT(*) DESC,
  "flights"."origin"
LIMIT 10001
-- $p1 = datetime.date(2013, 7, 1)
-- $p2 = datetime.date(2014, 1, 1)

-- case: before march
SELECT
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."flight_date" < $p1
LIMIT 10001
-- $p1 = datetime.date(2013, 3, 1)

-- case: on christmas
SELECT
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."flight_date" >= $p1 AND "flights"."flight_date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2013, 12, 25)
-- $p2 = datetime.date(2013, 12, 26)

-- case: iso dates
SELECT
  "flights"."carrier" AS "carrier",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."flight_date" >= $p1 AND "flights"."flight_date" < $p2
GROUP BY
  "flights"."carrier"
ORDER BY
  COUNT(*) DESC,
  "flights"."carrier"
LIMIT 10001
-- $p1 = datetime.date(2013, 2, 10)
-- $p2 = datetime.date(2013, 2, 13)

-- case: last fourteen days
SELECT
  AVG("flights"."arr_delay") AS "average_arr_delay"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."flight_date" >= $p1 AND "flights"."flight_date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2013, 12, 17)
-- $p2 = datetime.date(2013, 12, 31)

-- case: a typo
SELECT
  "flights"."carrier" AS "carrier",
  AVG("flights"."dep_delay") AS "average_dep_delay"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."carrier"
ORDER BY
  AVG("flights"."dep_delay") DESC,
  "flights"."carrier"
LIMIT 10001

-- case: aircraft are planes
SELECT
  "planes"."manufacturer" AS "manufacturer",
  COUNT(*) AS "number_of_planes"
FROM "flights"."planes" AS "planes"
GROUP BY
  "planes"."manufacturer"
ORDER BY
  COUNT(*) DESC,
  "planes"."manufacturer"
LIMIT 10001

-- case: hinglish flights
SELECT
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."flight_date" >= $p1 AND "flights"."flight_date" < $p2
LIMIT 10001
-- $p1 = datetime.date(2013, 11, 1)
-- $p2 = datetime.date(2013, 12, 1)

-- case: hinglish average
SELECT
  "flights"."carrier" AS "carrier",
  AVG("flights"."dep_delay") AS "average_dep_delay"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."carrier"
ORDER BY
  AVG("flights"."dep_delay") DESC,
  "flights"."carrier"
LIMIT 10001

-- case: bars
SELECT
  "flights"."carrier" AS "carrier",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."carrier"
ORDER BY
  COUNT(*) DESC,
  "flights"."carrier"
LIMIT 10001

-- case: ascending
SELECT
  "flights"."carrier" AS "carrier",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."carrier"
ORDER BY
  COUNT(*) ASC,
  "flights"."carrier"
LIMIT 10001

-- case: only united
SELECT
  CAST(DATE_TRUNC('MONTH', "flights"."flight_date") AS DATE) AS "flight_date_month",
  AVG("flights"."dep_delay") AS "average_dep_delay"
FROM "flights"."flights" AS "flights"
WHERE
  LOWER("flights"."carrier") = LOWER($p1)
GROUP BY
  CAST(DATE_TRUNC('MONTH', "flights"."flight_date") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('MONTH', "flights"."flight_date") AS DATE) ASC
LIMIT 10001
-- $p1 = 'UA'

-- case: split by origin
SELECT
  "flights"."carrier" AS "carrier",
  "flights"."origin" AS "origin",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."carrier",
  "flights"."origin"
ORDER BY
  COUNT(*) DESC,
  "flights"."carrier",
  "flights"."origin"
LIMIT 10001

-- case: as a line
SELECT
  "flights"."carrier" AS "carrier",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."carrier"
ORDER BY
  COUNT(*) DESC,
  "flights"."carrier"
LIMIT 10001

-- case: another measure
SELECT
  "flights"."carrier" AS "carrier",
  AVG("flights"."arr_delay") AS "average_arr_delay"
FROM "flights"."flights" AS "flights"
GROUP BY
  "flights"."carrier"
ORDER BY
  AVG("flights"."arr_delay") DESC,
  "flights"."carrier"
LIMIT 10001

-- case: in january
SELECT
  "flights"."origin" AS "origin",
  COUNT(*) AS "number_of_flights"
FROM "flights"."flights" AS "flights"
WHERE
  "flights"."flight_date" >= $p1 AND "flights"."flight_date" < $p2
GROUP BY
  "flights"."origin"
ORDER BY
  COUNT(*) DESC,
  "flights"."origin"
LIMIT 2
-- $p1 = datetime.date(2013, 1, 1)
-- $p2 = datetime.date(2013, 2, 1)
