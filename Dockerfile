# The portal for production: web, worker, beat and the commands, by one image (docker-compose.yml).
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /portaal

# packages first: they change less often than the code
COPY requirements/productie.txt requirements/productie.txt
RUN pip install --no-deps --require-hashes --requirement requirements/productie.txt

COPY manage.py ./
COPY coa_portal coa_portal
COPY klantprofiel klantprofiel
COPY voorinburgering voorinburgering
COPY koppeling koppeling
COPY overdracht overdracht
COPY templates templates
COPY static static

# collecting static files reads the settings, which want every variable; none of these is used or kept
RUN SECRET_KEY=build FIELD_KEYS=build READING_LOG_KEYS=build REDIS_URL=redis://build \
    DATABASE_URL=postgres://build/build DATABASE_OWNER_URL=postgres://build/build \
    python manage.py collectstatic --noinput --verbosity=0

# an account without rights; what it may write is the volume /gegevens alone
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin portaal \
    && install --directory --owner=portaal --mode=0700 /gegevens
ENV PORTAL_DATA_DIR=/gegevens
VOLUME /gegevens
USER portaal

EXPOSE 8000
CMD ["gunicorn", "coa_portal.wsgi:application", "--workers=2", "--threads=4", "--graceful-timeout=10", "--timeout=60", "--no-control-socket", "--forwarder-headers=", "--bind=0.0.0.0:8000"]
