// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.copy.TraceRepairer;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.ledger.LedgerEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What anchors show of files and ledgers that were changed by somebody with all rights and the key, and of themselves.
 */
final class AnchorVerificationTest {
    private static final UUID FORGED = new UUID(6, 6);

    @TempDir
    private Path dir;

    private Path folder;
    private Path file;
    private AnchoredNode node;
    private final List<String> found = new ArrayList<>();

    @BeforeEach
    void record() throws IOException {
        folder = dir.resolve("traces");
        file = dir.resolve("anchors");
        node = new AnchoredNode(folder);
    }

    /** Each reason with its subject; a recording's, ledger's or anchors' verdicts as one line before. */
    private String verify(Path... paths) throws IOException {
        return verify(node.keys().getPublic(), paths);
    }

    private String verify(@Nullable PublicKey key, Path... paths) throws IOException {
        found.clear();
        node.anchorsTo(file);
        RecordingVerifier.Listener listener = new RecordingVerifier.Listener() {
            @Override
            public void recording(RecordingReport report) {
                String name = report.recording() == null
                        ? "?"
                        : "recording " + report.recording().getMostSignificantBits();
                add(name, report.verdicts());
            }

            @Override
            public void ledger(LedgerReport report) {
                add("ledger", report.verdicts());
            }

            @Override
            public void anchors(AnchorReport report) {
                add(report.compared() ? "anchors" : "others", report.verdicts());
            }

            @Override
            public void unreadable(IOException why) {
                found.add("unreadable " + why.getMessage());
            }
        };
        TrustedKeys trusted = key == null ? TrustedKeys.none() : TrustedKeys.of(key);
        new RecordingVerifier(trusted, Stamps.notAsked(), PacketIndexer::new, listener)
                .withAnchors(List.of(file))
                .verify(paths.length == 0 ? List.of(folder) : Arrays.asList(paths));
        return found.stream().map(line -> line.replace(dir + "/", "")).collect(Collectors.joining("\n"));
    }

    private void add(String subject, Verdicts verdicts) {
        found.add(subject + ": " + verdicts.intact().text() + " "
                + verdicts.authentic().text() + " " + verdicts.complete().text());
        verdicts.reasons().forEach(reason -> found.add(subject + ": " + reason.text()));
    }

    private static final String ALL_WELL = """
            recording 1: yes yes yes
            recording 1: anchored up to message 57, at 2023-11-14T22:19:20Z: all of it
            recording 2: yes yes yes
            recording 2: anchored up to message 10, at 2023-11-14T22:19:20Z: all of it
            ledger: yes yes yes
            ledger: anchored up to line 10, at 2023-11-14T22:19:20Z: all of it
            anchors: yes yes yes""";

    @Test
    void nothingIsWrongWithWhatWasNotChanged() throws Exception {
        node.run(true);
        assertThat(verify()).isEqualTo(ALL_WELL);
        assertThat(verify((PublicKey) null)).contains("ledger: yes unknown yes", "anchors: yes unknown yes");
    }

    @Test
    void whatCameAfterTheLastAnchorIsNamed() throws Exception {
        node.run(false);
        assertThat(verify())
                .contains(
                        "recording 1: anchored up to message 50, at 2023-11-14T22:19:20Z; 7 messages after it are not",
                        "anchors: yes yes unknown",
                        "end at 2023-11-14T22:20:20Z without the recorder's last one: the recorder runs, was killed");
        RootAttacks.cutAfterBlocks(RootAttacks.files(folder, AnchoredNode.LONG).get(2), 2);
        assertThat(verify())
                .as("cut after what was anchored")
                .contains("recording 1: anchored up to message 50, at 2023-11-14T22:19:20Z: all of it")
                .doesNotContain("cut:");
    }

    @Test
    void aFlippedByteIsDamageOnly() throws Exception {
        node.run(true);
        RootAttacks.flip(RootAttacks.files(folder, AnchoredNode.LONG).get(1));
        assertThat(verify()).contains("recording 1: no no no").doesNotContain("altered", "cut:");
    }

    @Test
    void aCutFileIsShorterThanItsAnchor() throws Exception {
        node.run(true);
        RootAttacks.cutAfterBlocks(RootAttacks.files(folder, AnchoredNode.LONG).get(2), 2);
        assertThat(verify())
                .contains(
                        "recording 1: no unknown no",
                        "a.0002.gvt: cut: 2 blocks with 10 messages; at 2023-11-14T22:19:20Z it was anchored with 4 blocks"
                                + " and 17 messages",
                        "a.0002.gvt: not sealed; at 2023-11-14T22:19:20Z it was anchored with the seal");
    }

    @Test
    void aFileThatWasRewrittenAndSealedWithTheKeyIsAltered() throws Exception {
        node.run(true);
        RootAttacks.rewriteAll(folder, AnchoredNode.LONG, node.keys().getPrivate());
        String text = verify();
        assertThat(text)
                .contains(
                        "recording 1: no yes yes",
                        "a.gvt: sealed again: its seal is ",
                        "a.gvt: altered: its first 2 blocks are not what was anchored at 2023-11-14T22:15:20Z, up to message 10",
                        "; it was sealed after that",
                        "ledger: no yes yes",
                        "is not the one anchored at ",
                        "recording 2: yes yes yes");
        node.anchors().clear();
        node.anchors()
                .add(new AnchoredNode(dir.resolve("other"))
                        .start()
                        .run(true)
                        .anchors()
                        .get(0));
        assertThat(verify().lines().filter(line -> line.contains(": no ")))
                .as("without anchors of it nothing shows")
                .isEmpty();
    }

    @Test
    void aFileThatWasShortenedAndSealedAgainIsCut() throws Exception {
        node.run(true);
        Path last = RootAttacks.files(folder, AnchoredNode.SHORT).get(0);
        RootAttacks.rewrite(last, null, 5, node.keys().getPrivate());
        assertThat(verify())
                .contains("recording 2: no yes no", "b.gvt: sealed again: its seal is", "b.gvt: cut: 2 blocks with 5");
    }

    @Test
    void missingFilesAreNamed() throws Exception {
        node.run(true);
        List<Path> files = RootAttacks.files(folder, AnchoredNode.LONG);
        Files.delete(files.get(1));
        assertThat(verify())
                .contains(
                        "recording 1: yes yes no",
                        "segment 1 (a.0001.gvt) is not here; at 2023-11-14T22:19:20Z it was anchored with 20 messages, and the"
                                + " ledger has no deletion of it");
        Files.delete(files.get(2));
        assertThat(verify()).contains("segment 2 (a.0002.gvt) is not here; at");
    }

    @Test
    void aRecordingThatIsGoneAlsoFromTheLedgerIsMissing() throws Exception {
        node.run(true);
        RootAttacks.removeAll(folder, AnchoredNode.LONG, node.keys().getPrivate());
        assertThat(verify())
                .contains(
                        "recording 1: unknown unknown no",
                        "segment 0 (a.gvt) is not here; at",
                        "segment 2 (a.0002.gvt) is not here; at",
                        "ledger: no yes yes",
                        "the ledger was replaced or rewritten, after line 1");
    }

    @Test
    void aReplacedLedgerAndACutOneShow() throws Exception {
        node.run(true);
        RootAttacks.cutLedger(folder, 3);
        assertThat(verify())
                .contains("ledger: it has lines up to 7; at 2023-11-14T22:19:20Z it was anchored with 8: its end was");
        RootAttacks.replaceLedger(folder, node.keys().getPrivate());
        assertThat(verify())
                .contains("ledger: no ", "line 1 is not the one anchored at", "the ledger was replaced or rewritten");
        Files.delete(folder.resolve("ledger.jsonl"));
        assertThat(verify()).contains("anchors: yes yes no", "the ledger is not here; at");
    }

    @Test
    void aDirectoryWithOtherContentIsComparedByItsHost() throws Exception {
        node.run(true);
        Path other = dir.resolve("other");
        try (AnchoredNode fresh = new AnchoredNode(other).start()) {
            fresh.begin(FORGED, "f").record(3).end();
            fresh.stop();
        }
        Files.createDirectories(other);
        assertThat(verify((PublicKey) null, other))
                .contains("recording 1: unknown unknown no", "recording 2: unknown unknown no", "ledger: no ");
    }

    @Test
    void aRecordingThatWasAddedIsInNoAnchor() throws Exception {
        node.run(true);
        Path other = dir.resolve("other");
        try (AnchoredNode forger = new AnchoredNode(other)) {
            forger.loseAnchor();
            forger.loseAnchor();
            forger.begin(FORGED, "f").record(3).end();
        }
        Files.move(other.resolve("f.gvt"), folder.resolve("f.gvt"));
        assertThat(verify((PublicKey) null))
                .contains(
                        "recording 6: unknown ",
                        "in none of the anchors until 2023-11-14T22:19:20Z: it was added later");
    }

    @Test
    void deletionsByTheRecorderAreNoAlarm() throws Exception {
        node.start().anchor();
        node.begin(AnchoredNode.SHORT, "b").record(5).end();
        node.anchor();
        node.ledger(new LedgerEvent.Deleted(
                AnchoredNode.SHORT, 0, Text.ofUtf8("b.gvt"), 1, null, Text.ofUtf8("older than 7 days")));
        Files.delete(folder.resolve("b.gvt"));
        node.begin(AnchoredNode.LONG, "a").record(5).end();
        node.anchor();
        assertThat(verify())
                .contains("recording 1: yes yes yes", "ledger: anchored up to line 6")
                .doesNotContain("recording 2");
    }

    @Test
    void aDeletionThatNoAnchorCoversIsUnknown() throws Exception {
        node.run(true);
        RootAttacks.forgeDeletion(folder, AnchoredNode.SHORT, node.keys().getPrivate());
        assertThat(verify())
                .contains(
                        "recording 2: unknown unknown unknown",
                        "deleted according to line 11 of the ledger, which no anchor covers",
                        "ledger: anchored up to line 10, at 2023-11-14T22:19:20Z; 1 line after it are not");
    }

    @Test
    void aRepairedCopyIsNoAlarmAndDoesNotReplaceItsOriginal() throws Exception {
        node.run(false);
        List<Path> files = RootAttacks.files(folder, AnchoredNode.LONG);
        TraceRepairer.repair(
                files.get(2),
                folder.resolve("a.0002.repaired.gvt"),
                WriterOptions.defaults(),
                new PacketIndexer(),
                "test",
                node.nowNs());
        assertThat(verify())
                .contains("recording 1: yes unknown no", "; 7 messages after it are not")
                .contains("not anchored: a copy, which cannot be compared")
                .doesNotContain("added later", "altered", "cut:");
        Files.delete(files.get(2));
        assertThat(verify()).contains("segment 2 (a.0002.gvt) is not here; at");
    }

    @Test
    void ofASingleFileOnlyThatFileIsCompared() throws Exception {
        node.run(true);
        Path one = RootAttacks.files(folder, AnchoredNode.LONG).get(1);
        assertThat(verify(one))
                .contains("recording 1: anchored up to message 40, at 2023-11-14T22:19:20Z: all of it", "anchors: yes")
                .doesNotContain("not here", "ledger");
        RootAttacks.rewrite(one, null, 20, node.keys().getPrivate());
        Files.delete(RootAttacks.files(folder, AnchoredNode.LONG).get(0));
        assertThat(verify(one)).contains("altered: ");
    }

    @Test
    void anchorsOfOthersAreNamedAndNotCompared() throws Exception {
        node.run(true);
        AnchorReport[] other = new AnchorReport[1];
        byte[] line = new String(node.anchors().get(1), StandardCharsets.US_ASCII)
                .replace("\"node-1\"", "\"node-2\"")
                .replaceAll("0000000[0-9]-0000-000[0-9]-0000", "00000000-0000-00ff-00ff")
                .replaceAll(",\"signer\".*\"", "")
                .replaceAll("\"hash\":\"..", "\"hash\":\"00")
                .getBytes(StandardCharsets.US_ASCII);
        node.anchors().add(line);
        found.clear();
        node.anchorsTo(file);
        new RecordingVerifier(
                        TrustedKeys.none(), Stamps.notAsked(), PacketIndexer::new, new RecordingVerifier.Listener() {
                            @Override
                            public void recording(RecordingReport report) {
                                assertThat(report.verdicts().intact()).isEqualTo(Verdict.YES);
                            }

                            @Override
                            public void ledger(LedgerReport report) {
                                assertThat(report.verdicts().intact()).isEqualTo(Verdict.YES);
                            }

                            @Override
                            public void anchors(AnchorReport report) {
                                other[0] = report;
                            }

                            @Override
                            public void unreadable(IOException why) {
                                throw new AssertionError(why);
                            }
                        })
                .withAnchors(List.of(file))
                .verify(List.of(folder));
        assertThat(other[0].compared()).isFalse();
        assertThat(other[0].host()).isEqualTo(Text.ofUtf8("node-2"));
        assertThat(other[0].verdicts().intact()).isEqualTo(Verdict.UNKNOWN);
    }
}
