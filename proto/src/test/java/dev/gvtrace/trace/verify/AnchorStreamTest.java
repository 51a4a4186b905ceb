// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.trace.TrustedKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anchors that were changed, removed, doubled, swapped, not delivered, or left by a recorder that was killed. */
final class AnchorStreamTest {
    @TempDir
    private Path dir;

    private Path folder;
    private AnchoredNode node;
    private List<byte[]> lines;

    @BeforeEach
    void record() throws IOException {
        folder = dir.resolve("traces");
        node = new AnchoredNode(folder);
        lines = node.anchors();
    }

    private AnchorReport verify() throws IOException {
        return verify(node.keys().getPublic());
    }

    private AnchorReport verify(@Nullable PublicKey key) throws IOException {
        return verify(key, node.anchorsTo(dir.resolve("anchors")));
    }

    private AnchorReport verify(@Nullable PublicKey key, Path... files) throws IOException {
        List<AnchorReport> reports = new ArrayList<>();
        RecordingVerifier.Listener listener = new RecordingVerifier.Listener() {
            @Override
            public void recording(RecordingReport report) {}

            @Override
            public void ledger(LedgerReport report) {}

            @Override
            public void anchors(AnchorReport report) {
                reports.add(report);
            }

            @Override
            public void unreadable(IOException why) {
                throw new AssertionError(why);
            }
        };
        TrustedKeys trusted = key == null ? TrustedKeys.none() : TrustedKeys.of(key);
        new RecordingVerifier(trusted, Stamps.notAsked(), PacketIndexer::new, listener)
                .withAnchors(Arrays.asList(files))
                .verify(List.of(folder));
        // one whose host was changed is of another
        reports.removeIf(report -> !report.compared());
        assertThat(reports).hasSize(1);
        return reports.get(0);
    }

    private static String text(AnchorReport report) {
        Verdicts verdicts = report.verdicts();
        StringBuilder text = new StringBuilder(verdicts.intact().text() + " "
                + verdicts.authentic().text() + " " + verdicts.complete().text());
        verdicts.reasons().forEach(reason -> text.append('\n').append(reason.text()));
        return text.toString();
    }

    @Test
    void eachBitOfASignedAnchorCounts() throws Exception {
        node.run(true);
        byte[] line = lines.get(2);
        Random random = new Random(1);
        for (int i = 0; i < 60; i++) {
            byte[] changed = line.clone();
            int at = random.nextInt(line.length - 1);
            changed[at] ^= (byte) (1 << random.nextInt(7));
            lines.set(2, changed);
            AnchorReport report = verify();
            assertThat(report.verdicts().intact() == Verdict.NO
                            || report.verdicts().complete() == Verdict.NO)
                    .as("byte " + at + ": " + text(report))
                    .isTrue();
        }
    }

    @Test
    void withoutSignaturesTheChainShowsWhatWasChangedOrTakenOut() throws Exception {
        node.run(true);
        lines.remove(3);
        assertThat(text(verify()))
                .startsWith("yes yes no")
                .contains("anchor 4 of start 00000000 is missing: between 2023-11-14T22:16:20Z and");
        lines.remove(3);
        assertThat(text(verify())).contains("anchors 4 to 5 of start 00000000 are missing");
    }

    @Test
    void swappedAnchorsAreOutOfOrderAndDoubledOnesAreNot() throws Exception {
        node.run(true);
        lines.add(3, lines.get(2));
        assertThat(text(verify())).isEqualTo("yes yes yes");
        Collections.swap(lines, 4, 5);
        assertThat(text(verify())).startsWith("no ").contains("out of order");
    }

    @Test
    void whatTheFileBeganAndEndedWithShows() throws Exception {
        node.run(true);
        List<byte[]> all = List.copyOf(lines);
        lines.remove(0);
        assertThat(text(verify())).startsWith("yes yes unknown").contains("begins with anchor 2 of start 00000000");
        lines.clear();
        lines.addAll(all.subList(0, all.size() - 1));
        assertThat(text(verify()))
                .startsWith("yes yes unknown")
                .contains("without the recorder's last one: it stopped at 2023-11-14T22:19:20Z; later anchors");
    }

    @Test
    void lostAndUnconfirmedAnchorsAreNamedAndNoAlarm() throws Exception {
        node.start().anchor();
        AnchoredNode.Box box = node.begin(AnchoredNode.LONG, "a").record(3);
        node.loseAnchor();
        node.loseAnchor();
        node.anchor();
        box.record(3);
        node.anchorUnconfirmed();
        box.end();
        node.anchor();
        node.stop();
        AnchorReport report = verify();
        assertThat(text(report))
                .startsWith("yes yes yes")
                .contains(
                        "2 anchors of start 00000000 between 2023-11-14T22:14:20Z and 2023-11-14T22:17:20Z were not delivered",
                        "anchor 5 of start 00000000 arrived, but its delivery was not confirmed");
        assertThat(report.undelivered()).isEqualTo(2);
        assertThat(report.anchors()).isEqualTo(5);
        lines.remove(1);
        assertThat(text(verify())).startsWith("yes yes no").contains("anchors 2 to 4 of start 00000000 are missing");
    }

    @Test
    void aCrashExplainsAMissingEndAndAStartWithoutAnchorsShows() throws Exception {
        node.run(false);
        AnchoredNode next = node.restart(true);
        next.anchor();
        lines.addAll(next.anchors());
        next.close();
        assertThat(text(verify()))
                .contains("00000000 end at 2023-11-14T22:20:20Z without the recorder's last one: the"
                        + " recorder ended without a stop, according to line 9 of the ledger");
        lines.remove(lines.size() - 1);
        assertThat(text(verify()))
                .contains(
                        "the recorder started at 2023-11-14T22:21:20Z, line 10 of the ledger, and no anchor here is of"
                                + " that time");
    }

    @Test
    void anchorsOfAnotherKeyAreNotUsed() throws Exception {
        node.run(true);
        AnchorReport report = verify(AnchoredNode.newKeys().getPublic());
        assertThat(report.anchors()).isZero();
        assertThat(text(report)).startsWith("yes no ").contains("signed with another key");
        byte[] bare = new String(lines.get(3), StandardCharsets.US_ASCII)
                .replaceAll(",\"signer\".*\"", "")
                .getBytes(StandardCharsets.US_ASCII);
        lines.set(3, bare);
        assertThat(text(verify())).startsWith("yes no no").contains("anchors:4: not signed; not used");
    }

    @Test
    void linesThatAreNoAnchorsShow() throws Exception {
        node.run(true);
        byte[] half = Arrays.copyOf(lines.get(4), 60);
        byte[] halfLine = Arrays.copyOf(half, 61);
        halfLine[60] = '\n';
        lines.add(4, halfLine);
        assertThat(text(verify())).startsWith("no ").contains("anchors:5: not an anchor");
        lines.remove(4);
        lines.add(half);
        assertThat(text(verify())).startsWith("yes yes unknown").contains("anchors:8: the last line is incomplete");
        lines.remove(lines.size() - 1);
        AnchoredNode next = node.restart(false);
        next.anchor();
        lines.add(halfLine);
        lines.addAll(next.anchors());
        next.close();
        assertThat(text(verify())).contains("anchors:8 is incomplete: its writer was killed; the next recorder ended");
    }

    @Test
    void filesAreReadOldestFirst() throws Exception {
        node.run(true);
        Path newer = write("anchors", lines.subList(3, lines.size()));
        Path older = write("anchors.1", lines.subList(0, 3));
        assertThat(text(verify(node.keys().getPublic(), newer, older))).isEqualTo("yes yes yes");
        assertThatThrownBy(() -> verify(null, Files.write(dir.resolve("x"), List.of("{}", "hello"))))
                .hasMessageContaining("x: no anchor in it, expected lines as capture --anchor sends them");
        assertThatThrownBy(() -> verify(null, dir)).hasMessageContaining("a directory, expected a file of anchors");
    }

    private Path write(String name, List<byte[]> some) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        some.forEach(out::writeBytes);
        return Files.write(dir.resolve(name), out.toByteArray());
    }

    @Test
    void ofManyHeadsTheLastOneIsAlwaysKept() throws Exception {
        node.start();
        AnchoredNode.Box box = node.begin(AnchoredNode.LONG, "a");
        for (int i = 0; i < 200; i++) {
            box.record(1);
            node.anchor();
        }
        box.leave();
        RootAttacks.cutAfterBlocks(folder.resolve("a.gvt"), 200);
        List<String> reasons = new ArrayList<>();
        Path anchors = node.anchorsTo(dir.resolve("anchors"));
        new RecordingVerifier(
                        TrustedKeys.none(), Stamps.notAsked(), PacketIndexer::new, new RecordingVerifier.Listener() {
                            @Override
                            public void recording(RecordingReport report) {
                                report.verdicts().reasons().forEach(reason -> reasons.add(reason.text()));
                            }

                            @Override
                            public void ledger(LedgerReport report) {}

                            @Override
                            public void unreadable(IOException why) {}
                        })
                .withAnchors(List.of(anchors))
                .verify(List.of(folder));
        assertThat(reasons).anyMatch(reason -> reason.contains("cut: 200 blocks with 199 messages"));
    }
}
