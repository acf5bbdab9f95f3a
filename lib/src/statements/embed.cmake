# cmake -DMANIFEST=proofs/statements.toml -DPROPERTIES=folder -DOUTPUT=file.cpp -P embed.cmake
#
# Writes a C++ source that holds the manifest and, below it as [[test]] tables, every test case of the
# folder's *.cpp with its tags: which property belongs to which statement stands in one place, the tag.
file(READ "${MANIFEST}" text)
file(GLOB sources "${PROPERTIES}/*.cpp")
foreach(source IN LISTS sources)
  get_filename_component(name "${source}" NAME)
  file(READ "${source}" code)
  # CMake's lists would break at brackets and semicolons.
  string(REPLACE "[" "<:" code "${code}")
  string(REPLACE "]" ":>" code "${code}")
  string(REPLACE ";" "," code "${code}")
  string(REGEX MATCHALL "TEST_CASE\\(([ \n]*\"[^\"]*\")+,[ \n]*\"[^\"]*\"" cases "${code}")
  foreach(case IN LISTS cases)
    string(REGEX REPLACE "\"[ \n]+\"" "" case "${case}")
    string(REGEX REPLACE "TEST_CASE\\([ \n]*(\"[^\"]*\"),[ \n]*(\"[^\"]*\")"
                         "\n<:<:test:>:>\nfile = \"properties/${name}\"\nname = \\1\ntags = \\2\n" case
                         "${case}")
    string(REPLACE "<:" "[" case "${case}")
    string(REPLACE ":>" "]" case "${case}")
    string(APPEND text "${case}")
  endforeach()
endforeach()
# As numbers: no delimiter that the text must not hold, no limit on the length of a literal.
string(HEX "${text}" bytes)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "(................................................................................)"
                     "\\1\n" bytes "${bytes}")
file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT [[
// Made by embed.cmake of @MANIFEST@.
#include "statements/embedded.hpp"

namespace biasbound::detail {
namespace {
constexpr unsigned char kBytes[] = {
@bytes@};
}
const unsigned char* const embedded_manifest = kBytes;
const std::size_t embedded_manifest_size = sizeof kBytes;
}  // namespace biasbound::detail
]])
