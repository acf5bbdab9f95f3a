#include "fenced.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <new>

namespace kernel_tests {
namespace {

constexpr std::size_t canary_bytes = 128;
constexpr std::byte canary{0xa5};

std::size_t page() {
  static const auto size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return size;
}

Arena& arena(unsigned slot) {
  thread_local Arena arenas[16];
  return arenas[slot];
}

}  // namespace

Arena::~Arena() {
  if (mapped_ != nullptr) munmap(mapped_, size_ + 2 * page());
}

std::span<std::byte> Arena::bytes(std::size_t size) {
  if (size > size_ || mapped_ == nullptr) {
    if (mapped_ != nullptr) munmap(mapped_, size_ + 2 * page());
    mapped_ = nullptr;
    size_ = (std::max(size, 2 * size_) / page() + 1) * page();
    void* const mapped = mmap(nullptr, size_ + 2 * page(), PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) throw std::bad_alloc();
    mapped_ = static_cast<std::byte*>(mapped);
    mprotect(mapped_, page(), PROT_NONE);
    mprotect(mapped_ + page() + size_, page(), PROT_NONE);
  }
  return {mapped_ + page(), size_};
}

template <class T>
Fenced<T>::Fenced(unsigned slot, std::size_t n, unsigned shift) : n_(n) {
  const std::size_t size = n * sizeof(T);
  const std::span<std::byte> bytes =
      arena(slot).bytes(size + 2 * canary_bytes + at_end * sizeof(T));
  const std::size_t first = shift == at_end ? bytes.size() - size : shift * sizeof(T);
  const std::size_t before = std::min(first, canary_bytes);
  const std::size_t after = std::min(bytes.size() - first - size, canary_bytes);
  std::fill_n(bytes.data() + first - before, before + size + after, canary);
  entries_ = reinterpret_cast<T*>(bytes.data() + first);
  before_ = bytes.subspan(first - before, before);
  after_ = bytes.subspan(first + size, after);
}

template <class T>
Fenced<T>::Fenced(unsigned slot, std::span<const T> contents, unsigned shift)
    : Fenced(slot, contents.size(), shift) {
  if (n_ != 0) std::memcpy(entries_, contents.data(), contents.size_bytes());
}

template <class T>
bool Fenced<T>::intact() const {
  const auto is_canary = [](std::byte b) { return b == canary; };
  return std::all_of(before_.begin(), before_.end(), is_canary) &&
         std::all_of(after_.begin(), after_.end(), is_canary);
}

template class Fenced<float>;
template class Fenced<double>;
template class Fenced<std::int32_t>;
template class Fenced<std::uint8_t>;
template class Fenced<std::int8_t>;
template class Fenced<std::uint16_t>;
template class Fenced<std::uint32_t>;

}  // namespace kernel_tests
