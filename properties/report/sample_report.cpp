// See sample_report.hpp.
#include "sample_report.hpp"

#include <cmath>
#include <limits>

namespace biasbound::test {
namespace {

AuditResult base(const std::string& name, const std::string& claim, Verdict verdict) {
  AuditResult audit;
  audit.name = name;
  audit.oracle = "rand-2 of the gradient";
  audit.objective = "nesterov-worst, d = 10";
  audit.kind = "oracle";
  audit.dimension = 10;
  audit.claim = parse_claim(claim);
  audit.verdict = verdict;
  audit.alpha = 1e-3 / 6;
  audit.seed = 20200817;
  audit.replay = "biasbound audit --oracle rand-k --k 2 --claim '" + claim + "'";
  audit.seconds = 0.25;
  return audit;
}

Frontier bias_frontier() {
  Frontier frontier;
  frontier.name = "bias";
  frontier.x_name = "|grad f|^2";
  frontier.y_name = "|b|^2";
  frontier.exact = true;
  for (int i = -12; i <= 12; ++i)
    frontier.points.emplace_back(std::pow(10.0, i), 0.64 * std::pow(10.0, i) * (i % 3 ? 0.5 : 1));
  frontier.hull = {{1e-12, 0.64e-12}, {1e12, 0.64e12}};
  frontier.pareto = {{0.64, 0}, {0.5, 1.4e11}, {0, 6.4e11}};
  frontier.claim = {0.8, 0.0};
  return frontier;
}

Frontier noise_frontier() {
  Frontier frontier;
  frontier.name = "noise";
  frontier.x_name = "|E g|^2";
  frontier.y_name = "E|n|^2";
  frontier.points = {{0, 1}, {1, 4}, {2, 6.5}, {3, 8.9}, {2.5, 3}};
  frontier.hull = {{0, 1}, {1, 4}, {2, 6.5}, {3, 8.9}};
  frontier.pareto = {{3, 1}, {2.5, 1.5}, {2.4, 1.7}, {0, 8.9}};
  frontier.refuted = {{2.8, 0.9}, {2.2, 1.5}, {0, 8.1}};
  frontier.claim = {4.0, 0.0};
  return frontier;
}

}  // namespace

Report sample_report() {
  Report report;
  report.tool_version = "0.1.0";
  report.instruction_set = "x86-64 (SSE2)";
  report.compiler = "g++ 12.2.0";
  report.seed = 20200817;
  report.alpha = 1e-3;
  report.alpha_split = "split evenly over 6 audits, 0.000167 each";
  report.false_alarm = "a true claim is refuted with probability at most alpha over the seeds";

  AuditResult proved = base("top-1, Lemma 9", "m=9/10", Verdict::proved);
  proved.method = Method::theorem;
  proved.theorem = "lemma_9";
  proved.reason = "lemma_9 covers this oracle";
  proved.implications.push_back({"Theorem 4 with epsilon = 0.001: at most 1200 steps",
                                 {{"step_size", 0.25}, {"iterations", 1200}, {"floor", 0}}});

  AuditResult supported = base("rand-2, corrected row", "M=4,m=16/25", Verdict::supported);
  supported.method = Method::enumeration;
  supported.points = 228;
  supported.reason = "the exact value is within the claim at 228 points";
  supported.expect = Verdict::supported;
  supported.halves = {{"noise", Verdict::supported, 4, 4, "0", {}, 1},
                      {"bias", Verdict::supported, 0.64, 0.64, "0", {}, 1}};
  supported.tightness = {{"M", 1, true}, {"m", 1, true}};
  supported.frontiers = {bias_frontier(), noise_frontier()};

  AuditResult not_refuted = base("heavy tails", "sigma2=1", Verdict::not_refuted);
  not_refuted.method = Method::statistical;
  not_refuted.points = 231;
  not_refuted.samples = 100000;
  not_refuted.search_samples = 7400;
  not_refuted.e_value = 0.7;
  not_refuted.reason = "100000 draws without evidence against the claim";
  not_refuted.detectable = "refutes any sigma2 below 0.97";
  not_refuted.rounding = "relative 8 d 2^-53";
  not_refuted.estimates = {{"sigma2", 0.98, 0.95, 1.02},
                           {"zeta2", 0, {}, std::numeric_limits<double>::infinity()}};
  not_refuted.tightness = {{"sigma2", 0.98, false}};

  AuditResult refuted = base("rand-2 as printed", "m=4/5", Verdict::refuted);
  refuted.method = Method::enumeration;
  refuted.points = 17;
  refuted.reason = "noise: 1/2 > 0 at x = (1, 1)";
  refuted.halves = {{"noise", Verdict::refuted, 0.5, 0, "1/2", 1e6, INFINITY},
                    {"bias", Verdict::supported, 0.25, 0.8, "-11/20", {}, 0.3125}};
  refuted.tightness = {{"m", 0.3125, false}};
  refuted.worst = {{"0.1", "-1/3"}, {"0x1.999999999999ap-4", "-0x1.5555555555555p-2"}, "Gaussian"};
  refuted.shrunk = {{"1", "1"}, {"0x1p+0", "0x1p+0"}, "shrunk"};
  refuted.shrunk_pair = {{"0", "0"}, {"0x0p+0", "0x0p+0"}, "shrunk"};

  AuditResult inconclusive = base("slow", "omega=3", Verdict::inconclusive);
  inconclusive.kind = "compressor";
  inconclusive.objective.clear();
  inconclusive.method = Method::statistical;
  inconclusive.reason = "time limit of 5 s";
  inconclusive.halves = {{"error", Verdict::inconclusive, std::nan(""), 3, "", 1.5, 0.9}};
  for (int i = 0; i < 200; ++i) {
    inconclusive.worst.decimal.push_back(std::to_string(i));
    inconclusive.worst.hex.push_back(to_hex(i));
  }
  inconclusive.worst.pattern = "ramp";

  AuditResult broken = base(kHostile, "delta=1/10", Verdict::oracle_error);
  broken.oracle = kHostile;
  broken.reason = "sample: the child exited with code 3 " + kHostile;
  broken.detail = "request: {\"type\":\"sample\"}\nstderr:\n" + kHostile;

  report.audits = {proved, supported, not_refuted, refuted, inconclusive, broken};
  return report;
}

}  // namespace biasbound::test
