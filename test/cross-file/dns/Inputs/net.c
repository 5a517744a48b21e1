#include "net.h"
#include <netdb.h>
#include <netinet/in.h>

int net_parse(const char *host, unsigned *address, int numeric) {
  struct addrinfo hints = {0}, *list;
  hints.ai_flags = numeric ? AI_NUMERICHOST : 0;
  if (getaddrinfo(host, 0, &hints, &list))
    return -1;
  *address = ((struct sockaddr_in *)list->ai_addr)->sin_addr.s_addr;
  freeaddrinfo(list);
  return 0;
}
