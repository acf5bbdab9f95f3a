// Strict reading of a table of parameters: every field is known, has its type and its range, and
// every error names `where`.field and the value.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "biasbound/catalogue.hpp"

namespace biasbound::detail {

/// An error that already names its place.
class PlacedError : public InvalidInput {
 public:
  PlacedError(std::string_view where, const std::string& problem)
      : InvalidInput(std::string(where) + ": " + problem) {}
};

/// The value as short text for a message.
std::string shown(const nlohmann::json& value);

/// "; did you mean 'top-k'?" with the known name nearest to `name`, or "" where none is near.
std::string suggestion(std::string_view name, const std::vector<std::string>& known);

/// The text in the field `kind` of a table; throws where there is none.
std::string kind_of(const nlohmann::json& table, std::string_view where);

/// The fields of one entry. Defaults are the entry's documented ones.
class Fields {
 public:
  /// Throws where the table has a field that the entry has not.
  Fields(const nlohmann::json& table, const CatalogueEntry& entry, std::string_view where);

  [[nodiscard]] bool has(const char* name) const { return table_.contains(name); }
  [[nodiscard]] std::string where(const char* name) const { return where_ + "." + name; }
  [[nodiscard]] const std::string& place() const { return where_; }

  [[nodiscard]] std::uint64_t integer(const char* name, std::uint64_t least,
                                      std::uint64_t most) const;
  [[nodiscard]] Exact rational(const char* name) const;
  /// A list that must be given, of `count` numbers or of any length.
  [[nodiscard]] std::vector<Exact> numbers(const char* name, std::size_t count) const;
  [[nodiscard]] std::vector<Exact> numbers(const char* name) const;
  [[nodiscard]] std::string text(const char* name) const;
  [[nodiscard]] bool boolean(const char* name) const;
  [[nodiscard]] const nlohmann::json& table(const char* name) const;
  /// Throws: `where`.name, the problem, the value.
  [[noreturn]] void refuse(const char* name, const std::string& problem) const;

 private:
  /// Throws where the field is not given.
  void require(const char* name) const;
  /// The documented default; throws where the field must be given.
  [[nodiscard]] const std::string& fallback(const char* name) const;

  const nlohmann::json& table_;
  const CatalogueEntry& entry_;
  std::string where_;
};

/// Runs `build`; an InvalidInput that does not name its place gets `where`.
template <class Build>
auto placed(std::string_view where, Build build) -> decltype(build()) {
  try {
    return build();
  } catch (const PlacedError&) {
    throw;
  } catch (const InvalidInput& problem) {
    throw PlacedError(where, problem.what());
  }
}

}  // namespace biasbound::detail
