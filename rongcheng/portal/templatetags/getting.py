"""What templates of benefits need beside the components."""

from django import template

from rongcheng.benefits.asking import clause_words, told

register = template.Library()
register.filter("told", told)
register.filter("clause", clause_words)
