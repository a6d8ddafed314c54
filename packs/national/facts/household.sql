-- Facts of households on a day; tables person and spell of the snapshot.
WITH present AS (
  SELECT person, max(CASE WHEN range NOT IN ('within_county', 'unknown') THEN 1 ELSE 0 END) AS away
  FROM spell
  WHERE coalesce(start, told) <= :as_of AND (ends IS NULL OR ends >= :as_of) GROUP BY person
),
members AS (
  SELECT p.household, p.home, p.poverty, p.sex, p.disability, w.person AS worker, w.away,
         year(:as_of) - year(p.born)
           - CASE WHEN month(:as_of) * 100 + day(:as_of) < month(p.born) * 100 + day(p.born)
             THEN 1 ELSE 0 END AS age
  FROM person p LEFT JOIN present w ON w.person = p.person
  WHERE p.household IS NOT NULL AND (p.born IS NULL OR p.born <= :as_of)
)
SELECT household, max(home) AS home, count(*) AS members, count(worker) AS working,
       coalesce(sum(away), 0) AS working_away,
       max(CASE WHEN poverty = 'alleviated' THEN 1 WHEN poverty IS NOT NULL THEN 0 END) = 1
         AS alleviated,
       max(CASE WHEN poverty = 'monitored' THEN 1 WHEN poverty IS NOT NULL THEN 0 END) = 1
         AS monitored,
       min(age) AS youngest, max(age) AS oldest,
       sum(CASE WHEN coalesce(away, 0) = 0 THEN 1 ELSE 0 END) AS staying,
       min(CASE WHEN coalesce(away, 0) = 0 THEN age END) AS youngest_staying,
       max(CASE WHEN coalesce(away, 0) = 0 THEN age END) AS oldest_staying,
       sum(CASE WHEN coalesce(away, 0) = 0 AND sex = 2 AND age >= 18 THEN 1 ELSE 0 END)
         AS women_staying,
       sum(CASE WHEN coalesce(away, 0) = 0 AND disability <> 'none' THEN 1 ELSE 0 END)
         AS disabled_staying
FROM members GROUP BY household
