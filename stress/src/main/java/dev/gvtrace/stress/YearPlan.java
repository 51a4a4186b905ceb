// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What happens in a year, all of it decided by a seed: sandboxes with their lives, and on which days the recorder's
 * events are. Immutable.
 *
 * <p>More than six components in {@link SandboxPlan}: each is a number of the plan.
 *
 * @param sandboxes by the day on which they start
 */
record YearPlan(long seed, List<SandboxPlan> sandboxes) {
    static final int DAYS = 365;

    /** How a sandbox ends. */
    enum End {
        /** Its last message reports the end of its first process. */
        ENDED,
        /** It is killed: the connection closes without such a message. */
        VANISHED
    }

    /**
     * A sandbox.
     *
     * @param id its id, also that of its container
     * @param firstDay on which it connects, from 1
     * @param lastDay on which it ends
     * @param burst messages of a day, back to back
     * @param quietDays after each day with a burst
     * @param overflowDay on which messages are dropped as if its socket were full; 0 for never
     * @param overflow how many are dropped then
     */
    record SandboxPlan(
            String id, int firstDay, int lastDay, int burst, int quietDays, int overflowDay, int overflow, End end) {
        boolean isBusyOn(int day) {
            return (day - firstDay) % (quietDays + 1) == 0;
        }
    }

    /** The events of the recorder's year, and on which day each begins. */
    enum Event {
        RULES_CHANGED(25, "the new rules are active, new files begin"),
        WEBHOOK_DEAD(40, "alerts wait, recording continues"),
        RULES_BROKEN(55, "the old rules stay active, the error is logged"),
        RULES_MENDED(65, "the new rules are active"),
        WEBHOOK_BACK(70, "the alerts that waited are delivered"),
        KILLED_WHILE_WRITING(85, "the next recorder names the files left, and attaches with the Sentry's drop count"),
        REPAIR(90, "sealed copies with all messages that can be read"),
        CLOCK_FORWARD(110, "noted; files older than allowed by the new time are deleted"),
        WEBHOOK_HANGS(130, "alerts wait, recording continues"),
        WEBHOOK_ANSWERS_AGAIN(145, "the alerts that waited are delivered"),
        CLOCK_BACK_A_DAY(155, "noted, nothing else"),
        DISK_FULL(175, "old files are deleted, then recording pauses and counts; not healthy"),
        DISK_FREED(185, "recording again with a gap in each trace; healthy"),
        CLOCK_BACK_AN_HOUR(200, "noted, nothing else"),
        WEBHOOK_FAILS(215, "alerts wait, recording continues"),
        WEBHOOK_RECOVERS(230, "the alerts that waited are delivered"),
        KILLED_WHILE_SEALING(250, "as before; no file is sealed twice or altered"),
        SECOND_REPAIR(255, "sealed copies with all messages that can be read"),
        CHATTY_SANDBOX(275, "only its own files are deleted for its size"),
        UPGRADE(281, "everything queued is recorded and sealed, the next recorder attaches");

        private final int day;
        private final String expected;

        Event(int day, String expected) {
            this.day = day;
            this.expected = expected;
        }

        /** What a recorder does then. */
        String expected() {
            return expected;
        }

        int day() {
            return day;
        }
    }

    /** Each event of the recorder needs sandboxes that live then, so their lives cover the year evenly. */
    static YearPlan of(long seed, int sandboxes) {
        Random random = new Random(seed);
        List<SandboxPlan> all = new ArrayList<>();
        int life = Math.max(12, 8 * DAYS / sandboxes);
        for (int i = 0; i < sandboxes; i++) {
            int first = 2 + i * (DAYS - life - 10) / sandboxes + random.nextInt(3);
            int last = Math.min(DAYS - 6, first + life / 2 + random.nextInt(life));
            int overflowDay = i % 5 == 2 ? first + (last - first) / 2 : 0;
            all.add(new SandboxPlan(
                    String.format("sandbox-%03d-%04x", i, random.nextInt(1 << 16)),
                    first,
                    last,
                    100 + random.nextInt(400),
                    random.nextInt(3),
                    overflowDay,
                    1 + random.nextInt(50),
                    i % 3 == 1 ? End.VANISHED : End.ENDED));
        }
        int day = Event.CHATTY_SANDBOX.day();
        all.add(new SandboxPlan("sandbox-chatty", day, day + 15, 6000, 0, 0, 0, End.ENDED));
        return new YearPlan(seed, List.copyOf(all));
    }
}
