// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The session configuration given to runsc, what a runsc knows, and setting up container runtimes.
 */
@NullMarked
package dev.gvtrace.capture.session;

import org.jspecify.annotations.NullMarked;
