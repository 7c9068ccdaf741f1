"""What processes use, as the kernel counts it."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class CpuTimes:
    """Seconds of CPU time over all cores, since some moment long ago."""

    capacity_s: float
    idle_s: float
    stolen_s: float
    ours_s: float

    def __sub__(self, earlier: "CpuTimes") -> "CpuTimes":
        return CpuTimes(
            self.capacity_s - earlier.capacity_s,
            self.idle_s - earlier.idle_s,
            self.stolen_s - earlier.stolen_s,
            self.ours_s - earlier.ours_s,
        )

    @property
    def foreign_share(self) -> float:
        """Return the part that went to processes not ours."""
        used_s = self.capacity_s - self.idle_s - self.stolen_s
        return max(0.0, (used_s - self.ours_s) / self.capacity_s)

    @property
    def steal_share(self) -> float:
        """Return the part that the machine below ours kept for others."""
        return self.stolen_s / self.capacity_s


def cpu_times() -> CpuTimes:
    """Return the times until now; ours are those of this process and all it has started."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    user, nice, system, idle, iowait, irq, softirq, steal = map(int, fields)
    return CpuTimes(
        (user + nice + system + idle + iowait + irq + softirq + steal) * _TICK_S,
        (idle + iowait) * _TICK_S,
        steal * _TICK_S,
        tree_cpu_s(os.getpid()),
    )


def tree_cpu_s(pid: int) -> float:
    """Return what a process, its living descendants and those it has collected have used."""
    children: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (fields := _stat(entry)):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
            used[int(entry.name)] = sum(map(int, fields[11:15])) * _TICK_S
    pending, total = [pid], 0.0
    while pending:
        one = pending.pop()
        total += used.get(one, 0.0)
        pending += children.get(one, [])
    return total


def cpu_s(pid: int) -> float:
    """Return what a process has used itself; nothing where it is gone."""
    return sum(map(int, _stat(Path(f"/proc/{pid}"))[11:13])) * _TICK_S


def rss_mb(pid: int) -> float:
    """Return the memory a process has resident."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def children_of(pid: int) -> list[int]:
    """Return the processes a process has started itself and that still are there."""
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdecimal() and (fields := _stat(entry)) and int(fields[1]) == pid
    ]


def load() -> float:
    """Return the load average over the last minute."""
    return os.getloadavg()[0]


def _stat(process: Path) -> list[str]:
    """Return the fields after the name, the state first; none where it has just ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
