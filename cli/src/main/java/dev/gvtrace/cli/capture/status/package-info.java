// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * What a running recorder tells about itself: a control socket for {@code gvtrace status}, metrics for Prometheus, and
 * a health check. Nothing here can change a recording, and no client can delay one.
 *
 * <p>Read first {@link dev.gvtrace.cli.capture.status.RecorderStatus}, a snapshot, and {@link
 * dev.gvtrace.cli.capture.status.StatusService}, which answers requests with one. {@code StatusJson}, {@code
 * StatusText} and {@code PrometheusText} are its forms; {@code ControlSocket}, {@code MetricsServer} and {@code
 * MetricsFile} the ways to it; {@link dev.gvtrace.cli.capture.status.ControlClient} is the other end of the socket.
 */
@NullMarked
package dev.gvtrace.cli.capture.status;

import org.jspecify.annotations.NullMarked;
