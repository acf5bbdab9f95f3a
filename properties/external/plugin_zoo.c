/* One plugin with many faults: the environment variable BIASBOUND_ZOO chooses. Without it, an
   honest oracle: x plus a rounded pseudo-random number that seed, draw and entry determine. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "biasbound/plugin.h"

struct biasbound_oracle {
  uint64_t d;
  const char* mode;
};

static int is(const biasbound_oracle* oracle, const char* mode) {
  return strcmp(oracle->mode, mode) == 0;
}

static const char* chosen(void) {
  const char* mode = getenv("BIASBOUND_ZOO");
  return mode ? mode : "";
}

int biasbound_abi_version(void) {
  return strcmp(chosen(), "abi") == 0 ? 99 : BIASBOUND_ABI_VERSION;
}

int biasbound_create(uint64_t dimension, biasbound_oracle** oracle) {
  if (strcmp(chosen(), "create") == 0) return BIASBOUND_ERROR;
  *oracle = malloc(sizeof **oracle);
  if (!*oracle) return BIASBOUND_ERROR;
  (*oracle)->d = dimension ? dimension : 4;
  (*oracle)->mode = chosen();
  if (is(*oracle, "create_crash")) abort();
  return BIASBOUND_OK;
}

void biasbound_destroy(biasbound_oracle* oracle) { free(oracle); }

uint64_t biasbound_dimension(const biasbound_oracle* oracle) {
  return is(oracle, "dimension") ? 0 : oracle->d;
}

const char* biasbound_name(const biasbound_oracle* oracle) { return oracle ? "zoo" : ""; }

int biasbound_kind(const biasbound_oracle* oracle) {
  return is(oracle, "compressor") ? BIASBOUND_COMPRESSOR : BIASBOUND_ORACLE;
}

const char* biasbound_claim_json(biasbound_oracle* oracle) {
  if (is(oracle, "claim")) return "{\"M\": ";
  return "{\"M\": 3, \"sigma2\": \"1/10\"}";
}

const char* biasbound_objective_json(biasbound_oracle* oracle) {
  return oracle ? "{\"L\": 1}" : NULL;
}

const char* biasbound_last_error(const biasbound_oracle* oracle) {
  return oracle ? "out of cheese" : "no oracle today";
}

int biasbound_sample(biasbound_oracle* oracle, const double* x, uint64_t count, uint64_t seed,
                     double* out) {
  printf("a print of the plugin\n");
  fflush(stdout);
  if (is(oracle, "crash")) raise(SIGSEGV);
  if (is(oracle, "exit")) exit(5);
  if (is(oracle, "hang"))
    for (;;) pause();
  if (is(oracle, "error")) return BIASBOUND_ERROR;
  if (is(oracle, "code")) return 77;
  for (uint64_t i = 0; i < count * oracle->d; ++i) {
    const uint64_t bits = (seed + i) * UINT64_C(0x9E3779B97F4A7C15);
    out[i] = x[i % oracle->d] + (double)(bits >> 40U) / 16777216.0 - 0.5;
  }
  if (is(oracle, "nan")) out[1] = (double)NAN;
  return BIASBOUND_OK;
}

int biasbound_gradient(biasbound_oracle* oracle, const double* x, double* out) {
  memcpy(out, x, oracle->d * sizeof *x);
  return BIASBOUND_OK;
}

int biasbound_value(biasbound_oracle* oracle, const double* x, double* value) {
  *value = 0;
  for (uint64_t i = 0; i < oracle->d; ++i) *value += x[i] * x[i] / 2;
  return BIASBOUND_OK;
}

int biasbound_mean(biasbound_oracle* oracle, const double* x, double* out) {
  (void)x;
  (void)out;
  (void)oracle;
  return BIASBOUND_UNSUPPORTED;
}

int biasbound_inexact(biasbound_oracle* oracle, const double* y, double* value, double* gradient) {
  *value = 1.5;
  return biasbound_gradient(oracle, y, gradient);
}

/* x itself, eight bytes an entry. */
int biasbound_encode(biasbound_oracle* oracle, const double* x, uint64_t seed, uint8_t* bytes,
                     uint64_t capacity, uint64_t* length, uint64_t* bits) {
  (void)seed;
  *length = 8 * oracle->d;
  *bits = 8 * *length;
  if (capacity < *length) return BIASBOUND_TOO_SMALL;
  memcpy(bytes, x, *length);
  return BIASBOUND_OK;
}

int biasbound_decode(biasbound_oracle* oracle, const uint8_t* bytes, uint64_t length, double* out) {
  if (length != 8 * oracle->d) return BIASBOUND_ERROR;
  memcpy(out, bytes, length);
  return BIASBOUND_OK;
}
