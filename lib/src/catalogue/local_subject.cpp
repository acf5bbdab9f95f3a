// Subjects of this process: an oracle object behind the auditor's interface, with every answer
// checked, because the object may be the user's own.
#include <cmath>
#include <utility>

#include "biasbound/subject.hpp"

namespace biasbound {
namespace {

class LocalSession final : public Session {
 public:
  explicit LocalSession(AnyOracle<double> oracle) : oracle_(std::move(oracle)) {}

  void gradient(std::span<const double> x, std::span<double> out) override {
    ask("gradient", [&] { oracle_->gradient(x, out); });
    check_finite("gradient", out);
  }
  void sample(std::span<const double> x, const StreamAddress& first, std::size_t count,
              std::span<double> out) override {
    ask("sample", [&] { oracle_->sample(x, first, count, out); });
    check_finite("sample", out);
  }
  std::optional<double> value(std::span<const double> x) override {
    return checked("value", ask("value", [&] { return oracle_->value(x); }));
  }
  bool mean(std::span<const double> x, std::span<double> out) override {
    const bool answered = ask("mean", [&] { return oracle_->mean(x, out); });
    if (answered) check_finite("mean", out);
    return answered;
  }
  std::optional<double> second_moment(std::span<const double> x) override {
    return checked("second moment",
                   ask("second moment", [&] { return oracle_->second_moment(x); }));
  }
  std::optional<FiniteLaw<double>> outcomes(std::span<const double> x) override {
    std::optional<FiniteLaw<double>> law = ask("outcomes", [&] {
      std::optional<FiniteLaw<double>> answer = oracle_->outcomes(x);
      if (answer) check_law(*answer, x.size());
      return answer;
    });
    if (law)
      for (const auto& outcome : *law) check_finite("outcomes", as_span(outcome.value));
    return law;
  }
  std::optional<InexactPair<double>> inexact(std::span<const double> y) override {
    std::optional<InexactPair<double>> pair = ask("inexact", [&] { return oracle_->inexact(y); });
    if (!pair) return pair;
    checked("inexact", pair->value);
    if (static_cast<std::size_t>(pair->gradient.size()) != y.size())
      throw OracleError(oracle_->name() + ": inexact: " + std::to_string(pair->gradient.size()) +
                        " entries, expected " + std::to_string(y.size()));
    check_finite("inexact", as_span(std::as_const(pair->gradient)));
    return pair;
  }
  std::optional<double> range(std::span<const double> x) override {
    const std::optional<double> range = ask("range", [&] { return oracle_->range(x); });
    // An overflowing range says nothing, and so declares none.
    return range && std::isfinite(*range) ? range : std::nullopt;
  }
  std::optional<Encoding> encode(std::span<const double> x, const StreamAddress& draw) override {
    return ask("encode", [&] { return oracle_->encode(x, draw); });
  }
  std::vector<double> decode(std::span<const std::uint8_t> bytes) override {
    std::vector<double> out(oracle_->dimension());
    ask("decode", [&] { oracle_->decode(bytes, out); });
    return out;
  }

 private:
  /// Whatever the oracle throws is its own misbehaviour.
  template <class Request>
  auto ask(const char* what, Request request) -> decltype(request()) {
    try {
      return request();
    } catch (const OracleError&) {
      throw;
    } catch (const std::exception& error) {
      throw OracleError(oracle_->name() + ": " + what + ": " + error.what());
    }
  }

  void check_finite(const char* what, std::span<const double> values) const {
    const std::size_t d = oracle_->dimension();
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!std::isfinite(values[i]))
        throw OracleError(oracle_->name() + ": " + what + ": entry " + std::to_string(i % d) +
                          " is " + to_text(values[i]));
  }
  std::optional<double> checked(const char* what, std::optional<double> value) const {
    if (value && !std::isfinite(*value))
      throw OracleError(oracle_->name() + ": " + what + " is " + to_text(*value));
    return value;
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
        claim_(std::move(claim)) {}

  [[nodiscard]] std::string name() const override { return oracle_->name(); }
  [[nodiscard]] Kind kind() const override { return kind_; }
  [[nodiscard]] std::size_t dimension() const override { return oracle_->dimension(); }
  [[nodiscard]] bool deterministic() const override { return oracle_->deterministic(); }
  [[nodiscard]] std::optional<Claim> claim() const override { return claim_; }
  [[nodiscard]] Regularity regularity() const override { return oracle_->regularity(); }
  [[nodiscard]] AnyOracle<Exact> exact() const override { return twin_; }
  [[nodiscard]] std::unique_ptr<Session> open(std::size_t /*worker*/) const override {
    return std::make_unique<LocalSession>(oracle_);
  }
  [[nodiscard]] std::shared_ptr<const Subject> at_dimension(std::size_t d) const override {
    if (d == 0) return nullptr;
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
  if (oracle->dimension() == 0) throw InvalidInput(oracle->name() + ": dimension must be >= 1");
  if (twin && twin->dimension() != oracle->dimension())
    throw InvalidInput(oracle->name() + ": its exact twin has dimension " +
                       std::to_string(twin->dimension()) + ", not " +
                       std::to_string(oracle->dimension()));
  if (!claim)
    if (const std::optional<Bounds> bounds = oracle->bounds()) claim = claim_bounds(*bounds);
  return std::make_shared<const LocalSubject>(std::move(oracle), kind, std::move(twin),
                                              std::move(resize), std::move(claim));
}

std::optional<Claim> strongest_claim(const CompressorBounds& bounds, bool deterministic) {
  if (bounds.omega) return claim_omega(*bounds.omega);
  if (bounds.delta && (deterministic || !bounds.bounds)) return claim_delta(*bounds.delta);
  if (bounds.bounds) return claim_bounds(*bounds.bounds);
  return std::nullopt;
}

}  // namespace biasbound
