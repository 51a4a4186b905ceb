// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.copy.RepairedCopy;
import dev.gvtrace.trace.copy.TraceRepairer;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerKeys;
import dev.gvtrace.trace.ledger.LedgerWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepairNotesTest {
    @TempDir
    Path dir;

    @Test
    void eachCopyIsAddedOnce() throws Exception {
        RepairedCopy copy = repaired();
        assertThat(RepairNotes.note(copy, null, 1)).isEqualTo(new RepairNotes.Outcome.NoLedger());
        assertThat(dir.resolve(LedgerWriter.FILE_NAME)).doesNotExist();
        begin(null);
        for (int i = 0; i < 2; i++) {
            assertThat(RepairNotes.note(copy, null, 1)).isEqualTo(new RepairNotes.Outcome.Noted());
        }
        assertThat(Files.readAllLines(dir.resolve(LedgerWriter.FILE_NAME)))
                .hasSize(2)
                .last()
                .asString()
                .contains("\"event\":\"repaired\"", "\"file\":\"left.gvt\",\"copy\":\"left.repaired.gvt\"")
                .contains("\"seal\":\"" + copy.seal().hex(), "\"messages\":0,\"tool\":\"mender\"");
    }

    @Test
    void theRecorderThatRunsAddsItItself() throws Exception {
        RepairedCopy copy = repaired();
        begin(null);
        try (DirectoryLock lock = DirectoryLock.take(dir, line -> {})) {
            assertThat(lock.isHeld()).isTrue();
            assertThat(DirectoryLock.isRecordedTo(dir)).isTrue();
            assertThat(RepairNotes.note(copy, null, 1)).isInstanceOf(RepairNotes.Outcome.NotNoted.class);
        }
        assertThat(DirectoryLock.isRecordedTo(dir)).isFalse();
        assertThat(Files.readAllLines(dir.resolve(LedgerWriter.FILE_NAME))).hasSize(1);
    }

    @Test
    void aSignedLedgerGetsNoLineThatIsNotSignedWithItsKey() throws Exception {
        RepairedCopy copy = repaired();
        PrivateKey key = key();
        begin(key);
        for (PrivateKey other : new PrivateKey[] {null, key()}) {
            assertThat(RepairNotes.note(copy, other, 1))
                    .isInstanceOfSatisfying(
                            RepairNotes.Outcome.NotNoted.class,
                            no -> assertThat(no.why()).contains("signed with the key ", "--sign-key"));
        }
        assertThat(RepairNotes.note(copy, key, 1)).isEqualTo(new RepairNotes.Outcome.Noted());
        assertThat(Files.readAllLines(dir.resolve(LedgerWriter.FILE_NAME)))
                .hasSize(2)
                .allMatch(line -> line.contains("\"signature\":"));
    }

    @Test
    void aLinkInPlaceOfTheLedgerIsNotFollowed() throws Exception {
        RepairedCopy copy = repaired();
        Path other = Files.createFile(dir.resolve("other"));
        Files.createSymbolicLink(dir.resolve(LedgerWriter.FILE_NAME), other);
        assertThat(RepairNotes.note(copy, null, 1))
                .isInstanceOfSatisfying(
                        RepairNotes.Outcome.NotNoted.class,
                        no -> assertThat(no.why()).contains("a symbolic link"));
        assertThat(other).isEmptyFile();
    }

    private void begin(@Nullable PrivateKey key) throws IOException {
        try (LedgerWriter ledger = LedgerWriter.open(dir, LedgerKeys.of(key), 1)) {
            ledger.append(1, new LedgerEvent.Stopped(true));
        }
    }

    private static PrivateKey key() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
    }

    private RepairedCopy repaired() throws IOException {
        Path left = dir.resolve("left.gvt");
        Opening opening = Opening.builder(TraceOrigin.LIVE, 1).build();
        try (TraceWriter writer = TraceWriter.create(left, opening, WriterOptions.defaults(), new PacketIndexer())) {
            writer.note(1, Text.ofUtf8("something"));
            writer.flush();
        }
        Path copy = RepairedCopy.beside(left);
        assertThat(RepairedCopy.in(copy, left)).isEmpty();
        TraceRepairer.repair(left, copy, WriterOptions.defaults(), new PacketIndexer(), "mender", 1);
        return RepairedCopy.in(copy, left).orElseThrow();
    }
}
