// Files are written whole or not at all.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "biasbound/report_writers.hpp"
#include "catch.hpp"

namespace biasbound {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "biasbound-files.XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string operator/(const char* name) const { return (path_ / name).string(); }
  [[nodiscard]] std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
  }

 private:
  fs::path path_;
};

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("a written file holds exactly the text and nothing lies beside it", "[report][files]") {
  const Folder folder;
  const std::string path = folder / "report.json";
  const std::string text(300'000, 'x');
  write_file(path, text);
  CHECK(read(path) == text);
  write_file(path, "short");
  CHECK(read(path) == "short");
  CHECK(folder.entries() == 1);
}

TEST_CASE("a checked path is left as it was", "[report][files]") {
  const Folder folder;
  check_writable(folder / "absent.json");
  CHECK(folder.entries() == 0);
  write_file(folder / "present.json", "kept");
  check_writable(folder / "present.json");
  CHECK(read(folder / "present.json") == "kept");
  CHECK(folder.entries() == 1);
}

TEST_CASE("a path that cannot be written is refused by name and leaves nothing",
          "[report][files]") {
  const Folder folder;
  fs::create_directory(folder / "folder");
  for (const std::string& path :
       {folder / "missing/report.json", folder / "folder", folder / "folder/",
        std::string("/proc/report.json"), std::string()}) {
    CAPTURE(path);
    CHECK_THROWS_AS(check_writable(path), InvalidInput);
    CHECK_THROWS_WITH(write_file(path, "text"), Catch::Matchers::Contains(path));
  }
  CHECK(folder.entries() == 1);
}

}  // namespace biasbound
