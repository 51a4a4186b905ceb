// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * What the operating system and the JVM provide to a recorder: clock, threads that survive failures, free space, limits
 * and directories. Traces and sandboxes do not occur here.
 */
@NullMarked
package dev.gvtrace.capture.system;

import org.jspecify.annotations.NullMarked;
