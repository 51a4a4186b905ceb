// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Runs the steps from a trace to its evaluation: one sandbox in order on one thread, several concurrently. Read it in
 * this order:
 *
 * <ol>
 *   <li>{@link dev.gvtrace.replay.pipeline.ConnectionReplay} has the steps shared with live capture, {@link
 *       dev.gvtrace.replay.pipeline.TraceReplay} reads a trace for a {@link
 *       dev.gvtrace.replay.pipeline.ReplayListener}, with the {@link dev.gvtrace.replay.pipeline.ReplayOptions}.
 *   <li>{@link dev.gvtrace.replay.pipeline.TraceTables} answers requests to the tables of several traces: {@link
 *       dev.gvtrace.replay.pipeline.ScanPass} reads them, {@code TableReading} and {@code TracePass} pass one reading
 *       to several scans, {@link dev.gvtrace.replay.pipeline.ScanCursor} and {@link
 *       dev.gvtrace.replay.pipeline.PassRows} have the rows.
 *   <li>What a session keeps: {@code TraceMemory} of each trace, with {@code KeptTables} and the key frames of {@code
 *       replay.frame}. A reading begins at a frame if its listener needs nothing before it, and adds frames.
 *   <li>{@link dev.gvtrace.replay.pipeline.OrderedJobs} puts the output of several replays in order, {@link
 *       dev.gvtrace.replay.pipeline.TraceLanes} what several readings find, for a reader that takes it piece by piece;
 *       {@link dev.gvtrace.replay.pipeline.GrowthPermits} bounds their memory.
 *   <li>{@link dev.gvtrace.replay.pipeline.TraceSpan} and {@link dev.gvtrace.replay.pipeline.EventTime} find times,
 *       {@link dev.gvtrace.replay.pipeline.TraceStatistics} counts.
 * </ol>
 */
@NullMarked
package dev.gvtrace.replay.pipeline;

import org.jspecify.annotations.NullMarked;
