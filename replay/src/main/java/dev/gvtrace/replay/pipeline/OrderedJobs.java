// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs on several threads and concatenates their output in the order of the jobs: the same bytes for any number of
 * threads. The first unfinished job writes directly; later ones fill a buffer each and wait when it is full. Jobs start
 * in order, so the one that the others wait for is always running.
 *
 * @param <T> the result of a job
 */
public final class OrderedJobs<T> {
    /** The size of a job's buffer. */
    static final int BUFFER_LIMIT = 4 << 20;

    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition headMoved = lock.newCondition();
    private final List<Slot> slots = new ArrayList<>();
    private volatile int head;
    private volatile boolean cancelled;
    private volatile @Nullable Throwable failure;

    /** Creates jobs that write to the given stream. */
    public OrderedJobs(OutputStream out) {
        this.out = out;
    }

    /**
     * One piece of work.
     *
     * @param <T> its result
     */
    public interface Job<T> {
        /** Does the work and writes its output to out. */
        T run(OutputStream out) throws IOException;
    }

    /**
     * Runs the jobs on this many threads and returns their results in order. When one throws, the others end at their
     * next output and its exception is thrown.
     */
    public List<T> run(List<Job<T>> jobs, int threads) throws IOException {
        if (threads <= 1 || jobs.size() == 1) {
            List<T> results = new ArrayList<>();
            for (Job<T> job : jobs) {
                results.add(job.run(out));
            }
            return results;
        }
        jobs.forEach(job -> slots.add(new Slot(slots.size())));
        ExecutorService executor = Executors.newFixedThreadPool(threads, runnable -> {
            Thread thread = new Thread(runnable, "replay");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < jobs.size(); i++) {
                Job<T> job = jobs.get(i);
                Slot slot = slots.get(i);
                futures.add(executor.submit(() -> runOne(job, slot)));
            }
            return collect(futures);
        } finally {
            cancelled = true;
            executor.shutdownNow();
        }
    }

    private T runOne(Job<T> job, Slot slot) throws IOException {
        try {
            return job.run(slot);
        } catch (IOException | RuntimeException | Error e) {
            cancel(e);
            throw e;
        } finally {
            finish(slot);
        }
    }

    private List<T> collect(List<Future<T>> futures) throws IOException {
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            try {
                results.add(future.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } catch (ExecutionException e) {
                throw rethrown(failure == null ? e.getCause() : failure);
            }
        }
        return results;
    }

    private static RuntimeException rethrown(@Nullable Throwable cause) throws IOException {
        if (cause instanceof IOException io) {
            throw io;
        }
        if (cause instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(cause);
    }

    private void cancel(Throwable cause) {
        lock.lock();
        try {
            if (failure == null) {
                failure = cause;
            }
            cancelled = true;
            headMoved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // head is changed under the lock and read without it
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void finish(Slot slot) throws IOException {
        lock.lock();
        try {
            slot.done = true;
            while (head < slots.size() && slots.get(head).done) {
                if (!cancelled) {
                    slots.get(head).drain();
                }
                head++;
            }
            headMoved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private final class Slot extends OutputStream {
        private final int index;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private boolean done;

        Slot(int index) {
            this.index = index;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (index != head && held.size() + length <= BUFFER_LIMIT) {
                held.write(bytes, offset, length);
                return;
            }
            lock.lock();
            try {
                while (index != head && !cancelled) {
                    headMoved.awaitUninterruptibly();
                }
                if (cancelled) {
                    throw new IOException("ended because another trace could not be finished");
                }
                drain();
                out.write(bytes, offset, length);
            } finally {
                lock.unlock();
            }
        }

        private void drain() throws IOException {
            if (held.size() > 0) {
                held.writeTo(out);
                held.reset();
            }
        }
    }
}
