// What a command stands on and leaves behind: signals and descriptors before it, written output after it.
#pragma once

namespace spate::cli {

// Once, before anything is opened. A write that fails is an error to report from then on, not a signal that ends the
// process without its results.
void prepare_process();

// Writes what is left of standard output and of the log. Returns the exit code: `code`, or that of results that could
// not be written.
[[nodiscard]] int finish_process(int code);

}  // namespace spate::cli
