// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerKeys;
import dev.gvtrace.trace.ledger.LedgerWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signed ledger in which every byte and every line is changed, taken out, doubled or cut. */
final class LedgerAttacksTest {
    private static final int SAMPLE = 53;

    @TempDir
    private Path folder;

    private KeyPair keys;
    private byte[] ledger;

    @BeforeEach
    void write() throws Exception {
        keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        UUID recording = new UUID(1, 2);
        try (LedgerWriter writer = LedgerWriter.open(folder, LedgerKeys.of(keys.getPrivate()), 1)) {
            writer.append(1, new LedgerEvent.Started("gvtrace", Text.ofUtf8("host"), 7));
            writer.append(2, new LedgerEvent.Begun(recording, Text.ofUtf8("a.gvt"), Text.ofUtf8("box")));
            writer.append(
                    3,
                    new LedgerEvent.Sealed(
                            recording, 0, Text.ofUtf8("a.gvt"), "00".repeat(32), 9, 0, true, Text.ofUtf8("rotated")));
            writer.append(4, new LedgerEvent.Rotated(recording, 1, Text.ofUtf8("a.0001.gvt")));
            writer.append(5, new LedgerEvent.Lost(recording, Text.ofUtf8("box"), 3, Text.ofUtf8("disk full")));
            writer.append(
                    6,
                    new LedgerEvent.Deleted(
                            recording, 0, Text.ofUtf8("a.gvt"), 999, "00".repeat(32), Text.ofUtf8("old")));
            writer.append(7, new LedgerEvent.Stopped(true));
        }
        ledger = Files.readAllBytes(file());
        assertThat(isSound(ledger)).isTrue();
    }

    private Path file() {
        return folder.resolve(LedgerWriter.FILE_NAME);
    }

    private boolean isSound(byte[] bytes) throws IOException {
        Files.write(file(), bytes);
        LedgerReport report = LedgerCheck.read(file(), TrustedKeys.of(keys.getPublic()), Stamps.notAsked())
                .report();
        return report.verdicts().intact() == Verdict.YES
                && report.verdicts().authentic() == Verdict.YES
                && report.verdicts().complete() == Verdict.YES;
    }

    @Test
    void aFlippedByteShows() throws IOException {
        flip(SAMPLE);
    }

    @Test
    @Tag("faults")
    void eachFlippedByteShows() throws IOException {
        flip(1);
    }

    private void flip(int step) throws IOException {
        for (int i = 0; i < ledger.length; i += step) {
            byte[] flipped = ledger.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            assertThat(isSound(flipped)).as("byte %d", i).isFalse();
        }
    }

    /** No later line has a hash of the last one, and base64 has bits there that no byte of the signature needs. */
    @Test
    void eachFlippedBitAtTheEndOfTheLastSignatureShows() throws IOException {
        for (int i = ledger.length - "AAAA==\"}\n".length(); i < ledger.length; i++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                byte[] flipped = ledger.clone();
                flipped[i] ^= (byte) (1 << bit);
                assertThat(isSound(flipped)).as("byte %d, bit %d", i, bit).isFalse();
            }
        }
    }

    @Test
    void aCutShows() throws IOException {
        cut(SAMPLE);
    }

    @Test
    @Tag("faults")
    void eachCutShows() throws IOException {
        cut(1);
    }

    private void cut(int step) throws IOException {
        for (int length = 0; length < ledger.length; length += step) {
            assertThat(isSound(Arrays.copyOf(ledger, length)))
                    .as("cut to %d", length)
                    .isFalse();
        }
    }

    @Test
    void eachLineTakenOutDoubledOrSwappedShows() throws IOException {
        List<String> lines = List.of(new String(ledger, StandardCharsets.US_ASCII).split("\n"));
        for (int i = 0; i < lines.size(); i++) {
            List<String> without = new ArrayList<>(lines);
            without.remove(i);
            assertThat(isSound(bytes(without))).as("without line %d", i + 1).isFalse();
            List<String> twice = new ArrayList<>(lines);
            twice.add(i, lines.get(i));
            assertThat(isSound(bytes(twice))).as("line %d twice", i + 1).isFalse();
            for (int j = i + 1; j < lines.size(); j++) {
                List<String> swapped = new ArrayList<>(lines);
                Collections.swap(swapped, i, j);
                assertThat(isSound(bytes(swapped)))
                        .as("lines %d and %d", i + 1, j + 1)
                        .isFalse();
            }
        }
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
