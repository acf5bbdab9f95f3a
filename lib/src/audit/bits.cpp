// The honesty check of a compressor's bits: a message of at most n bits must bring C(x) back, bit
// for bit. Without an encoder the pigeonhole refutes: more than 2^n distinct outputs.
#include <bit>
#include <cstring>
#include <set>

#include "audit/engine.hpp"

namespace biasbound::detail {
namespace {

constexpr std::size_t kDrawsEach = 4;
constexpr std::size_t kStoredEntries = 50'000'000;  ///< of points, and of outputs

struct Message {
  bool encoded = false;
  std::uint64_t bits = 0;
  std::string problem;
};

std::vector<std::uint64_t> bit_pattern(std::span<const double> values) {
  std::vector<std::uint64_t> result(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    result[i] = std::bit_cast<std::uint64_t>(values[i]);
  return result;
}

/// One draw sent and received. Only the bytes that the stated length covers reach the decoder.
Message send(Session& session, const std::vector<double>& x, const StreamAddress& draw) {
  Message message;
  auto encoding = session.encode(x, draw);
  if (!encoding) return message;
  message.encoded = true;
  message.bits = encoding->bits;
  encoding->bytes.resize(static_cast<std::size_t>((encoding->bits + 7) / 8));
  const std::vector<double> received = session.decode(encoding->bytes);
  std::vector<double> sent(x.size());
  session.sample(x, draw, 1, sent);
  if (received.size() != sent.size()) {
    message.problem = "decode returned " + std::to_string(received.size()) + " entries";
    return message;
  }
  const auto a = bit_pattern(received);
  const auto b = bit_pattern(sent);
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i]) continue;
    message.problem = "entry " + std::to_string(i) + " is " + to_text(sent[i]) +
                      " and arrives as " + to_text(received[i]);
    break;
  }
  return message;
}

void judge_messages(Context& context, const std::vector<TestPoint>& points,
                    const std::vector<Message>& messages) {
  AuditResult& result = context.result;
  const Exact& claimed = context.claim.at("bits");
  std::uint64_t longest = 0;
  std::size_t longest_at = 0;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (messages[i].bits <= longest) continue;
    longest = messages[i].bits;
    longest_at = i;
  }
  Half half;
  half.name = "length";
  half.measured = static_cast<double>(longest);
  half.bound = to_double(claimed);
  half.ratio = to_double(Exact(longest) / claimed);
  half.excess = to_text(Exact(Exact(longest) - claimed));
  half.verdict = Exact(longest) > claimed ? Verdict::refuted : Verdict::supported;
  result.halves = {half};
  result.tightness = {{"bits", half.ratio, Exact(longest) == claimed}};
  result.estimates = {{"bits", half.measured, {}, {}}};

  const auto at = [&](std::size_t i) {
    const TestPoint& point = points[i / kDrawsEach];
    result.worst = make_point(as_span(to_exact(point.x)), point.pattern);
  };
  at(longest_at);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (messages[i].problem.empty()) continue;
    at(i);
    result.verdict = Verdict::refuted;
    result.reason = "decode(encode(x)) is not C(x): " + messages[i].problem;
    return;
  }
  if (half.verdict == Verdict::refuted) {
    result.verdict = Verdict::refuted;
    result.reason =
        "a message of " + std::to_string(longest) + " bits, claimed " + to_text(claimed);
    return;
  }
  result.verdict = Verdict::supported;
  result.reason = "decode(encode(x)) = C(x) for all " + std::to_string(messages.size()) +
                  " draws at " + std::to_string(points.size()) + " points, longest message " +
                  std::to_string(longest) + " bits";
}

/// How many distinct outputs there are, as far as the sample budget sees.
void count_outputs(Context& context, const std::vector<TestPoint>& points) {
  AuditResult& result = context.result;
  Workers& workers = context.workers;
  const Exact& claimed = context.claim.at("bits");
  const std::size_t d = workers.subject().dimension();
  // 2^63 distinct outputs are out of reach.
  const std::uint64_t limit =
      claimed < 63 ? std::uint64_t{1} << static_cast<unsigned>(to_double(claimed)) : ~0ULL;
  const std::size_t each =
      std::max<std::size_t>(1, static_cast<std::size_t>(context.options.samples) /
                                   std::max<std::size_t>(1, points.size()));
  std::set<std::vector<std::uint64_t>> outputs;
  std::vector<std::vector<std::uint64_t>> at_point(points.size());
  for (std::size_t p = 0; p < points.size() && outputs.size() <= limit; ++p) {
    for (std::size_t done = 0; done < each && outputs.size() <= limit;) {
      workers.clock().check();
      const std::size_t now = std::min({each - done, workers.subject().batch_limit(),
                                        std::max<std::size_t>(1, std::size_t{1 << 20} / d)});
      std::vector<double> draws(now * d);
      workers.session().sample(
          points[p].x, {context.options.seed, Purpose::confirm, points[p].id, done}, now, draws);
      result.samples += now;
      done += now;
      for (std::size_t i = 0; i < now; ++i)
        if (outputs.size() * d < kStoredEntries)
          outputs.insert(bit_pattern(std::span<const double>(draws).subspan(i * d, d)));
    }
    if (outputs.size() > limit)
      result.worst = make_point(as_span(to_exact(points[p].x)), points[p].pattern);
  }
  const std::string seen = std::to_string(outputs.size()) + " distinct outputs in " +
                           std::to_string(result.samples) + " draws";
  if (outputs.size() > limit) {
    result.verdict = Verdict::refuted;
    result.reason = seen + ", more than 2^" + to_text(claimed) + " messages can tell apart";
    return;
  }
  result.verdict = Verdict::not_refuted;
  result.reason = "no encoder; " + seen + ", no more than 2^" + to_text(claimed);
  result.detectable = "refutes any bits below " +
                      std::to_string(outputs.empty() ? 0 : std::bit_width(outputs.size() - 1));
}

}  // namespace

void audit_bits(Context& context) {
  Workers& workers = context.workers;
  const Subject& subject = workers.subject();
  std::vector<TestPoint> points;
  if (context.options.at.empty()) {
    const TestPoints all(subject.dimension(), context.options.seed);
    for (const std::size_t i :
         spread(all.size(), std::max<std::size_t>(1, kStoredEntries / subject.dimension())))
      points.push_back(all[i]);
  }
  if (points.empty()) points.push_back({context.options.at, "given", 0});
  context.result.points = points.size();
  context.result.method = Method::deterministic;
  const StreamAddress probe{context.options.seed, Purpose::confirm, 0, 0};
  if (!workers.session().encode(points.front().x, probe)) {
    count_outputs(context, points);
    return;
  }
  std::vector<Message> messages(points.size() * kDrawsEach);
  workers.run(messages.size(), [&](Session& session, std::size_t i) {
    const TestPoint& point = points[i / kDrawsEach];
    messages[i] =
        send(session, point.x, {context.options.seed, Purpose::confirm, point.id, i % kDrawsEach});
    if (!messages[i].encoded) messages[i].problem = "no encoding at this point";
  });
  context.result.samples = messages.size();
  judge_messages(context, points, messages);
}

}  // namespace biasbound::detail
