"""Servers on loopback ports, each a tree of processes whose CPU time can be read."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
START = 60  # seconds; a busy machine
BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}  # is kept between starts, whatever is so here


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU time, user's and system's, that all its processes have used so far."""
        return sum(map(_cpu, self.processes()))

    def processes(self) -> list[int]:
        """The server and all that descend from it."""
        found = [self.pid]
        for pid in found:
            found += [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
        return found

    def worker_memory(self) -> float:
        """PSS in MB of its only worker: its own memory, and its part of what it shares with others."""
        lines = Path(f"/proc/{self.processes()[-1]}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1e6


def _cpu(pid: int) -> float:
    """Its CPU clock in seconds (clock_getcpuclockid(3)), in nanoseconds where /proc/PID/stat counts hundredths of a second."""
    return time.clock_gettime((~pid << 3) | 2)


@contextmanager
def running(command: tuple[str, ...], environment: Mapping[str, str]) -> Iterator[Server]:
    """A server that accepts connections, until it is no longer needed."""
    port = free_port()
    told = environment | BYTECODE | {"PORT": str(port)}
    arguments = [each.format_map(told) for each in command]
    process = subprocess.Popen(arguments, cwd=ROOT, env=os.environ | told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(process, port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(START)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + START
    while process.poll() is None and time.monotonic() < until:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.01)
    raise TimeoutError(f"{process.args!r} does not answer")
