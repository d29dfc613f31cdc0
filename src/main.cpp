#include "cli/cli.hpp"

int main(int argc, char** argv) { return spate::cli::run_command_line(argc, argv); }
