// A call's random numbers (kernels/rounding.hpp) as the loops take them.
#pragma once

#include "biasbound/kernels/rounding.hpp"
#include "kernels/loops/philox.hpp"

namespace biasbound::kernels {

inline Draws draws_of(const Rounding& rounding) {
  const StreamBlocks& blocks = rounding.blocks();
  return {{blocks.key[0], blocks.key[1]},
          {blocks.tail[0], blocks.tail[1], blocks.tail[2]},
          rounding.first(),
          &rounding};
}

}  // namespace biasbound::kernels
