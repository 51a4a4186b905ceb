// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Runs the steps from a trace to its evaluation: one sandbox in order on one thread, several concurrently. {@link
 * dev.gvtrace.replay.pipeline.TraceReplay} reads a trace for a listener, {@link
 * dev.gvtrace.replay.pipeline.ConnectionReplay} has the steps shared with live capture; {@link
 * dev.gvtrace.replay.pipeline.TraceTables} answers requests to the tables of several traces, {@link
 * dev.gvtrace.replay.pipeline.OrderedJobs} puts the output of several replays in order, {@link
 * dev.gvtrace.replay.pipeline.TraceLanes} what several readings find, for a reader that takes it piece by piece.
 */
@NullMarked
package dev.gvtrace.replay.pipeline;

import org.jspecify.annotations.NullMarked;
