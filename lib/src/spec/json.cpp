// A strict JSON reader over nlohmann's event parser, which by itself lets duplicate keys through
// and turns integers beyond 64 bits into doubles in silence.
#include "biasbound/spec.hpp"
#include "spec/limits.hpp"
#include "spec/text.hpp"

namespace biasbound {
namespace {

using nlohmann::json;

class TreeBuilder : public nlohmann::json_sax<json> {
 public:
  explicit TreeBuilder(std::string prefix) : prefix_(std::move(prefix)) {}

  json take() { return std::move(root_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(json::number_integer_t value) override { return add(value); }
  bool number_unsigned(json::number_unsigned_t value) override { return add(value); }
  bool number_float(json::number_float_t value, const std::string& text) override {
    if (text.find_first_of(".eE") == std::string::npos)
      throw InvalidInput(prefix_ + "the integer " + detail::escaped(text, 40) +
                         " does not fit 64 bits");
    return add(value);
  }
  bool string(std::string& value) override { return add(std::move(value)); }
  bool binary(json::binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return open(json::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t /*size*/) override { return open(json::array()); }
  bool end_array() override { return close(); }
  bool key(std::string& name) override {
    if (open_.back()->contains(name))
      throw InvalidInput(prefix_ + "the key '" + detail::escaped(name, 40) + "' occurs twice");
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string& last_token,
                   const nlohmann::detail::exception& error) override {
    if (error.id == 406)  // nlohmann's out_of_range: the number overflows double
      throw InvalidInput(prefix_ + "the number " + detail::escaped(last_token, 40) +
                         " does not fit a double");
    throw InvalidInput(prefix_ + "not JSON at byte " + std::to_string(position) + ", near '" +
                       detail::escaped(last_token, 40) + "'");
  }

 private:
  json* place(json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    return &(parent[key_] = std::move(value));
  }
  bool add(json value) {
    place(std::move(value));
    return true;
  }
  bool open(json value) {
    if (open_.size() == detail::max_depth)
      throw InvalidInput(prefix_ + "nested deeper than " + std::to_string(detail::max_depth) +
                         " levels");
    open_.push_back(place(std::move(value)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::string prefix_;
  json root_;
  std::vector<json*> open_;  // stable: only the innermost container grows
  std::string key_;
};

}  // namespace

json read_json(std::string_view text, std::string_view name) {
  const std::string prefix = std::string(name) + ": ";
  if (const auto at = detail::invalid_utf8(text))
    throw InvalidInput(prefix + "not valid UTF-8 at byte " + std::to_string(*at));
  TreeBuilder builder(prefix);
  json::sax_parse(text, &builder);
  return builder.take();
}

}  // namespace biasbound
