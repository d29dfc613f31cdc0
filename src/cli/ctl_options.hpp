// The arguments of `spate ctl`.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace spate::cli {

// Adds the command; `chosen` is set to what is to be done once the arguments are parsed.
void add_ctl(CLI::App& app, std::function<int()>& chosen);

}  // namespace spate::cli
