//===- event2.h - A little of libevent for tests -------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef MOCK_EVENT2_H
#define MOCK_EVENT2_H
#ifdef __cplusplus
extern "C" {
#endif

struct event;
struct event_base;
typedef void (*event_callback_fn)(int fd, short what, void *argument);
struct event *event_new(struct event_base *base, int fd, short what,
                        event_callback_fn callback, void *argument);

#ifdef __cplusplus
}
#endif
#endif // MOCK_EVENT2_H
