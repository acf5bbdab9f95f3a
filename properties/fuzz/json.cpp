// Any bytes as JSON: refused with one line, or read, and then what is written reads back the same.
#include <cstdint>
#include <cstdlib>

#include "biasbound/spec.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  nlohmann::json tree;
  try {
    tree = biasbound::read_json(text, "fuzz");
  } catch (const biasbound::InvalidInput& error) {
    if (std::string_view(error.what()).find('\n') != std::string_view::npos) std::abort();
    return 0;
  }
  if (biasbound::read_json(tree.dump(), "fuzz") != tree) std::abort();
  return 0;
}
