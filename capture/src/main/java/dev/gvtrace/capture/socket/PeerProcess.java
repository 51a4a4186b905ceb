// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

/**
 * The process at the other end of a socket, as reported by the kernel ({@code SO_PEERCRED}): the one that called
 * connect. For a Sentry's connection that is the waiting {@code runsc} on the host, not the Sentry.
 *
 * @param pid process id in our PID namespace; 0 when it is not visible from here
 * @param uid effective user id
 * @param gid effective group id
 */
public record PeerProcess(int pid, int uid, int gid) {}
