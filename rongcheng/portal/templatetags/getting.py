"""What templates of benefits need beside the components."""

from django import template

from rongcheng.benefits.asking import told

register = template.Library()
register.filter("told", told)
