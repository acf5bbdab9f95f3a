// biasbound reproduce: the experiments of section 6 of the paper, with theory beside them.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "biasbound/run.hpp"
#include "commands.hpp"
#include "experiments/fashion_mnist.hpp"
#include "experiments/figures.hpp"
#include "report/text.hpp"
#include "spec/text.hpp"
#include "terminal.hpp"
#include "values.hpp"

namespace biasbound::cli {
namespace {

using experiments::Choices;
using experiments::FashionMnistChoices;
using experiments::Figure;
using experiments::Scaling;

constexpr int kContradiction = 1;
constexpr int kStopped = 3;
constexpr std::string_view kFashionMnist = "fashion-mnist";

/// Which figures take an option.
using Takers = std::vector<std::string_view>;
const Takers kAll = {};
const Takers kSynthetic = {"figure-1", "figure-2", "figure-3", "figure-4", "figure-5"};
const Takers kNoisy = {"figure-1", "figure-2", "figure-3", "figure-5"};
const Takers kSparsified = {"figure-2", "figure-3", "figure-5"};
const Takers kFixedStep = {"figure-1", "figure-2", "figure-3", "figure-4", kFashionMnist};
const Takers kReal = {kFashionMnist};

/// Empty where it is not given.
struct Option {
  std::string name;
  Takers figures;  ///< none: all take it
  const char* text;
  const char* help;
  std::string value = {};

  [[nodiscard]] bool taken_by(std::string_view figure) const {
    return figures.empty() || std::ranges::find(figures, figure) != figures.end();
  }
};

struct Arguments {
  std::vector<std::string> figures;
  std::string output = "figures";
  std::string html;
  std::string formats = "csv,json,svg,png";
  bool quiet = false;
  std::vector<Option> options = {
      {"--dimension", kSynthetic, "D", "d, 1 to 40 (default 10)"},
      {"--hessian", kSynthetic, "T|T^2|both",
       "H of f = x^T H x / 2, T = tridiag(-1, 2, -1) (default both; figure-5: T)"},
      {"--step-size", kFixedStep, "GAMMA", "gamma, below 2/L (default 0.01; fashion-mnist: tuned)"},
      {"--start", kSynthetic, "X[,...]", "x0, d numbers or one for all (default 1)"},
      {"--noise", kNoisy, "SCALING",
       "sigma2 is the variance per-coordinate (default) or of the vector"},
      {"--bias",
       {"figure-1"},
       "SCALING",
       "zeta is the size per-coordinate (default) or of the vector"},
      {"--sigma2", kNoisy, "S[,...]", "sigma2 of the settings"},
      {"--zeta", {"figure-1"}, "Z[,...]", "zeta of the settings (default 0,1e-3,0.1)"},
      {"--k", kSparsified, "K[,...]", "k of the settings"},
      {"--tau", {"figure-4"}, "TAU[,...]", "tau of the settings (default 1e-3,1e-2,0.1)"},
      {"--target", {"figure-5"}, "GAP", "E f(x_t) - f* to reach (default 5e-4)"},
      {"--iterations", kFixedStep, "T",
       "Iterations, at most 5e7 (default: until the slowest curve is at its floor; fashion-mnist: "
       "1000)"},
      {"--paths", kSynthetic, "N", "Paths of a simulation, 2 to 1e6 (default 128)"},
      {"--examples", kReal, "N", "Training images (default 2000)"},
      {"--batch", kReal, "B", "Examples of a minibatch (default 200)"},
      {"--lambda", kReal, "L", "Ridge, which is mu (default 0.1)"},
      {"--share", kReal, "P", "Share of the coordinates that is kept (default 0.01)"},
      {"--levels", kReal, "S", "Levels of QSGD (default 16)"},
      {"--seed", kAll, "N", "Seed, 0 to 2^64 - 1 (default 20200817)"},
      {"--threads", kAll, "N", "Threads, 0 to 256 (default 0: all); they change no number"},
  };

  [[nodiscard]] const std::string& given(std::string_view name) const {
    return std::ranges::find(options, name, &Option::name)->value;
  }
};

std::vector<std::string> names_of(const Arguments& arguments) {
  std::vector<std::string> known;
  for (const auto& figure : experiments::synthetic_figures()) known.emplace_back(figure.id);
  known.emplace_back(kFashionMnist);
  std::vector<std::string> names;
  for (const std::string& given : arguments.figures) {
    if (given == "all") return known;
    if (std::ranges::find(known, given) == known.end()) {
      const std::vector<std::string_view> views(known.begin(), known.end());
      throw InvalidInput("reproduce: no figure '" + detail::escaped(given, 40) + "'" +
                         detail::suggestion(given, views) +
                         "; there are figure-1 to figure-5, fashion-mnist and all");
    }
    if (std::ranges::find(names, given) == names.end()) names.push_back(given);
  }
  return names;
}

void refuse_unused(const Arguments& arguments, const std::vector<std::string>& names) {
  for (const Option& option : arguments.options) {
    const auto takes = [&](const std::string& name) { return option.taken_by(name); };
    if (!option.value.empty() && std::ranges::none_of(names, takes))
      throw InvalidInput(option.name + ": " + names.front() + " has no such choice");
  }
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::vector<Exact> exact_list(const Arguments& arguments, const std::string& option) {
  std::vector<Exact> values;
  if (!arguments.given(option).empty())
    for (const std::string& part : split(arguments.given(option)))
      values.push_back(exact_value(option, part));
  return values;
}

Scaling scaling(const Arguments& arguments, const std::string& option) {
  const std::string& text = arguments.given(option);
  for (const Scaling scaling : {Scaling::per_coordinate, Scaling::vector})
    if (text == to_text(scaling) || text.empty()) return scaling;
  throw InvalidInput(option + ": '" + detail::escaped(text, 40) +
                     "', expected per-coordinate or vector");
}

std::vector<NesterovReading> readings(const std::string& text) {
  if (text.empty()) return {};
  if (text == "T") return {NesterovReading::hessian};
  if (text == "T^2" || text == "T2") return {NesterovReading::factor};
  if (text == "both") return {NesterovReading::hessian, NesterovReading::factor};
  throw InvalidInput("--hessian: '" + detail::escaped(text, 40) + "', expected T, T^2 or both");
}

/// use(option, text) where it is given.
template <class Use>
void where_given(const Arguments& arguments, const std::string& option, Use use) {
  if (const std::string& text = arguments.given(option); !text.empty()) use(option, text);
}

/// A whole number that its type holds, where it is given.
template <class Value>
void count_given(const Arguments& arguments, const std::string& option, Value& value) {
  where_given(arguments, option, [&](const std::string& name, const std::string& text) {
    value = static_cast<Value>(count_value(name, text, 0, std::numeric_limits<Value>::max()));
  });
}

void number_given(const Arguments& arguments, const std::string& option, Exact& value) {
  where_given(arguments, option, [&](const std::string& name, const std::string& text) {
    value = exact_value(name, text);
  });
}

constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

Choices choices_of(const Arguments& arguments) {
  Choices choices;
  count_given(arguments, "--dimension", choices.dimension);
  choices.readings = readings(arguments.given("--hessian"));
  number_given(arguments, "--step-size", choices.step_size);
  choices.start = exact_list(arguments, "--start");
  if (choices.start.size() == 1 && choices.dimension <= experiments::most_dimensions)
    choices.start.assign(choices.dimension, choices.start.front());
  choices.noise = scaling(arguments, "--noise");
  choices.bias = scaling(arguments, "--bias");
  choices.sigma2 = exact_list(arguments, "--sigma2");
  choices.zeta = exact_list(arguments, "--zeta");
  choices.tau = exact_list(arguments, "--tau");
  where_given(arguments, "--k", [&](const std::string& option, const std::string& text) {
    for (const std::string& part : split(text))
      choices.k.push_back(count_value(option, part, 0, kNoLimit));
  });
  number_given(arguments, "--target", choices.target);
  count_given(arguments, "--iterations", choices.iterations);
  where_given(arguments, "--iterations", [&](const std::string& option, const std::string& text) {
    if (choices.iterations == 0) throw InvalidInput(option + ": " + text + ", expected at least 1");
  });
  count_given(arguments, "--paths", choices.paths);
  count_given(arguments, "--seed", choices.seed);
  count_given(arguments, "--threads", choices.threads);
  return choices;
}

FashionMnistChoices fashion_choices_of(const Arguments& arguments) {
  FashionMnistChoices choices;
  count_given(arguments, "--examples", choices.examples);
  count_given(arguments, "--batch", choices.batch);
  count_given(arguments, "--levels", choices.levels);
  count_given(arguments, "--iterations", choices.iterations);
  count_given(arguments, "--seed", choices.seed);
  count_given(arguments, "--threads", choices.threads);
  number_given(arguments, "--lambda", choices.lambda);
  number_given(arguments, "--share", choices.share);
  where_given(arguments, "--step-size", [&](const std::string& option, const std::string& text) {
    choices.step = real_value(option, text);
  });
  return choices;
}

/// A kind of file.
struct Format {
  std::string_view extension;
  std::string (*content)(const Figure& figure);
  bool drawn = false;
};
const Format kFormats[] = {
    {"csv", [](const Figure& figure) { return to_csv(figure); }},
    {"json", [](const Figure& figure) { return to_json(figure); }},
    {"svg", [](const Figure& figure) { return plot(figure, experiments::PlotFormat::svg); }, true},
    {"png", [](const Figure& figure) { return plot(figure, experiments::PlotFormat::png); }, true},
};

std::vector<Format> formats_of(const std::string& text) {
  if (text == "none") return {};
  const std::vector<std::string> wanted = split(text);
  for (const std::string& one : wanted)
    if (std::ranges::find(kFormats, one, &Format::extension) == std::end(kFormats))
      throw InvalidInput("--formats: '" + detail::escaped(one, 40) +
                         "', expected a list of csv, json, svg, png, or none");
  std::vector<Format> formats;
  for (const Format& format : kFormats)
    if (std::ranges::find(wanted, format.extension) != wanted.end()) formats.push_back(format);
  return formats;
}

std::string path_of(const Arguments& arguments, const std::string& name, const Format& format) {
  return (std::filesystem::path(arguments.output) / name).string() + "." +
         std::string(format.extension);
}

void make_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error || !std::filesystem::is_directory(folder))
    throw InvalidInput("--output: " + folder + ": cannot be made: " +
                       (error ? error.message() : std::string("not a folder")));
}

/// What would make the work be for nothing is found before it.
void check_outputs(const Arguments& arguments, const std::vector<std::string>& names,
                   const std::vector<Format>& formats) {
  const Figure sample{.id = "sample",
                      .title = "sample",
                      .panels = {{.title = "sample",
                                  .x_label = "x",
                                  .y_label = "y",
                                  .series = {{.name = "sample", .x = {1, 2}, .y = {1, 2}}}}}};
  if (std::ranges::any_of(formats, &Format::drawn)) plot(sample, experiments::PlotFormat::svg);
  if (!formats.empty()) make_folder(arguments.output);
  for (const std::string& name : names)
    for (const Format& format : formats) check_writable(path_of(arguments, name, format));
  if (!arguments.html.empty() && arguments.html != "-") check_writable(arguments.html);
}

std::string replay_of(const Arguments& arguments, const std::string& name) {
  std::string line = "biasbound reproduce " + name;
  for (const Option& option : arguments.options) {
    if (option.value.empty() || !option.taken_by(name) || option.name == "--threads") continue;
    line +=
        " " + option.name + (option.value.front() == '-' ? "=" : " ") + shell_quote(option.value);
  }
  return line;
}

Figure run(const std::string& name, const Choices& choices, const FashionMnistChoices& fashion,
           const experiments::Watch& watch) {
  if (name == kFashionMnist) return experiments::fashion_mnist(fashion, watch);
  return std::ranges::find(experiments::synthetic_figures(), name,
                           &experiments::SyntheticFigure::id)
      ->run(choices, watch);
}

int reproduce(const Arguments& arguments) {
  const std::vector<std::string> names = names_of(arguments);
  refuse_unused(arguments, names);
  const Choices choices = choices_of(arguments);
  const FashionMnistChoices fashion = fashion_choices_of(arguments);
  const auto chosen = [&](std::string_view name) {
    return std::ranges::find(names, name) != names.end();
  };
  // Fashion-MNIST takes some of the same options, with other limits.
  if (names != std::vector<std::string>{std::string(kFashionMnist)}) check(choices);
  if (chosen("figure-5")) experiments::check_figure_5(choices);
  if (chosen(kFashionMnist)) try {
      experiments::check(fashion);
    } catch (const InvalidInput& error) {
      throw InvalidInput("fashion-mnist: " + std::string(error.what()));
    }
  const std::vector<Format> formats = formats_of(arguments.formats);
  check_outputs(arguments, names, formats);

  const std::atomic<bool>& stop = stop_on_signal();
  ProgressLine line(!arguments.quiet);
  std::vector<Figure> figures;
  bool contradiction = false;
  for (std::size_t i = 0; i < names.size() && !stop; ++i) {
    const experiments::Watch watch{.progress =
                                       [&](const std::string& stage, double fraction) {
                                         line.show(i, names.size(), {names[i], stage, fraction});
                                       },
                                   .stop = &stop};
    const auto begin = std::chrono::steady_clock::now();
    try {
      Figure figure = run(names[i], choices, fashion, watch);
      figure.seconds =
          std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      figure.replay = replay_of(arguments, names[i]);
      line.clear();
      std::string written;
      for (const Format& format : formats) {
        const std::string path = path_of(arguments, names[i], format);
        write_file(path, format.content(figure));
        written += (written.empty() ? "" : ", ") + path;
      }
      if (arguments.html != "-") {
        fmt::print("{}", to_terminal(figure, terminal_options(arguments.quiet)));
        if (!written.empty()) fmt::print("wrote {}\n", detail::printable(written));
        fmt::print("\n");
        std::fflush(stdout);
      }
      contradiction = contradiction || figure.contradiction;
      figures.push_back(std::move(figure));
    } catch (const experiments::Stopped&) {
      line.clear();
      fmt::print(stderr, "biasbound: stopped during {}\n", names[i]);
    }
  }
  if (!arguments.html.empty() && !figures.empty()) write_output(arguments.html, to_html(figures));
  if (contradiction) return kContradiction;
  return stop ? kStopped : 0;
}

constexpr const char* kExamples =
    "Figures: figure-1 (constant bias and noise), figure-2 (rand-k), figure-3 (top-k), figure-4\n"
    "(Gaussian smoothing), figure-5 (iterations with tuned step sizes), fashion-mnist (softmax\n"
    "regression), all.\n\n"
    "Exit codes: 0; 1 where a theorem's bound is below an exact curve; 3 stopped by a signal;\n"
    "64 usage. A sentence of the paper that FAILS is a result, not an error.\n\n"
    "Examples:\n"
    "  biasbound reproduce figure-1\n"
    "  biasbound reproduce figure-2 --hessian T --sigma2 0,1 --k 1,2,5,10 --step-size 0.02\n"
    "  biasbound reproduce all --html report.html";

}  // namespace

void add_reproduce(CLI::App& program, Action& action) {
  auto* command = program.add_subcommand(
      "reproduce", "The experiments of the paper's section 6, with theory beside them");
  const auto a = std::make_shared<Arguments>();
  command->set_help_flag("-h,--help", "Print this help");
  command->add_option("FIGURE", a->figures, "figure-1 to figure-5, fashion-mnist, or all")
      ->required();
  for (Option& option : a->options)
    command->add_option(option.name, option.value, option.help)->option_text(option.text);
  command->add_option("--output", a->output, "Folder of the files FIGURE.FORMAT (default figures)")
      ->option_text("FOLDER");
  command
      ->add_option("--formats", a->formats, "Which files: a list of csv, json, svg, png, or none")
      ->option_text("F[,...]");
  command->add_option("--html", a->html, "Write all of it as one HTML page to FILE; - is stdout")
      ->option_text("FILE");
  command->add_flag("--quiet", a->quiet, "Only sentences that do not hold, and last lines");
  command->footer(kExamples);
  command->callback([a, &action] { action = [a] { return reproduce(*a); }; });
}

}  // namespace biasbound::cli
