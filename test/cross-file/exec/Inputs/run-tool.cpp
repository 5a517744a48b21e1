// Wrappers around the start of a program, in a file of their own.
#include "run-tool.h"
#include <cstdio>
#include <sys/wait.h>
#include <unistd.h>

int runTool(const char *program, const char *argument) {
  pid_t pid = fork();
  if (pid == 0) {
    execlp(program, program, argument, static_cast<char *>(nullptr));
    _exit(127);
  }
  if (pid < 0)
    return -1;
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string toolOutput(const std::string &command) {
  std::string text;
  if (FILE *pipe = popen(command.c_str(), "r")) {
    char buffer[256];
    while (fgets(buffer, sizeof buffer, pipe))
      text += buffer;
    pclose(pipe);
  }
  return text;
}

const std::string &kernelRelease() {
  static const std::string release = toolOutput("uname -r");
  return release;
}
