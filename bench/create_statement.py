"""The program's own create as a pgbench script: the text of create_booking.sql with pgbench variables
in the place of its parameters. What differs from create to create is computed by the script (object,
customer, hour, ids, code, key); everything else is taken from a booking that the server has just made
over HTTP, so that lines, event and texts are as long as the program's.
"""
import json
import pathlib
import re

STATEMENT = (pathlib.Path(__file__).resolve().parent.parent /
             "src/services/booking/sql/create_booking.sql")
HOUR = "('2027-01-01 00:00:00+00'::timestamptz + {} * interval '1 hour')"
START = HOUR.format(":hour::integer")
END = HOUR.format("(:hour::integer + 1)")
UNIQUE = "(:run || '.' || :client_id || '.' || :i)"
HEADER = """\\set i :i + 1
\\set object random(1, 10000)
\\set customer random(1, 10000)
\\set hour random(1, 20000)
"""

# What $n is in the newest booking, as one JSON object.
SAMPLE = r"""
SELECT json_build_object(
  2, b.rate_version, 4, o.legal_entity_id, 12, b.time_zone, 13, b.status, 14, b.hold_expires_at,
  15, b.amount_minor, 16, b.deposit_minor, 17, b.currency, 18, b.note, 19, b.changed_by,
  20, b.changed_via, 21, b.request_id, 22, b.created_at,
  23, l.p23, 24, l.p24, 25, l.p25, 26, l.p26, 27, l.p27, 28, l.p28, 29, l.p29, 30, l.p30,
  32, e.payload::text, 34, k.route, 35, k.request_sha256::text,
  'bookings', to_jsonb(b), 'orders', to_jsonb(o))
FROM (SELECT * FROM bookings WHERE status = 'awaiting_payment' ORDER BY id DESC LIMIT 1) b
JOIN orders o ON o.id = b.order_id
JOIN outbox e ON e.aggregate_id = b.id AND e.type = 'booking.created'
LEFT JOIN idempotency_keys k ON k.resource_id = b.id,
LATERAL (
  SELECT array_agg(kind ORDER BY position)::text AS p23,
         array_agg(title_ru ORDER BY position)::text AS p24,
         array_agg(title_en ORDER BY position)::text AS p25,
         array_agg((quantity * 1000)::bigint ORDER BY position)::text AS p26,
         array_agg(unit_price_minor ORDER BY position)::text AS p27,
         array_agg(amount_minor ORDER BY position)::text AS p28,
         array_agg(rule_ru ORDER BY position)::text AS p29,
         array_agg(rule_en ORDER BY position)::text AS p30
  FROM booking_lines WHERE booking_id = b.id) l
"""


def made_id(kind):
    """Growing with the run and the count, as the program's UUIDv7 grow with time."""
    return ("(lpad(to_hex(:run::bigint * 1048576 + :i::bigint), 8, '0') || "
            f"'-000{kind}-7000-8000-' || lpad(to_hex(:client_id::bigint), 12, '0'))::uuid")


def seeded_id(family, variable):
    return f"('00000000-0000-7000-{family}-' || lpad(to_hex(:{variable}::bigint), 12, '0'))::uuid"


def listed(text):
    """The parts between commas that are in no parentheses."""
    parts, depth = [""], 0
    for character in re.sub(r"'[^']*'", "''", text):  # quoted: '[)'
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def written_as_it_comes(statement, table):
    """number -> column, for the columns of the table that are written from one parameter each."""
    found = re.search(rf"INSERT INTO {table} \(([^)]*)\)\s+SELECT (.*?)\s+FROM ", statement, re.DOTALL)
    columns, values = (listed(part) for part in found.groups())
    plain = ((re.fullmatch(r"\$(\d+)::\w+(?:\(\d+\))?", value), column)
             for column, value in zip(columns, values))
    return {int(match.group(1)): column for match, column in plain if match}


def as_parameter(value):
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value


def script_and_variables(sample):
    """sample: what SAMPLE answered. Returns the script's text and pgbench's -D variables."""
    rows = json.loads(sample)
    tables = {table: rows.pop(table) for table in ("bookings", "orders")}
    fixed = {int(number): value for number, value in rows.items()}
    with_key = fixed[34] is not None
    computed = {
        1: seeded_id("9000", "object"), 3: seeded_id("a000", "customer"), 5: made_id(1),
        6: made_id(2), 7: UNIQUE, 8: START, 9: END, 10: START, 11: END, 31: made_id(3),
        33: UNIQUE if with_key else "NULL",
    }
    text = "\n".join(line for line in STATEMENT.read_text(encoding="utf-8").splitlines()
                     if not line.startswith("--")).rstrip().rstrip(";")
    # Columns that came later need no number here, nor does a condition that holds for one booking.
    for number in (int(found) for found in re.findall(r"WHERE \$(\d+)::boolean", text)):
        fixed.setdefault(number, "true")
    for table, row in tables.items():
        for number, column in written_as_it_comes(text, table).items():
            if number not in computed and number not in fixed:
                fixed[number] = as_parameter(row[column])
    variables = {}
    for number, value in fixed.items():
        if value is None or value == "":  # pgbench knows no empty variable
            computed[number] = "NULL" if value is None else "''"
        else:
            computed[number] = f":p{number}"
            variables[f"p{number}"] = str(value)
    used = {int(number) for number in re.findall(r"\$(\d+)", text)}
    if used != set(computed):
        raise SystemExit(f"{STATEMENT.name} has other parameters than this script knows: "
                         f"{sorted(used ^ set(computed))}")
    text = re.sub(r"\$(\d+)", lambda found: computed[int(found.group(1))], text)
    return HEADER + text + ";\n", variables
