// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.ConnectionInfo;
import dev.gvtrace.replay.engine.AlertListener;
import dev.gvtrace.replay.engine.RuleEngine;
import dev.gvtrace.replay.pipeline.ConnectionReplay;
import dev.gvtrace.replay.pipeline.ReplayListener;
import dev.gvtrace.replay.pipeline.ReplayOptions;
import dev.gvtrace.replay.provider.ProviderFailedException;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Opening;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection for which rules are evaluated: its queue, its state and its engine. {@link #turn} and the methods after
 * it are for its rule thread; those before it are for any thread.
 *
 * <p>More than six parameters: what all connections share; it is passed once.
 */
final class LiveConnection {
    /** Most bytes taken from one connection before the next gets its turn. */
    private static final int TURN_BYTES = 256 << 10;

    private static final long LOG_EVERY_NS = 10_000_000_000L;

    private final ConnectionInfo info;
    private final Opening opening;
    private final Supplier<ActiveRules> rules;
    private final AlertListener alerts;
    private final Consumer<String> log;
    private final SharedMemory.Share share;
    private final LiveRulesCounters counters;
    private final LiveQueue queue = new LiveQueue();
    private @Nullable ConnectionReplay replay;
    private @Nullable ActiveRules evaluated;
    private @Nullable RuleEngine engine;
    private long missing;
    private boolean trimmed;
    private volatile boolean stopRequested;
    private volatile boolean stopped;
    private boolean over;
    private final AtomicLong skippedNoticed = new AtomicLong();
    private long skippedLogged;
    private long loggedNs;

    /**
     * Its state is made with the first message.
     *
     * @param rules the rules that are active now
     */
    LiveConnection(
            ConnectionInfo info,
            Opening opening,
            Supplier<ActiveRules> rules,
            AlertListener alerts,
            Consumer<String> log,
            SharedMemory.Share share,
            LiveRulesCounters counters) {
        this.info = info;
        this.opening = opening;
        this.rules = rules;
        this.alerts = alerts;
        this.log = log;
        this.share = share;
        this.counters = counters;
    }

    LiveQueue queue() {
        return queue;
    }

    /** Bytes that it took when it last measured them. */
    long taken() {
        return share.taken();
    }

    /** Requests that its rules stop, at its next turn. */
    void requestStop() {
        stopRequested = true;
    }

    ConnectionInfo info() {
        return info;
    }

    /** True if messages were not evaluated since the last call, or its rules have stopped. */
    boolean leftOut() {
        long skipped = queue.skipped();
        return skippedNoticed.getAndSet(skipped) != skipped || stopped;
    }

    /** Logs how many messages were not evaluated, at most every ten seconds. One thread at a time. */
    void logSkipped() {
        long skipped = queue.skipped();
        if (skipped != skippedLogged && (loggedNs == 0 || System.nanoTime() - loggedNs >= LOG_EVERY_NS)) {
            skippedLogged = skipped;
            loggedNs = System.nanoTime();
            log.accept(info.label() + ": rules cannot keep up: " + skipped
                    + " messages not evaluated so far; they are recorded, and a replay evaluates them");
        }
    }

    /** Evaluates some of what is queued; false if there was nothing to do. */
    boolean turn(LiveQueue.Batch batch) {
        if (stopRequested && !over) {
            stop("no memory is left");
            return true;
        }
        if (over) {
            return false;
        }
        followRules();
        if (queue.isEmpty() && !share.isTooMuch()) {
            return false;
        }
        queue.take(batch, TURN_BYTES);
        ConnectionReplay to = current();
        while (!over && batch.next()) {
            take(to, batch);
        }
        if (!over) {
            share.take(to.heldBytes() + queue.room());
            if (share.isTooMuch()) {
                trim(to);
            }
        }
        return true;
    }

    /** Between two messages, so that an event is evaluated by the old rules or by the new ones. */
    private void followRules() {
        ActiveRules active = rules.get();
        if (active != evaluated) {
            engine = active.engine(alerts);
            evaluated = active;
        }
    }

    private void take(ConnectionReplay to, LiveQueue.Batch batch) {
        switch (batch.kind()) {
            case PACKET -> to.packet(batch.bytes(), batch.offset(), batch.length(), batch.timeNs());
            case FACTS -> {
                byte[] both = batch.copy();
                int name = both[0] & 0xff;
                to.facts(Text.ofBytes(both, 1, name), Arrays.copyOfRange(both, 1 + name, both.length));
            }
            case PROCFS -> to.procfs(batch.copy());
            case MISSING -> to.missing(batch.timeNs());
            case END -> {
                to.end();
                finish();
            }
        }
    }

    private ConnectionReplay current() {
        ConnectionReplay known = replay;
        if (known == null) {
            known = begin();
            replay = known;
        }
        if (missing > 0) {
            known.missing(missing);
            missing = 0;
        }
        return known;
    }

    private ConnectionReplay begin() {
        ReplayListener listener = new ReplayListener() {
            @Override
            public boolean event(EventContext event) {
                RuleEngine current = engine;
                if (current != null) {
                    current.onEvent(event);
                }
                return true;
            }
        };
        return new ConnectionReplay((int) info.number(), opening, ReplayOptions.DEFAULT, listener);
    }

    private void trim(ConnectionReplay from) {
        from.keepWithin(Math.max(0, share.level() - queue.room()));
        share.take(from.heldBytes() + queue.room());
        if (!trimmed) {
            trimmed = true;
            counters.trimmed.increment();
            log.accept(info.label() + ": live rules need too much memory: the state of its processes is discarded;"
                    + " recording continues");
        }
    }

    /**
     * Discards its state, which may be inconsistent: the next begins with a gap, so that rules see that earlier
     * messages are missing.
     */
    void restart() {
        replay = null;
        missing++;
        log.accept(info.label()
                + ": no memory was left for its live rules: they restart without state; recording continues");
    }

    /** Stops its rules after an internal error, or one of an extension. */
    void fail(Throwable why) {
        stop(why instanceof ProviderFailedException fault ? String.valueOf(fault.getMessage()) : why.toString());
    }

    private void stop(String why) {
        counters.stopped.increment();
        stopped = true;
        finish();
        log.accept(info.label() + ": its live rules stop: " + why + "; recording continues");
    }

    /** Ends without evaluating what is queued. */
    void abandon() {
        if (!over) {
            finish();
        }
    }

    private void finish() {
        over = true;
        replay = null;
        engine = null;
        queue.close();
        share.giveBack();
        counters.skipped.add(queue.skipped());
    }

    boolean isOver() {
        return over;
    }

    /** True if there is nothing to do. */
    boolean isIdle() {
        return over || !stopRequested && queue.isEmpty() && !share.isTooMuch();
    }
}
