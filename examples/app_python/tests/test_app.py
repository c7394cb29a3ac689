from datetime import UTC, datetime

import pytest

from app import app, moscow, offset


@pytest.fixture
def client():
    return app.test_client()


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-24T09:30:00+00:00", "2026-11-24T12:30:00+03:00"),
        ("2026-07-01T22:00:00+00:00", "2026-07-02T01:00:00+03:00"),
        # Moscow's offset has changed: only real time zone data knows when.
        ("2013-01-01T00:00:00+00:00", "2013-01-01T04:00:00+04:00"),
        ("2010-01-01T00:00:00+00:00", "2010-01-01T03:00:00+03:00"),
        ("2010-07-01T00:00:00+00:00", "2010-07-01T04:00:00+04:00"),
    ],
)
def test_moscow(moment, expected):
    time = moscow(datetime.fromisoformat(moment))
    assert time.isoformat() == expected
    assert offset(time) == expected[-6:]


def test_api_tells_the_time_now(client):
    before = datetime.now(UTC).timestamp() - 0.001
    answer = client.get("/api/time")
    after = datetime.now(UTC).timestamp() + 0.001
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert list(answer.json) == ["time", "zone", "offset", "unix"]
    assert answer.json["zone"] == "Europe/Moscow"
    assert before <= answer.json["unix"] <= after
    time = datetime.fromisoformat(answer.json["time"])
    assert time.utcoffset() is not None
    assert abs(time.timestamp() - answer.json["unix"]) < 0.002
    assert answer.json["time"].endswith(answer.json["offset"])


def test_page_shows_the_time_without_its_script(client):
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Europe/Moscow" in answer.text
    shown = answer.text.split('datetime="')[1].split('"')[0]
    assert abs(datetime.fromisoformat(shown).timestamp() - datetime.now(UTC).timestamp()) < 60


def test_page_runs_nothing_inline(client):
    answer = client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "style=" not in answer.text
    assert "<style" not in answer.text
    assert answer.text.count("<script") == answer.text.count("<script type=\"module\" src=")


@pytest.mark.parametrize("path", ["/static/style.css", "/static/clock.js", "/static/icon.svg"])
def test_page_gets_what_it_asks_for(client, path):
    assert path in client.get("/").text
    with client.get(path) as answer:
        assert answer.status_code == 200


def test_health(client):
    assert client.get("/healthz").json == {"status": "ok"}


def test_unknown_page(client):
    answer = client.get("/nothing")
    assert answer.status_code == 404
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.json == {"error": "not found"}
