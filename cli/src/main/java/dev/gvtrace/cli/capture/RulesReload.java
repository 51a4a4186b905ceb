// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.provider.ProviderFailedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Loads the rules again when that is requested, on a thread of its own: files may be slow, and rules many. Rules that
 * do not load leave the active ones as they are. Thread-safe.
 */
final class RulesReload {
    private static final int MOST_LINES = 200;
    private static final long CHECK_NS = 1_000_000_000;

    private final Streams streams;
    private final Function<Streams, ActiveRules> loader;
    private final LiveRules rules;
    private final Consumer<String> log;
    private volatile boolean requested;
    private volatile boolean stopped;
    private volatile long loads;
    private volatile long failures;
    private volatile Instant loaded = now();
    private volatile @Nullable String failure;
    private volatile @Nullable Thread thread;

    /**
     * Starts the thread.
     *
     * @param streams the command's
     * @param loader loads the rules; what it prints on standard error is logged
     * @throws CommandException when no thread can be created
     */
    RulesReload(
            Streams streams,
            Function<Streams, ActiveRules> loader,
            LiveRules rules,
            StandingThreads threads,
            Consumer<String> log) {
        this.streams = streams;
        this.loader = loader;
        this.rules = rules;
        this.log = log;
        try {
            threads.start("rules-reload", this::round);
        } catch (IOException e) {
            throw new CommandException(ExitCode.INTERNAL, String.valueOf(e.getMessage()), e);
        }
    }

    /** Requests that the rules are loaded again. */
    void request() {
        requested = true;
        LockSupport.unpark(thread);
    }

    /** Ends after a load under way. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** How often rules were replaced. */
    long loads() {
        return loads;
    }

    /** How often rules did not load. */
    long failures() {
        return failures;
    }

    /** When the active rules were loaded. */
    Instant loaded() {
        return loaded;
    }

    /** Why the last load failed; null if it did not. */
    @Nullable
    String failure() {
        return failure;
    }

    private boolean round() {
        thread = Thread.currentThread();
        if (stopped) {
            return false;
        }
        if (!requested) {
            LockSupport.parkNanos(this, CHECK_NS);
            return true;
        }
        requested = false;
        load();
        return true;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes them
    private void load() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream err = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            ActiveRules next = loader.apply(
                    new Streams(streams.in(), streams.out(), err, Streams.Terminals.NONE, streams.environment()));
            int before = rules.active().rules().rules().size();
            rules.replace(next);
            loads++;
            loaded = now();
            failure = null;
            logLines(printed);
            log.accept("rules loaded again: " + next.rules().rules().size() + ", before " + before);
        } catch (CommandException | ProviderFailedException | OutOfMemoryError e) {
            failures++;
            failure = String.valueOf(e.getMessage());
            logLines(printed);
            log.accept("rules not loaded again: " + e.getMessage() + "; those of " + loaded + " stay");
        }
    }

    private void logLines(ByteArrayOutputStream printed) {
        printed.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .limit(MOST_LINES)
                .forEach(log);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
