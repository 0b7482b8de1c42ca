#!/usr/bin/env bash
# The database server's first start: the two roles and the database, as config/local/provision.py
# makes them on a developer's machine; the grants are the same file.
set -euo pipefail

# A new role may sign in and nothing else.
psql --set ON_ERROR_STOP=1 --username postgres --dbname postgres \
  --set owner_password="$OWNER_DATABASE_PASSWORD" --set app_password="$APP_DATABASE_PASSWORD" <<SQL
CREATE ROLE qoldau_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE qoldau_app LOGIN PASSWORD :'app_password';
CREATE DATABASE qoldau OWNER qoldau_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
SQL
psql --set ON_ERROR_STOP=1 --username postgres --dbname qoldau \
  --command 'SET ROLE qoldau_owner' --file /qoldau/provision.sql
