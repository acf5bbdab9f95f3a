// The decoders of pairs on any bytes (kernels.hpp).
#include "kernels.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return kernel_tests::fuzz(data, size, kernel_tests::pairs<float>(),
                            kernel_tests::pairs<double>());
}
