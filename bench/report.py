"""Turns the rounds of bench/measure.py into medians, ratios and verdicts."""
import statistics

PIECES = {"http": "HTTP", "single": "HTTP, no groups", "http32": "HTTP at 32", "ours": "our statement",
          "ours32": "our statement at 32", "bare": "bare insert", "grown": "HTTP, long history"}


# Two runs of the same differ by about as much in two seconds: below it one is behind.
EQUAL = 0.95


def round_line(one):
    parts = []
    for name, run in one.items():
        if name != "disturbed":
            parts.append(f"{PIECES[name]} {run['rate']:.0f}/s")
    if "ours" in one:
        parts.append(f"ratio {one['http']['rate'] / one['ours']['rate']:.2f}")
    if "single" in one:
        parts.append(f"groups / none {one['http']['rate'] / one['single']['rate']:.2f} "
                     f"(of {one['http']['batch']:.1f})")
    if "grown" in one:
        parts.append(f"ratio {one['grown']['rate'] / one['http']['rate']:.2f}")
    others = max(run["others"] for name, run in one.items() if name != "disturbed")
    return ", ".join(parts) + f", others {others:.2f} cores" + (" (disturbed)" if one["disturbed"] else "")


def _used(rounds):
    """The undisturbed rounds, or all where most were disturbed."""
    calm = [one for one in rounds if not one["disturbed"]]
    return calm if len(calm) > len(rounds) // 2 else rounds


def _median(rounds, value):
    return statistics.median(value(one) for one in _used(rounds))


def _ratio(upper, lower):
    return lambda one: one[upper]["rate"] / one[lower]["rate"]


def _field(piece, name):
    return lambda one: one[piece][name]


class _Bars:
    def __init__(self):
        self.rows = []

    def add(self, what, value, limit, at_least, form="{:.2f}"):
        met = value >= limit if at_least else value <= limit
        sign = "≥" if at_least else "≤"
        self.rows.append(f"| {what} | {sign} {limit} | {form.format(value)} | "
                         f"{'met' if met else '**missed**'} |")


def _bars(results):
    bars = _Bars()
    blocks = {int(key): value for key, value in results["blocks"].items()}
    for connections, limit in ((1, 0.75), (8, 0.70), (32, 1.35), (128, 1.7)):
        if connections in blocks:
            bars.add(f"HTTP / our statement at {connections}",
                     _median(blocks[connections], _ratio("http", "ours")), limit, True)
    for connections in (1, 8):
        if connections in blocks:
            bars.add(f"HTTP with groups / without at {connections}",
                     _median(blocks[connections], _ratio("http", "single")), EQUAL, True)
    if 32 in blocks:
        bars.add("HTTP / bare insert at 32", _median(blocks[32], _ratio("http", "bare")), 0.4, True)
        bars.add("p99 at 32, ms", _median(blocks[32], _field("http", "p99")), 10, False, "{:.1f}")
    if 128 in blocks:
        bars.add("HTTP at 128 / HTTP at 32", _median(blocks[128], _ratio("http", "http32")), 0.9, True)
        bars.add("p99 / p50 at 128",
                 _median(blocks[128], lambda one: one["http"]["p99"] / one["http"]["p50"]), 2.5, False)
    for connections, rounds in results.get("slow", {}).items():
        bars.add(f"slow disk: HTTP with groups / without at {connections}",
                 _median(rounds, _ratio("http", "single")), EQUAL, True)
    if "growth" in results:
        bars.add(f"HTTP with {results['history']:,} past bookings / with 10,000",
                 _median(results["growth"], _ratio("grown", "http")), 0.8, True)
    worst = max((_median(rounds, _field("http", "server_us")), connections)
                for connections, rounds in blocks.items())
    bars.add(f"our process' CPU for one create, µs (most: at {worst[1]})", worst[0], 120, False, "{:.0f}")
    bars.add("ready after the start, s (median)",
             statistics.median(one["ready"] for one in results["servers"]), 1, False)
    bars.add("idle memory, MB (most)", max(one["rss_mb"] for one in results["servers"]), 60, False, "{:.0f}")
    refused = max(_median(rounds, _field("http", "refused")) for rounds in blocks.values())
    bars.add("answers other than 201, %", refused * 100, 1, False)
    return bars.rows


def _row(label, rounds, piece):
    def median(name):
        return _median(rounds, _field(piece, name))
    rates = [one[piece]["rate"] for one in _used(rounds)]
    http = "p50" in rounds[0][piece]
    latency = f"{median('p50'):.2f} / {median('p95'):.2f} / {median('p99'):.2f}" if http else "–"
    server = f"{median('server_us'):.0f}" if http else "–"
    batch = f"{median('batch'):.1f}" if http else "–"
    return (f"| {label} | {PIECES[piece]} | {median('rate'):.0f} [{min(rates):.0f}–{max(rates):.0f}] | "
            f"{latency} | {batch} | {server} | {median('postgres_us'):.0f} | {median('wal'):.0f} |")


def _measured(results):
    lines = ["| connections | what | creates/s, median [range] | p50 / p95 / p99, ms | creates a statement | "
             "CPU ours, µs | CPU PostgreSQL, µs | WAL, bytes |", "|---|---|---|---|---|---|---|---|"]
    for connections, rounds in results["blocks"].items():
        for piece in PIECES:
            if piece in rounds[0]:
                clients = 32 if piece in ("http32", "ours32", "bare") else connections
                lines.append(_row(clients, rounds, piece))
    if "growth" in results:
        for piece in ("http", "grown"):
            lines.append(_row("32, history", results["growth"], piece))
    for connections, rounds in results.get("slow", {}).items():
        for piece in ("http", "single"):
            lines.append(_row(f"{connections}, slow disk", rounds, piece))
    return lines


def _rounds_text(results):
    named = [(f"{connections}", rounds) for connections, rounds in results["blocks"].items()]
    if "growth" in results:
        named.append(("history", results["growth"]))
    named += [(f"slow disk, {connections}", rounds) for connections, rounds in results.get("slow", {}).items()]
    lines = []
    for name, rounds in named:
        bad = sum(one["disturbed"] for one in rounds)
        kept = len(_used(rounds))
        others = statistics.median(max(run["others"] for key, run in one.items() if key != "disturbed")
                                   for one in rounds)
        lines.append(f"- {name}: {len(rounds)} rounds, {bad} disturbed, medians over {kept}; "
                     f"others used {others:.2f} cores (median)")
    return lines


def _costs(results):
    lines = []
    blocks = {int(key): value for key, value in results["blocks"].items()}
    first = blocks[min(blocks)]
    lines.append(f"One create, by pgbench with {min(blocks)} clients: "
                 f"{_median(first, _field('ours', 'rows')):.1f} rows inserted, "
                 f"{_median(first, _field('ours', 'wal')):.0f} bytes of WAL (after a checkpoint before each "
                 "round: with full pages).")
    if 32 in blocks:
        lines.append(f"The bare insert: {_median(blocks[32], _field('bare', 'rows')):.1f} rows, "
                     f"{_median(blocks[32], _field('bare', 'wal')):.0f} bytes. "
                     f"Ours at 32 clients: {_median(blocks[32], _field('ours', 'wal')):.0f} bytes; over HTTP, "
                     f"with the delivery of its event: {_median(blocks[32], _field('http', 'wal')):.0f}.")
    if 128 in blocks:
        lines.append("HTTP at 128 against our statement with 32 clients, which is its best: "
                     f"{_median(blocks[128], _ratio('http', 'ours32')):.2f}.")
    if "slow" in results:
        lines.append("The slow disk: fsync and fdatasync of PostgreSQL take 2 ms longer "
                     f"(`slow_fsync.c`); a small commit took {results['slow_commit_ms']:.1f} ms.")
    delays = ", ".join(f"{key}: {_median(rounds, _field('http', 'backlog')):.0f} in "
                       f"{_median(rounds, _field('http', 'drain')):.1f} s" for key, rounds in blocks.items())
    lines.append(f"Events still waiting when the load ended, and how long until all were delivered: {delays}.")
    return lines


def markdown(results):
    facts = results["machine"]
    keys = "each with an Idempotency-Key" if results["keys"] else "without Idempotency-Key"
    uncommitted = " with uncommitted changes" if facts["uncommitted"] else ""
    lines = [
        "# What a create costs", "",
        "Written by `bench/booking_create --write-results`; how it is measured stands in `README.md`. "
        "Load generator, server and PostgreSQL share the machine: compare inside one round (ratios, CPU), "
        "not rates across days.", "",
        f"- {results['date']}, commit {facts['commit']}{uncommitted}, release build",
        f"- {facts['processor']}; {facts['system']}; {facts['postgresql']}, durable defaults, "
        "shared_buffers 2 GB, max_wal_size 8 GB",
        f"- runs of {results['seconds']} s, {keys}; load average before {results['load_before']}, "
        f"after {results['load_after']}",
        *_rounds_text(results), "",
        "| bar | limit | measured | |", "|---|---|---|---|", *_bars(results), "",
        *_measured(results), "", *_costs(results), ""]
    return "\n".join(lines)
