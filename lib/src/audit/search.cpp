// The search for a point where the claim fails: see search.hpp.
#include "audit/search.hpp"

#include <algorithm>
#include <cmath>

#include "audit/exact.hpp"

namespace biasbound::detail {
namespace {

constexpr std::size_t first_draws = 8;
constexpr std::size_t finalists = 4;
constexpr std::uint64_t optimised_id = 1'000'000;  // ids of points the optimiser made
constexpr std::size_t optimiser_dimension = 32;
constexpr std::size_t memory_limit = std::size_t{1} << 27;  // doubles held by all states

/// One round of draws for every state; the first point (by order) with an excluded draw wins.
std::optional<std::pair<std::size_t, Certain>> round(Workers& workers,
                                                     std::vector<PointState>& states,
                                                     std::size_t draws, std::uint64_t seed) {
  std::vector<std::optional<Certain>> found(states.size());
  const std::size_t limit = workers.subject().batch_limit();
  workers.run(states.size(), [&](Session& session, std::size_t i) {
    PointState& state = states[i];
    const Query query = query_at(state, seed, Purpose::search, state.draws, draws);
    const DrawStats stats = draw(session, limit, query);
    state.add(stats);
    found[i] = excluded(state, stats);
  });
  for (std::size_t i = 0; i < found.size(); ++i)
    if (found[i]) return std::pair{i, *found[i]};
  return std::nullopt;
}

/// Maximises the score with common random numbers from a starting point, over a box around it. The
/// number of draws is bounded; the points it visits are judged again by fresh draws.
std::optional<PointState> optimise(Workers& workers, const PointState& start,
                                   const Constants& constants, double tolerance,
                                   const Options& options, std::uint64_t& draws) {
  constexpr std::size_t draws_per_point = 64;
  constexpr std::size_t evaluations = 24;
  double scale = 0;
  for (const double entry : start.point.x) scale = std::max(scale, std::abs(entry));
  if (scale == 0) return std::nullopt;

  Session& session = workers.session();
  const std::size_t limit = workers.subject().batch_limit();
  double best_value = 0;
  std::optional<PointState> best;
  std::vector<double> u = start.point.x;
  for (double& entry : u) entry /= scale;
  maximise(
      [&](const std::vector<double>& at) {
        workers.clock().check();
        TestPoint point{at, start.point.pattern + ", optimised", optimised_id};
        for (double& entry : point.x) entry *= scale;
        PointState state = make_state(session, std::move(point), constants, tolerance);
        state.add(draw(session, limit,
                       query_at(state, options.seed, Purpose::search, 0, draws_per_point)));
        draws += draws_per_point;
        const double value = score(state);
        if (value > best_value) {
          best_value = value;
          best = std::move(state);
        }
        return value;
      },
      u, 2, .25, evaluations);
  return best;
}

}  // namespace

PointState make_state(Session& session, TestPoint point, const Constants& constants,
                      double tolerance) {
  PointState state;
  state.gradient.resize(point.x.size());
  session.gradient(point.x, state.gradient);
  state.point = std::move(point);
  state.at = hypothesis(constants, std::sqrt(squared_norm<double>(state.gradient)), tolerance);
  return state;
}

Query query_at(const PointState& state, std::uint64_t seed, Purpose purpose, std::uint64_t first,
               std::size_t count) {
  Query query;
  query.x = &state.point.x;
  query.gradient = &state.gradient;
  query.centre = state.at.centre;
  query.first = {seed, purpose, state.point.id, first};
  query.count = count;
  if (state.first_h) query.target = &*state.first_h;
  return query;
}

SearchResult search(Workers& workers, const Constants& constants, const Options& options) {
  SearchResult result;
  const std::size_t d = workers.subject().dimension();
  const double tolerance = rounding_allowance(d, options.rounding);
  const TestPoints all(d, options.seed);
  // Halving costs about 4 rounds of the first one's draws; it gets at most a third of the budget.
  const std::uint64_t affordable = options.samples / 3 / (4 * first_draws);
  const auto most = std::clamp<std::size_t>(
      std::min<std::uint64_t>(affordable, memory_limit / (4 * d)), finalists, all.size());
  const std::vector<std::size_t> points = spread(all.size(), most);
  result.points = points.size();

  std::vector<PointState> states(points.size());
  workers.run(points.size(), [&](Session& session, std::size_t i) {
    states[i] = make_state(session, all[points[i]], constants, tolerance);
    if (states[i].at.no_noise) {
      std::vector<double> h(d);
      session.sample(states[i].point.x, {options.seed, Purpose::search, states[i].point.id, 0}, 1,
                     h);
      for (std::size_t j = 0; j < d; ++j) h[j] -= states[i].gradient[j];
      states[i].first_h = std::move(h);
    }
  });

  std::size_t draws = first_draws;
  while (true) {
    workers.clock().check();
    const auto certain = round(workers, states, draws, options.seed);
    result.draws += draws * states.size();
    if (certain) {
      std::swap(states[0], states[certain->first]);
      result.finalists = std::move(states);
      result.finalists.resize(1);
      result.certain = certain->second;
      return result;
    }
    std::vector<std::pair<double, std::size_t>> order(states.size());
    for (std::size_t i = 0; i < states.size(); ++i) order[i] = {-score(states[i]), i};
    std::sort(order.begin(), order.end());
    const bool last = states.size() <= finalists;
    std::vector<PointState> kept;
    const std::size_t count = last ? states.size() : std::max(finalists, states.size() / 2);
    for (std::size_t i = 0; i < count; ++i) kept.push_back(std::move(states[order[i].second]));
    states = std::move(kept);
    if (last) break;
    if (states[0].draws > first_draws) draws = states[0].draws;  // doubles the total
  }
  result.finalists = std::move(states);

  // The optimiser is worth its draws only where nothing is in sight yet.
  if (d <= optimiser_dimension && score(result.finalists[0]) == 0 &&
      options.samples >= 4 * result.draws) {
    const auto start = result.finalists[0].point;
    if (auto best =
            optimise(workers, result.finalists[0], constants, tolerance, options, result.draws)) {
      result.finalists.insert(result.finalists.begin(), std::move(*best));
      ++result.points;
    }
  }
  return result;
}

}  // namespace biasbound::detail
