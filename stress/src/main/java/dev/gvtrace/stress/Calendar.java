// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

/** The days of the year, which one thread advances and others wait for. Thread-safe. */
final class Calendar {
    private int day;

    synchronized int today() {
        return day;
    }

    synchronized void advance() {
        day++;
        notifyAll();
    }

    synchronized void await(int wanted) throws InterruptedException {
        while (day < wanted) {
            wait();
        }
    }
}
