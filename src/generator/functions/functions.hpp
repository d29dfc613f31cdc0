// The functions there are, one file each (or a few of a kind); a new one is a file, a line here and a line in all.cpp.
#pragma once

#include "generator/function.hpp"

namespace spate::functions {

Function int_();
Function decimal();
Function float_();
Function zipf();
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

}  // namespace spate::functions
