// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.facts.FactFinder;
import dev.gvtrace.capture.handover.LeftConnection;
import dev.gvtrace.capture.receive.HandshakeExchange;
import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.capture.socket.SeqpacketListener;
import dev.gvtrace.capture.system.RepeatedFailure;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections and receives their handshakes, each on a thread of its own, until they can be recorded; refuses
 * those that are too many or send something else. Thread-safe.
 */
final class ConnectionAcceptor {
    private static final long ACCEPT_AGAIN_NS = 100_000_000;

    private final SeqpacketListener socket;
    private final RecordingStarter starter;
    private final RecordingContext server;
    private final ExecutorService threads;
    private final AtomicInteger taken = new AtomicInteger();
    private final List<Runnable> left = new ArrayList<>();
    private final Set<SeqpacketConnection> handshaking = ConcurrentHashMap.newKeySet();
    private final RepeatedFailure failures;
    private volatile boolean stopping;

    /**
     * Accepts nothing yet.
     *
     * @param starter records the connections after their handshakes
     * @param threads creates the threads for handshakes
     */
    ConnectionAcceptor(
            SeqpacketListener socket, RecordingStarter starter, RecordingContext server, StandingThreads threads) {
        this.socket = socket;
        this.starter = starter;
        this.server = server;
        this.threads = Executors.newCachedThreadPool(threads.factory("handshake"));
        this.failures = new RepeatedFailure(
                server.log(), "connections on " + FileNames.text(socket.path()) + " are accepted again");
    }

    /** Begins to receive from connections that another recorder has left. */
    void receiveLeft(List<LeftConnection> connections) {
        for (LeftConnection each : connections) {
            try {
                left.add(starter.takeUp(each));
                taken.incrementAndGet();
            } catch (IOException | RuntimeException | Error e) {
                server.log().accept("a connection that was left by another recorder cannot be recorded: " + reason(e));
                starter.abandon(each);
            }
        }
    }

    /** Records what is received from them. */
    void recordLeft() {
        left.forEach(threads::execute);
        left.clear();
    }

    /** Waits for a connection; false after the stop. */
    boolean accept() throws IOException {
        SeqpacketConnection connection;
        try {
            connection = socket.accept();
        } catch (IOException e) {
            if (stopping) {
                return false;
            }
            if (e instanceof ClosedChannelException) {
                throw e;
            }
            failures.attempted("cannot accept a connection on " + FileNames.text(socket.path()) + ": " + e.getMessage()
                    + "; retrying, sandboxes that connect meanwhile wait");
            LockSupport.parkNanos(this, ACCEPT_AGAIN_NS);
            return true;
        }
        failures.attempted(null);
        taken.incrementAndGet();
        take(connection);
        return true;
    }

    private void take(SeqpacketConnection connection) {
        if (taken.get() > server.options().limits().connections()) {
            refuse(connection, "more than " + server.options().limits().connections() + " connections");
            return;
        }
        try {
            threads.execute(() -> shakeHands(connection));
        } catch (RejectedExecutionException e) {
            hangUp(connection); // the server is stopping
        } catch (RuntimeException | Error e) {
            refuse(connection, reason(e));
        }
    }

    private static String reason(Throwable e) {
        if (e instanceof OutOfMemoryError) {
            return "too little memory, or no thread can be created: " + e.getMessage();
        }
        return String.valueOf(e.getMessage() == null ? e : e.getMessage());
    }

    private void shakeHands(SeqpacketConnection connection) {
        try {
            handshaking.add(connection);
            long connectedNs = starter.now();
            FactFinder.Search search = starter.search(connection.peer());
            byte[] handshake = HandshakeExchange.await(
                    connection, server.options().limits().handshake());
            handshaking.remove(connection);
            if (handshake.length == 0) {
                hangUp(connection);
            } else {
                starter.record(connection, search, connectedNs, handshake);
            }
        } catch (HandshakeExchange.RefusedException e) {
            refuse(connection, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            if (stopping || connection.isOver()) {
                // closed before the handshake was complete
                hangUp(connection);
            } else {
                refuse(connection, reason(e));
            }
        } catch (RuntimeException | Error e) {
            refuse(connection, reason(e));
        } finally {
            handshaking.remove(connection);
        }
    }

    private void refuse(SeqpacketConnection connection, String why) {
        server.counters().refused.increment();
        try {
            server.log()
                    .accept("refused a connection of process "
                            + connection.peer().pid() + ": " + why);
        } catch (IOException e) {
            server.log().accept("refused a connection: " + why);
        } finally {
            hangUp(connection);
        }
    }

    private void hangUp(SeqpacketConnection connection) {
        ended();
        ServerResources.closeQuietly(connection);
    }

    /** Connections now: accepted and not {@link #ended}. */
    int connected() {
        return taken.get();
    }

    /** A connection that was accepted has ended. */
    void ended() {
        taken.decrementAndGet();
    }

    /** Why connections cannot be accepted now; null while they can. */
    @Nullable
    String trouble() {
        return failures.current();
    }

    /** Stops listening, and hangs up on peers that have not finished their handshakes. */
    void stop() {
        finish();
        handshaking.forEach(ServerResources::closeQuietly);
    }

    /** Stops listening, and takes no further tasks. */
    void finish() {
        stopping = true;
        ServerResources.closeQuietly(socket);
        threads.shutdown();
    }

    /** After {@link #stop}: waits for the handshakes under way; false if that took too long. */
    boolean join(long nanoseconds) throws InterruptedException {
        return threads.awaitTermination(nanoseconds, TimeUnit.NANOSECONDS);
    }
}
