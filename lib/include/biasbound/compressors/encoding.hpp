// Compressed vectors as bits: a writer, a reader, and the (index, value) pairs of the sparsifiers.
#pragma once

#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <span>
#include <vector>

#include "biasbound/oracle.hpp"

namespace biasbound {

/// Appends fields of up to 64 bits, least significant bit first.
class BitWriter {
 public:
  void write(std::uint64_t value, unsigned width);
  [[nodiscard]] Encoding finish() &&;

 private:
  Encoding encoding_;
};

/// Reads the fields back; throws InvalidInput where the bytes end too early.
class BitReader {
 public:
  explicit BitReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  std::uint64_t read(unsigned width);

 private:
  std::span<const std::uint8_t> bytes_;
  std::uint64_t position_ = 0;
};

/// Bits that tell n things apart: ceil(log2 n); 0 for one thing. n >= 1.
inline unsigned bits_for(std::uint64_t n) {
  return n <= 1 ? 0 : static_cast<unsigned>(std::bit_width(n - 1));
}

template <std::floating_point Scalar>
inline constexpr unsigned value_bits = 8 * sizeof(Scalar);

template <std::floating_point Scalar>
std::uint64_t value_to_bits(Scalar value) {
  if constexpr (sizeof(Scalar) == 8)
    return std::bit_cast<std::uint64_t>(value);
  else
    return std::bit_cast<std::uint32_t>(value);
}

template <std::floating_point Scalar>
Scalar bits_to_value(std::uint64_t bits) {
  if constexpr (sizeof(Scalar) == 8)
    return std::bit_cast<Scalar>(bits);
  else
    return std::bit_cast<Scalar>(static_cast<std::uint32_t>(bits));
}

/// Bits of k (index, value) pairs in dimension d.
template <std::floating_point Scalar>
std::uint64_t pair_bits(std::size_t d, std::size_t k) {
  return std::uint64_t{k} * (bits_for(d) + value_bits<Scalar>);
}

/// The pairs of a vector in dimension d, as the kernels give them.
template <std::floating_point Scalar>
Encoding encode_pairs(std::size_t d, std::span<const std::uint32_t> indices,
                      std::span<const Scalar> values) {
  BitWriter writer;
  for (std::size_t j = 0; j < indices.size(); ++j) {
    writer.write(indices[j], bits_for(d));
    writer.write(value_to_bits(values[j]), value_bits<Scalar>);
  }
  return std::move(writer).finish();
}

/// out: d entries, zero where no pair says otherwise. Throws InvalidInput on an index >= d.
template <std::floating_point Scalar>
void decode_pairs(std::span<const std::uint8_t> bytes, std::size_t k, std::span<Scalar> out) {
  BitReader reader(bytes);
  std::fill(out.begin(), out.end(), Scalar(0));
  for (std::size_t pair = 0; pair < k; ++pair) {
    const std::uint64_t i = reader.read(bits_for(out.size()));
    const std::uint64_t value = reader.read(value_bits<Scalar>);
    if (i >= out.size())
      throw InvalidInput("decode: index " + std::to_string(i) + " in dimension " +
                         std::to_string(out.size()));
    out[i] = bits_to_value<Scalar>(value);
  }
}

}  // namespace biasbound
