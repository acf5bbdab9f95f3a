// A file of audits, read and checked: TOML in, plain values out.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "biasbound/report.hpp"

namespace biasbound {

/// One [[audit]].
struct AuditSpec {
  std::string name;
  nlohmann::json oracle;     ///< {"kind": ..} | {"command": [..]} | {"plugin": ".."}
  nlohmann::json objective;  ///< null where absent
  std::optional<Claim> claim;
  std::optional<Verdict> expect;
  std::optional<std::size_t> dimension;
  std::optional<std::uint64_t> samples;
  std::optional<std::uint64_t> seed;
  std::optional<double> time_limit;
  bool infer = false;
  std::string where;  ///< "spec.toml: audit[2]" for messages
};

struct RunSpec {
  std::optional<double> alpha;
  std::optional<std::uint64_t> seed;
  std::vector<AuditSpec> audits;
};

/// Reads TOML as a tree; `name` is the file's name for messages. Refuses invalid UTF-8, files above
/// 1 MiB, integers that do not fit, and anything toml11 refuses, each as InvalidInput.
nlohmann::json read_toml(std::string_view text, std::string_view name);

/// Reads JSON strictly: duplicate keys, invalid UTF-8 and trailing text are InvalidInput.
nlohmann::json read_json(std::string_view text, std::string_view name);

RunSpec parse_spec(std::string_view text, std::string_view name);
/// The same from a file; InvalidInput if it cannot be read.
RunSpec read_spec(const std::string& path);

}  // namespace biasbound
