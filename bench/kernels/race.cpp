#include "race.hpp"

namespace biasbound::bench {
namespace {

constexpr std::size_t count = 11;
constexpr double seconds_of_a_round = 0.015;
constexpr double most_noise = 0.1;

}  // namespace

void Race::rounds() {
  for (Variant& variant : variants_) {
    variant.times.clear();
    if (variant.calls == 0) variant.calls = calls_for(seconds_of_a_round, clock_, variant.run);
  }
  for (std::size_t round = 0; round < count; ++round)
    for (Variant& variant : variants_)
      variant.times.push_back(
          time_calls(clock_, variant.run, variant.calls, round * variant.calls));
}

Measured Race::value(const Row& row) const {
  std::vector<double> ratios(count, 1.0);
  for (std::size_t round = 0; round < count; ++round) {
    for (const std::size_t variant : row.above) ratios[round] *= variants_[variant].times[round];
    for (const std::size_t variant : row.below) ratios[round] /= variants_[variant].times[round];
  }
  const Quartiles of = quartiles(ratios);
  return {of.median, (of.high - of.low) / of.median};
}

std::vector<Measured> Race::measure(const std::vector<Row>& rows) {
  std::vector<Measured> measured;
  rounds();
  for (const Row& row : rows) measured.push_back(value(row));
  if (std::ranges::none_of(measured, [](const Measured& m) { return m.noise > most_noise; }))
    return measured;
  rounds();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (measured[i].noise <= most_noise) continue;
    const Measured second = value(rows[i]);
    if (second.noise < measured[i].noise) measured[i] = second;
    measured[i].again = true;
  }
  return measured;
}

}  // namespace biasbound::bench
