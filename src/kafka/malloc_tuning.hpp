// How the client's memory is asked for and kept.
#pragma once

namespace spate::kafka {

// The client fills and frees a buffer of a megabyte for every request; left alone, the C library would ask the kernel
// for each and give each back, page by page. After this the process keeps such memory for the next one (up to 256 MiB
// unused). For the whole process, at once, any thread.
void tune_malloc() noexcept;

}  // namespace spate::kafka
