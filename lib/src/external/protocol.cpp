#include "external/protocol.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "spec/fields.hpp"
#include "spec/text.hpp"

namespace biasbound::detail {

static_assert(std::endian::native == std::endian::little,
              "protocol 1 is little-endian; a big-endian host would have to swap");

using nlohmann::json;

std::string_view to_text(Ask ask) {
  constexpr std::array<std::string_view, 10> names = {
      "hello",         "sample",   "gradient", "value",  "mean",
      "second_moment", "outcomes", "inexact",  "encode", "decode"};
  return names[static_cast<std::size_t>(ask)];
}

namespace {

constexpr std::size_t first_bytes_kept = 128;
constexpr std::size_t growth = std::size_t{1} << 20U;

std::string line(const json& header) { return header.dump() + '\n'; }

std::string_view reply_type(Ask ask) {
  switch (ask) {
    case Ask::sample:
      return "samples";
    case Ask::encode:
      return "encoded";
    case Ask::decode:
      return "decoded";
    default:
      return to_text(ask);
  }
}

bool optional(Ask ask) { return ask != Ask::hello && ask != Ask::sample && ask != Ask::gradient; }

// The most payload bytes that a reply of numbers in dimension d may have.
std::size_t payload_limit(std::size_t d) { return std::max(max_payload, d * sizeof(double)); }

}  // namespace

Request hello_request(std::optional<std::size_t> dimension) {
  json header = {{"type", "hello"}, {"protocol", 1}};
  if (dimension) header["dimension"] = *dimension;
  return {.ask = Ask::hello, .header = line(header)};
}

Request sample_request(std::span<const double> x, std::size_t count, std::uint64_t seed) {
  return {.ask = Ask::sample,
          .header = line({{"type", "sample"}, {"count", count}, {"seed", seed}}),
          .payload = std::as_bytes(x),
          .dimension = x.size(),
          .count = count};
}

Request encode_request(std::span<const double> x, std::uint64_t seed) {
  return {.ask = Ask::encode,
          .header = line({{"type", "encode"}, {"seed", seed}}),
          .payload = std::as_bytes(x),
          .dimension = x.size()};
}

Request decode_request(std::span<const std::uint8_t> bytes, std::size_t dimension) {
  return {.ask = Ask::decode,
          .header = line({{"type", "decode"}, {"bytes", bytes.size()}}),
          .payload = std::as_bytes(bytes),
          .dimension = dimension};
}

Request point_request(Ask ask, std::span<const double> x) {
  return {.ask = ask,
          .header = line({{"type", to_text(ask)}}),
          .payload = std::as_bytes(x),
          .dimension = x.size()};
}

std::string describe(const Request& request) {
  std::string text(to_text(request.ask));
  if (request.ask == Ask::sample)
    text += " of " + std::to_string(request.count) + (request.count == 1 ? " draw" : " draws");
  return text;
}

ReplyParser::ReplyParser(const Request& request, std::span<double> out)
    : request_(request), out_(out) {}

std::span<std::byte> ReplyParser::room() {
  if (stage_ == Stage::header) {
    // Short replies are the rule: start small, grow to the limit.
    if (head_size_ == head_.size())
      head_.resize(std::min(max_header, std::max<std::size_t>(4096, 2 * head_.size())));
    return std::span(head_).subspan(head_size_);
  }
  if (stage_ == Stage::done) return {};
  if (!out_.empty()) return std::as_writable_bytes(out_).subspan(received_);
  if (received_ == owned_.size()) owned_.resize(std::min(expected_, received_ + growth));
  return std::span(owned_).subspan(received_);
}

void ReplyParser::commit(std::size_t count) {
  const std::span<std::byte> arrived = room().first(count);
  const auto* text = reinterpret_cast<const char*>(arrived.data());
  if (first_.size() < first_bytes_kept)
    first_.append(text, std::min(count, first_bytes_kept - first_.size()));

  if (stage_ == Stage::payload) {
    received_ += count;
    if (received_ == expected_) finish();
    return;
  }
  const std::size_t newline = std::string_view(text, count).find('\n');
  if (newline == std::string_view::npos) {
    head_size_ += count;
    if (head_size_ == max_header) throw fault("the reply's header line is longer than 64 KiB");
    return;
  }
  const std::size_t length = head_size_ + newline;
  std::span<const std::byte> rest = arrived.subspan(newline + 1);
  parse_header({reinterpret_cast<const char*>(head_.data()), length});
  if (rest.size() > expected_)
    throw fault(std::to_string(rest.size() - expected_) + " bytes or more beyond the reply");
  while (!rest.empty()) {
    const std::span<std::byte> free = room();
    const std::size_t n = std::min(free.size(), rest.size());
    std::memcpy(free.data(), rest.data(), n);
    received_ += n;
    rest = rest.subspan(n);
  }
  if (received_ == expected_) finish();
}

void ReplyParser::parse_header(std::string_view line) {
  try {
    reply_.header = read_json(line, "the reply's header");
  } catch (const InvalidInput& error) {
    throw fault(error.what());
  }
  const json& header = reply_.header;
  if (!header.is_object()) throw fault("the reply's header is not a JSON object");
  const auto type = header.find("type");
  if (type == header.end() || !type->is_string()) throw fault("the reply's header has no \"type\"");
  const auto& name = type->get_ref<const std::string&>();
  if (name == "error") {
    const auto message = header.find("message");
    const bool given = message != header.end() && message->is_string();
    throw fault("the oracle reports an error: " +
                (given ? escaped(message->get_ref<const std::string&>(), 400)
                       : std::string("(no message)")));
  }
  stage_ = Stage::payload;
  if (name == "unsupported") {
    if (!optional(request_.ask)) throw fault("unsupported, but every oracle must answer it");
    reply_.unsupported = true;
    out_ = {};
    return;
  }
  const bool fits = request_.ask == Ask::hello ? name == "oracle" || name == "compressor"
                                               : name == reply_type(request_.ask);
  if (!fits)
    throw fault("the reply is of type \"" + escaped(name, 40) + "\", expected \"" +
                (request_.ask == Ask::hello ? "oracle\" or \"compressor"
                                            : std::string(reply_type(request_.ask))) +
                "\"");
  try {
    parse_fields();
  } catch (const InvalidInput& error) {
    throw fault(error.what());
  }
}

void ReplyParser::parse_fields() {
  const json& header = reply_.header;
  const std::size_t vector_bytes = request_.dimension * sizeof(double);
  switch (request_.ask) {
    case Ask::hello:
      return;
    case Ask::sample:
      if (const auto count = unsigned_field(header, "count"); count != request_.count)
        throw fault("the reply's count is " + std::to_string(count));
      return expect_payload(request_.count * vector_bytes);
    case Ask::gradient:
    case Ask::mean:
    case Ask::decode:
      return expect_payload(vector_bytes);
    case Ask::inexact:
      reply_.value = finite_field(header, "value");
      return expect_payload(vector_bytes);
    case Ask::value:
    case Ask::second_moment:
      reply_.value = finite_field(header, "value");
      return;
    case Ask::outcomes:
      return parse_outcomes();
    case Ask::encode:
      return parse_encoded();
  }
}

void ReplyParser::parse_outcomes() {
  const json& header = reply_.header;
  const std::uint64_t count = unsigned_field(header, "count");
  const auto weights = header.find("weights");
  if (weights == header.end() || !weights->is_array())
    throw fault("outcomes without a list of \"weights\"");
  if (weights->size() != count || count == 0)
    throw fault("count is " + std::to_string(count) + ", but there are " +
                std::to_string(weights->size()) + " weights");
  // count < 64 Ki, because the weights came in the header.
  if (count > payload_limit(request_.dimension) / (request_.dimension * sizeof(double)))
    throw fault(std::to_string(count) + " outcomes of " + std::to_string(request_.dimension) +
                " numbers are more than 64 MiB");
  Exact sum = 0;
  for (const json& weight : *weights) {
    reply_.weights.push_back(exact_number(weight, "weights"));
    if (reply_.weights.back() < 0)
      throw fault("negative weight " + biasbound::to_text(reply_.weights.back()));
    sum += reply_.weights.back();
  }
  if (sum != 1) throw fault("the weights sum to " + biasbound::to_text(sum) + ", not 1");
  expect_payload(static_cast<std::size_t>(count) * request_.dimension * sizeof(double));
}

void ReplyParser::parse_encoded() {
  reply_.bits = unsigned_field(reply_.header, "bits");
  const std::uint64_t bytes = unsigned_field(reply_.header, "bytes");
  if (bytes > payload_limit(request_.dimension))
    throw fault("an encoding of " + std::to_string(bytes) + " bytes is more than 64 MiB");
  if (reply_.bits > 8 * bytes)
    throw fault(std::to_string(reply_.bits) + " bits do not fit " + std::to_string(bytes) +
                " bytes");
  expect_payload(static_cast<std::size_t>(bytes));
}

void ReplyParser::expect_payload(std::size_t bytes) { expected_ = bytes; }

void ReplyParser::finish() {
  stage_ = Stage::done;
  if (reply_.unsupported) return;
  if (request_.ask == Ask::outcomes) {
    reply_.outcomes.resize(owned_.size() / sizeof(double));
    std::memcpy(reply_.outcomes.data(), owned_.data(), owned_.size());
    check_finite(reply_.outcomes);
  } else if (request_.ask == Ask::encode) {
    const auto* begin = reinterpret_cast<const std::uint8_t*>(owned_.data());
    reply_.bytes.assign(begin, begin + owned_.size());
  } else {
    check_finite(out_);
  }
}

void ReplyParser::check_finite(std::span<const double> numbers) const {
  const auto bad =
      std::find_if(numbers.begin(), numbers.end(), [](double v) { return !std::isfinite(v); });
  if (bad == numbers.end()) return;
  const auto index = static_cast<std::size_t>(bad - numbers.begin());
  std::string where = "entry " + std::to_string(index % request_.dimension);
  if (numbers.size() > request_.dimension)
    where += " of vector " + std::to_string(index / request_.dimension);
  throw fault(where + " is " + biasbound::to_text(*bad));
}

std::string ReplyParser::progress() const {
  if (stage_ == Stage::header)
    return head_size_ == 0 ? "before any byte of its reply"
                           : "after " + std::to_string(head_size_) + " bytes of its reply's header";
  return "after " + std::to_string(received_) + " of " + std::to_string(expected_) +
         " payload bytes";
}

std::string ReplyParser::first_bytes() const { return escaped(first_, 4 * first_bytes_kept); }

OracleError ReplyParser::fault(const std::string& what) const {
  std::string detail = "request: " + request_.header;
  detail += first_.empty() ? "no reply" : "reply's first bytes: " + first_bytes();
  return OracleError(describe(request_) + ": " + what, detail + '\n');
}

namespace {

Regularity parse_objective(const json& objective) {
  if (!objective.is_object()) throw InvalidInput("objective: expected an object");
  Regularity regularity;
  for (const auto& [key, number] : objective.items()) {
    const Exact value = exact_number(number, "objective." + escaped(key, 40));
    if (key == "L" && value > 0)
      regularity.L = value;
    else if (key == "mu" && value >= 0)
      regularity.mu = value;
    else if (key == "f_star")
      regularity.f_star = value;
    else if (key == "L" || key == "mu")
      throw InvalidInput("objective: " + key + " = " + biasbound::to_text(value) +
                         (key == "L" ? ", expected > 0" : ", expected >= 0"));
    else
      throw InvalidInput("objective: unknown key '" + escaped(key, 40) + "'" +
                         suggestion(key, {"L", "mu", "f_star"}));
  }
  return regularity;
}

}  // namespace

Hello parse_hello(const json& header) {
  try {
    Hello hello;
    hello.kind = header.at("type") == "oracle" ? Subject::Kind::oracle : Subject::Kind::compressor;
    const auto name = header.find("name");
    if (name == header.end() || !name->is_string() || name->get_ref<const std::string&>().empty())
      throw InvalidInput("no \"name\"");
    hello.name = escaped(name->get_ref<const std::string&>(), 120);
    const std::uint64_t dimension = unsigned_field(header, "dimension");
    if (dimension == 0 || dimension > max_dimension)
      throw InvalidInput("dimension = " + std::to_string(dimension) + ", expected 1 to " +
                         std::to_string(max_dimension));
    hello.dimension = static_cast<std::size_t>(dimension);
    if (const auto objective = header.find("objective");
        objective != header.end() && !objective->is_null())
      hello.regularity = parse_objective(*objective);
    if (const auto claim = header.find("claim"); claim != header.end() && !claim->is_null())
      hello.claim = claim_field(*claim, "claim");
    if (const auto flag = header.find("deterministic"); flag != header.end()) {
      if (!flag->is_boolean()) throw InvalidInput("deterministic: expected true or false");
      hello.deterministic = flag->get<bool>();
    }
    if (const auto list = header.find("extensions"); list != header.end()) {
      if (!list->is_array()) throw InvalidInput("extensions: expected a list of names");
      for (const json& extension : *list) {
        if (!extension.is_string()) throw InvalidInput("extensions: expected a list of names");
        hello.extensions.insert(extension.get<std::string>());
      }
    }
    if (hello.kind == Subject::Kind::compressor)  // its objective is |x|^2 / 2
      hello.regularity = {.L = Exact(1), .mu = Exact(1), .f_star = Exact(0), .convex = true};
    return hello;
  } catch (const InvalidInput& error) {
    throw OracleError(std::string("hello: ") + error.what(),
                      "reply's first bytes: " + escaped(header.dump(), 512) + '\n');
  }
}

}  // namespace biasbound::detail
