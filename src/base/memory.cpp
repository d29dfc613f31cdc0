#include "base/memory.hpp"

#include <malloc.h>
#include <unistd.h>

#include <cstdio>
#include <memory>

namespace spate {

#ifdef __GLIBC__

namespace {

struct Close {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

// Excludes pages that are backed by files.
std::size_t resident_memory() noexcept {
  const std::unique_ptr<std::FILE, Close> file{std::fopen("/proc/self/statm", "re")};
  unsigned long resident = 0;
  unsigned long file_backed = 0;
  if (!file || std::fscanf(file.get(), "%*u %lu %lu", &resident, &file_backed) != 2) return 0;
  return (resident - file_backed) * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

std::size_t allocated_memory() noexcept {
  const struct mallinfo2 allocated = ::mallinfo2();
  return allocated.uordblks + allocated.hblkhd;
}

std::size_t reclaimable_memory() noexcept {
  const std::size_t allocated = allocated_memory();
  const std::size_t resident = resident_memory();
  return resident < allocated ? 0 : resident - allocated;
}

void trim_heap() noexcept { ::malloc_trim(0); }

#else

std::size_t allocated_memory() noexcept { return 0; }
std::size_t reclaimable_memory() noexcept { return 0; }
void trim_heap() noexcept {}

#endif

}  // namespace spate
