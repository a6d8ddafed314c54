"""What this part tells the rules: who has held a public-welfare post, from when to when."""

from rongcheng.rules.tables import contribute

POST = """
SELECT p.id, h.in_post_from, h.left_on + 1 FROM benefits_postholding h
JOIN people_person m ON m.id = h.person_id
JOIN people_person p ON p.id = coalesce(m.merged_into_id, m.id) WHERE h.in_post_from IS NOT NULL"""


def tell() -> None:
    contribute("post", POST)
