#!/usr/bin/env bash
# One service of the stack, in CKAN's official image: start.sh web | jobs | scheduler
set -euo pipefail
registry=/srv/app/registry/docker
: "${SESSION_SECRET:?write it in docker/.env}" "${FORM_SECRET:?write it in docker/.env}" "${TOKEN_SECRET:?write it in docker/.env}"
umask 077  # the settings hold the secrets

ckan config-tool "$CKAN_INI" -f "$registry/registry.ini"
ckan config-tool "$CKAN_INI" \
    "SECRET_KEY = $SESSION_SECRET" \
    "WTF_CSRF_SECRET_KEY = $FORM_SECRET" \
    "api_token.jwt.encode.secret = string:$TOKEN_SECRET" \
    "api_token.jwt.decode.secret = string:$TOKEN_SECRET" \
    "ckanext.smartlombardia.trusted_proxies = ${TRUSTED_PROXIES:-1}" \
    "ckan.harvest.mq.hostname = redis" \
    "ckan.harvest.mq.password = ${REDIS_PASSWORD:?write it in docker/.env}" \
    "ckan.harvest.mq.redis_db = 1"
chmod 600 "$CKAN_INI"
# CKAN's own start script writes the plugins that this variable names
CKAN__PLUGINS=$(sed -n 's/^ckan.plugins = //p' "$registry/registry.ini")
export CKAN__PLUGINS

case $1 in
web) exec /srv/app/start_ckan.sh ;;
jobs) exec ckan -c "$CKAN_INI" smartlombardia worker default harvest ;;
scheduler) exec ckan -c "$CKAN_INI" smartlombardia scheduler ;;
*) echo "start.sh web | jobs | scheduler" >&2; exit 2 ;;
esac
