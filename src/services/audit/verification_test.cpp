// What somebody with psql can do to the audit, and that it is named.
#include "services/audit/verification.hpp"

#include "services/audit/test_world.hpp"

namespace prokat::audit {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Verifying : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    change_things(10);
    seal_all(6);  // seals 1-6, 7-12, 13-18, 19-20
    ASSERT_EQ(faults(), std::vector<Fault>());
  }

  Finding only() {
    const auto verification = verified();
    EXPECT_EQ(verification.faults, 1);
    return verification.findings.empty() ? Finding() : verification.findings.front();
  }

  // As an attacker who knows how it works: every hash from `seal_no` on fits again.
  void rewrite_from(std::int64_t seal_no) {
    AuditStore store(pool);
    const auto entries = run(store.read_chain(Span{0, 1'000'000, 10'000}, soon()));
    Hash previous = genesis;
    for (const auto& entry : entries) {
      if (entry.seal_no < seal_no) {
        previous = entry.hash;
        continue;
      }
      const auto rows = run(store.read_rows(Span{entry.audit_id - 1, entry.audit_id, 1}, soon()));
      const auto digest = digest_of(rows.at(0));
      previous = link(previous, entry.seal_no, digest);
      execute("UPDATE audit_chain SET digest = $2, hash = $3 WHERE seal_no = $1::bigint",
              pg::Params().add(entry.seal_no).add_bytes(digest).add_bytes(previous));
      execute("UPDATE audit_seals SET hash = $2 WHERE last_seal_no = $1::bigint",
              pg::Params().add(entry.seal_no).add_bytes(previous));
    }
  }
};

TEST_F(Verifying, names_an_edited_row) {
  const auto id = audit_id(8);
  execute("UPDATE audit_log SET after = '{\"name\": \"Другая\"}' WHERE id = $1::bigint",
          pg::Params().add(id));
  const auto finding = only();
  EXPECT_EQ(finding.fault, Fault::row_changed);
  EXPECT_EQ(finding.seal_no, 8);
  EXPECT_EQ(finding.audit_id, id);
  EXPECT_EQ(finding.table_name, "things");
  EXPECT_EQ(finding.row, execute("SELECT row_id::text AS id FROM audit_log WHERE id = $1::bigint",
                                 pg::Params().add(id))
                             .only()
                             .text("id"));
  const auto lines = describe(verified(), Language::ru);
  EXPECT_THAT(lines.at(0), HasSubstr("ЖУРНАЛ ИЗМЕНЁН: 1 расхождение"));
  EXPECT_THAT(lines.at(1), HasSubstr("печать № 8, запись журнала " + std::to_string(id) +
                                     ", таблица things, строка " + finding.row));
  EXPECT_THAT(describe(verified(), Language::en).at(1),
              HasSubstr("Row edited: seal number 8, audit id " + std::to_string(id)));
}

TEST_F(Verifying, tells_which_column_it_was_where_the_chain_has_a_copy) {
  execute("UPDATE audit_log SET table_name = 'bookings' WHERE id = $1::bigint",
          pg::Params().add(audit_id(3)));
  EXPECT_THAT(only().differs, ElementsAre("table_name"));
}

TEST_F(Verifying, names_a_deleted_row_with_its_table_and_key) {
  const auto deleted =
      execute("DELETE FROM audit_log WHERE id = $1::bigint RETURNING row_id::text AS id",
              pg::Params().add(audit_id(20)));
  const auto row = deleted.only();
  const auto finding = only();
  EXPECT_EQ(finding.fault, Fault::row_missing);
  EXPECT_EQ(finding.seal_no, 20);
  EXPECT_EQ(finding.table_name, "things");
  EXPECT_EQ(finding.row, row.text("id"));
}

TEST_F(Verifying, names_a_row_that_was_slipped_in) {
  {
    auto lost = run(pool.transaction(soon()));  // its ids stay free
    run(lost.statement(statement("INSERT INTO things (id, name) VALUES (gen_random_uuid(), '')")));
  }
  change_things(1);
  seal_all();
  const auto free = audit_id(21) - 1;
  execute(
      "INSERT INTO audit_log (id, table_name, row_id, action, actor, channel) OVERRIDING SYSTEM "
      "VALUE VALUES ($1::bigint, 'things', gen_random_uuid(), 'delete', 'user:2', 'panel')",
      pg::Params().add(free));
  const auto finding = only();
  EXPECT_EQ(finding.fault, Fault::row_inserted);
  EXPECT_EQ(finding.audit_id, free);
  EXPECT_EQ(finding.seal_no, 0);
}

TEST_F(Verifying, names_the_batch_whose_seal_is_gone) {
  execute("DELETE FROM audit_seals WHERE first_seal_no = 7");
  const auto finding = only();
  EXPECT_EQ(finding.fault, Fault::seal_missing);
  EXPECT_EQ(finding.seal_no, 7);
  EXPECT_EQ(finding.last_seal_no, 12);
}

TEST_F(Verifying, notices_entries_that_were_taken_out_of_the_chain) {
  execute("DELETE FROM audit_chain WHERE seal_no BETWEEN 8 AND 9");
  EXPECT_THAT(faults(),
              ElementsAre(Fault::entry_missing, Fault::row_inserted, Fault::row_inserted));
}

TEST_F(Verifying, notices_an_end_that_was_cut_off) {
  execute("DELETE FROM audit_chain WHERE seal_no > 18");
  EXPECT_THAT(faults(), Contains(Fault::entry_missing));
  anchor();
  execute("DELETE FROM audit_chain WHERE seal_no > 12");
  execute("DELETE FROM audit_seals WHERE first_seal_no > 12");
  EXPECT_THAT(faults(), Contains(Fault::anchor_ahead));
}

TEST_F(Verifying, finds_a_digest_that_was_made_to_fit_by_its_link) {
  execute("UPDATE audit_log SET actor = 'user:3' WHERE id = $1::bigint",
          pg::Params().add(audit_id(5)));
  const auto row = run(AuditStore(pool).read_rows(Span{audit_id(5) - 1, audit_id(5), 1}, soon()));
  execute("UPDATE audit_chain SET digest = $1 WHERE seal_no = 5",
          pg::Params().add_bytes(digest_of(row.at(0))));
  const auto finding = only();
  EXPECT_EQ(finding.fault, Fault::link_broken);
  EXPECT_EQ(finding.seal_no, 5);
}

TEST_F(Verifying, finds_a_chain_that_was_rewritten_by_its_anchor) {
  anchor();
  change_things(2);
  seal_all();
  anchor();
  execute("UPDATE audit_log SET actor = 'user:3' WHERE id = $1::bigint",
          pg::Params().add(audit_id(22)));
  rewrite_from(22);
  const auto finding = only();
  EXPECT_EQ(finding.fault, Fault::anchor_differs);
  EXPECT_EQ(finding.seal_no, 21) << "the first anchor still vouches for what was before it";
  EXPECT_EQ(finding.last_seal_no, 24);
  EXPECT_THAT(describe(verified(), Language::ru).at(1), HasSubstr("печати № 21–24"));
}

TEST_F(Verifying, takes_the_word_of_a_head_that_a_person_kept) {
  const auto kept = run(AuditStore(pool).find_head(soon())).value();
  execute("UPDATE audit_log SET actor = 'user:3' WHERE id = $1::bigint",
          pg::Params().add(audit_id(2)));
  rewrite_from(2);
  EXPECT_THAT(faults(), IsEmpty()) << "without an anchor nobody can tell";
  VerifyOptions options;
  options.told.push_back(Anchor{"", kept.seal_no, kept.hash});
  const auto verification = verified(options);
  ASSERT_EQ(verification.findings.size(), 1U);
  EXPECT_EQ(verification.findings[0].fault, Fault::anchor_differs);
  EXPECT_THAT(describe(verification, Language::en).at(1), HasSubstr("given by --head"));
}

TEST_F(Verifying, misses_an_anchor_that_is_gone_or_spoilt) {
  const auto key = anchor().storage_key;
  storage.objects[key] = "{}";
  EXPECT_THAT(faults(), ElementsAre(Fault::anchor_unreadable));
  storage.objects.erase(key);
  EXPECT_THAT(faults(), ElementsAre(Fault::anchor_unreadable));
}

TEST_F(Verifying, finds_anchors_that_the_database_does_not_know_any_more) {
  anchor();
  execute("DELETE FROM audit_anchors");
  execute("UPDATE audit_log SET actor = 'user:3' WHERE id = $1::bigint",
          pg::Params().add(audit_id(2)));
  rewrite_from(2);
  EXPECT_THAT(faults(), ElementsAre(Fault::anchor_differs));
}

TEST_F(Verifying, is_refused_while_storage_is_away) {
  storage.away = true;
  EXPECT_THROW(run(verify(pool, storage, {}, soon())), storage::Unavailable);
}

TEST_F(Verifying, counts_more_faults_than_it_lists) {
  change_things(150);
  seal_all();
  execute("UPDATE audit_log SET channel = 'x'");
  const auto verification = verified({.page_rows = 64, .told = {}});
  EXPECT_EQ(verification.faults, 320);
  EXPECT_EQ(verification.findings.size(), findings_max);
  EXPECT_THAT(describe(verification, Language::ru), Contains(HasSubstr("и ещё 120 расхождений")));
}

TEST_F(Verifying, says_what_it_could_not_verify_yet) {
  change_things(1);
  const auto verification = verified();
  EXPECT_TRUE(verification.is_good());
  EXPECT_GE(verification.waiting, 2);
  const auto lines = describe(verification, Language::ru);
  EXPECT_THAT(lines, Contains(HasSubstr("ждут печати")));
  EXPECT_THAT(lines, Contains(HasSubstr("Якорей нет")));
}

TEST_F(Verifying, holds_after_dump_and_restore_of_the_values) {
  anchor();
  // What pg_dump writes and pg_restore reads: every value as text and back.
  execute(
      "UPDATE audit_log SET before = (before::text)::jsonb, after = (after::text)::jsonb, "
      "recorded_at = (recorded_at::text)::timestamptz, xid = '3'");
  execute("UPDATE audit_chain SET digest = (digest::text)::bytea, hash = (hash::text)::bytea");
  EXPECT_THAT(faults(), IsEmpty());
}

}  // namespace
}  // namespace prokat::audit
