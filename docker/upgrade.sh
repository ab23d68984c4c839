# run by CKAN's start script, once the database is there: the registry's tables, then its bodies where there are none
ckan -c "$CKAN_INI" db upgrade
ckan -c "$CKAN_INI" smartlombardia territory load
