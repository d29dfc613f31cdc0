// Settings of malloc for the buffers of the client.
#pragma once

namespace spate::kafka {

// Makes malloc keep up to 256 MiB of unused memory. The client allocates and frees a buffer of 1 MB for each request.
// By default, the C library gets each buffer from the kernel and returns it. Affects the whole process. Thread-safe.
void tune_malloc() noexcept;

}  // namespace spate::kafka
