// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Where live alerts go: {@code capture --alert}. Rules and recording are not seen here: alerts are given, and each is
 * delivered to every output, or counted.
 *
 * <p>Read first {@link dev.gvtrace.cli.capture.alert.AlertOutputs}, which passes an alert to each {@link
 * dev.gvtrace.cli.capture.alert.AlertOutput}: that is a rate limit ({@code RuleRates}), a bounded queue ({@code
 * AlertQueue}) and a thread that delivers, with retries, to an {@code AlertDestination}. Its own kinds of destination
 * are {@code StandardOutput}, {@code SyslogUnix}, {@code SyslogDatagrams} and {@code SyslogStream}; files, webhooks and
 * programs are those of {@link dev.gvtrace.cli.capture.delivery}. {@code Destinations} makes them from the words of
 * {@link dev.gvtrace.cli.capture.alert.AlertOutputOptions}.
 */
@NullMarked
package dev.gvtrace.cli.capture.alert;

import org.jspecify.annotations.NullMarked;
