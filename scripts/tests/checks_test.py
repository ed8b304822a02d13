"""The checks find what they are for, and leave in peace what is allowed: each row is one line of code."""
import importlib.machinery
import importlib.util
import pathlib
import tempfile
import unittest

SCRIPTS = pathlib.Path(__file__).resolve().parent.parent


def load(name):
    loader = importlib.machinery.SourceFileLoader(name.replace("-", "_"), str(SCRIPTS / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


class IncludeChain(unittest.TestCase):
    def breach(self, user, used, is_test=False):
        chain = load("check-includes")
        parts = [pathlib.PurePath(path).parts for path in (user, used)]
        return chain.breach_of_quoted(*parts, is_test)

    def test_what_the_chain_allows(self):
        for user, used in [
                ("pg/pool.cpp", "runtime/task.hpp"), ("pg/pool.cpp", "pg/rows.hpp"),
                ("services/booking/store/create.cpp", "services/booking/sql.hpp"),
                ("services/booking/create.cpp", "services/auth/service.hpp"),
                ("services/booking/create.cpp", "services/payments/events.hpp"),
                ("services/booking/domain/status.cpp", "base/money.hpp"),
                ("services/booking/domain/status.cpp", "services/booking/domain/hold.hpp"),
                ("bot/telegram.cpp", "services/objects/service.hpp"),
                ("app/wiring.cpp", "services/auth/store/sessions.hpp")]:
            self.assertIsNone(self.breach(user, used), (user, used))

    def test_what_the_chain_forbids(self):
        for user, used in [
                ("base/money.cpp", "runtime/clock.hpp"), ("pg/pool.cpp", "redis/client.hpp"),
                ("http/server.cpp", "services/auth/service.hpp"),
                ("services/booking/create.cpp", "services/auth/store/sessions.hpp"),
                ("services/booking/domain/status.cpp", "runtime/clock.hpp"),
                ("services/booking/domain/status.cpp", "base/json.hpp"),
                ("services/booking/domain/status.cpp", "services/booking/service.hpp"),
                ("services/booking/create.cpp", "bot/dialogue/screen.hpp"),
                ("bot/telegram.cpp", "services/objects/store/search.hpp"),
                ("base/money.cpp", "money.hpp")]:
            self.assertIsNotNone(self.breach(user, used), (user, used))

    def test_tests_may_put_services_together_but_keep_the_ranks(self):
        self.assertIsNone(self.breach("services/booking/create_test.cpp",
                                      "services/auth/store/sessions.hpp", is_test=True))
        self.assertIsNotNone(self.breach("pg/pool_test.cpp", "services/auth/service.hpp", True))

    def test_outside_libraries_belong_to_their_client(self):
        chain = load("check-includes")
        for user, header, fine in [
                ("http/server.cpp", "boost/beast/http.hpp", True),
                ("services/auth/login.cpp", "boost/beast/http.hpp", False),
                ("pg/pool.cpp", "libpq-fe.h", True), ("events/outbox.cpp", "libpq-fe.h", False),
                ("egress/client.cpp", "curl/curl.h", True), ("storage/s3.cpp", "curl/curl.h", False),
                ("services/booking/domain/price.cpp", "boost/json.hpp", False),
                ("base/id.cpp", "boost/asio/awaitable.hpp", False)]:
            breach = chain.breach_of_outside(pathlib.PurePath(user).parts, header)
            self.assertEqual(breach is None, fine, (user, header))


class SqlLint(unittest.TestCase):
    def faults(self, text, name="find_booking.sql"):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / name
            path.write_text(text, encoding="utf-8")
            return [fault for _, fault in load("lint-sql").faults(path)]

    def test_statements_in_order(self):
        for body in ["SELECT id FROM bookings WHERE date_end < $1;",
                     "SELECT count(*) FROM bookings",
                     "SELECT 'a;b', now_known FROM x",
                     "-- lint: technical-time: a claim runs out by the machine's time\nUPDATE d SET t = now()"]:
            self.assertEqual(self.faults("-- What it is for.\n" + body), [], body)

    def test_statements_with_a_fault(self):
        for body, word in [("SELECT id FROM b WHERE t < now()", "now("),
                           ("SELECT id FROM b WHERE t < CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"),
                           ("SELECT clock_timestamp()", "clock_timestamp("),
                           ("SELECT * FROM b", "SELECT *"), ("SELECT b.id, o.* FROM b", "SELECT *"),
                           ("UPDATE b SET x = 1 RETURNING *", "SELECT *"),
                           ("SELECT 1; SELECT 2", "more than one"), ("", "no statement")]:
            faults = self.faults("-- What it is for.\n" + body)
            self.assertTrue(any(word in fault for fault in faults), (body, faults))

    def test_a_header_and_a_snake_case_name_are_needed(self):
        self.assertTrue(self.faults("SELECT 1"))
        self.assertTrue(self.faults("-- Why.\nSELECT 1", name="FindBooking.sql"))


class StyleCheck(unittest.TestCase):
    def test_long_functions_are_found_and_tables_are_not(self):
        style = load("check-style")
        body = ["  call();"] * 80
        function = ["void f(int a) {", *body, "}"]
        method = ["  int g() const {", *body, "  }"]
        table = ["constexpr Row rows[] = {", *body, "};"]
        self.assertEqual(list(style.long_functions(function)), [(1, 82)])
        self.assertEqual(list(style.long_functions(method)), [(1, 82)])
        self.assertEqual(list(style.long_functions(table)), [])
        self.assertEqual(list(style.long_functions(["void f() {", *body[:60], "}"])), [])


class CountTests(unittest.TestCase):
    def node(self, log):
        return load("count-tests").count_node(log)

    def test_both_reporters_of_node_are_read(self):
        self.assertEqual(self.node("# pass 12\n# fail 1\n# cancelled 1\n# skipped 2\n# todo 0\n"), (12, 2, 2))
        self.assertEqual(self.node("ℹ pass 3\nℹ fail 0\nnoise\nℹ pass 4\nℹ fail 0\n"), (7, 0, 0))

    def test_a_crashed_binary_counts_as_a_failure(self):
        log = "[       OK ] A.b (1 ms)\n[ RUN      ] A.c\nAddressSanitizer: heap-use-after-free\n"
        self.assertEqual(load("count-tests").count_gtest(log, "/nonexistent"), (1, 1, 0))


if __name__ == "__main__":
    unittest.main()
