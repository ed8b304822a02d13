"""Reads the worked examples of docs/pricing.md; scripts/generate embeds them for the tests.

An example is a heading "#### N. Title", prose, and one ```yaml block with the keys below; what else is in
a block, or missing, stops the build with the example's number. Amounts are in major units and become minor
ones; the sums that the page itself makes are checked here, the program's by the test.
"""
import decimal
import hashlib
import re
import uuid

import yaml

EXPONENTS = {"JPY": 0, "KRW": 0, "KWD": 3}
WEEKDAYS = {day: i + 1 for i, day in enumerate("mon tue wed thu fri sat sun".split())}
BLOCK = re.compile(r"^#### (\d+)\. (.+?)$(.*?)^```yaml\n(.*?)^```$", re.M | re.S)
BOOKED = "2025-05-01T09:00:00Z"


class Fault(Exception):
    pass


class Fields:
    """A mapping of strings whose keys are taken one by one; what is left over is a fault."""

    def __init__(self, mapping, where):
        if not isinstance(mapping, dict):
            raise Fault(f"{where}: not a mapping")
        self.mapping, self.where = dict(mapping), where

    def take(self, key, default=None):
        if key not in self.mapping and default is None:
            raise Fault(f"{self.where}: no '{key}'")
        return self.mapping.pop(key, default)

    def take_optional(self, key, convert):
        return convert(self.mapping.pop(key)) if key in self.mapping else None

    def finish(self):
        if self.mapping:
            raise Fault(f"{self.where}: unknown {', '.join(self.mapping)}")


def localized(text):
    ru, _, en = text.partition(" / ")
    return {"ru": ru, "en": en}


def thousandths(percent):
    return int(decimal.Decimal(percent) * 1000)


def minutes(clock):
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def addon_id(key):
    return str(uuid.UUID(bytes=hashlib.md5(key.encode()).digest()))


def without_none(mapping):
    return {key: value for key, value in mapping.items() if value is not None}


class Example:
    def __init__(self, number, title, block):
        self.where = f"example {number}"
        self.fields = Fields(yaml.load(block, Loader=yaml.BaseLoader), self.where)
        self.currency = self.fields.take("currency", "RUB")
        self.result = {"number": int(number), "title": title, "currency": self.currency}

    def minor(self, amount):
        value = decimal.Decimal(amount).scaleb(EXPONENTS.get(self.currency, 2))
        if value != value.to_integral_value():
            raise Fault(f"{self.where}: {amount} is a fraction of the minor unit")
        return int(value)

    def rates(self, mapping, season):
        rates = []
        for key, price in mapping.items():
            units, _, days = key.partition("@")
            rates.append(without_none({
                "units_from": int(units), "price_minor": self.minor(price), "season": season,
                "weekdays": [WEEKDAYS[day] for day in days.split("+")] if days else None}))
        return rates

    def season(self, key, mapping):
        fields = Fields(mapping, f"{self.where}, season {key}")
        first, last = fields.take("from"), fields.take("until")
        yearly = len(first) == 5
        season = {"key": key, "name": localized(fields.take("name")), "yearly": yearly,
                  "first": f"2000-{first}" if yearly else first, "last": f"2000-{last}" if yearly else last}
        rates = self.rates(fields.take("rates", {}), key)
        fields.finish()
        return season, rates

    def day_rule(self, mapping):
        fields = Fields(mapping, f"{self.where}, day rule")
        days = fields.take("days").split()
        rule = without_none({
            "name": localized(fields.take("name")), "holidays": "holidays" in days,
            "weekdays": [WEEKDAYS[day] for day in days if day != "holidays"],
            "percent": int(fields.take("percent", "0")),
            "price_minor": fields.take_optional("price", self.minor)})
        fields.finish()
        return rule

    def tariff(self):
        take = self.fields.take
        seasons, rates = [], self.rates(take("rates"), None)
        for key, mapping in take("seasons", {}).items():
            season, more = self.season(key, mapping)
            seasons.append(season)
            rates += more
        return {"name": localized("Прайс / Prices"), "mode": take("mode", "by_length"), "seasons": seasons,
                "rates": rates, "day_rules": [self.day_rule(rule) for rule in take("day_rules", [])],
                "capped_by_longer": take("capped_by_longer", "false") == "true",
                "rounding_minor": self.minor(take("rounding", "0")) or 1}

    def addon(self, key, mapping):
        fields = Fields(mapping, f"{self.where}, add-on {key}")
        addon = without_none({
            "id": addon_id(key), "name": localized(fields.take("name")), "charge": fields.take("charge"),
            "price_minor": self.minor(fields.take("price", "0")),
            "percent_thousandths": thousandths(fields.take("percent", "0")),
            "amount_max_minor": fields.take_optional("max", self.minor),
            "free_from_units": fields.take_optional("free_from", int),
            "mandatory": fields.take("mandatory", "false") == "true",
            "exclusive_group": fields.take("group", ""),
            "quantity_max": int(fields.take("quantity_max", "1")), "limited": False})
        fields.finish()
        return addon

    def promo(self, mapping):
        fields = Fields(mapping, f"{self.where}, promo code")
        promo = without_none({
            "id": addon_id("promo"), "code": fields.take("code"), "name": localized(fields.take("name", " / ")),
            "percent_thousandths": thousandths(fields.take("percent", "0")),
            "amount_minor": self.minor(fields.take("amount", "0")),
            "currency": fields.take("currency", self.currency),
            "discount_max_minor": fields.take_optional("max", self.minor),
            "covers_addons": fields.take("covers_addons", "false") == "true",
            "units_min": int(fields.take("units_min", "1")), "types": [],
            "starts_from": fields.take_optional("starts_from", str),
            "starts_until": fields.take_optional("starts_until", str)})
        fields.finish()
        return promo

    def tax_rate(self, mapping):
        fields = Fields(mapping, f"{self.where}, tax")
        rate = without_none({
            "name": localized(fields.take("name")), "percent_thousandths": thousandths(fields.take("percent")),
            "valid_from": fields.take_optional("from", str), "valid_until": fields.take_optional("until", str)})
        fields.finish()
        return rate

    def lines(self, text):
        rows = [[cell.strip() for cell in row.split("|")] for row in text.splitlines() if row.strip()]
        lines = []
        for head, rule in zip(rows[::2], rows[1::2], strict=True):
            kind, title_ru, title_en, reckoning = head
            _, rule_ru, rule_en = rule
            quantity, price, amount = re.fullmatch(r"(\d+) × (\S+) = (\S+)", reckoning).groups()
            line = {"kind": kind, "title": {"ru": title_ru, "en": title_en}, "rule": {"ru": rule_ru, "en": rule_en},
                    "quantity": int(quantity), "unit_price_minor": self.minor(price),
                    "amount_minor": self.minor(amount)}
            if line["quantity"] * line["unit_price_minor"] != line["amount_minor"]:
                raise Fault(f"{self.where}: {reckoning} is not so")
            lines.append(line)
        return lines

    def tax(self, text):
        name, base, amount = [cell.strip() for cell in text.split("|")]
        return {"name": localized(name), "base_minor": self.minor(base), "amount_minor": self.minor(amount)}

    def outcome(self):
        take = self.fields.take
        if "problem" in self.fields.mapping:
            return {"problem": take("problem"), "lines": [], "total_minor": 0}
        lines, total = self.lines(take("lines")), self.minor(take("total"))
        if sum(line["amount_minor"] for line in lines) != total:
            raise Fault(f"{self.where}: the lines do not sum up to the total")
        return {"lines": lines, "total_minor": total}

    def read(self):
        take = self.fields.take
        self.result |= {
            "unit": take("unit", "day_24h"), "zone": take("zone", "Europe/Moscow"), "tariff": self.tariff(),
            "check_in_minutes": minutes(take("check_in", "10:00")),
            "check_out_minutes": minutes(take("check_out", "10:00")),
            "grace_minutes": int(take("grace", "60")), "holidays": take("holidays", []),
            "addons": [self.addon(key, rule) for key, rule in take("addons", {}).items()],
            "chosen": [{"addon_id": addon_id(key), "quantity": int(quantity)}
                       for key, quantity in take("chosen", {}).items()],
            "taxes": [self.tax_rate(rate) for rate in take("taxes", [])],
            "tax_inclusive": take("tax_inclusive", "true") == "true",
            "deposit_minor": self.minor(take("deposit", "0")), "now": BOOKED,
            "start": take("start"), "end": take("end"), "units": int(take("units"))}
        self.result |= without_none({"promo": self.fields.take_optional("promo", self.promo),
                                     "tax": self.fields.take_optional("tax", self.tax)})
        self.result |= self.outcome()
        self.fields.finish()
        return self.result


def read_examples(text):
    examples = [Example(number, title, block).read() for number, title, _, block in BLOCK.findall(text)]
    numbers = [example["number"] for example in examples]
    if numbers != list(range(1, len(numbers) + 1)):
        raise Fault(f"examples are numbered {numbers}")
    if text.count("```yaml") != len(examples):
        raise Fault("a yaml block does not belong to a numbered example")
    return examples
