#include "external/plugin_host.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <nlohmann/json.hpp>
#include <span>
#include <stdexcept>
#include <vector>

#include "biasbound/plugin.h"

namespace biasbound::detail {
namespace {

using nlohmann::json;

// Ends this process without the exit handlers of the program it was forked from.
[[noreturn]] void leave() {
  (void)std::fflush(nullptr);
  _exit(0);
}

// The plugin's functions; null where the library has none of that name.
struct Functions {
  decltype(&biasbound_abi_version) abi_version;
  decltype(&biasbound_create) create;
  decltype(&biasbound_destroy) destroy;
  decltype(&biasbound_dimension) dimension;
  decltype(&biasbound_sample) sample;
  decltype(&biasbound_gradient) gradient;
  decltype(&biasbound_value) value;
  decltype(&biasbound_claim_json) claim_json;
  decltype(&biasbound_objective_json) objective_json;
  decltype(&biasbound_last_error) last_error;
  decltype(&biasbound_name) name;
  decltype(&biasbound_kind) kind;
  decltype(&biasbound_deterministic) deterministic;
  decltype(&biasbound_mean) mean;
  decltype(&biasbound_second_moment) second_moment;
  decltype(&biasbound_inexact) inexact;
  decltype(&biasbound_encode) encode;
  decltype(&biasbound_decode) decode;
};

template <class F>
void look_up(void* library, const char* name, F& function) {
  function = reinterpret_cast<F>(dlsym(library, name));
}

template <class F>
void require(void* library, const char* name, F& function) {
  look_up(library, name, function);
  if (function == nullptr)
    throw std::runtime_error(std::string("the plugin has no function ") + name);
}

Functions load(const std::string& path) {
  // Without a slash dlopen would search the system's folders, not this one.
  const std::string file = path.find('/') == std::string::npos ? "./" + path : path;
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(std::string("cannot load: ") + dlerror());
  Functions f{};
  require(library, "biasbound_abi_version", f.abi_version);
  if (const int version = f.abi_version(); version != BIASBOUND_ABI_VERSION)
    throw std::runtime_error("biasbound_abi_version is " + std::to_string(version) + ", expected " +
                             std::to_string(BIASBOUND_ABI_VERSION));
  require(library, "biasbound_create", f.create);
  require(library, "biasbound_destroy", f.destroy);
  require(library, "biasbound_dimension", f.dimension);
  require(library, "biasbound_sample", f.sample);
  look_up(library, "biasbound_gradient", f.gradient);
  look_up(library, "biasbound_value", f.value);
  look_up(library, "biasbound_claim_json", f.claim_json);
  look_up(library, "biasbound_objective_json", f.objective_json);
  look_up(library, "biasbound_last_error", f.last_error);
  look_up(library, "biasbound_name", f.name);
  look_up(library, "biasbound_kind", f.kind);
  look_up(library, "biasbound_deterministic", f.deterministic);
  look_up(library, "biasbound_mean", f.mean);
  look_up(library, "biasbound_second_moment", f.second_moment);
  look_up(library, "biasbound_inexact", f.inexact);
  look_up(library, "biasbound_encode", f.encode);
  look_up(library, "biasbound_decode", f.decode);
  return f;
}

// The auditor's end is trusted here: anything unexpected from it ends the process.
class Channel {
 public:
  explicit Channel(int out) : out_(out) {}

  json header() {
    std::string line;
    for (char c = 0; c != '\n'; line += c) read_exactly(&c, 1);
    return json::parse(line);
  }

  template <class T>
  void payload(std::vector<T>& values) {
    read_exactly(values.data(), values.size() * sizeof(T));
  }

  void reply(const json& header) {
    // `replace`: a plugin's text may be anything.
    const std::string line = header.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
    write_exactly(line.data(), line.size());
  }

  template <class T>
  void reply(const json& header, std::span<const T> payload) {
    reply(header);
    write_exactly(payload.data(), payload.size_bytes());
  }

 private:
  void read_exactly(void* data, std::size_t size) {
    auto* bytes = static_cast<char*>(data);
    while (size > 0) {
      if (begin_ == end_) {
        const ssize_t n = read(STDIN_FILENO, buffer_.data(), buffer_.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) leave();
        begin_ = 0;
        end_ = static_cast<std::size_t>(n);
      }
      const std::size_t n = std::min(size, end_ - begin_);
      std::memcpy(bytes, buffer_.data() + begin_, n);
      begin_ += n;
      bytes += n;
      size -= n;
    }
  }

  void write_exactly(const void* data, std::size_t size) {
    const auto* bytes = static_cast<const char*>(data);
    while (size > 0) {
      const ssize_t n = write(out_, bytes, size);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) leave();
      bytes += n;
      size -= static_cast<std::size_t>(n);
    }
  }

  int out_;
  std::array<char, std::size_t{1} << 16U> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

class Host {
 public:
  Host(std::string path, Channel& channel) : path_(std::move(path)), channel_(channel) {}

  void answer(const json& request) {
    const std::string type = request.at("type");
    if (type == "bye") {
      if (oracle_ != nullptr) f_.destroy(oracle_);
      leave();
    }
    if (type == "hello") return hello(request);
    if (type == "decode") return decode(request);
    channel_.payload(x_);
    if (type == "sample") return sample(request);
    if (type == "encode") return encode(request);
    if (type == "gradient") return vector(type, f_.gradient);
    if (type == "mean") return vector(type, f_.mean);
    if (type == "value") return scalar(type, f_.value);
    if (type == "second_moment") return scalar(type, f_.second_moment);
    if (type == "inexact") return inexact();
    channel_.reply({{"type", "unsupported"}});  // a request of a later protocol, or outcomes
  }

 private:
  // True where the call succeeded; otherwise the reply has been sent.
  bool succeeded(int code) {
    if (code == BIASBOUND_OK) return true;
    if (code == BIASBOUND_UNSUPPORTED)
      channel_.reply({{"type", "unsupported"}});
    else
      fail(code);
    return false;
  }

  void fail(int code) {
    const char* text = f_.last_error != nullptr ? f_.last_error(oracle_) : nullptr;
    std::string message = "the plugin returned " + std::to_string(code);
    if (text != nullptr && *text != '\0') message += std::string(": ") + text;
    channel_.reply({{"type", "error"}, {"message", message}});
  }

  void hello(const json& request) {
    f_ = load(path_);
    const int code = f_.create(request.value("dimension", std::uint64_t{0}), &oracle_);
    if (code != BIASBOUND_OK || oracle_ == nullptr) {
      oracle_ = nullptr;
      return fail(code);
    }
    const std::uint64_t d = f_.dimension(oracle_);
    const bool compressor = f_.kind != nullptr && f_.kind(oracle_) == BIASBOUND_COMPRESSOR;
    if (!compressor && f_.gradient == nullptr)
      throw std::runtime_error("the plugin has no function biasbound_gradient");
    json reply = {{"type", compressor ? "compressor" : "oracle"}, {"dimension", d}};
    const char* name = f_.name != nullptr ? f_.name(oracle_) : nullptr;
    reply["name"] = name != nullptr ? std::string(name) : path_;
    add_json(reply, "claim", f_.claim_json);
    if (!compressor) add_json(reply, "objective", f_.objective_json);
    if (f_.deterministic != nullptr && f_.deterministic(oracle_) != 0)
      reply["deterministic"] = true;
    json extensions = json::array();
    if (f_.second_moment != nullptr) extensions.push_back("second_moment");
    if (f_.inexact != nullptr) extensions.push_back("inexact");
    if (!extensions.empty()) reply["extensions"] = extensions;
    channel_.reply(reply);
    // The auditor refuses d = 0 and a d beyond reason; then no other request comes.
    if (d <= std::uint64_t{1} << 32U) x_.resize(static_cast<std::size_t>(d));
  }

  void add_json(json& reply, const char* key, const char* (*function)(biasbound_oracle*)) {
    const char* text = function != nullptr ? function(oracle_) : nullptr;
    if (text == nullptr) return;
    reply[key] = json::parse(text, nullptr, false);
    if (reply[key].is_discarded())
      throw std::runtime_error(std::string("biasbound_") + key + "_json is not JSON: " + text);
  }

  void sample(const json& request) {
    const auto count = request.at("count").get<std::size_t>();
    out_.resize(count * x_.size());
    if (succeeded(f_.sample(oracle_, x_.data(), count, request.at("seed"), out_.data())))
      channel_.reply({{"type", "samples"}, {"count", count}}, std::span<const double>(out_));
  }

  void vector(const std::string& type, int (*function)(biasbound_oracle*, const double*, double*)) {
    out_.resize(x_.size());
    if (succeeded(function != nullptr ? function(oracle_, x_.data(), out_.data())
                                      : BIASBOUND_UNSUPPORTED))
      channel_.reply({{"type", type}}, std::span<const double>(out_));
  }

  void scalar(const std::string& type, int (*function)(biasbound_oracle*, const double*, double*)) {
    double value = 0;
    if (succeeded(function != nullptr ? function(oracle_, x_.data(), &value)
                                      : BIASBOUND_UNSUPPORTED))
      channel_.reply({{"type", type}, {"value", value}});
  }

  void inexact() {
    double value = 0;
    out_.resize(x_.size());
    if (succeeded(f_.inexact != nullptr ? f_.inexact(oracle_, x_.data(), &value, out_.data())
                                        : BIASBOUND_UNSUPPORTED))
      channel_.reply({{"type", "inexact"}, {"value", value}}, std::span<const double>(out_));
  }

  void encode(const json& request) {
    if (f_.encode == nullptr) return channel_.reply({{"type", "unsupported"}});
    const std::uint64_t seed = request.at("seed");
    std::vector<std::uint8_t> bytes(16 * x_.size() + 1024);
    std::uint64_t length = 0;
    std::uint64_t bits = 0;
    const auto call = [&] {
      return f_.encode(oracle_, x_.data(), seed, bytes.data(), bytes.size(), &length, &bits);
    };
    int code = call();
    if (code == BIASBOUND_TOO_SMALL && length > bytes.size()) {
      bytes.resize(static_cast<std::size_t>(length));
      code = call();
    }
    if (!succeeded(code)) return;
    if (length > bytes.size())
      throw std::runtime_error("biasbound_encode: a length of " + std::to_string(length) +
                               " in a buffer of " + std::to_string(bytes.size()));
    bytes.resize(static_cast<std::size_t>(length));
    channel_.reply({{"type", "encoded"}, {"bits", bits}, {"bytes", length}},
                   std::span<const std::uint8_t>(bytes));
  }

  void decode(const json& request) {
    std::vector<std::uint8_t> bytes(request.at("bytes").get<std::size_t>());
    channel_.payload(bytes);
    if (f_.decode == nullptr) return channel_.reply({{"type", "unsupported"}});
    out_.resize(x_.size());
    if (succeeded(f_.decode(oracle_, bytes.data(), bytes.size(), out_.data())))
      channel_.reply({{"type", "decoded"}}, std::span<const double>(out_));
  }

  std::string path_;
  Channel& channel_;
  Functions f_{};
  biasbound_oracle* oracle_ = nullptr;
  std::vector<double> x_;
  std::vector<double> out_;
};

}  // namespace

void serve_plugin(const std::string& path) {
  const int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10);
  dup2(STDERR_FILENO, STDOUT_FILENO);
  try {
    Channel channel(out);
    Host host(path, channel);
    for (;;) {
      const json request = channel.header();
      try {
        host.answer(request);
      } catch (const std::exception& error) {
        channel.reply({{"type", "error"}, {"message", error.what()}});
      } catch (...) {
        channel.reply({{"type", "error"}, {"message", "an exception left the plugin"}});
      }
    }
  } catch (...) {
    _exit(70);
  }
}

}  // namespace biasbound::detail
