// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys from files and directories. */
final class TrustedKeysTest {
    @TempDir
    private Path folder;

    private static KeyPair key() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    private static String hex(KeyPair keys) {
        return HexFormat.of().formatHex(SealKeys.rawPublicKey(keys.getPublic()));
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    @Test
    void readsFilesWithSeveralKeysAndDirectories() throws Exception {
        KeyPair one = key();
        KeyPair two = key();
        KeyPair three = key();
        Path several = Files.writeString(
                folder.resolve("several.pem"),
                pem("PUBLIC KEY", one.getPublic().getEncoded())
                        + pem("PUBLIC KEY", two.getPublic().getEncoded()));
        Path directory = Files.createDirectory(folder.resolve("keys"));
        Path third = Files.writeString(
                directory.resolve("three.pem"),
                pem("PUBLIC KEY", three.getPublic().getEncoded()));
        Files.writeString(
                directory.resolve("secret.pem"),
                pem("PRIVATE KEY", one.getPrivate().getEncoded()));
        Files.writeString(directory.resolve("notes.txt"), "not a key");
        TrustedKeys keys = TrustedKeys.read(List.of(several, directory));
        assertThat(List.of(one, two, three)).allMatch(each -> keys.contains(hex(each)));
        assertThat(keys.name(hex(two))).isEqualTo(several.toString());
        assertThat(keys.name(hex(three))).isEqualTo(third.toString());
        assertThat(keys.contains(null)).isFalse();
        assertThat(TrustedKeys.read(List.of(several)).contains(hex(three))).isFalse();
        assertThat(TrustedKeys.none().areGiven()).isFalse();
    }

    @Test
    void reportsWhatIsNoKey() throws IOException, GeneralSecurityException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> TrustedKeys.read(List.of(empty)))
                .hasMessageContaining(empty + ": no file with a public key in this directory");
        Path broken = Files.writeString(
                folder.resolve("broken.pem"),
                pem("PUBLIC KEY", key().getPublic().getEncoded()) + "-----BEGIN PUBLIC KEY-----\nAAAA\n");
        assertThatThrownBy(() -> TrustedKeys.read(List.of(broken))).hasMessageContaining("broken.pem");
    }
}
