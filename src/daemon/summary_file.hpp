// The file that `--summary` names: there only when it is whole.
#pragma once

#include <fstream>
#include <string>

namespace spate {

// The figures go into FILE.part, which takes the name FILE once they are written. Without write() no file is left.
class SummaryFile {
 public:
  // Opens FILE.part, so that a place that cannot be written to is known before the first record. Throws StartError.
  explicit SummaryFile(std::string file);
  SummaryFile(const SummaryFile&) = delete;
  SummaryFile& operator=(const SummaryFile&) = delete;
  ~SummaryFile();

  // Logs what fails: the run is over, its figures have been shown.
  void write(const std::string& text);

 private:
  std::string file_;
  std::string part_;
  std::ofstream stream_;
};

}  // namespace spate
