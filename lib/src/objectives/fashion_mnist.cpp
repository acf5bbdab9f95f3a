#include "biasbound/objectives/fashion_mnist.hpp"

#include <zlib.h>

#include <cstdlib>
#include <memory>
#include <span>

#include "biasbound/scalar.hpp"

namespace biasbound {
namespace {

constexpr std::size_t side = 28;
constexpr std::size_t pixels = side * side;
constexpr std::size_t classes = 10;

class GzipFile {
 public:
  explicit GzipFile(std::string path) : path_(std::move(path)), file_(gzopen(path_.c_str(), "rb")) {
    if (!file_)
      fail(
          "cannot be opened (Debian package dataset-fashion-mnist; BIASBOUND_FASHION_MNIST names "
          "another folder)");
  }

  void read(std::span<std::uint8_t> bytes) {
    const int got = gzread(file_.get(), bytes.data(), static_cast<unsigned>(bytes.size()));
    if (got < 0) fail("is corrupt");
    if (static_cast<std::size_t>(got) != bytes.size()) fail("is truncated");
  }
  /// Big-endian, as IDX has it.
  std::uint32_t read_number() {
    std::uint8_t b[4];
    read(b);
    return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | b[3];
  }
  void expect(const char* what, std::uint32_t expected) {
    if (const std::uint32_t got = read_number(); got != expected)
      fail(std::string("has ") + what + " " + std::to_string(got) + ", expected " +
           std::to_string(expected));
  }
  void expect_at_least(std::size_t examples) {
    if (const std::uint32_t got = read_number(); got < examples)
      fail("has " + std::to_string(got) + " examples, asked for " + std::to_string(examples));
  }
  [[noreturn]] void fail(const std::string& reason) const {
    throw InvalidInput(path_ + ": " + reason);
  }

 private:
  struct Close {
    void operator()(gzFile_s* file) const { gzclose(file); }
  };
  std::string path_;
  std::unique_ptr<gzFile_s, Close> file_;
};

}  // namespace

std::string fashion_mnist_folder() {
  const char* folder = std::getenv("BIASBOUND_FASHION_MNIST");
  return folder != nullptr && *folder != '\0' ? folder : "/usr/share/datasets/fashion-mnist";
}

LabelledData load_fashion_mnist(const std::string& folder, std::size_t examples) {
  if (examples == 0) throw InvalidInput("examples: 0, expected at least 1");
  GzipFile images(folder + "/train-images-idx3-ubyte.gz");
  GzipFile labels(folder + "/train-labels-idx1-ubyte.gz");
  images.expect("magic number", 0x803);
  images.expect_at_least(examples);
  images.expect("image height", side);
  images.expect("image width", side);
  labels.expect("magic number", 0x801);
  labels.expect_at_least(examples);

  LabelledData data;
  data.classes = classes;
  data.features.resize(static_cast<Eigen::Index>(examples), pixels + 1);
  std::uint8_t image[pixels];
  for (std::size_t i = 0; i < examples; ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    images.read(image);
    for (std::size_t j = 0; j < pixels; ++j)
      data.features(row, static_cast<Eigen::Index>(j)) = image[j] / 255.0;
    data.features(row, pixels) = 1;
    std::uint8_t label[1];
    labels.read(label);
    if (label[0] >= classes)
      labels.fail("has label " + std::to_string(label[0]) + " at example " + std::to_string(i));
    data.labels.push_back(label[0]);
  }
  return data;
}

}  // namespace biasbound
