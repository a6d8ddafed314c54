-- Facts of persons on a day, for everybody or for one: tables person, spell and post.
-- Of somebody without any record of work it is not known whether they work; a certificate tells.
WITH spells AS (
  SELECT person, work, wage, contract, insurance, industry, range, start,
         coalesce(start, told) AS first, least(coalesce(ends, :as_of), :as_of) AS last, ends
  FROM spell WHERE coalesce(start, told) <= :as_of
),
present AS (
  SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY person ORDER BY first DESC) AS nth
    FROM spells WHERE ends IS NULL OR ends >= :as_of
  ) ranked WHERE nth = 1
),
months AS (
  SELECT person,
         greatest(year(first) * 12 + month(first) - 1, year(:as_of) * 12) AS first,
         year(last) * 12 + month(last) - 1 AS last,
         (range <> 'within_county' AND range <> 'unknown') AS away,
         coalesce(contract = 'written', FALSE) OR coalesce(insurance LIKE '%injury%', FALSE)
           OR coalesce(insurance LIKE '%unemployment%', FALSE) AS proved
  FROM spells WHERE last >= make_date(year(:as_of), 1, 1)
),
reached AS (
  SELECT *, max(last) OVER (PARTITION BY person ORDER BY first, last
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
         max(CASE WHEN away THEN last END) OVER (PARTITION BY person ORDER BY first, last
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS away_before,
         max(CASE WHEN proved THEN last END) OVER (PARTITION BY person ORDER BY first, last
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS proved_before
  FROM months
),
counted AS (
  SELECT person,
         sum(greatest(0, last - greatest(first, coalesce(before + 1, first)) + 1)) AS worked,
         sum(CASE WHEN away
             THEN greatest(0, last - greatest(first, coalesce(away_before + 1, first)) + 1)
             ELSE 0 END) AS away,
         sum(CASE WHEN proved
             THEN greatest(0, last - greatest(first, coalesce(proved_before + 1, first)) + 1)
             ELSE 0 END) AS proved
  FROM reached GROUP BY person
),
history AS (
  SELECT person,
         max(CASE WHEN range IN ('across_county_within_prefecture', 'across_province', 'overseas',
                  'across_prefecture_within_province') THEN 1 ELSE 0 END) AS was_away
  FROM spells GROUP BY person
),
-- Time on public-welfare posts over all of them, with 30 days to a month; `until` is not counted.
posts AS (
  SELECT person, min(began) AS first, floor(sum((year(last) - year(began)) * 360 + (month(last) - month(began)) * 30
           + least(day(last), 30) - least(day(began), 30)) / 30) AS months,
         max(CASE WHEN until IS NULL OR until > :as_of THEN 1 ELSE 0 END) AS holds
  FROM (SELECT person, began, until, least(coalesce(until, :as_of), :as_of) AS last
        FROM post WHERE began <= :as_of) held
  GROUP BY person
),
-- Months since year 0 in which somebody reaches the age of retirement: men from 60 years, women from
-- 50 (early) or 55 (late); asked about days since 2025 it rises with the month of birth.
people AS (
  SELECT *,
         born_in + CASE WHEN sex = 1 THEN 720 + CASE WHEN rises < 23580 THEN 0
                          ELSE least((born_in - 23580) // 4 + 1, 36) END
                        WHEN sex = 2 THEN 600 + CASE WHEN rises < 23700 THEN 0
                          ELSE least((born_in - 23700) // 2 + 1, 60) END END AS early,
         born_in + CASE WHEN sex = 1 THEN 720 + CASE WHEN rises < 23580 THEN 0
                          ELSE least((born_in - 23580) // 4 + 1, 36) END
                        WHEN sex = 2 THEN 660 + CASE WHEN rises < 23640 THEN 0
                          ELSE least((born_in - 23640) // 4 + 1, 36) END END AS late
  FROM (SELECT *, year(born) * 12 + month(born) - 1 AS born_in,
               CASE WHEN year(:as_of) >= 2025 THEN year(born) * 12 + month(born) - 1 ELSE 0 END AS rises
        FROM person) known
),
homes AS (
  SELECT p.household, count(*) AS members, count(w.person) AS working
  FROM person p LEFT JOIN present w ON w.person = p.person
  WHERE p.household IS NOT NULL GROUP BY p.household
)
SELECT
  p.person,
  year(:as_of) - year(p.born)
    - CASE WHEN month(:as_of) * 100 + day(:as_of) < month(p.born) * 100 + day(p.born)
      THEN 1 ELSE 0 END AS age,
  CASE p.sex WHEN 1 THEN 'male' WHEN 2 THEN 'female' END AS sex,
  p.home,
  w.work AS host,
  CASE WHEN p.education >= '80' THEN 'primary' WHEN p.education >= '70' THEN 'junior'
       WHEN p.education >= '40' THEN 'senior' WHEN p.education >= '10' THEN 'college' END
    AS education,
  p.poverty AS poverty_status,
  p.disability <> 'none' AS disabled,
  TRUE AS rural,
  h.members AS household_members,
  h.working AS household_working,
  CASE WHEN w.person IS NOT NULL THEN TRUE WHEN x.person IS NOT NULL THEN FALSE END AS working,
  CASE WHEN w.range <> 'unknown' THEN w.range END AS transfer_range,
  CASE WHEN w.range <> 'unknown' THEN w.range <> 'within_county'
       WHEN w.person IS NULL AND x.person IS NOT NULL THEN FALSE END AS away,
  x.person IS NOT NULL AS work_recorded,
  w.start AS start_date,
  w.industry,
  w.wage,
  w.contract,
  w.insurance LIKE '%pension%' AS pension_insured,
  w.insurance LIKE '%injury%' AS injury_insured,
  CASE WHEN x.person IS NOT NULL THEN coalesce(c.worked, 0) END AS months_worked_year,
  CASE WHEN x.person IS NOT NULL THEN coalesce(c.away, 0) END AS months_away_year,
  CASE WHEN x.person IS NOT NULL THEN coalesce(c.proved, 0) END AS months_evidenced_year,
  CASE WHEN w.person IS NULL AND x.person IS NOT NULL THEN 0
       ELSE (year(:as_of) - year(w.first)) * 12 + month(:as_of) - month(w.first)
         - CASE WHEN day(:as_of) < day(w.first) THEN 1 ELSE 0 END END AS months_in_row,
  CASE WHEN w.range IS NOT NULL AND w.range NOT IN ('within_county', 'unknown') THEN FALSE
       WHEN x.was_away = 1 THEN TRUE END AS returnee,
  coalesce(o.holds, 0) = 1 AS on_welfare_post,
  coalesce(o.months, 0) AS months_on_post,
  o.first AS first_post_on,
  make_date(CAST(p.early // 12 AS INT), CAST(p.early % 12 + 1 AS INT), CAST(least(day(p.born),
    CASE WHEN p.early % 12 IN (3, 5, 8, 10) THEN 30 WHEN p.early % 12 <> 1 THEN 31
         WHEN p.early % 48 < 12 THEN 29 ELSE 28 END) AS INT)) AS retires_on,
  make_date(CAST(p.late // 12 AS INT), CAST(p.late % 12 + 1 AS INT), CAST(least(day(p.born),
    CASE WHEN p.late % 12 IN (3, 5, 8, 10) THEN 30 WHEN p.late % 12 <> 1 THEN 31
         WHEN p.late % 48 < 12 THEN 29 ELSE 28 END) AS INT)) AS retires_later_on
FROM people p
LEFT JOIN present w ON w.person = p.person
LEFT JOIN counted c ON c.person = p.person
LEFT JOIN history x ON x.person = p.person
LEFT JOIN homes h ON h.household = p.household
LEFT JOIN posts o ON o.person = p.person
