"""Our webhooks by a verifier that is not ours, and our receiver by a signer that is not ours."""

import base64
import datetime
import http.client
import http.server
import os
import socket
import subprocess
import tempfile
import threading
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from office import BINARY, PATIENCE, Office, demo, fail
from standardwebhooks import Webhook, WebhookVerificationError

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
EVENT = (
    b'{"specversion":"1.0","id":"cas_1-1","source":"/cases/cas_1","subject":"H27.18-250408-0007",'
    b'"type":"vn.hosopost.leg.ordered","time":"2025-04-08T09:30:00+07:00","sequence":"000000000001","data":{}}'
)


class Case(http.server.ThreadingHTTPServer):
    """A case system that acknowledges everything and remembers it."""

    def __init__(self):
        self.got = []
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def wait(self, count):
        until = time.monotonic() + PATIENCE
        while len(self.got) < count:
            if time.monotonic() > until:
                fail(f"only {len(self.got)} of {count} messages came")
            time.sleep(0.05)
        return self.got


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def is_signed(secret, headers, body):
    try:
        Webhook(secret).verify(body, headers)
        return True
    except WebhookVerificationError:
        return False


def is_signed_by(public, headers, body):
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.removeprefix("whpk_")))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    for signature in headers["webhook-signature"].split():
        version, _, encoded = signature.partition(",")
        if version == "v1a":
            try:
                key.verify(base64.b64decode(encoded), content)
                return True
            except InvalidSignature:
                pass
    return False


def told(office, system):
    """Every fact comes once, in order, and verified; what was touched on the way is not."""
    made = office.post("/api/v1/webhooks", {"url": f"http://127.0.0.1:{system.server_port}/", "after": "0"})
    facts = office.facts()
    cases = {}
    for headers, body in system.wait(len(facts)):
        secret, public = made["secret"], made["public_key"]
        if not is_signed(secret, headers, body) or not is_signed_by(public, headers, body):
            fail(f"{headers['webhook-id']} is not verified")
        touched = body.replace(b"vn.hosopost", b"vn.hosopast")
        if is_signed(secret, headers, touched) or is_signed_by(public, headers, touched):
            fail(f"{headers['webhook-id']} is verified although it was touched")
        event = Webhook(secret).verify(body, headers)
        cases.setdefault(event["subject"], []).append(int(event["sequence"]))
    for case, sequences in cases.items():
        if sequences != list(range(1, len(sequences) + 1)):
            fail(f"{case} was told {sequences}")
    return made, len(facts), len(cases)


def rotated(office, system, made):
    """While a key is changed both verify."""
    path = f"/api/v1/webhooks/{made['webhook_id']}"
    fresh = office.post(f"{path}/rotate", {"overlap_hours": 1})
    count = len(system.got)
    tried = office.post(f"{path}/test", {})
    if tried["outcome"] != "acknowledged":
        fail(f"the test was answered {tried}")
    headers, body = system.wait(count + 1)[-1]
    for key in (made, fresh):
        if not is_signed(key["secret"], headers, body) or not is_signed_by(key["public_key"], headers, body):
            fail("a message is not verified by both keys while one is changed for the other")


def received(folder):
    """Our receiver takes what another's library signed, and nothing else."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [os.path.abspath(BINARY), "receiver", "--listen", f"127.0.0.1:{port}", "--state", os.path.join(folder, "heard.jsonl")]
    settings = {**os.environ, "HOSOPOST_RECEIVER_SECRET": SECRET}
    process = subprocess.Popen(words, env=settings, cwd=folder)
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                if time.monotonic() > until or process.poll() is not None:
                    fail("the receiver did not start")
                time.sleep(0.05)
        now = datetime.datetime.now(tz=datetime.timezone.utc)
        other = "whsec_" + base64.b64encode(bytes(32)).decode()
        hour = datetime.timedelta(hours=1)
        for secret, at, expected in [
            (SECRET, now, 204), (SECRET, now, 204), (other, now, 401), (SECRET, now - hour, 401), (SECRET, now + hour, 401),
        ]:  # fmt: skip
            signature = Webhook(secret).sign("cas_1-1", at, EVENT.decode())
            headers = {
                "content-type": "application/cloudevents+json", "webhook-id": "cas_1-1",
                "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature,
            }  # fmt: skip
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("POST", "/hook", EVENT, headers)
            if (status := connection.getresponse().status) != expected:
                fail(f"the receiver answered {status}, expected {expected}")
            connection.close()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", "/cases/H27.18-250408-0007")
        if (status := connection.getresponse().status) != 200:
            fail(f"the receiver's page was answered {status}")
    finally:
        process.terminate()
        process.wait(PATIENCE)


def main():
    with tempfile.TemporaryDirectory() as folder:
        url = demo(folder)
        system = Case()
        with Office(url, "--webhook-private", "true") as office:
            made, facts, cases = told(office, system)
            rotated(office, system, made)
        system.shutdown()
        received(folder)
    print(f"==> webhooks: {facts} facts of {cases} cases verified by standardwebhooks and cryptography, in order")


if __name__ == "__main__":
    main()
