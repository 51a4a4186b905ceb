// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Waits for what other threads and processes bring about. */
final class Await {
    private static final long LIMIT_NS = TimeUnit.MINUTES.toNanos(1);
    private static final int SHOWN_LINES = 20;

    private Await() {}

    /** What is waited for. */
    interface Condition {
        boolean holds() throws Exception;
    }

    /** Returns once the condition holds; after a minute fails with the last lines of the log. */
    static void until(List<String> log, Condition condition) throws Exception {
        long end = System.nanoTime() + LIMIT_NS;
        while (!condition.holds()) {
            assertThat(System.nanoTime())
                    .as(() -> "waited too long; last lines: " + last(List.copyOf(log)))
                    .isLessThan(end);
            Thread.sleep(5);
        }
    }

    private static List<String> last(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
    }
}
