"""Entry point of worker and beat: `celery --app coa_portal.celery worker`.

`coa_portal/__init__.py` does not import this module, as many Django projects do: importing it may start
servers. wsgi.py and manage.py import it by name.
"""

import os

from celery import Celery

from coa_portal.embedded import ensure_services

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coa_portal.settings")
ensure_services()

app = Celery("coa_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
