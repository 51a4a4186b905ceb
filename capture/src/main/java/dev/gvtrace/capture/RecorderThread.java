// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.receive.PacketRing;
import dev.gvtrace.capture.system.Nap;
import dev.gvtrace.capture.system.StandingThread;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.capture.system.WallClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records some of the connections, in turns of bounded size, so that a flood on one does not delay the others. It polls
 * them every few milliseconds; a receiver wakes it early only when a ring fills up, so that receiving costs no system
 * call for waking.
 */
final class RecorderThread {
    /** How long packets may stay in a ring that is far from full; also bounds the delay of live alerts. */
    private static final long NAP_NS = 10_000_000;
    /** The pause after a round with nothing to do. */
    private static final long LONG_NAP_NS = 25_000_000;
    /** Bytes taken from one connection before the next gets its turn. */
    private static final int TURN_BYTES = 1 << 20;
    /** After a round with fewer bytes the thread sleeps. */
    private static final int BUSY_BYTES = 128 * 1024;

    private static final long LOG_EVERY_NS = 1_000_000_000L;

    private final Queue<Recording> arrivals = new ConcurrentLinkedQueue<>();
    private final List<Recording> recordings = new ArrayList<>();
    private final PacketRing.Scratch scratch = new PacketRing.Scratch();
    private final WallClock clock;
    private final Consumer<Recording> whenOver;
    private final String name;
    private final Consumer<String> log;
    private volatile @Nullable StandingThread thread;
    private final Nap nap = new Nap();
    private volatile boolean stopped;
    private volatile boolean abandoned;
    private volatile boolean ended;
    private long loggedNs;

    RecorderThread(int number, WallClock clock, Consumer<Recording> whenOver, Consumer<String> log) {
        this.clock = clock;
        this.whenOver = whenOver;
        this.name = "recorder-" + number;
        this.log = log;
    }

    /** Starts recording. */
    void start(StandingThreads threads) throws IOException {
        thread = threads.startPeriodic(name, this::round);
    }

    /** Ends once all recordings are over. */
    void stop() {
        stopped = true;
        wake();
    }

    /** Ends after the turn under way: recordings that are not over are left as after a crash. */
    void abandon() {
        abandoned = true;
        stop();
    }

    /** Waits for the end; false if the time ran out. */
    boolean join(long milliseconds) throws InterruptedException {
        StandingThread started = thread;
        return started == null || started.join(milliseconds);
    }

    /** Adds a recording; after the end it is left at once. */
    void add(Recording recording) {
        arrivals.add(recording);
        wake();
        if (ended) {
            leaveArrivals();
        }
    }

    /** Any thread. */
    void wake() {
        nap.wake();
    }

    private boolean round() {
        if (abandoned || (stopped && recordings.isEmpty() && arrivals.isEmpty())) {
            leaveAll();
            return false;
        }
        long taken = turns();
        if (taken < BUSY_BYTES) {
            nap.take(taken == 0 ? LONG_NAP_NS : NAP_NS, arrivals::isEmpty);
        }
        return true;
    }

    private void leaveAll() {
        while (!recordings.isEmpty()) {
            recordings.remove(recordings.size() - 1).leave();
        }
        ended = true;
        leaveArrivals();
    }

    private void leaveArrivals() {
        for (Recording arrived = arrivals.poll(); arrived != null; arrived = arrivals.poll()) {
            arrived.leave();
        }
    }

    private long turns() {
        for (Recording arrived = arrivals.peek(); arrived != null; arrived = arrivals.peek()) {
            recordings.add(arrived);
            arrivals.remove();
        }
        long taken = 0;
        for (Iterator<Recording> each = recordings.iterator(); each.hasNext(); ) {
            Recording recording = each.next();
            try {
                taken += recording.turn(scratch, TURN_BYTES, clock.now());
                if (recording.isOver()) {
                    whenOver.accept(recording);
                    each.remove();
                }
            } catch (RuntimeException | Error e) {
                // the others still get their turn
                logFailure(recording, e);
            }
        }
        return taken;
    }

    private void logFailure(Recording recording, Throwable fault) {
        long now = System.nanoTime();
        if (loggedNs != 0 && now - loggedNs < LOG_EVERY_NS) {
            return;
        }
        loggedNs = now;
        try {
            log.accept(recording.info().label() + ": thread " + name + " continues after an error: " + fault);
        } catch (RuntimeException | Error e) {
            // too little memory even to log
        }
    }
}
