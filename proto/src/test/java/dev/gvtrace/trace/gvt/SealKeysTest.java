// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.SealKeys;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.VerifyReport;
import dev.gvtrace.trace.VerifyReport.SignatureState;
import dev.gvtrace.trace.verify.TraceVerifier;
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
        VerifyReport report = TraceVerifier.verify(trace, TrustedKeys.of(key), TestTraces.INDEXER);
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
        assertThat(TraceVerifier.verify(trace, TrustedKeys.of(mine.getPublic()), null)
                        .signature())
                .isEqualTo(SignatureState.VALID);
        assertThat(TraceVerifier.verify(trace, TrustedKeys.none(), null).signature())
                .isEqualTo(SignatureState.VALID_FOR_OWN_KEY);
        VerifyReport report = TraceVerifier.verify(trace, TrustedKeys.of(other.getPublic()), null);
        assertThat(report.signature()).isEqualTo(SignatureState.INVALID);
        assertThat(report.isVerified()).isFalse();
        Path unsigned = folder.resolve("b.gvt");
        TestTraces.write(unsigned, 10, TestTraces.options());
        assertThat(TraceVerifier.verify(unsigned, TrustedKeys.of(mine.getPublic()), null)
                        .isVerified())
                .isFalse();
        assertThat(TraceVerifier.verify(unsigned, TrustedKeys.none(), null).isVerified())
                .isTrue();
    }

    @Test
    void aSignatureIsOfOneKeyAndOneMessage() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        KeyPair mine = generator.generateKeyPair();
        byte[] raw = SealKeys.rawPublicKey(mine.getPublic());
        assertThat(SealKeys.publicKeyOf(mine.getPrivate())).isEqualTo(raw);
        byte[] message = {1, 2, 3};
        byte[] signature = SealKeys.sign(mine.getPrivate(), raw, message);
        assertThat(SealKeys.isValid(raw, message, signature)).isTrue();
        assertThat(SealKeys.isValid(raw, new byte[] {1, 2, 4}, signature)).isFalse();
        byte[] other = SealKeys.rawPublicKey(generator.generateKeyPair().getPublic());
        assertThat(SealKeys.isValid(other, message, signature)).isFalse();
        assertThat(SealKeys.isValid(raw, message, new byte[64])).isFalse();
        assertThat(SealKeys.isValid(raw, message, new byte[3])).isFalse();
        assertThatThrownBy(() -> SealKeys.sign(mine.getPrivate(), other, message))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot sign: this Java did not find the public key");
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        assertThatThrownBy(() -> SealKeys.publicKeyOf(rsa.getPrivate()))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot sign: expected an Ed25519 private key, found RSA");
    }

    @Test
    void keysAreReadFromPem() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path publicPem = pem("PUBLIC KEY", keys.getPublic().getEncoded());
        assertThat(SealKeys.readPublicKey(publicPem)).isEqualTo(keys.getPublic());
        Path privatePem = pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        assertThat(SealKeys.publicKeyOf(SealKeys.readPrivateKey(privatePem)))
                .isEqualTo(SealKeys.rawPublicKey(keys.getPublic()));
        Path broken =
                Files.writeString(folder.resolve("broken"), "-----END PUBLIC KEY-----\n-----BEGIN PUBLIC KEY-----");
        assertThatThrownBy(() -> SealKeys.readPublicKey(broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no \"-----BEGIN PUBLIC KEY-----\" in it");
        String padded = Files.readString(publicPem) + " ".repeat(16 * 1024);
        Path noKey = pem("PUBLIC KEY", new byte[] {1, 2});
        assertThatThrownBy(() -> SealKeys.readPublicKey(noKey))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected an Ed25519 public key");
        Path longest = Files.writeString(folder.resolve("longest"), padded.substring(0, 16 * 1024));
        assertThat(SealKeys.readPublicKey(longest)).isEqualTo(keys.getPublic());
        Path tooLong = Files.writeString(folder.resolve("long"), padded.substring(0, 16 * 1024 + 1));
        assertThatThrownBy(() -> SealKeys.readPublicKey(tooLong))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("larger than a key, expected at most 16384 bytes");
    }

    private Path pem(String label, byte[] der) throws IOException {
        String text = "-----BEGIN " + label + "-----\n"
                + java.util.Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label + "-----\n";
        return Files.writeString(folder.resolve(label), text);
    }

    @Test
    void refusesInvalidKeys() throws IOException {
        Path file = Files.writeString(
                folder.resolve("key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
        assertThatThrownBy(() -> SealKeys.readPrivateKey(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected an Ed25519 private key");
        assertThatThrownBy(() -> SealKeys.readPublicKey(file)).hasMessageContaining("BEGIN PUBLIC KEY");
    }
}
