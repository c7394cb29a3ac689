"""Read by gunicorn by itself, from the directory that it is started in."""

import os

wsgi_app = "app:app"
bind = f"0.0.0.0:{os.environ.get('PORT', '8080')}"

workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = 8
# Workers tell that they are alive through a file: in memory, since the root file system may be read-only.
worker_tmp_dir = "/dev/shm"
# For the same reason no control socket, which would be a file too.
control_socket_disable = True

# On SIGTERM requests under way may end, but not for longer than a platform waits.
graceful_timeout = 1

# All of it to stdout; "console" is a handler that gunicorn brings.
_log = {"level": "INFO", "handlers": ["console"], "propagate": False}
logconfig_dict = {"loggers": {"gunicorn.error": _log, "gunicorn.access": _log}}
