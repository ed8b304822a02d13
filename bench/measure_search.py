#!/usr/bin/python3
"""Measures searches and lost races. Called by bench/availability, which has started PostgreSQL and
Redis; bench/data.md has the data sets, bench/README.md what is measured and how."""
import argparse
import datetime
import importlib.machinery
import importlib.util
import itertools
import json
import os
import pathlib
import re
import statistics
import subprocess

import machine
from parts import BENCH, TOP, Cluster, Server, pgbench

STATEMENTS = 200  # of each kind, one after another
SQL = TOP / "src/services/objects/sql"
# Days from today, as in bench/data.md: where a typical and a sold-out window may begin.
WINDOWS = {4: {"typical": (7, 17), "sold out": (26, 30)},
           40: {"typical": (38, 240), "sold out": (249, 253)}}
UPDATE = ("UPDATE bookings SET note = note || 'x' WHERE status = 'paid' "
          "AND ('x' || substr(md5(id::text), 1, 4))::bit(16)::integer < 3277")  # 5 % of 65,536


def statement_text(name):
    """As the program has it, with its parts."""
    loader = importlib.machinery.SourceFileLoader("generate", str(TOP / "scripts/generate"))
    generate = importlib.util.module_from_spec(importlib.util.spec_from_loader("generate", loader))
    loader.exec_module(generate)
    return generate.statement_text(SQL / f"{name}.sql")


def percentile(values, percent):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


class Measurement:
    def __init__(self, options):
        self.options = options
        self.cluster = Cluster(options.database_url, options.postgres_pid)
        self.runs = itertools.count(1)
        self.search = statement_text("search_by_price")

    # --- data --------------------------------------------------------------------------------------

    def prepare(self, history):
        name = f"bench_search_{history}"
        cluster = self.cluster
        cluster.drop(name)
        cluster.sql("postgres", f"CREATE DATABASE {name}")
        cluster.run([self.options.prokat, "migrate"], PROKAT_DATABASE_URL=cluster.url(name))
        cluster.file(name, "search_seed.sql")
        cluster.file(name, "search_history.sql", bookings=history)
        return name

    # --- the statement -----------------------------------------------------------------------------

    def statement_ms(self, database, days):
        """Execution times by EXPLAIN ANALYZE of one prepared statement, as the program runs it."""
        today = self.today(database)
        lines = ["SET plan_cache_mode = force_generic_plan;", "SET timezone = 'UTC';",
                 f"PREPARE search AS {self.search};"]
        groups = {f"bench_{n}": self.cluster.sql(
            database, "SELECT string_agg(DISTINCT location_id || ' ' || rules_id, ',') FROM objects "
                      f"WHERE type = 'bench_{n}'").split(",") for n in range(5)}
        for n in range(STATEMENTS + 10):
            start = today + datetime.timedelta(days=days[0] + n * 7 % (days[1] - days[0] + 1))
            kind = f"bench_{n % 5}"
            places = [group.split(" ") for group in groups[kind]]
            arrays = [[kind] * len(places), [one[0] for one in places], [one[1] for one in places],
                      [f"{start}T10:00Z"] * len(places),
                      [f"{start + datetime.timedelta(days=1)}T10:00Z"] * len(places)]
            given = ", ".join("'{" + ",".join(array) + "}'" for array in arrays)
            lines.append(f"EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) EXECUTE search ({given}, "
                         f"'{today}T00:00Z', '{today}T04:00Z', NULL, NULL, NULL, NULL, NULL, NULL, NULL, "
                         "NULL, NULL, '-1', '00000000-0000-0000-0000-000000000000', 21);")
        script = pathlib.Path(self.options.state) / "explain.sql"
        script.write_text("\n".join(lines), encoding="utf-8")
        text = self.cluster.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database, "-f",
                                 str(script)])
        times = [float(one) for one in re.findall(r"Execution Time: ([\d.]+) ms", text)][10:]
        return {"p50": percentile(times, 50), "p95": percentile(times, 95)}

    def today(self, database):
        return datetime.date.fromisoformat(self.cluster.sql(
            database, "SELECT (min(date_start) - interval '1 day')::date FROM bookings WHERE status = 'paid'"))

    # --- over HTTP ---------------------------------------------------------------------------------

    def wrk(self, server, connections, seconds, days, race=False):
        environment = os.environ | {
            "PROKAT_ADMIN_TOKEN": server.token, "BENCH_RUN": str(next(self.runs)),
            "BENCH_DAYS": f"{days[0]}-{days[1]}", "BENCH_RACE": str(int(race)),
            "BENCH_TODAY": str(self.today(server.database))}
        done = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s",
             str(BENCH / "search.lua"), f"http://127.0.0.1:{server.port}"],
            env=environment, capture_output=True, text=True, check=False)
        found = re.search(r"^RESULT (.*)$", done.stdout, re.MULTILINE)
        if not found:
            raise SystemExit(f"wrk failed:\n{done.stdout}\n{done.stderr}")
        answer = json.loads(found.group(1))
        answer["rate"] = answer["requests"] / answer["seconds"]
        if answer["broken"] or (not race and answer["not_2xx"]):
            raise SystemExit(f"a search failed: {answer}")
        return answer

    def against_pgbench(self, server, days):
        """Rounds of both, in turns first and last."""
        options = self.options
        fixed = {"first_day": days[0], "last_day": days[1], "today": self.today(server.database)}
        pieces = {
            "http": lambda: self.wrk(server, 32, options.seconds, days)["rate"],
            "pgbench": lambda: pgbench(self.cluster, server.database, BENCH / "search.sql", 32,
                                       options.seconds, next(self.runs), fixed)["rate"]}
        rounds = []
        for number in range(options.rounds):
            names = list(pieces) if number % 2 == 0 else list(reversed(pieces))
            one = {name: pieces[name]() for name in names}
            rounds.append(one)
            print(f"    32 connections: HTTP {one['http']:.0f}/s, pgbench {one['pgbench']:.0f}/s, "
                  f"ratio {one['http'] / one['pgbench']:.2f}", flush=True)
        return {"ratio": statistics.median(one["http"] / one["pgbench"] for one in rounds),
                "http": statistics.median(one["http"] for one in rounds),
                "pgbench": statistics.median(one["pgbench"] for one in rounds)}

    # --- everything --------------------------------------------------------------------------------

    def set_of(self, database, live, server, history):
        rows = []
        for when in ("vacuumed", "after updates"):
            if when == "after updates":
                self.cluster.sql(database, UPDATE)
            for window, days in WINDOWS[live].items():
                row = {"history": history, "live": live, "window": window, "when": when,
                       "statement": self.statement_ms(database, days),
                       "http": self.wrk(server, 1, min(2, self.options.seconds), days)}
                rows.append(row)
                print(f"    {live} live, {window}, {when}: statement {row['statement']['p50']:.2f} / "
                      f"{row['statement']['p95']:.2f} ms, HTTP {row['http']['p50']:.2f} / "
                      f"{row['http']['p95']:.2f} ms", flush=True)
        self.cluster.sql(database, "VACUUM bookings")
        return rows

    def history(self, history, results):
        print(f"history {history:,}: loading", flush=True)
        database = self.prepare(history)
        options = self.options
        # Autovacuum would tidy up between the update and the measurement.
        self.cluster.sql(database, "ALTER TABLE bookings SET (autovacuum_enabled = false)")
        with Server(self.cluster, database, options.prokat, options.state, options.port) as server:
            self.wrk(server, 32, 2, WINDOWS[4]["typical"])
            results["rows"] += self.set_of(database, 4, server, history)
            if history == results["compared_at"]:
                results["load"][4] = self.against_pgbench(server, WINDOWS[4]["typical"])
            self.cluster.file(database, "search_live.sql")
            results["rows"] += self.set_of(database, 40, server, history)
            if history == results["compared_at"]:
                results["load"][40] = self.against_pgbench(server, WINDOWS[40]["typical"])
                results["race"] = self.wrk(server, 32, options.seconds, WINDOWS[40]["typical"], True)
                print(f"    race: {results['race']}", flush=True)
        self.cluster.drop(database)

    def everything(self):
        options = self.options
        results = {"machine": machine.facts(), "load_before": machine.load_average(), "rows": [],
                   "load": {}, "seconds": options.seconds, "rounds": options.rounds,
                   "compared_at": 1_000_000 if 1_000_000 in options.history else options.history[0],
                   "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")}
        for history in options.history:
            self.history(history, results)
        results["load_after"] = machine.load_average()
        return results


# --- the report ------------------------------------------------------------------------------------

def bars_of(results):
    rows, bars = results["rows"], []

    def add(what, limit, value, met, form):
        bars.append(f"| {what} | {limit} | {form.format(value)} | {'met' if met else '**missed**'} |")

    sizes = sorted({row["history"] for row in rows})
    if len(sizes) > 1:
        for key in ("statement", "http"):
            worst = 0.0
            for row in rows:
                if row["history"] != sizes[-1]:
                    continue
                twin = next(one for one in rows if one["history"] == sizes[0] and
                            all(one[name] == row[name] for name in ("live", "window", "when")))
                worst = max(worst, row[key]["p95"] / twin[key]["p95"])
            add(f"p95 at {sizes[-1]:,} / at {sizes[0]:,}, {key}, the worst pair", "≤ 1.3", worst,
                worst <= 1.3, "{:.2f}")
    sold = max(row["statement"]["p95"] for row in rows if row["window"] == "sold out")
    add("sold out, statement, p95, ms (most)", "≤ 15", sold, sold <= 15, "{:.2f}")
    sold = max(row["http"]["p95"] for row in rows if row["window"] == "sold out")
    add("sold out, HTTP, p95, ms (most)", "≤ 15", sold, sold <= 15, "{:.2f}")
    for live, load in results["load"].items():
        add(f"HTTP / pgbench at 32, history {results['compared_at']:,}, {live} live", "≥ 0.55",
            load["ratio"], load["ratio"] >= 0.55, "{:.2f}")
    if "race" in results:
        add("a 32-way race, p95 of all answers, ms", "≤ 30", results["race"]["p95"],
            results["race"]["p95"] <= 30, "{:.1f}")
    return bars


def markdown(results):
    facts = results["machine"]
    uncommitted = " with uncommitted changes" if facts["uncommitted"] else ""
    lines = [
        "# What a search costs", "",
        "Written by `bench/availability --write-results`; `data.md` describes the data sets, `README.md` how "
        "it is measured.", "",
        f"- {results['date']}, commit {facts['commit']}{uncommitted}, release build",
        f"- {facts['processor']}; {facts['system']}; {facts['postgresql']}, durable defaults, "
        "shared_buffers 2 GB",
        f"- load average before {results['load_before']}, after {results['load_after']}; {results['rounds']} "
        f"rounds of {results['seconds']} s against pgbench", "",
        "| bar | limit | measured | |", "|---|---|---|---|", *bars_of(results), "",
        "| history | live | window | | statement p50 / p95, ms | HTTP p50 / p95, ms |", "|---|---|---|---|---|---|"]
    for row in results["rows"]:
        lines.append(f"| {row['history']:,} | {row['live']} | {row['window']} | {row['when']} | "
                     f"{row['statement']['p50']:.2f} / {row['statement']['p95']:.2f} | "
                     f"{row['http']['p50']:.2f} / {row['http']['p95']:.2f} |")
    lines += ["", "| live | HTTP at 32, searches/s | pgbench at 32 |", "|---|---|---|"]
    for live, load in results["load"].items():
        lines.append(f"| {live} | {load['http']:.0f} | {load['pgbench']:.0f} |")
    if "race" in results:
        race = results["race"]
        won = race["requests"] - race["not_2xx"]
        lines += ["", f"The race: {race['requests']} tries in {race['seconds']:.1f} s, {won} won; p50 {race['p50']:.1f}, "
                      f"p95 {race['p95']:.1f}, p99 {race['p99']:.1f} ms. Races follow each other without a pause, so "
                      "that a few run at a time; winners are in the figures too."]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database-url", required=True)
    parser.add_argument("--postgres-pid", type=int, required=True)
    parser.add_argument("--prokat", required=True)
    parser.add_argument("--state", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--history", type=lambda text: [int(one) for one in text.split(",")],
                        default=[100_000, 1_000_000, 5_000_000])
    parser.add_argument("--write-results", action="store_true")
    options = parser.parse_args()
    results = Measurement(options).everything()
    state = pathlib.Path(options.state)
    (state / "availability.json").write_text(json.dumps(results, indent=1), encoding="utf-8")
    text = markdown(results)
    print("\n" + text)
    if options.write_results:
        (BENCH / "availability.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
