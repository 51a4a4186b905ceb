// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.CaptureOptions;
import dev.gvtrace.capture.flight.FlightOptions;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Quantities;
import dev.gvtrace.cli.rules.PriorityConverter;
import dev.gvtrace.replay.rule.item.Priority;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code gvtrace capture} as a flight recorder, which keeps files only around a trigger. */
final class FlightRecorderOptions {
    @Option(
            names = "--flight-recorder",
            paramLabel = "TIME",
            converter = Quantities.Time.class,
            description =
                    "keep traces only around a trigger, with at least this time before it; delete others as they get"
                            + " older. Triggers: an alert (--keep-on), gvtrace status keep, SIGUSR1")
    private @Nullable Duration before;

    @Option(
            names = "--keep-after",
            paramLabel = "TIME",
            converter = Quantities.Time.class,
            description = "and this time after the last trigger (default: as long as before it)")
    private @Nullable Duration after;

    @Option(
            names = "--keep-on",
            paramLabel = "PRIORITY",
            converter = PriorityConverter.class,
            description = "which alerts of --rules are triggers: those of this priority or a more urgent one (default:"
                    + " warning). An alert keeps what its own sandbox did")
    private @Nullable Priority keepOn;

    /**
     * Checks the combination of options.
     *
     * @param rules whether there are alerts
     * @throws CommandException if options do not fit together
     */
    void check(boolean rules) {
        if (before == null && (after != null || keepOn != null)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    (after == null ? "--keep-on" : "--keep-after") + ": nothing is let go without --flight-recorder");
        }
        if (keepOn != null && !rules) {
            throw new CommandException(ExitCode.USAGE, "--keep-on: there are no alerts without --rules");
        }
    }

    /**
     * The options with a flight recorder, if one is wanted.
     *
     * @throws IllegalArgumentException if a time is out of range
     */
    CaptureOptions applyTo(CaptureOptions options) {
        return before == null ? options : options.withFlight(new FlightOptions(before, after == null ? before : after));
    }

    /** Which alerts are triggers; null if none is. */
    @Nullable
    Priority keepOn() {
        return before == null ? null : keepOn == null ? Priority.WARNING : keepOn;
    }
}
