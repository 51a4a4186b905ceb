// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Where lines of JSON go while a recorder runs: a file, a webhook, a program. What the lines are about, queues and
 * retries are not seen here.
 *
 * <p>Read first {@link dev.gvtrace.cli.capture.delivery.Destination}; {@link
 * dev.gvtrace.cli.capture.delivery.DestinationOption} makes one from the words of a command line.
 */
@NullMarked
package dev.gvtrace.cli.capture.delivery;

import org.jspecify.annotations.NullMarked;
