-- One row for each person and organiser of the year; tables person, spell, organised.
-- The organiser's list tells from when to when they brought somebody to work; where, how far and how
-- long they were at work within these days is taken from the spells that the registry knows.
-- With several ranges the one with most months counts, of equal ones the farther.
WITH within AS (
  SELECT o.organiser, o.organiser_kind, s.person, s.range,
         greatest(coalesce(s.start, s.told), o.since) AS first,
         least(coalesce(s.ends, :as_of), coalesce(o.until, :as_of), :as_of) AS last
  FROM organised o JOIN spell s ON s.person = o.person
  WHERE o.since <= :as_of AND coalesce(s.start, s.told) <= :as_of
),
parts AS (
  SELECT organiser, organiser_kind, person, range,
         greatest(year(first) * 12 + month(first) - 1, year(:as_of) * 12) AS first,
         year(last) * 12 + month(last) - 1 AS last
  FROM within WHERE first <= last AND last >= make_date(year(:as_of), 1, 1)
),
reached AS (
  SELECT *, max(last) OVER (PARTITION BY organiser, person ORDER BY first, last
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM parts
),
added AS (
  SELECT *, greatest(0, last - greatest(first, coalesce(before + 1, first)) + 1) AS months
  FROM reached
),
ranked AS (
  SELECT organiser, person, range, row_number() OVER (
           PARTITION BY organiser, person
           ORDER BY sum(months) DESC, max(CASE range WHEN 'overseas' THEN 5
             WHEN 'across_province' THEN 4 WHEN 'across_prefecture_within_province' THEN 3
             WHEN 'across_county_within_prefecture' THEN 2 WHEN 'within_county' THEN 1
             ELSE 0 END) DESC) AS nth
  FROM added GROUP BY organiser, person, range
),
earlier AS (
  SELECT DISTINCT person FROM within WHERE first < make_date(year(:as_of), 1, 1)
),
claims AS (
  SELECT person, count(DISTINCT organiser) AS organisers FROM parts GROUP BY person
)
SELECT concat(a.organiser, '/', CAST(a.person AS VARCHAR)) AS placement,
       CAST(a.person AS VARCHAR) AS person, a.organiser,
       max(a.organiser_kind) AS organiser_kind, max(p.home) AS home, TRUE AS rural,
       sum(a.months) AS months, max(CASE WHEN r.range <> 'unknown' THEN r.range END) AS main_range,
       max(CASE WHEN e.person IS NULL THEN 1 ELSE 0 END) = 1 AS first_export,
       max(c.organisers) AS organisers
FROM added a JOIN person p ON p.person = a.person
JOIN ranked r ON r.organiser = a.organiser AND r.person = a.person AND r.nth = 1
JOIN claims c ON c.person = a.person
LEFT JOIN earlier e ON e.person = a.person
GROUP BY a.organiser, a.person
