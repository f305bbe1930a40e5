"""Settings of the portal that is crawled: production's, with every logger at its most talkative."""

from coa_portal.settings import *  # noqa: F403
from coa_portal.settings import LOGGING

_loud = {"handlers": ["console"], "level": "DEBUG", "propagate": False}
LOGGING["root"] = {"handlers": ["console"], "level": "DEBUG"}
LOGGING["loggers"] = {name: _loud for name in ("django", "django.server", "celery", "kombu", "amqp", "redis")}
