"""`make run`: it comes up, heals, ends cleanly, and keeps what it was given."""

import os
import re
import signal
from pathlib import Path

import httpx
import pytest

from tests.support.processes import eventually, is_alive
from tests.support.product import fresh_environment, product

_REQUEST = {"destination": "guangzhou", "day_count": 3, "save": True}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return fresh_environment(tmp_path_factory.mktemp("run"))


def test_everything_of_the_first_day(environment: dict[str, str], tmp_path: Path) -> None:
    with product(environment, tmp_path / "first.log") as run:
        addresses = re.findall(r"http://127\.0\.0\.1:\d+\S*", run.output.partition("is up.")[2])
        statuses = [httpx.get(url, trust_env=False, timeout=30).status_code for url in addresses]
        assert statuses[1:] == [200, 200, 200]
        password = re.search(r"with the password (\S+) \(kept in ", run.output)
        assert password is not None
        run.sign_in(password[1])
        saved = {}
        for mode in ("fast", "deep"):
            answer = run.http.post("/api/ai/plan", json={**_REQUEST, "mode": mode})
            plan = answer.raise_for_status().json()["data"]
            assert [row for row in plan["report"]["checks"] if not row["passed"]] == []
            saved[mode] = plan["trip_id"]

        api = next(pid for pid, line in run.children().items() if "api.serve" in line)
        os.kill(api, signal.SIGKILL)
        assert eventually(lambda: not is_alive(api))
        assert eventually(lambda: _answers(run.http))

        children = run.children()
        run.process.send_signal(signal.SIGINT)
        assert run.process.wait(timeout=60) == 0
        assert not any(is_alive(pid) for pid in children)
        assert "Traceback" not in run.output

    with product(environment, tmp_path / "second.log") as run:
        assert password[1] not in run.output
        kept = re.search(r"with the password in (\S+)\.\n", run.output)
        assert kept is not None
        run.sign_in(Path(kept[1]).read_text().strip())
        for trip_id in saved.values():
            assert run.http.get(f"/api/trips/{trip_id}").status_code == 200

        children = run.children()
        assert len(children) == len(("api", "worker", "console", "chat", "postgres", "valkey"))
        run.process.kill()
        run.process.wait()
        assert eventually(lambda: not any(is_alive(pid) for pid in children))


def _answers(http: httpx.Client) -> bool:
    try:
        return http.get("/readyz").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
