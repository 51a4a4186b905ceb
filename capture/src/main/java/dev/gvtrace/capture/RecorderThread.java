// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Records a share of the connections, each for a bounded piece in turn, so that a flood on one does not keep the others
 * waiting. It looks after them every few milliseconds by itself; a receiver wakes it early only when a ring fills up, so that
 * receiving costs no system call for waking.
 */
final class RecorderThread implements Runnable {
    /** How long packets may wait in a ring that is far from full; bounds also how late a live alert comes. */
    private static final long NAP_NS = 10_000_000;
    /** With nothing at all to do for a while. */
    private static final long LONG_NAP_NS = 25_000_000;
    /** Bytes taken from one connection before the next has its turn. */
    private static final int TURN_BYTES = 1 << 20;
    /** After a round with less than this there is time for a nap. */
    private static final int BUSY_BYTES = 128 * 1024;

    private final Queue<Recording> arrivals = new ConcurrentLinkedQueue<>();
    private final List<Recording> recordings = new ArrayList<>();
    private final PacketRing.Scratch scratch = new PacketRing.Scratch();
    private final WallClock clock;
    private final Consumer<Recording> whenOver;
    private final Thread thread;
    private volatile boolean napping;
    private volatile boolean stopped;
    private volatile boolean abandoned;
    private volatile boolean ended;

    RecorderThread(int number, WallClock clock, Consumer<Recording> whenOver) {
        this.clock = clock;
        this.whenOver = whenOver;
        this.thread = new Thread(this, "recorder-" + number);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Ends once all recordings are over. */
    void stop() {
        stopped = true;
        wake();
    }

    /** Ends after the turn that is under way: recordings that are not over are left as after a crash. */
    void abandon() {
        abandoned = true;
        stop();
    }

    /** Waits for the end; false if it has not come in time. */
    boolean join(long milliseconds) throws InterruptedException {
        thread.join(Math.max(1, milliseconds));
        return !thread.isAlive();
    }

    /** Takes a recording in; after the end it is left at once. */
    void add(Recording recording) {
        arrivals.add(recording);
        wake();
        if (ended) {
            leaveArrivals();
        }
    }

    /** Any thread. */
    void wake() {
        if (napping) {
            napping = false;
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        while (!abandoned && (!stopped || !recordings.isEmpty() || !arrivals.isEmpty())) {
            long taken = round();
            if (taken < BUSY_BYTES) {
                nap(taken == 0 ? LONG_NAP_NS : NAP_NS);
            }
        }
        recordings.forEach(Recording::leave);
        ended = true;
        leaveArrivals();
    }

    private void leaveArrivals() {
        for (Recording arrived = arrivals.poll(); arrived != null; arrived = arrivals.poll()) {
            arrived.leave();
        }
    }

    private long round() {
        for (Recording arrived = arrivals.poll(); arrived != null; arrived = arrivals.poll()) {
            recordings.add(arrived);
        }
        long taken = 0;
        for (Iterator<Recording> each = recordings.iterator(); each.hasNext(); ) {
            Recording recording = each.next();
            taken += recording.turn(scratch, TURN_BYTES, clock.now());
            if (recording.isOver()) {
                each.remove();
                whenOver.accept(recording);
            }
        }
        return taken;
    }

    private void nap(long ns) {
        napping = true;
        if (arrivals.isEmpty()) {
            LockSupport.parkNanos(this, ns);
        }
        napping = false;
    }
}
