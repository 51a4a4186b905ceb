// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Recording: the server that accepts Sentries, and the recording of each connection. Sockets are in {@code
 * capture.socket}, receiving in {@code capture.receive}, trace files on disk in {@code capture.files}, facts about the
 * peer in {@code capture.facts}, session configurations and runsc in {@code capture.session}; clock, threads and limits
 * of the system in {@code capture.system}.
 *
 * <p>Read first {@link dev.gvtrace.capture.CaptureServer}, which starts everything (with {@link
 * dev.gvtrace.capture.CaptureOptions} and {@link dev.gvtrace.capture.CaptureLimits}) and ends it in order. A connection
 * passes {@code ConnectionAcceptor}, which shakes hands, and {@code RecordingStarter}, which makes what its recording
 * needs; {@code Recordings} are those under way. Then {@link dev.gvtrace.capture.Recording}: it drains a connection's
 * ring, in turns of its {@code RecorderThread} and of the receiver. {@code TraceRecorder} writes what it drains and
 * accounts for what is lost, also while the disk fails ({@code WriteOutage}). {@code PacketInspector} picks out the
 * packets that need action: containers that start, processes that were not announced ({@code Snapshots}), the end of
 * the first process. When a connection ends, {@code EndCauseFinder} finds the cause and {@code SealingThread} seals the
 * file.
 *
 * <p>{@link dev.gvtrace.capture.CaptureListener} is notified of what is recorded, {@link
 * dev.gvtrace.capture.CaptureCounters} counts it. {@link dev.gvtrace.capture.Attachment} creates sessions in sandboxes
 * that run already, {@link dev.gvtrace.capture.UnrecordedSandboxes} lists those that are not recorded. {@code
 * Housekeeping} checks clock, socket and flushes once a second, {@code DirectoryWatch} disk and ledger; {@code Warmup}
 * records synthetic traffic at start-up.
 */
@NullMarked
package dev.gvtrace.capture;

import org.jspecify.annotations.NullMarked;
