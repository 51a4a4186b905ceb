// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.system.StandingThreads;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The main thread of a recorder: goes round and round until it is told to stop or one of the threads that recording needs is
 * lost, itself included. One thread.
 */
final class MainLoop {
    private static final int MOST_FAILURES = 50;
    private static final long PAUSE_MILLIS = 100;

    private final StandingThreads threads;
    private final Consumer<String> log;

    MainLoop(StandingThreads threads, Consumer<String> log) {
        this.threads = threads;
        this.log = log;
    }

    /** Goes round until the round says that it was the last; then nothing is returned, else which thread is lost, and why. */
    Optional<String> untilDone(StandingThreads.Round round) throws InterruptedException {
        int failures = 0;
        while (true) {
            Optional<String> trouble = threads.trouble();
            if (trouble.isPresent()) {
                return trouble;
            }
            try {
                if (!round.go()) {
                    return Optional.empty();
                }
                failures = 0;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception | Error e) {
                failures++;
                if (failures == MOST_FAILURES) {
                    return Optional.of("thread main fails each time: " + e);
                }
                if (failures == 1) {
                    log.accept("thread main goes on after a fault: " + e);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }
}
