#!/usr/bin/python3
"""Measures the create over HTTP against pgbench in the same minute. Called by bench/booking_create,
which has started PostgreSQL and Redis; see bench/README.md for what is measured and how."""
import argparse
import contextlib
import datetime
import functools
import itertools
import json
import pathlib

import create_statement
import machine
import report
from parts import BENCH, Cluster, Server, pgbench

DISTURBED = 0.2  # of a core, used by nobody of ours during a run
HISTORY = 10_000
NO_GROUPS = {"PROKAT_BOOKING_BATCH_MAX": "1"}


class Measurement:
    def __init__(self, options):
        self.options = options
        self.cluster = Cluster(options.database_url, options.postgres_pid)
        self.runs = itertools.count(1)
        self.servers = []  # ready seconds and idle memory of each start

    def server(self, database, port, settings=None):
        return Server(self.cluster, database, self.options.prokat, self.options.state, port, settings)

    def groups(self):
        chosen = self.options.batch_connections
        return {"PROKAT_BOOKING_BATCH_CONNECTIONS": str(chosen)} if chosen else {}

    def note_start(self, server):
        self.servers.append({"ready": server.ready_seconds, "rss_mb": server.idle_rss_mb})

    def warm(self, server):
        """Every object's rate card read once, every connection open, plans made."""
        server.wrk(16, 3, next(self.runs), False, warm=True)
        for connections in (128, 8):  # as groups and alone
            server.wrk(connections, 1, next(self.runs), self.options.keys)
        server.wait_for_events()

    def rounds(self, name, pieces):
        """pieces: name -> what to run. As many undisturbed rounds as were asked for, but no more
        rounds than --tries; in the order given and its reverse by turns."""
        wanted = self.options.rounds
        tries = self.options.tries or 2 * wanted
        done = []
        while (sum(not one["disturbed"] for one in done) < wanted and len(done) < tries):
            names = list(pieces) if len(done) % 2 == 0 else list(reversed(pieces))
            self.cluster.checkpoint()
            one = {piece: pieces[piece]() for piece in names}
            one["disturbed"] = max(one[piece]["others"] for piece in names) > DISTURBED
            done.append(one)
            print(f"  {name} round {len(done)}: " + report.round_line(one), flush=True)
        return done

    def http(self, server, connections):
        options = self.options
        return lambda: server.measure(connections, options.seconds, next(self.runs), options.keys)

    @contextlib.contextmanager
    def with_and_without_groups(self, template):
        """Two servers on twin databases; on the second each create is a statement of its own."""
        served = self.cluster.copy(template, "bench_served")
        alone = self.cluster.copy(template, "bench_alone")
        with self.server(served, self.options.port, self.groups()) as grouped, \
                self.server(alone, self.options.port + 10, NO_GROUPS) as single:
            for server in (grouped, single):
                self.note_start(server)
                self.warm(server)
            yield grouped, single

    def against_pgbench(self, template):
        """The servers on copies of their own, pgbench on another: none meets the others' events."""
        options, cluster = self.options, self.cluster
        direct = cluster.copy(template, "bench_direct")
        cluster.file(direct, "bare_schema.sql")
        blocks = {}
        with self.with_and_without_groups(template) as (grouped, single):
            text, variables = create_statement.script_and_variables(
                cluster.sql(grouped.database, create_statement.SAMPLE))
            script = pathlib.Path(options.state) / "create.sql"
            script.write_text(text, encoding="utf-8")

            def ours(clients, seconds=options.seconds):
                return pgbench(cluster, direct, script, clients, seconds, next(self.runs), variables)

            def bare(seconds=options.seconds):
                return pgbench(cluster, direct, BENCH / "bare.sql", 32, seconds, next(self.runs))

            ours(8, 2)
            bare(2)
            for connections in options.connections:
                pieces = {"http": self.http(grouped, connections),
                          "single": self.http(single, connections),
                          "ours": functools.partial(ours, connections)}
                if connections == 32:
                    pieces["bare"] = bare
                if connections > 32:
                    pieces = {"http32": self.http(grouped, 32), **pieces,
                              "ours32": functools.partial(ours, 32)}
                blocks[connections] = self.rounds(f"{connections} connections,", pieces)
        return blocks

    def on_a_slow_disk(self, template):
        """Groups against single statements where each commit waits for the disk."""
        blocks = {}
        with self.with_and_without_groups(template) as (grouped, single):
            for connections in self.options.connections:
                if connections == 1:
                    continue
                blocks[connections] = self.rounds(f"slow disk, {connections} connections,", {
                    "http": self.http(grouped, connections),
                    "single": self.http(single, connections)})
        return blocks

    def against_growth(self, small, large):
        """Two servers, one with a long past."""
        served = self.cluster.copy(small, "bench_served")
        grown = self.cluster.copy(large, "bench_grown")
        with self.server(served, self.options.port) as young, \
                self.server(grown, self.options.port + 10) as old:
            for server in (young, old):
                self.note_start(server)
                self.warm(server)
            return self.rounds("history,", {"http": self.http(young, 32), "grown": self.http(old, 32)})

    def first_part(self):
        options = self.options
        results = {
            "machine": machine.facts(), "load_before": machine.load_average(),
            "seconds": options.seconds, "keys": options.keys, "history": options.history,
            "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")}
        print(f"preparing a database with {HISTORY} past bookings", flush=True)
        small = self.cluster.template(HISTORY, options.prokat)
        results["blocks"] = self.against_pgbench(small)
        if options.history:
            print(f"preparing a database with {options.history} past bookings", flush=True)
            large = self.cluster.template(options.history, options.prokat)
            results["growth"] = self.against_growth(small, large)
        return results

    def slow_part(self, results):
        """The cluster runs with slow_fsync.so now."""
        small = self.cluster.template(HISTORY, self.options.prokat)
        results["slow_commit_ms"] = self.cluster.commit_milliseconds(small)
        if results["slow_commit_ms"] < 2:
            raise SystemExit("fsync is not slow: slow_fsync.so has no effect")
        results["slow"] = self.on_a_slow_disk(small)

    def end(self, results):
        results["servers"] = results.get("servers", []) + self.servers
        results["load_after"] = machine.load_average()
        for database in ("bench_served", "bench_alone", "bench_direct", "bench_grown"):
            self.cluster.drop(database)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database-url", required=True)
    parser.add_argument("--postgres-pid", type=int, required=True)
    parser.add_argument("--prokat", required=True)
    parser.add_argument("--state", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tries", type=int, default=0)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--connections", type=lambda text: [int(one) for one in text.split(",")],
                        default=[1, 8, 32, 128])
    parser.add_argument("--history", type=int, default=1_000_000)
    parser.add_argument("--batch-connections", type=int, default=0)
    parser.add_argument("--no-keys", dest="keys", action="store_false")
    parser.add_argument("--part", choices=["first", "slow"], required=True)
    parser.add_argument("--write-results", action="store_true")
    options = parser.parse_args()
    measurement = Measurement(options)
    file = pathlib.Path(options.state) / "results.json"
    if options.part == "first":
        results = measurement.first_part()
    else:
        results = json.loads(file.read_text(encoding="utf-8"))
        measurement.slow_part(results)
    measurement.end(results)
    file.write_text(json.dumps(results, indent=1), encoding="utf-8")
    if options.part == "first":
        return
    text = report.markdown(results)
    print("\n" + text)
    if options.write_results:
        (BENCH / "results.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
