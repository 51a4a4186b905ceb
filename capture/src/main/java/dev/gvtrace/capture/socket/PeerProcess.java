// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

/**
 * The process at the other end of a socket, as reported by the kernel ({@code SO_PEERCRED}): the one that called
 * connect. For a Sentry's connection that is the waiting {@code runsc} on the host, not the Sentry.
 *
 * @param pid process id in the recorder's PID namespace; 0 when it is not visible there
 * @param uid effective user id
 * @param gid effective group id
 */
public record PeerProcess(int pid, int uid, int gid) {}
