// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.socket.PeerProcess;
import java.io.Closeable;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks up {@link HostFacts} on threads of its own, so that neither a handshake nor a recording waits for a file system.
 * Facts that come late are recorded late; with too many look-ups at a time some are left out.
 */
final class FactFinder implements Closeable {
    private static final int THREADS = 4;
    private static final int WAITING = 4096;

    private final ThreadPoolExecutor threads;
    private final CaptureLimits limits;
    private final WallClock clock;

    FactFinder(CaptureLimits limits, WallClock clock) {
        this.limits = limits;
        this.clock = clock;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "facts");
                    thread.setDaemon(true);
                    return thread;
                });
        this.threads.allowCoreThreadTimeOut(true);
    }

    /** A look-up under way. */
    final class Search {
        private final PeerProcess process;
        private final CompletableFuture<HostFacts.@Nullable Peer> peer = new CompletableFuture<>();

        private Search(PeerProcess process) {
            this.process = process;
        }

        PeerProcess process() {
            return process;
        }

        /** What was found about the process; null when nothing was, or not in time. */
        HostFacts.@Nullable Peer peer() {
            try {
                return peer.get(limits.facts().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                return null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }

    /** Begins to look up who connected. */
    Search search(PeerProcess process) {
        Search search = new Search(process);
        if (!run(() -> search.peer.complete(found(process)))) {
            search.peer.complete(null);
        }
        return search;
    }

    private static HostFacts.@Nullable Peer found(PeerProcess process) {
        try {
            return HostFacts.peer(process);
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** Gives the facts about the process and its container to the recording, when they are there. */
    @SuppressWarnings("FutureReturnValueIgnored") // what is done there does not throw
    void deliver(Search search, Consumer<SideRecord> to) {
        search.peer.thenAccept(peer -> {
            if (peer != null) {
                to.accept(new SideRecord.FactsRecord(clock.now(), "runsc", peer.json()));
                run(() -> offerContainer(HostFacts.container(peer), to));
            }
        });
    }

    /** A container was started in the sandbox: looks it up unless it is the one that the process was about. */
    @SuppressWarnings("FutureReturnValueIgnored") // what is done there does not throw
    void further(Search search, String id, Consumer<SideRecord> to) {
        search.peer.thenAccept(peer -> {
            if (peer != null && !id.equals(peer.sandbox()) && !peer.sandbox().isEmpty()) {
                run(() -> offerContainer(HostFacts.containerInState(peer, id), to));
            }
        });
    }

    private void offerContainer(byte @Nullable [] json, Consumer<SideRecord> to) {
        if (json != null) {
            to.accept(new SideRecord.FactsRecord(clock.now(), "container", json));
        }
    }

    private boolean run(Runnable task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
