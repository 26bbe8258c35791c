"""How gunicorn serves the API, on a developer's machine and in the container alike: `gunicorn -c deploy/gunicorn.conf.py`.

What differs between installations is a setting (see api/config.py). Slow or hostile clients are `api.ops.worker`'s concern;
a proxy in front (TLS, compression, cache) is welcome and not needed.
"""

import gc
import os
import resource
import socket
import sys
import tempfile

from api import API, __version__
from api.config import ConfigError, Settings

try:
    settings = Settings.from_environment()
except ConfigError as error:
    sys.exit(str(error))

gc.disable()  # nothing that is made during the start is garbage
wsgi_app = "api.app:create_app()"
bind = settings.address
workers = settings.workers
threads = settings.threads
worker_class = "api.ops.worker.Worker"
# A worker that may open no more files ends, and with it all it was answering. Each thread has a database and what it sends.
worker_connections = min(1000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 64 - 4 * threads)
preload_app = True  # a fault stops the start, before any address is printed; the workers share the memory

keepalive = 15  # seconds; longer than the pause between a reader's clicks, shorter than proxies keep idle connections
timeout = 60  # seconds until a worker that hangs is replaced
graceful_timeout = 25  # seconds that requests under way have after SIGTERM, within the 30 s of common orchestrators
limit_request_line = 8190  # bytes, gunicorn's maximum; api.web.hooks allows queries half as long
limit_request_fields = 100
limit_request_field_size = 8190

# No header changes an address, every link comes from PUBLIC_URL; so all peers are alike and none need be looked at.
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
forwarded_allow_ips = "*"
control_socket_disable = True
loglevel = "warning"  # no access log: the proxy in front has one, and nobody here needs to know who reads
# The heartbeat must not wait for a disk, nor need one where the file system is read-only.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
try:
    tempfile.gettempdir()
except FileNotFoundError:  # there, neither must spreadsheets, which are whole before they are sent
    tempfile.tempdir = worker_tmp_dir


def on_starting(_server):
    """Say at once, and in one line, that the address cannot be had; gunicorn would try for five seconds."""
    if not {"GUNICORN_FD", "LISTEN_FDS"} & os.environ.keys():  # else the socket is handed down
        try:
            family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
            socket.create_server((settings.host, settings.port), family=family).close()
        except OSError as error:
            reason = str(error.strerror).partition(" (")[0]
            sys.exit(f"HOST={settings.host} PORT={settings.port}: {reason}; choose another, e.g. PORT=8001")


def when_ready(_server):
    """Name the addresses to open; leave what the workers share unwritten by garbage collection, so that they go on sharing it."""
    gc.freeze()
    gc.enable()
    print(f"StrategieWerkstatt open data {__version__} is ready (Ctrl+C stops it):")
    for name, path in (("API", API), ("Swagger UI", "/docs"), ("OpenAPI", f"{API}/openapi.json")):
        print(f"  {name:<10}  {settings.public_url}{path}", flush=True)


def post_fork(_server, worker):
    """Let no two processes share a database connection."""
    worker.app.wsgi().extensions["database"].dispose(close=False)
