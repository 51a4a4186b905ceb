// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import dev.gvtrace.capture.system.RepeatedFailure;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.cli.capture.delivery.RejectedException;
import dev.gvtrace.cli.capture.delivery.RetryLaterException;
import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.replay.rule.item.Priority;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One output for alerts: a rate limit for each rule, a bounded queue and a thread that delivers, and tries again after
 * a failure, at growing intervals. Offering an alert never blocks; what cannot be kept is dropped and counted. Any
 * thread.
 */
public final class AlertOutput {
    private static final int PRIORITIES = Priority.values().length;
    /** For the last deliveries after closing. */
    private static final long CLOSING_PAUSE_NS = 100_000_000;

    private static final long LOG_DROPPED_EVERY_NS = 10_000_000_000L;
    private static final long LOG_OVER_RATE_EVERY_NS = 60_000_000_000L;

    private final String name;
    private final AlertDestination destination;
    private final Limits limits;
    private final AlertQueue queue;
    private final RuleRates rates;
    private final Consumer<String> log;
    private final RepeatedFailure failures;
    private final AtomicLongArray delivered = new AtomicLongArray(PRIORITIES);
    private final AtomicLong overflowed = new AtomicLong();
    private final AtomicLong overRate = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong retries = new AtomicLong();
    private volatile @Nullable String trouble;
    private volatile @Nullable EndedOutputException end;
    private volatile String lastOverRate = "";
    /** By {@link System#nanoTime}; 0 while nothing is being delivered. */
    private volatile long deliveringSinceNs;

    /** True while an alert that left the queue is neither delivered nor counted as dropped. */
    private final AtomicBoolean pending = new AtomicBoolean();

    private volatile boolean finished;
    private long droppedLogged;
    private long overRateLogged;
    private long droppedLoggedNs = System.nanoTime() - LOG_DROPPED_EVERY_NS;
    private long overRateLoggedNs = System.nanoTime() - LOG_OVER_RATE_EVERY_NS;

    /**
     * What an output takes, and how long it tries.
     *
     * @param threshold least severe priority that it takes
     * @param perMinute alerts of each rule; 0 for no limit
     * @param queueBytes encoded alerts that may wait
     * @param firstPauseNs before the first retry; doubled up to the longest
     * @param longestPauseNs before any retry
     * @param deliveryNs for one delivery, before it is aborted
     */
    record Limits(
            Priority threshold,
            int perMinute,
            long queueBytes,
            long firstPauseNs,
            long longestPauseNs,
            long deliveryNs) {
        /** For this priority and rate; the rest as usual. */
        static Limits of(Priority threshold, int perMinute, long deliverySeconds) {
            return new Limits(
                    threshold,
                    perMinute,
                    4 << 20,
                    TimeUnit.SECONDS.toNanos(1),
                    TimeUnit.SECONDS.toNanos(60),
                    TimeUnit.SECONDS.toNanos(deliverySeconds));
        }
    }

    /** Where an alert ended up that was not delivered. */
    public enum Drop {
        /** The queue was full, or the output had ended. */
        QUEUE("queue full"),
        /** More alerts of the rule than the rate limit allows. */
        RATE("rate limit"),
        /** The destination refused this alert. */
        REJECTED("rejected");

        private final String label;

        Drop(String label) {
            this.label = label;
        }

        /** Its name in status and metrics. */
        public String label() {
            return label;
        }
    }

    /**
     * Starts the thread.
     *
     * @param name differs from that of every other output
     * @param threads the thread becomes one of these
     * @param log receives log lines; never blocks
     * @throws IOException when no thread can be created
     */
    AlertOutput(String name, AlertDestination destination, Limits limits, StandingThreads threads, Consumer<String> log)
            throws IOException {
        this.name = name;
        this.destination = destination;
        this.limits = limits;
        this.log = log;
        queue = new AlertQueue(limits.queueBytes());
        rates = new RuleRates(limits.perMinute(), System::nanoTime);
        failures = new RepeatedFailure(log, "alerts to " + name + " are delivered again");
        threads.start("alerts " + name, this::deliverNext);
    }

    /** Its name: no secrets. */
    public String name() {
        return name;
    }

    /** Takes an alert, or drops and counts it. Never blocks. */
    void offer(Alert alert) {
        if (alert.priority() > limits.threshold().ordinal()) {
            return;
        }
        if (end != null || queue.isClosed()) {
            overflowed.incrementAndGet();
        } else if (!rates.allows(alert.rule())) {
            overRate.incrementAndGet();
            lastOverRate = alert.rule();
        } else {
            overflowed.addAndGet(queue.offer(alert.priority(), destination.encode(alert)));
        }
    }

    /** Does the same work without any effect. */
    void warmUp(Alert alert) {
        destination.encode(alert);
    }

    private boolean deliverNext() throws InterruptedException {
        AlertQueue.Piece piece = queue.take();
        if (piece == null) {
            destination.close();
            finished = true;
            return false;
        }
        pending.set(true);
        boolean done = false;
        long pauseNs = limits.firstPauseNs();
        while (!done) {
            done = attempt(piece);
            if (!done && !queue.isOver()) {
                retries.incrementAndGet();
                pause(pauseNs);
                pauseNs = Math.min(limits.longestPauseNs(), 2 * pauseNs);
            } else if (!done) {
                dropPending();
                done = true;
            }
        }
        pending.set(false);
        return true;
    }

    private void dropPending() {
        if (pending.getAndSet(false)) {
            overflowed.incrementAndGet();
        }
    }

    /** True if the alert was delivered, or will not be. */
    private boolean attempt(AlertQueue.Piece piece) throws InterruptedException {
        deliveringSinceNs = Math.max(1, System.nanoTime());
        try {
            destination.deliver(piece.bytes());
            delivered.incrementAndGet(piece.priority());
            succeeded();
            return true;
        } catch (RejectedException e) {
            rejected.incrementAndGet();
            failures.attempted("alerts to " + name() + " are refused: " + e.getMessage());
            return true;
        } catch (EndedOutputException e) {
            end(e);
            return true;
        } catch (RetryLaterException e) {
            failed(String.valueOf(e.getMessage()));
            pause(e.after().toNanos());
            return false;
        } catch (IOException | RuntimeException | Error e) {
            failed(e instanceof IOException && e.getMessage() != null ? e.getMessage() : e.toString());
            return false;
        } finally {
            deliveringSinceNs = 0;
        }
    }

    private void succeeded() {
        trouble = null;
        failures.attempted(null);
    }

    private void failed(String why) {
        trouble = why;
        failures.attempted("alerts to " + name() + " are not delivered: " + why + "; retrying, recording continues");
    }

    private void end(EndedOutputException e) {
        end = e;
        trouble = e.getMessage();
        dropPending();
        overflowed.addAndGet(queue.clear());
        log.accept(e.getMessage() + ": alerts are dropped from here on, recording continues");
    }

    /** A little more or less, so that outputs of many recorders do not return at the same moment. */
    private void pause(long nanoseconds) throws InterruptedException {
        deliveringSinceNs = 0;
        long most = queue.isClosed() ? Math.min(CLOSING_PAUSE_NS, nanoseconds) : nanoseconds;
        queue.pause((long) (most * ThreadLocalRandom.current().nextDouble(0.75, 1.25)));
    }

    /** Once a second: aborts a delivery that takes too long, and logs what was dropped. One thread at a time. */
    void check() {
        long since = deliveringSinceNs;
        if (since != 0 && System.nanoTime() - since >= limits.deliveryNs()) {
            destination.abort();
        }
        logChanges(false);
    }

    /** Files are opened and secrets read again, and a failed delivery is retried at once. */
    void refresh() {
        destination.refresh();
        queue.wake();
    }

    /** Accepts no more alerts; those that wait are delivered within this time, or counted as dropped. */
    void beginClosing(long nanoseconds) {
        queue.close(nanoseconds);
    }

    /**
     * Waits until everything is delivered or the time after closing has passed.
     *
     * @return false if alerts were not delivered because the output failed
     */
    boolean close() throws InterruptedException {
        while (!finished && !queue.isOver()) {
            check();
            TimeUnit.MILLISECONDS.sleep(5);
        }
        if (!finished) {
            destination.abort();
        }
        dropPending();
        overflowed.addAndGet(queue.clear());
        logChanges(true);
        EndedOutputException ended = end;
        return ended != null ? ended.isExpected() : trouble == null;
    }

    private void logChanges(boolean last) {
        long now = System.nanoTime();
        long dropped = overflowed.get();
        if (dropped != droppedLogged && (last || now - droppedLoggedNs >= LOG_DROPPED_EVERY_NS)) {
            droppedLogged = dropped;
            droppedLoggedNs = now;
            log.accept(dropped + " alerts dropped so far: " + whyDropped() + "; a replay of the traces finds them");
        }
        long limited = overRate.get();
        if (limited != overRateLogged && (last || now - overRateLoggedNs >= LOG_OVER_RATE_EVERY_NS)) {
            overRateLogged = limited;
            overRateLoggedNs = now;
            log.accept(limited + " alerts not sent to " + name() + " so far, the last one of rule '" + lastOverRate
                    + "': more than " + rates.mostPerMinute() + " of a rule in a minute (--alert-rate)");
        }
    }

    private String whyDropped() {
        if (end != null) {
            return String.valueOf(trouble);
        }
        String why = trouble;
        if (why != null) {
            return name() + " fails: " + why;
        }
        return name() + (destination instanceof StandardOutput ? " is not read fast enough" : " is too slow");
    }

    /** Alerts that wait to be delivered. */
    public int waiting() {
        return queue.count();
    }

    /** Bytes of the alerts that wait. */
    public long waitingBytes() {
        return queue.bytes();
    }

    /** Alerts of this priority that were delivered. */
    public long delivered(Priority priority) {
        return delivered.get(priority.ordinal());
    }

    /** Alerts that were delivered. */
    public long delivered() {
        long sum = 0;
        for (int i = 0; i < PRIORITIES; i++) {
            sum += delivered.get(i);
        }
        return sum;
    }

    /** Alerts that were dropped, by cause. */
    public long dropped(Drop cause) {
        return switch (cause) {
            case QUEUE -> overflowed.get();
            case RATE -> overRate.get();
            case REJECTED -> rejected.get();
        };
    }

    /** Failed deliveries that were followed by another attempt. */
    public long retries() {
        return retries.get();
    }

    /** Why deliveries fail now; null while they do not. */
    @Nullable
    public String trouble() {
        return trouble;
    }
}
