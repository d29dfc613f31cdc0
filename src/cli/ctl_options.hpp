// The arguments of `spate ctl`.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace spate::cli {

// Adds the command. Parsing sets `chosen` to the action.
void add_ctl(CLI::App& app, std::function<int()>& chosen);

}  // namespace spate::cli
