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
 * A few threads for work that recording can do without: with too much of it, or when no thread can be made, it is left out, and
 * that is said when it begins. Thread-safe.
 */
public final class HelperThreads implements Closeable {
    private static final int IDLE_SECONDS = 10;

    private final String name;
    private final Consumer<String> log;
    private final ThreadPoolExecutor pool;
    private final AtomicBoolean leavingOut = new AtomicBoolean();

    /**
     * Threads that are made when there is work.
     *
     * @param name of the threads; of what they do, in the log
     * @param waiting tasks that may wait for one of them
     */
    public HelperThreads(StandingThreads threads, String name, int most, int waiting, Consumer<String> log) {
        this.name = name;
        this.log = log;
        pool = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), threads.factory(name));
        pool.allowCoreThreadTimeOut(true);
    }

    /** Has the task done some time; false if it is left out. Never waits. What the task throws is told. */
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

    public boolean isClosed() {
        return pool.isShutdown();
    }

    /** Takes no more tasks; false if those taken were not done in time. */
    public boolean finish(long milliseconds) throws InterruptedException {
        pool.shutdown();
        return pool.awaitTermination(milliseconds, TimeUnit.MILLISECONDS);
    }

    /** Interrupts the tasks under way; those still queued run on the calling thread. */
    public void runRest() {
        pool.shutdownNow().forEach(Runnable::run);
    }

    /** Interrupts what is being done and leaves out the rest. */
    @Override
    public void close() {
        pool.shutdownNow();
    }
}
