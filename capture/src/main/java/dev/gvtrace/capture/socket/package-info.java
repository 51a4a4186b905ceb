// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Unix sockets of type SEQPACKET and the process at their other end. The only package that imports junixsocket and JNA.
 */
@NullMarked
package dev.gvtrace.capture.socket;

import org.jspecify.annotations.NullMarked;
