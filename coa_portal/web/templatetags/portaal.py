"""`{% load portaal %}`: the components of the portal in one library (see coa_portal/web/tags/)."""

from django import template

from coa_portal.web.tags import basics, filters, formtags, lists

register = template.Library()
for part in (basics, lists, formtags, filters):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)
