// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.proto.wire.WireHeader;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.tracereplay.TraceReplayWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The commands about trace files, run as a user runs them. */
final class TraceCommandsTest {
    private static final long START = 1_700_000_000_000_000_000L;
    private static final int COUNT = 2_000;

    @TempDir
    private Path folder;

    /** A message of type open of a container, one a millisecond. */
    private static byte[] packet(int n, int dropped) {
        String container = n % 2 == 0 ? "even" : "odd\u001b[31m";
        byte[] id = container.getBytes(StandardCharsets.UTF_8);
        byte[] context = new byte[11 + 2 + id.length];
        context[0] = 0x08;
        long time = START + n * 1_000_000L;
        int at = 1;
        while (time > 0x7f) {
            context[at++] = (byte) (time | 0x80);
            time >>>= 7;
        }
        context[at++] = (byte) time;
        context[at++] = 0x32;
        context[at++] = (byte) id.length;
        System.arraycopy(id, 0, context, at, id.length);
        int size = at + id.length;
        byte[] packet = new byte[WireHeader.SIZE + 2 + size];
        WireHeader.write(packet, 0, n % 10 == 0 ? 8 : 7, dropped);
        packet[8] = 0x0a;
        packet[9] = (byte) size;
        System.arraycopy(context, 0, packet, 10, size);
        return packet;
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private String tracereplay() throws IOException {
        Path file = folder.resolve("client-0001");
        Opening opening = Opening.builder(TraceOrigin.IMPORT, 0)
                .imported(Text.ofUtf8("x"), "{\"version\": 1 }".getBytes(StandardCharsets.UTF_8))
                .build();
        try (OutputStream out = Files.newOutputStream(file);
                TraceReplayWriter writer = new TraceReplayWriter(out, opening)) {
            for (int n = 1; n <= COUNT; n++) {
                byte[] packet = packet(n, n < 1000 ? 0 : 5);
                writer.packet(packet, 0, packet.length);
            }
        }
        return file.toString();
    }

    private String imported() throws IOException {
        Program.Result result = Program.run("import", tracereplay(), path("a.gvt"));
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return path("a.gvt");
    }

    /** A recording of live messages in blocks of 100, sealed or not. */
    private Path recording(boolean seal) throws IOException {
        Path file = folder.resolve(seal ? "sealed.gvt" : "open.gvt");
        Opening opening = Opening.builder(TraceOrigin.LIVE, START)
                .host(Text.ofUtf8("node-1"))
                .build();
        try (TraceWriter writer =
                TraceWriter.create(file, opening, WriterOptions.defaults().withSynced(false), new PacketIndexer())) {
            for (int n = 1; n <= COUNT; n++) {
                byte[] packet = packet(n, 0);
                writer.message(START + n * 1_000_000L + 50, packet, 0, packet.length);
                if (n % 100 == 0) {
                    writer.flush();
                }
            }
            writer.gap(new Gap(START, START + 1, Gap.UNKNOWN, "a \u001b[2Jcause"));
            if (seal) {
                writer.seal(Closing.end(START, "sandbox ended"));
            }
        }
        return file;
    }

    private static void assertIsJson(String text) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            while (parser.nextToken() != null) {
                assertThat(parser.currentTokenLocation()).isNotNull();
            }
        }
    }

    @Test
    void exportOfAnImportIsTheSameFile() throws IOException {
        Program.Result result = Program.run("export", "--format", "tracereplay", imported(), path("out"));
        assertThat(result.exitCode()).isZero();
        assertThat(folder.resolve("out")).hasSameBinaryContentAs(folder.resolve("client-0001"));
    }

    @Test
    void infoOfAnImportCountsDropsAndHasNoTimesOfReceipt() throws IOException {
        Program.Result result = Program.run("info", "--format", "json", imported());
        assertThat(result.exitCode()).isZero();
        assertIsJson(result.out());
        assertThat(result.out())
                .contains("\"messages\":2000,", "\"sealed\":true,", "\"first_received\":null,", "\"lost\":5,")
                .contains("\"first_time\":\"2023-11-14T22:13:20.001000000Z\"")
                .contains("\"last_time\":\"2023-11-14T22:13:22.000000000Z\"")
                .contains("\"types\":{\"syscall.Open\":1800,\"syscall.Close\":200}")
                .contains("{\"id\":\"even\",\"first_time\":\"2023-11-14T22:13:20.002000000Z\"}")
                .contains("\"gaps\":[{\"from\":\"2023-11-14T22:13:20.999000000Z\","
                        + "\"to\":\"2023-11-14T22:13:21.000000000Z\",\"lost\":5,\"cause\":\"dropped by the Sentry\"}]");
        Program.Result direct = Program.run("info", "--format", "json", path("client-0001"));
        assertThat(direct.out()).contains("\"messages\":2000,", "\"sealed\":false,", "\"lost\":5,");
    }

    @Test
    void infoOfARecordingEscapesWhatTheSandboxSent() throws IOException {
        Program.Result text = Program.run("info", recording(true).toString());
        assertThat(text.exitCode()).isZero();
        assertThat(text.out())
                .doesNotContain("\u001b")
                .contains("odd\\x1b[31m", "a \\x1b[2Jcause", "an unknown number of messages", "sandbox ended");
        Program.Result json = Program.run("info", "--format", "json", path("sealed.gvt"));
        assertIsJson(json.out());
        assertThat(json.out())
                .contains(
                        "\"lost\":null,",
                        "\"first_received\":\"2023-11-14T22:13:20.001000050Z\"",
                        "\"host\":\"node-1\"");
    }

    @Test
    void threeEndingsAreThreeAnswers() throws IOException {
        byte[] sealed = Files.readAllBytes(recording(true));
        recording(false);
        Files.write(folder.resolve("cut.gvt"), Arrays.copyOf(sealed, sealed.length / 2 | 1));
        assertThat(Program.run("info", path("sealed.gvt")).out()).contains("gvt, sealed\n");
        Program.Result open = Program.run("info", path("open.gvt"));
        assertThat(open.out()).contains("not sealed (recorder killed or still running)");
        assertThat(open.exitCode()).isZero();
        Program.Result cut = Program.run("info", path("cut.gvt"));
        assertThat(cut.out()).contains("gvt, cut\n");
        assertThat(cut.exitCode()).isEqualTo(ExitCode.DAMAGED);
        assertThat(cut.err()).contains("block that is not complete (bytes ");
        assertThat(verdicts("sealed.gvt")).isEqualTo("\"intact\":true,\"authentic\":null,\"complete\":false");
        assertThat(verdicts("open.gvt")).isEqualTo("\"intact\":true,\"authentic\":null,\"complete\":false");
        assertThat(verdicts("cut.gvt")).isEqualTo("\"intact\":false,\"authentic\":null,\"complete\":false");
        for (String name : List.of("sealed.gvt", "open.gvt", "cut.gvt")) {
            assertThat(Program.run("verify", path(name)).exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        }
        assertThat(Program.run("verify", "--require", "intact", path("sealed.gvt"))
                        .exitCode())
                .isZero();
        assertThat(Program.run("verify", path("sealed.gvt")).out()).contains("not complete: ", "1 gap");
        assertThat(Program.run("verify", path("open.gvt")).out()).contains("recorder killed or still running");
    }

    private String verdicts(String name) {
        String json = Program.run("verify", "--format", "json", path(name)).out();
        return json.substring(json.indexOf("\"intact\""), json.indexOf(",\"file\""));
    }

    /** Changes a byte in the payload of the first block of the file's second half; see FORMAT.md 3. */
    private static void damagePayload(byte[] file) {
        int at = file.length / 2;
        while (file[at] != (byte) 0x89 || file[at + 1] != 'G' || file[at + 2] != 'V' || file[at + 3] != 'B') {
            at++;
        }
        int containers = file[at + 32] & 0xff;
        file[at + 176 + containers + 1] ^= 1;
    }

    @Test
    void verifyReportsFaultsInTextAndJson() throws IOException {
        byte[] bytes = Files.readAllBytes(recording(true));
        damagePayload(bytes);
        Files.write(folder.resolve("bad.gvt"), bytes);
        Program.Result text = Program.run("verify", path("bad.gvt"), path("sealed.gvt"));
        assertThat(text.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(text.out())
                .contains("bad.gvt: NOT VERIFIED, sealed", "wrong checksum", "sealed.gvt: NOT VERIFIED, sealed");
        Program.Result json = Program.run("verify", "--format", "json", path("bad.gvt"));
        assertIsJson(json.out());
        assertThat(json.out()).contains("\"verified\":false", "\"what\":\"block with a wrong checksum\"");
    }

    @Test
    void repairSavesTheRestAndReportsTheGap() throws IOException {
        byte[] bytes = Files.readAllBytes(recording(true));
        damagePayload(bytes);
        Files.write(folder.resolve("bad.gvt"), bytes);
        Program.Result result = Program.run("repair", path("bad.gvt"), path("good.gvt"));
        assertThat(result.exitCode()).isEqualTo(ExitCode.DAMAGED);
        assertThat(result.err()).contains("1900 messages written");
        Program.Result verified = Program.run("verify", path("good.gvt"));
        assertThat(verified.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(verified.out())
                .contains("intact: yes", "complete: no", "2 gaps, 100 messages counted as lost")
                .contains("made from another trace and sealed anew: bad.gvt");
        assertThat(Program.run("info", "--format", "json", path("good.gvt")).out())
                .contains("\"messages\":1900,", "\"lost\":100,");
        assertThat(Program.run("repair", path("good.gvt"), path("again.gvt")).exitCode())
                .isZero();
    }

    @Test
    void repairOfAllContinuesAfterFailuresAndOverwritesNothing() throws IOException {
        byte[] open = Files.readAllBytes(recording(false));
        Path more = Files.createDirectory(folder.resolve("more"));
        Files.write(more.resolve("headless.gvt"), headless(open));
        Files.write(more.resolve("bare.gvt"), Arrays.copyOf(open, 50));
        Files.write(more.resolve("taken.gvt"), open);
        Files.writeString(more.resolve("taken.repaired.gvt"), "precious");
        Files.write(more.resolve("sealed.gvt"), Files.readAllBytes(recording(true)));
        Files.move(folder.resolve("open.gvt"), more.resolve("open.gvt"));
        Program.Result result = Program.run("repair", "--all", more.toString());
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.NOT_WRITTEN);
        assertThat(result.err())
                .contains("open.gvt:", "2000 messages written to " + more.resolve("open.repaired.gvt"))
                .contains("bare.gvt: the file is cut inside its header")
                .contains("taken.repaired.gvt: is there already")
                .contains("2 of 4 files that were not sealed have a repaired copy");
        assertThat(more.resolve("taken.repaired.gvt")).hasContent("precious");
        assertThat(more.resolve("sealed.repaired.gvt")).doesNotExist();
        assertThat(more.resolve("open.gvt")).hasBinaryContent(open);
        Program.Result again = Program.run("repair", "--all", more.toString());
        assertThat(again.err()).contains("open.gvt: repaired before, in ");
        Path out = Files.createDirectory(folder.resolve("repaired"));
        Program.Result elsewhere = Program.run("repair", "--all", more.toString(), out.toString());
        assertThat(elsewhere.exitCode()).isEqualTo(ExitCode.NOT_READABLE);
        assertThat(out.resolve("taken.repaired.gvt")).exists();

        Program.Result verified = Program.run(
                "verify", "--format", "json", more.resolve("open.repaired.gvt").toString());
        assertThat(verified.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(verified.out()).contains("\"intact\":true", "sealed anew: open.gvt", "sealed afterwards (repaired");
        for (String[] wrong : new String[][] {{"repair", path("a")}, {"repair", "--all", path("a")}}) {
            assertThat(Program.run(wrong).exitCode()).isIn(ExitCode.USAGE, ExitCode.NOT_READABLE);
        }
    }

    @Test
    void repairOfAllPassesOverFilesThatEndBeforeTheirFirstBlock() throws IOException {
        byte[] open = Files.readAllBytes(recording(false));
        Path bare = folder.resolve("bare.gvt");
        Files.write(bare, Arrays.copyOf(open, littleEndianShort(open, 10)));
        Program.Result result = Program.run("repair", "--all", folder.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err())
                .contains(bare + ": nothing to repair, no block was written to it")
                .contains("1 of 2 files that were not sealed have a repaired copy; 1 without a block need none");
        assertThat(folder.resolve("bare.repaired.gvt")).doesNotExist();
    }

    private static int littleEndianShort(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(at);
    }

    /** A trace whose header is damaged. */
    private static byte[] headless(byte[] trace) {
        byte[] damaged = trace.clone();
        damaged[40] ^= 1;
        return damaged;
    }

    @Test
    void requireSetsTheExpectedVerdict() throws IOException {
        Path file = folder.resolve("whole.gvt");
        Opening opening = Opening.builder(TraceOrigin.LIVE, START).build();
        try (TraceWriter writer =
                TraceWriter.create(file, opening, WriterOptions.defaults().withSynced(false), new PacketIndexer())) {
            byte[] packet = packet(1, 0);
            writer.message(START, packet, 0, packet.length);
            writer.seal(Closing.end(START, "end"));
        }
        Program.Result usual = Program.run("verify", file.toString());
        assertThat(usual.exitCode()).as(usual.out()).isZero();
        assertThat(usual.out()).contains("intact: yes; authentic: unknown; complete: yes");
        assertThat(Program.run("verify", "--require", "ledger", folder.toString())
                        .exitCode())
                .isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(Program.run("verify", "--require", "authentic", file.toString())
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        Program.Result wrong = Program.run("verify", "--require", "nice", file.toString());
        assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err()).contains("expected intact, authentic, complete or ledger");
    }

    @Test
    void slicesByTimeContainerTypeAndNumber() throws IOException {
        String trace = recording(true).toString();
        assertThat(messagesOfSlice(trace, "--from", "+1s", "--to", "+1.5s")).isEqualTo(501);
        assertThat(messagesOfSlice(trace, "--to", "2023-11-14T22:13:20.010Z")).isEqualTo(10);
        assertThat(messagesOfSlice(trace, "--from", "-100ms")).isEqualTo(101);
        assertThat(messagesOfSlice(trace, "--container", "ev")).isEqualTo(1000);
        assertThat(messagesOfSlice(trace, "--type", "syscall.Close")).isEqualTo(200);
        assertThat(messagesOfSlice(trace, "--type", "8", "--type", "syscall_open"))
                .isEqualTo(COUNT);
        assertThat(messagesOfSlice(trace, "--messages", "11-20")).isEqualTo(10);
        assertThat(messagesOfSlice(trace, "--messages", "1991-", "--type", "Close"))
                .isEqualTo(1);
        for (List<String> wrong : List.of(
                List.of("--from", "yesterday"),
                List.of("--from", "evt:3"),
                List.of("--type", "nonsense"),
                List.of("--messages", "-"))) {
            Program.Result result = Program.run("slice", trace, path("s.gvt"), wrong.get(0), wrong.get(1));
            assertThat(result.exitCode()).as("%s", wrong).isEqualTo(ExitCode.USAGE);
            assertThat(folder.resolve("s.gvt")).doesNotExist();
        }
    }

    private int messagesOfSlice(String trace, String... options) throws IOException {
        Path out = folder.resolve("slice.gvt");
        Files.deleteIfExists(out);
        String[] words = Stream.concat(Stream.of("slice", trace, out.toString()), Stream.of(options))
                .toArray(String[]::new);
        Program.Result result = Program.run(words);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(Program.run("verify", "--require", "intact", out.toString()).exitCode())
                .isZero();
        return Integer.parseInt(result.err().substring(0, result.err().indexOf(' ')));
    }

    @Test
    void mergePutsSlicesTogetherAgain() throws IOException {
        String trace = recording(true).toString();
        Program.run("slice", trace, path("1.gvt"), "--messages", "1-900");
        Program.run("slice", trace, path("2.gvt"), "--messages", "800-2000");
        Program.Result merged = Program.run("merge", path("2.gvt"), path("1.gvt"), path("both.gvt"));
        assertThat(merged.exitCode()).as(merged.err()).isZero();
        Program.run("export", trace, path("original"));
        Program.run("export", path("both.gvt"), path("merged"));
        assertThat(folder.resolve("merged")).hasSameBinaryContentAs(folder.resolve("original"));
        assertThat(Files.size(folder.resolve("both.gvt"))).isLessThan(Files.size(Path.of(trace)));
        Program.Result mixed = Program.run("merge", trace, imported(), path("x.gvt"));
        assertThat(mixed.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(mixed.err()).contains("is of recording ");
    }

    @Test
    void existingFilesAreReplacedOnlyByForceAndNeverHalf() throws IOException {
        String input = tracereplay();
        Path output = Files.writeString(folder.resolve("out.gvt"), "precious");
        Program.Result refused = Program.run("import", input, output.toString());
        assertThat(refused.exitCode()).isEqualTo(ExitCode.NOT_WRITTEN);
        assertThat(refused.err()).contains("is there already; --force replaces it");
        assertThat(output).hasContent("precious");
        assertThat(Program.run("import", "--force", input, output.toString()).exitCode())
                .isZero();
        assertThat(Program.run("verify", output.toString()).exitCode()).isZero();
        assertThat(Program.run("export", "--force", output.toString(), output.toString())
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(Program.run("export", output.toString(), path("no/folder/x")).exitCode())
                .isEqualTo(ExitCode.NOT_WRITTEN);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("client-0001", "out.gvt");
        }
    }

    @Test
    void aTruncatedImportKeepsWholeRecordsAndIsReported() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of(tracereplay()));
        Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length - 3));
        Program.Result result = Program.run("import", path("cut"), path("cut.gvt"));
        assertThat(result.exitCode()).isEqualTo(ExitCode.DAMAGED);
        assertThat(result.err()).contains("cut inside a packet");
        assertThat(Program.run("info", "--format", "json", path("cut.gvt")).out())
                .contains("\"messages\":1999,");
    }

    @Test
    void aFileThatIsNotATraceIsOneLineAndExitCodeThree() throws IOException {
        Files.createFile(folder.resolve("empty"));
        Files.writeString(folder.resolve("text"), "something else");
        for (String verb : List.of("info", "verify", "repair", "import", "export", "slice")) {
            for (String name : List.of("empty", "text", "missing")) {
                Program.Result result = verb.equals("info") || verb.equals("verify")
                        ? Program.run(verb, path(name))
                        : Program.run(verb, path(name), path("out"));
                assertThat(result.exitCode())
                        .as("%s %s: %s", verb, name, result.err())
                        .isEqualTo(ExitCode.NOT_READABLE);
                assertThat(result.err()).startsWith("gvtrace " + verb + ": ").hasLineCount(1);
                assertThat(folder.resolve("out")).doesNotExist();
            }
        }
    }
}
