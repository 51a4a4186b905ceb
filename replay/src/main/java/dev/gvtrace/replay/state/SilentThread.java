// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

/**
 * A thread that does not speak although it should: announced by a clone and never heard of, or gone silent in the middle
 * while its container ended. Its messages may have held bytes that the Sentry cannot send (gvisor-semantics 5.13).
 *
 * @param tid the thread's id, root PID namespace
 * @param pid the process's id; the thread's own for a process that is silent as a whole
 * @param parentPid the parent's id, 0 if unknown
 * @param name the name it inherited, or had when last heard
 * @param timeNs when it was announced, ns since the epoch; 0 if no clone was seen
 * @param heard false if nothing was ever heard of it, its ExitNotifyParent aside; true if it stopped in the middle
 * @param uncertain true if messages of the connection were lost after the clone: its words may be among them
 */
public record SilentThread(
        int tid, int pid, int parentPid, String name, long timeNs, boolean heard, boolean uncertain) {}
