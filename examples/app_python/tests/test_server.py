"""The app as it runs: gunicorn with its configuration, a port, a signal."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

HOME = Path(__file__).parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port: int, path: str) -> bytes:
    deadline = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.read()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def test_serves_on_its_port_and_stops_on_sigterm():
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn"],
        cwd=HOME,
        env={**os.environ, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        assert json.loads(get(port, "/healthz")) == {"status": "ok"}
        assert json.loads(get(port, "/api/time"))["zone"] == "Europe/Moscow"
        server.send_signal(signal.SIGTERM)
        output, errors = server.communicate(timeout=10)
        assert server.returncode in (0, 143)
        assert b"GET /api/time" in output
        assert b"Listening at" in output
        assert errors == b""
    finally:
        server.kill()
