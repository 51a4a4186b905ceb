// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.replay.event.TimeText;
import java.util.concurrent.atomic.LongAdder;

/** Shows the progress of a replay on a terminal: events, events a second, trace time. */
public class Progress {
    private static final long EVERY_NS = 250_000_000L;
    /** The clock is read once in this many events. */
    private static final int STRIDE = 4096;

    private Progress() {}

    /** For these streams. */
    public static Progress of(Streams streams) {
        return streams.terminals().err() ? new OnTerminal(streams) : new Progress();
    }

    /** Counts an event; called by any thread. */
    public void event(long timeNs) {}

    /** Clears the line. */
    public void end() {}

    private static final class OnTerminal extends Progress {
        private final Streams streams;
        private final LongAdder events = new LongAdder();
        private final long beganNs = System.nanoTime();
        private long shownNs = beganNs;

        OnTerminal(Streams streams) {
            this.streams = streams;
        }

        @Override
        public void event(long timeNs) {
            events.increment();
            if ((timeNs / 64 & STRIDE - 1) == 0) {
                show(timeNs);
            }
        }

        private synchronized void show(long timeNs) {
            long now = System.nanoTime();
            if (now - shownNs < EVERY_NS) {
                return;
            }
            shownNs = now;
            long count = events.sum();
            double seconds = (now - beganNs) / 1e9;
            streams.err()
                    .printf("\r%d events, %.0f/s, at %s\u001b[K", count, count / seconds, TimeText.rfc3339(timeNs));
            streams.err().flush();
        }

        @Override
        public void end() {
            streams.err().print("\r\u001b[K");
            streams.err().flush();
        }
    }
}
