// Subjects served by children: a command, or a plugin in a forked child.
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <mutex>

#include "biasbound/external.hpp"
#include "external/plugin_host.hpp"
#include "external/session.hpp"
#include "spec/text.hpp"

namespace biasbound {
namespace {

using detail::Connection;
using detail::Hello;
using detail::Keeper;

struct Greeted {
  std::unique_ptr<Connection> connection;
  Hello hello;
};

// Starts a child and says hello; the hello is checked against what was asked for.
Greeted greet(const std::shared_ptr<Keeper>& keeper, const ExternalOptions& options) {
  auto connection =
      std::make_unique<Connection>(keeper, options.request_timeout, options.stderr_limit);
  const detail::Reply reply = connection->exchange(detail::hello_request(options.dimension));
  try {
    Hello hello = detail::parse_hello(reply.header);
    if (options.dimension && hello.dimension != *options.dimension)
      throw OracleError("hello: asked for dimension " + std::to_string(*options.dimension) +
                            ", the reply says " + std::to_string(hello.dimension),
                        "reply's first bytes: " + detail::escaped(reply.header.dump(), 512) + '\n');
    return {.connection = std::move(connection), .hello = std::move(hello)};
  } catch (const OracleError& error) {
    connection->give_up(error);
  }
}

class ExternalSubject final : public Subject {
 public:
  ExternalSubject(std::shared_ptr<Keeper> keeper, ExternalOptions options, std::string source)
      : keeper_(std::move(keeper)), options_(options), source_(std::move(source)) {
    Greeted first = greet(keeper_, options_);
    hello_ = std::move(first.hello);
    spare_ = std::move(first.connection);
    abilities_ = std::make_shared<detail::Abilities>(hello_);
  }

  [[nodiscard]] std::string name() const override { return hello_.name; }
  [[nodiscard]] Kind kind() const override { return hello_.kind; }
  [[nodiscard]] std::size_t dimension() const override { return hello_.dimension; }
  [[nodiscard]] bool deterministic() const override { return hello_.deterministic; }
  [[nodiscard]] std::optional<Claim> claim() const override { return hello_.claim; }
  [[nodiscard]] Regularity regularity() const override { return hello_.regularity; }
  [[nodiscard]] std::size_t batch_limit() const override {
    return detail::draws_per_request(hello_.dimension);
  }
  [[nodiscard]] std::string description() const override {
    return hello_.name + " (" + source_ + ")";
  }

  [[nodiscard]] std::unique_ptr<Session> open(std::size_t /*worker*/) const override {
    std::unique_ptr<Connection> connection;
    {
      const std::lock_guard lock(mutex_);
      connection = std::move(spare_);  // the child that said hello first serves the first worker
    }
    if (!connection) {
      Greeted another = greet(keeper_, options_);
      if (another.hello != hello_)
        another.connection->give_up(
            OracleError("hello: another worker's child says otherwise than the first" +
                        (another.hello.dimension != hello_.dimension
                             ? ": dimension " + std::to_string(another.hello.dimension) +
                                   " after " + std::to_string(hello_.dimension)
                             : std::string())));
      connection = std::move(another.connection);
    }
    return detail::make_session(std::move(connection), hello_, abilities_);
  }

  [[nodiscard]] AnySubject at_dimension(std::size_t d) const override {
    ExternalOptions options = options_;
    options.dimension = d;
    try {
      return std::make_shared<const ExternalSubject>(keeper_, options, source_);
    } catch (const OracleError&) {
      return nullptr;  // it has its own dimension
    }
  }

 private:
  std::shared_ptr<Keeper> keeper_;
  ExternalOptions options_;
  std::string source_;
  Hello hello_;
  std::shared_ptr<detail::Abilities> abilities_;
  mutable std::mutex mutex_;
  mutable std::unique_ptr<Connection> spare_;
};

void check(const ExternalOptions& options) {
  if (options.dimension && (*options.dimension == 0 || *options.dimension > detail::max_dimension))
    throw InvalidInput("dimension = " + std::to_string(*options.dimension) + ", expected 1 to " +
                       std::to_string(detail::max_dimension));
  if (!(options.request_timeout > 0 && std::isfinite(options.request_timeout)))
    throw InvalidInput("request timeout = " + to_text(options.request_timeout) +
                       " s, expected > 0");
}

}  // namespace

AnySubject command_subject(const std::vector<std::string>& command,
                           const ExternalOptions& options) {
  check(options);
  if (command.empty() || command.front().empty()) throw InvalidInput("command: no program named");
  // Everything that allocates happens before the fork.
  std::vector<char*> argv;
  argv.reserve(command.size() + 1);
  for (const std::string& word : command) {
    if (word.find('\0') != std::string::npos)
      throw InvalidInput("command: a word holds a NUL byte");
    argv.push_back(const_cast<char*>(word.c_str()));
  }
  argv.push_back(nullptr);
  const auto execute = [&argv](int /*started*/) {
    execvp(argv.front(), argv.data());
    return errno;
  };
  const std::string program = "command " + detail::escaped(command.front(), 200);
  return std::make_shared<const ExternalSubject>(std::make_shared<Keeper>(execute, program),
                                                 options, program);
}

AnySubject plugin_subject(const std::string& path, const ExternalOptions& options) {
  check(options);
  if (path.empty() || path.find('\0') != std::string::npos)
    throw InvalidInput("plugin: no file named");
  const auto serve = [&path](int started) {
    close(started);
    detail::serve_plugin(path);
    return 0;
  };
  const std::string program = "plugin " + detail::escaped(path, 200);
  return std::make_shared<const ExternalSubject>(std::make_shared<Keeper>(serve, program), options,
                                                 program);
}

}  // namespace biasbound
