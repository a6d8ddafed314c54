-- Facts of employers on a day, from the work told of them; tables person and spell of the snapshot.
SELECT s.employer, max(s.work) AS place, count(DISTINCT s.person) AS workers,
       count(DISTINCT CASE WHEN p.poverty IN ('alleviated', 'monitored') THEN s.person END)
         AS workers_alleviated,
       count(DISTINCT CASE WHEN p.poverty IN ('alleviated', 'monitored')
         AND (year(:as_of) - year(s.start)) * 12 + month(:as_of) - month(s.start)
           - CASE WHEN day(:as_of) < day(s.start) THEN 1 ELSE 0 END >= 6 THEN s.person END)
         AS hired_alleviated_stable,
       count(DISTINCT CASE WHEN s.insurance LIKE '%pension%' THEN s.person END) AS workers_insured
FROM spell s JOIN person p ON p.person = s.person
WHERE s.employer IS NOT NULL AND coalesce(s.start, s.told) <= :as_of
  AND (s.ends IS NULL OR s.ends >= :as_of)
GROUP BY s.employer
