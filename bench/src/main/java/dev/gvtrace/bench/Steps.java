// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link StepBenchmark} and prints a table: time, CPU time and its multiple of the yardstick, allocation; each a
 * message.
 */
public final class Steps {
    private static final String YARDSTICK = "yardstick";

    private Steps() {}

    /** Takes JMH's options, such as {@code -p trace=traces/redis} or {@code -f 3}. */
    public static void main(String[] options) throws RunnerException, CommandLineOptionException {
        ChainedOptionsBuilder all = new OptionsBuilder()
                .parent(new CommandLineOptions(options))
                .include(StepBenchmark.class.getSimpleName())
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuProfiler.class)
                .jvmArgsPrepend(
                        "-Dgvtrace.top=" + System.getProperty("gvtrace.top", "."),
                        "-Dgvtrace.shared=" + System.getProperty("gvtrace.shared", "../shared"));
        print(new Runner(all.build()).run());
    }

    private static void print(Collection<RunResult> results) {
        Map<String, Map<String, RunResult>> byTrace = new LinkedHashMap<>();
        for (RunResult result : results) {
            String label = result.getPrimaryResult().getLabel();
            byTrace.computeIfAbsent(result.getParams().getParam("trace"), trace -> new TreeMap<>())
                    .put(label, result);
        }
        System.out.printf("%nJDK %s%n%n", System.getProperty("java.version"));
        System.out.println("| trace | step | ns/message | ± | CPU ns/message | × generated | bytes/message |");
        System.out.println("|---|---|---|---|---|---|---|");
        byTrace.forEach((trace, steps) -> steps.forEach((step, result) -> System.out.printf(
                Locale.ROOT,
                "| %s | %s | %.0f | %.0f | %.0f | %.2f | %.1f |%n",
                trace,
                step,
                result.getPrimaryResult().getScore(),
                result.getPrimaryResult().getScoreError(),
                second(result, CpuProfiler.LABEL),
                second(result, CpuProfiler.LABEL) / second(steps.get(YARDSTICK), CpuProfiler.LABEL),
                second(result, "gc.alloc.rate.norm"))));
    }

    private static double second(@Nullable RunResult result, String label) {
        return result == null
                ? Double.NaN
                : result.getSecondaryResults().get(label).getScore();
    }
}
