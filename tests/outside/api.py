"""A fuzzer that is not ours against the API, by the API's own document: every answer is one that the
document names, none is a 5xx, none is late. The event stream, which never ends, is tried by hand."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid

from office import Office, demo, fail

# Seconds that one answer may take: a thousand labels in one file, by a build that is not optimised, on a
# machine that does other things as well.
LONGEST = 180
STREAM = "/api/v1/feed/stream"
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
]
EXAMPLES = 12
STREAMS = 20
WHEN = "2025-04-08T09:00:00+07:00"
PERSON = {"name": "Nguyễn Văn Mẫu", "phone": "0912000999", "address": {"text": "Thôn Mẫu, xã Thạch Đài"}}
# What a one-stop system or a clerk could truly say, by the name of the field.
SPOKEN = {
    "procedure_code": ["1.012783"], "agency": ["H27.00"], "units": ["42", "18592"], "unit": ["42", "18592"],
    "points": ["481900", "H27.00"], "point": ["481900", "H27.00"], "at": ["481900", "480990", "H27.00"],
    "from": ["481900", "481940"], "to": ["480990", "480100"], "route": ["DT-TH-1"], "date": ["2025-04-09"],
    "as_of": [WHEN, "2026-01-05T08:00:00+07:00"], "received_at": [WHEN], "due_at": [None, WHEN],
    "happened_at": [WHEN], "phone": [None, "0912000999"], "service": ["submit", "return", "round_trip", "internal"],
    "form": ["original", "copy"], "url": ["https://receiver.invalid/hook"], "role": ["clerk", "manager", "partner"], "action": ["accept", "damage", "hold", "inspect"],
}  # fmt: skip


def uuid7(n):
    return str(uuid.UUID(int=(0x01961A2B7C007000 << 64) | (0x8 << 60) | n))


def begin(office):
    """A case with parcels, a bag, a run and scans, one odd and one set aside: not every database has a
    story."""
    case = {
        "case_code": "H27.18-250408-9001", "as_of": WHEN, "procedure_code": "1.012783", "agency": "H27.00",
        "channel": 3, "status": 1, "received_at": WHEN, "applicant": PERSON,
    }  # fmt: skip
    office.post("/api/v1/cases", case)
    order = {
        "case_code": case["case_code"], "service": "round_trip",
        "from": {"person": PERSON}, "to": {"point": "H27.00"},
        "papers": [{"name": "Đơn đề nghị", "form": "original", "count": 1}],
    }  # fmt: skip
    legs = office.post("/api/v1/legs", order)["legs"]
    bag = office.post("/api/v1/bags", {"from": "481900", "to": "480990"})
    run = office.post("/api/v1/runs", {"route": "DT-TH-1", "date": "2025-04-08"})
    clerk = office.post("/api/v1/tokens", {"name": "quầy thử", "role": "clerk", "points": ["481900"]})
    number = legs[0]["tracking_number"]
    scanned = [("accept", number), ("damage", number), ("accept", "BH000000000VN")]
    scans = [
        {"id": uuid7(n), "action": action, "code": code, "at": "481900", "happened_at": WHEN}
        for n, (action, code) in enumerate(scanned)
    ]
    office.post("/api/v1/scans", {"device": "outside", "scans": scans}, clerk["secret"])
    roll = office.post("/api/v1/rolls", {"count": 20, "point": "481900"})
    blanks = office.get(f"/api/v1/rolls/{roll['roll_id']}/blanks").json()["items"]
    blanks = [blank["tracking_number"] for blank in blanks]
    pages = [leg["tracking_page"].rsplit("/", 1)[1] for leg in legs]
    hook = {"url": SPOKEN["url"][0], "agencies": ["H27.00"], "after": "0"}
    hooks = [office.post("/api/v1/webhooks", hook)["webhook_id"] for _ in range(4)]
    return {
        "bags": [bag["code"]], "runs": [run["code"]], "q": pages, "Q": pages, "webhook_id": hooks,
        "roll_id": [roll["roll_id"]], "blank": blanks, "label": [None, *blanks],
    }  # fmt: skip


def known(office, begun):
    """Codes of everything there is, by the part of the address or the field in which they stand."""
    legs, qrs, numbers = [], [], []
    cases = sorted({event["subject"] for event in office.facts()})
    for case in cases:
        told = office.get(f"/api/v1/cases/{urllib.parse.quote(case)}")
        if told.status == 200:
            legs += [leg["leg_id"] for leg in told.json()["legs"]]
            numbers += [leg["tracking_number"] for leg in told.json()["legs"]]
    aside = office.get("/api/v1/set-aside?limit=500").json()["items"]
    odd = office.get("/api/v1/anomalies?limit=500").json()["items"]
    tokens = office.get("/api/v1/tokens?limit=500").json()["items"]
    own = next(token for token in tokens if token["name"] == "outside")
    return {
        **begun, **SPOKEN,
        "cases": cases, "case_code": cases, "case": cases, "leg_id": legs, "parcels": numbers, "scans": numbers,
        "scan_id": [scan["scan_id"] for scan in aside], "id": [anomaly["id"] for anomaly in odd],
        "own_token": own["token_id"],
    }  # fmt: skip


def fuzz(office, where, begun):
    words = [
        "schemathesis", "run", f"{office.home}/api/openapi.json",
        "--header", f"Authorization: Bearer {office.secret}",
        "--checks", ",".join(CHECKS),
        "--phases", "examples,coverage,fuzzing",
        "--exclude-path", STREAM,
        "--max-examples", str(EXAMPLES),
        "--generation-deterministic",
        "--request-timeout", str(LONGEST),
        "--continue-on-failure",
        "--no-color",
    ]  # fmt: skip
    hooks = os.path.join(os.path.dirname(__file__), "hooks.py")
    there = known(office, begun)
    missing = [name for name, codes in there.items() if not codes]
    if missing:
        fail(f"{where}: nothing is known of {missing}, the fuzzer would see 404s alone")
    settings = {**os.environ, "SCHEMATHESIS_HOOKS": hooks, "HOSOPOST_KNOWN": json.dumps(there)}
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(words, capture_output=True, text=True, env=settings, cwd=folder)
    if ran.returncode != 0:
        print(ran.stdout, ran.stderr, office.said()[-4000:], sep="\n", file=sys.stderr)
        fail(f"{where}: the fuzzer found what must not be")
    return next(line for line in ran.stdout.splitlines() if " generated, " in line).strip()


def stream(office, where):
    """Streams begin at once, bring facts, and hold nothing back once their readers are gone."""
    readers = []
    for _ in range(STREAMS):
        connection = office.connection(timeout=10)
        connection.request("GET", STREAM, headers={"Authorization": f"Bearer {office.secret}"})
        answer = connection.getresponse()
        kind = answer.headers["content-type"]
        if answer.status != 200 or not kind.startswith("text/event-stream"):
            fail(f"{where}: {STREAM} answered {answer.status} {kind}")
        fields = {answer.readline().split(b":")[0] for _ in range(3)}
        if fields != {b"id", b"event", b"data"}:
            fail(f"{where}: {STREAM} began with {fields}")
        readers.append((connection, answer))
    for connection, answer in readers:
        answer.close()
        connection.close()
    for bad in ("after=x", "after=-1", "after=%00"):
        if (status := office.get(f"{STREAM}?{bad}").status) != 422:
            fail(f"{where}: {STREAM}?{bad} answered {status}, expected 422")


def look(url, where, prepare):
    # The fuzzer makes addresses up; none of them is called.
    office = Office(url, "--webhooks", "false")
    prepare(office)
    begun = time.monotonic()
    with office:
        there = begin(office)
        stream(office, where)
        told = fuzz(office, where, there)
        stopping = time.monotonic()
        office.server.terminate()
        office.server.wait(30)
    # A stream that outlived its reader would hold the server for its ten last seconds.
    if (took := time.monotonic() - stopping) > 5:
        fail(f"{where}: the server took {took:.0f} s to end after the streams' readers had gone")
    print(f"==> API on {where}: {told}; no 5xx, none undescribed; {time.monotonic() - begun:.0f} s")


def main():
    with tempfile.TemporaryDirectory() as folder:
        look(demo(folder), "SQLite", lambda office: None)
    server = os.environ.get("HOSOPOST_TEST_POSTGRES")
    if not server:
        print("==> API on PostgreSQL: SKIPPED, HOSOPOST_TEST_POSTGRES is not set")
        return
    schema = f"outside_{os.getpid()}"
    separator = "&" if "?" in server else "?"

    def sql(text):
        subprocess.run(["psql", server, "-qc", f"SET client_min_messages = warning; {text}"], check=True)

    sql(f"CREATE SCHEMA {schema}")
    try:
        look(f"{server}{separator}options=-csearch_path%3D{schema}", "PostgreSQL", Office.furnish)
    finally:
        sql(f"DROP SCHEMA {schema} CASCADE")


if __name__ == "__main__":
    main()
