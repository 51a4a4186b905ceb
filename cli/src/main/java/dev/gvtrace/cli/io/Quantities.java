// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes and times as users write them. */
public final class Quantities {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*([KMGT]?)(?:i?B)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    /** A hundred years: much longer times do not fit into 64 bits of nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Quantities() {}

    /** {@code 4096}, {@code 512M}, {@code 2GiB}: powers of 1024. */
    public static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            Matcher match = SIZE.matcher(text);
            if (!match.matches()) {
                throw new TypeConversionException("invalid size '" + text + "': expected for example 512M");
            }
            int power =
                    match.group(2).isEmpty() ? 0 : "KMGT".indexOf(match.group(2).toUpperCase(Locale.ROOT)) + 1;
            long number = Long.parseLong(match.group(1));
            if (number > Long.MAX_VALUE >> 10 * power) {
                throw new TypeConversionException("'" + text + "' is too large, expected less than 8388608T");
            }
            return number << 10 * power;
        }
    }

    /** {@code 500ms}, {@code 30s}, {@code 15m}, {@code 24h}, {@code 7d}. */
    public static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Matcher match = TIME.matcher(text);
            if (!match.matches()) {
                throw new TypeConversionException("invalid time span '" + text + "': expected for example 15m");
            }
            long number = Long.parseLong(match.group(1));
            Duration time = switch (match.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
            if (time.compareTo(LONGEST) > 0) {
                throw new TypeConversionException(
                        "'" + text + "' is too long, expected at most " + LONGEST.toDays() + "d");
            }
            return time;
        }
    }
}
