-- What the registry knows of a place in the month of the day asked about: counties, townships and
-- villages from which anybody is registered; tables person, spell, appeal.
-- Appeals are answered for by counties, so below the county nothing is known of them.
WITH present AS (
  SELECT person, max(CASE WHEN range NOT IN ('within_county', 'unknown') THEN 1 ELSE 0 END) AS away
  FROM spell
  WHERE coalesce(start, told) <= :as_of AND (ends IS NULL OR ends >= :as_of) GROUP BY person
),
people AS (
  SELECT p.home, CASE WHEN p.poverty IN ('alleviated', 'monitored') THEN 1 ELSE 0 END AS poor,
         w.person AS worker, w.away
  FROM person p LEFT JOIN present w ON w.person = p.person
),
levels AS (
  SELECT home AS place, poor, worker, away FROM people WHERE home % 1000 <> 0
  UNION ALL
  SELECT home - home % 1000, poor, worker, away FROM people WHERE home % 1000000 <> 0
  UNION ALL
  SELECT home - home % 1000000, poor, worker, away FROM people WHERE home % 100000000 <> 0
),
known AS (
  SELECT place, count(*) AS persons, sum(poor) AS persons_alleviated, count(worker) AS working,
         coalesce(sum(away), 0) AS working_away
  FROM levels GROUP BY place
),
told AS (
  SELECT place,
         sum(CASE WHEN year(filed) = year(:as_of) AND month(filed) = month(:as_of) THEN 1 ELSE 0 END)
           AS filed,
         sum(CASE WHEN ended IS NULL OR ended > :as_of THEN 1 ELSE 0 END) AS still_open
  FROM appeal WHERE arrears AND filed <= :as_of GROUP BY place
)
SELECT concat(CAST(k.place AS VARCHAR), '/', CAST(year(:as_of) AS VARCHAR), '-',
              CASE WHEN month(:as_of) < 10 THEN '0' ELSE '' END, CAST(month(:as_of) AS VARCHAR))
         AS place_month,
       k.place, k.persons, k.persons_alleviated, k.working, k.working_away,
       CASE WHEN k.place % 1000000 = 0 THEN coalesce(t.filed, 0) END AS arrears_filed,
       CASE WHEN k.place % 1000000 = 0 THEN coalesce(t.still_open, 0) END AS arrears_open
FROM known k LEFT JOIN told t ON t.place = k.place
