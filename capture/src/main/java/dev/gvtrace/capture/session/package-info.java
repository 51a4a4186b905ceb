// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/** The session configuration for runsc, what a runsc supports, and setting up container runtimes. */
@NullMarked
package dev.gvtrace.capture.session;

import org.jspecify.annotations.NullMarked;
