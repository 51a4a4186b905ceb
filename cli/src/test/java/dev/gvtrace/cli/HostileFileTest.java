// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.format.TraceForge;
import dev.gvtrace.format.TraceForge.Forged;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import dev.gvtrace.trace.tracereplay.TraceReplayWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command that reads traces, over every damaged and forged file that {@link TraceForge} makes: the exit code is
 * one that the design names for it, and what repair writes is whole and has all messages whose block was.
 */
final class HostileFileTest {
    private static final List<Integer> READ = List.of(ExitCode.DONE, ExitCode.NOT_READABLE, ExitCode.DAMAGED);
    private static final List<Integer> VERIFIED = List.of(ExitCode.DONE, ExitCode.NOT_READABLE, ExitCode.NOT_VERIFIED);
    private static final List<Integer> IMPORTED =
            List.of(ExitCode.DONE, ExitCode.USAGE, ExitCode.NOT_READABLE, ExitCode.DAMAGED);
    private static final Pattern OTHER_VERSION = Pattern.compile("too (old|new)|newer program");
    private static final String RULE = "- rule: Opened\n  desc: d\n  condition: evt.type = openat and evt.dir = <\n"
            + "  output: opened %fd.name by %proc.cmdline\n  priority: INFO\n";

    @TempDir
    private Path folder;

    private TraceForge small;
    private TraceForge other;
    private String rules;
    private final AtomicInteger tried = new AtomicInteger();
    private final ThreadLocal<Path> place = ThreadLocal.withInitial(this::makePlace);

    @BeforeEach
    void makeTraces() throws IOException {
        small = new TraceForge(Files.readAllBytes(sandbox("small", 12).write(folder.resolve("small.gvt"))));
        other = new TraceForge(Files.readAllBytes(sandbox("other", 6).write(folder.resolve("other.gvt"))));
        rules = Files.writeString(folder.resolve("rules.yaml"), RULE).toString();
        assertThat(small.blockCount()).isGreaterThan(4);
    }

    private static SyntheticSandbox sandbox(String container, int opens) {
        SyntheticSandbox sandbox = new SyntheticSandbox()
                .in(container)
                .start("/", "sh")
                .flush()
                .facts("bundle", "{\"image\":\"x\"}")
                .fork(2)
                .flush();
        for (int n = 0; n < opens; n++) {
            sandbox.as(1 + n % 2).open("/etc/file-" + n, n);
            if (n % 4 == 3) {
                sandbox.gap(2, "Sentry dropped: socket full").flush();
            }
        }
        return sandbox.taskExit();
    }

    @Test
    void noBlockThatIsRepeatedOrSwappedEndsACommandOrCostsAMessage() {
        tryAll(sample(small.rearranged(), 7));
    }

    @Test
    void aSampleOfAllFaultsIsAnswered() {
        tryAll(sample(small.cuts(), 241));
        tryAll(sample(small.flips(), 487));
        tryAll(sample(small.spliced(other), 11));
        tryAll(sample(small.forgedHeaders(), 331));
        tryAll(sample(small.forgedFooters(), 331));
        tryAll(small.forgedRecords(1, 1));
    }

    @Test
    @Tag("faults")
    void everyCutIsAnswered() {
        tryAll(small.cuts());
    }

    @Test
    @Tag("faults")
    void everyFlipIsAnswered() {
        tryAll(small.flips());
    }

    @Test
    @Tag("faults")
    void everyOrderOfBlocksIsAnswered() {
        tryAll(small.rearranged());
        tryAll(small.spliced(other));
        other.spliced(small).forEach(forged -> answer(forged, other));
    }

    @Test
    @Tag("faults")
    void everyForgedHeaderIsAnswered() {
        tryAll(small.forgedHeaders());
    }

    @Test
    @Tag("faults")
    void everyForgedFooterIsAnswered() {
        tryAll(small.forgedFooters());
    }

    @Test
    @Tag("faults")
    void forgedRecordsAreAnswered() {
        tryAll(small.forgedRecords(300, 42));
    }

    @Test
    @Tag("faults")
    void piecesOfALargeRecordInAnyOrderAreAnswered() throws IOException {
        String large = "{\"x\":\"" + "y".repeat(2_500_000) + "\"}";
        Path file = new SyntheticSandbox()
                .start("/", "sh")
                .facts("bundle", large)
                .open("/a", 3)
                .write(folder.resolve("large.gvt"));
        TraceForge pieces = new TraceForge(Files.readAllBytes(file));
        assertThat(pieces.blockCount()).isGreaterThan(3);
        for (Forged forged : pieces.rearranged().toList()) {
            answer(forged, null);
        }
    }

    @Test
    void damagedTracereplayFilesAreAnswered() throws IOException {
        byte[] whole = tracereplay();
        IntStream.range(0, whole.length)
                .filter(n -> n % 5 == 0)
                .forEach(n -> answer(new Forged("tracereplay cut at byte " + n, Arrays.copyOf(whole, n)), null));
        Random random = new Random(3);
        for (int at = 0; at < whole.length; at += 3) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 + random.nextInt(255));
            answer(new Forged("tracereplay, byte " + at, flipped), null);
        }
    }

    private byte[] tracereplay() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TraceSource source = TraceSources.open(folder.resolve("other.gvt"));
                RecordCursor cursor = source.records(Selection.all());
                TraceReplayWriter writer = new TraceReplayWriter(out, source.opening())) {
            while (cursor.next()) {
                if (cursor.kind() == RecordKind.MESSAGE) {
                    writer.packet(cursor.buffer(), cursor.offset(), cursor.length());
                }
            }
        }
        return out.toByteArray();
    }

    private static Stream<Forged> sample(Stream<Forged> all, int step) {
        List<Forged> list = all.toList();
        return IntStream.range(0, (list.size() + step - 1) / step).mapToObj(n -> list.get(n * step));
    }

    /** A folder of a thread's own, that contains the file and both traces. */
    private Path makePlace() {
        try {
            Path made = Files.createTempDirectory(folder, "place");
            for (String name : List.of("small.gvt", "other.gvt")) {
                Files.copy(folder.resolve(name), made.resolve(name));
            }
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On all processors. */
    private void tryAll(Stream<Forged> all) {
        all.parallel().forEach(forged -> answer(forged, small));
        assertThat(tried).hasPositiveValue();
    }

    /** Runs the commands over a file; {@code parts} is what it was made from, null where messages are not counted. */
    private void answer(Forged forged, TraceForge parts) {
        tried.incrementAndGet();
        Path beside = place.get();
        try {
            String in = Files.write(beside.resolve("in.gvt"), forged.bytes()).toString();
            ends(forged, READ, "info", in);
            ends(forged, READ, "info", "--format", "json", in);
            ends(forged, VERIFIED, "verify", in);
            ends(forged, READ, "replay", "--rules", rules, in);
            ends(forged, READ, "query", in, "-e", "ps", "-e", "gaps", "-e", "weird");
            for (String verb : List.of("slice", "merge", "export")) {
                ends(
                        forged,
                        READ,
                        verb,
                        "--force",
                        in,
                        beside.resolve("out.gvt").toString());
            }
            ends(
                    forged,
                    IMPORTED,
                    "import",
                    "--force",
                    in,
                    beside.resolve("out.gvt").toString());
            Path repaired = beside.resolve("repaired.gvt");
            Program.Result repair = ends(forged, READ, "repair", "--force", in, repaired.toString());
            if (repair.exitCode() != ExitCode.NOT_READABLE) {
                isWhole(forged, repaired, parts);
            } else if (parts != null && !OTHER_VERSION.matcher(repair.err()).find()) {
                assertThat(wholeBlocks(forged, parts))
                        .as("%s: %s", forged.name(), repair.err())
                        .isEmpty();
            }
        } catch (IOException e) {
            throw new AssertionError(forged.name(), e);
        }
    }

    private static Program.Result ends(Forged forged, List<Integer> expected, String... words) {
        Program.Result result = Program.run(words);
        assertThat(result.exitCode())
                .as("%s: %s: %s", forged.name(), words[0], result.err())
                .isIn(expected);
        return result;
    }

    private static void isWhole(Forged forged, Path repaired, TraceForge parts) throws IOException {
        Program.Result verified = Program.run("verify", "--require", "intact", repaired.toString());
        assertThat(verified.exitCode())
                .as("%s: repaired: %s", forged.name(), verified.out())
                .isZero();
        if (parts == null) {
            return;
        }
        Set<Long> kept = new HashSet<>();
        try (TraceSource source = TraceSources.open(repaired);
                RecordCursor cursor = source.records(Selection.all())) {
            while (cursor.next()) {
                if (cursor.kind() == RecordKind.MESSAGE) {
                    assertThat(kept.add(cursor.sequence())).as(forged.name()).isTrue();
                }
            }
        }
        for (int block : wholeBlocks(forged, parts)) {
            long[] messages = parts.messagesOf(block);
            for (long n = messages[0] + 1; n <= messages[1]; n++) {
                assertThat(kept)
                        .as("%s: block %s is whole", forged.name(), block)
                        .contains(n);
            }
        }
    }

    private static List<Integer> wholeBlocks(Forged forged, TraceForge parts) {
        String file = new String(forged.bytes(), StandardCharsets.ISO_8859_1);
        return IntStream.range(0, parts.blockCount())
                .filter(n -> file.contains(new String(parts.block(n), StandardCharsets.ISO_8859_1)))
                .boxed()
                .toList();
    }
}
