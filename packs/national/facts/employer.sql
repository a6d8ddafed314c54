-- Facts of employers on a day: of those on record, and of those that only the work told of names.
-- What offices recognise is known of those on record; of the others nothing is known either way.
WITH at_work AS (
  SELECT s.employer, max(s.work) AS place, count(DISTINCT s.person) AS workers,
         count(DISTINCT CASE WHEN p.poverty = 'alleviated' THEN s.person END)
           AS workers_alleviated,
         count(DISTINCT CASE WHEN p.poverty = 'alleviated'
           AND (year(:as_of) - year(s.start)) * 12 + month(:as_of) - month(s.start)
             - CASE WHEN day(:as_of) < day(s.start) THEN 1 ELSE 0 END >= 6 THEN s.person END)
           AS hired_alleviated_stable,
         count(DISTINCT CASE WHEN s.insurance LIKE '%pension%' THEN s.person END)
           AS workers_insured
  FROM spell s JOIN person p ON p.person = s.person
  WHERE s.employer IS NOT NULL AND coalesce(s.start, s.told) <= :as_of
    AND (s.ends IS NULL OR s.ends >= :as_of)
  GROUP BY s.employer
),
-- The level counts for what the employer is: a workshop's recognition as a workshop, a park's as a
-- park; a firm, a cooperative or an agency has that of whatever it is recognised as.
held AS (
  SELECT r.employer,
         max(CASE WHEN u.kind NOT IN ('workshop', 'park', 'incubator', 'training_org', 'brand_owner')
                    OR r.kind = CASE u.kind WHEN 'park' THEN 'demo_park'
                                  WHEN 'training_org' THEN 'training_base'
                                  WHEN 'brand_owner' THEN 'brand' ELSE u.kind END
               THEN CASE r.level WHEN 'province' THEN 3 WHEN 'prefecture' THEN 2 ELSE 1 END
               ELSE 0 END) AS level,
         max(CASE WHEN r.kind <> 'demo_park' THEN 0 WHEN r.level = 'province' THEN 3
                  WHEN r.level = 'prefecture' THEN 2 ELSE 1 END) AS demo_park,
         max(CASE WHEN r.kind = 'incubator' THEN 1 ELSE 0 END) AS incubator,
         max(CASE WHEN r.kind = 'training_base' THEN 1 ELSE 0 END) AS training_base,
         max(CASE WHEN r.kind = 'brand' THEN 1 ELSE 0 END) AS brand
  FROM recognition r JOIN employer u ON u.employer = r.employer
  WHERE r.since <= :as_of AND (r.until IS NULL OR r.until >= :as_of)
  GROUP BY r.employer
)
SELECT coalesce(u.employer, w.employer) AS employer, coalesce(u.place, w.place) AS place,
       coalesce(w.workers, 0) AS workers, coalesce(w.workers_alleviated, 0) AS workers_alleviated,
       coalesce(w.hired_alleviated_stable, 0) AS hired_alleviated_stable,
       coalesce(w.workers_insured, 0) AS workers_insured, u.kind,
       CASE WHEN u.employer IS NOT NULL
         THEN CASE coalesce(h.level, 0) WHEN 3 THEN 'province' WHEN 2 THEN 'prefecture'
                WHEN 1 THEN 'county' ELSE 'none' END END AS recognised_level,
       CASE WHEN u.employer IS NOT NULL THEN coalesce(h.demo_park, 0) > 0 END
         AS recognised_as_demo_park,
       CASE WHEN u.employer IS NOT NULL
         THEN CASE coalesce(h.demo_park, 0) WHEN 3 THEN 'province' WHEN 2 THEN 'prefecture'
                WHEN 1 THEN 'county' ELSE 'none' END END AS demo_park_level,
       CASE WHEN u.employer IS NOT NULL THEN coalesce(h.incubator, 0) = 1 END
         AS recognised_as_incubator,
       CASE WHEN u.employer IS NOT NULL THEN coalesce(h.training_base, 0) = 1 END AS training_base,
       CASE WHEN u.employer IS NOT NULL THEN coalesce(h.brand, 0) = 1 END AS brand_selected
FROM employer u FULL OUTER JOIN at_work w ON w.employer = u.employer
LEFT JOIN held h ON h.employer = u.employer
