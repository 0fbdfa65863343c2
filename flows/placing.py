"""Placing: every door of prefect.yaml is put in place at a server on this machine."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import requests
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from flows import server_log, serving
from flows.duties.health import doors
from flows.serving import ServingFault
from integrations.scheduler import Scheduler

_END = "-----END CERTIFICATE-----\n"


def deploy(switches: Mapping[str, str], log: Path, *, zone: str) -> None:
    """Put every deployment of prefect.yaml in place, scheduled by the clocks of a zone, and take earlier ones away.

    Again, it changes nothing. Raises ServingFault where Prefect doesn't take them.
    """
    _run(("work-pool", "create", serving.POOL, "--type", "process", "--overwrite"), switches, log)
    _run(("--no-prompt", "deploy", "--all"), {**switches, **_in_a_hurry(switches), "CANVASS_ZONE": zone}, log)
    _take_old_doors_away(switches, log)


TRIES = (0, 2, 5, 10)
"""Seconds before each try: when everything starts at once, Prefect's database may be too busy for a moment."""


def _take_old_doors_away(switches: Mapping[str, str], log: Path) -> None:
    """What can't be taken away keeps nobody from starting: the doctor names it."""
    prefect = Scheduler(switches["PREFECT_API_URL"], switches.get("PREFECT_API_AUTH_STRING", ""))
    for seconds in TRIES:
        time.sleep(seconds)
        try:
            gone = ", ".join(doors.remove_left_over(prefect)) or "none"
        except requests.RequestException as fault:
            server_log.note(log, f"not all doors of an earlier release could be taken away ({type(fault).__name__})")
        else:
            server_log.note(log, f"doors of an earlier release that are taken away: {gone}")
            return


def _in_a_hurry(switches: Mapping[str, str]) -> dict[str, str]:
    """What halves the work that Prefect 3.8.8 makes of it.

    For each door it reads all the world's certificates five times, though nothing is encrypted between it and a server
    on this machine; one will do. And it asks Git five questions, whose answers nobody reads.
    """
    home = Path(switches["PREFECT_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    one = home / "certificate.pem"
    first, end, _ = Path(DEFAULT_CA_BUNDLE_PATH).read_text(encoding="utf-8").partition(_END)
    one.write_text(first + end, encoding="utf-8")
    return {"PREFECT_API_SSL_CERT_FILE": str(one), "GIT_DIR": os.devnull}


def _run(words: Sequence[str], switches: Mapping[str, str], log: Path) -> None:
    with log.open("ab") as out:
        environment = {**os.environ, **switches}
        command = serving.prefect(words)
        done = subprocess.run(command, env=environment, cwd=serving.HOUSE, stdout=out, stderr=out, check=False)  # noqa: S603
    if done.returncode:
        raise ServingFault(f"Prefect couldn't take the deployments of prefect.yaml. {log} says why.")
