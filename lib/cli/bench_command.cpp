// biasbound bench: how fast compressors are, how few bits they send, and whether their claims
// stand.
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <nlohmann/json.hpp>
#include <tuple>

#include "audit_arguments.hpp"
#include "biasbound/build_info.hpp"
#include "biasbound/external.hpp"
#include "biasbound/kernels/workspace.hpp"
#include "biasbound/report_writers.hpp"
#include "catalogue/entries.hpp"
#include "commands.hpp"
#include "report/parameters.hpp"
#include "report/text.hpp"
#include "statements/statements.hpp"
#include "terminal.hpp"
#include "throughput.hpp"
#include "values.hpp"

namespace biasbound::cli {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMostDimension = 100'000'000;
constexpr std::uint64_t kMostThreads = 256;
constexpr std::size_t kAuditDimension = 100;
constexpr std::size_t kMostAuditDimension = 10'000;
constexpr double kAuditSeconds = 10;

struct Arguments {
  AuditArguments subject;  ///< oracle (the compressor), command, plugin, parameters
  std::vector<std::string> dimensions;
  std::string threads = "1", samples = "2000", seed, instruction_set, json;
};

struct Settings {
  std::vector<std::size_t> dimensions;  ///< empty: what an external compressor has
  unsigned threads;
  std::uint64_t samples;
  std::uint64_t seed;
};

/// What an audit said, in a few words.
struct Audited {
  std::string claim;  ///< in the row's dimension
  std::string verdict;
  std::string replay;
  std::size_t dimension = 0;
};

struct Row {
  std::string compressor;
  std::size_t d;
  Throughput throughput;
  std::optional<double> bits;  ///< an entry
  Audited audited;
};

/// "1%" of d, at least 1; nothing where the text is no share.
std::optional<std::uint64_t> share_of(const json& value, std::size_t d) {
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() < 2 || text.back() != '%') return std::nullopt;
  const double percent = real_value("--k", text.substr(0, text.size() - 1));
  if (!(percent > 0 && percent <= 100))
    throw InvalidInput("--k: " + text + " is not above 0 % and at most 100 %");
  return std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::llround(percent / 100 * static_cast<double>(d))));
}

/// A compressor of the catalogue or of the user's.
struct Contestant {
  json spec;

  [[nodiscard]] bool external() const { return !spec.contains("kind"); }

  [[nodiscard]] std::string label() const {
    if (spec.contains("plugin")) return spec["plugin"].get<std::string>();
    std::string text;
    if (spec.contains("command"))
      for (const auto& word : spec["command"])
        text += (text.empty() ? "" : " ") + shell_quote(word.get<std::string>());
    if (external()) return text;
    text = spec["kind"].get<std::string>();
    for (const auto& [name, value] : spec.items())
      if (name != "kind") text += " " + name + "=" + detail::parameter_text(value);
    return text;
  }

  /// With k as a number.
  [[nodiscard]] json in_dimension(std::size_t d) const {
    json resolved = spec;
    for (auto& value : resolved)
      if (const auto k = share_of(value, d)) value = *k;
    return resolved;
  }

  /// For the audit of what is built in: a dimension small enough to be quick and large enough for
  /// the share of entries that k is of d, and the spec there.
  [[nodiscard]] std::pair<std::size_t, json> small(std::size_t d) const {
    json resolved = in_dimension(d);
    if (!resolved.contains("k") || !resolved["k"].is_number_integer())
      return {std::min(d, kAuditDimension), resolved};
    const double share = resolved["k"].get<double>() / static_cast<double>(d);
    const auto one = static_cast<std::size_t>(std::ceil(1 / std::max(share, 1e-9)));
    const std::size_t to = std::min(d, std::clamp(one, kAuditDimension, kMostAuditDimension));
    resolved["k"] = std::max<std::int64_t>(1, std::llround(share * static_cast<double>(to)));
    return {to, std::move(resolved)};
  }

  [[nodiscard]] AnySubject external_subject(std::optional<std::size_t> d) const {
    const ExternalOptions options{.dimension = d};
    return spec.contains("command")
               ? command_subject(spec["command"].get<std::vector<std::string>>(), options)
               : plugin_subject(spec["plugin"].get<std::string>(), options);
  }
};

std::vector<Contestant> contestants(const AuditArguments& a) {
  if (!a.oracle.empty() || !a.command.empty() || !a.plugin.empty()) {
    if (!a.oracle.empty() && detail::find_entry(a.oracle, false) != nullptr &&
        !detail::is_compressor(a.oracle))
      throw InvalidInput("--compressor: '" + a.oracle +
                         "' is an oracle; `biasbound list` has the compressors");
    return {{run_spec(a).audits.front().oracle}};
  }
  if (!a.direct.empty() || !a.parameters.empty())
    throw InvalidInput(
        (a.direct.empty() ? "--param" : detail::option_name(a.direct.begin()->first)) +
        ": give --compressor first");
  std::vector<Contestant> all;
  for (const auto& entry : detail::compressor_entries()) {
    json spec = {{"kind", entry.info.kind}};
    if (detail::find_parameter(entry.info, "k") != nullptr) spec["k"] = "1%";
    if (detail::find_parameter(entry.info, "s") != nullptr) spec["s"] = 4;
    all.push_back({std::move(spec)});
  }
  return all;
}

StreamAddress address(std::uint64_t seed, std::uint64_t draw) {
  return {.seed = seed, .purpose = Purpose::user, .point = 1, .draw = draw};
}

/// One compressor for each thread.
std::vector<Compress> threads_of(const Contestant& contestant, const AnySubject& subject,
                                 const Settings& settings) {
  std::vector<Compress> threads;
  for (unsigned thread = 0; thread < settings.threads; ++thread) {
    if (contestant.external()) {
      const std::shared_ptr<Session> session = subject->open(thread);
      threads.emplace_back([session, seed = settings.seed](auto x, std::uint64_t draw, auto out) {
        session->sample(x, address(seed, draw), 1, out);
      });
    } else {
      const std::size_t d = subject->dimension();
      auto compressor = detail::build_compressor(contestant.in_dimension(d), d, "bench");
      threads.emplace_back(
          [compressor, seed = settings.seed](auto x, std::uint64_t draw, auto out) {
            Stream stream(address(seed, draw));
            compressor.compress(x, stream, out);
          });
    }
  }
  return threads;
}

/// The longest of a few draws: C(x) may be sent in fewer bits at times.
std::optional<double> bits_per_entry(const AnySubject& subject, const Settings& settings) {
  constexpr std::uint64_t draws = 4;
  const std::vector<double> x = gaussian_vector(subject->dimension(), settings.seed);
  const std::unique_ptr<Session> session = subject->open(0);
  std::uint64_t longest = 0;
  for (std::uint64_t draw = 0; draw < draws; ++draw) {
    const auto encoding = session->encode(x, address(settings.seed, draw));
    if (!encoding) return std::nullopt;
    longest = std::max(longest, encoding->bits);
  }
  return static_cast<double>(longest) / static_cast<double>(x.size());
}

/// The one to audit an external compressor in: a small one, if it takes that.
std::size_t external_dimension(const Contestant& contestant, std::size_t d) {
  if (d <= kAuditDimension) return d;
  try {
    return contestant.external_subject(kAuditDimension)->dimension();
  } catch (const OracleError&) {
    return d;
  }
}

/// The constants that are not 0, as decimals.
std::string decimals(const Claim& claim) {
  std::string text;
  for (const auto& [name, value] : claim.constants)
    if (value != 0)
      text += (text.empty() ? "" : ",") + name + "=" + detail::brief(to_double(value));
  return text.empty() ? to_text(claim) : text;
}

/// The contestant's own claim, in a small dimension where it takes one. The result goes to `all`.
Audited audit_of(const Contestant& contestant, const AnySubject& subject, const Settings& settings,
                 Report& all) {
  if (settings.samples == 0) return {.claim = "", .verdict = "not audited", .replay = ""};
  if (!subject->claim()) return {.claim = "", .verdict = "no claim", .replay = ""};
  const std::size_t d = subject->dimension();
  AuditSpec audit;
  if (contestant.external()) {
    audit.oracle = contestant.spec;
    audit.dimension = external_dimension(contestant, d);
  } else {
    std::tie(audit.dimension, audit.oracle) = contestant.small(d);
  }
  RunSpec run;
  run.audits = {audit};
  RunOptions options;
  options.audit.seed = settings.seed;
  options.audit.samples = settings.samples;
  options.audit.time_limit = kAuditSeconds;
  options.audit.theorems = theorems();
  options.audit.stop = &stop_on_signal();
  const Report report = run_audits(run, options);
  const AuditResult& result = all.audits.emplace_back(report.audits.front());
  return {.claim = decimals(*subject->claim()),
          .verdict = std::string(to_text(result.verdict)),
          .replay = result.replay,
          .dimension = *audit.dimension};
}

AnySubject subject_of(const Contestant& contestant, std::optional<std::size_t> d) {
  if (contestant.external()) return contestant.external_subject(d);
  return build_subject(contestant.in_dimension(*d), nullptr, d, "bench");
}

double bytes(const Row& row) { return static_cast<double>(row.d * sizeof(double)); }
double gigabytes(const Row& row, unsigned threads) {
  return 1e-9 * bytes(row) * threads / row.throughput.seconds;
}
double nanoseconds(const Row& row) {
  return 1e9 * row.throughput.seconds / static_cast<double>(row.d);
}
double of_copy(const Row& row) { return row.throughput.copy_seconds / row.throughput.seconds; }

std::string text_of(const std::vector<Row>& rows, const Settings& settings) {
  std::size_t width = 10;
  for (const Row& row : rows)
    width = std::max(width, detail::columns(detail::printable(row.compressor)));
  std::string text =
      fmt::format("{:<{}}  {:>11}  {:>7}  {:>8}  {:>7}  {:>10}  {:<12}  {}\n", "compressor", width,
                  "d", "GB/s", "ns/entry", "of copy", "bits/entry", "verdict", "claim");
  double copy = 0;
  std::size_t audited = 0;
  for (const Row& row : rows) {
    text += fmt::format("{:<{}}  {:>11}  {:>7.3g}  {:>8.3g}  {:>5.0f} %  {:>10}  {:<12}  {}\n",
                        detail::printable(row.compressor), width, detail::grouped(row.d),
                        gigabytes(row, settings.threads), nanoseconds(row), 100 * of_copy(row),
                        row.bits ? fmt::format("{:.4g}", *row.bits) : "-", row.audited.verdict,
                        row.audited.claim);
    copy = std::max(copy, 1e-9 * bytes(row) * settings.threads / row.throughput.copy_seconds);
    audited = std::max(audited, row.audited.dimension);
  }
  text += fmt::format("\nfloat64, {}, instruction set {}; a copy reaches {:.3g} GB/s here\n",
                      detail::counted(settings.threads, "thread"),
                      to_text(kernels::default_instruction_set()), copy);
  if (audited > 0)
    text += fmt::format("claims in dimension d; audited in dimension {}, with at most {} draws\n",
                        audited, detail::grouped(settings.samples));
  return text;
}

json tree_of(const std::vector<Row>& rows, const Settings& settings) {
  nlohmann::ordered_json tree = {
      {"tool_version", build_info().version},
      {"instruction_set", std::string(to_text(kernels::default_instruction_set()))},
      {"threads", settings.threads},
      {"seed", settings.seed},
      {"rows", json::array()}};
  for (const Row& row : rows) {
    const Audited& audited = row.audited;
    tree["rows"].push_back(nlohmann::ordered_json{
        {"compressor", detail::valid_utf8(row.compressor)},
        {"dimension", row.d},
        {"gb_per_second", gigabytes(row, settings.threads)},
        {"ns_per_entry", nanoseconds(row)},
        {"of_copy", of_copy(row)},
        {"bits_per_entry", row.bits ? json(*row.bits) : json(nullptr)},
        {"verdict", audited.verdict},
        {"claim", audited.claim.empty() ? json(nullptr) : json(audited.claim)},
        {"audited_dimension", audited.dimension == 0 ? json(nullptr) : json(audited.dimension)},
        {"replay", audited.replay.empty() ? json(nullptr) : json(audited.replay)}});
  }
  return tree;
}

Settings settings_of(const Arguments& a) {
  Settings settings;
  for (const std::string& text : a.dimensions)
    settings.dimensions.push_back(count_value("--dimension", text, 1, kMostDimension));
  settings.threads = static_cast<unsigned>(count_value("--threads", a.threads, 1, kMostThreads));
  settings.samples =
      count_value("--samples", a.samples, 0, std::numeric_limits<std::int64_t>::max());
  settings.seed = a.seed.empty()
                      ? Options{}.seed
                      : count_value("--seed", a.seed, 0, std::numeric_limits<std::uint64_t>::max());
  return settings;
}

/// The kernels read the variable where they are first used.
void force(const std::string& instruction_set) {
  if (instruction_set.empty()) return;
  setenv("BIASBOUND_INSTRUCTION_SET", instruction_set.c_str(), 1);
  try {
    kernels::default_instruction_set();
  } catch (const InvalidInput&) {
    std::string known;
    for (const auto set : kernels::instruction_sets())
      known += (known.empty() ? "" : ", ") + std::string(to_text(set));
    throw InvalidInput("--instruction-set: '" + instruction_set + "', this machine runs " + known);
  }
}

int bench(const Arguments& arguments) {
  Settings settings = settings_of(arguments);
  force(arguments.instruction_set);
  const std::vector<Contestant> all = contestants(arguments.subject);
  std::vector<std::optional<std::size_t>> dimensions(settings.dimensions.begin(),
                                                     settings.dimensions.end());
  if (dimensions.empty())
    dimensions = {all.front().external() ? std::nullopt : std::optional<std::size_t>(1'000'000)};
  for (const Contestant& contestant : all)  // what cannot be meant is said before the work
    for (const auto& d : dimensions)
      if (!contestant.external()) subject_of(contestant, d);
  if (!arguments.json.empty() && arguments.json != "-") check_writable(arguments.json);

  const std::atomic<bool>& stop = stop_on_signal();
  ProgressLine line(true);
  std::vector<Row> rows;
  Report report;
  const std::size_t count = all.size() * dimensions.size();
  for (const auto& d : dimensions)
    for (const Contestant& contestant : all) {
      if (stop) break;
      const std::string label = contestant.label();
      line.show(rows.size(), count, {label, "measure", 0});
      const AnySubject subject = subject_of(contestant, d);
      const Throughput throughput = measure_throughput(threads_of(contestant, subject, settings),
                                                       subject->dimension(), settings.seed);
      line.show(rows.size(), count, {label, "audit", 0.5});
      const Audited audited = audit_of(contestant, subject, settings, report);
      rows.push_back(
          {label, subject->dimension(), throughput, bits_per_entry(subject, settings), audited});
    }
  line.clear();
  report.interrupted = stop;
  fmt::print(arguments.json == "-" ? stderr : stdout, "{}", text_of(rows, settings));
  if (!arguments.json.empty()) write_output(arguments.json, tree_of(rows, settings).dump(2) + "\n");
  return exit_code(report);
}

constexpr const char* kExamples =
    "Each compressor turns a Gaussian vector of float64 into C(x), in turn with a copy of it.\n"
    "GB/s are of input; with several threads each compresses vectors of its own. Exit codes as of\n"
    "`biasbound audit`.\n\n"
    "Examples:\n"
    "  biasbound bench\n"
    "  biasbound bench --compressor top-k --k 0.1% --dimension 1e5 --dimension 1e7\n"
    "  biasbound bench --plugin ./libmine.so --dimension 1e6 --json bench.json";

}  // namespace

void add_bench(CLI::App& program, Action& action) {
  auto* command = program.add_subcommand(
      "bench", "How fast compressors are, beside their bits an entry and their audit");
  const auto a = std::make_shared<Arguments>();
  const auto option = [&](const char* name, std::string& value, const char* text,
                          const char* help) {
    command->add_option(name, value, help)->option_text(text);
  };
  command->set_help_flag("-h,--help", "Print this help");
  option("--compressor", a->subject.oracle, "KIND",
         "A built-in compressor; all of them where none is given, with k = 1 % and s = 4");
  command
      ->add_option("--dimension", a->dimensions,
                   "Length of x, at least 1, repeatable (default 1000000)")
      ->allow_extra_args(false)
      ->option_text("D");
  command
      ->add_option("--param", a->subject.parameters,
                   "A parameter of the compressor, repeatable; k may be a share of d, as 1%")
      ->allow_extra_args(false)
      ->option_text("NAME=VALUE");
  option("--command", a->subject.command, "COMMAND", "Yours: a program that speaks protocol 1");
  option("--plugin", a->subject.plugin, "FILE", "Yours: a shared library (plugin.h)");
  option("--threads", a->threads, "N", "Threads that compress at once, 1 to 256 (default 1)");
  option("--instruction-set", a->instruction_set, "NAME",
         "portable, avx2 or avx512 (default: the best that this machine runs)");
  option("--samples", a->samples, "N", "Most draws of an audit, 0: no audit (default 2000)");
  option("--seed", a->seed, "N", "Seed of vectors and draws, 0 to 2^64 - 1 (default 20200817)");
  option("--json", a->json, "FILE", "Write the table as JSON to FILE; - is stdout");
  add_catalogue_options(*command, a->subject, CatalogueEntry::Category::compressor);
  command->footer(kExamples);
  command->callback([a, &action] { action = [a] { return bench(*a); }; });
}

}  // namespace biasbound::cli
