# The checks of the kernels, for CMakeLists.txt here and in properties/fuzz.
set(kernel_check_sources
  families.cpp fenced.cpp inputs.cpp machine.cpp natural.cpp norms.cpp pairs.cpp
  qsgd.cpp rand_k.cpp record.cpp sign.cpp top_k.cpp)
list(TRANSFORM kernel_check_sources PREPEND "${CMAKE_CURRENT_LIST_DIR}/")

# The loops for AVX-512 emulated by SIMDe, under other names, as one more machine: on x86-64 processors
# with AVX2, where SIMDe is installed.
set(emulated "${CMAKE_CURRENT_LIST_DIR}/emulated")
function(emulate_avx512 target)
  find_path(SIMDE_INCLUDE simde/x86/avx512.h)
  # (With g++'s sanitizers it takes minutes to compile.)
  if(NOT SIMDE_INCLUDE OR BIASBOUND_SANITIZE OR NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    return()
  endif()
  get_source_file_property(options "${PROJECT_SOURCE_DIR}/lib/src/kernels/avx2.cpp" TARGET_DIRECTORY biasbound COMPILE_OPTIONS)
  add_library(${target}_emulated OBJECT "${emulated}/avx512.cpp")
  target_include_directories(${target}_emulated SYSTEM PRIVATE "${emulated}" "${SIMDE_INCLUDE}")
  target_include_directories(${target}_emulated PRIVATE "${PROJECT_SOURCE_DIR}/lib/src"
                                                        "${PROJECT_SOURCE_DIR}/lib/include")
  target_compile_features(${target}_emulated PRIVATE cxx_std_20)
  # At -O3 it takes three minutes to compile.
  target_compile_options(${target}_emulated PRIVATE ${options} -O1 -ffp-contract=off)
  target_sources(${target} PRIVATE "$<TARGET_OBJECTS:${target}_emulated>")
  target_compile_definitions(${target} PRIVATE KERNEL_TESTS_EMULATE_AVX512)
endfunction()
