#include "session.h"
#include <istream>

std::time_t lastSave;

void Session::touch() {
  seen_ = std::time(nullptr);
  if (!created_)
    created_ = std::time(nullptr);
}

void Session::read(std::istream &in) { in >> created_; }
void noteSave() { lastSave = std::time(nullptr); }
