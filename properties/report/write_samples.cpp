// write_samples FOLDER: the sample report in every format, for the checks in check_formats.py.
#include <cstdio>
#include <exception>
#include <string>

#include "biasbound/report_writers.hpp"
#include "sample_report.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 64;
  try {
    const std::string folder = argv[1];
    const biasbound::Report report = biasbound::test::sample_report();
    biasbound::write_file(folder + "/sample.json", biasbound::to_json(report));
    biasbound::write_file(folder + "/sample.xml", biasbound::to_junit(report));
    biasbound::write_file(folder + "/sample.html", biasbound::to_html(report));
    biasbound::write_file(folder + "/sample.txt", biasbound::to_terminal(report));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 70;
  }
  return 0;
}
