// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Recording: the server that accepts Sentries, a connection and its recorder, rotation and retention. Sockets as such
 * stand in {@code capture.socket}, the text given to runsc in {@code capture.session}.
 */
@NullMarked
package dev.gvtrace.capture;

import org.jspecify.annotations.NullMarked;
