// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.api.Verification.About;
import dev.gvtrace.api.Verification.Subject;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The three verdicts for recordings that are whole, damaged, cut, not signed, or missing a part (design 15). */
class VerifierTest {
    private static final KeyPair KEYS = keys();

    @TempDir
    private Path dir;

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A recording of so many files, each of this many messages. */
    private List<Path> recording(boolean signed, int files) throws IOException {
        List<Path> written = new ArrayList<>();
        WriterOptions options = WriterOptions.defaults().withSynced(false);
        if (signed) {
            options = options.withSigner(KEYS.getPrivate());
        }
        for (int i = 0; i < files; i++) {
            Path file = dir.resolve("r" + i + ".gvt");
            boolean last = i == files - 1;
            try (TraceWriter writer = writer(file, options)) {
                Seal seal = writer.seal(last ? Closing.end(9, "done") : Closing.continued(9, "size"));
                options = options.following(seal);
            }
            written.add(file);
        }
        return written;
    }

    private static TraceWriter writer(Path file, WriterOptions options) throws IOException {
        TraceWriter writer =
                TraceWriter.create(file, Opening.builder(TraceOrigin.LIVE, 1).build(), options, new PacketIndexer());
        byte[] packet = {8, 0, 5, 0, 0, 0, 0, 0};
        for (int i = 0; i < 10; i++) {
            writer.message(i + 1, packet, 0, packet.length);
        }
        return writer;
    }

    private Verification verified(Verifier verifier) {
        List<Verification> all = verifier.verify(List.of(dir));
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static String verdicts(Verification found) {
        return found.intact() + " " + found.authentic() + " " + found.complete();
    }

    private static List<String> findings(Verification found, About about) {
        return found.findings().stream()
                .filter(finding -> finding.about() == about)
                .map(Verification.Finding::message)
                .toList();
    }

    @Test
    void aSignedRecordingIsAllThree() throws IOException {
        List<Path> files = recording(true, 3);
        Verification found = verified(Verifier.withKey(KEYS.getPublic()));
        assertThat(verdicts(found)).isEqualTo("YES YES YES");
        assertThat(found.subject()).isEqualTo(Subject.RECORDING);
        assertThat(found.files())
                .containsExactlyElementsOf(
                        files.stream().map(file -> Text.ofUtf8(file.toString())).toList());
        assertThat(found.recording()).isNotNull();
    }

    @Test
    void withoutAKeyTheSignerIsUnknown() throws IOException {
        recording(true, 1);
        Verification found = verified(Verifier.withoutKey());
        assertThat(verdicts(found)).isEqualTo("YES UNKNOWN YES");
        assertThat(findings(found, About.AUTHENTIC)).isNotEmpty();
    }

    @Test
    void anotherKeyOrNoSignatureIsNotAuthentic() throws IOException {
        List<Path> files = recording(true, 1);
        assertThat(verdicts(verified(Verifier.withKey(keys().getPublic())))).isEqualTo("YES NO YES");
        Files.delete(files.get(0));
        recording(false, 1);
        assertThat(verdicts(verified(Verifier.withKey(KEYS.getPublic())))).isEqualTo("YES NO YES");
    }

    /** Each file names the one before it, and its closing record says whether another follows. */
    @ParameterizedTest
    @CsvSource({"0, segment 0", "1, segment 1", "2, segment 2"})
    void aMissingFileIsNamed(int missing, String named) throws IOException {
        Files.delete(recording(true, 3).get(missing));
        Verification found = verified(Verifier.withKey(KEYS.getPublic()));
        assertThat(found.complete()).isEqualTo(Verdict.NO);
        assertThat(found.intact()).as("what is there is as it was").isEqualTo(Verdict.YES);
        assertThat(String.join("; ", findings(found, About.COMPLETE))).contains(named);
    }

    @Test
    void aChangedByteIsNotIntact() throws IOException {
        Path file = recording(true, 1).get(0);
        byte[] bytes = Files.readAllBytes(file);
        for (int at : new int[] {bytes.length / 3, bytes.length / 2, bytes.length - 20}) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            Files.write(file, changed);
            assertThat(verified(Verifier.withKey(KEYS.getPublic())).intact())
                    .as("byte %s of %s", at, bytes.length)
                    .isEqualTo(Verdict.NO);
        }
    }

    @Test
    void aFileThatWasCutIsNotComplete() throws IOException {
        Path file = recording(false, 1).get(0);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 40));
        Verification found = verified(Verifier.withoutKey());
        assertThat(found.complete()).isEqualTo(Verdict.NO);
    }

    @Test
    void aFileThatWasNotSealedIsNotComplete() throws IOException {
        Path file = dir.resolve("open.gvt");
        TraceWriter writer = writer(file, WriterOptions.defaults().withSynced(false));
        writer.flush();
        writer.close();
        assertThat(verified(Verifier.withoutKey()).complete()).isEqualTo(Verdict.NO);
    }

    @Test
    void aGapIsNotComplete() throws IOException {
        Path file = dir.resolve("gap.gvt");
        try (TraceWriter writer = writer(file, WriterOptions.defaults().withSynced(false))) {
            writer.gap(new Gap(1, 2, 5, Gap.SOCKET_FULL));
            writer.seal(Closing.end(9, "done"));
        }
        Verification found = verified(Verifier.withoutKey());
        assertThat(found.complete()).isEqualTo(Verdict.NO);
        assertThat(String.join("; ", findings(found, About.COMPLETE))).contains("5");
    }

    @Test
    void filesThatAreNotTracesAreUnreadable() throws IOException {
        Path file = Files.writeString(dir.resolve("x.gvt"), "no trace at all");
        List<Verification> found = Verifier.withoutKey().verify(List.of(file));
        assertThat(found).singleElement().satisfies(one -> {
            assertThat(one.intact()).isNotEqualTo(Verdict.YES);
            assertThat(one.complete()).isNotEqualTo(Verdict.YES);
        });
        assertThat(Verifier.withoutKey().verify(List.of(dir.resolve("none.gvt"))))
                .singleElement()
                .satisfies(one -> assertThat(one.subject()).isEqualTo(Subject.UNREADABLE));
    }

    @Test
    void anEmptyDirectoryHasNothingToVerify() {
        assertThat(Verifier.withoutKey().verify(List.of(dir))).isEmpty();
    }

    @Test
    void recordingsAreVerifiedEachByItself() throws IOException {
        recording(false, 2);
        try (TraceWriter writer =
                writer(dir.resolve("z.gvt"), WriterOptions.defaults().withSynced(false))) {
            writer.seal(Closing.end(9, "done"));
        }
        assertThat(Verifier.withoutKey().verify(List.of(dir)))
                .hasSize(2)
                .allMatch(one -> one.complete() == Verdict.YES)
                .extracting(one -> one.files().size())
                .containsExactlyInAnyOrder(2, 1);
    }
}
