#include "globals.h"
static const std::string own = name();
