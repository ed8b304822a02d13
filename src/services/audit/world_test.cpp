// The test world's own workings; the tests are in the other files.
#include "services/audit/test_world.hpp"

namespace prokat::audit {

void World::SetUp() {
  for (const char* text : {
           "CREATE TABLE IF NOT EXISTS things (id uuid PRIMARY KEY, name text NOT NULL, "
           "version integer NOT NULL DEFAULT 1, changed_by text, changed_via text, "
           "request_id text)",
           "CREATE OR REPLACE TRIGGER things_audit AFTER INSERT OR UPDATE OR DELETE ON things "
           "FOR EACH ROW EXECUTE FUNCTION audit_row()",
           "CREATE TABLE IF NOT EXISTS coded (code text, place text, name text NOT NULL, "
           "version integer NOT NULL DEFAULT 1, changed_by text, changed_via text, "
           "request_id text, PRIMARY KEY (code, place))",
           "CREATE OR REPLACE TRIGGER coded_audit AFTER INSERT OR UPDATE OR DELETE ON coded "
           "FOR EACH ROW EXECUTE FUNCTION audit_row('code', 'place')",
           "TRUNCATE things, coded, audit_log, audit_chain, audit_seals, audit_anchors, outbox",
           "UPDATE audit_fence SET fence_xid = '0', fence_audit_id = 0",
       }) {
    execute(text);
  }
}

pg::Statement World::statement(std::string text) {
  // Prepared under its name, so each text needs one of its own.
  texts_.push_back(
      std::make_unique<std::string>("test." + std::to_string(std::hash<std::string>{}(text))));
  const auto& name = *texts_.back();
  texts_.push_back(std::make_unique<std::string>(std::move(text)));
  return {name, *texts_.back()};
}

pg::Rows World::execute(std::string text, pg::Params params) {
  return run(pool.statement(statement(std::move(text)), std::move(params), soon()));
}

void World::change_things(int count) {
  execute(
      "INSERT INTO things (id, name, changed_by, changed_via, request_id) "
      "SELECT gen_random_uuid(), 'Вещь ' || n, 'user:1', 'panel', 'r-' || n "
      "FROM generate_series(1, $1::integer) n",
      pg::Params().add(count));
  execute(
      "UPDATE things SET name = name || '!', version = version + 1 WHERE id IN "
      "(SELECT id FROM things ORDER BY id DESC LIMIT $1::integer)",
      pg::Params().add(count));
}

void World::seal_all(int rows_max) {
  const auto newest = execute("SELECT coalesce(max(id), 0) AS id FROM audit_log");
  const auto wanted = newest.only().get<std::int64_t>("id");
  for (int tries = 0; tries < 10'000; ++tries) {
    run(seal_batch(pool, rows_max, soon()));
    const auto head = run(AuditStore(pool).find_head(soon()));
    if (wanted == 0 || (head && head->audit_id >= wanted)) return;
  }
  FAIL() << "sealing does not come to an end";
}

Verification World::verified(VerifyOptions options) {
  auto verification = run(verify(pool, storage, std::move(options), soon()));
  EXPECT_TRUE(verification);
  return verification ? std::move(*verification) : Verification();
}

std::vector<Fault> World::faults() {
  std::vector<Fault> faults;
  for (const auto& finding : verified().findings) faults.push_back(finding.fault);
  return faults;
}

std::int64_t World::count(const std::string& table) {
  return execute("SELECT count(*) AS n FROM " + table).only().get<std::int64_t>("n");
}

std::int64_t World::audit_id(std::int64_t seal_no) {
  return execute("SELECT audit_id FROM audit_chain WHERE seal_no = $1::bigint",
                 pg::Params().add(seal_no))
      .only()
      .get<std::int64_t>("audit_id");
}

Anchor World::anchor() { return run(anchor_head(pool, storage, soon())).value().value(); }

void Crowd::add(Task<void> task) {
  ++left_;
  runtime::spawn(executor_, "test", run(*this, std::move(task)));
}

Task<void> Crowd::wait(Deadline deadline) {
  while (left_ > 0) {
    if (!co_await done_.wait(deadline)) throw std::runtime_error("the crowd is not done in time");
  }
}

Task<void> Crowd::run(Crowd& crowd, Task<void> task) {
  try {
    co_await std::move(task);
  } catch (const std::exception& error) {
    ADD_FAILURE() << error.what();
  }
  if (--crowd.left_ == 0) crowd.done_.notify();
}

}  // namespace prokat::audit
