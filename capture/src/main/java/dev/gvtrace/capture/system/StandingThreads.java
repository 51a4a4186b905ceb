// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The threads that a recorder needs as long as it runs, and their state. Each repeats its round; any exception of a
 * round, even an error such as a lack of memory, is logged, and the next round follows after a pause. Thread-safe.
 */
public final class StandingThreads {
    private static final long PAUSE_NS = 100_000_000;

    private final Maker maker;
    private final long pauseNs;
    private final List<StandingThread> all = new CopyOnWriteArrayList<>();
    private volatile Consumer<String> log = line -> {};

    /** Creates threads, not started. */
    @FunctionalInterface
    public interface Maker {
        /** May throw an {@link OutOfMemoryError} when no more can be created. */
        Thread make(Runnable body, String name);
    }

    /** The body of a thread, which is repeated. */
    @FunctionalInterface
    public interface Round {
        /** Runs once; false if this was the last time. */
        boolean go() throws Exception;
    }

    /** No threads yet. */
    public StandingThreads() {
        this(StandingThreads::daemon, PAUSE_NS);
    }

    /**
     * No threads yet.
     *
     * @param pauseNs how long a thread waits after a round that has failed
     */
    public StandingThreads(Maker maker, long pauseNs) {
        this.maker = maker;
        this.pauseNs = pauseNs;
    }

    /** A daemon thread, not started. */
    public static Thread daemon(Runnable body, String name) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Sets the log for rounds that fail, one line per call. */
    public void logTo(Consumer<String> newLog) {
        log = newLog;
    }

    /**
     * Starts a thread.
     *
     * @throws IOException when no thread can be created
     */
    public StandingThread start(String name, Round round) throws IOException {
        return start(new StandingThread(name, round, pauseNs, false, line -> log.accept(line)));
    }

    /**
     * Starts a thread whose rounds take about a second at most, unless something blocks it: see {@link #stalls}.
     *
     * @throws IOException when no thread can be created
     */
    public StandingThread startPeriodic(String name, Round round) throws IOException {
        return start(new StandingThread(name, round, pauseNs, true, line -> log.accept(line)));
    }

    private StandingThread start(StandingThread standing) throws IOException {
        try {
            standing.start(maker);
        } catch (OutOfMemoryError e) {
            throw new IOException("thread " + standing.name() + " cannot be made: " + e.getMessage(), e);
        }
        all.add(standing);
        return standing;
    }

    /** What is wrong with one of the threads: it has ended unexpectedly, or fails each time. Empty when all work. */
    public Optional<String> trouble() {
        for (StandingThread standing : all) {
            Optional<String> trouble = standing.trouble();
            if (trouble.isPresent()) {
                return trouble;
            }
        }
        return Optional.empty();
    }

    /** The threads with periodic rounds that are blocked for so long, with the time. */
    public List<String> stalls(long atLeastNs) {
        return all.stream().flatMap(each -> each.stall(atLeastNs).stream()).toList();
    }

    /** The threads, in the order in which they were started. */
    public List<StandingThread> all() {
        return List.copyOf(all);
    }

    /** A thread that ends with its body. */
    public Thread make(Runnable body, String name) {
        return maker.make(body, name);
    }

    /** A factory for pools: creates threads whose names begin with this. */
    public ThreadFactory factory(String name) {
        AtomicInteger count = new AtomicInteger();
        return body -> maker.make(body, name + "-" + count.incrementAndGet());
    }
}
