// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/**
 * The process that connected, as the kernel reports it ({@code SO_PEERCRED}): the {@code runsc} process of the host
 * that made the connection, not the Sentry.
 *
 * @param pid process id on the host
 * @param uid user id
 * @param gid group id
 */
public record PeerCredentials(int pid, int uid, int gid) {}
