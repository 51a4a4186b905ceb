// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.anchor;

import dev.gvtrace.capture.system.RepeatedFailure;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.cli.capture.delivery.Destination;
import dev.gvtrace.cli.capture.delivery.RejectedException;
import dev.gvtrace.cli.capture.delivery.RetryLaterException;
import dev.gvtrace.cli.io.Times;
import dev.gvtrace.trace.ChainHead;
import dev.gvtrace.trace.LedgerHead;
import dev.gvtrace.trace.anchor.Anchor;
import dev.gvtrace.trace.anchor.AnchorChain;
import dev.gvtrace.trace.anchor.AnchorSource;
import dev.gvtrace.trace.ledger.LedgerLine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One output for anchors: its chain and a thread that makes an anchor at each interval and delivers it, and tries again
 * after a failure, at growing intervals, until the next one is due, which then replaces it. Taking a head never waits
 * for a delivery. Any thread.
 */
public final class AnchorOutput {
    /** For the last deliveries after closing. */
    private static final long CLOSING_PAUSE_NS = 100_000_000;

    private final String name;
    private final Destination destination;
    private final AnchorChain chain;
    private final Schedule times;
    private final Consumer<String> log;
    private final RepeatedFailure failures;
    private final Object bell = new Object();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong retries = new AtomicLong();
    private volatile @Nullable String trouble;
    private volatile @Nullable Instant lastDelivered;
    /** By {@link System#nanoTime}; 0 while nothing is being delivered. */
    private volatile long deliveringSinceNs;

    private long dueNs;
    private boolean closing;
    private long untilNs;
    private boolean woken;
    private boolean lastMade;
    private volatile boolean lastTaken;
    private volatile boolean finished;

    /**
     * How often an output sends, and how long it tries.
     *
     * @param everyNs between two anchors
     * @param firstPauseNs before the first retry; doubled up to the longest
     * @param longestPauseNs before any retry
     * @param deliveryNs for one delivery, before it is aborted
     */
    record Schedule(long everyNs, long firstPauseNs, long longestPauseNs, long deliveryNs) {
        static Schedule every(Duration interval) {
            return new Schedule(
                    interval.toNanos(),
                    TimeUnit.SECONDS.toNanos(1),
                    TimeUnit.SECONDS.toNanos(60),
                    TimeUnit.SECONDS.toNanos(15));
        }
    }

    /**
     * An output that is not begun.
     *
     * @param name differs from that of every other output
     * @param signer signs the lines; null for no signatures
     * @param log receives log lines; never blocks
     */
    AnchorOutput(
            String name,
            Destination destination,
            AnchorSource source,
            LedgerLine.@Nullable Signer signer,
            Schedule times,
            Consumer<String> log) {
        this.name = name;
        this.destination = destination;
        this.chain = new AnchorChain(source, signer);
        this.times = times;
        this.log = log;
        failures = new RepeatedFailure(log, "anchors to " + name + " are delivered again");
    }

    /** Its name: no secrets. */
    public String name() {
        return name;
    }

    void file(ChainHead head) {
        chain.file(head);
    }

    void ledger(LedgerHead head) {
        chain.ledger(head);
    }

    void begin(StandingThreads threads) throws IOException {
        dueNs = System.nanoTime();
        threads.start("anchors " + name, this::round);
    }

    private boolean round() throws InterruptedException {
        long skipped = awaitDue();
        boolean more = true;
        while (more) {
            more = send(skipped);
            skipped = 0;
        }
        if (lastMade || isOver()) {
            destination.close();
            finished = true;
            return false;
        }
        return true;
    }

    /** Waits until an anchor is due; returns how many more were due meanwhile. */
    private long awaitDue() throws InterruptedException {
        synchronized (bell) {
            long now = System.nanoTime();
            while (!closing && now - dueNs < 0) {
                TimeUnit.NANOSECONDS.timedWait(bell, dueNs - now);
                now = System.nanoTime();
            }
            long skipped = Math.max(0, (now - dueNs) / times.everyNs());
            dueNs += (1 + skipped) * times.everyNs();
            return skipped;
        }
    }

    /** Makes an anchor and delivers it; true if another has to follow at once. */
    private boolean send(long skipped) throws InterruptedException {
        boolean last = isClosing();
        AnchorChain.Made made;
        try {
            made = chain.next(Times.now(), skipped, last);
        } catch (IOException e) {
            failed("not signed: " + e.getMessage());
            lastMade = last;
            return false;
        }
        boolean taken = deliver(made);
        lastMade = made.anchor().last();
        lastTaken = taken && lastMade;
        return taken && !lastMade && made.anchor().heads().size() == Anchor.MOST_HEADS;
    }

    /** True if it was delivered; false if it was refused or another one is due. */
    private boolean deliver(AnchorChain.Made made) throws InterruptedException {
        long pauseNs = times.firstPauseNs();
        while (true) {
            long started = Math.max(1, System.nanoTime());
            deliveringSinceNs = started;
            try {
                destination.deliver(made.bytes());
                succeeded(made);
                return true;
            } catch (RejectedException e) {
                rejected.incrementAndGet();
                failed("refused: " + e.getMessage());
                return false;
            } catch (RetryLaterException e) {
                failed(String.valueOf(e.getMessage()));
                pauseNs = Math.max(pauseNs, e.after().toNanos());
            } catch (IOException | RuntimeException | Error e) {
                failed(e instanceof IOException && e.getMessage() != null ? e.getMessage() : e.toString());
            } finally {
                deliveringSinceNs = 0;
            }
            if (!pause(pauseNs)) {
                return false;
            }
            retries.incrementAndGet();
            pauseNs = Math.min(times.longestPauseNs(), 2 * pauseNs);
        }
    }

    private void succeeded(AnchorChain.Made made) {
        chain.delivered(made);
        delivered.incrementAndGet();
        lastDelivered = Instant.now();
        trouble = null;
        failures.attempted(null);
    }

    private void failed(String why) {
        trouble = why;
        failures.attempted("anchors to " + name + " are not delivered: " + why + "; retrying, recording continues");
    }

    /**
     * Before a retry. A little more or less, so that outputs of many recorders do not return at the same moment.
     *
     * @return false if the anchor is outdated
     */
    private boolean pause(long nanoseconds) throws InterruptedException {
        double random = ThreadLocalRandom.current().nextDouble(0.75, 1.25);
        synchronized (bell) {
            boolean wasClosing = closing;
            long most = wasClosing ? Math.min(CLOSING_PAUSE_NS, nanoseconds) : nanoseconds;
            long until = System.nanoTime() + (long) (most * random);
            woken = false;
            while (!woken && closing == wasClosing) {
                long now = System.nanoTime();
                if (now - until >= 0 || !wasClosing && now - dueNs >= 0) {
                    break;
                }
                TimeUnit.NANOSECONDS.timedWait(
                        bell, Math.max(1, wasClosing ? until - now : Math.min(until, dueNs) - now));
            }
            return wasClosing ? !isOver() : !closing && System.nanoTime() - dueNs < 0;
        }
    }

    private boolean isClosing() {
        synchronized (bell) {
            return closing;
        }
    }

    private boolean isOver() {
        synchronized (bell) {
            return closing && System.nanoTime() - untilNs >= 0;
        }
    }

    /** Once a second: aborts a delivery that takes too long. */
    void check() {
        long since = deliveringSinceNs;
        if (since != 0 && System.nanoTime() - since >= times.deliveryNs()) {
            destination.abort();
        }
    }

    /** Files are opened and secrets read again, and a failed delivery is retried at once. */
    void refresh() {
        destination.refresh();
        synchronized (bell) {
            woken = true;
            bell.notifyAll();
        }
    }

    /** Sends the last anchor within this time. */
    void beginClosing(long nanoseconds) {
        synchronized (bell) {
            closing = true;
            untilNs = System.nanoTime() + nanoseconds;
            bell.notifyAll();
        }
    }

    /**
     * Waits until the last anchor is delivered or the time after closing has passed.
     *
     * @return whether it was delivered
     */
    boolean close() throws InterruptedException {
        while (!finished && !isOver()) {
            check();
            TimeUnit.MILLISECONDS.sleep(5);
        }
        if (!finished) {
            destination.abort();
        }
        if (!lastTaken) {
            String why = trouble;
            log.accept("the last anchor was not delivered to " + name + ": " + (why == null ? "it is too slow" : why)
                    + "; what was recorded after anchor " + chain.deliveredSequence() + " is not anchored there");
        }
        return lastTaken;
    }

    /** Anchors that were delivered. */
    public long delivered() {
        return delivered.get();
    }

    /** Anchors that were due and not delivered; a later one makes up for them. */
    public long undelivered() {
        return chain.sequence() - delivered.get();
    }

    /** Failed deliveries that were followed by another attempt. */
    public long retries() {
        return retries.get();
    }

    /** Anchors that the destination refused; among the undelivered ones. */
    public long rejected() {
        return rejected.get();
    }

    /** Heads of files that no delivered anchor has yet. */
    public int waiting() {
        return chain.waiting();
    }

    /** Heads of files that were dropped because too many waited. */
    public long omitted() {
        return chain.omitted();
    }

    /** When the last anchor was delivered; null before the first. */
    public @Nullable Instant lastDelivered() {
        return lastDelivered;
    }

    /** Why deliveries fail now; null while they do not. */
    public @Nullable String trouble() {
        return trouble;
    }
}
