# The service with its data: docker build -t strategiewerkstatt . && docker run --read-only -p 8000:8000 strategiewerkstatt
#
# The database is built into the image and never written to. To serve from PostgreSQL instead, set DATABASE_URL; fill it, and
# bring it up to date after an upgrade, with the same image (any number of times, from anywhere; readers are not disturbed):
#   docker run --rm -e DATABASE_URL=postgresql+psycopg://… strategiewerkstatt python -m seed load
#
# The bulk downloads are built in, too, with links to the address that users see: docker build --build-arg PUBLIC_URL=https://… .
# For an image that learns its address later, build them into a volume and serve them from there:
#   docker run --rm --user 0 -e PUBLIC_URL=https://… -v downloads:/app/var/downloads strategiewerkstatt python -m seed.bundle
#   docker run --read-only -e PUBLIC_URL=https://… -v downloads:/app/var/downloads:ro -p 8000:8000 strategiewerkstatt

FROM python:3.13-slim AS build
COPY requirements.txt /
RUN python -m venv --without-pip /venv \
 && python -m pip --python /venv install --quiet --no-cache-dir --no-deps --require-hashes --requirement /requirements.txt
ENV PATH=/venv/bin:$PATH
WORKDIR /app
COPY schemas schemas
COPY api api
COPY seed seed
COPY deploy deploy
ARG PUBLIC_URL=
ENV HOST=0.0.0.0 PORT=8000 PUBLIC_URL=$PUBLIC_URL
# Write-ahead logging needs a directory to write to; a read-only database must do without.
RUN DATABASE_URL=sqlite:////app/var/api.db python -m seed load \
 && python -c "import sqlite3; sqlite3.connect('var/api.db').execute('PRAGMA journal_mode = DELETE')" \
 && python -m compileall -q .

FROM python:3.13-slim
LABEL org.opencontainers.image.title="StrategieWerkstatt open data" \
      org.opencontainers.image.description="Open-data API on Saxony's participatory industrial-strategy process, 2015–2018" \
      org.opencontainers.image.licenses="MIT AND CC-BY-4.0"
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ARG PUBLIC_URL=
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    PUBLIC_URL=$PUBLIC_URL \
    DATABASE_URL=sqlite:///file:/app/var/api.db?mode=ro&immutable=1&uri=true
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health', timeout=4)"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py"]
