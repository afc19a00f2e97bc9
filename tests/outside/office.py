"""A server of the debug build on a database of its own, asked over its socket like any other."""

import http.client
import json
import os
import pathlib
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse

BINARY = os.environ["HOSOPOST_BINARY"]
FIXTURES = pathlib.Path(__file__).parents[2] / "fixtures"
KINDS = [
    "units", "successions", "zones", "points", "routes", "holidays", "procedures", "papers", "listings",
    "tariffs", "reductions", "accounts", "compensation",
]
# How long the server may take to start, and to end once nobody is connected any more.
PATIENCE = 20


def fail(text):
    sys.exit(f"outside: {text}")


def demo(folder):
    """Tells the demo's journeys in an empty folder; returns the URL of the database they left."""
    told = subprocess.run([BINARY, "demo", "--dir", folder, "--once"], capture_output=True, text=True)
    if told.returncode != 0:
        fail(f"the demo failed:\n{told.stdout[-2000:]}{told.stderr[-2000:]}")
    return f"sqlite://{folder}/hosopost.db"


def persons(url):
    """What no page for the holder of a code may show: every name and phone that the database holds."""
    database = sqlite3.connect(url.removeprefix("sqlite://"))
    rows = database.execute("SELECT name, phone FROM persons").fetchall()
    database.close()
    return {text for row in rows for text in row if text}


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.kind = response.headers.get("content-type", "")
        self.body = response.read()

    def text(self):
        return self.body.decode()

    def json(self):
        return json.loads(self.body)


class Office:
    """`with Office(url) as office`: a server on a port of its own, ended when the block ends."""

    def __init__(self, url, *settings):
        self.url = url
        self.settings = settings
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.home = f"http://127.0.0.1:{self.port}"
        self.secret = None

    def run(self, *words):
        ran = subprocess.run(
            [BINARY, "--database-url", self.url, *words], capture_output=True, text=True
        )
        if ran.returncode != 0:
            fail(f"hosopost {' '.join(words)}: {ran.stderr}")
        return ran.stdout.strip()

    def furnish(self):
        """The province's places, days and procedures in an empty database."""
        self.run("migrate")
        for kind in KINDS:
            self.run("import", kind, str(FIXTURES / f"{kind}.csv"))

    def __enter__(self):
        self.secret = self.run("token", "create", "--role", "administrator", "--name", "outside")
        self.log = tempfile.TemporaryFile("w+")
        self.server = subprocess.Popen(
            [BINARY, "--database-url", self.url, "--listen", f"127.0.0.1:{self.port}", *self.settings, "serve"],
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if self.get("/readyz").status == 200:
                    return self
            except OSError:
                pass
            if self.server.poll() is not None:
                break
            time.sleep(0.1)
        self.server.kill()
        fail(f"the server did not start:\n{self.said()}")

    def __exit__(self, *_):
        if self.server.poll() is None:
            self.server.terminate()
        try:
            self.server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        self.log.close()

    def said(self):
        """The server's log."""
        self.log.seek(0)
        return self.log.read()

    def connection(self, timeout=30):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, method, path, body=None, secret=None):
        headers = {"Authorization": f"Bearer {secret or self.secret}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body)
        connection = self.connection()
        try:
            connection.request(method, path, body, headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, body, secret=None):
        answer = self.ask("POST", path, body, secret)
        if answer.status not in (200, 201):
            fail(f"POST {path}: {answer.status} {answer.text()}")
        return answer.json()

    def post_file(self, path, body):
        """The text of a file that is made of what is posted."""
        answer = self.ask("POST", path, body)
        if answer.status != 200:
            fail(f"POST {path}: {answer.status} {answer.text()}")
        return answer.text()

    def facts(self):
        """Everything the cases were told."""
        events, after = [], "0"
        while True:
            page = self.get(f"/api/v1/feed?limit=500&after={after}").json()
            if not page["events"]:
                return events
            events += page["events"]
            after = page["next"]


def path_of(address):
    return urllib.parse.urlsplit(address).path
