// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import java.io.Closeable;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A few threads for optional work: when there is too much of it, or no thread can be created, tasks are skipped, which
 * is logged when it begins. Thread-safe.
 */
public final class HelperThreads implements Closeable {
    private static final int IDLE_SECONDS = 10;

    private final String name;
    private final Consumer<String> log;
    private final ThreadPoolExecutor pool;
    private final AtomicBoolean leavingOut = new AtomicBoolean();

    /**
     * Threads are created when there is work.
     *
     * @param name of the threads, and of their work in the log
     * @param waiting tasks that may be queued
     */
    public HelperThreads(StandingThreads threads, String name, int most, int waiting, Consumer<String> log) {
        this.name = name;
        this.log = log;
        pool = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), threads.factory(name));
        pool.allowCoreThreadTimeOut(true);
    }

    /** Queues the task; false if it is skipped. Never blocks. Exceptions of the task are logged. */
    public boolean run(Runnable task) {
        try {
            pool.execute(() -> surviving(task));
            leavingOut.set(false);
            return true;
        } catch (RejectedExecutionException e) {
            leaveOut("too many are queued");
        } catch (OutOfMemoryError e) {
            leaveOut(String.valueOf(e.getMessage()));
        }
        return false;
    }

    private void surviving(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            log.accept("thread " + name + " continues after an error: " + e);
        }
    }

    private void leaveOut(String why) {
        if (!pool.isShutdown() && !leavingOut.getAndSet(true)) {
            log.accept(name + " are skipped: " + why);
        }
    }

    /** True once it accepts no more tasks. */
    public boolean isClosed() {
        return pool.isShutdown();
    }

    /** Accepts no more tasks; false if the accepted ones were not done in time. */
    public boolean finish(long milliseconds) throws InterruptedException {
        pool.shutdown();
        return pool.awaitTermination(milliseconds, TimeUnit.MILLISECONDS);
    }

    /** Interrupts the running tasks; those still queued run on the calling thread. */
    public void runRest() {
        pool.shutdownNow().forEach(Runnable::run);
    }

    /** Interrupts the running tasks and drops the queued ones. */
    @Override
    public void close() {
        pool.shutdownNow();
    }
}
