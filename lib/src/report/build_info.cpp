// What this build is made of.
#include "biasbound/build_info.hpp"

#include <fmt/core.h>
#include <gmp.h>
#include <mpfi.h>
#include <mpfr.h>
#include <nlopt.h>
#include <zlib.h>

#include <Eigen/Core>
#include <boost/version.hpp>
#include <nlohmann/json.hpp>
#include <toml.hpp>

namespace biasbound {
namespace {

std::string compiler() {
#if defined(__clang__)
  return fmt::format("clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#elif defined(__GNUC__)
  return fmt::format("g++ {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#else
  return "unknown compiler";
#endif
}

std::string instruction_set() {
#if defined(__AVX512F__)
  return "x86-64 (AVX-512)";
#elif defined(__AVX2__)
  return "x86-64 (AVX2)";
#elif defined(__x86_64__)
  return "x86-64 (SSE2)";
#elif defined(__aarch64__)
  return "AArch64 (NEON)";
#else
  return "portable";
#endif
}

std::string nlopt_text() {
  int major = 0, minor = 0, patch = 0;
  nlopt_version(&major, &minor, &patch);
  return fmt::format("{}.{}.{}", major, minor, patch);
}

}  // namespace

const BuildInfo& build_info() {
  static const BuildInfo value = {
      BIASBOUND_VERSION,
      compiler(),
      instruction_set(),
      {{"Boost", fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000,
                             BOOST_VERSION % 100)},
       {"Eigen",
        fmt::format("{}.{}.{}", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
       {"GMP", gmp_version},
       {"MPFR", mpfr_get_version()},
       {"MPFI", mpfi_get_version()},
       {"NLopt", nlopt_text()},
       {"fmt",
        fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
       {"nlohmann-json", fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR,
                                     NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)},
       {"toml11",
        fmt::format("{}.{}.{}", TOML11_VERSION_MAJOR, TOML11_VERSION_MINOR, TOML11_VERSION_PATCH)},
       {"zlib", zlibVersion()}}};
  return value;
}

}  // namespace biasbound
