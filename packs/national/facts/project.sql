-- Sites and projects on a day, as appeals name them: a name in a county; table appeal.
-- The registry has no list of projects, so of one that nobody complains about it knows nothing.
SELECT concat(CAST(place AS VARCHAR), '/', site) AS project, site AS name, max(place) AS place,
       sum(CASE WHEN ended IS NULL OR ended > :as_of THEN 1 ELSE 0 END) AS appeals_open,
       sum(CASE WHEN filed > :as_of - INTERVAL 30 DAY THEN 1 ELSE 0 END) AS appeals_lately,
       sum(CASE WHEN arrears AND (ended IS NULL OR ended > :as_of) THEN 1 ELSE 0 END)
         AS arrears_open,
       sum(CASE WHEN arrears AND (ended IS NULL OR ended > :as_of) THEN people END)
         AS people_unpaid,
       sum(CASE WHEN arrears AND (ended IS NULL OR ended > :as_of) THEN amount END)
         AS wages_claimed
FROM appeal WHERE site <> '' AND filed <= :as_of GROUP BY place, site
