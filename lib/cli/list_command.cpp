// biasbound list: the catalogue, grouped, with parameters, bounds and sources.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "biasbound/catalogue.hpp"
#include "commands.hpp"
#include "report/parameters.hpp"
#include "report/text.hpp"
#include "terminal.hpp"
#include "values.hpp"

namespace biasbound::cli {
namespace {

using Category = CatalogueEntry::Category;
using Json = nlohmann::ordered_json;

struct Group {
  Category category;
  std::string_view key;
  std::string_view title;
};
constexpr Group kGroups[] = {
    {Category::objective, "objective", "Objectives (--objective KIND)"},
    {Category::oracle, "oracle", "Oracles (--oracle KIND with --objective)"},
    {Category::compressor, "compressor", "Compressors (--oracle KIND with --dimension)"},
    {Category::gallery, "gallery", "Gallery of faults and their honest twins (--oracle KIND)"}};

std::string_view key_of(Category category) {
  for (const auto& group : kGroups)
    if (group.category == category) return group.key;
  return "";
}

std::string parameter_line(const Parameter& parameter) {
  const std::string option = detail::option_name(parameter.name);
  const std::string name =
      option.empty() || parameter.name == "dimension"
          ? (parameter.name == "dimension" ? "--dimension" : "--param " + parameter.name + "=")
          : option;
  const std::string tail =
      parameter.fallback.empty() ? " (required)" : " (default " + parameter.fallback + ")";
  return fmt::format("{} {}: {}{}", name, parameter.type, parameter.meaning, tail);
}

std::string text_of(const std::vector<const CatalogueEntry*>& entries,
                    const TerminalOptions& look) {
  std::string text;
  const std::size_t width = std::max(60U, look.width);
  const auto strong = [&](std::string_view words) {
    return look.colour ? fmt::format("\x1b[1m{}\x1b[0m", words) : std::string(words);
  };
  const auto paragraph = [&](std::string_view head, const std::string& words) {
    std::string lead = "      " + std::string(head);
    for (const auto& line : detail::wrap(words, width - 10 - head.size())) {
      text += lead + line + "\n";
      lead = std::string(8 + head.size(), ' ');
    }
  };
  for (const auto& group : kGroups) {
    bool first = true;
    for (const auto* entry : entries) {
      if (entry->category != group.category) continue;
      if (first) text += (text.empty() ? "" : "\n") + strong(group.title) + "\n";
      first = false;
      text += "\n  " + strong(entry->kind) + "  [" + entry->source + "]\n";
      paragraph("", entry->summary);
      if (!entry->bounds.empty() && entry->bounds != "-") paragraph("bounds: ", entry->bounds);
      for (const auto& parameter : entry->parameters) paragraph("", parameter_line(parameter));
    }
  }
  return text;
}

Json tree_of(const std::vector<const CatalogueEntry*>& entries) {
  Json tree = Json::array();
  for (const auto* entry : entries) {
    Json parameters = Json::array();
    for (const auto& parameter : entry->parameters)
      parameters.push_back(
          {{"name", parameter.name},
           {"type", parameter.type},
           {"meaning", parameter.meaning},
           {"default", parameter.fallback.empty() ? Json(nullptr) : Json(parameter.fallback)}});
    tree.push_back({{"category", std::string(key_of(entry->category))},
                    {"kind", entry->kind},
                    {"summary", entry->summary},
                    {"parameters", std::move(parameters)},
                    {"bounds", entry->bounds},
                    {"source", entry->source}});
  }
  return tree;
}

int list(const std::vector<std::string>& kinds, const std::string& json) {
  std::vector<const CatalogueEntry*> entries;
  for (const auto& entry : catalogue())
    if (kinds.empty() || std::find(kinds.begin(), kinds.end(), entry.kind) != kinds.end())
      entries.push_back(&entry);
  for (const auto& kind : kinds)
    if (std::none_of(entries.begin(), entries.end(),
                     [&](const CatalogueEntry* entry) { return entry->kind == kind; }))
      throw InvalidInput("list: nothing of kind '" + kind + "'; `biasbound list` shows all");
  if (json != "-") fmt::print("{}", text_of(entries, terminal_options(false)));
  if (!json.empty()) write_output(json, tree_of(entries).dump(2) + "\n");
  return 0;
}

}  // namespace

void add_list(CLI::App& program, Action& action) {
  auto* command = program.add_subcommand(
      "list", "Objectives, oracles and compressors, with their parameters, bounds and sources");
  struct Arguments {
    std::vector<std::string> kinds;
    std::string json;
  };
  const auto arguments = std::make_shared<Arguments>();
  command->set_help_flag("-h,--help", "Print this help");
  command->add_option("KIND", arguments->kinds, "Only these kinds; all where none is given");
  command->add_option("--json", arguments->json, "Write the list as JSON to FILE; - is stdout")
      ->option_text("FILE");
  command->callback([arguments, &action] {
    action = [arguments] { return list(arguments->kinds, arguments->json); };
  });
}

}  // namespace biasbound::cli
