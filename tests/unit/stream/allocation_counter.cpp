// In a separate file, so that gcc cannot inline one half of a pair and report a mismatch with the other.
#include "allocation_counter.hpp"

#include <cstdlib>
#include <new>

static thread_local std::uint64_t allocations = 0;

void* operator new(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

std::uint64_t spate::stream::thread_allocations() noexcept { return allocations; }
