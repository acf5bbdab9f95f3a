// Oracles of this process as subjects of an audit: exceptions, wrong numbers and missing members
// turn into the auditor's terms here.
#include "biasbound/subject.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace biasbound {
namespace {

void check_finite(std::span<const double> values, std::string_view what, std::size_t row_length) {
  // 0 v is 0 where v is finite and NaN elsewhere; sums of eight lanes take a vector unit at a time.
  std::array<double, 8> probe{};
  std::size_t whole = 0;
  for (; whole + probe.size() <= values.size(); whole += probe.size())
    for (std::size_t lane = 0; lane < probe.size(); ++lane) probe[lane] += 0 * values[whole + lane];
  if (std::ranges::all_of(probe, [](double sum) { return sum == 0; })) {
    if (whole == values.size()) return;
  } else {
    whole = 0;
  }
  for (std::size_t i = whole; i < values.size(); ++i)
    if (!std::isfinite(values[i]))
      throw OracleError(std::string(what) + ": entry " + std::to_string(i % row_length) + " is " +
                        to_text(values[i]));
}

class LocalSession final : public Session {
 public:
  explicit LocalSession(AnyOracle<double> oracle) : oracle_(std::move(oracle)) {}

  void gradient(std::span<const double> x, std::span<double> out) override {
    guarded("gradient", [&] { oracle_->gradient(x, out); });
    check_finite(out, "gradient", x.size());
  }
  void sample(std::span<const double> x, const StreamAddress& first, std::size_t count,
              std::span<double> out) override {
    guarded("sample", [&] { oracle_->sample(x, first, count, out); });
    check_finite(out, "sample", x.size());
  }
  std::optional<double> value(std::span<const double> x) override {
    const auto result = guarded("value", [&] { return oracle_->value(x); });
    if (result) check_finite({&*result, 1}, "value", 1);
    return result;
  }
  bool mean(std::span<const double> x, std::span<double> out) override {
    const bool offered = guarded("mean", [&] { return oracle_->mean(x, out); });
    if (offered) check_finite(out, "mean", x.size());
    return offered;
  }
  std::optional<double> second_moment(std::span<const double> x) override {
    const auto result = guarded("second_moment", [&] { return oracle_->second_moment(x); });
    if (result) check_finite({&*result, 1}, "second_moment", 1);
    return result;
  }
  std::optional<FiniteLaw<double>> outcomes(std::span<const double> x) override {
    auto law = guarded("outcomes", [&] { return oracle_->outcomes(x); });
    if (law) {
      try {
        check_law(*law, x.size());
      } catch (const InvalidInput& problem) {
        throw OracleError(std::string("outcomes: ") + problem.what());
      }
      for (const auto& outcome : *law) check_finite(as_span(outcome.value), "outcomes", x.size());
    }
    return law;
  }
  std::optional<InexactPair<double>> inexact(std::span<const double> y) override {
    auto pair = guarded("inexact", [&] { return oracle_->inexact(y); });
    if (pair) {
      check_finite({&pair->value, 1}, "inexact value", 1);
      if (static_cast<std::size_t>(pair->gradient.size()) != y.size())
        throw OracleError("inexact gradient: " + std::to_string(pair->gradient.size()) +
                          " entries, expected " + std::to_string(y.size()));
      check_finite(as_span(pair->gradient), "inexact gradient", y.size());
    }
    return pair;
  }
  std::optional<double> range(std::span<const double> x) override {
    const auto result = guarded("range", [&] { return oracle_->range(x); });
    // A range that overflows says nothing, and so declares none.
    if (result && std::isinf(*result) && *result > 0) return std::nullopt;
    if (result && !(*result >= 0))
      throw OracleError("range: " + to_text(*result) + " is not a bound on a squared distance");
    return result;
  }
  std::optional<Encoding> encode(std::span<const double> x, const StreamAddress& draw) override {
    auto encoding = guarded("encode", [&] { return oracle_->encode(x, draw); });
    if (encoding && encoding->bits > 8 * static_cast<std::uint64_t>(encoding->bytes.size()))
      throw OracleError("encode: " + std::to_string(encoding->bits) + " bits do not fit into " +
                        std::to_string(encoding->bytes.size()) + " bytes");
    return encoding;
  }
  std::vector<double> decode(std::span<const std::uint8_t> bytes) override {
    std::vector<double> out(oracle_->dimension());
    guarded("decode", [&] { oracle_->decode(bytes, out); });
    check_finite(out, "decode", out.size());
    return out;
  }

 private:
  template <class Call>
  auto guarded(const char* request, Call call) -> decltype(call()) {
    try {
      return call();
    } catch (const OracleError&) {
      throw;
    } catch (const std::exception& problem) {
      throw OracleError(std::string(request) + ": the oracle threw: " + problem.what());
    } catch (...) {
      throw OracleError(std::string(request) + ": the oracle threw something not a std::exception");
    }
  }

  AnyOracle<double> oracle_;
};

class LocalSubject final : public Subject {
 public:
  LocalSubject(AnyOracle<double> oracle, Kind kind, AnyOracle<Exact> twin,
               std::function<AnySubject(std::size_t)> resize, std::optional<Claim> claim)
      : oracle_(std::move(oracle)),
        kind_(kind),
        twin_(std::move(twin)),
        resize_(std::move(resize)),
        claim_(std::move(claim)) {
    if (!oracle_) throw InvalidInput("subject: no oracle");
    if (oracle_->dimension() == 0)
      throw InvalidInput("subject: " + oracle_->name() + ": dimension = 0: must be at least 1");
    if (twin_ && twin_->dimension() != oracle_->dimension())
      throw InvalidInput("subject: " + oracle_->name() + ": the exact twin has dimension " +
                         std::to_string(twin_->dimension()) + ", the oracle " +
                         std::to_string(oracle_->dimension()));
  }

  [[nodiscard]] std::string name() const override { return oracle_->name(); }
  [[nodiscard]] Kind kind() const override { return kind_; }
  [[nodiscard]] std::size_t dimension() const override { return oracle_->dimension(); }
  [[nodiscard]] bool deterministic() const override { return oracle_->deterministic(); }
  [[nodiscard]] std::optional<Claim> claim() const override {
    if (claim_) return claim_;
    const auto bounds = oracle_->bounds();
    if (!bounds) return std::nullopt;
    return claim_bounds(*bounds);
  }
  [[nodiscard]] Regularity regularity() const override { return oracle_->regularity(); }
  [[nodiscard]] AnyOracle<Exact> exact() const override { return twin_; }
  [[nodiscard]] std::unique_ptr<Session> open(std::size_t /*worker*/) const override {
    return std::make_unique<LocalSession>(oracle_);
  }
  [[nodiscard]] std::shared_ptr<const Subject> at_dimension(std::size_t d) const override {
    return resize_ ? resize_(d) : nullptr;
  }

 private:
  AnyOracle<double> oracle_;
  Kind kind_;
  AnyOracle<Exact> twin_;
  std::function<AnySubject(std::size_t)> resize_;
  std::optional<Claim> claim_;
};

}  // namespace

AnySubject make_subject(AnyOracle<double> oracle, Subject::Kind kind, AnyOracle<Exact> twin,
                        std::function<AnySubject(std::size_t)> resize, std::optional<Claim> claim) {
  return std::make_shared<const LocalSubject>(std::move(oracle), kind, std::move(twin),
                                              std::move(resize), std::move(claim));
}

}  // namespace biasbound
