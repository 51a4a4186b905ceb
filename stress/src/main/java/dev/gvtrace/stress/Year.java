// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Simulates a year of a recorder and prints the table of it. Needs root, for a small file system of its own.
 *
 * <p>{@code [--seed N] [--minutes M] [--sandboxes N] [--directory DIR] [-- OPTION...]}; DIR is kept, with the traces
 * and all logs; each OPTION is one more for {@code gvtrace capture}. The exit code is 0 if every message is accounted
 * for and nothing else went wrong.
 */
public final class Year {
    private static final double MINUTES = 5;
    private static final int SANDBOXES = 300;

    private Year() {}

    /** Runs it. */
    public static void main(String[] words) throws IOException, InterruptedException {
        long seed = 1;
        double minutes = MINUTES;
        int sandboxes = SANDBOXES;
        Path kept = null;
        int own = Arrays.asList(words).indexOf("--");
        List<String> options = own < 0 ? List.of() : Arrays.asList(words).subList(own + 1, words.length);
        for (int i = 0; i + 1 < (own < 0 ? words.length : own); i += 2) {
            switch (words[i]) {
                case "--seed" -> seed = Long.parseLong(words[i + 1]);
                case "--minutes" -> minutes = Double.parseDouble(words[i + 1]);
                case "--sandboxes" -> sandboxes = Integer.parseInt(words[i + 1]);
                case "--directory" -> kept = Path.of(words[i + 1]).toAbsolutePath();
                default ->
                    throw new IllegalArgumentException(
                            words[i] + ": expected --seed, --minutes, --sandboxes or --directory");
            }
        }
        Path directory = kept == null ? Files.createTempDirectory("gvtrace-year-") : kept;
        long dayMillis = Math.max(1, (long) (minutes * 60_000 / YearPlan.DAYS));
        long from = System.nanoTime();
        YearRun.Report report = run(YearPlan.of(seed, sandboxes), dayMillis, directory, options);
        System.out.println(report.table());
        System.out.printf(
                "Seed %d, %d sandboxes, a day of at least %d ms, %.1f minutes.%n",
                seed, sandboxes + 1, dayMillis, (System.nanoTime() - from) / 60e9);
        report.faults().forEach(fault -> System.out.println("FAULT: " + fault));
        if (kept == null && report.faults().isEmpty()) {
            remove(directory);
        }
        System.exit(report.faults().isEmpty() ? 0 : 1);
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
