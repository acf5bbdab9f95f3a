// Any bytes as a spec: read, or refused with one line.
#include <cstdint>
#include <cstdlib>

#include "biasbound/spec.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    (void)biasbound::parse_spec(text, "fuzz");
  } catch (const biasbound::InvalidInput& error) {
    if (std::string_view(error.what()).find('\n') != std::string_view::npos) std::abort();
  }
  return 0;
}
