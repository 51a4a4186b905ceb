// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Simulates a year of a recorder and prints the table of it. Needs root, for a small file system of its own.
 *
 * <p>The exit code is 0 if every message is accounted for and nothing else went wrong. {@link YearOptions} has the
 * words of the command line.
 */
public final class Year {
    private static final int FAULTS = 1;
    private static final int INVALID_WORDS = 2;

    private Year() {}

    /** Runs it. */
    public static void main(String[] words) throws IOException, InterruptedException {
        if (YearOptions.asksForHelp(List.of(words))) {
            System.out.print(YearOptions.USAGE);
            return;
        }
        YearOptions options;
        try {
            options = YearOptions.parse(List.of(words));
        } catch (IllegalArgumentException e) {
            System.err.print("stress/year: " + e.getMessage() + "\n\n" + YearOptions.USAGE);
            System.exit(INVALID_WORDS);
            return;
        }
        System.exit(run(options) ? 0 : FAULTS);
    }

    /** False after a fault. */
    private static boolean run(YearOptions options) throws IOException, InterruptedException {
        Path kept = options.directory();
        Path directory = kept == null ? Files.createTempDirectory("gvtrace-year-") : kept;
        long dayMillis = Math.max(1, (long) (options.minutes() * 60_000 / YearPlan.DAYS));
        long from = System.nanoTime();
        YearPlan plan = YearPlan.of(options.seed(), options.sandboxes());
        YearRun.Report report = run(plan, dayMillis, directory, options.capture());
        System.out.println(report.table());
        System.out.printf(
                "Seed %d, %d sandboxes, a day of at least %d ms, %.1f minutes.%n",
                options.seed(), options.sandboxes() + 1, dayMillis, (System.nanoTime() - from) / 60e9);
        report.faults().forEach(fault -> System.out.println("FAULT: " + fault));
        if (kept == null && report.faults().isEmpty()) {
            remove(directory);
        }
        return report.faults().isEmpty();
    }

    static YearRun.Report run(YearPlan plan, long dayMillis, Path directory, List<String> options)
            throws IOException, InterruptedException {
        try (YearRun year = new YearRun(plan, dayMillis, directory, options)) {
            Thread hook = new Thread(year::kill);
            Runtime.getRuntime().addShutdownHook(hook);
            YearRun.Report report = year.run();
            Runtime.getRuntime().removeShutdownHook(hook);
            return report;
        }
    }

    private static void remove(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> inside = Files.walk(directory)) {
            all = inside.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }
}
