#!/bin/sh
# The smallest migration process: brings every file of the old host's manifest into the tenant's storage.
set -eu

secret() { cat "$MOVEIN_SECRETS/$1/$2"; }
progress() { printf '{"movein":{"phase":"copy","done":%d,"total":%d,"unit":"files"}}\n' "$copied" "$total"; }
end() { echo "$2" > "$MOVEIN_TERMINATION_LOG"; exit "$1"; }
encoded() { printf %s "$1" | od -An -v -tx1 | tr -d '\n' | tr ' ' %; }

old_host=$(secret old-host url)
storage=http://$MEDIA_STORAGE_SERVICE_HOST:$MEDIA_STORAGE_SERVICE_PORT
cd "$MOVEIN_SCRATCH"
# a token in an argument could be seen in the list of processes
printf 'Authorization: Bearer %s\n' "$(secret old-host token)" > old-host.header
printf 'Authorization: Bearer %s\n' "$(secret media-storage token)" > storage.header

curl -fsS -H @old-host.header -o manifest "$old_host/manifest.sha256" || end 3 "the old host did not give its manifest"
total=$(wc -l < manifest)
copied=0
while read -r sha256 path; do
  name=$(encoded "$path")
  curl -fsS -H @old-host.header -o file "$old_host/files/$name" || end 3 "the old host did not give $path"
  echo "$sha256  file" | sha256sum -c - > /dev/null || end 5 "$path is not what the manifest promised"
  if [ "$MOVEIN_MODE" = live ]; then
    curl -fsS -H @storage.header -o /dev/null -T file "$storage/files/$name" || end 4 "the storage did not take $path"
  fi
  copied=$((copied + 1))
  if [ $((copied % 100)) -eq 0 ]; then progress; fi
done < manifest

progress
end 0 "$copied of $total files, each SHA-256 as promised, mode $MOVEIN_MODE"
