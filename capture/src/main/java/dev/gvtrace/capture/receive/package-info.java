// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * From the socket to memory: the handshake, the thread that receives a connection's packets, and the ring that passes
 * them to the recorder. No files are used here.
 */
@NullMarked
package dev.gvtrace.capture.receive;

import org.jspecify.annotations.NullMarked;
