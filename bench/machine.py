"""Who used how much of the processors, and what the machine is. Linux' /proc, nothing else."""
import os
import pathlib
import resource
import subprocess

TICKS = os.sysconf("SC_CLK_TCK")


def _fields(pid):
    """The fields of /proc/PID/stat after the name: [0] is the state, [1] the parent."""
    text = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    return text.rsplit(")", 1)[1].split()


def process_seconds(pid):
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS


def family_seconds(pid):
    """Of a process, its living children and the ones it has buried: all of PostgreSQL."""
    fields = _fields(pid)
    total = sum(int(field) for field in fields[11:15])
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                other = _fields(entry)
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(other[1]) == pid:
                total += int(other[11]) + int(other[12])
    return total / TICKS


def machine_seconds():
    """Busy time of all processors, also what the hypervisor gave to others."""
    line = pathlib.Path("/proc/stat").read_text(encoding="utf-8").split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _wait, irq, softirq, steal = (int(field) for field in line[:8])
    return (user + nice + system + irq + softirq + steal) / TICKS


def load_generator_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime + own.ru_utime + own.ru_stime


def rss_mb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def load_average():
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def _output(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except FileNotFoundError:
        return ""


def facts():
    model = next((line.split(":", 1)[1].strip()
                  for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
                  if line.startswith("model name")), "unknown processor")
    memory = int(pathlib.Path("/proc/meminfo").read_text(encoding="utf-8").split()[1]) // 1048576
    system = next((line.split("=", 1)[1].strip('"')
                   for line in pathlib.Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
                   if line.startswith("PRETTY_NAME=")), "unknown system")
    return {
        "processor": f"{os.cpu_count()} cores of {model}, {memory} GiB",
        "system": f"{system}, Linux {os.uname().release}",
        "postgresql": _output("/usr/lib/postgresql/15/bin/postgres", "--version"),
        "commit": _output("git", "rev-parse", "--short=12", "HEAD"),
        "uncommitted": bool(_output("git", "status", "--porcelain", "-uno", "--", "src", "db")),
    }
