#include "biasbound/compressors/encoding.hpp"

namespace biasbound {

void BitWriter::write(std::uint64_t value, unsigned width) {
  for (unsigned i = 0; i < width; ++i, ++encoding_.bits) {
    if (encoding_.bits % 8 == 0) encoding_.bytes.push_back(0);
    const auto bit = static_cast<unsigned>((value >> i) & 1U);
    encoding_.bytes.back() =
        static_cast<std::uint8_t>(encoding_.bytes.back() | (bit << (encoding_.bits % 8)));
  }
}

Encoding BitWriter::finish() && { return std::move(encoding_); }

std::uint64_t BitReader::read(unsigned width) {
  if (position_ + width > 8 * std::uint64_t{bytes_.size()})
    throw InvalidInput("decode: " + std::to_string(bytes_.size()) + " bytes end too early");
  std::uint64_t value = 0;
  for (unsigned i = 0; i < width; ++i, ++position_) {
    const std::uint64_t bit = (unsigned{bytes_[position_ / 8]} >> (position_ % 8)) & 1U;
    value |= bit << i;
  }
  return value;
}

}  // namespace biasbound
