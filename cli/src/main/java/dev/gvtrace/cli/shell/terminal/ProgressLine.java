// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.terminal;

import dev.gvtrace.text.Escapes;
import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A line that shows how far a question is, from its second second on, until there is something else to read. */
final class ProgressLine implements AutoCloseable {
    private static final long FIRST_MS = 1_000;
    private static final long EVERY_MS = 250;

    private final @Nullable PrintStream out;
    private final Object lock;
    private @Nullable ScheduledExecutorService clock;
    private @Nullable Supplier<@Nullable String> reading;
    private long beganNs;
    private boolean visible;

    /**
     * A line that is not shown yet.
     *
     * @param out where it is shown; null for nowhere
     * @param lock held while it is written
     */
    ProgressLine(@Nullable PrintStream out, Object lock) {
        this.out = out;
        this.lock = lock;
    }

    void begin(Supplier<@Nullable String> text) {
        if (out == null) {
            return;
        }
        synchronized (lock) {
            reading = text;
            beganNs = System.nanoTime();
            if (clock == null) {
                clock = Executors.newSingleThreadScheduledExecutor(task -> {
                    Thread thread = new Thread(task, "progress");
                    thread.setDaemon(true);
                    return thread;
                });
                var unused = clock.scheduleWithFixedDelay(this::show, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void show() {
        synchronized (lock) {
            PrintStream to = out;
            if (to == null || reading == null || System.nanoTime() - beganNs < FIRST_MS * 1_000_000) {
                return;
            }
            String text = reading.get();
            if (text != null) {
                visible = true;
                to.print("\r" + Escapes.message(text) + "\u001b[K");
                to.flush();
            }
        }
    }

    /** Removes the line; from now on there is something else to read. */
    void wipe() {
        synchronized (lock) {
            reading = null;
            if (visible && out != null) {
                visible = false;
                out.print("\r\u001b[K");
                out.flush();
            }
        }
    }

    void end() {
        wipe();
    }

    @Override
    public void close() {
        wipe();
        ScheduledExecutorService running = clock;
        if (running != null) {
            running.shutdownNow();
        }
    }
}
