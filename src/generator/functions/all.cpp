#include "generator/functions/functions.hpp"

namespace spate {

const std::vector<Function>& all_functions() {
  using namespace functions;
  static const std::vector<Function> all{
      int_(),   decimal(),  float_(), zipf(),       round(), abs(),  min(),    max(),        sum(),    count(),
      one_of(), weighted(), if_(),    chance(),     maybe(), pick(), row_of(), row(),        lookup(), uuid4(),
      index(),  sequence(), item(),   partitions(), field(), env(),  now(),    event_time(), ago(),    ref()};
  return all;
}

}  // namespace spate
