// All functions. To add one, write a file, declare it here and list it in all.cpp.
#pragma once

#include "generator/compile/function.hpp"

namespace spate::generator::functions {

Function int_();
Function decimal();
Function float_();
Function normal();
Function lognormal();
Function exponential();
Function pareto();
Function zipf();
Function hot();
Function round();
Function abs();
Function min();
Function max();
Function sum();
Function count();

Function one_of();
Function weighted();
Function if_();
Function chance();
Function maybe();
Function pick();
Function row_of();
Function row();
Function lookup();

Function uuid4();
Function uuid7();
Function ulid();
Function hex();
Function pattern();
Function index();
Function sequence();
Function item();
Function partitions();
Function field();
Function env();

Function now();
Function event_time();
Function ago();

Function ref();
Function entity();
Function state();
Function step();
Function previous();

Function first_name();
Function last_name();
Function full_name();
Function email();
Function city();
Function postcode();
Function country();
Function street();
Function phone();
Function currency();
Function latitude();
Function longitude();
Function company();
Function word();
Function sentence();

Function ipv4();
Function ipv6();
Function mac();
Function user_agent();
Function http_method();
Function http_status();
Function url_path();

Function card_number();
Function iban();

Function walk();

}  // namespace spate::generator::functions
