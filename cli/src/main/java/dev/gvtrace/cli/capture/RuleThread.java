// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.system.Nap;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** Evaluates rules for some of the connections, in turns of bounded size. Survives errors in any of them. */
final class RuleThread implements Runnable {
    private static final long NAP_NS = 100_000_000;
    private static final long STOPPING_NAP_NS = 5_000_000;

    private final Queue<LiveConnection> arrivals = new ConcurrentLinkedQueue<>();
    private final List<LiveConnection> connections = new ArrayList<>();
    private final LiveQueue.Batch batch = new LiveQueue.Batch();
    private final Predicate<LiveConnection> outOfMemory;
    private final Thread thread;
    private final Nap nap = new Nap();
    private volatile boolean stopped;
    private volatile boolean abandoned;
    private volatile boolean ended;

    /**
     * Starts the thread.
     *
     * @param outOfMemory frees memory; returns false if it stopped the rules of another connection than the one given
     */
    RuleThread(int number, Predicate<LiveConnection> outOfMemory) {
        this.outOfMemory = outOfMemory;
        thread = new Thread(this, "rules-" + number);
        thread.setDaemon(true);
        thread.start();
    }

    void add(LiveConnection connection) {
        arrivals.add(connection);
        wake();
    }

    /** Any thread. */
    void wake() {
        nap.wake();
    }

    /** Ends once all connections are over. */
    void stop() {
        stopped = true;
        wake();
    }

    /** Ends after the turn under way; what is still queued counts as not evaluated. */
    void abandon() {
        abandoned = true;
        stop();
    }

    String name() {
        return thread.getName();
    }

    boolean hasEnded() {
        return ended;
    }

    void join(long milliseconds) throws InterruptedException {
        thread.join(milliseconds);
    }

    @Override
    public void run() {
        try {
            while (!abandoned && (!stopped || !connections.isEmpty() || !arrivals.isEmpty())) {
                if (!round()) {
                    nap.take(stopped ? STOPPING_NAP_NS : NAP_NS, () -> stopped || isIdle());
                }
            }
            connections.forEach(LiveConnection::abandon);
        } finally {
            ended = true;
        }
    }

    private boolean round() {
        boolean worked = false;
        try {
            for (LiveConnection arrived = arrivals.poll(); arrived != null; arrived = arrivals.poll()) {
                connections.add(arrived);
            }
            for (int i = 0; i < connections.size() && !abandoned; i++) {
                worked |= turn(connections.get(i));
            }
            connections.removeIf(LiveConnection::isOver);
        } catch (RuntimeException | Error e) {
            // too little memory even to log: after a nap the next round has more, or stops a connection
            return false;
        }
        return worked;
    }

    private boolean turn(LiveConnection connection) {
        try {
            return connection.turn(batch);
        } catch (OutOfMemoryError e) {
            if (!outOfMemory.test(connection)) {
                connection.restart();
            }
            return true;
        } catch (RuntimeException | Error e) {
            connection.fail(e);
            return true;
        }
    }

    private boolean isIdle() {
        boolean idle = arrivals.isEmpty();
        for (int i = 0; idle && i < connections.size(); i++) {
            idle = connections.get(i).isIdle();
        }
        return idle;
    }
}
