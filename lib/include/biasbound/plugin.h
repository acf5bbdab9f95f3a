/*
 * An oracle or compressor in a shared library: biasbound audit --plugin ./libmine.so
 *
 * Define the functions below with C linkage and build a shared library; nothing of biasbound has to
 * be linked. A complete compressor:
 *
 *     #include <biasbound/plugin.h>
 *     #include <stdlib.h>
 *     struct biasbound_oracle { uint64_t d; };
 *     int biasbound_abi_version(void) { return BIASBOUND_ABI_VERSION; }
 *     int biasbound_create(uint64_t dimension, biasbound_oracle** oracle) {
 *       *oracle = malloc(sizeof **oracle);
 *       if (!*oracle) return BIASBOUND_ERROR;
 *       (*oracle)->d = dimension ? dimension : 8;
 *       return BIASBOUND_OK;
 *     }
 *     void biasbound_destroy(biasbound_oracle* oracle) { free(oracle); }
 *     uint64_t biasbound_dimension(const biasbound_oracle* oracle) { return oracle->d; }
 *     int biasbound_kind(const biasbound_oracle* oracle) { return BIASBOUND_COMPRESSOR; }
 *     const char* biasbound_claim_json(biasbound_oracle* oracle) { return "{\"delta\": \"1/2\"}"; }
 *     int biasbound_sample(biasbound_oracle* oracle, const double* x, uint64_t count,
 *                          uint64_t seed, double* out) {
 *       for (uint64_t i = 0; i < count * oracle->d; ++i) out[i] = x[i % oracle->d] / 2;
 *       return BIASBOUND_OK;
 *     }
 *
 * Rules
 * - The library is loaded in child processes only. It may crash or hang there: that is reported as
 *   an ORACLE_ERROR and harms nobody. What it prints to stdout or stderr is kept for the report.
 * - One thread uses a handle, and there is one handle in a process.
 * - Every buffer belongs to the caller, has the length stated, and is valid during the call only.
 *   Numbers are IEEE-754 doubles; vectors have d = biasbound_dimension(oracle) entries. Text
 *   that is returned belongs to the plugin and stays valid until the next call with the handle; it
 *   is UTF-8.
 * - No C++ exception may leave a function.
 * - Functions that return int return one of the codes below.
 */
#ifndef BIASBOUND_PLUGIN_H
#define BIASBOUND_PLUGIN_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BIASBOUND_ABI_VERSION 1

enum {
  BIASBOUND_OK = 0,
  BIASBOUND_UNSUPPORTED = 1, /* this request, at any x; it is not made again */
  BIASBOUND_ERROR = 2,       /* biasbound_last_error says why */
  BIASBOUND_TOO_SMALL = 3    /* biasbound_encode only */
};

enum { BIASBOUND_ORACLE = 0, BIASBOUND_COMPRESSOR = 1 };

/* The plugin's own, opaque to the caller. */
typedef struct biasbound_oracle biasbound_oracle;

/* Required. */

/* BIASBOUND_ABI_VERSION as the plugin was compiled. Called first. */
int biasbound_abi_version(void);

/* A new oracle in `*oracle`. `dimension` is what the user asked for; 0: the plugin chooses. */
int biasbound_create(uint64_t dimension, biasbound_oracle** oracle);

void biasbound_destroy(biasbound_oracle* oracle);

/* d >= 1; the same at every call. */
uint64_t biasbound_dimension(const biasbound_oracle* oracle);

/* `count` >= 1 independent draws at x (d numbers): out has count rows of d numbers. Equal x, count
   and seed give equal draws; different seeds, independent ones. A compressor's draw is C(x). */
int biasbound_sample(biasbound_oracle* oracle, const double* x, uint64_t count, uint64_t seed,
                     double* out);

/* Required of an oracle; not called for a compressor, where it would be x itself. */

/* out = grad f(x), d numbers. */
int biasbound_gradient(biasbound_oracle* oracle, const double* x, double* out);

/* Optional: looked up by name, may be absent. */

/* *value = f(x). Oracles only. */
int biasbound_value(biasbound_oracle* oracle, const double* x, double* value);

/* The claim that the oracle brings with it, one JSON object of constants:
   "{\"M\": 3, \"m\": \"1/4\"}", or delta, or omega; NULL for none. A number is a JSON number or
   text that holds a rational. */
const char* biasbound_claim_json(biasbound_oracle* oracle);

/* What is known of f, "{\"L\": 4, \"mu\": \"1/10\", \"f_star\": 0}"; NULL for nothing.
   Oracles only. */
const char* biasbound_objective_json(biasbound_oracle* oracle);

/* One line on the last BIASBOUND_ERROR. `oracle` is NULL after a create that failed. */
const char* biasbound_last_error(const biasbound_oracle* oracle);

/* For the report; the file's name where absent. */
const char* biasbound_name(const biasbound_oracle* oracle);

/* BIASBOUND_ORACLE (where absent) or BIASBOUND_COMPRESSOR. */
int biasbound_kind(const biasbound_oracle* oracle);

/* Not 0: every draw at x is the same. It is checked. */
int biasbound_deterministic(const biasbound_oracle* oracle);

/* out = E g(x), d numbers. */
int biasbound_mean(biasbound_oracle* oracle, const double* x, double* out);

/* *value = E|g(x)|^2. */
int biasbound_second_moment(biasbound_oracle* oracle, const double* x, double* value);

/* An inexact first-order oracle at y: *value = f~(y), gradient = g~(y), d numbers. */
int biasbound_inexact(biasbound_oracle* oracle, const double* y, double* value, double* gradient);

/* Compressors: the draw that biasbound_sample(oracle, x, 1, seed, ..) makes, as it is sent. At most
   `capacity` bytes go to `bytes`; *length is how many, *bits <= 8 * *length is the length that
   counts. Where capacity is too small: *length is what is needed, and the result TOO_SMALL. */
int biasbound_encode(biasbound_oracle* oracle, const double* x, uint64_t seed, uint8_t* bytes,
                     uint64_t capacity, uint64_t* length, uint64_t* bits);

/* out = the d numbers that these bytes stand for. */
int biasbound_decode(biasbound_oracle* oracle, const uint8_t* bytes, uint64_t length, double* out);

#ifdef __cplusplus
}
#endif

#endif
