// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.facts;

import dev.gvtrace.capture.socket.PeerProcess;
import dev.gvtrace.capture.system.HelperThreads;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.capture.system.WallClock;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Text;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks up {@link HostFacts} on threads of its own, so that neither a handshake nor a recording waits for a file
 * system. Facts that are found late are recorded late; with too many look-ups at a time some are skipped.
 */
public final class FactFinder implements Closeable {
    private static final int THREADS = 4;
    private static final int WAITING = 4096;

    private final HelperThreads threads;
    private final Duration limit;
    private final Path docker;
    private final WallClock clock;

    /**
     * Creates a finder.
     *
     * @param limit how long {@link Search#await} waits at most
     * @param docker socket of Docker's daemon
     */
    public FactFinder(StandingThreads threads, Duration limit, Path docker, WallClock clock, Consumer<String> log) {
        this.limit = limit;
        this.docker = docker;
        this.clock = clock;
        this.threads = new HelperThreads(threads, "facts", THREADS, WAITING, log);
    }

    /** Receives facts. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Receives facts of a kind, see {@link HostFacts}.
         *
         * @param atNs when they were found, nanoseconds since the epoch
         */
        void facts(long atNs, String kind, byte[] json);
    }

    /** A look-up under way: first the process that connected, then its container's bundle and Docker's facts. */
    public final class Search {
        private final PeerProcess process;
        private final CompletableFuture<HostFacts.@Nullable Peer> peer = new CompletableFuture<>();
        private final CompletableFuture<byte @Nullable []> bundle = new CompletableFuture<>();
        private final CompletableFuture<byte @Nullable []> daemon = new CompletableFuture<>();

        private Search(PeerProcess process) {
            this.process = process;
        }

        /** The process that connected. */
        public PeerProcess process() {
            return process;
        }

        /** Waits for all facts, within the limit. */
        public void await() {
            try {
                CompletableFuture.allOf(peer, bundle, daemon).get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // later facts are recorded later
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** The facts about the process; null when there are none, or not yet. */
        public HostFacts.@Nullable Peer peer() {
            return peer.getNow(null);
        }

        private void look() {
            HostFacts.Peer found = quietly(() -> HostFacts.peer(process));
            peer.complete(found);
            if (found != null && DockerFacts.isOfDocker(found.commandLine())) {
                run(() -> daemon.complete(quietly(() -> DockerFacts.container(docker, found.sandbox()))), daemon);
            } else {
                daemon.complete(null);
            }
            bundle.complete(found == null ? null : quietly(() -> HostFacts.container(found)));
        }
    }

    /** Begins to look up the process that connected. */
    public Search search(PeerProcess process) {
        Search search = new Search(process);
        run(search::look, search.peer, search.bundle, search.daemon);
        return search;
    }

    /** The end of a look-up for a process whose facts are known. */
    public Search known(PeerProcess process, HostFacts.@Nullable Peer peer) {
        Search search = new Search(process);
        search.peer.complete(peer);
        search.bundle.complete(null);
        search.daemon.complete(null);
        return search;
    }

    private static <T> @Nullable T quietly(Supplier<@Nullable T> look) {
        try {
            return look.get();
        } catch (RuntimeException | Error e) {
            // also when there is too little memory, or no thread: the facts are optional
            return null;
        }
    }

    /** Passes on the facts about the process and its container: those found already at once, the others later. */
    @SuppressWarnings("FutureReturnValueIgnored") // the task does not throw
    public void deliver(Search search, Sink to) {
        search.peer.thenAccept(peer -> {
            if (peer != null) {
                to.facts(clock.now(), "runsc", peer.json());
            }
        });
        search.bundle.thenAccept(json -> offerContainer(json, to));
        search.daemon.thenAccept(json -> offerContainer(json, to));
    }

    /** Looks up a container that was started in the sandbox, unless it is the one that the process belongs to. */
    @SuppressWarnings("FutureReturnValueIgnored") // the task does not throw
    public void further(Search search, Text container, Sink to) {
        String id = EscapedText.of(container);
        search.peer.thenAccept(peer -> {
            if (peer != null && !id.equals(peer.sandbox()) && !peer.sandbox().isEmpty()) {
                run(() -> offerContainer(HostFacts.containerInState(peer, id), to));
            }
        });
    }

    private void offerContainer(byte @Nullable [] json, Sink to) {
        if (json != null) {
            to.facts(clock.now(), "container", json);
        }
    }

    /** Runs the task; if it is skipped, nothing is found. */
    private void run(Runnable task, CompletableFuture<?>... results) {
        if (!threads.run(task)) {
            for (CompletableFuture<?> result : results) {
                result.complete(null);
            }
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
