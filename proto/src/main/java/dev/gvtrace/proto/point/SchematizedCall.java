// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

/**
 * A system call that has messages of its own, on one architecture.
 *
 * @param name such as {@code openat}
 * @param architecture where it has this number
 * @param sysno its number there
 * @param type the type of its messages
 */
public record SchematizedCall(String name, Architecture architecture, int sysno, MessageType type) {}
