#include "generator/functions/functions.hpp"

namespace spate::generator {

const std::vector<Function>& all_functions() {
  using namespace functions;
  static const std::vector<Function> all{
      int_(),       decimal(),     float_(),      normal(),   lognormal(),   exponential(), pareto(),     zipf(),
      hot(),        round(),       abs(),         min(),      max(),         sum(),         count(),      one_of(),
      weighted(),   if_(),         chance(),      maybe(),    pick(),        row_of(),      row(),        lookup(),
      uuid4(),      uuid7(),       ulid(),        hex(),      pattern(),     index(),       sequence(),   item(),
      partitions(), field(),       env(),         now(),      event_time(),  ago(),         first_name(), last_name(),
      full_name(),  email(),       city(),        postcode(), country(),     street(),      phone(),      currency(),
      latitude(),   longitude(),   company(),     word(),     sentence(),    ipv4(),        ipv6(),       mac(),
      user_agent(), http_method(), http_status(), url_path(), card_number(), iban(),        walk(),       ref(),
      entity(),     state(),       step(),        previous()};
  return all;
}

}  // namespace spate::generator
