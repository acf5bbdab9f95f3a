// audit(): the order in which evidence is sought, and how it ends.
//
//   the law or the moments, over rationals or doubles   -> SUPPORTED or REFUTED at exact instances
//   one draw of a deterministic oracle                  -> the same
//   draws                                               -> statistics
//   a theorem that covers the oracle                    -> PROVED, where none of these refutes: it
//                                                          speaks of the definition, they of the
//                                                          code
#include "biasbound/audit.hpp"

#include <algorithm>

#include "audit/engine.hpp"
#include "audit/frontier.hpp"

namespace biasbound {
namespace {

using namespace detail;

const Theorem* covering(const Subject& subject, const Claim& claim, const Options& options) {
  for (const Theorem& theorem : options.theorems)
    if (theorem.covers && theorem.covers(subject, claim)) return &theorem;
  return nullptr;
}

void report_progress(const Options& options, const AuditResult& result, const char* stage,
                     double fraction) {
  if (options.progress) options.progress({result.name, stage, fraction});
}

/// A claim about single points. Returns the scan that had an answer at every point, if one had.
///
/// The first route that answers everywhere gives the verdict. Where it could not afford every
/// point, the cheaper routes after it look at the others, and can only refute.
std::optional<Scan> audit_points(Context& context, const AnySubject& subject) {
  AuditResult& result = context.result;
  std::optional<Scan> verdict;
  for (const Route route : {Route::twin, Route::law, Route::draws}) {
    report_progress(context.options, result, "exact", 0);
    Scan found = scan(context.workers, context.options, route);
    if (found.points.empty()) continue;
    check_support(context.workers, context.options, route);
    search_violation(context.workers, context.claim, context.options, found);
    AuditResult judged = result;
    judge(context.workers, context.claim, context.options, found, judged);
    const bool refuted = judged.verdict == Verdict::refuted;
    if (!verdict || refuted) result = std::move(judged);
    if (refuted) {
      report_progress(context.options, result, "shrink", 0.5);
      shrink_witness(context, subject, found.route);
      if (context.options.certificates)
        result.refutation = refutation(subject, context.claim, found.route, result);
      return found.complete ? std::optional(std::move(found)) : std::nullopt;
    }
    const bool thinned = found.thinned;
    if (found.complete && !verdict) verdict = std::move(found);
    if (verdict && !thinned) return verdict;
  }
  if (verdict) return verdict;
  // What exact instances told of an incomplete route stays in the tightness.
  result.halves.clear();
  result.estimates.clear();
  result.worst = {};
  result.rounding.clear();
  result.method = Method::statistical;
  statistical_audit(context);
  if (result.verdict == Verdict::refuted) {
    report_progress(context.options, result, "shrink", 0.5);
    shrink_witness(context, subject, std::nullopt);
  }
  return std::nullopt;
}

void infer(Workers& workers, const std::optional<Claim>& claim, const Options& options,
           std::optional<Scan> known, AuditResult& result) {
  report_progress(options, result, "infer", 0);
  for (const Route route : {Route::twin, Route::law, Route::draws}) {
    if (known) break;
    Scan found = scan(workers, options, route);
    if (found.points.empty()) continue;
    check_support(workers, options, route);
    if (found.complete) known = std::move(found);
  }
  if (known) {
    result.frontiers = exact_frontiers(known->evaluations, claim);
    result.points = std::max(result.points, known->points.size());
    if (!claim) result.method = known->evaluations.front().method;
    return;
  }
  result.frontiers = statistical_frontiers(workers, options, claim);
  if (!claim) result.method = Method::statistical;
}

void run(Workers& workers, const AnySubject& subject, const std::optional<Claim>& claim,
         const Options& options, AuditResult& result) {
  check_reproducible(workers, options);
  std::optional<Scan> scanned;
  if (claim) {
    Context context{workers, *claim, options, result};
    if (about_pairs(*claim)) {
      audit_pairs(context);
    } else if (claim->kind == ClaimKind::bits) {
      audit_bits(context);
    } else {
      scanned = audit_points(context, subject);
    }
  } else {
    result.verdict = Verdict::not_refuted;
    result.reason = "no claim: the frontiers show which constants the evidence leaves open";
  }
  if (options.infer) infer(workers, claim, options, std::move(scanned), result);
}

/// A theorem turns everything but a refutation and an error into PROVED.
void apply(const Theorem& theorem, const Subject& subject, AuditResult& result) {
  if (result.verdict == Verdict::oracle_error) return;
  if (result.verdict == Verdict::refuted) {
    result.reason += "; the theorem " + theorem.id + " says otherwise of the definition, so the " +
                     "implementation differs from it";
    return;
  }
  const std::string found =
      result.verdict == Verdict::supported ? "; " + result.reason : std::string();
  result.verdict = Verdict::proved;
  result.method = Method::theorem;
  result.theorem = theorem.id;
  result.reason = "the theorem " + theorem.id + " covers this oracle for all x" +
                  (subject.exact() ? "" : ", up to rounding") + found;
}

}  // namespace

AuditResult audit(const AnySubject& subject, const std::optional<Claim>& claim,
                  const Options& options) {
  if (!subject) throw InvalidInput("audit: no oracle");
  const std::optional<Claim> chosen = fitting_claim(*subject, claim, options);
  AuditResult result;
  result.oracle = subject->name();
  result.name = options.name.empty() ? result.oracle : options.name;
  result.kind = subject->kind() == Subject::Kind::compressor ? "compressor" : "oracle";
  result.dimension = subject->dimension();
  result.claim = chosen;
  result.alpha = options.alpha;
  result.replay = replay_line(*subject, chosen, options);

  const Clock clock(options.time_limit, options.stop);
  try {
    Workers workers(subject, options.threads, clock);
    run(workers, subject, chosen, options, result);
  } catch (const Stopped& stopped) {
    // Evidence against a claim stands, however early the rest ends.
    if (result.verdict != Verdict::refuted) {
      result.verdict = Verdict::inconclusive;
      result.reason = stopped.reason;
    }
  } catch (const OracleError& problem) {
    result.verdict = Verdict::oracle_error;
    result.reason = problem.what();
    result.detail = problem.detail;
  }
  if (chosen)
    if (const Theorem* theorem = covering(*subject, *chosen, options))
      apply(*theorem, *subject, result);
  if (chosen && (result.verdict == Verdict::proved || result.verdict == Verdict::supported ||
                 result.verdict == Verdict::not_refuted))
    result.implications = implications(*subject, *chosen);
  result.seconds = clock.seconds();
  return result;
}

std::string explain(const AnySubject& subject, const std::optional<Claim>& claim,
                    const Options& options) {
  const std::optional<Claim> chosen = fitting_claim(*subject, claim, options);
  std::string text = subject->description() + ", " +
                     (subject->kind() == Subject::Kind::compressor ? "compressor" : "oracle") +
                     ", dimension " + std::to_string(subject->dimension()) + "\n";
  if (!chosen) return text + "no claim: infers the frontiers of (m, zeta2) and (M, sigma2)\n";
  text += "claim " + to_text(*chosen) + " (" + source(*chosen) + "): " + formula(*chosen) + "\n";
  if (const Theorem* theorem = covering(*subject, *chosen, options))
    text += "PROVED by the theorem " + theorem->id + ", unless what follows refutes it\n";
  if (chosen->kind == ClaimKind::bits)
    return text +
           "messages are sent and received at every test point; without an encoder, distinct "
           "outputs are counted in at most " +
           std::to_string(options.samples) + " draws\n";
  const std::size_t points =
      options.at.empty() ? TestPoints(subject->dimension(), options.seed).size() : 1;
  text += "looks at up to " + std::to_string(points) +
          " structured and random points, then searches from the best of them\n";
  if (subject->exact())
    text += "exact over rationals where the law or the moments are known there\n";
  else if (subject->deterministic())
    text += "deterministic as declared: exact over the rationals that its doubles are\n";
  if (!about_pairs(*chosen))
    text += "where no law is known: at most " + std::to_string(options.samples) +
            " draws, refuted at e-value >= " + to_text(1 / options.alpha) + "\n";
  if (options.rounding == Rounding::allowance) text += "doubles are forgiven 8 d 2^-53 relative\n";
  return text;
}

}  // namespace biasbound
