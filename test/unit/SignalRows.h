//===- SignalRows.h - A little of signals, for tests ------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_UNIT_SIGNALROWS_H
#define HANGPROOF_UNIT_SIGNALROWS_H

namespace hangproof {

/// Calls that wait, install handlers, build sets and set masks.
constexpr const char *SignalRows = R"(
library: x
pairs:
  - pair: signal-mask
    title: the signal mask
    consequence: c
    remedy: r
rows:
  - function: on_signal
    source: s
    args: {number: 0, function: 1, how: 2}
    effects:
      - effect: registers
        entry: function
        context: signal
        value: number
      - effect: restarts-calls
        when: {how: [has RESTART=1]}
  - function: take
    source: s
    args: {timeout: 0}
    effects:
      - effect: blocks
        kind: network
        interrupted: restarts
        timeout: timeout
        unit: milliseconds
  - function: rest
    source: s
    args: {time: 0}
    effects:
      - effect: blocks
        kind: sleep
        timeout: time
        unit: seconds
        interrupted: fails
  - function: lie
    source: s
    args: {time: 0}
    effects:
      - effect: blocks
        kind: sleep
        timeout: time
        unit: seconds
        interrupted: resumes
  - function: wake
    source: s
    effects:
      - effect: blocks
        kind: network
  - function: fill
    source: s
    args: {set: 0}
    effects:
      - effect: builds-signals
        into: set
        signals: all
  - function: clear
    source: s
    args: {set: 0}
    effects:
      - effect: builds-signals
        into: set
        signals: none
  - function: add
    source: s
    args: {set: 0, number: 1}
    effects:
      - effect: builds-signals
        into: set
        signals: add
        value: number
  - function: remove
    source: s
    args: {set: 0, number: 1}
    effects:
      - effect: builds-signals
        into: set
        signals: remove
        value: number
  - function: mask
    source: s
    args: {how: 0, set: 1, old: 2}
    effects:
      - effect: releases
        pair: signal-mask
        from: set
        when: {how: [SET=2], set: [saved]}
      - effect: binds
        pair: signal-mask
        saves: old
        value: set
        when: {how: [BLOCK=0, SET=2], set: [not-saved]}
  - function: start
    source: s
    args: {function: 0}
    effects:
      - effect: spawns
        entry: function
)";

/// Their declarations.
constexpr const char *SignalCalls = R"(
struct signals { unsigned long bits[16]; };
extern "C" {
extern int errno;
void on_signal(int number, void (*function)(int), int how);
int take(int timeout);
int rest(int time);
void lie(int time);
void wake();
void fill(signals *set);
void clear(signals *set);
void add(signals *set, int number);
void remove(signals *set, int number);
int mask(int how, const signals *set, signals *old);
void start(void (*function)());
}
#define EINTR 4
#define EAGAIN 11
)";

} // namespace hangproof

#endif // HANGPROOF_UNIT_SIGNALROWS_H
