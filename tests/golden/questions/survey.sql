-- What the questions of survey.yaml compile to (DuckDB); written by python -m tests.golden.renew

-- case: responses
SELECT
  COUNT(*) AS "number_of_responses"
FROM "survey"."responses" AS "responses"
LIMIT 10001

-- case: average satisfaction
SELECT
  AVG("responses"."satisfaction") AS "average_satisfaction"
FROM "survey"."responses" AS "responses"
LIMIT 10001

-- case: a score alone is averaged
SELECT
  "responses"."department" AS "department",
  AVG("responses"."satisfaction") AS "average_satisfaction"
FROM "survey"."responses" AS "responses"
GROUP BY
  "responses"."department"
ORDER BY
  AVG("responses"."satisfaction") DESC,
  "responses"."department"
LIMIT 10001

-- case: recommend score by age
SELECT
  "responses"."age_group" AS "age_group",
  AVG("responses"."recommend_score") AS "average_recommend_score"
FROM "survey"."responses" AS "responses"
GROUP BY
  "responses"."age_group"
ORDER BY
  AVG("responses"."recommend_score") DESC,
  "responses"."age_group"
LIMIT 10001

-- case: department and gender
SELECT
  "responses"."department" AS "department",
  "responses"."gender" AS "gender",
  AVG("responses"."satisfaction") AS "average_satisfaction"
FROM "survey"."responses" AS "responses"
GROUP BY
  "responses"."department",
  "responses"."gender"
ORDER BY
  AVG("responses"."satisfaction") DESC,
  "responses"."department",
  "responses"."gender"
LIMIT 10001

-- case: satisfaction distribution
SELECT
  "responses"."satisfaction" AS "satisfaction",
  COUNT(*) AS "number_of_responses"
FROM "survey"."responses" AS "responses"
GROUP BY
  "responses"."satisfaction"
ORDER BY
  COUNT(*) DESC,
  "responses"."satisfaction"
LIMIT 10001

-- case: lowest department
SELECT
  "responses"."department" AS "department",
  AVG("responses"."satisfaction") AS "average_satisfaction"
FROM "survey"."responses" AS "responses"
GROUP BY
  "responses"."department"
ORDER BY
  AVG("responses"."satisfaction") ASC,
  "responses"."department"
LIMIT 1

-- case: happy ones
SELECT
  COUNT(*) AS "number_of_responses"
FROM "survey"."responses" AS "responses"
WHERE
  "responses"."satisfaction" >= $p1
LIMIT 10001
-- $p1 = 4

-- case: promoters by department
SELECT
  "responses"."department" AS "department",
  COUNT(*) AS "number_of_responses"
FROM "survey"."responses" AS "responses"
WHERE
  "responses"."recommend_score" BETWEEN $p1 AND $p2
GROUP BY
  "responses"."department"
ORDER BY
  COUNT(*) DESC,
  "responses"."department"
LIMIT 10001
-- $p1 = 9
-- $p2 = 10

-- case: comments
SELECT
  COUNT(*) AS "number_of_responses"
FROM "survey"."responses" AS "responses"
WHERE
  "responses"."comment" IS NULL
LIMIT 10001

-- case: remote ones
SELECT
  AVG("responses"."satisfaction") AS "average_satisfaction"
FROM "survey"."responses" AS "responses"
WHERE
  "responses"."remote" = $p1
LIMIT 10001
-- $p1 = True

-- case: remote or not
SELECT
  "responses"."remote" AS "remote",
  AVG("responses"."commute_minutes") AS "average_commute_minutes"
FROM "survey"."responses" AS "responses"
GROUP BY
  "responses"."remote"
ORDER BY
  AVG("responses"."commute_minutes") DESC,
  "responses"."remote"
LIMIT 10001

-- case: not legal
SELECT
  AVG("responses"."satisfaction") AS "average_satisfaction"
FROM "survey"."responses" AS "responses"
WHERE
  LOWER("responses"."department") <> LOWER($p1)
LIMIT 10001
-- $p1 = 'Legal'

-- case: departments below
SELECT
  "responses"."department" AS "department",
  COUNT(*) AS "number_of_responses"
FROM "survey"."responses" AS "responses"
GROUP BY
  "responses"."department"
HAVING
  COUNT(*) > $p1
ORDER BY
  COUNT(*) DESC,
  "responses"."department"
LIMIT 10001
-- $p1 = 30

-- case: long commutes
SELECT
  COUNT(*) AS "number_of_responses"
FROM "survey"."responses" AS "responses"
WHERE
  "responses"."commute_minutes" > (
    SELECT
      AVG("all_responses"."commute_minutes")
    FROM "survey"."responses" AS "all_responses"
  )
LIMIT 10001

-- case: tenure against satisfaction
SELECT
  "responses"."tenure_years" AS "tenure_years",
  "responses"."commute_minutes" AS "commute_minutes"
FROM "survey"."responses" AS "responses"
LIMIT 10001

-- case: commute histogram
SELECT
  "range_of_commute_minutes"."low" + CASE
    WHEN FLOOR(
      (
        CAST("responses"."commute_minutes" AS DOUBLE) - "range_of_commute_minutes"."low"
      ) / NULLIF(
        (
          "range_of_commute_minutes"."high" - "range_of_commute_minutes"."low"
        ) / 20.0,
        0
      )
    ) IS NULL
    OR 19.0 IS NULL
    THEN NULL
    ELSE LEAST(
      FLOOR(
        (
          CAST("responses"."commute_minutes" AS DOUBLE) - "range_of_commute_minutes"."low"
        ) / NULLIF(
          (
            "range_of_commute_minutes"."high" - "range_of_commute_minutes"."low"
          ) / 20.0,
          0
        )
      ),
      19.0
    )
  END * (
    (
      "range_of_commute_minutes"."high" - "range_of_commute_minutes"."low"
    ) / 20.0
  ) AS "commute_minutes_from",
  COUNT(*) AS "number_of_responses"
FROM "survey"."responses" AS "responses"
CROSS JOIN (
  SELECT
    MIN(CAST("responses"."commute_minutes" AS DOUBLE)) AS "low",
    MAX(CAST("responses"."commute_minutes" AS DOUBLE)) AS "high"
  FROM "survey"."responses" AS "responses"
) AS "range_of_commute_minutes"
WHERE
  NOT "responses"."commute_minutes" IS NULL
GROUP BY
  "range_of_commute_minutes"."low" + CASE
    WHEN FLOOR(
      (
        CAST("responses"."commute_minutes" AS DOUBLE) - "range_of_commute_minutes"."low"
      ) / NULLIF(
        (
          "range_of_commute_minutes"."high" - "range_of_commute_minutes"."low"
        ) / 20.0,
        0
      )
    ) IS NULL
    OR 19.0 IS NULL
    THEN NULL
    ELSE LEAST(
      FLOOR(
        (
          CAST("responses"."commute_minutes" AS DOUBLE) - "range_of_commute_minutes"."low"
        ) / NULLIF(
          (
            "range_of_commute_minutes"."high" - "range_of_commute_minutes"."low"
          ) / 20.0,
          0
        )
      ),
      19.0
    )
  END * (
    (
      "range_of_commute_minutes"."high" - "range_of_commute_minutes"."low"
    ) / 20.0
  )
ORDER BY
  "range_of_commute_minutes"."low" + CASE
    WHEN FLOOR(
      (
        CAST("responses"."commute_minutes" AS DOUBLE) - "range_of_commute_minutes"."low"
      ) / NULLIF(
        (
          "range_of_commute_minutes"."high" - "range_of_commute_minutes"."low"
        ) / 20.0,
        0
      )
    ) IS NULL
    OR 19.0 IS NULL
    THEN NULL
    ELSE LEAST(
      FLOOR(
        (
          CAST("responses"."commute_minutes" AS DOUBLE) - "range_of_commute_minutes"."low"
        ) / NULLIF(
          (
            "range_of_commute_minutes"."high" - "range_of_commute_minutes"."low"
          ) / 20.0,
          0
        )
      ),
      19.0
    )
  END * (
    (
      "range_of_commute_minutes"."high" - "range_of_commute_minutes"."low"
    ) / 20.0
  ) ASC
LIMIT 10001

-- case: share of genders
WITH "grouped rows" AS (
  SELECT
    "responses"."gender" AS "key 1",
    COUNT(*) AS "number 1"
  FROM "survey"."responses" AS "responses"
  GROUP BY
    "responses"."gender"
)
SELECT
  "grouped rows"."key 1" AS "gender",
  "grouped rows"."number 1" AS "number_of_responses",
  100.0 * (
    "grouped rows"."number 1"
  ) / NULLIF(SUM("grouped rows"."number 1") OVER (), 0) AS "number_of_responses_share"
FROM "grouped rows"
ORDER BY
  "grouped rows"."number 1" DESC,
  "grouped rows"."key 1"
LIMIT 10001

-- case: median tenure
SELECT
  "responses"."department" AS "department",
  MEDIAN("responses"."tenure_years") AS "median_tenure_years"
FROM "survey"."responses" AS "responses"
GROUP BY
  "responses"."department"
ORDER BY
  MEDIAN("responses"."tenure_years") DESC,
  "responses"."department"
LIMIT 10001

-- case: weekly answers
SELECT
  CAST(DATE_TRUNC('WEEK', "responses"."answered_on") AS DATE) AS "answered_on_week",
  COUNT(*) AS "number_of_responses"
FROM "survey"."responses" AS "responses"
GROUP BY
  CAST(DATE_TRUNC('WEEK', "responses"."answered_on") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('WEEK', "responses"."answered_on") AS DATE) ASC
LIMIT 10001

-- case: highest and lowest
SELECT
  MIN("responses"."commute_minutes") AS "min_commute_minutes",
  MAX("responses"."commute_minutes") AS "max_commute_minutes"
FROM "survey"."responses" AS "responses"
LIMIT 10001

-- case: a misspelt department
SELECT
  AVG("responses"."satisfaction") AS "average_satisfaction"
FROM "survey"."responses" AS "responses"
WHERE
  LOWER("responses"."department") = LOWER($p1)
LIMIT 10001
-- $p1 = 'Engineering'

-- case: sex is gender
SELECT
  "responses"."gender" AS "gender",
  AVG("responses"."satisfaction") AS "average_satisfaction"
FROM "survey"."responses" AS "responses"
GROUP BY
  "responses"."gender"
ORDER BY
  AVG("responses"."satisfaction") DESC,
  "responses"."gender"
LIMIT 10001

-- case: engineering after all
SELECT
  "responses"."gender" AS "gender",
  AVG("responses"."satisfaction") AS "average_satisfaction"
FROM "survey"."responses" AS "responses"
WHERE
  LOWER("responses"."department") = LOWER($p1)
GROUP BY
  "responses"."gender"
ORDER BY
  AVG("responses"."satisfaction") DESC,
  "responses"."gender"
LIMIT 10001
-- $p1 = 'Sales'
