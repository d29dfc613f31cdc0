#include "generator/compile/choice.hpp"
#include "generator/functions/functions.hpp"

namespace spate::generator::functions {
namespace {

struct Hot {
  std::uint64_t threshold;  // draws below it give a hot number
  std::uint64_t hot;        // count of the hot numbers
  std::uint64_t cold;       // count of the others
};

OpResult run_hot(Machine& machine, const Op* op, char* out) noexcept {
  const auto& set = *static_cast<const Hot*>(op->data);
  const auto which = random::draw(machine.state, op->z + 1);
  const auto number = machine.draw(op) < set.threshold ? random::uniform_below(which, set.hot)
                                                       : set.hot + random::uniform_below(which, set.cold);
  machine[op->to].number = static_cast<std::int64_t>(number + 1);
  return continue_with(machine, op + 1, out);
}

Operand hot_compile(Call& call) {
  const auto all = call.constant(2, 1, 1'000'000'000'000'000);
  const auto hot = call.constant(0, 1, all);
  const auto share = call.constant(1);
  if (share.number < 0 || share.number > power_of_ten(share.scale))
    call.fail(call.offset(1), "the share must be from 0 to 1: use 0% to 100%");
  const Hot set{hot == all ? ~std::uint64_t{0} : draws_below(share), static_cast<std::uint64_t>(hot),
                static_cast<std::uint64_t>(all - hot)};
  const auto site = call.site();
  Register to = 0;
  auto& op = call.add(run_hot, to);
  op.z = site;
  op.data = call.code().pool().array(std::vector<Hot>{set});
  return Operand::stored(Type::exact(1, all), to);
}

}  // namespace

Function hot() {
  return {.name = "hot",
          .group = "numbers",
          .parameters = {{"n", {}, "number of hot values, 1 to of; a constant"},
                         {"share", {}, "share of the draws for the hot values, such as 80%; a constant"},
                         {"of", {}, "number of values, up to 10^15; a constant"}},
          .help =
              "An integer from 1 to of. The first n receive the given share of the draws; the others share the rest "
              "equally.",
          .example = "=hot(10, 80%, 1000)",
          .compile = hot_compile};
}

}  // namespace spate::generator::functions
