# What holds for a build of biasbound itself, and is left to the outer project where biasbound is
# one of its subdirectories: build type, ccache, warnings, sanitizers, coverage.
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE_PROGRAM ccache)
mark_as_advanced(CCACHE_PROGRAM)
foreach(language C CXX)
  if(CCACHE_PROGRAM AND NOT CMAKE_${language}_COMPILER_LAUNCHER)
    set(CMAKE_${language}_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
  endif()
endforeach()

if(BIASBOUND_PCH AND CCACHE_PROGRAM)
  # What ccache needs to serve a compilation that uses a precompiled header.
  add_compile_options("$<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>"
                      "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>")
endif()

set(warnings -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wcast-align
             -Wformat=2 -Wundef)
set(warnings_cxx -Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # False alarms in std::string's operator+ at -O2 and above: GCC bug 105651, mended in 13.
  list(APPEND warnings_cxx -Wno-restrict)
  if(BIASBOUND_PCH)
    # The same bug again, where <string> comes from a precompiled header.
    list(APPEND warnings_cxx -Wno-array-bounds -Wno-stringop-overflow)
  endif()
endif()
add_compile_options(${warnings} "$<$<COMPILE_LANGUAGE:CXX>:${warnings_cxx}>")
# GCC's manual advises against -Werror beside a sanitizer: its warnings are then often false. So they
# are at -Og, which coverage is measured at.
if(BIASBOUND_WERROR AND NOT BIASBOUND_SANITIZE AND NOT BIASBOUND_COVERAGE)
  # Errors only for the compilers that the code is kept clean for: a newer one may warn of more.
  string(REGEX MATCH "^[0-9]+" major "${CMAKE_CXX_COMPILER_VERSION}")
  if("${CMAKE_CXX_COMPILER_ID} ${major}" MATCHES "^(GNU 12|Clang 14)$")
    add_compile_options(-Werror)
  endif()
endif()

if(BIASBOUND_SANITIZE)
  add_compile_options(-fsanitize=${BIASBOUND_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${BIASBOUND_SANITIZE})
endif()
if(BIASBOUND_COVERAGE)
  # Threads share the counters: torn ones come out negative, and gcovr stops at them.
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()
