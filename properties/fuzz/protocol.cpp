// Any bytes as the reply to any request, in pieces of any size: an OracleError with one printable
// line, or a reply whose numbers are finite and whose sizes are those asked for.
//
// Byte 0 chooses the request, byte 1 the size of the pieces, the rest is the reply.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "external/protocol.hpp"

using namespace biasbound;
using namespace biasbound::detail;

namespace {

constexpr std::size_t d = 3;
constexpr std::size_t count = 2;

void require(bool condition) {
  if (!condition) std::abort();
}

Request request_of(Ask ask, std::span<const double> x) {
  switch (ask) {
    case Ask::hello:
      return hello_request(d);
    case Ask::sample:
      return sample_request(x, count, 7);
    case Ask::encode:
      return encode_request(x, 7);
    case Ask::decode:
      return decode_request({}, d);
    default:
      return point_request(ask, x);
  }
}

std::size_t numbers_of(Ask ask) {
  switch (ask) {
    case Ask::sample:
      return count * d;
    case Ask::gradient:
    case Ask::mean:
    case Ask::inexact:
    case Ask::decode:
      return d;
    default:
      return 0;
  }
}

void check(const Request& request, const Reply& reply, std::span<const double> out) {
  if (request.ask == Ask::hello) {
    const Hello hello = parse_hello(reply.header);
    require(hello.dimension >= 1 && hello.dimension <= max_dimension && !hello.name.empty());
    return;
  }
  if (reply.unsupported) return;
  const auto finite = [](double v) { return std::isfinite(v); };
  require(std::all_of(out.begin(), out.end(), finite) && finite(reply.value));
  require(std::all_of(reply.outcomes.begin(), reply.outcomes.end(), finite));
  require(reply.outcomes.size() == d * reply.weights.size());
  require(request.ask != Ask::encode || reply.bits <= 8 * reply.bytes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const auto ask = static_cast<Ask>(data[0] % 10);
  const std::size_t piece = std::max<std::size_t>(data[1], 1);
  std::span<const std::byte> rest = std::as_bytes(std::span(data, size)).subspan(2);
  const std::vector<double> x(d, 1.0);
  std::vector<double> out(numbers_of(ask));
  const Request request = request_of(ask, x);
  try {
    ReplyParser parser(request, out);
    while (!parser.done()) {
      const std::span<std::byte> room = parser.room();
      require(!room.empty());
      const std::size_t n = std::min({piece, room.size(), rest.size()});
      if (n == 0) {
        (void)parser.progress();
        return 0;
      }
      std::memcpy(room.data(), rest.data(), n);
      rest = rest.subspan(n);
      parser.commit(n);
    }
    check(request, parser.take(), out);
  } catch (const OracleError& error) {
    const std::string_view what = error.what();
    require(std::none_of(what.begin(), what.end(), [](char c) { return c >= 0 && c < ' '; }));
  }
  return 0;
}
