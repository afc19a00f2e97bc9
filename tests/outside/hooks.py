"""What the fuzzer is told beyond the document: codes that exist here, so that it reaches more than
404s, and two things it must leave alone."""

import json
import os
import random

import schemathesis

KNOWN = json.loads(os.environ["HOSOPOST_KNOWN"])
# Of the requests that name something, so many name something that is there.
OFTEN = 0.6
LONGEST_WAIT = 1
chance = random.Random(7)


def known(path, name):
    """The codes that stand at this place of an address or a body."""
    place = path.removeprefix("/api/v1").split("/")[1] if name == "code" else name
    return KNOWN.get(place, [])


def replaced(values, path):
    for name in list(values):
        codes = known(path, name)
        if codes and chance.random() < OFTEN:
            values[name] = chance.choice(codes)


@schemathesis.hook
def before_call(context, case, kwargs):
    if isinstance(case.path_parameters, dict):
        replaced(case.path_parameters, case.path)
        # Its own token: revoked, nothing behind the first check would be tried any more.
        if KNOWN["own_token"] in str(case.path_parameters.get("token_id")):
            case.path_parameters["token_id"] = "tok_" + "0" * 32
    if isinstance(case.query, dict):
        # A long poll is tried, but not for 25 seconds each time.
        wait = str(case.query.get("wait", ""))
        if wait.isdigit() and LONGEST_WAIT < int(wait) <= 25:
            case.query["wait"] = LONGEST_WAIT
    if isinstance(case.body, dict):
        replaced(case.body, case.path)
