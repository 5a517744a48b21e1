// Client libraries of directories and message queues, as they declare them.
// RUN: %check_hangproof %s hangproof-socket-without-timeout -- -std=c11

#include <stddef.h>
#include <sys/time.h>

// --- OpenLDAP ---

typedef struct ldap LDAP;
#define LDAP_OPT_PROTOCOL_VERSION 0x0011
#define LDAP_OPT_NETWORK_TIMEOUT 0x5005
int ldap_initialize(LDAP **session, const char *uri);
int ldap_set_option(LDAP *session, int option, const void *value);
int ldap_sasl_bind_s(LDAP *session, const char *dn, const char *mechanism,
                     void *credentials, void *server, void *client, void **got);

int bind_bad(const char *uri, const char *dn, void *credentials) {
  LDAP *session;
  int version = 3;
  if (ldap_initialize(&session, uri) != 0)
    return -1;
  ldap_set_option(session, LDAP_OPT_PROTOCOL_VERSION, &version);
  return ldap_sasl_bind_s(session, dn, NULL, credentials, NULL, NULL, NULL);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'ldap_sasl_bind_s' on 'session' can wait for ever: no timeout that holds for it is set between 'ldap_initialize' and here; use LDAP_OPT_NETWORK_TIMEOUT and LDAP_OPT_TIMEOUT [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-5]]:7: note: 'ldap_initialize' makes the handle here
  // CHECK-NOTES: :[[@LINE+8]]:3: note: another handle of the kind has a time limit
}

int bind_ok(const char *uri, const char *dn, void *credentials) {
  LDAP *session;
  struct timeval limit = {10, 0};
  if (ldap_initialize(&session, uri) != 0)
    return -1;
  ldap_set_option(session, LDAP_OPT_NETWORK_TIMEOUT, &limit);
  return ldap_sasl_bind_s(session, dn, NULL, credentials, NULL, NULL, NULL);
}

// --- nng: only a request is answered by one peer ---

typedef struct {
  unsigned id;
} nng_socket;
#define NNG_OPT_RECVTIMEO "recv-timeout"
#define NNG_OPT_SENDTIMEO "send-timeout"
#define NNG_FLAG_NONBLOCK 2
int nng_req0_open(nng_socket *made);
int nng_sub0_open(nng_socket *made);
int nng_socket_set_ms(nng_socket socket, const char *option, int ms);
int nng_recv(nng_socket socket, void *data, size_t *size, int flags);

int ask_bad(char *data, size_t *size) {
  nng_socket socket;
  nng_req0_open(&socket);
  nng_socket_set_ms(socket, NNG_OPT_SENDTIMEO, 100);
  return nng_recv(socket, data, size, 0);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'nng_recv' on 'socket' can wait for ever: no timeout that holds for it is set between 'nng_req0_open' and here; use NNG_OPT_RECVTIMEO [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'nng_req0_open' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'nng_socket_set_ms' does not end this wait
  // CHECK-NOTES: :[[@LINE+6]]:3: note: another handle of the kind has a time limit
}

int ask_ok(char *data, size_t *size) {
  nng_socket socket;
  nng_req0_open(&socket);
  nng_socket_set_ms(socket, NNG_OPT_RECVTIMEO, 100);
  return nng_recv(socket, data, size, 0);
}

int try_ok(char *data, size_t *size) {
  nng_socket socket;
  nng_req0_open(&socket);
  return nng_recv(socket, data, size, NNG_FLAG_NONBLOCK);
}

int listen_ok(char *data, size_t *size) {
  nng_socket socket;
  nng_sub0_open(&socket);
  return nng_recv(socket, data, size, 0);
}

// --- RabbitMQ ---

typedef struct amqp_socket_t_ amqp_socket_t;
amqp_socket_t *amqp_tcp_socket_new(void *connection);
int amqp_socket_open(amqp_socket_t *socket, const char *host, int port);
int amqp_socket_open_noblock(amqp_socket_t *socket, const char *host, int port,
                             const struct timeval *limit);

int open_bad(void *connection, const char *host) {
  amqp_socket_t *socket = amqp_tcp_socket_new(connection);
  return amqp_socket_open(socket, host, 5672);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'amqp_socket_open' on 'socket' can hold its thread for minutes: no timeout that holds for it is set between 'amqp_tcp_socket_new' and here; use amqp_socket_open_noblock with a time limit [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-3]]:27: note: 'amqp_tcp_socket_new' makes the handle here
}

int open_ok(void *connection, const char *host) {
  amqp_socket_t *socket = amqp_tcp_socket_new(connection);
  struct timeval limit = {5, 0};
  return amqp_socket_open_noblock(socket, host, 5672, &limit);
}

int open_null_bad(void *connection, const char *host) {
  amqp_socket_t *socket = amqp_tcp_socket_new(connection);
  return amqp_socket_open_noblock(socket, host, 5672, NULL);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'amqp_socket_open_noblock' on 'socket' can hold its thread for minutes: its time limit is infinite; use a time limit [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-3]]:27: note: 'amqp_tcp_socket_new' makes the handle here
}
