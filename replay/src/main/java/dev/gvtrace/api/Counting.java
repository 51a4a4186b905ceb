// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.replay.pipeline.TraceStatistics;
import dev.gvtrace.trace.TraceSource;
import java.util.concurrent.CountDownLatch;

/** One reading of a trace that counts what it holds, on the thread that asks. */
final class Counting implements Reading {
    private final Thread reader = Thread.currentThread();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closed;

    /** What it holds; a part of it if this was closed meanwhile. */
    TraceInfo count(TraceSource source) {
        try {
            return Problems.translated(
                    () -> new TraceInfo(source.opening(), source.summary(), TraceStatistics.of(source, () -> closed)));
        } finally {
            ended.countDown();
        }
    }

    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        while (Thread.currentThread() != reader && ended.getCount() > 0) {
            try {
                ended.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
