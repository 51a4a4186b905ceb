// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * From the socket to memory: the handshake, the thread that receives a connection's packets, and the ring in which they
 * are handed over to the recorder. No file is touched here.
 */
@NullMarked
package dev.gvtrace.capture.receive;

import org.jspecify.annotations.NullMarked;
