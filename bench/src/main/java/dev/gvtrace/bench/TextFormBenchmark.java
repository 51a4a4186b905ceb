// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import dev.gvtrace.replay.event.message.TextPool;
import dev.gvtrace.replay.field.FieldException;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * All text comparisons of the rules over the values of a trace, in nanoseconds a value, with values in each of the
 * forms that they could have. Every comparison is made, where the engine stops at the first that decides.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(TextFormBenchmark.VALUES)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TextFormBenchmark {
    static final int VALUES = 20_000;

    @Param({"traces/redis", "sentry/shell", "sentry/churn-bare"})
    public String trace;

    private FieldComparisons values;
    private String[] strings;
    private Text[] texts;
    private TextTest[][] textTests;
    private BytesTest[][] bytesTests;
    private final TextPool pool = new TextPool();

    @Setup
    public void prepare() throws IOException, FieldException, ProviderException {
        values = FieldComparisons.of(Material.trace(trace), Material.loadedRules(), VALUES);
        strings = new String[VALUES];
        texts = new Text[VALUES];
        for (int i = 0; i < VALUES; i++) {
            strings[i] = pool.text(values.bytes, values.offsets[i], length(i));
            texts[i] = ByteText.toText(strings[i]);
        }
        List<List<FieldComparisons.Comparison>> all = values.comparisons;
        textTests = all.stream()
                .map(group -> group.stream().map(TextTest::of).toArray(TextTest[]::new))
                .toArray(TextTest[][]::new);
        bytesTests = all.stream()
                .map(group -> group.stream().map(BytesTest::of).toArray(BytesTest[]::new))
                .toArray(BytesTest[][]::new);
        long expected = stringsKept();
        if (expected != bytesInPlace() || expected != textsKept()) {
            throw new IllegalStateException("the forms do not match the same values");
        }
        System.out.printf("%n# %.1f comparisons a value, %d matches%n", (double) values.count() / VALUES, expected);
    }

    private int length(int value) {
        return values.offsets[value + 1] - values.offsets[value];
    }

    private static int matches(TextTest[] tests, String value) {
        int matches = 0;
        for (TextTest test : tests) {
            matches += test.string(value) ? 1 : 0;
        }
        return matches;
    }

    private static int matches(TextTest[] tests, Text value) {
        int matches = 0;
        for (TextTest test : tests) {
            matches += test.text(value) ? 1 : 0;
        }
        return matches;
    }

    /** Byte strings that state holds: names and paths of processes and descriptors. */
    @Benchmark
    public long stringsKept() {
        long matches = 0;
        for (int i = 0; i < VALUES; i++) {
            matches += matches(textTests[values.groups[i]], strings[i]);
        }
        return matches;
    }

    /** Byte strings from a message, by way of the pool: as the engine has them. */
    @Benchmark
    public long stringsPooled() {
        long matches = 0;
        for (int i = 0; i < VALUES; i++) {
            matches += matches(textTests[values.groups[i]], pool.text(values.bytes, values.offsets[i], length(i)));
        }
        return matches;
    }

    /** Byte strings from a message, each made anew: texts that the pool does not know. */
    @Benchmark
    public long stringsMade() {
        long matches = 0;
        for (int i = 0; i < VALUES; i++) {
            matches += matches(textTests[values.groups[i]], ByteText.of(values.bytes, values.offsets[i], length(i)));
        }
        return matches;
    }

    /** {@link Text} that state would hold. */
    @Benchmark
    public long textsKept() {
        long matches = 0;
        for (int i = 0; i < VALUES; i++) {
            matches += matches(textTests[values.groups[i]], texts[i]);
        }
        return matches;
    }

    /** {@link Text} from a message, each made anew. */
    @Benchmark
    public long textsMade() {
        long matches = 0;
        for (int i = 0; i < VALUES; i++) {
            matches += matches(textTests[values.groups[i]], Text.ofBytes(values.bytes, values.offsets[i], length(i)));
        }
        return matches;
    }

    /** Bytes where they lie. */
    @Benchmark
    public long bytesInPlace() {
        long matches = 0;
        for (int i = 0; i < VALUES; i++) {
            for (BytesTest test : bytesTests[values.groups[i]]) {
                matches += test.test(values.bytes, values.offsets[i], values.offsets[i + 1]) ? 1 : 0;
            }
        }
        return matches;
    }
}
