"""What the fuzzer is told beyond the document: codes that exist here, so that it reaches more than
404s, and two things it must leave alone."""

import json
import os
import random

import schemathesis

KNOWN = json.loads(os.environ["HOSOPOST_KNOWN"])
# Of the requests that name something, so many name things that are there; the others stay as they were
# made up.
OFTEN = 0.6
LONGEST_WAIT = 1
chance = random.Random(7)


def known(path, name):
    """The codes that stand at this place of an address or a body."""
    return KNOWN.get(path.removeprefix("/api/v1").split("/")[1] if name == "code" else name)


def plausible(values, path):
    """Puts codes that exist in the places of codes that were made up."""
    for name, value in values.items():
        codes = known(path, name)
        if isinstance(value, dict):
            plausible(value, path)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    plausible(item, path)
        elif codes:
            values[name] = chance.choice(codes)


@schemathesis.hook
def before_call(context, case, kwargs):
    if chance.random() < OFTEN:
        for values in (case.path_parameters, case.body):
            if isinstance(values, dict):
                plausible(values, case.path)
    # Its own token: revoked, nothing behind the first check would be tried any more.
    if isinstance(case.path_parameters, dict):
        if KNOWN["own_token"] in str(case.path_parameters.get("token_id")):
            case.path_parameters["token_id"] = "tok_" + "0" * 32
    # A long poll is tried, but not for 25 seconds each time.
    if isinstance(case.query, dict):
        wait = str(case.query.get("wait", ""))
        if wait.isdigit() and LONGEST_WAIT < int(wait) <= 25:
            case.query["wait"] = LONGEST_WAIT


@schemathesis.serializer("text/csv")
def csv(context, value):
    return value if isinstance(value, bytes) else str(value).encode()
