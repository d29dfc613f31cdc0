// The compilers of one record. Each part uses only earlier parts, except that expressions, scalars and cells use one
// another.
#pragma once

#include "generator/compile/array_aggregates.hpp"
#include "generator/compile/cell_compiler.hpp"
#include "generator/compile/compile_context.hpp"
#include "generator/compile/entity_compiler.hpp"
#include "generator/compile/expression_compiler.hpp"
#include "generator/compile/imperfection_compiler.hpp"
#include "generator/compile/kept_values.hpp"
#include "generator/compile/name_resolver.hpp"
#include "generator/compile/record_tables.hpp"
#include "generator/compile/reference_compiler.hpp"
#include "generator/compile/scalar_compiler.hpp"

namespace spate::generator {

struct RecordParts {
  RecordParts(Compilation& compilation, const scenario::Stream& stream, ValueRequests& requests)
      : context(compilation, stream, requests) {}
  RecordParts(const RecordParts&) = delete;
  RecordParts& operator=(const RecordParts&) = delete;

  CompileContext context;
  RecordTables tables{context};
  NameResolver names{context, tables};
  KeptValues kept{context};
  ArrayAggregates aggregates{context, names};
  ImperfectionCompiler imperfections{context};
  EntityCompiler entity{context};
  ReferenceCompiler references{context};
  ExpressionCompiler expressions{*this};
  ScalarCompiler scalars{context, expressions};
  CellCompiler cells{context, references, scalars};
};

}  // namespace spate::generator
