-- What the questions of clinic.yaml compile to (DuckDB); written by python -m tests.golden.renew

-- case: number of visits
SELECT
  COUNT(*) AS "number_of_visits"
FROM "clinic"."visits" AS "visits"
LIMIT 10001

-- case: total bill amount
SELECT
  SUM("visits"."bill_amount") AS "total_bill_amount"
FROM "clinic"."visits" AS "visits"
LIMIT 10001

-- case: average bill by type
SELECT
  "visits"."visit_type" AS "visit_type",
  AVG("visits"."bill_amount") AS "avg_bill_amount"
FROM "clinic"."visits" AS "visits"
GROUP BY
  "visits"."visit_type"
ORDER BY
  AVG("visits"."bill_amount") DESC,
  "visits"."visit_type"
LIMIT 10001

-- case: visits by specialty
SELECT
  "doctors"."specialty" AS "specialty",
  COUNT(*) AS "number_of_visits"
FROM "clinic"."visits" AS "visits"
LEFT JOIN "clinic"."doctors" AS "doctors"
  ON "visits"."doctor_id" = "doctors"."doctor_id"
GROUP BY
  "doctors"."specialty"
ORDER BY
  COUNT(*) DESC,
  "doctors"."specialty"
LIMIT 10001

-- case: bill by city
SELECT
  "patients"."city" AS "city",
  SUM("visits"."bill_amount") AS "total_bill_amount"
FROM "clinic"."visits" AS "visits"
LEFT JOIN "clinic"."patients" AS "patients"
  ON "visits"."patient_id" = "patients"."patient_id"
GROUP BY
  "patients"."city"
ORDER BY
  SUM("visits"."bill_amount") DESC,
  "patients"."city"
LIMIT 10001

-- case: both relations at once
SELECT
  "patients"."city" AS "city",
  "doctors"."specialty" AS "specialty",
  COUNT(*) AS "number_of_visits"
FROM "clinic"."visits" AS "visits"
LEFT JOIN "clinic"."patients" AS "patients"
  ON "visits"."patient_id" = "patients"."patient_id"
LEFT JOIN "clinic"."doctors" AS "doctors"
  ON "visits"."doctor_id" = "doctors"."doctor_id"
GROUP BY
  "patients"."city",
  "doctors"."specialty"
ORDER BY
  COUNT(*) DESC,
  "patients"."city",
  "doctors"."specialty"
LIMIT 10001

-- case: patients by blood group
SELECT
  "patients"."blood_group" AS "blood_group",
  COUNT(*) AS "number_of_patients"
FROM "clinic"."patients" AS "patients"
GROUP BY
  "patients"."blood_group"
ORDER BY
  COUNT(*) DESC,
  "patients"."blood_group"
LIMIT 10001

-- case: visiting patients
SELECT
  "visits"."diagnosis" AS "diagnosis",
  COUNT(DISTINCT "visits"."patient_id") AS "count_distinct_patient_id"
FROM "clinic"."visits" AS "visits"
GROUP BY
  "visits"."diagnosis"
ORDER BY
  COUNT(DISTINCT "visits"."patient_id") DESC,
  "visits"."diagnosis"
LIMIT 10001

-- case: not discharged
SELECT
  COUNT(*) AS "number_of_visits"
FROM "clinic"."visits" AS "visits"
WHERE
  "visits"."discharged_on" IS NULL
LIMIT 10001

-- case: best doctor
SELECT
  "doctors"."doctor_name" AS "doctor_name",
  AVG("visits"."rating") AS "average_rating"
FROM "clinic"."visits" AS "visits"
LEFT JOIN "clinic"."doctors" AS "doctors"
  ON "visits"."doctor_id" = "doctors"."doctor_id"
GROUP BY
  "doctors"."doctor_name"
ORDER BY
  AVG("visits"."rating") DESC,
  "doctors"."doctor_name"
LIMIT 1

-- case: costly diagnoses
SELECT
  "visits"."diagnosis" AS "diagnosis",
  SUM("visits"."bill_amount") AS "total_bill_amount"
FROM "clinic"."visits" AS "visits"
GROUP BY
  "visits"."diagnosis"
ORDER BY
  SUM("visits"."bill_amount") DESC,
  "visits"."diagnosis"
LIMIT 3

-- case: diagnosis of each city
WITH "grouped rows" AS (
  SELECT
    "patients"."city" AS "key 1",
    "visits"."diagnosis" AS "key 2",
    COUNT(*) AS "number 1"
  FROM "clinic"."visits" AS "visits"
  LEFT JOIN "clinic"."patients" AS "patients"
    ON "visits"."patient_id" = "patients"."patient_id"
  GROUP BY
    "patients"."city",
    "visits"."diagnosis"
), "shown rows" AS (
  SELECT
    "grouped rows"."key 1" AS "city",
    "grouped rows"."key 2" AS "diagnosis",
    "grouped rows"."number 1" AS "number_of_visits",
    "grouped rows"."number 1" AS "sort 0",
    "grouped rows"."key 1" AS "sort 1",
    "grouped rows"."key 2" AS "sort 2"
  FROM "grouped rows"
)
SELECT
  "placed rows"."city" AS "city",
  "placed rows"."diagnosis" AS "diagnosis",
  "placed rows"."number_of_visits" AS "number_of_visits"
FROM (
  SELECT
    "shown rows"."city" AS "city",
    "shown rows"."diagnosis" AS "diagnosis",
    "shown rows"."number_of_visits" AS "number_of_visits",
    ROW_NUMBER() OVER (
      PARTITION BY "shown rows"."city"
      ORDER BY "shown rows"."sort 0" DESC, "shown rows"."sort 1", "shown rows"."sort 2"
    ) AS "place in group"
  FROM "shown rows"
) AS "placed rows"
WHERE
  "placed rows"."place in group" <= 1
ORDER BY
  "placed rows"."city",
  "placed rows"."place in group"
LIMIT 10001

-- case: monthly visits of a kind
SELECT
  CAST(DATE_TRUNC('MONTH', "visits"."admitted_on") AS DATE) AS "admitted_on_month",
  COUNT(*) AS "number_of_visits"
FROM "clinic"."visits" AS "visits"
WHERE
  LOWER("visits"."visit_type") = LOWER($p1)
GROUP BY
  CAST(DATE_TRUNC('MONTH', "visits"."admitted_on") AS DATE)
ORDER BY
  CAST(DATE_TRUNC('MONTH', "visits"."admitted_on") AS DATE) ASC
LIMIT 10001
-- $p1 = 'emergency'

-- case: fever or asthma
SELECT
  COUNT(*) AS "number_of_visits"
FROM "clinic"."visits" AS "visits"
LEFT JOIN "clinic"."patients" AS "patients"
  ON "visits"."patient_id" = "patients"."patient_id"
WHERE
  LOWER("visits"."diagnosis") IN (LOWER($p1), LOWER($p2))
  AND LOWER("patients"."city") = LOWER($p3)
LIMIT 10001
-- $p1 = 'fever'
-- $p2 = 'asthma'
-- $p3 = 'Pune'

-- case: women only
SELECT
  AVG("visits"."bill_amount") AS "avg_bill_amount"
FROM "clinic"."visits" AS "visits"
LEFT JOIN "clinic"."patients" AS "patients"
  ON "visits"."patient_id" = "patients"."patient_id"
WHERE
  LOWER("patients"."gender") = LOWER($p1)
LIMIT 10001
-- $p1 = 'female'

-- case: insured patients
SELECT
  COUNT(*) AS "number_of_patients"
FROM "clinic"."patients" AS "patients"
WHERE
  "patients"."insured" = $p1
LIMIT 10001
-- $p1 = True

-- case: large bills
SELECT
  "visits"."diagnosis" AS "diagnosis",
  COUNT(*) AS "number_of_visits"
FROM "clinic"."visits" AS "visits"
WHERE
  "visits"."bill_amount" > $p1
GROUP BY
  "visits"."diagnosis"
ORDER BY
  COUNT(*) DESC,
  "visits"."diagnosis"
LIMIT 10001
-- $p1 = 20000

-- case: last six months
SELECT
  COUNT(*) AS "number_of_visits"
FROM "clinic"."visits" AS "visits"
WHERE
  "visits"."admitted_on" >= $p1 AND "visits"."admitted_on" < $p2
LIMIT 10001
-- $p1 = datetime.date(2023, 11, 1)
-- $p2 = datetime.date(2024, 5, 1)

-- case: between months
SELECT
  SUM("visits"."bill_amount") AS "total_bill_amount"
FROM "clinic"."visits" AS "visits"
WHERE
  "visits"."admitted_on" >= $p1 AND "visits"."admitted_on" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 1, 1)
-- $p2 = datetime.date(2024, 4, 1)

-- case: admitted, not discharged, in april
SELECT
  COUNT(*) AS "number_of_visits"
FROM "clinic"."visits" AS "visits"
WHERE
  "visits"."discharged_on" >= $p1 AND "visits"."discharged_on" < $p2
LIMIT 10001
-- $p1 = datetime.date(2024, 4, 1)
-- $p2 = datetime.date(2024, 5, 1)

-- case: a doctor by name
SELECT
  COUNT(*) AS "number_of_visits"
FROM "clinic"."visits" AS "visits"
LEFT JOIN "clinic"."doctors" AS "doctors"
  ON "visits"."doctor_id" = "doctors"."doctor_id"
WHERE
  LOWER("doctors"."doctor_name") = LOWER($p1)
LIMIT 10001
-- $p1 = 'Asha Rao'

-- case: misspelt diagnosis
SELECT
  COUNT(*) AS "number_of_visits"
FROM "clinic"."visits" AS "visits"
WHERE
  LOWER("visits"."diagnosis") = LOWER($p1)
LIMIT 10001
-- $p1 = 'diabetes'

-- case: specialty list
SELECT
  "doctors"."doctor_name" AS "doctor_name",
  "doctors"."specialty" AS "specialty"
FROM "clinic"."doctors" AS "doctors"
LIMIT 10001

-- case: then by city
SELECT
  "patients"."city" AS "city",
  COUNT(*) AS "number_of_visits"
FROM "clinic"."visits" AS "visits"
LEFT JOIN "clinic"."patients" AS "patients"
  ON "visits"."patient_id" = "patients"."patient_id"
WHERE
  LOWER("visits"."visit_type") = LOWER($p1)
GROUP BY
  "patients"."city"
ORDER BY
  COUNT(*) DESC,
  "patients"."city"
LIMIT 10001
-- $p1 = 'emergency'
