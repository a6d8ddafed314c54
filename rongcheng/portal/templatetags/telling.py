"""What templates of telling and following need beside the components."""

from django import template

from rongcheng.appeals.words import category_name, said

register = template.Library()
register.filter("said", said)
register.filter("kind_name", category_name)
