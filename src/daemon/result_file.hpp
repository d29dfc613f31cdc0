// A file that an option names for the results of the run, such as `--summary`: there only when it is whole.
#pragma once

#include <fstream>
#include <string>

namespace spate {

// The figures go into FILE.part, which takes the name FILE once they are written. Without write() no file is left.
class ResultFile {
 public:
  // Opens FILE.part, so that a place that cannot be written to is known before the first record. Throws StartError.
  ResultFile(std::string option, std::string file);
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;
  ~ResultFile();

  // Logs what fails: the run is over, its figures have been shown.
  void write(const std::string& text);

 private:
  std::string option_;
  std::string file_;
  std::string part_;
  std::ofstream stream_;
};

}  // namespace spate
