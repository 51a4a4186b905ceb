// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.status;

import dev.gvtrace.capture.flight.FlightRecorder;
import dev.gvtrace.capture.system.RepeatedFailure;
import dev.gvtrace.capture.system.StandingThreads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about a recorder: over the control socket, and where metrics are asked for. What fails here is
 * logged, and recording continues. One thread opens and closes it.
 */
public final class StatusService implements AutoCloseable {
    private static final long EVERY_NS = TimeUnit.SECONDS.toNanos(1);

    private final Metrics metrics;
    private final @Nullable MetricsServer server;
    private final Consumer<String> log;
    private final RepeatedFailure failures;
    private volatile @Nullable ControlSocket control;
    private volatile @Nullable MetricsFile file;
    private volatile boolean closed;

    private StatusService(Metrics metrics, @Nullable MetricsServer server, Consumer<String> log) {
        this.metrics = metrics;
        this.server = server;
        this.log = log;
        this.failures = new RepeatedFailure(log);
    }

    /**
     * Where metrics go.
     *
     * @param address to listen on for HTTP; null for none
     * @param file that is written again and again; null for none
     */
    public record Metrics(
            @Nullable InetSocketAddress address, @Nullable Path file) {
        /** No metrics. */
        public static final Metrics NONE = new Metrics(null, null);
    }

    /**
     * Listens for requests for metrics, which wait until {@link #begin}.
     *
     * @throws IOException when it cannot listen there
     */
    public static StatusService prepare(Metrics metrics, Consumer<String> log) throws IOException {
        MetricsServer server = metrics.address() == null ? null : MetricsServer.listen(metrics.address(), log);
        return new StatusService(metrics, server, log);
    }

    /**
     * Begins to answer. A control socket that cannot be opened is logged.
     *
     * @param recorder the recorder's socket; that for control is beside it
     * @param status a snapshot; called from several threads
     * @param flight gets requests to keep what it holds; null without a flight recorder
     * @throws IOException when there are too few threads
     */
    public void begin(
            Path recorder, Supplier<RecorderStatus> status, @Nullable FlightRecorder flight, StandingThreads threads)
            throws IOException {
        if (server != null) {
            server.start(status);
        }
        file = metrics.file() == null ? null : new MetricsFile(metrics.file(), status, log);
        control = ControlSocket.open(ControlSocket.beside(recorder), status, new KeepRequests(flight), threads, log);
        threads.start("status", this::round);
    }

    /** Never fails: the recorder does not depend on it. */
    private boolean round() {
        String failure = null;
        try {
            check();
        } catch (RuntimeException | Error e) {
            failure = "status and metrics: " + e + "; retrying";
        }
        failures.attempted(failure);
        if (!closed) {
            LockSupport.parkNanos(this, EVERY_NS);
        }
        return !closed;
    }

    private void check() {
        ControlSocket open = control;
        if (open != null) {
            open.check();
        }
        MetricsFile written = file;
        if (written != null) {
            written.writeIfDue();
        }
    }

    /** Ends all of it. Never waits for a client. */
    @Override
    public void close() {
        closed = true;
        ControlSocket open = control;
        if (open != null) {
            open.close();
        }
        if (server != null) {
            server.close();
        }
        MetricsFile written = file;
        if (written != null) {
            written.remove();
        }
    }
}
