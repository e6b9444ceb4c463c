#!/bin/sh
# The smallest migration process: brings one archive from the old host into the tenant's storage.
set -eu

secret() { cat "$MOVEIN_SECRETS/$1/$2"; }
progress() { printf '{"movein":{"phase":"%s","done":%d,"total":3,"unit":"steps"}}\n' "$1" "$2"; }
end() { echo "$2" > "$MOVEIN_TERMINATION_LOG"; exit "$1"; }

progress fetch 0
curl -fsS -H "Authorization: Bearer $(secret old-host token)" -o "$MOVEIN_SCRATCH/library.tar" \
  "$(secret old-host url)/library.tar" || end 3 "the old host did not give library.tar"

progress check 1
echo "$(secret old-host sha256)  $MOVEIN_SCRATCH/library.tar" | sha256sum -c - || end 5 "library.tar is not what the old host promised"

progress store 2
if [ "$MOVEIN_MODE" = live ]; then
  curl -fsS -T "$MOVEIN_SCRATCH/library.tar" \
    "http://$MEDIA_STORAGE_SERVICE_HOST:$MEDIA_STORAGE_SERVICE_PORT/library.tar" || end 4 "the storage did not take library.tar"
fi

progress done 3
end 0 "library.tar: fetched, its SHA-256 matches, mode $MOVEIN_MODE"
