// The catalogue: entries by their kind, and subjects built from tables.
#include "biasbound/catalogue.hpp"

#include "catalogue/entries.hpp"

namespace biasbound {
namespace detail {
namespace {

template <class Entry>
const Entry* find(const std::vector<Entry>& entries, std::string_view kind) {
  for (const Entry& entry : entries)
    if (entry.info.kind == kind) return &entry;
  return nullptr;
}

template <class Entry>
void append_kinds(const std::vector<Entry>& entries, std::vector<std::string>& kinds) {
  for (const Entry& entry : entries) kinds.push_back(entry.info.kind);
}

const CompressorEntry* find_compressor(std::string_view kind) {
  const CompressorEntry* entry = find(compressor_entries(), kind);
  return entry != nullptr ? entry : find(gallery_entries(), kind);
}

[[noreturn]] void unknown_kind(std::string_view what, const std::string& kind,
                               const std::vector<std::string>& known, std::string_view where) {
  throw PlacedError(std::string(where) + ".kind",
                    "unknown " + std::string(what) + " '" + kind + "'" + suggestion(kind, known));
}

const ObjectiveEntry& objective_entry(const nlohmann::json& spec, std::string_view where) {
  const std::string kind = kind_of(spec, where);
  if (const ObjectiveEntry* entry = find(objective_entries(), kind)) return *entry;
  std::vector<std::string> known;
  append_kinds(objective_entries(), known);
  unknown_kind("objective", kind, known, where);
}

bool takes(const CatalogueEntry& entry, std::string_view parameter) {
  for (const Parameter& candidate : entry.parameters)
    if (candidate.name == parameter) return true;
  return false;
}

/// A twin is worth its name only where it has a law or moments: tried at one generic point.
AnyOracle<Exact> if_it_answers(AnyOracle<Exact> twin) {
  if (!twin) return twin;
  const std::size_t d = twin->dimension();
  std::vector<Exact> x(d);
  std::vector<Exact> out(d);
  for (std::size_t i = 0; i < d; ++i) x[i] = Exact(i + 1) / Exact(d);
  const bool answers = (twin->mean(x, out) && twin->second_moment(x)) || twin->outcomes(x);
  return answers ? twin : nullptr;
}

/// A subject, and what is known of it.
class KnownSubject final : public Subject {
 public:
  KnownSubject(AnySubject subject, Known known)
      : subject_(std::move(subject)), known_(std::move(known)) {}
  [[nodiscard]] std::string name() const override { return subject_->name(); }
  [[nodiscard]] Kind kind() const override { return subject_->kind(); }
  [[nodiscard]] std::size_t dimension() const override { return subject_->dimension(); }
  [[nodiscard]] bool deterministic() const override { return subject_->deterministic(); }
  [[nodiscard]] std::optional<Claim> claim() const override { return subject_->claim(); }
  [[nodiscard]] Regularity regularity() const override { return subject_->regularity(); }
  [[nodiscard]] AnyOracle<Exact> exact() const override { return subject_->exact(); }
  [[nodiscard]] std::unique_ptr<Session> open(std::size_t worker) const override {
    return subject_->open(worker);
  }
  [[nodiscard]] AnySubject at_dimension(std::size_t d) const override {
    return subject_->at_dimension(d);
  }
  [[nodiscard]] std::size_t batch_limit() const override { return subject_->batch_limit(); }
  [[nodiscard]] std::optional<Known> known() const override { return known_; }
  [[nodiscard]] std::string description() const override { return subject_->description(); }

 private:
  AnySubject subject_;
  Known known_;
};

/// The kind that theorems know an oracle by; a faulty compressor's is its own, which none does.
std::string known_kind(const nlohmann::json& oracle, const std::string& kind) {
  const auto inner = oracle.find("compressor");
  if (inner == oracle.end()) return kind;
  const std::string compressor =
      inner->is_object() ? inner->value("kind", std::string()) : inner->get<std::string>();
  return kind == "compressed-gradient" ? compressor : kind + "(" + compressor + ")";
}

AnySubject oracle_subject(const nlohmann::json& oracle, const nlohmann::json& objective,
                          std::string_view where) {
  const std::string place(where);
  const BuiltObjective f = build_objective(objective, place + ".objective");
  const std::size_t d = f.real.dimension();
  const std::string kind = kind_of(oracle, place + ".oracle");
  const BuiltOracle built = placed(place + ".oracle", [&]() -> BuiltOracle {
    if (is_compressor(kind))
      return compressed_gradient(build_compressor(oracle, d, place + ".oracle"), f);
    if (const OracleEntry* entry = find(oracle_entries(), kind))
      return entry->build(Fields(oracle, entry->info, place + ".oracle"), f);
    std::vector<std::string> known;
    append_kinds(oracle_entries(), known);
    append_kinds(compressor_entries(), known);
    append_kinds(gallery_entries(), known);
    unknown_kind("oracle", kind, known, place + ".oracle");
  });
  std::function<AnySubject(std::size_t)> resize;
  if (takes(objective_entry(objective, place + ".objective").info, "dimension"))
    resize = [oracle, objective, place](std::size_t dimension) -> AnySubject {
      nlohmann::json smaller = objective;
      smaller["dimension"] = dimension;
      try {
        return oracle_subject(oracle, smaller, place);
      } catch (const InvalidInput&) {
        return nullptr;  // a parameter that needs the dimension it was written for
      }
    };
  return std::make_shared<KnownSubject>(
      make_subject(built.real, Subject::Kind::oracle, if_it_answers(built.exact),
                   std::move(resize)),
      Known{known_kind(oracle, kind), {.delta = {}, .omega = {}, .bounds = built.real->bounds()}});
}

}  // namespace

bool is_compressor(std::string_view kind) { return find_compressor(kind) != nullptr; }

BuiltCompressor build_compressor(const nlohmann::json& spec, std::size_t d,
                                 std::string_view where) {
  const std::string kind = kind_of(spec, where);
  if (const CompressorEntry* entry = find_compressor(kind))
    return placed(where, [&] { return entry->build(Fields(spec, entry->info, where), d); });
  std::vector<std::string> known;
  append_kinds(compressor_entries(), known);
  append_kinds(gallery_entries(), known);
  unknown_kind("compressor", kind, known, where);
}

}  // namespace detail

const std::vector<CatalogueEntry>& catalogue() {
  static const std::vector<CatalogueEntry> all = [] {
    std::vector<CatalogueEntry> list;
    for (const auto& entry : detail::objective_entries()) list.push_back(entry.info);
    for (const auto& entry : detail::oracle_entries()) list.push_back(entry.info);
    for (const auto& entry : detail::compressor_entries()) list.push_back(entry.info);
    for (const auto& entry : detail::gallery_entries()) list.push_back(entry.info);
    return list;
  }();
  return all;
}

BuiltObjective build_objective(const nlohmann::json& spec, std::string_view where) {
  const detail::ObjectiveEntry& entry = detail::objective_entry(spec, where);
  return detail::placed(where,
                        [&] { return entry.build(detail::Fields(spec, entry.info, where)); });
}

AnySubject build_subject(const nlohmann::json& oracle, const nlohmann::json* objective,
                         std::optional<std::size_t> dimension, std::string_view where) {
  const std::string place(where);
  if (dimension && *dimension == 0)
    throw detail::PlacedError(place + ".dimension", "must be at least 1, got 0");
  if (objective != nullptr && !objective->is_null()) {
    nlohmann::json sized = *objective;
    const CatalogueEntry& entry = detail::objective_entry(sized, place + ".objective").info;
    if (dimension && detail::takes(entry, "dimension") && !sized.contains("dimension") &&
        !sized.contains("spectrum"))
      sized["dimension"] = *dimension;
    AnySubject built = detail::oracle_subject(oracle, sized, where);
    if (dimension && built->dimension() != *dimension)
      throw detail::PlacedError(place + ".dimension", "the objective has dimension " +
                                                          std::to_string(built->dimension()) +
                                                          ", got " + std::to_string(*dimension));
    return built;
  }
  const std::string kind = detail::kind_of(oracle, place + ".oracle");
  if (detail::find(detail::oracle_entries(), kind) != nullptr)
    throw detail::PlacedError(place + ".objective", "missing: the oracle " + kind + " needs one");
  nlohmann::json compressor = oracle;
  if (compressor.contains("dimension") && !dimension) {
    const Exact d = number(compressor["dimension"], place + ".oracle.dimension");
    if (denominator(d) != 1 || d < 1 || d > 100'000'000)
      throw detail::PlacedError(place + ".oracle.dimension",
                                "must be an integer between 1 and 100000000, got " +
                                    detail::shown(compressor["dimension"]));
    dimension = static_cast<std::size_t>(numerator(d));
    compressor.erase("dimension");
  }
  if (!detail::is_compressor(kind))
    detail::build_compressor(compressor, 1, place + ".oracle");  // says what is near
  if (!dimension)
    throw detail::PlacedError(place + ".dimension",
                              "missing: a compressor without an objective needs one");
  detail::BuiltCompressor built =
      detail::build_compressor(compressor, *dimension, place + ".oracle");
  return std::make_shared<detail::KnownSubject>(std::move(built.subject),
                                                Known{kind, std::move(built.bounds)});
}

}  // namespace biasbound
