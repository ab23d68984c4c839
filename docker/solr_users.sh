# run by Solr's image before the server starts: one user, without whose password nothing is answered
# The hash is Solr's own: SHA-256 of SHA-256 of salt and password, in base64, and the salt in base64.
hash_once() {
    local hex
    hex=$(sha256sum | cut -c1-64)
    # shellcheck disable=SC2059
    printf "$(printf '%s' "$hex" | sed 's/../\\x&/g')"
}

solr_credential() {  # PASSWORD SALT_IN_BASE64
    printf '%s %s' "$({ printf '%s' "$2" | base64 -d; printf '%s' "$1"; } | hash_once | hash_once | base64 -w0)" "$2"
}

write_solr_users() {  # FILE
    local salt
    salt=$(head -c 32 /dev/urandom | base64 -w0)
    (umask 077; cat >"$1") <<JSON
{
  "authentication": {
    "class": "solr.BasicAuthPlugin", "blockUnknown": true, "forwardCredentials": false,
    "credentials": {"registry": "$(solr_credential "$SOLR_PASSWORD" "$salt")"}
  },
  "authorization": {
    "class": "solr.RuleBasedAuthorizationPlugin", "permissions": [{"name": "all", "role": "admin"}],
    "user-role": {"registry": "admin"}
  }
}
JSON
}

if [ -n "${SOLR_HOME:-}" ]; then write_solr_users "$SOLR_HOME/security.json"; fi
