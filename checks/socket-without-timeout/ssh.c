// Sessions of libssh and libssh2, and sockets of GIO.
// RUN: %check_hangproof %s hangproof-socket-without-timeout -- -std=c11 -D_GNU_SOURCE

#include "mock/ssh.h"
#include <stddef.h>

int run_bad(const char *host, const char *command, char *buf, unsigned n) {
  ssh_session session = ssh_new();
  ssh_options_set(session, SSH_OPTIONS_HOST, host);
  if (ssh_connect(session) != 0)
    return -1;
  ssh_channel channel = ssh_channel_new(session);
  ssh_channel_request_exec(channel, command);
  return ssh_channel_read(channel, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-2]]:3: warning: 'ssh_channel_request_exec' on 'channel' can wait for ever: no timeout that holds for it is set between 'ssh_new' and here; use SSH_OPTIONS_TIMEOUT
  // CHECK-NOTES: :[[@LINE-8]]:25: note: 'ssh_new' makes the handle here
  // CHECK-NOTES: :[[@LINE-7]]:7: note: 'ssh_connect' can wait on it as well
  // CHECK-NOTES: :[[@LINE-4]]:10: note: 'ssh_channel_read' can wait on it as well
  // CHECK-NOTES: :[[@LINE+6]]:3: note: another handle of the kind has a time limit
}

int run_ok(const char *host, const char *command, char *buf, unsigned n) {
  ssh_session session = ssh_new();
  long seconds = 10;
  ssh_options_set(session, SSH_OPTIONS_TIMEOUT, &seconds);
  if (ssh_connect(session) != 0)
    return -1;
  ssh_channel channel = ssh_channel_new(session);
  ssh_channel_request_exec(channel, command);
  return ssh_channel_read(channel, buf, n, 0);
}

int shake_bad(int fd) {
  LIBSSH2_SESSION *session = libssh2_session_init_ex(NULL, NULL, NULL, NULL);
  return libssh2_session_handshake(session, fd);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'libssh2_session_handshake' on 'session' can hold its thread for minutes
  // CHECK-NOTES: :[[@LINE-3]]:30: note: 'libssh2_session_init_ex' makes the handle here
  // CHECK-NOTES: :[[@LINE+5]]:3: note: another handle of the kind has a time limit
}

int shake_ok(int fd) {
  LIBSSH2_SESSION *session = libssh2_session_init_ex(NULL, NULL, NULL, NULL);
  libssh2_session_set_timeout(session, 10000);
  return libssh2_session_handshake(session, fd);
}

long ask_bad(const char *host, char *buf, size_t n) {
  GSocketClient *client = g_socket_client_new();
  GSocketConnection *link =
      g_socket_client_connect_to_host(client, host, 4949, NULL, NULL);
  GInputStream *in = g_io_stream_get_input_stream((GIOStream *)link);
  return g_input_stream_read(in, buf, n, NULL, NULL);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'g_input_stream_read' on 'in' can wait for ever: no timeout that holds for it is set between 'g_socket_client_new' and here; use g_socket_client_set_timeout, or g_socket_set_timeout
  // CHECK-NOTES: :[[@LINE-6]]:27: note: 'g_socket_client_new' makes the handle here
  // CHECK-NOTES: :[[@LINE-5]]:7: note: 'g_socket_client_connect_to_host' can wait on it as well
  // CHECK-NOTES: :[[@LINE+5]]:3: note: another handle of the kind has a time limit
}

long ask_ok(const char *host, char *buf, size_t n) {
  GSocketClient *client = g_socket_client_new();
  g_socket_client_set_timeout(client, 10);
  GSocketConnection *link =
      g_socket_client_connect_to_host(client, host, 4949, NULL, NULL);
  GInputStream *in = g_io_stream_get_input_stream((GIOStream *)link);
  return g_input_stream_read(in, buf, n, NULL, NULL);
}
