"""Sends each line of its input, a JSON value, as the data of one event over HTTP. Python 3.8 or newer:
seq 100 | python3 producer.py http://127.0.0.1:8080/events /my/source     (a token: in HOLDFAST_TOKEN)"""
import http.client, json, os, random, sys, time, urllib.error, urllib.request, uuid

address, source = sys.argv[1:]
headers = {"Content-Type": "application/cloudevents+json"}
if "HOLDFAST_TOKEN" in os.environ:
    headers["Authorization"] = "Bearer " + os.environ["HOLDFAST_TOKEN"]
run, refused = uuid.uuid4(), False


def post(event):
    """The status, the wait that the server asks for, and its words; status 0 is no answer."""
    try:
        request = urllib.request.Request(address, event.encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, 0, ""
    except urllib.error.HTTPError as answer:
        after = answer.headers.get("Retry-After", "")
        return answer.code, int(after) if after.isdigit() else 0, answer.read().decode().strip()
    except (OSError, http.client.HTTPException) as error:
        return 0, 0, str(error)


for number, line in enumerate(sys.stdin, 1):
    # An id is made once, together with its event: by it a repeat is known.
    head = {"specversion": "1.0", "type": "line", "source": source, "id": f"{run}-{number}"}
    event = json.dumps(head)[:-1] + ', "data": ' + line.rstrip("\n") + "}"
    failures = 0
    while True:
        status, at_least, words = post(event)
        if status == 202:
            break
        if status in (400, 413, 422):  # This event is refused, and others may not be.
            refused = True
            print("refused for good:", status, words, event, file=sys.stderr)
            break
        if status not in (0, 408, 429, 500, 502, 503, 504):
            sys.exit(f"given up: {status} {words}; not taken: {event}")
        pause = max(at_least, min(30, 0.25 * 2**failures) * random.uniform(0.5, 1))
        failures = min(failures + 1, 10)
        print(f"lost: {status} {words}; again in {pause:.2f} s", file=sys.stderr)
        time.sleep(pause)
sys.exit(1 if refused else 0)
