"""The time in Moscow, as a page and as JSON."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Flask, Response, jsonify, render_template

ZONE = ZoneInfo("Europe/Moscow")

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)

app = Flask(__name__)
app.json.sort_keys = False


def moscow(moment: datetime) -> datetime:
    """The same moment on a clock in Moscow; `moment` knows its own zone."""
    return moment.astimezone(ZONE)


def offset(time: datetime) -> str:
    """The distance to UTC in the form of ISO 8601: +03:00."""
    return time.isoformat()[-6:]


@app.get("/")
def page() -> str:
    now = moscow(datetime.now(UTC))
    return render_template("index.html", now=now, zone=ZONE.key, offset=offset(now))


@app.get("/api/time")
def api_time() -> Response:
    now = moscow(datetime.now(UTC))
    return jsonify(
        time=now.isoformat(timespec="milliseconds"),
        zone=ZONE.key,
        offset=offset(now),
        unix=round(now.timestamp(), 3),
    )


@app.get("/healthz")
def health() -> Response:
    return jsonify(status="ok")


@app.errorhandler(404)
def not_found(_: Exception) -> tuple[Response, int]:
    return jsonify(error="not found"), 404


@app.after_request
def harden(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
