"""Entry point of the web server: `gunicorn coa_portal.wsgi:application`."""

import os

from coa_portal.embedded import ensure_services

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coa_portal.settings")
ensure_services()

from django.core.wsgi import get_wsgi_application  # noqa: E402

import coa_portal.celery  # noqa: E402, F401 (so that a task started by a page finds the broker)

application = get_wsgi_application()
