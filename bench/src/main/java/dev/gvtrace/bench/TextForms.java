// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link TextFormBenchmark} and prints a table: time and CPU time a value, the multiple of the CPU time with kept
 * strings, allocation.
 */
public final class TextForms {
    private static final String YARDSTICK = "stringsKept";

    private TextForms() {}

    /** Takes JMH's options, such as {@code -p trace=traces/redis}. */
    public static void main(String[] options) throws RunnerException, CommandLineOptionException {
        Map<String, Map<String, RunResult>> byTrace = new LinkedHashMap<>();
        for (RunResult result : new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(options))
                        .include(TextFormBenchmark.class.getSimpleName())
                        .addProfiler(GCProfiler.class)
                        .addProfiler(CpuProfiler.class)
                        .jvmArgsPrepend(
                                "-Dgvtrace.top=" + System.getProperty("gvtrace.top", "."),
                                "-Dgvtrace.shared=" + System.getProperty("gvtrace.shared", "../shared"))
                        .build())
                .run()) {
            byTrace.computeIfAbsent(result.getParams().getParam("trace"), trace -> new LinkedHashMap<>())
                    .put(result.getPrimaryResult().getLabel(), result);
        }
        System.out.printf("%nJDK %s%n%n", System.getProperty("java.version"));
        System.out.println("| trace | form | ns/value | CPU ns/value | × strings kept | bytes/value |");
        System.out.println("|---|---|---|---|---|---|");
        byTrace.forEach((trace, forms) -> forms.forEach((form, result) -> System.out.printf(
                Locale.ROOT,
                "| %s | %s | %.0f | %.0f | %.2f | %.0f |%n",
                trace,
                form,
                result.getPrimaryResult().getScore(),
                second(result, CpuProfiler.LABEL),
                second(result, CpuProfiler.LABEL) / second(forms.get(YARDSTICK), CpuProfiler.LABEL),
                second(result, "gc.alloc.rate.norm"))));
    }

    private static double second(@Nullable RunResult result, String label) {
        return result == null
                ? Double.NaN
                : result.getSecondaryResults().get(label).getScore();
    }
}
