// The compression kernels for float and double: compressed forms, decoders, dense results and fused
// steps, in portable C++, AVX2 and AVX-512, on one thread or several.
#pragma once

#include "biasbound/kernels/natural.hpp"
#include "biasbound/kernels/norms.hpp"
#include "biasbound/kernels/pairs.hpp"
#include "biasbound/kernels/qsgd.hpp"
#include "biasbound/kernels/rand_k.hpp"
#include "biasbound/kernels/rounding.hpp"
#include "biasbound/kernels/sign.hpp"
#include "biasbound/kernels/top_k.hpp"
#include "biasbound/kernels/workspace.hpp"
