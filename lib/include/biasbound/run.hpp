// A run: several audits one after another under one error probability, and their report.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "biasbound/audit.hpp"
#include "biasbound/spec.hpp"

namespace biasbound {

struct RunOptions {
  /// Defaults for what the specs leave open (seed, samples, time_limit) and settings for all of
  /// them (threads, rounding, infer, at, stop, theorems). `alpha` is of the whole run, `name`,
  /// `origin` and `progress` are not read.
  Options audit;
  double request_timeout = 10;  ///< seconds for one reply of an external oracle
  bool strict = false;
  /// Called with the audit's index and the number of audits; from several threads, one at a time.
  std::function<void(std::size_t, std::size_t, const Progress&)> progress;
};

/// Audits all of `run`, alpha split evenly over its audits. What an audit sets itself wins over
/// `run`, and `run` over `options`. Every built-in oracle is built, and every claim compared with
/// it, before the first audit begins: throws InvalidInput, naming the audit, where one does not
/// fit. What an oracle does is ORACLE_ERROR; after *options.audit.stop the rest is INCONCLUSIVE.
Report run_audits(const RunSpec& run, const RunOptions& options = {});

/// What run_audits would do, in lines of text; nothing is audited. Children of external oracles are
/// started to say hello.
std::string explain_audits(const RunSpec& run, const RunOptions& options = {});

/// The command that repeats one audit bit for bit, quoted for a shell on one line (words with
/// control characters as $'...'). `options` holds what the audit really used: its share of alpha,
/// its seed, ...
std::string replay_command(const AuditSpec& audit, const Options& options, double request_timeout,
                           bool strict);

/// Quotes a word so that a shell, and split_words, reads it back as one.
std::string shell_quote(std::string_view word);

}  // namespace biasbound
