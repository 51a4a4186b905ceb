// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.capture.flight.FlightOptions;
import dev.gvtrace.capture.system.FileSizeLimit;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.gvt.WriterOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link CaptureServer}. Immutable.
 *
 * <p>More than six components: one for each option, each set by itself.
 *
 * @param socket where to listen
 * @param directory for trace files; created if missing, mode 0700; a symbolic link is followed once, at the start
 * @param tool name and version of the program, for the opening records
 * @param host name of this host, for the opening records
 * @param session session configuration that the sandboxes were started with, JSON; null when unknown: then the one on
 *     the command line of the connecting runsc is used
 * @param writer how files are compressed, signed and flushed
 * @param flushEvery how long a message may stay unwritten
 * @param limits limits per sandbox and in total
 * @param retention rotation and deletion of trace files
 * @param docker socket of Docker's daemon, for facts about its containers
 * @param warmedUp whether the JVM is warmed up first by recording synthetic traffic to another directory; sandboxes
 *     that connect meanwhile wait, about half a second
 * @param flight what a flight recorder keeps around a trigger; null to keep everything
 */
@SuppressWarnings("ArrayRecordComponent") // never changed after reading
public record CaptureOptions(
        Path socket,
        Path directory,
        String tool,
        Text host,
        byte @Nullable [] session,
        WriterOptions writer,
        Duration flushEvery,
        CaptureLimits limits,
        Retention retention,
        Path docker,
        boolean warmedUp,
        @Nullable FlightOptions flight) {
    /** Docker's default socket. */
    public static final Path DOCKER = Path.of("/run/docker.sock");

    /** Defaults for everything but socket and directory. */
    public static CaptureOptions of(Path socket, Path directory) {
        return new CaptureOptions(
                socket,
                directory,
                "gvtrace",
                Text.EMPTY,
                null,
                WriterOptions.defaults(),
                Duration.ofSeconds(1),
                CaptureLimits.defaults(),
                Retention.defaults(),
                DOCKER,
                false,
                null);
    }

    /** The same with names for the opening records. */
    public CaptureOptions withNames(String toolName, Text hostName) {
        return new CaptureOptions(
                socket,
                directory,
                toolName,
                hostName,
                session,
                writer,
                flushEvery,
                limits,
                retention,
                docker,
                warmedUp,
                flight);
    }

    /** The same with another directory. */
    CaptureOptions withDirectory(Path place) {
        return new CaptureOptions(
                socket, place, tool, host, session, writer, flushEvery, limits, retention, docker, warmedUp, flight);
    }

    /** The same with a session configuration. */
    public CaptureOptions withSession(byte @Nullable [] json) {
        return new CaptureOptions(
                socket, directory, tool, host, json, writer, flushEvery, limits, retention, docker, warmedUp, flight);
    }

    /** The same with other options for the trace files. */
    public CaptureOptions withWriter(WriterOptions options) {
        return new CaptureOptions(
                socket,
                directory,
                tool,
                host,
                session,
                options,
                flushEvery,
                limits,
                retention,
                docker,
                warmedUp,
                flight);
    }

    /** The same with other limits. */
    public CaptureOptions withLimits(CaptureLimits newLimits) {
        return new CaptureOptions(
                socket,
                directory,
                tool,
                host,
                session,
                writer,
                flushEvery,
                newLimits,
                retention,
                docker,
                warmedUp,
                flight);
    }

    /** The same with another retention. */
    public CaptureOptions withRetention(Retention newRetention) {
        return new CaptureOptions(
                socket,
                directory,
                tool,
                host,
                session,
                writer,
                flushEvery,
                limits,
                newRetention,
                docker,
                warmedUp,
                flight);
    }

    /** The same with another time between flushes. */
    public CaptureOptions withFlushEvery(Duration time) {
        return new CaptureOptions(
                socket, directory, tool, host, session, writer, time, limits, retention, docker, warmedUp, flight);
    }

    /** The same with another socket of Docker's daemon. */
    public CaptureOptions withDocker(Path daemon) {
        return new CaptureOptions(
                socket,
                directory,
                tool,
                host,
                session,
                writer,
                flushEvery,
                limits,
                retention,
                daemon,
                warmedUp,
                flight);
    }

    /** The same with a warm-up. */
    public CaptureOptions withWarmup() {
        return new CaptureOptions(
                socket, directory, tool, host, session, writer, flushEvery, limits, retention, docker, true, flight);
    }

    /** The same as a flight recorder. */
    public CaptureOptions withFlight(FlightOptions options) {
        return new CaptureOptions(
                socket,
                directory,
                tool,
                host,
                session,
                writer,
                flushEvery,
                limits,
                retention,
                docker,
                warmedUp,
                options);
    }

    /** Rotation of files: a flight recorder's cover a short time, as each is kept or let go as a whole. */
    Retention rotation() {
        return flight == null ? retention : retention.withRotateAfterAtMost(flight.segment());
    }

    /** The same with trace files that stay below the limit that the system sets for the size of a file. */
    CaptureOptions fittingFileSizeLimit(long limit, Consumer<String> log) {
        long most = FileSizeLimit.rotateAt(limit);
        long rotateBytes = retention.rotateBytes();
        if (limit == Long.MAX_VALUE || (rotateBytes > 0 && rotateBytes <= most)) {
            return this;
        }
        log.accept(
                "a file may have at most " + limit + " bytes (ulimit -f, LimitFSIZE of systemd): each is followed by a"
                        + " next one at " + most + " bytes");
        return withRetention(retention.withRotateBytes(most));
    }
}
