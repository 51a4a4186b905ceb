// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.receive;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The receiver and the recorder of a connection in one ring. */
public final class PacketRingStress {
    private static final int SMALL = 128;
    private static final int SHORT = 15;

    private PacketRingStress() {}

    /** A packet is there as a whole or not at all, and the second never before the first. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 1", "1, 0", "1, 2"},
            expect = ACCEPTABLE,
            desc = "whole and in order")
    @State
    public static class Published {
        private final Ring ring = new Ring(SMALL, SHORT);

        @Actor
        public void receiver() {
            ring.put(1, SHORT);
            ring.put(2, SHORT);
        }

        @Actor
        public void recorder(II_Result result) {
            result.r1 = ring.take();
            result.r2 = ring.take();
        }
    }

    /** Room is given again only when what stood there has been read; nothing is lost and nothing comes twice. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 2", "1, 5, 2"},
            expect = ACCEPTABLE,
            desc = "the eldest was read before it was overwritten")
    @State
    public static class Reused {
        private final Ring ring = new Ring(SMALL, SHORT);

        public Reused() {
            for (int number = 1; ring.put(number, SHORT) != Ring.NONE; number++) {}
        }

        @Actor
        public void receiver(III_Result result) {
            result.r2 = ring.put(5, SHORT);
        }

        @Actor
        public void recorder(III_Result result) {
            result.r1 = ring.take();
        }

        @Arbiter
        public void next(III_Result result) {
            result.r3 = ring.take();
        }
    }

    /** The rest of the memory is left out before its end: what is at its beginning follows. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 2", "1, 2, 0", "0, 1, 2"},
            expect = ACCEPTABLE,
            desc = "in order, whatever is left out")
    @State
    public static class LeftOut {
        private final Ring ring = new Ring(SMALL, SHORT + SHORT);

        public LeftOut() {
            for (int i = 0; i < 2; i++) {
                ring.put(9, SHORT);
                ring.take();
            }
        }

        @Actor
        public void receiver() {
            ring.put(1, SHORT);
            ring.put(2, SHORT + SHORT);
        }

        @Actor
        public void recorder(III_Result result) {
            result.r1 = ring.take();
            result.r2 = ring.take();
        }

        @Arbiter
        public void rest(III_Result result) {
            result.r3 = ring.take();
            if (result.r1 == 0 && result.r2 == 0 && result.r3 == 1) {
                result.r2 = 1;
                result.r3 = ring.take();
            }
        }
    }

    /** The receiver starts an empty ring again while the recorder takes the last packet out. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 2", "1, 2, 0"},
            expect = ACCEPTABLE,
            desc = "in order across the new beginning")
    @State
    public static class StartedAnew {
        private static final int BEHIND = 64 * 1024;
        private static final int LONG = 16 * 1024;

        private final Ring ring = new Ring(2 * BEHIND, LONG);

        public StartedAnew() {
            for (int filled = 0; filled <= BEHIND; filled += LONG) {
                ring.put(9, LONG);
                ring.take();
            }
            ring.put(1, SHORT);
        }

        @Actor
        public void receiver() {
            ring.put(2, SHORT);
        }

        @Actor
        public void recorder(III_Result result) {
            result.r1 = ring.take();
            result.r2 = ring.take();
        }

        @Arbiter
        public void rest(III_Result result) {
            result.r3 = ring.take();
        }
    }

    /** Where something was there, it can be taken. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0", "1, 1"},
            expect = ACCEPTABLE,
            desc = "what was there could be taken")
    @State
    public static class Empty {
        private final Ring ring = new Ring(SMALL, SHORT);

        @Actor
        public void receiver() {
            ring.put(1, SHORT);
        }

        @Actor
        public void recorder(II_Result result) {
            result.r1 = ring.isEmpty() ? 1 : 0;
            result.r2 = ring.take();
        }
    }
}
