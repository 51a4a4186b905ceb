// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which traces go when room or time has run out. Days are counted from a first of January. */
@Timeout(120)
final class RetentionTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int SIZE = 10_000;

    @TempDir
    private Path out;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Set<Path> inUse = new HashSet<>();
    private final Random random = new Random(7);
    private Instant now = BEGIN.plus(Duration.ofDays(100));
    private Ledger ledger;

    @BeforeEach
    void openLedger() {
        ledger = TestLedger.in(out);
    }

    /** The files of one recording. */
    private final class Recorded {
        private final String sandbox;
        private final String base;
        private WriterOptions options = WriterOptions.defaults().withSynced(false);
        private int segment;
        private @Nullable TraceWriter open;

        Recorded(String sandbox) {
            this.sandbox = sandbox;
            this.base = "20260101T000000.000Z-" + sandbox + "-1";
        }

        private long ns(double day) {
            return SaturatedTime.nanos(BEGIN) + (long) (day * TimeUnit.DAYS.toNanos(1));
        }

        /** A sealed file whose last message came that day. */
        Path file(double day, int bytes) throws IOException {
            Path file = begin(day, bytes);
            finish(day);
            return file;
        }

        Path begin(double day, int bytes) throws IOException {
            Path file = TraceNames.file(out, base, segment, 0);
            Opening opening = Opening.builder(TraceOrigin.LIVE, ns(day))
                    .sandbox(Text.ofUtf8(sandbox))
                    .build();
            TraceWriter writer = TraceWriter.create(file, opening, options, MessageIndexer.NONE);
            byte[] packet = new byte[bytes];
            random.nextBytes(packet);
            writer.message(ns(day), packet, 0, packet.length);
            writer.flush();
            open = writer;
            return file;
        }

        void finish(double day) throws IOException {
            Seal seal = open.seal(Closing.continued(ns(day), "test"));
            options = options.following(seal);
            segment++;
        }
    }

    private TraceDirectory directory(Retention retention, boolean alone) {
        return new TraceDirectory(out, retention, () -> Set.copyOf(inUse), () -> alone, ledger, () -> now, log::add);
    }

    private void look(Retention retention) throws IOException {
        directory(retention, true).check();
    }

    private static Retention keep(long bytes) {
        return new Retention(0, null, bytes, null, 0);
    }

    private Set<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.filter(file -> file.toString().endsWith(".gvt")).collect(Collectors.toSet());
        }
    }

    private List<String> deletedInOrder() {
        return log.stream()
                .filter(line -> line.startsWith("deleted "))
                .map(line -> line.substring(line.lastIndexOf('/') + 1, line.indexOf(".gvt") + 4))
                .toList();
    }

    @Test
    void theOldestFileOfAllGoesFirstByWhatIsInIt() throws IOException {
        Recorded longLived = new Recorded("long");
        Path first = longLived.file(1, SIZE);
        Path second = longLived.file(20, SIZE);
        Path third = longLived.file(40, SIZE);
        List<Path> others = new ArrayList<>();
        for (int n = 0; n < 9; n++) {
            others.add(new Recorded("short-" + n).file(2 + n, SIZE));
        }
        // names and dates of the files say the opposite
        int day = 90;
        for (Path file : List.of(first, others.get(0), others.get(1), second, third)) {
            Files.setLastModifiedTime(file, FileTime.from(BEGIN.plus(Duration.ofDays(day--))));
        }
        long size = Files.size(first);
        look(keep(9 * size + size / 2));
        assertThat(deletedInOrder())
                .containsExactly(
                        first.getFileName().toString(),
                        others.get(0).getFileName().toString(),
                        others.get(1).getFileName().toString());
        assertThat(second).exists();
        assertThat(third).exists();
        assertThat(Files.readString(out.resolve("ledger.jsonl")))
                .contains(deletedInOrder())
                .contains(9 * size + size / 2 + " are allowed")
                .contains("\"messages\":1,\"lost\":0,\"reason\":\"traces take ");
    }

    @Test
    void theClockOfTheContentDecidesWhatIsTooOld() throws IOException {
        Path old = new Recorded("old").file(60, SIZE);
        Path young = new Recorded("young").file(95, SIZE);
        Files.setLastModifiedTime(young, FileTime.from(BEGIN));
        look(new Retention(0, null, 0, Duration.ofDays(30), 0));
        assertThat(left()).containsExactly(young);
        assertThat(old).doesNotExist();
    }

    @Test
    void aFileIsNeverYoungerThanTheNextOfItsRecording() throws IOException {
        Recorded stepped = new Recorded("stepped");
        Path first = stepped.file(99, SIZE);
        Path second = stepped.file(10, SIZE);
        Path other = new Recorded("other").file(11, SIZE);
        look(keep(2 * SIZE + SIZE / 2));
        assertThat(left()).containsExactlyInAnyOrder(second, other);
        assertThat(first).doesNotExist();
    }

    @Test
    void whatIsBeingWrittenStays() throws IOException {
        Path open = new Recorded("open").begin(1, SIZE);
        inUse.add(open);
        Path foreign = new Recorded("foreign").begin(2, SIZE);
        Files.setLastModifiedTime(foreign, FileTime.from(BEGIN));
        Path sealed = new Recorded("sealed").file(50, SIZE);
        directory(keep(SIZE), false).check();
        assertThat(left()).as("another recorder may write").containsExactlyInAnyOrder(open, foreign);
        assertThat(sealed).doesNotExist();
        look(keep(SIZE));
        assertThat(left()).as("nobody else can").containsExactly(open);
    }

    @Test
    void aFileThatHasJustBeenBegunStays() throws IOException {
        now = Instant.now();
        Path begun = new Recorded("begun").begin(1, SIZE);
        look(keep(1));
        assertThat(begun).exists();
    }

    @Test
    void onlyTracesOfOursAreDeletedAndNoLinkIsFollowed(@TempDir Path elsewhere) throws IOException {
        Path outside = elsewhere.resolve("20260101T000000.000Z-x-1.gvt");
        Files.copy(new Recorded("real").file(1, SIZE), outside);
        Path link = Files.createSymbolicLink(out.resolve("20250101T000000.000Z-link-1.gvt"), outside);
        Path text = Files.write(out.resolve("20250101T000000.000Z-text-1.gvt"), new byte[SIZE]);
        Path folder = Files.createDirectory(out.resolve("20250101T000000.000Z-folder-1.gvt"));
        Path named = Files.copy(outside, out.resolve("mine.gvt"));
        look(new Retention(0, null, 1, Duration.ofDays(1), 0).withKeepBytesPerSandbox(1));
        assertThat(left()).containsExactlyInAnyOrder(link, text, folder, named);
        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(outside).exists();
    }

    @Test
    void anUnreadableFileHasItsFileAgeAndIsReportedOnce() throws IOException {
        Path damaged = new Recorded("damaged").file(99, SIZE);
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[40] ^= 1;
        Files.write(damaged, bytes);
        Files.setLastModifiedTime(damaged, FileTime.from(BEGIN));
        Path young = new Recorded("young").file(98, SIZE);
        TraceDirectory directory = directory(keep(3 * SIZE), true);
        directory.check();
        now = now.plusSeconds(60);
        directory.check();
        assertThat(log).filteredOn(line -> line.contains("cannot be read")).hasSize(1);
        look(keep(SIZE + SIZE / 2));
        assertThat(left()).containsExactly(young);
    }

    @Test
    void acceptsAnyDateOfAFile() throws IOException {
        Path far = new Recorded("far").file(1, SIZE);
        byte[] bytes = Files.readAllBytes(far);
        bytes[40] ^= 1;
        Files.write(far, bytes);
        try {
            Files.setLastModifiedTime(far, FileTime.from(Long.MAX_VALUE / 1000, TimeUnit.SECONDS));
        } catch (IOException e) {
            Files.setLastModifiedTime(far, FileTime.from(Instant.parse("2200-01-01T00:00:00Z")));
        }
        Path old = new Recorded("old").file(2, SIZE);
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        for (Instant moment : List.of(Instant.MIN, Instant.MAX, now)) {
            now = moment;
            for (Duration keepFor : List.of(longest, Duration.ofDays(400))) {
                look(new Retention(0, null, Long.MAX_VALUE, keepFor, 0));
            }
        }
        assertThat(log).noneMatch(line -> line.contains("check the directory"));
        assertThat(old).as("too old at the end of time").doesNotExist();
        look(keep(1));
        assertThat(left()).isEmpty();
    }

    @Test
    void reportsAFileThatCannotBeDeletedOnceAndContinues() throws Exception {
        Path stuck = new Recorded("stuck").file(1, SIZE);
        Path next = new Recorded("next").file(2, SIZE);
        Path last = new Recorded("last").file(3, SIZE);
        Assumptions.assumeTrue(
                run("mount", "--bind", stuck.toString(), stuck.toString()), "nothing can be mounted here");
        TraceDirectory directory = directory(keep(2 * SIZE + SIZE / 2), true);
        try {
            directory.check();
            assertThat(left()).containsExactlyInAnyOrder(stuck, last);
            now = now.plusSeconds(60);
            directory.check();
            assertThat(log)
                    .filteredOn(line -> line.contains("cannot be deleted"))
                    .singleElement()
                    .asString()
                    .contains(stuck.toString());
            assertThat(Files.readAllLines(out.resolve("ledger.jsonl"))).hasSize(2);
        } finally {
            run("umount", "-l", stuck.toString());
        }
        now = now.plusSeconds(60);
        Path newest = new Recorded("newest").file(4, SIZE);
        directory.check();
        assertThat(left()).as("%s", log).containsExactlyInAnyOrder(last, newest);
        assertThat(next).doesNotExist();
    }

    private static boolean run(String... words) throws Exception {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aLimitForEachSandboxIsHeldOverItsRecordings() throws IOException {
        Recorded chatty = new Recorded("chatty");
        for (int day = 10; day < 16; day++) {
            chatty.file(day, SIZE);
        }
        Path quiet = new Recorded("quiet").file(1, SIZE);
        look(new Retention(0, null, 0, null, 0).withKeepBytesPerSandbox(3 * SIZE + SIZE / 2));
        assertThat(left()).hasSize(4).contains(quiet);
        assertThat(deletedInOrder())
                .containsExactly(
                        "20260101T000000.000Z-chatty-1.gvt",
                        "20260101T000000.000Z-chatty-1.0001.gvt",
                        "20260101T000000.000Z-chatty-1.0002.gvt");
    }

    /** Ninety days of thirty sandboxes, of which some come and go, and of one that sends more than all others. */
    @Test
    void aChattySandboxDoesNotEvictThePastOfOthers() throws IOException {
        int budget = 2_000_000;
        int quiet = 300;
        Map<String, Recorded> recordings = new HashMap<>();
        TraceDirectory directory = directory(keep(budget), true);
        for (int day = 0; day < 90; day++) {
            now = BEGIN.plus(Duration.ofDays(day));
            for (Recorded recorded : recordings.values()) {
                if (recorded.open != null) {
                    recorded.finish(day - 0.5);
                }
            }
            inUse.clear();
            int first = day / 3;
            recordings.keySet().removeIf(name -> !name.equals("chatty") && Integer.parseInt(name) < first);
            Set<String> running = IntStream.range(first, first + 10)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.toSet());
            running.add("chatty");
            for (String name : running) {
                Recorded recorded = recordings.computeIfAbsent(name, Recorded::new);
                Path file = recorded.begin(day, name.equals("chatty") ? 50_000 : quiet);
                inUse.add(file);
            }
            directory.check();
            long total = 0;
            for (Path file : left()) {
                total += Files.size(file);
            }
            assertThat(inUse).as("day %s", day).allMatch(Files::exists);
            assertThat(total).as("day %s", day).isLessThanOrEqualTo(budget);
        }
        assertThat(deletedInOrder()).hasSizeGreaterThan(40).allMatch(name -> name.contains("-chatty-"));
        List<Integer> gone = deletedInOrder().stream()
                .filter(name -> name.contains("-chatty-"))
                .map(name ->
                        name.endsWith("-1.gvt") ? 0 : Integer.parseInt(name.replaceAll(".*-1\\.(\\d+)\\.gvt", "$1")))
                .toList();
        assertThat(gone)
                .as("in order, none left out")
                .isEqualTo(IntStream.range(0, gone.size()).boxed().toList());
        String lines = Files.readString(out.resolve("ledger.jsonl"));
        assertThat(lines).contains(deletedInOrder());
    }

    @Test
    void deletesNothingThatTheLedgerDoesNotTake() throws Exception {
        Path trace = Files.write(out.resolve("20250101T000000.000Z-a-1.gvt"), new byte[1000]);
        Files.delete(out.resolve("ledger.jsonl"));
        Files.createDirectory(out.resolve("ledger.jsonl"));
        assertThatThrownBy(() -> ledger.deleted(trace, "old", false)).isInstanceOf(IOException.class);
        Files.delete(out.resolve("ledger.jsonl"));
        ledger.deleted(trace, "old", false);
        assertThat(Files.readAllLines(out.resolve("ledger.jsonl"))).hasSize(2);
    }

    /** Of each file, also when others have taken the space that the first deletion freed. */
    @Test
    void theLinesOfDeletionsOnAFullDiskAreWrittenLater() throws Exception {
        List<Path> traces = List.of(
                new Recorded("a").file(1, SIZE), new Recorded("b").file(2, SIZE), new Recorded("c").file(3, SIZE));
        Files.delete(out.resolve("ledger.jsonl"));
        Files.createDirectory(out.resolve("ledger.jsonl"));
        look(new Retention(0, null, 1L << 30, null, Long.MAX_VALUE));
        assertThat(traces).allSatisfy(trace -> assertThat(trace).doesNotExist());
        Files.delete(out.resolve("ledger.jsonl"));
        ledger.sync();
        assertThat(Files.readString(out.resolve("ledger.jsonl")))
                .contains(traces.stream()
                        .map(trace -> trace.getFileName().toString())
                        .toList());
    }
}
