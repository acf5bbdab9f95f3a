// Replay lines: what is written on them is read back as it was.
#include <rapidcheck.h>

#include <nlohmann/json.hpp>

#include "biasbound/external.hpp"
#include "biasbound/run.hpp"
#include "catch.hpp"
#include "report/parameters.hpp"

namespace biasbound {
namespace {

using nlohmann::json;

AuditSpec rand_2() {
  AuditSpec spec;
  spec.oracle = {{"kind", "rand-k"}, {"k", 2}};
  spec.objective = {{"kind", "nesterov-worst"}, {"dimension", 10}};
  spec.claim = parse_claim("m=4/5");
  return spec;
}

}  // namespace

TEST_CASE("a quoted word is split back into that word", "[report][replay]") {
  const bool holds = rc::check([] {
    auto word = *rc::gen::string<std::string>();
    std::erase(word, '\0');
    const auto words = split_words(shell_quote(word) + " " + shell_quote("next"));
    RC_ASSERT(words.size() == 2U);
    RC_ASSERT(words[0] == word);
  });
  CHECK(holds);
  CHECK(shell_quote("plain-1.0/x=2") == "plain-1.0/x=2");
  CHECK(shell_quote("") == "''");
  CHECK(shell_quote("it's") == "'it'\\''s'");
}

TEST_CASE("a parameter is read back from its text", "[report][replay]") {
  for (const json& value :
       {json(3), json(-7), json(true), json("1/10"), json("text with = and '"),
        json({{"kind", "rand-k"}, {"k", 2}}), json({1, 2, 3}), json({"1/2", "1e-3"})})
    CHECK(detail::parse_parameter(detail::parameter_text(value), "", "test") == value);
}

TEST_CASE("a double is written as the rational that it is", "[report][replay]") {
  const json back = detail::parse_parameter(detail::parameter_text(json(0.1)), "number", "test");
  CHECK(parse_exact(back.get<std::string>()) == exact(0.1));
  CHECK(parse_exact(back.get<std::string>()) != parse_exact("0.1"));
  const json nested = detail::parse_parameter(
      detail::parameter_text(json{{"kind", "bernoulli"}, {"delta", 0.1}}), "compressor", "test");
  CHECK(parse_exact(nested["delta"].get<std::string>()) == exact(0.1));
}

TEST_CASE("lists and kinds have short forms", "[report][replay]") {
  CHECK(detail::parse_parameter("1,1/2,3", "numbers", "test") == json({1, "1/2", 3}));
  CHECK(detail::parse_parameter("rand-k", "compressor", "test") == json{{"kind", "rand-k"}});
  CHECK(detail::parse_parameter("12", "text", "test") == "12");
  CHECK_THROWS_AS(detail::parse_parameter("{\"kind\":", "compressor", "test"), InvalidInput);
}

TEST_CASE("a replay line holds what the audit used", "[report][replay]") {
  Options options;
  options.alpha = 1e-3 / 7;
  CHECK(replay_command(rand_2(), options, 10, false) ==
        "biasbound audit --oracle rand-k --k 2 --objective nesterov-worst --dimension 10 --claim "
        "M=0,sigma2=0,m=0.8,zeta2=0 --seed 20200817 --alpha " +
            to_text(1e-3 / 7) + " --samples 100000");
}

TEST_CASE("a replay line is one line whatever the command holds", "[report][replay]") {
  AuditSpec spec;
  spec.oracle = {{"command", {"python3", "-c", "print('a')\nprint('\\')\x1b"}}};
  const std::string line = replay_command(spec, {}, 10, false);
  for (const char c : line) CHECK(static_cast<unsigned char>(c) >= 0x20);
  CHECK(line.find(R"(--command $'python3 -c \'print(\'\\\'\'a)") != std::string::npos);
}

TEST_CASE("every setting that changes an audit changes its replay line", "[report][replay]") {
  const std::string plain = replay_command(rand_2(), {}, 10, false);
  const auto changed = [&](auto change) {
    AuditSpec spec = rand_2();
    Options options;
    change(spec, options);
    return replay_command(spec, options, 10, false) != plain;
  };
  CHECK(changed([](AuditSpec& spec, Options&) { spec.oracle["k"] = 3; }));
  CHECK(changed([](AuditSpec& spec, Options&) { spec.objective["dimension"] = 11; }));
  CHECK(changed([](AuditSpec& spec, Options&) { spec.claim = parse_claim("m=1/2"); }));
  CHECK(changed([](AuditSpec& spec, Options&) { spec.expect = Verdict::refuted; }));
  CHECK(changed([](AuditSpec& spec, Options&) { spec.name = "other"; }));
  CHECK(changed([](AuditSpec& spec, Options&) { spec.dimension = 3; }));
  CHECK(changed([](AuditSpec&, Options& options) { options.seed = 1; }));
  CHECK(changed([](AuditSpec&, Options& options) { options.alpha = 0.5; }));
  CHECK(changed([](AuditSpec&, Options& options) { options.samples = 1; }));
  CHECK(changed([](AuditSpec&, Options& options) { options.time_limit = 1; }));
  CHECK(changed([](AuditSpec&, Options& options) { options.rounding = Rounding::exact; }));
  CHECK(changed([](AuditSpec&, Options& options) { options.infer = true; }));
  CHECK(changed([](AuditSpec&, Options& options) { options.at = {1, 2}; }));
  CHECK_FALSE(changed([](AuditSpec&, Options& options) { options.threads = 2; }));
  CHECK(replay_command(rand_2(), {}, 5, false) != plain);
  CHECK(replay_command(rand_2(), {}, 10, true) != plain);
}

}  // namespace biasbound
