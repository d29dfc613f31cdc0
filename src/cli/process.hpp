// Setup and shutdown of the process: signals and descriptors before a command, written output after it.
#pragma once

namespace spate::cli {

// Called once, before any file is opened. From then on a failed write is an error, and does not raise a signal.
void prepare_process();

// Writes the remaining standard output and log. Returns `code`, or the code for results that could not be written.
[[nodiscard]] int finish_process(int code);

}  // namespace spate::cli
