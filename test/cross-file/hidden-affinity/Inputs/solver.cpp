#include "solver.h"
#include "topology.h"

namespace solver {
double solve(double x) {
  topology::bindToFastCore();
  return x * 2;
}
void Session::open() { topology::bindToFastCore(); }
void Session::close() { topology::unbind(); }
} // namespace solver
