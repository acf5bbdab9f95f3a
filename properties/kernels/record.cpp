#include "record.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace kernel_tests {
namespace {

std::string hex(const std::byte* bytes, std::size_t width) {
  std::string text = "0x";
  for (std::size_t i = width; i-- > 0;) {  // little-endian
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(bytes[i]));
    text += digits;
  }
  return text;
}

}  // namespace

void Comparison::require(bool holds, std::string_view name, std::string_view otherwise) {
  if (holds || !fault_.empty()) return;
  fault_ = std::string(name).append(otherwise);
}

void Comparison::compare(std::string_view name, std::size_t width,
                         std::span<const std::byte> bytes) {
  if (!fault_.empty()) return;
  const auto& arrays = expected_.arrays();
  const auto found = std::find_if(arrays.begin(), arrays.end(),
                                  [name](const auto& array) { return array.name == name; });
  if (found == arrays.end() || found->width != width)
    throw std::logic_error("kernel check: nothing to compare " + std::string(name) + " with");
  const Record::Array& expected = *found;
  if (bytes.size() != expected.bytes.size()) {
    fault_ = std::string(name) + " has " + std::to_string(bytes.size() / width) +
             " entries, expected " + std::to_string(expected.bytes.size() / width);
    return;
  }
  if (bytes.empty() || std::memcmp(bytes.data(), expected.bytes.data(), bytes.size()) == 0) return;
  std::size_t i = 0;
  while (std::memcmp(bytes.data() + i, expected.bytes.data() + i, width) == 0) i += width;
  fault_ = std::string(name) + "[" + std::to_string(i / width) + "] is " +
           hex(bytes.data() + i, width) + ", expected " + hex(expected.bytes.data() + i, width);
}

}  // namespace kernel_tests
