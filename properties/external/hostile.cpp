// Whatever a child does, the auditor survives, says in one line what happened, in time, in bounded
// memory, and leaves no process behind.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "biasbound/external.hpp"
#include "catch.hpp"
#include "children.hpp"

using namespace biasbound;

namespace {

constexpr double hang_timeout = 2;  // seconds; Python must have started by then
constexpr double patient = 60;      // for faults that need no time-out to show
constexpr double slack = 10;        // a loaded machine; far below `patient`
constexpr std::size_t d = 4;

AnySubject zoo(const std::string& mode, const std::string& token, double timeout,
               std::optional<std::size_t> dimension = {}) {
  return command_subject({PYTHON, CHILDREN "/hostile_child.py", mode, token},
                         {.dimension = dimension, .request_timeout = timeout});
}

void ask_samples(Session& session) {
  const std::vector<double> x(d, 1.0);
  std::vector<double> out(8 * d);
  for (std::uint64_t i = 0; i < 3; ++i)
    session.sample(x, {.purpose = Purpose::search, .draw = 8 * i}, 8, out);
}

void ask_outcomes(Session& session) {
  const std::vector<double> x(d, 1.0);
  (void)session.outcomes(x);
}

void ask_value(Session& session) {
  const std::vector<double> x(d, 1.0);
  (void)session.value(x);
}

void expect_fault(const std::string& mode, const std::string& reason, double timeout,
                  const std::function<void(Session&)>& ask,
                  std::optional<std::size_t> dimension = {}) {
  INFO("mode " << mode);
  const std::string token = children::new_token();
  const std::size_t memory = children::peak_memory();
  const std::size_t descriptors = children::open_descriptors();
  const children::Stopwatch watch;
  std::string what = "no OracleError";
  std::string detail;
  try {
    const AnySubject subject = zoo(mode, token, timeout, dimension);
    const auto session = subject->open(0);
    ask(*session);
  } catch (const OracleError& error) {
    what = error.what();
    detail = error.detail;
  }
  CHECK(watch.seconds() < timeout + slack);
  CHECK_THAT(what, Catch::Matchers::Contains(reason));
  CHECK(what.find_first_of("\n\x1b") == std::string::npos);
  CHECK_THAT(detail, Catch::Matchers::Contains("repl") || Catch::Matchers::Contains("begin"));
  CHECK(children::left_behind(token, 2) == std::vector<std::string>{});
  CHECK(children::open_descriptors() == descriptors);
  CHECK(children::peak_memory() - memory < std::size_t{32} << 20U);
}

}  // namespace

TEST_CASE("a child that fails at hello is an oracle error", "[external]") {
  const auto nothing = [](Session&) {};
  expect_fault("exit_at_once",
               "hello: its output ended before any byte of its reply; it exited with "
               "status 9",
               patient, nothing);
  expect_fault("hello_exit", "it exited with status 3", patient, nothing);
  expect_fault("hello_hang", "hello: no reply within 2 s", hang_timeout, nothing);
  expect_fault("never_reads", "hello: no reply within 2 s", hang_timeout, nothing);
  expect_fault("hello_flood", "header line is longer than 64 KiB", patient, nothing);
  expect_fault("hello_dimension_other", "asked for dimension 3, the reply says 7", patient, nothing,
               3);
  expect_fault("hello_dimension_zero", "dimension = 0", patient, nothing);
  expect_fault("hello_dimension_huge", "dimension = 1000000000000000", patient, nothing);
  expect_fault("hello_dimension_negative", "dimension = -4", patient, nothing);
  expect_fault("hello_dimension_float", "dimension = 4.0", patient, nothing);
  expect_fault("hello_no_name", "no \"name\"", patient, nothing);
  expect_fault("hello_claim_impossible", "hello: claim: m = 2", patient, nothing);
  expect_fault("hello_claim_text", "claim.delta = \"a tenth\"", patient, nothing);
  expect_fault("hello_claim_unknown", "detla", patient, nothing);
  expect_fault("hello_error", "the oracle reports an error: no licence\\nfor this machine \\x1b",
               patient, nothing);
}

TEST_CASE("a child that fails at a sample is an oracle error", "[external]") {
  expect_fault("exit",
               "sample of 8 draws: its output ended before any byte of its reply; it exited "
               "with status 3",
               patient, ask_samples);
  expect_fault("segfault", "it was killed by signal 11", patient, ask_samples);
  expect_fault("hang", "no reply within 2 s, before any byte", hang_timeout, ask_samples);
  expect_fault("ignores_term", "no reply within 2 s", hang_timeout, ask_samples);
  expect_fault("closes_stdout", "it was still running", patient, ask_samples);
  expect_fault("flood_stderr", "no reply within 2 s", hang_timeout, ask_samples);
  expect_fault("flood_payload", "sample of 8 draws: ", patient, ask_samples);
  expect_fault("short", "after 24 of 256 payload bytes", hang_timeout, ask_samples);
  expect_fault("short_and_exit", "after 24 of 256 payload bytes; it exited with status 0", patient,
               ask_samples);
  expect_fault("long", "8 bytes or more", patient, ask_samples);
  expect_fault("unasked", "5 bytes or more", patient, ask_samples);
}

TEST_CASE("a child that replies what it may not is an oracle error", "[external]") {
  expect_fault("nan", "entry 3 of vector 7 is nan", patient, ask_samples);
  expect_fault("infinity", "entry 0 of vector 0 is -inf", patient, ask_samples);
  expect_fault("not_json", "not JSON at byte", patient, ask_samples);
  expect_fault("not_an_object", "not a JSON object", patient, ask_samples);
  expect_fault("no_type", "no \"type\"", patient, ask_samples);
  expect_fault("duplicate_key", "'count' occurs twice", patient, ask_samples);
  expect_fault("not_utf8", "not valid UTF-8 at byte 16", patient, ask_samples);
  expect_fault("long_header", "longer than 64 KiB", patient, ask_samples);
  expect_fault("other_type", "of type \"gradient\", expected \"samples\"", patient, ask_samples);
  expect_fault("unsupported", "every oracle must answer", patient, ask_samples);
  expect_fault("huge_count", "count is 1000000000000000000", patient, ask_samples);
  expect_fault("count_beyond_64_bits", "does not fit 64 bits", patient, ask_samples);
  expect_fault("other_count", "count is 9", patient, ask_samples);
  expect_fault("error", "the oracle reports an error: x is not to my taste", patient, ask_samples);
  expect_fault("weights_sum", "the weights sum to 5/6", patient, ask_outcomes);
  expect_fault("weights_negative", "negative weight", patient, ask_outcomes);
  expect_fault("weights_count", "count is 3, but there are 2 weights", patient, ask_outcomes);
  expect_fault("outcomes_huge", "count is 1000000000000", patient, ask_outcomes);
  expect_fault("value_text", "value = \"7\"", patient, ask_value);
  expect_fault("value_nan", "not JSON", patient, ask_value);
}

TEST_CASE("the fault checks see no fault in a child without one", "[external]") {
  const std::string token = children::new_token();
  {
    const auto session = zoo("honest", token, patient)->open(0);
    CHECK_NOTHROW(ask_samples(*session));
  }
  CHECK(children::left_behind(token, 2).empty());
}

TEST_CASE("the last words of a child are kept", "[external]") {
  const auto session = zoo("exit", children::new_token(), patient)->open(0);
  try {
    ask_samples(*session);
    FAIL("no OracleError");
  } catch (const OracleError& error) {
    CHECK_THAT(error.detail, Catch::Matchers::Contains("my last words"));
  }
  CHECK_THROWS_AS(ask_samples(*session), OracleError);  // and it stays dead
}

TEST_CASE("workers whose children disagree are an oracle error", "[external]") {
  const AnySubject subject = zoo("hello_dimension_changes", children::new_token(), patient);
  const auto first = subject->open(0);
  CHECK_THROWS_WITH(subject->open(1), Catch::Matchers::Contains("says otherwise than the first"));
}

TEST_CASE("a program that does not exist is named", "[external]") {
  CHECK_THROWS_WITH(command_subject({"/nonexistent/program"}),
                    Catch::Matchers::Contains("/nonexistent/program: No such file"));
  CHECK_THROWS_AS(command_subject({}), InvalidInput);
}

TEST_CASE("the children of a child end with it", "[external]") {
  for (const char* mode : {"group", "stray"}) {
    const std::string token = children::new_token();
    {
      const AnySubject subject = zoo(mode, token, patient);
      CHECK(children::left_behind(token, 0).size() >= 2);  // the check can fail
      CHECK_THROWS_AS(ask_samples(*subject->open(0)), OracleError);
    }
    CHECK(children::left_behind(token, 2).empty());
  }
}

TEST_CASE("a child inherits three descriptors and no other", "[external]") {
  const int inherited = open("/dev/null", O_RDONLY);  // without close-on-exec
  const AnySubject first = zoo("descriptors", children::new_token(), patient);
  const AnySubject second = zoo("descriptors", children::new_token(), patient);
  CHECK(first->name() == "3");
  CHECK(second->name() == "3");
  close(inherited);
}

TEST_CASE("an auditor that is killed leaves no child", "[external]") {
  const std::string token = children::new_token();
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  const pid_t auditor = fork();
  if (auditor == 0) {
    try {
      const AnySubject subject = zoo("group", token, patient);
      const auto first = subject->open(0);
      const auto second = subject->open(1);
      (void)!write(ready[1], "y", 1);
      pause();
    } catch (const std::exception&) {
    }
    _exit(1);
  }
  close(ready[1]);
  char byte = 0;
  CHECK(read(ready[0], &byte, 1) == 1);
  CHECK(children::left_behind(token, 0).size() >= 4);
  kill(auditor, SIGKILL);
  waitpid(auditor, nullptr, 0);
  close(ready[0]);
  CHECK(children::left_behind(token, 5).empty());
}
