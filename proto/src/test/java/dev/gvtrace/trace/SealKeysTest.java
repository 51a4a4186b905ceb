// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.trace.VerifyReport.SignatureState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SealKeysTest {
    @TempDir
    private Path folder;

    private int openssl(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 1];
        command[0] = "openssl";
        System.arraycopy(words, 0, command, 1, words.length);
        try {
            return new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("openssl.log").toFile())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            Assumptions.abort("openssl is not installed");
            return -1;
        }
    }

    /** The commands of FORMAT.md, "Checking the signature with openssl". */
    @Test
    void opensslChecksTheSignature() throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                openssl("genpkey", "-algorithm", "ed25519", "-out", "key.pem") == 0, "openssl knows no Ed25519");
        assertThat(openssl("pkey", "-in", "key.pem", "-pubout", "-out", "pub.pem"))
                .isZero();
        Path trace = folder.resolve("a.gvt");
        Seal seal = TestTraces.write(
                trace, 100, TestTraces.options().withSigner(SealKeys.readPrivateKey(folder.resolve("key.pem"))));

        byte[] bytes = Files.readAllBytes(trace);
        byte[] end = Arrays.copyOfRange(bytes, bytes.length - 160, bytes.length);
        Files.write(folder.resolve("seal"), Arrays.copyOf(end, 48));
        Files.write(folder.resolve("signature"), Arrays.copyOfRange(end, 80, 144));
        assertThat(Arrays.copyOfRange(end, 16, 48)).isEqualTo(seal.value());
        int checked = openssl(
                "pkeyutl", "-verify", "-pubin", "-inkey", "pub.pem", "-rawin", "-in", "seal", "-sigfile", "signature");
        assertThat(checked).isZero();

        PublicKey key = SealKeys.readPublicKey(folder.resolve("pub.pem"));
        VerifyReport report = TraceVerifier.verify(trace, key, TestTraces.INDEXER);
        assertThat(report.isVerified()).isTrue();
        assertThat(report.signature()).isEqualTo(SignatureState.VALID);
        assertThat(report.signer()).isEqualTo(HexFormat.of().formatHex(Arrays.copyOfRange(end, 48, 80)));
    }

    @Test
    void anotherKeyIsNotTheOneThatSigned() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        KeyPair mine = generator.generateKeyPair();
        KeyPair other = generator.generateKeyPair();
        Path trace = folder.resolve("a.gvt");
        TestTraces.write(trace, 10, TestTraces.options().withSigner(mine.getPrivate()));
        assertThat(TraceVerifier.verify(trace, mine.getPublic(), null).signature())
                .isEqualTo(SignatureState.VALID);
        assertThat(TraceVerifier.verify(trace, null, null).signature()).isEqualTo(SignatureState.VALID_FOR_OWN_KEY);
        VerifyReport report = TraceVerifier.verify(trace, other.getPublic(), null);
        assertThat(report.signature()).isEqualTo(SignatureState.INVALID);
        assertThat(report.isVerified()).isFalse();
        Path unsigned = folder.resolve("b.gvt");
        TestTraces.write(unsigned, 10, TestTraces.options());
        assertThat(TraceVerifier.verify(unsigned, mine.getPublic(), null).isVerified())
                .isFalse();
        assertThat(TraceVerifier.verify(unsigned, null, null).isVerified()).isTrue();
    }

    @Test
    void whatIsNoKeyIsRefused() throws IOException {
        Path file = Files.writeString(
                folder.resolve("key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
        assertThatThrownBy(() -> SealKeys.readPrivateKey(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected an Ed25519 private key");
        assertThatThrownBy(() -> SealKeys.readPublicKey(file)).hasMessageContaining("BEGIN PUBLIC KEY");
    }
}
