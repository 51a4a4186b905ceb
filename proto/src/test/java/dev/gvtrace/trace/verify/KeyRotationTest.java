// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.SealKeys;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerKeys;
import dev.gvtrace.trace.ledger.LedgerWriter;
import dev.gvtrace.trace.verify.SignedLines.Start;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ledgers whose recorder got another key, with and without the old one at hand. */
final class KeyRotationTest {
    private static final KeyPair OLD = key();
    private static final KeyPair NEW = key();
    private static final KeyPair THIRD = key();

    @TempDir
    private Path folder;

    private static KeyPair key() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(KeyPair keys) {
        return HexFormat.of().formatHex(SealKeys.rawPublicKey(keys.getPublic()));
    }

    private static LedgerKeys keys(@Nullable KeyPair current, @Nullable KeyPair previous) {
        return new LedgerKeys(
                current == null ? null : current.getPrivate(), previous == null ? null : previous.getPrivate());
    }

    private Path ledger() {
        return folder.resolve(LedgerWriter.FILE_NAME);
    }

    /** A recorder that starts and stops: two lines, and one about the key if it changed. */
    private void run(@Nullable KeyPair current, @Nullable KeyPair previous) throws IOException {
        try (LedgerWriter writer = LedgerWriter.open(folder, keys(current, previous), 1)) {
            writer.append(2, new LedgerEvent.Started("gvtrace", Text.ofUtf8("host"), 1));
            writer.append(3, new LedgerEvent.Stopped(true));
        }
    }

    private LedgerReport check(KeyPair... trusted) throws IOException {
        TrustedKeys keys = TrustedKeys.none();
        for (KeyPair each : trusted) {
            keys = keys.with(TrustedKeys.of(each.getPublic()));
        }
        return LedgerCheck.read(ledger(), keys, Stamps.notAsked()).report();
    }

    private static String texts(LedgerReport report) {
        return String.join(
                "\n",
                report.verdicts().reasons().stream().map(VerdictReason::text).toList());
    }

    @Test
    void aKeyThatHandsOverMakesTheNextOneTrusted() throws IOException {
        run(OLD, null);
        run(NEW, OLD);
        run(NEW, OLD);
        for (LedgerReport report : List.of(check(OLD), check(OLD, NEW))) {
            assertThat(report.verdicts().intact()).isEqualTo(Verdict.YES);
            assertThat(report.verdicts().authentic()).isEqualTo(Verdict.YES);
            assertThat(report.verdicts().complete()).isEqualTo(Verdict.YES);
            assertThat(report.signers())
                    .containsExactly(
                            new SignedLines(1, 3, hex(OLD), "", Start.FIRST),
                            new SignedLines(4, 7, hex(NEW), "", Start.HANDED_OVER));
            assertThat(texts(report)).isEmpty();
        }
        assertThat(check(NEW).verdicts().authentic()).isEqualTo(Verdict.NO);
        assertThat(texts(check(NEW))).contains("line 3 is signed with another key, " + hex(OLD));
    }

    @Test
    void withoutTheOldKeyTheChangeIsNamedAndBothKeysHaveToBeTrusted() throws IOException {
        run(OLD, null);
        run(NEW, null);
        run(NEW, THIRD);
        assertThat(check(OLD).verdicts().authentic()).isEqualTo(Verdict.NO);
        assertThat(check(NEW).verdicts().authentic()).isEqualTo(Verdict.NO);
        LedgerReport report = check(OLD, NEW);
        assertThat(report.verdicts().authentic()).isEqualTo(Verdict.YES);
        assertThat(report.signers())
                .containsExactly(
                        new SignedLines(1, 2, hex(OLD), "", Start.FIRST),
                        new SignedLines(3, 7, hex(NEW), "", Start.NOT_HANDED_OVER));
        assertThat(texts(report))
                .isEqualTo("from line 3 on signed with the key " + hex(NEW) + "; the key before it, " + hex(OLD)
                        + ", did not hand over to it");
        assertThat(Files.readString(ledger()))
                .contains("\"event\":\"key_changed\",\"from\":\"" + hex(OLD) + "\",\"to\":\"" + hex(NEW) + "\"");
    }

    /** A wrong old key, or none, does not keep a recorder from starting. */
    @Test
    void theWriterReportsWhetherTheOldKeyHandedOver() throws IOException {
        run(OLD, null);
        try (LedgerWriter writer = LedgerWriter.open(folder, keys(NEW, THIRD), 4)) {
            assertThat(writer.keyChange()).isEqualTo(new LedgerEvent.KeyChanged(hex(OLD), hex(NEW)));
            assertThat(writer.handedOver()).isFalse();
        }
        try (LedgerWriter writer = LedgerWriter.open(folder, keys(OLD, NEW), 5)) {
            assertThat(writer.keyChange()).isEqualTo(new LedgerEvent.KeyChanged(hex(NEW), hex(OLD)));
            assertThat(writer.handedOver()).isTrue();
        }
        try (LedgerWriter writer = LedgerWriter.open(folder, keys(OLD, NEW), 6)) {
            assertThat(writer.keyChange()).isNull();
        }
    }

    @Test
    void signaturesMayBeginAndEnd() throws IOException {
        run(null, null);
        run(OLD, null);
        run(null, OLD);
        LedgerReport report = check();
        assertThat(report.verdicts().intact()).isEqualTo(Verdict.YES);
        assertThat(report.signers())
                .containsExactly(
                        new SignedLines(1, 2, null, "", Start.FIRST),
                        new SignedLines(3, 6, hex(OLD), "", Start.NOT_HANDED_OVER),
                        new SignedLines(7, 8, null, "", Start.HANDED_OVER));
        assertThat(check(OLD).verdicts().authentic()).isEqualTo(Verdict.NO);
    }

    @Test
    void aTornLineBeforeTheChangeIsReportedByTheOldKey() throws IOException {
        run(OLD, null);
        Files.write(ledger(), "{\"torn".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.APPEND);
        run(NEW, OLD);
        LedgerReport report = check(OLD);
        assertThat(report.verdicts().intact()).isEqualTo(Verdict.YES);
        assertThat(report.verdicts().authentic()).isEqualTo(Verdict.YES);
        assertThat(report.signers())
                .containsExactly(
                        new SignedLines(1, 5, hex(OLD), "", Start.FIRST),
                        new SignedLines(6, 7, hex(NEW), "", Start.HANDED_OVER));
    }

    /** The holder of another key cannot make it trusted: neither by its own line nor by one from elsewhere. */
    @Test
    void onlyTheOldKeyCanHandOverAndOnlyInItsPlace() throws IOException {
        run(OLD, null);
        run(NEW, OLD);
        List<String> honest = Files.readAllLines(ledger());
        String handOver = honest.get(2);
        Files.delete(ledger());
        run(OLD, null);
        Files.writeString(ledger(), handOver.replace("\"line\":3", "\"line\":2") + "\n", StandardOpenOption.APPEND);
        assertThat(check(OLD).verdicts().authentic()).isEqualTo(Verdict.NO);

        Files.delete(ledger());
        run(THIRD, null);
        Files.writeString(ledger(), handOver + "\n", StandardOpenOption.APPEND);
        run(NEW, null);
        LedgerReport moved = check(OLD);
        assertThat(moved.verdicts().intact()).isEqualTo(Verdict.NO);
        assertThat(texts(moved)).contains("is signed with another key, " + hex(NEW));
    }

    @Test
    void aCompromisedKeyCannotHandOver() throws IOException {
        run(OLD, null);
        run(NEW, OLD);
        TrustedKeys keys = TrustedKeys.none().withCompromised(TrustedKeys.of(OLD.getPublic()));
        LedgerReport report =
                LedgerCheck.read(ledger(), keys, Stamps.notAsked()).report();
        assertThat(report.verdicts().authentic()).isEqualTo(Verdict.NO);
        assertThat(texts(report)).contains("line 4 is signed with another key, " + hex(NEW));
        TrustedKeys both = TrustedKeys.of(NEW.getPublic()).withCompromised(TrustedKeys.of(OLD.getPublic()));
        LedgerReport trusted =
                LedgerCheck.read(ledger(), both, Stamps.notAsked()).report();
        assertThat(trusted.verdicts().authentic()).isEqualTo(Verdict.UNKNOWN);
        assertThat(texts(trusted)).contains("lines 1 to 2 are signed with a compromised key and under no stamp");
    }

    @Test
    void aSignerThatIsNoKeyIsNotRepeated() throws IOException {
        run(OLD, null);
        String forged = Files.readAllLines(ledger()).get(1).replace(hex(OLD), "x".repeat(9000));
        Files.writeString(ledger(), forged + "\n", StandardOpenOption.APPEND);
        run(NEW, OLD);
        assertThat(Files.readAllLines(ledger()).get(3)).doesNotContain("xxx");
        assertThat(check(OLD, NEW).verdicts().intact()).isEqualTo(Verdict.NO);
    }
}
