// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A point in a trace, as users write it: {@code 2026-11-21T23:52:22.133442876Z}, {@code +2s} from the first message's
 * time, {@code -15m} from the last one's, {@code evt:120} after that event, or nothing for the end.
 *
 * @param kind what value counts
 * @param value ns since the epoch, ns relative to the beginning or the end, or a number of an event
 */
public record Moment(Kind kind, long value) {
    /** The end of the trace. */
    public static final Moment END = new Moment(Kind.END, 0);

    private static final Pattern RELATIVE = Pattern.compile("([+-])(\\d{1,12})(\\.\\d{1,9})?(ns|us|ms|s|m|h|d)");
    private static final long NS_PER_SECOND = 1_000_000_000L;

    /** How a moment is given. */
    public enum Kind {
        ABSOLUTE,
        AFTER_BEGIN,
        BEFORE_END,
        EVENT,
        END
    }

    /** Reads a moment. */
    public static Moment parse(String text) throws RequestException {
        if (text.equals("end")) {
            return END;
        }
        if (text.startsWith("evt:")) {
            try {
                long number = Long.parseLong(text.substring("evt:".length()));
                if (number > 0) {
                    return new Moment(Kind.EVENT, number);
                }
            } catch (NumberFormatException e) {
                // reported below
            }
            throw wrong(text);
        }
        Matcher relative = RELATIVE.matcher(text);
        if (relative.matches()) {
            long ns = duration(relative.group(2), relative.group(3), relative.group(4), text);
            return relative.group(1).equals("+") ? new Moment(Kind.AFTER_BEGIN, ns) : new Moment(Kind.BEFORE_END, ns);
        }
        try {
            Instant instant = text.endsWith("Z")
                    ? Instant.parse(text)
                    : OffsetDateTime.parse(text).toInstant();
            return new Moment(
                    Kind.ABSOLUTE,
                    Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NS_PER_SECOND), instant.getNano()));
        } catch (DateTimeException | ArithmeticException e) {
            throw wrong(text);
        }
    }

    /** Reads a length of time, such as {@code 500ms} or {@code 1.5h}, in ns. */
    public static long durationNs(String text) throws RequestException {
        Matcher matcher = RELATIVE.matcher("+" + text);
        if (!matcher.matches()) {
            throw new RequestException("invalid length of time '" + text + "': expected 1s, 500ms, 1.5h, 2d");
        }
        return duration(matcher.group(2), matcher.group(3), matcher.group(4), text);
    }

    /**
     * The moment in ns since the epoch, given the times of the first and last message.
     *
     * @throws IllegalStateException for an event number
     */
    public long resolve(long firstNs, long lastNs) {
        return switch (kind) {
            case ABSOLUTE -> value;
            case AFTER_BEGIN -> saturated(firstNs, value);
            case BEFORE_END -> saturated(lastNs, -value);
            case END -> Long.MAX_VALUE;
            case EVENT -> throw new IllegalStateException("an event number has no time");
        };
    }

    private static long saturated(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? (b < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }

    private static long duration(String whole, String fraction, String unit, String text) throws RequestException {
        long scale = switch (unit) {
            case "ns" -> 1L;
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> NS_PER_SECOND;
            case "m" -> 60 * NS_PER_SECOND;
            case "h" -> 3600 * NS_PER_SECOND;
            default -> 86_400 * NS_PER_SECOND;
        };
        try {
            long ns = Math.multiplyExact(Long.parseLong(whole), scale);
            if (fraction != null) {
                ns = Math.addExact(ns, Math.round(Double.parseDouble("0" + fraction) * scale));
            }
            return ns;
        } catch (ArithmeticException e) {
            throw wrong(text);
        }
    }

    private static RequestException wrong(String text) {
        return new RequestException(
                "invalid time '" + text + "': expected 2026-11-21T23:52:22.133Z, +2s (from the beginning), -15m"
                        + " (from the end), evt:120 or end");
    }
}
