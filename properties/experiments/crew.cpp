// Threads that share the pieces of a computation.
#include "experiments/crew.hpp"

#include <catch.hpp>
#include <mutex>
#include <set>
#include <stdexcept>

using namespace biasbound::experiments;

TEST_CASE("a crew does every piece once") {
  for (const unsigned threads : {1U, 2U, 3U, 8U})
    for (const std::size_t count : {0U, 1U, 2U, 100U}) {
      std::mutex mutex;
      std::multiset<std::size_t> done;
      const Watch watch;
      Crew crew(watch, 1);
      crew.run(count, threads, [&](std::size_t piece) {
        const std::scoped_lock lock(mutex);
        done.insert(piece);
      });
      CHECK(done.size() == count);
      CHECK(std::set<std::size_t>(done.begin(), done.end()).size() == count);
    }
}

TEST_CASE("what a piece throws ends the crew's work") {
  for (const unsigned threads : {1U, 3U}) {
    const Watch watch;
    Crew crew(watch, 1);
    const auto piece = [&](std::size_t i) {
      if (i == 1) throw std::runtime_error("piece 1");
      if (threads > 1)
        for (;;) crew.did(0);
    };
    CHECK_THROWS_WITH(crew.run(3, threads, piece), "piece 1");
  }
}
