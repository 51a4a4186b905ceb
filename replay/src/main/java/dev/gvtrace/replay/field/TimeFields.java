// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.replay.state.EventContext;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Fields of time. All texts are in UTC, so that a trace gives the same output everywhere. */
final class TimeFields {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;

    private TimeFields() {}

    static @Nullable Extractor<EventContext> of(String name) {
        return switch (name) {
            case "evt.time", "evt.outputtime" -> text(TimeText::time);
            case "evt.time.s" -> text(TimeText::timeOfSeconds);
            case "evt.time.iso8601" -> text(TimeText::iso8601);
            case "evt.datetime" -> text(TimeText::dateTime);
            case "evt.datetime.s" -> text(TimeText::dateTimeOfSeconds);
            case "evt.rawtime" -> number(event -> event.event().timeNs());
            case "evt.rawtime.s" -> number(event -> Math.floorDiv(event.event().timeNs(), SECOND));
            case "evt.rawtime.ns" -> number(event -> Math.floorMod(event.event().timeNs(), SECOND));
            case "evt.reltime" -> number(TimeFields::sinceFirst);
            case "evt.reltime.s" -> number(event -> sinceFirst(event) / SECOND);
            case "evt.reltime.ns" -> number(event -> sinceFirst(event) % SECOND);
            case "evt.deltatime" -> new SinceLast(1, Long.MAX_VALUE);
            case "evt.deltatime.s" -> new SinceLast(SECOND, Long.MAX_VALUE);
            case "evt.deltatime.ns" -> new SinceLast(1, SECOND);
            case "evt.latency", "evt.latency.s", "evt.latency.ns", "evt.wait_latency" -> Extractors.number(0);
            case "evt.latency.human" -> Extractors.text("0ns");
            case "util.cnt" -> new Count();
            default -> null;
        };
    }

    /** evt.around: the distance of the event from the given time in milliseconds, rounded up. */
    static Extractor.OfNumber<EventContext> around(String timeNs) {
        Long time = WholeNumber.unsigned(timeNs, Long.SIZE);
        long at = time == null ? 0 : time;
        return number(event -> {
            long distance = Math.abs(event.event().timeNs() - at);
            return distance / MILLISECOND + (distance % MILLISECOND == 0 ? 0 : 1);
        });
    }

    /** Formats a time. */
    private interface TextOfTime {
        String of(long timeNs);
    }

    /** Reads a number that is never missing. */
    private interface TimeNumber {
        long of(EventContext event);
    }

    private static Extractor.OfText<EventContext> text(TextOfTime what) {
        return event -> what.of(event.event().timeNs());
    }

    private static Extractor.OfNumber<EventContext> number(TimeNumber what) {
        return (event, out) -> Extractors.put(out, what.of(event));
    }

    private static long sinceFirst(EventContext event) {
        return Math.max(0, event.event().timeNs() - event.sandbox().firstEventNs());
    }

    /**
     * Keeps one number for each check and sandbox: sandboxes are evaluated in parallel, and the count of one may not
     * depend on the others. The number is released together with the sandbox's state.
     */
    private abstract static class Remembering implements Extractor.OfNumber<EventContext> {
        private final Map<Object, long[]> slots = Collections.synchronizedMap(new WeakHashMap<>());

        final long[] slot(EventContext event, long initially) {
            return slots.computeIfAbsent(event.sandbox(), sandbox -> new long[] {initially});
        }
    }

    /**
     * evt.deltatime: time since the previous event on which this check was evaluated. A time that goes backwards counts
     * as 0.
     */
    private static final class SinceLast extends Remembering {
        private final long divisor;
        private final long modulus;

        SinceLast(long divisor, long modulus) {
            this.divisor = divisor;
            this.modulus = modulus;
        }

        @Override
        public boolean number(EventContext applied, NumberValue out) {
            Event event = applied.event();
            long[] last = slot(applied, event.timeNs());
            long elapsed = Math.max(0, event.timeNs() - last[0]);
            last[0] = event.timeNs();
            return Extractors.put(out, elapsed / divisor % modulus);
        }
    }

    /** util.cnt: how often this check was evaluated. */
    private static final class Count extends Remembering {
        @Override
        public boolean number(EventContext event, NumberValue out) {
            return Extractors.put(out, ++slot(event, 0)[0]);
        }
    }
}
