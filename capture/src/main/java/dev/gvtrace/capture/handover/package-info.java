// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * From one recorder to the next: what a recorder leaves with the service manager, and what the next one finds there. No
 * trace files are used here, and nothing is received.
 *
 * <p>Read first {@link dev.gvtrace.capture.handover.ServiceManager}, then {@link
 * dev.gvtrace.capture.handover.ConnectionState}, which is what travels with a connection.
 */
@NullMarked
package dev.gvtrace.capture.handover;

import org.jspecify.annotations.NullMarked;
