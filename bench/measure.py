#!/usr/bin/python3
"""Measures the create over HTTP against pgbench in the same minute. Called by bench/booking_create,
which has started PostgreSQL and Redis; see bench/README.md for what is measured and how."""
import argparse
import datetime
import itertools
import json
import pathlib

import create_statement
import machine
import report
from parts import BENCH, Cluster, Server, pgbench

DISTURBED = 0.2  # of a core, used by nobody of ours during a run
HISTORY = 10_000


class Measurement:
    def __init__(self, options):
        self.options = options
        self.cluster = Cluster(options.database_url, options.postgres_pid)
        self.runs = itertools.count(1)
        self.servers = []  # ready seconds and idle memory of each start

    def server(self, database, port):
        return Server(self.cluster, database, self.options.prokat, self.options.state, port)

    def note_start(self, server):
        self.servers.append({"ready": server.ready_seconds, "rss_mb": server.idle_rss_mb})

    def warm(self, server):
        """Every object's rate card read once, every connection open, plans made."""
        server.wrk(16, 3, next(self.runs), False, warm=True)
        server.wrk(32, 2, next(self.runs), self.options.keys)
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

    def against_pgbench(self, template, connections):
        """The server on one copy, pgbench on its twin: neither meets the other's events."""
        options, cluster = self.options, self.cluster
        served = cluster.copy(template, "bench_served")
        direct = cluster.copy(template, "bench_direct")
        cluster.file(direct, "bare_schema.sql")
        with self.server(served, options.port) as server:
            self.note_start(server)
            self.warm(server)
            text, variables = create_statement.script_and_variables(
                cluster.sql(served, create_statement.SAMPLE))
            script = pathlib.Path(options.state) / "create.sql"
            script.write_text(text, encoding="utf-8")

            def ours(clients=connections, seconds=options.seconds):
                return pgbench(cluster, direct, script, clients, seconds, next(self.runs), variables)

            def bare(seconds=options.seconds):
                return pgbench(cluster, direct, BENCH / "bare.sql", 32, seconds, next(self.runs))

            ours(8, 2)
            pieces = {"http": self.http(server, connections), "ours": ours}
            if connections == 32:
                bare(2)
                pieces["bare"] = bare
            if connections > 32:
                pieces = {"http32": self.http(server, 32), **pieces}
            return self.rounds(f"{connections} connections,", pieces)

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

    def everything(self):
        options = self.options
        results = {
            "machine": machine.facts(), "load_before": machine.load_average(), "blocks": {},
            "seconds": options.seconds, "keys": options.keys, "history": options.history,
            "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")}
        print(f"preparing a database with {HISTORY} past bookings", flush=True)
        small = self.cluster.template(HISTORY, options.prokat)
        for connections in options.connections:
            results["blocks"][connections] = self.against_pgbench(small, connections)
        if options.history:
            print(f"preparing a database with {options.history} past bookings", flush=True)
            large = self.cluster.template(options.history, options.prokat)
            results["growth"] = self.against_growth(small, large)
        results["servers"] = self.servers
        results["load_after"] = machine.load_average()
        for database in ("bench_served", "bench_direct", "bench_grown"):
            self.cluster.drop(database)
        return results


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database-url", required=True)
    parser.add_argument("--postgres-pid", type=int, required=True)
    parser.add_argument("--prokat", required=True)
    parser.add_argument("--state", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tries", type=int, default=0)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=lambda text: [int(one) for one in text.split(",")],
                        default=[1, 8, 32, 128])
    parser.add_argument("--history", type=int, default=1_000_000)
    parser.add_argument("--no-keys", dest="keys", action="store_false")
    parser.add_argument("--write-results", action="store_true")
    options = parser.parse_args()
    results = Measurement(options).everything()
    state = pathlib.Path(options.state)
    (state / "results.json").write_text(json.dumps(results, indent=1), encoding="utf-8")
    text = report.markdown(results)
    print("\n" + text)
    if options.write_results:
        (BENCH / "results.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
