"""Two reads of a gemeente (R4). A request for the profile is for who may read tier 1: that it was answered tells that a
version was sent. And of a talk that the account sees, the earlier moments: a few columns of its history."""

from django.db import migrations

_REQUESTS = """
DROP POLICY gemeente_read ON overdracht_opvraging;
CREATE POLICY gemeente_read ON overdracht_opvraging FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('{right}')));
"""
_MOMENTS = """
CREATE POLICY gemeente_read ON overdracht_historicalgesprek FOR SELECT TO portal_gemeente
    USING (EXISTS (SELECT 1 FROM overdracht_gesprek g WHERE g.id = overdracht_historicalgesprek.id));
"""

FORWARD = _REQUESTS.format(right="view_tier1") + _MOMENTS
BACKWARD = "DROP POLICY gemeente_read ON overdracht_historicalgesprek;" + _REQUESTS.format(right="view_tier0")


class Migration(migrations.Migration):
    dependencies = [("overdracht", "0025_news_of_a_start_taken_back")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
