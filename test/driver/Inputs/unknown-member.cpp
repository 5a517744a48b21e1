#include "not-there.h"

// Only named: Clang's own flow graph does not expect such a member.
struct Format;

struct Decoder {
  Format format = Format::none();
  ~Decoder() { clear(); }
  void clear();
};
