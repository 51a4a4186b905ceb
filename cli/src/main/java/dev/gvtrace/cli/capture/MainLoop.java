// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.system.RoundFailures;
import dev.gvtrace.capture.system.StandingThreads;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The main thread of a recorder: repeats a round until it is the last one, or until a thread that recording needs is
 * lost.
 */
final class MainLoop {
    private static final long PAUSE_MILLIS = 100;

    private final StandingThreads threads;
    private final RoundFailures failures;

    MainLoop(StandingThreads threads, Consumer<String> log) {
        this.threads = threads;
        this.failures = new RoundFailures("main", log);
    }

    /** Returns empty after the last round, or the lost thread with the reason; the main thread counts, too. */
    Optional<String> untilDone(StandingThreads.Round round) throws InterruptedException {
        while (true) {
            Optional<String> trouble = threads.trouble().or(failures::trouble);
            if (trouble.isPresent()) {
                return trouble;
            }
            try {
                if (!round.go()) {
                    return Optional.empty();
                }
                failures.succeeded();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception | Error e) {
                failures.failed(e);
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }
}
