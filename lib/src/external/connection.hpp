// One child, and one exchange at a time with it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "external/keeper.hpp"
#include "external/protocol.hpp"

namespace biasbound::detail {

class Connection {
 public:
  /// Starts a child. `timeout` in seconds, for each exchange; `stderr_limit` in bytes.
  Connection(std::shared_ptr<Keeper> keeper, double timeout, std::size_t stderr_limit);
  /// Says bye and ends the child's group.
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// One request, one reply. Throws OracleError, after which the child is gone and every further
  /// exchange throws the same.
  Reply exchange(const Request& request, std::span<double> out = {});

  /// Ends the child as after a fault of its own, and throws `error` with the tail of stderr added.
  [[noreturn]] void give_up(OracleError error);

 private:
  void refuse_unasked(const ReplyParser& parser);
  void talk(const Request& request, ReplyParser& parser);
  bool send(std::span<const std::byte>& header, std::span<const std::byte>& payload);
  void receive(ReplyParser& parser);
  void drain_stderr();
  Ending close(int patience_ms) noexcept;

  std::shared_ptr<Keeper> keeper_;
  double timeout_;
  std::size_t stderr_limit_;
  Fd to_child_;
  Fd from_child_;
  Fd stderr_;
  pid_t child_ = 0;
  std::string stderr_tail_;
  bool stderr_cut_ = false;
  std::optional<OracleError> failed_;
};

}  // namespace biasbound::detail
