// Protocol 1 as bytes: what a request looks like, and a parser of replies that never trusts one. No
// process in sight, so that a fuzzer can drive it.
//
// A message is one line of JSON (UTF-8, at most 64 KiB), ended by '\n', followed by its payload:
// little-endian IEEE-754 float64 numbers, or bytes for an encoding. The auditor speaks first; each
// request but `bye` gets one reply.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "biasbound/spec.hpp"
#include "biasbound/subject.hpp"

namespace biasbound::detail {

inline constexpr std::size_t max_header = std::size_t{64} << 10U;   ///< bytes, '\n' included
inline constexpr std::size_t max_payload = std::size_t{64} << 20U;  ///< or one vector, if larger
inline constexpr std::size_t max_dimension = std::size_t{1} << 24U;

/// The requests. `second_moment` and `inexact` are extensions: they are sent only to a child that
/// lists them in its hello reply, "extensions":["inexact"].
enum class Ask {
  hello,
  sample,
  gradient,
  value,
  mean,
  second_moment,
  outcomes,
  inexact,
  encode,
  decode
};
std::string_view to_text(Ask ask);

struct Request {
  Ask ask = Ask::hello;
  std::string header;                    ///< one line, '\n' included
  std::span<const std::byte> payload{};  ///< the caller's memory
  std::size_t dimension = 0;             ///< d; 0 for hello
  std::size_t count = 0;                 ///< draws asked for; sample only
};

Request hello_request(std::optional<std::size_t> dimension);
/// sample and encode carry a seed below 2^53; sample a count.
Request sample_request(std::span<const double> x, std::size_t count, std::uint64_t seed);
Request encode_request(std::span<const double> x, std::uint64_t seed);
Request decode_request(std::span<const std::uint8_t> bytes, std::size_t dimension);
/// gradient, value, mean, second_moment, outcomes, inexact
Request point_request(Ask ask, std::span<const double> x);
/// "sample of 8 draws", for messages
std::string describe(const Request& request);

struct Reply {
  nlohmann::json header;
  bool unsupported = false;
  double value = 0;                 ///< value, second_moment, inexact
  std::vector<Exact> weights;       ///< outcomes; they sum to 1
  std::vector<double> outcomes;     ///< weights.size() rows of d
  std::uint64_t bits = 0;           ///< encode
  std::vector<std::uint8_t> bytes;  ///< encode
};

/// Takes one reply in pieces:
///   while (!parser.done()) { n = read(.., parser.room()); parser.commit(n); }
/// Memory grows with what arrives, never with what a header announces. Throws OracleError ("sample
/// of 8 draws: ...", detail: the reply's first bytes) at the first byte that shows a fault.
class ReplyParser {
 public:
  /// `out` receives the payload of sample (count * d numbers), gradient, mean, inexact and decode
  /// (d numbers); empty for the others.
  ReplyParser(const Request& request, std::span<double> out);

  /// Where the next bytes go; not empty until done.
  std::span<std::byte> room();
  /// The first `count` bytes of room() have arrived.
  void commit(std::size_t count);
  [[nodiscard]] bool done() const { return stage_ == Stage::done; }
  /// The reply, once done.
  Reply take() { return std::move(reply_); }

  /// "after 24 of 640 payload bytes", for a reply that ends early.
  [[nodiscard]] std::string progress() const;
  /// The reply's first bytes, escaped.
  [[nodiscard]] std::string first_bytes() const;
  /// An OracleError about this reply.
  [[nodiscard]] OracleError fault(const std::string& what) const;

 private:
  enum class Stage { header, payload, done };

  void parse_header(std::string_view line);
  void parse_fields();
  void parse_outcomes();
  void parse_encoded();
  void expect_payload(std::size_t bytes);
  void finish();
  void check_finite(std::span<const double> numbers) const;

  const Request& request_;
  std::span<double> out_;
  Stage stage_ = Stage::header;
  std::vector<std::byte> head_;  // the header as it arrives
  std::size_t head_size_ = 0;
  std::vector<std::byte> owned_;  // payload that does not go to out_
  std::size_t expected_ = 0;      // payload bytes
  std::size_t received_ = 0;
  std::string first_;  // first bytes of the reply
  Reply reply_;
};

/// What a child says of itself.
struct Hello {
  Subject::Kind kind = Subject::Kind::oracle;
  std::string name;
  std::size_t dimension = 0;
  Regularity regularity;
  std::optional<Claim> claim;
  bool deterministic = false;
  std::set<std::string> extensions;

  friend bool operator==(const Hello& a, const Hello& b) {
    return a.kind == b.kind && a.name == b.name && a.dimension == b.dimension &&
           a.claim == b.claim && a.deterministic == b.deterministic &&
           a.regularity.L == b.regularity.L && a.regularity.mu == b.regularity.mu &&
           a.regularity.f_star == b.regularity.f_star && a.extensions == b.extensions;
  }
};

/// Reads a hello reply's header. Throws OracleError.
Hello parse_hello(const nlohmann::json& header);

}  // namespace biasbound::detail
