// Writes the functions and presets into docs/reference/functions.md: write-generators PAGE
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "generator/function_reference.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: write-generators PAGE\n", stderr);
    return 2;
  }
  ::setenv("TZ", "UTC", 1);  // for the same output on every machine
  std::string page;
  {
    std::ifstream file{argv[1], std::ios::binary};
    page.assign(std::istreambuf_iterator<char>{file}, {});
  }
  std::ofstream file{argv[1], std::ios::binary};
  return file << spate::generator::with_generator_reference(page) ? 0 : 1;
}
