#ifndef SESSION_H
#define SESSION_H
#include <ctime>
#include <iosfwd>

class Session {
public:
  void touch();
  bool idle() const;
  void read(std::istream &in);
  bool old() const;

private:
  std::time_t seen_ = 0;
  std::time_t created_ = 0;
};

extern std::time_t lastSave;
void noteSave();
#endif
