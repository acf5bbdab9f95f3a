#include "external/session.hpp"

#include <algorithm>

namespace biasbound::detail {
namespace {

class ExternalSession final : public Session {
 public:
  ExternalSession(std::unique_ptr<Connection> connection, const Hello& hello,
                  std::shared_ptr<Abilities> abilities)
      : connection_(std::move(connection)),
        dimension_(hello.dimension),
        compressor_(hello.kind == Subject::Kind::compressor),
        abilities_(std::move(abilities)) {}

  void gradient(std::span<const double> x, std::span<double> out) override {
    if (compressor_)
      std::copy(x.begin(), x.end(), out.begin());
    else
      connection_->exchange(point_request(Ask::gradient, x), out);
  }

  void sample(std::span<const double> x, const StreamAddress& first, std::size_t count,
              std::span<double> out) override {
    const std::size_t most = draws_per_request(dimension_);
    StreamAddress address = first;
    for (std::size_t done = 0; done < count;) {
      const std::size_t n = std::min(most, count - done);
      connection_->exchange(sample_request(x, n, request_seed(address)),
                            out.subspan(done * dimension_, n * dimension_));
      done += n;
      address.draw += n;
    }
  }

  std::optional<double> value(std::span<const double> x) override {
    if (compressor_) return squared_norm(x) / 2;
    return scalar(Ask::value, x);
  }

  std::optional<double> second_moment(std::span<const double> x) override {
    return scalar(Ask::second_moment, x);
  }

  bool mean(std::span<const double> x, std::span<double> out) override {
    return ask(point_request(Ask::mean, x), out).has_value();
  }

  std::optional<FiniteLaw<double>> outcomes(std::span<const double> x) override {
    const auto reply = ask(point_request(Ask::outcomes, x));
    if (!reply) return std::nullopt;
    FiniteLaw<double> law;
    law.reserve(reply->weights.size());
    const std::span<const double> rows(reply->outcomes);
    for (std::size_t i = 0; i < reply->weights.size(); ++i)
      law.push_back({.weight = reply->weights[i],
                     .value = to_vector(rows.subspan(i * dimension_, dimension_))});
    return law;
  }

  std::optional<InexactPair<double>> inexact(std::span<const double> y) override {
    InexactPair<double> pair;
    pair.gradient.resize(static_cast<Eigen::Index>(dimension_));
    const auto reply = ask(point_request(Ask::inexact, y), as_span(pair.gradient));
    if (!reply) return std::nullopt;
    pair.value = reply->value;
    return pair;
  }

  std::optional<Encoding> encode(std::span<const double> x, const StreamAddress& draw) override {
    auto reply = ask(encode_request(x, request_seed(draw)));
    if (!reply) return std::nullopt;
    return Encoding{.bits = reply->bits, .bytes = std::move(reply->bytes)};
  }

  std::vector<double> decode(std::span<const std::uint8_t> bytes) override {
    std::vector<double> out(dimension_);
    if (!ask(decode_request(bytes, dimension_), out)) out.clear();
    return out;
  }

 private:
  std::optional<Reply> ask(const Request& request, std::span<double> out = {}) {
    if (!abilities_->may(request.ask)) return std::nullopt;
    Reply reply = connection_->exchange(request, out);
    if (!reply.unsupported) return reply;
    abilities_->never_again(request.ask);
    return std::nullopt;
  }

  std::optional<double> scalar(Ask kind, std::span<const double> x) {
    const auto reply = ask(point_request(kind, x));
    return reply ? std::optional(reply->value) : std::nullopt;
  }

  std::unique_ptr<Connection> connection_;
  std::size_t dimension_;
  bool compressor_;
  std::shared_ptr<Abilities> abilities_;
};

}  // namespace

Abilities::Abilities(const Hello& hello) {
  for (std::size_t i = 0; i < may_.size(); ++i) may_[i] = true;
  for (const Ask extension : {Ask::second_moment, Ask::inexact})
    if (!hello.extensions.contains(std::string(to_text(extension)))) never_again(extension);
  if (hello.kind == Subject::Kind::oracle) {
    never_again(Ask::encode);
    never_again(Ask::decode);
  }
}

std::size_t draws_per_request(std::size_t dimension) {
  return std::clamp<std::size_t>((std::size_t{1} << 16U) / dimension, 1, 512);
}

std::uint64_t request_seed(const StreamAddress& first) { return hash(first) >> 11U; }

std::unique_ptr<Session> make_session(std::unique_ptr<Connection> connection, const Hello& hello,
                                      std::shared_ptr<Abilities> abilities) {
  return std::make_unique<ExternalSession>(std::move(connection), hello, std::move(abilities));
}

}  // namespace biasbound::detail
