// Catch2 v2 compiles its main once, here; Catch2 v3 brings its own (catch2-with-main) and this file is not built.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
