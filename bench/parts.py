"""What a measurement is made of: databases of the private cluster, the server, wrk, pgbench."""
import dataclasses
import hashlib
import json
import os
import pathlib
import re
import subprocess
import time
import urllib.error
import urllib.request

import machine

BENCH = pathlib.Path(__file__).resolve().parent
TOP = BENCH.parent
CREATES = "SELECT count(*) FROM bookings WHERE status = 'awaiting_payment'"
INSERTED = "SELECT coalesce(sum(n_tup_ins), 0) FROM pg_stat_user_tables"
WAITING = ("SELECT (SELECT count(*) FROM outbox WHERE dispatched_at IS NULL) + "
           "(SELECT count(*) FROM event_deliveries WHERE state = 'pending')")


class Cluster:
    """The private PostgreSQL; everything over TCP, as the server does it."""

    def __init__(self, url, pid):
        found = re.fullmatch(r"postgresql://(\w+):([^@]+)@([\d.]+):(\d+)/\w+", url)
        user, password, host, port = found.groups()
        self.environment = {"PGUSER": user, "PGPASSWORD": password, "PGHOST": host, "PGPORT": port}
        self.base = url.rsplit("/", 1)[0]
        self.pid = pid

    def url(self, database):
        return f"{self.base}/{database}"

    def run(self, command, **more):
        environment = {**os.environ, **self.environment, **more}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"{command[0]} failed:\n{done.stderr.strip()[-2000:]}")
        return done.stdout

    def sql(self, database, text):
        return self.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", text]).strip()

    def file(self, database, name, **variables):
        command = ["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", str(BENCH / name)]
        for key, value in variables.items():
            command += ["-v", f"{key}={value}"]
        self.run(command)

    def drop(self, database):
        self.sql("postgres", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def template(self, bookings, prokat):
        """A migrated database with the seed and that many past bookings; kept between runs."""
        name = f"bench_history_{bookings}"
        stamp = self._stamp()
        there = self.sql("postgres", "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
                                     f"WHERE datname = '{name}'")
        if there != stamp:
            self.drop(name)
            self.sql("postgres", f"CREATE DATABASE {name}")
            self.run([prokat, "migrate"], PROKAT_DATABASE_URL=self.url(name))
            self.file(name, "seed.sql")
            self.file(name, "history.sql", bookings=bookings)
            self.sql("postgres", f"COMMENT ON DATABASE {name} IS '{stamp}'")
        else:  # the program may be newer than when it was made
            self.run([prokat, "migrate"], PROKAT_DATABASE_URL=self.url(name))
        return name

    def copy(self, template, database):
        self.drop(database)
        self.sql("postgres", f"CREATE DATABASE {database} TEMPLATE {template} STRATEGY file_copy")
        return database

    @staticmethod
    def _stamp():
        digest = hashlib.sha256()
        for path in [BENCH / "seed.sql", BENCH / "history.sql",
                     *sorted((TOP / "db/migrations").glob("*.sql"))]:
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def wal_position(self):
        return int(self.sql("postgres", "SELECT pg_current_wal_insert_lsn() - '0/0'"))

    def commit_milliseconds(self, database):
        """The median of small commits, one after the other."""
        self.sql(database, "CREATE TABLE IF NOT EXISTS bench_commits (n integer)")
        statement = "INSERT INTO bench_commits VALUES (1);\n" * 21
        times = re.findall(r"^Time: ([\d.]+) ms", self.run(
            ["psql", "-Xq", "-d", database, "-c", "\\timing on", *(
                part for line in statement.splitlines() for part in ("-c", line))]), re.MULTILINE)
        self.sql(database, "DROP TABLE bench_commits")
        return sorted(float(one) for one in times)[len(times) // 2]

    def checkpoint(self):
        self.sql("postgres", "CHECKPOINT")


@dataclasses.dataclass
class Load:
    """Processor seconds by user since `begin`, for one run. Servers that idle beside it are ours too."""
    cluster: Cluster
    server_pid: int | None = None
    idle_pids: tuple = ()

    def begin(self):
        self.at = self._now()
        self.since = time.monotonic()
        return self

    def _now(self):
        return {"machine": machine.machine_seconds(),
                "generator": machine.load_generator_seconds(),
                "server": machine.process_seconds(self.server_pid) if self.server_pid else 0.0,
                "idle": sum(machine.process_seconds(pid) for pid in self.idle_pids),
                "postgres": machine.family_seconds(self.cluster.pid)}

    def end(self):
        now = self._now()
        self.used = {key: now[key] - self.at[key] for key in now}
        self.lasted = time.monotonic() - self.since
        return self.used | {"others": self.others(self.used["generator"])}

    def others(self, generator):
        """In cores, of what ended."""
        rest = (self.used["machine"] - generator - self.used["server"] - self.used["idle"]
                - self.used["postgres"])
        return max(0.0, rest) / self.lasted


def _answers(address):
    try:
        with urllib.request.urlopen(address, timeout=1) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


class Server:
    """`prokat serve` with everything on and no messenger linked, on one database."""
    running = []

    def __init__(self, cluster, database, prokat, state, port, settings=None):
        self.cluster, self.database, self.prokat, self.state = cluster, database, prokat, state
        self.port = port
        self.settings = settings or {}
        self.token = "bench-" + hashlib.sha256(os.urandom(16)).hexdigest()

    def __enter__(self):
        environment = {key: value for key, value in os.environ.items()
                       if not key.startswith("PROKAT_") or key == "PROKAT_REDIS_URL"}
        environment |= {
            "PROKAT_DATABASE_URL": self.cluster.url(self.database),
            "PROKAT_HTTP_LISTEN": f"127.0.0.1:{self.port}",
            "PROKAT_INTERNAL_LISTEN": f"127.0.0.1:{self.port + 1}",
            "PROKAT_OPS_LISTEN": f"127.0.0.1:{self.port + 2}",
            "PROKAT_STORAGE_DIR": f"{self.state}/storage",
            "PROKAT_MASTER_KEY_FILE": f"{self.state}/master.key",
            "PROKAT_INTERNAL_SECRET": "only this machine", "PROKAT_DEMO_ADMIN_TOKEN": self.token}
        environment |= self.settings
        with open(f"{self.state}/server-{self.port}.log", "ab") as log:
            begun = time.monotonic()
            # Away from the checkout: a prokat.toml there is somebody's own.
            self.process = subprocess.Popen([self.prokat, "serve"], env=environment, stdout=log,
                                            stderr=log, cwd=self.state)
        while not _answers(f"http://127.0.0.1:{self.port + 2}/readyz"):
            if self.process.poll() is not None or time.monotonic() - begun > 20:
                self.__exit__()
                raise SystemExit(f"the server did not get ready: {log.name}")
            time.sleep(0.005)
        self.ready_seconds = time.monotonic() - begun
        Server.running.append(self)
        time.sleep(3)
        self.idle_rss_mb = machine.rss_mb(self.process.pid)
        return self

    def __exit__(self, *_):
        if self in Server.running:
            Server.running.remove(self)
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wrk(self, connections, seconds, run, keys, warm=False):
        environment = os.environ | {
            "PROKAT_ADMIN_TOKEN": self.token, "BENCH_RUN": str(run), "BENCH_KEYS": str(int(keys)),
            "BENCH_WARM": str(int(warm))}
        done = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s",
             str(BENCH / "create.lua"), f"http://127.0.0.1:{self.port}"],
            env=environment, capture_output=True, text=True, check=False)
        found = re.search(r"^RESULT (.*)$", done.stdout, re.MULTILINE)
        if not found:
            raise SystemExit(f"wrk failed:\n{done.stdout}\n{done.stderr}")
        return json.loads(found.group(1))

    def wait_for_events(self, seconds=60):
        """Until the workers have delivered what was made; returns (waiting at first, seconds)."""
        begun = time.monotonic()
        first = waiting = int(self.cluster.sql(self.database, WAITING))
        while waiting and time.monotonic() - begun < seconds:
            time.sleep(0.1)
            waiting = int(self.cluster.sql(self.database, WAITING))
        return first, time.monotonic() - begun

    def statements(self):
        """How many creates went in how many statements so far; without grouping: none."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port + 2}/metrics", timeout=5) as answer:
            text = answer.read().decode()

        def value(pattern):
            found = re.search(rf"^prokat_pg_batcher_{pattern} ([\d.e+]+)$", text, re.MULTILINE)
            return float(found.group(1)) if found else 0.0
        single = value(r'statements_total\{batcher="create",kind="single"\}')
        groups = value(r'statements_total\{batcher="create",kind="group"\}')
        return single + value(r'grouped_total\{batcher="create"\}'), single + groups

    def measure(self, connections, seconds, run, keys):
        """One run over HTTP. Rate is of bookings made, not of answers; processor time counts until
        the last event of the run is delivered."""
        before = int(self.cluster.sql(self.database, CREATES))
        sent = self.statements()
        idle = tuple(one.process.pid for one in Server.running if one is not self)
        load = Load(self.cluster, self.process.pid, idle).begin()
        wal = self.cluster.wal_position()
        answer = self.wrk(connections, seconds, run, keys)
        others = load.end()["others"]
        backlog, drain = self.wait_for_events()
        used = load.end()
        wal = self.cluster.wal_position() - wal
        made = int(self.cluster.sql(self.database, CREATES)) - before
        sent = [now - then for now, then in zip(self.statements(), sent)]
        return {
            "connections": connections, "rate": made / answer["seconds"], "made": made,
            "refused": 1 - (answer["requests"] - answer["not_2xx"]) / max(1, answer["requests"]),
            "broken": answer["broken"], "p50": answer["p50"], "p95": answer["p95"],
            "p99": answer["p99"], "server_us": used["server"] / made * 1e6,
            "postgres_us": used["postgres"] / made * 1e6, "wal": wal / made, "others": others,
            "backlog": backlog, "drain": drain, "rss_mb": machine.rss_mb(self.process.pid),
            "batch": sent[0] / sent[1] if sent[1] else 1.0}


# A new session reads catalogs and makes plans, the server's sessions did that long ago.
WARM_UP_SECONDS = 3


def pgbench(cluster, database, script, clients, seconds, run, variables=None):
    """What `clients` sessions do in `seconds` after they have warmed up."""
    command = ["pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(2, clients)),
               "-T", str(WARM_UP_SECONDS + seconds), "-P", "1", "-f", str(script),
               "-D", f"run={run}", "-D", "i=0"]
    for key, value in (variables or {}).items():
        command += ["-D", f"{key}={value}"]
    # As our connections for creates have it: a plan is made once, and goes by indexes.
    environment = {**os.environ, **cluster.environment,
                   "PGOPTIONS": "-c plan_cache_mode=force_generic_plan -c jit=off "
                                "-c enable_seqscan=off"}
    rows = int(cluster.sql(database, INSERTED))
    load = Load(cluster, None, tuple(one.process.pid for one in Server.running))
    rates, wal, warm = [], None, 0.0
    with subprocess.Popen([*command, database], env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        for line in process.stderr:
            progress = re.match(r"progress: ([\d.]+) s, ([\d.]+) tps", line)
            if not progress:
                continue
            now, rate = float(progress.group(1)), float(progress.group(2))
            if wal is not None:
                rates.append((rate, now - warm))
                warm = now
            elif now > WARM_UP_SECONDS - 0.5:
                load.begin()
                wal, warm = cluster.wal_position(), now
        text = process.stdout.read()
    if process.returncode != 0 or not rates:
        raise SystemExit(f"pgbench failed with {process.returncode}:\n{text}")
    wal = cluster.wal_position() - wal
    used = load.end()
    # The generator's own time is known only now, with that of the warm-up.
    total = int(re.search(r"actually processed: (\d+)", text).group(1))
    count = sum(rate * lasted for rate, lasted in rates)
    rate = count / sum(lasted for _, lasted in rates)
    used["others"] = load.others(used["generator"] * count / total)
    # Sessions hand their counts in when they end, which is not waited for.
    time.sleep(0.3)
    rows = int(cluster.sql(database, INSERTED)) - rows
    return {"clients": clients, "rate": rate, "wal": wal / count, "rows": rows / total,
            "postgres_us": used["postgres"] / count * 1e6, "others": used["others"]}
