// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.session;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The points that a Sentry reports, and the sinks: the trace session of runsc's pod-init configuration. Immutable. Read
 * by {@link SessionConfigReader}, written by {@link SessionConfigWriter}.
 *
 * @param points what to report; if a name is repeated, its last entry counts
 * @param sinks each message goes to every sink
 * @param ignoreMissing true to skip points and fields that runsc does not support; a runsc before 20221122 rejects the
 *     key
 * @param execveHashCache entries in the Sentry's cache of digests; null to omit the key, which a runsc before 20260727
 *     rejects
 */
public record TraceSessionConfig(
        List<PointSelection> points,
        List<Sink> sinks,
        boolean ignoreMissing,
        @Nullable Integer execveHashCache) {
    /** The only name that a session may have. */
    public static final String NAME = "Default";

    /**
     * The default number of further attempts of the Sentry when the socket is full; chosen by {@code bench/retries}.
     */
    public static final int RETRIES = 12;

    /** Copies the lists. */
    public TraceSessionConfig {
        points = List.copyOf(points);
        sinks = List.copyOf(sinks);
    }

    /**
     * A point, and the fields selected for it.
     *
     * @param name in runsc
     * @param optionalFields labels of the optional fields
     * @param contextFields labels of the fields about the acting thread
     */
    public record PointSelection(String name, List<String> optionalFields, List<String> contextFields) {
        /** Copies the lists. */
        public PointSelection {
            optionalFields = List.copyOf(optionalFields);
            contextFields = List.copyOf(contextFields);
        }
    }

    /**
     * A destination of messages.
     *
     * @param name {@code remote} or {@code null}
     * @param endpoint path of the listener's socket; null for the null sink
     * @param retries further attempts when the socket is full; -1 to omit the key
     * @param backoff first pause between attempts, a duration in Go's syntax; null to omit the key
     * @param backoffMax longest pause; null to omit the key
     * @param ignoreSetupError true to start containers without a session when nothing listens
     */
    public record Sink(
            String name,
            @Nullable String endpoint,
            int retries,
            @Nullable String backoff,
            @Nullable String backoffMax,
            boolean ignoreSetupError) {
        /**
         * A sink with {@link #RETRIES} further attempts; containers start even when nothing listens.
         *
         * @throws InvalidPathException if the path is not UTF-8: a session is JSON, which has no other bytes
         */
        public static Sink remote(Path socket) {
            String endpoint = FileNames.text(socket.toAbsolutePath());
            if (!Text.ofUtf8(endpoint).isUtf8()) {
                throw new InvalidPathException(
                        endpoint, "invalid path of a socket: expected UTF-8, which a session's JSON can hold");
            }
            return new Sink("remote", endpoint, RETRIES, null, null, true);
        }

        /** The same, with containers that start or fail when nothing listens. */
        public Sink withIgnoreSetupError(boolean ignore) {
            return new Sink(name, endpoint, retries, backoff, backoffMax, ignore);
        }

        /** The same with another number of further attempts. */
        public Sink withRetries(int attempts) {
            return new Sink(name, endpoint, attempts, backoff, backoffMax, ignoreSetupError);
        }
    }

    /** The socket of the first remote sink. */
    public Optional<Path> socket() {
        return sinks.stream()
                .map(Sink::endpoint)
                .filter(endpoint -> endpoint != null)
                .findFirst()
                .map(FileNames::path);
    }

    /** The same with other points. */
    public TraceSessionConfig withPoints(List<PointSelection> newPoints) {
        return new TraceSessionConfig(newPoints, sinks, ignoreMissing, execveHashCache);
    }

    /** The same with other sinks. */
    public TraceSessionConfig withSinks(List<Sink> newSinks) {
        return new TraceSessionConfig(points, newSinks, ignoreMissing, execveHashCache);
    }

    /** The same with or without {@code ignore_missing}. */
    public TraceSessionConfig withIgnoreMissing(boolean ignore) {
        return new TraceSessionConfig(points, sinks, ignore, execveHashCache);
    }

    /** The same with a size for the cache of digests; null for none. */
    public TraceSessionConfig withExecveHashCache(@Nullable Integer entries) {
        return new TraceSessionConfig(points, sinks, ignoreMissing, entries);
    }
}
