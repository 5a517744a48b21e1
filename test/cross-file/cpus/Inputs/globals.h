#include <string>
std::string name();
// Comes first in the static initialization of both files.
inline const std::string banner = name();
