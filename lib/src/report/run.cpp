// A run: several audits one after another under one error probability.
#include "biasbound/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "biasbound/build_info.hpp"
#include "biasbound/catalogue.hpp"
#include "biasbound/external.hpp"
#include "biasbound/kernels/workspace.hpp"
#include "report/parameters.hpp"
#include "report/text.hpp"

namespace biasbound {
namespace {

using nlohmann::json;

/// One audit with all its settings resolved.
struct Task {
  AuditSpec spec;
  Options options;
  double request_timeout = 10;
  AnySubject subject;  ///< null for an external oracle, which is started at its turn
};

bool external(const json& oracle) {
  return oracle.contains("command") || oracle.contains("plugin");
}

AnySubject build(const Task& task) {
  const AuditSpec& spec = task.spec;
  if (external(spec.oracle)) {
    ExternalOptions options;
    options.dimension = spec.dimension;
    options.request_timeout = task.request_timeout;
    return spec.oracle.contains("command")
               ? command_subject(spec.oracle["command"].get<std::vector<std::string>>(), options)
               : plugin_subject(spec.oracle["plugin"].get<std::string>(), options);
  }
  return build_subject(spec.oracle, spec.objective.is_null() ? nullptr : &spec.objective,
                       spec.dimension, spec.where.empty() ? "audit" : spec.where);
}

/// Runs `work`; InvalidInput is thrown again with the audit's place in front of it.
template <class Work>
auto at_place(const std::string& place, Work work) {
  try {
    return work();
  } catch (const InvalidInput& error) {
    const std::string message = error.what();
    if (place.empty() || message.starts_with(place)) throw;
    throw InvalidInput(place + ": " + message);
  }
}

/// "nesterov-worst (dimension = 10)"
std::string objective_text(const json& objective) {
  if (!objective.is_object()) return "";
  std::string parameters;
  for (const auto& [name, value] : objective.items())
    if (name != "kind")
      parameters += (parameters.empty() ? "" : ", ") + name + " = " + detail::parameter_text(value);
  return objective.value("kind", std::string()) +
         (parameters.empty() ? "" : " (" + parameters + ")");
}

double alpha_of(const RunSpec& run, const RunOptions& options) {
  const double alpha = run.alpha.value_or(options.audit.alpha);
  if (!(alpha > 0 && alpha < 1))
    throw InvalidInput("alpha: " + to_text(alpha) + " is not between 0 and 1");
  return alpha;
}

std::vector<Task> tasks_of(const RunSpec& run, const RunOptions& options) {
  if (run.audits.empty()) throw InvalidInput("no audits");
  const double share = alpha_of(run, options) / static_cast<double>(run.audits.size());
  std::vector<Task> tasks;
  for (const AuditSpec& spec : run.audits) {
    Task task;
    task.spec = spec;
    task.options = options.audit;
    task.options.alpha = share;
    task.options.seed = spec.seed.value_or(run.seed.value_or(options.audit.seed));
    task.options.samples = spec.samples.value_or(options.audit.samples);
    task.options.time_limit = spec.time_limit.value_or(options.audit.time_limit);
    task.options.infer = options.audit.infer || spec.infer;
    task.options.name = spec.name;
    task.options.progress = nullptr;
    task.request_timeout = options.request_timeout;
    // A child that hangs is found within the time limit.
    if (task.options.time_limit > 0)
      task.request_timeout = std::min(task.request_timeout, task.options.time_limit);
    tasks.push_back(std::move(task));
  }
  for (Task& task : tasks) {
    if (external(task.spec.oracle)) continue;
    at_place(task.spec.where, [&] {
      task.subject = build(task);
      return explain(task.subject, task.spec.claim, task.options);
    });
  }
  return tasks;
}

AuditResult unfinished(const Task& task, Verdict verdict, const std::string& reason) {
  AuditResult result;
  result.name = task.spec.name;
  result.kind = "";
  result.oracle = external(task.spec.oracle)
                      ? "external oracle"
                      : task.spec.oracle.value("kind", std::string("oracle"));
  result.dimension = task.subject ? task.subject->dimension() : task.spec.dimension.value_or(0);
  if (task.subject) {
    result.oracle = task.subject->name();
    result.kind = task.subject->kind() == Subject::Kind::compressor ? "compressor" : "oracle";
  }
  if (result.name.empty()) result.name = result.oracle;
  result.claim = task.spec.claim;
  result.verdict = verdict;
  result.reason = reason;
  result.alpha = task.options.alpha;
  return result;
}

AuditResult run_one(Task& task) {
  if (task.options.stop != nullptr && task.options.stop->load())
    return unfinished(task, Verdict::inconclusive, "interrupted before it began");
  try {
    if (!task.subject) task.subject = build(task);
  } catch (const OracleError& error) {
    AuditResult result = unfinished(task, Verdict::oracle_error, error.what());
    result.detail = error.detail;
    return result;
  }
  return audit(task.subject, task.spec.claim, task.options);
}

std::string split_text(double alpha, std::size_t count) {
  if (count == 1) return "all of it for the one audit";
  return fmt::format("split evenly over {} audits, {} each", count,
                     detail::brief(alpha / static_cast<double>(count)));
}

}  // namespace

Report run_audits(const RunSpec& run, const RunOptions& options) {
  std::vector<Task> tasks = tasks_of(run, options);
  Report report;
  report.tool_version = build_info().version;
  // What the variable asks for is refused here, where it is nothing that runs: no oracle is to
  // blame.
  report.instruction_set = fmt::format("{}, kernels {}", build_info().instruction_set,
                                       kernels::to_text(kernels::default_instruction_set()));
  report.compiler = build_info().compiler;
  report.seed = run.seed.value_or(options.audit.seed);
  report.alpha = alpha_of(run, options);
  report.alpha_split = split_text(report.alpha, tasks.size());
  report.false_alarm =
      "seed " + std::to_string(report.seed) +
      "; a true claim is refuted statistically with probability at most its share of alpha, over "
      "the choice of the seed; exact verdicts have no such error";
  report.strict = options.strict;

  std::mutex mutex;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    Task& task = tasks[i];
    if (options.progress)
      task.options.progress = [&, i](const Progress& progress) {
        const std::lock_guard lock(mutex);
        options.progress(i, tasks.size(), progress);
      };
    AuditResult result = at_place(task.spec.where, [&] { return run_one(task); });
    result.objective = objective_text(task.spec.objective);
    result.seed = task.options.seed;
    result.expect = task.spec.expect;
    result.replay =
        replay_command(task.spec, task.options, options.request_timeout, options.strict);
    report.audits.push_back(std::move(result));
    task.subject = nullptr;
  }
  const bool stopped = options.audit.stop != nullptr && options.audit.stop->load();
  report.interrupted = stopped && std::any_of(report.audits.begin(), report.audits.end(),
                                              [](const AuditResult& result) {
                                                return result.verdict == Verdict::inconclusive;
                                              });
  return report;
}

std::string explain_audits(const RunSpec& run, const RunOptions& options) {
  std::vector<Task> tasks = tasks_of(run, options);
  const double alpha = alpha_of(run, options);
  std::string text =
      fmt::format("{} audit{}; alpha = {}, {}; nothing is run\n", tasks.size(),
                  tasks.size() == 1 ? "" : "s", to_text(alpha), split_text(alpha, tasks.size()));
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    Task& task = tasks[i];
    text += fmt::format("\n{}. {}\n", i + 1, task.spec.name.empty() ? "audit" : task.spec.name);
    text += at_place(task.spec.where, [&] {
      if (!task.subject) task.subject = build(task);
      return explain(task.subject, task.spec.claim, task.options);
    });
    text += "replay: " +
            replay_command(task.spec, task.options, options.request_timeout, options.strict) + "\n";
    task.subject = nullptr;
  }
  return text;
}

}  // namespace biasbound
