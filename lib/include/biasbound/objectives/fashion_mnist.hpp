// Labelled examples for SoftmaxRegression, and the reader of Fashion-MNIST (Xiao, Rasul and
// Vollgraf 2017; Debian package dataset-fashion-mnist): gzip-compressed IDX files.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace biasbound {

struct LabelledData {
  using Features = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  Features features;                ///< one example a row
  std::vector<std::size_t> labels;  ///< one a row, below `classes`
  std::size_t classes = 0;
};

/// $BIASBOUND_FASHION_MNIST if set, else /usr/share/datasets/fashion-mnist, where Debian puts it.
std::string fashion_mnist_folder();

/// The first `examples` training images as rows of 785 numbers: 28 x 28 grey values / 255, row
/// after row, and a constant 1; 10 classes. Reads train-images-idx3-ubyte.gz and
/// train-labels-idx1-ubyte.gz in `folder`. Throws InvalidInput, naming the file, where one is
/// missing, truncated, corrupt or not what it should be, or has fewer examples.
LabelledData load_fashion_mnist(const std::string& folder, std::size_t examples);

}  // namespace biasbound
