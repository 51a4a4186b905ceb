// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** info --manifest: what accompanies a recording that is handed over. */
class ManifestTest {
    private static final Path TRACE = Repository.top().resolve("samples/traces/web-break-in.gvt");

    @TempDir
    private Path dir;

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    @Test
    void textIsCheckedBySha256sum() throws Exception {
        Path copy = Files.copy(TRACE, dir.resolve("a b.gvt"));
        Path odd = Files.copy(TRACE, dir.resolve("back\\slash.gvt"));
        Program.Result printed = Program.run("info", "--manifest", copy.toString(), odd.toString());
        assertThat(printed.exitCode()).as(printed.err()).isEqualTo(ExitCode.DONE);
        assertThat(printed.out())
                .containsPattern("# recording: [0-9a-f-]{36}\n# recorded on: ")
                .contains(
                        "# recorded by: gvtrace ", "# messages: ", "# seal: ", "\n" + sha256(copy) + "  " + copy + "\n")
                .containsPattern("# manifest made: 20.* by .+ on .+ with gvtrace ");
        Path manifest = Files.writeString(dir.resolve("manifest"), printed.out());
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/sha256sum")), "no sha256sum");
        assertThat(check(manifest)).isZero();
        byte[] bytes = Files.readAllBytes(copy);
        bytes[bytes.length / 2] ^= 1;
        Files.write(copy, bytes);
        assertThat(check(manifest)).isEqualTo(1);
    }

    private int check(Path manifest) throws Exception {
        List<String> command = List.of("/usr/bin/sha256sum", "--check", "--strict", manifest.toString());
        try (Subprocess sum = Subprocess.startIn(dir, command, Map.of())) {
            return sum.waitFor(60);
        }
    }

    @Test
    void jsonHasDigestsOfFilesAndSession() throws Exception {
        Program.Result printed = Program.run("info", "--manifest", "--format", "json", TRACE.toString());
        assertThat(printed.out())
                .hasLineCount(1)
                .startsWith("{\"recording\":\"")
                .containsPattern("\"session_sha256\":(null|\"[0-9a-f]{64}\")")
                .contains("\"files\":[{\"name\":\"" + TRACE + "\",\"bytes\":" + Files.size(TRACE) + ",\"sha256\":\""
                        + sha256(TRACE) + "\"}]")
                .containsPattern(
                        "\"made\":\\{\"at\":\"20[^\"]+\",\"by\":\"[^\"]+\",\"on\":\"[^\"]*\",\"with\":\"gvtrace ");
        Program.Result piped = Program.run("info", "--manifest", "-");
        assertThat(piped.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(piped.err()).contains("--manifest needs files");
    }

    /** The key's fingerprint is that of openssl; what was done before is named, and gaps are listed. */
    @Test
    void signerGapsAndEarlierCopiesAreNamed() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String pem = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
        Path key = Files.writeString(
                dir.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\n" + pem + "\n-----END PRIVATE KEY-----\n");
        Path copy = dir.resolve("copy.gvt");
        Program.Result made = Program.run(
                "export", "--redact", "builtin", "--sign-key", key.toString(), "-o", copy.toString(), TRACE.toString());
        assertThat(made.exitCode()).as(made.err()).isZero();
        String fingerprint = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(pair.getPublic().getEncoded()));
        assertThat(Program.run("info", "--manifest", copy.toString()).out())
                .contains("# intact: yes, 0 damaged places\n", ", sha256 of its DER form " + fingerprint + "\n")
                .contains("# made from: web-break-in.gvt, ", "# redacted copy: {\"gvtrace_redaction\":1,")
                .containsPattern("# segment 0: sealed, 1386 messages, seal [0-9a-f]{64}, signed with key [0-9a-f]{64}")
                .contains("# container: ", "# closed: redacted copy; the recording's end: ");
        assertThat(Program.run("info", "--manifest", "--format", "json", copy.toString())
                        .out())
                .contains("\"intact\":true", "\"signer_sha256\":\"" + fingerprint + "\"", "\"gap_list\":[")
                .contains("\"redaction\":\"{\\\"gvtrace_redaction\\\":1,");
    }
}
