#!/usr/bin/env bash
# One service of the stack, in CKAN's official image: start.sh web | jobs | scheduler
set -euo pipefail
registry=/srv/app/registry/docker
: "${REGISTRY_SECRET:?write it in docker/.env}"

ckan config-tool "$CKAN_INI" -f "$registry/registry.ini"
ckan config-tool "$CKAN_INI" \
    "SECRET_KEY = $REGISTRY_SECRET" \
    "WTF_CSRF_SECRET_KEY = $REGISTRY_SECRET" \
    "api_token.jwt.encode.secret = string:$REGISTRY_SECRET" \
    "api_token.jwt.decode.secret = string:$REGISTRY_SECRET" \
    "ckanext.smartlombardia.trusted_proxies = ${TRUSTED_PROXIES:-1}" \
    "ckan.harvest.mq.hostname = redis" \
    "ckan.harvest.mq.redis_db = 1"
# CKAN's own start script writes the plugins that this variable names
CKAN__PLUGINS=$(sed -n 's/^ckan.plugins = //p' "$registry/registry.ini")
export CKAN__PLUGINS

case $1 in
web) exec /srv/app/start_ckan.sh ;;
jobs) exec ckan -c "$CKAN_INI" smartlombardia worker default harvest ;;
scheduler) exec ckan -c "$CKAN_INI" smartlombardia scheduler ;;
*) echo "start.sh web | jobs | scheduler" >&2; exit 2 ;;
esac
