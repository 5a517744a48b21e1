#ifndef SOLVER_H
#define SOLVER_H

/// A library that binds threads "for performance".
namespace solver {
double solve(double x);
class Session {
public:
  void open();
  void close();
};
} // namespace solver

/// What stands between the callers and the library.
double cachedSolve(double x);

#endif
