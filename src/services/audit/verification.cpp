#include "services/audit/verification.hpp"

#include <algorithm>
#include <limits>

#include "services/audit/pages.hpp"

namespace prokat::audit {

namespace {

constexpr auto lowest = std::numeric_limits<std::int64_t>::min();

std::string key_of(const std::string& row_id, const std::optional<std::string>& row_key) {
  return row_key.value_or(row_id);
}

Finding about(Fault fault, const Entry& entry) {
  Finding finding;
  finding.fault = fault;
  finding.seal_no = entry.seal_no;
  finding.audit_id = entry.audit_id;
  finding.table_name = entry.table_name;
  finding.row = key_of(entry.row_id, entry.row_key);
  finding.recorded_at = entry.recorded_at;
  return finding;
}

Finding about(Fault fault, const Row& row) {
  Finding finding;
  finding.fault = fault;
  finding.audit_id = row.id;
  finding.table_name = row.table_name;
  finding.row = key_of(row.row_id, row.row_key);
  finding.recorded_at = row.recorded_at;
  return finding;
}

Finding about(Fault fault, std::int64_t first, std::int64_t last) {
  Finding finding;
  finding.fault = fault;
  finding.seal_no = first;
  finding.last_seal_no = last;
  return finding;
}

// The columns of which the chain has a copy.
std::vector<std::string> copied_columns_that_differ(const Entry& entry, const Row& row) {
  std::vector<std::string> columns;
  if (entry.recorded_at != row.recorded_at) columns.emplace_back("recorded_at");
  if (entry.table_name != row.table_name) columns.emplace_back("table_name");
  if (entry.row_id != row.row_id) columns.emplace_back("row_id");
  if (entry.row_key.value_or("") != row.row_key.value_or("")) columns.emplace_back("row_key");
  return columns;
}

class Verifier {
 public:
  Verifier(AuditStore& store, Head head, AnchorsFound anchors, int page_rows, Deadline deadline)
      : head_(std::move(head)),
        anchors_(std::move(anchors)),
        entries_({0, head_.seal_no, page_rows}, &Entry::seal_no,
                 [&store, deadline](Span span) { return store.read_chain(span, deadline); }),
        rows_({lowest, head_.audit_id, page_rows}, &Row::id,
              [&store, deadline](Span span) { return store.read_rows(span, deadline); }),
        seals_({lowest, head_.seal_no, page_rows}, &Seal::first,
               [&store, deadline](Span span) { return store.read_seals(span, deadline); }) {}

  Task<Verification> run() {
    result_.head_seal_no = head_.seal_no;
    result_.head_hash = head_.hash;
    for (auto& key : anchors_.faulty) {
      Finding finding;
      finding.fault = Fault::anchor_unreadable;
      finding.storage_key = std::move(key);
      add(std::move(finding));
    }
    for (auto entry = co_await entries_.take(); entry; entry = co_await entries_.take()) {
      Entry* next = co_await entries_.peek();
      co_await check_entry(*entry, next == nullptr ? head_.audit_id + 1 : next->audit_id);
      previous_ = std::move(*entry);
    }
    co_await finish();
    co_return std::move(result_);
  }

 private:
  void add(Finding finding) {
    ++result_.faults;
    if (result_.findings.size() < findings_max) result_.findings.push_back(std::move(finding));
  }

  Task<void> check_entry(const Entry& entry, std::int64_t next_audit_id) {
    const bool gap = entry.seal_no != previous_.seal_no + 1;
    if (gap) add(about(Fault::entry_missing, previous_.seal_no + 1, entry.seal_no - 1));
    if (!gap && entry.hash != link(previous_.hash, entry.seal_no, entry.digest))
      add(about(Fault::link_broken, entry));
    check_anchors(entry);
    co_await check_seals(entry);
    // An id out of order is not the one that was sealed: its row will turn up as inserted.
    const bool in_order = entry.audit_id > last_audit_id_ && entry.audit_id < next_audit_id;
    if (!in_order) {
      auto finding = about(Fault::entry_differs, entry);
      finding.differs = {"id"};
      add(std::move(finding));
      co_return;
    }
    last_audit_id_ = entry.audit_id;
    co_await check_row(entry);
  }

  Task<void> check_row(const Entry& entry) {
    Row* row = co_await rows_.peek();
    while (row != nullptr && row->id < entry.audit_id) {
      const auto inserted = co_await rows_.take();
      add(about(Fault::row_inserted, *inserted));
      row = co_await rows_.peek();
    }
    if (row == nullptr || row->id != entry.audit_id) {
      add(about(Fault::row_missing, entry));
      co_return;
    }
    const auto found = co_await rows_.take();
    ++result_.rows;
    auto differs = copied_columns_that_differ(entry, *found);
    const bool changed = digest_of(*found) != entry.digest;
    if (!changed && differs.empty()) co_return;
    auto finding = about(changed ? Fault::row_changed : Fault::entry_differs, entry);
    if (differs.empty()) differs = {"action", "actor", "channel", "request_id", "before", "after"};
    finding.differs = std::move(differs);
    add(std::move(finding));
  }

  void check_anchors(const Entry& entry) {
    for (; next_anchor_ < anchors_.anchors.size(); ++next_anchor_) {
      const auto& anchor = anchors_.anchors[next_anchor_];
      if (anchor.seal_no > entry.seal_no) return;
      ++result_.anchors;
      // A number that is missing was reported as such.
      if (anchor.seal_no < entry.seal_no) continue;
      if (anchor.hash == entry.hash) {
        last_good_anchor_ = anchor.seal_no;
        continue;
      }
      auto finding = about(Fault::anchor_differs, last_good_anchor_ + 1, anchor.seal_no);
      finding.storage_key = anchor.storage_key;
      add(std::move(finding));
    }
  }

  Task<void> check_seals(const Entry& entry) {
    for (Seal* seal = co_await seals_.peek(); seal != nullptr && seal->first <= entry.seal_no;
         seal = co_await seals_.peek()) {
      if (seal->last > entry.seal_no) co_return;
      co_await check_seal(entry);
    }
  }

  // The next seal ends at or before this entry.
  Task<void> check_seal(const Entry& entry) {
    const auto seal = co_await seals_.take();
    ++result_.seals;
    if (seal->first > sealed_to_ + 1)
      add(about(Fault::seal_missing, sealed_to_ + 1, seal->first - 1));
    const bool differs = seal->first <= sealed_to_ ||
                         seal->row_count != seal->last - seal->first + 1 ||
                         (seal->last == entry.seal_no && seal->hash != entry.hash);
    if (differs) add(about(Fault::seal_differs, seal->first, seal->last));
    sealed_to_ = std::max(sealed_to_, seal->last);
  }

  Task<void> finish() {
    for (auto row = co_await rows_.take(); row; row = co_await rows_.take())
      add(about(Fault::row_inserted, *row));
    for (auto seal = co_await seals_.take(); seal; seal = co_await seals_.take())
      add(about(Fault::seal_differs, seal->first, seal->last));
    if (sealed_to_ < head_.seal_no) add(about(Fault::seal_missing, sealed_to_ + 1, head_.seal_no));
    if (head_.sealed_to > head_.seal_no)
      add(about(Fault::entry_missing, head_.seal_no + 1, head_.sealed_to));
    for (; next_anchor_ < anchors_.anchors.size(); ++next_anchor_) {
      const auto& anchor = anchors_.anchors[next_anchor_];
      ++result_.anchors;
      auto finding = about(Fault::anchor_ahead, anchor.seal_no, anchor.seal_no);
      finding.storage_key = anchor.storage_key;
      add(std::move(finding));
    }
  }

  Head head_;
  AnchorsFound anchors_;
  Pages<Entry> entries_;
  Pages<Row> rows_;
  Pages<Seal> seals_;
  Entry previous_;  // before the first: number 0, the genesis hash
  std::int64_t last_audit_id_ = lowest;
  std::int64_t sealed_to_ = 0;
  std::int64_t last_good_anchor_ = 0;
  std::size_t next_anchor_ = 0;
  Verification result_;
};

}  // namespace

Task<Result<Verification>> verify(pg::Pool& pool, storage::ObjectStorage& storage,
                                  VerifyOptions options, Deadline deadline) {
  AuditStore store(pool);
  const auto head = (co_await store.find_head(deadline)).value_or(Head{});
  std::vector<std::string> known;
  auto since = head.since;
  for (const auto& anchor : co_await store.list_anchors(deadline)) {
    since = std::min(since.value_or(anchor.anchored_at), anchor.anchored_at);
    known.push_back(anchor.storage_key);
  }
  AnchorsFound anchors;
  if (since) {
    auto found = co_await find_anchors(storage, std::move(known), *since, deadline);
    if (!found) co_return pass(std::move(found));
    anchors = std::move(*found);
  }
  anchors.anchors.insert(anchors.anchors.end(), options.told.begin(), options.told.end());
  std::ranges::sort(anchors.anchors, {}, &Anchor::seal_no);
  Verifier verifier(store, head, std::move(anchors), options.page_rows, deadline);
  auto result = co_await verifier.run();
  result.waiting = (co_await store.measure_waiting(deadline)).rows;
  co_return result;
}

}  // namespace prokat::audit
