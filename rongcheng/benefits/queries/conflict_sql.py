"""The SQL that finds conflicts: one statement a kind, for one application or for a whole place.

Each takes the applications in question from ``chosen`` and gives rows of (application, other
application or null, facts of the finding as JSON). Stages that leave the way free, and what the
platform only offered, are nobody's claim.
"""

from __future__ import annotations

from rongcheng.benefits.events import DEAD, Stage
from rongcheng.benefits.subjects import LINE

NO_CLAIM = ", ".join(f"'{stage}'" for stage in sorted([*DEAD, Stage.OFFERED]))

PAID_OUT = f"(position('{LINE}' in {{0}}.key) > 0)"
"""Whether an application is a payment out of something granted, such as a month on a post."""

SPAN = """
daterange(
  CASE length({0}.period)
    WHEN 4 THEN make_date({0}.period::int, 1, 1)
    WHEN 7 THEN make_date(left({0}.period, 4)::int, right({0}.period, 2)::int, 1)
    ELSE {0}.as_of END,
  CASE length({0}.period)
    WHEN 4 THEN make_date({0}.period::int + 1, 1, 1)
    WHEN 7 THEN (make_date(left({0}.period, 4)::int, right({0}.period, 2)::int, 1)
                 + interval '1 month')::date
    WHEN 6 THEN {0}.as_of + 1
    ELSE (SELECT max(greatest(e.at::date, {0}.as_of + 1)) FROM benefits_applicationevent e
          WHERE e.application_id = {0}.id AND e.code = 'ended') END)
"""
"""The days that an application is for: its year, month or day; what is had once lasts from its day
until it is ended, without an end otherwise."""

HEAD = f"""
WITH chosen AS MATERIALIZED (
  SELECT a.id, a.pack, a.rule, a.period, a.as_of, a.person_id, a.employer_id, a.subject, a.key,
         a.account_index, a.stage
  FROM benefits_application a WHERE {{which}} AND a.stage NOT IN ({NO_CLAIM})
)
"""

_PAIR = f"""
SELECT a.id, b.id, jsonb_build_object() FROM {{these}} a
JOIN benefits_application b ON b.id <> a.id AND b.stage NOT IN ({NO_CLAIM}) AND {{same}}
WHERE {{where}} AND {SPAN.format("a")} && {SPAN.format("b")}
"""
EXCLUDES = (
    HEAD
    + """,
excluded AS MATERIALIZED (
  SELECT c.*, x.two FROM chosen c
  JOIN unnest(%(pack)s::text[], %(one)s::text[], %(two)s::text[]) x(pack, one, two)
    ON x.pack = c.pack AND x.one = c.rule
)"""
    + _PAIR.format(
        these="excluded",
        same="b.person_id = a.person_id AND b.rule = a.two AND b.pack = a.pack",
        where="a.employer_id IS NULL AND b.employer_id IS NULL",
    )
    + " UNION ALL "
    + _PAIR.format(
        these="excluded",
        same="b.employer_id = a.employer_id AND b.rule = a.two AND b.pack = a.pack",
        where="b.subject = a.subject AND b.key = a.key",
    )
)

ALIKE = """
JOIN unnest(%(alike_pack)s::text[], %(alike_rule)s::text[], %(alike)s::text[]) g(pack, rule, name)
  ON g.pack = a.pack AND g.rule = a.rule
JOIN unnest(%(alike_pack)s::text[], %(alike_rule)s::text[], %(alike)s::text[]) h(pack, rule, name)
  ON h.pack = b.pack AND h.rule = b.rule AND h.name = g.name
"""
TWICE = (
    HEAD
    + """,
linked AS (
  SELECT c.id AS application, c.person_id AS person, o.id AS other, TRUE AS sure
  FROM chosen c JOIN people_person me ON me.id = c.person_id
  JOIN people_person o ON coalesce(o.merged_into_id, o.id) = coalesce(me.merged_into_id, me.id)
  UNION
  SELECT c.id, c.person_id, CASE WHEN r.newer_id = c.person_id THEN r.older_id ELSE r.newer_id END,
         FALSE
  FROM chosen c JOIN people_review r ON c.person_id IN (r.newer_id, r.older_id)
  WHERE r.state = 'open'
)
SELECT a.id, b.id, jsonb_build_object('sure', l.sure) FROM chosen a
JOIN linked l ON l.application = a.id
JOIN benefits_application b ON b.person_id = l.other AND b.id <> a.id
     AND b.stage NOT IN ("""
    + NO_CLAIM
    + """) AND b.subject = a.subject
"""
    + ALIKE
    + f"""
WHERE a.employer_id IS NULL AND b.employer_id IS NULL
  AND (a.rule <> b.rule OR a.pack <> b.pack OR a.key <> b.key)
  AND {PAID_OUT.format("a")} = {PAID_OUT.format("b")}
  AND NOT ({PAID_OUT.format("a")} AND a.person_id = b.person_id)
  AND {SPAN.format("a")} && {SPAN.format("b")}
"""
)
"""A payment is no second claim beside its grant, nor beside another of the same month: somebody
who changes post in it is paid for the days of each."""

ACCOUNT = (
    HEAD
    + f"""
SELECT a.id, min(b.id), jsonb_build_object('count', count(DISTINCT coalesce(b.person_id, 0) * 2
       + coalesce(b.employer_id, 0) * 2 + (b.employer_id IS NOT NULL)::int)) FROM chosen a
JOIN benefits_application b ON b.account_index = a.account_index AND b.stage NOT IN ({NO_CLAIM})
     AND (b.employer_id IS DISTINCT FROM a.employer_id
          OR (a.employer_id IS NULL AND b.person_id IS DISTINCT FROM a.person_id))
LEFT JOIN people_person p ON p.id = a.person_id
LEFT JOIN people_person q ON q.id = b.person_id
WHERE a.employer_id IS NOT NULL OR b.employer_id IS NOT NULL
   OR coalesce(p.merged_into_id, p.id) <> coalesce(q.merged_into_id, q.id)
GROUP BY a.id
"""
)

PHONE = (
    HEAD
    + f""",
first AS (
  SELECT p.phone_index, p.id AS person, coalesce(p.merged_into_id, p.id) AS root, min(b.id) AS id
  FROM people_person p JOIN benefits_application b ON b.person_id = p.id
  WHERE b.stage NOT IN ({NO_CLAIM}) AND p.phone_index IN (
      SELECT q.phone_index FROM people_person q JOIN chosen c ON c.person_id = q.id)
  GROUP BY 1, 2, 3
),
shared AS (
  SELECT phone_index, count(DISTINCT root) AS persons, min(id) AS one, max(id) AS other
  FROM first GROUP BY 1 HAVING count(DISTINCT root) > %(phones)s
)
SELECT a.id, CASE WHEN f.id = s.one THEN s.other ELSE s.one END,
       jsonb_build_object('count', s.persons)
FROM chosen a JOIN first f ON f.person = a.person_id JOIN shared s ON s.phone_index = f.phone_index
"""
)

PLACES = (
    HEAD
    + """
SELECT a.id, NULL::bigint, jsonb_build_object('one', min(one.id), 'two', min(two.id))
FROM chosen a
JOIN people_employmentspell one ON one.person_id = a.person_id
JOIN people_employmentspell two ON two.person_id = a.person_id AND two.id > one.id
WHERE a.employer_id IS NULL
  AND one.work_place_id / 10000000000 <> two.work_place_id / 10000000000
  AND daterange(one.start_date, one.end_date) && daterange(two.start_date, two.end_date)
  AND one.start_date IS NOT NULL AND two.start_date IS NOT NULL
  AND coalesce(one.end_date, a.as_of) >= date_trunc('year', a.as_of)
  AND coalesce(two.end_date, a.as_of) >= date_trunc('year', a.as_of)
  AND one.start_date <= a.as_of AND two.start_date <= a.as_of
GROUP BY a.id
"""
)
"""Days are counted half-open: who leaves one job and begins another that day was in two places."""

AGE = (
    HEAD
    + f"""
SELECT a.id, NULL::bigint,
       jsonb_build_object('born', p.birth_date, 'sex', p.sex, 'as_of', a.as_of)
FROM chosen a JOIN people_person p ON p.id = a.person_id
WHERE a.subject = 'person' AND NOT {PAID_OUT.format("a")}
  AND (p.birth_date > a.as_of - interval '16 years'
   OR p.birth_date <= a.as_of - interval '50 years')
"""
)

ORGANISER = HEAD + _PAIR.format(
    these="chosen",
    same="b.subject = 'placement' AND split_part(b.key, '/', 2) = split_part(a.key, '/', 2)",
    where="a.subject = 'placement' AND b.employer_id IS DISTINCT FROM a.employer_id",
)

HEADS = (
    HEAD
    + f""",
awards AS (
  SELECT b.employer_id, b.id, (
      SELECT sum(f.value::int) FROM benefits_decision d, jsonb_each_text(d.facts) f
      WHERE d.id = (SELECT max(x.id) FROM benefits_decision x WHERE x.application_id = b.id)
        AND f.key LIKE 'hired%%' AND f.value ~ '^[0-9]+$') AS heads
  FROM benefits_application b
  WHERE b.stage NOT IN ({NO_CLAIM}) AND b.subject = 'employer'
    AND b.employer_id IN (SELECT c.employer_id FROM chosen c)
),
claimed AS (SELECT employer_id, sum(heads) AS heads, min(id) AS first FROM awards GROUP BY 1),
known AS (
  SELECT m.id, m.code, (SELECT count(DISTINCT s.person_id) FROM people_employmentspell s
                        WHERE s.employer_code = m.code) AS workers,
    (SELECT (n.value::text)::int FROM rules_answer n
     WHERE n.subject = 'employer' AND n.key = m.code AND n.fact = 'insured_headcount'
       AND n.value <> 'null'::jsonb ORDER BY n.since DESC, n.id DESC LIMIT 1) AS insured
  FROM employers_employer m WHERE m.id IN (SELECT employer_id FROM claimed)
)
SELECT a.id, CASE WHEN c.first <> a.id THEN c.first END,
       jsonb_build_object('heads', c.heads, 'workers', k.workers, 'insured', k.insured)
FROM chosen a JOIN claimed c ON c.employer_id = a.employer_id JOIN known k ON k.id = a.employer_id
WHERE a.subject = 'employer' AND c.heads > least(k.workers, coalesce(k.insured, k.workers))
  AND EXISTS (SELECT 1 FROM awards w WHERE w.id = a.id AND w.heads > 0)
"""
)
"""Heads of all awards of an employer against the workers known to the registry, and insured."""
