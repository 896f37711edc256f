#!/bin/sh
# Sends each line of its input, a JSON value, as the data of one event over HTTP. curl 7.84 or newer:
#   seq 100 | sh producer.sh http://127.0.0.1:8080/events /my/source     (a token: in HOLDFAST_TOKEN)
address=$1 source=$2 refused=0 number=0
run=$(date +%s)-$$
work=$(mktemp -d) || exit 2
trap 'rm -r "$work"' EXIT
{
  echo 'Content-Type: application/cloudevents+json'
  [ -z "${HOLDFAST_TOKEN:-}" ] || printf 'Authorization: Bearer %s\n' "$HOLDFAST_TOKEN"
} >"$work/headers"

while IFS= read -r data || [ -n "$data" ]; do
  number=$((number + 1)) failures=0
  # An id is made once, together with its event: by it a repeat is known.
  printf '{"specversion":"1.0","type":"line","source":"%s","id":"%s-%s","data":%s}' \
    "$source" "$run" "$number" "$data" >"$work/event"
  while :; do
    : >"$work/answer"
    answer=$(curl -sS -m 30 -o "$work/answer" -w '%{http_code} %header{retry-after}' \
      -H @"$work/headers" --data-binary @"$work/event" "$address" 2>>"$work/answer")
    status=${answer%% *} at_least=${answer#* }
    case $status in
      202) break ;;
      400 | 413 | 422) # This event is refused, and others may not be.
        printf 'refused for good: %s\n' "$status $(cat "$work/answer") $(cat "$work/event")" >&2
        refused=1
        break
        ;;
      000 | 408 | 429 | 500 | 502 | 503 | 504)
        pause=$(awk -v failures="$failures" -v least="${at_least:-0}" -v seed="$$$number$failures" 'BEGIN {
          srand(seed); pause = 0.25 * 2 ^ failures; if (pause > 30) pause = 30
          pause *= 0.5 + rand() / 2; print (pause < least + 0 ? least + 0 : pause) }')
        printf 'lost: %s; again in %s s\n' "$status $(cat "$work/answer")" "$pause" >&2
        failures=$((failures < 10 ? failures + 1 : 10))
        sleep "$pause"
        ;;
      *)
        printf 'given up: %s\n' "$status $(cat "$work/answer"); not taken: $(cat "$work/event")" >&2
        exit 2
        ;;
    esac
  done
done
exit $refused
