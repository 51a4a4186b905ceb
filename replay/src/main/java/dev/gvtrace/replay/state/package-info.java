// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Who is alive with which files: threads, processes, descriptors, containers of one sandbox. Everything can be read;
 * {@code StateBuilder} alone changes it.
 */
@NullMarked
package dev.gvtrace.replay.state;

import org.jspecify.annotations.NullMarked;
