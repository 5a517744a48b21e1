//===- ssh.h - A little of libssh, libssh2 and GIO ------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef MOCK_SSH_H
#define MOCK_SSH_H

#include <stddef.h>
#pragma GCC system_header

typedef struct ssh_session_struct *ssh_session;
typedef struct ssh_channel_struct *ssh_channel;
enum ssh_options_e { SSH_OPTIONS_HOST = 0, SSH_OPTIONS_TIMEOUT = 9 };
ssh_session ssh_new(void);
int ssh_options_set(ssh_session session, enum ssh_options_e option,
                    const void *value);
int ssh_connect(ssh_session session);
ssh_channel ssh_channel_new(ssh_session session);
int ssh_channel_request_exec(ssh_channel channel, const char *command);
int ssh_channel_read(ssh_channel channel, void *to, unsigned most, int error);

typedef struct _LIBSSH2_SESSION LIBSSH2_SESSION;
LIBSSH2_SESSION *libssh2_session_init_ex(void *, void *, void *, void *);
void libssh2_session_set_timeout(LIBSSH2_SESSION *session, long time);
int libssh2_session_handshake(LIBSSH2_SESSION *session, int fd);

typedef struct _GSocketClient GSocketClient;
typedef struct _GSocketConnection GSocketConnection;
typedef struct _GIOStream GIOStream;
typedef struct _GInputStream GInputStream;
GSocketClient *g_socket_client_new(void);
void g_socket_client_set_timeout(GSocketClient *client, unsigned seconds);
GSocketConnection *g_socket_client_connect_to_host(GSocketClient *client,
                                                   const char *host,
                                                   unsigned short port,
                                                   void *cancel, void **error);
GInputStream *g_io_stream_get_input_stream(GIOStream *stream);
long g_input_stream_read(GInputStream *stream, void *to, unsigned long most,
                         void *cancel, void **error);

#endif // MOCK_SSH_H
