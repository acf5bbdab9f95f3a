// The manifest's text, in a source that embed.cmake writes.
#pragma once

#include <cstddef>

namespace biasbound::detail {

extern const unsigned char* const embedded_manifest;
extern const std::size_t embedded_manifest_size;

}  // namespace biasbound::detail
