// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.Program;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerKeys;
import dev.gvtrace.trace.ledger.LedgerWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code openssl ts} as the authority, plain openssl as the verifier, and {@code gvtrace verify --stamp}. */
@Timeout(240)
class OpensslStampTest {
    private static final Path SAMPLE = Path.of("..", "samples", "traces", "web-break-in.gvt");

    @TempDir
    Path dir;

    private Path traces;
    private Path trace;

    private String run(int exitCode, String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(dir.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            Assumptions.abort("no " + command[0] + " on this machine");
            throw e;
        }
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(exitCode);
        return output;
    }

    private void openssl(String words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(words.split(" ")));
        run(0, command.toArray(String[]::new));
    }

    /** Keys and certificates of an authority, and a trace in a directory with a ledger. */
    @BeforeEach
    void prepare() throws Exception {
        openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=Test-Root -days 30");
        openssl("req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj /CN=Test-Authority");
        Files.writeString(dir.resolve("use.cnf"), "extendedKeyUsage=critical,timeStamping\n");
        openssl(
                "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.pem -days 10 -extfile use.cnf");
        Files.writeString(dir.resolve("serial"), "0A\n");
        Files.writeString(dir.resolve("tsa.cnf"), """
                [tsa]
                default_tsa = t
                [t]
                serial = serial
                signer_cert = tsa.pem
                signer_key = tsa.key
                signer_digest = sha256
                default_policy = 1.2.3.4.1
                other_policies = 1.2.3.4.5
                digests = sha256
                """);
        traces = Files.createDirectory(dir.resolve("traces"));
        trace = Files.copy(SAMPLE, traces.resolve("web.gvt"));
    }

    private AuthorityServer authority() throws IOException {
        return AuthorityServer.replying(request -> {
            Path query = Files.write(Files.createTempFile(dir, "request", ".tsq"), request);
            Path reply = dir.resolve(query.getFileName() + ".reply");
            try {
                openssl("ts -reply -config tsa.cnf -queryfile " + query + " -out " + reply);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return Files.readAllBytes(reply);
        });
    }

    private Program.Result stamp(String... words) throws IOException {
        try (AuthorityServer server = authority()) {
            List<String> all = new ArrayList<>(List.of(
                    "stamp",
                    "--tsa",
                    server.url(),
                    "--tsa-ca",
                    dir.resolve("ca.pem").toString()));
            all.addAll(List.of(words));
            Program.Result result = Program.run(all.toArray(String[]::new));
            assertThat(result.exitCode()).as(result.err()).isZero();
            return result;
        }
    }

    private Program.Result verify(String... words) {
        List<String> all = new ArrayList<>(
                List.of("verify", "--stamp", "--tsa-ca", dir.resolve("ca.pem").toString()));
        all.addAll(List.of(words));
        return Program.run(all.toArray(String[]::new));
    }

    /** The command that the program prints. */
    private static String command(Program.Result stamped) {
        return stamped.out()
                .lines()
                .filter(line -> line.startsWith("  "))
                .reduce((a, b) -> b)
                .orElseThrow()
                .strip();
    }

    @Test
    void aTraceIsAuthenticByItsStampAndPlainOpensslAgrees() throws Exception {
        Program.Result stamped = stamp(trace.toString(), "--policy", "1.2.3.4.5");
        assertThat(stamped.out())
                .contains("by CN=Test-Authority, serial b, policy 1.2.3.4.5, authority verified by CN=Test-Root");
        assertThat(run(0, "sh", "-c", command(stamped))).contains("Verification: OK");

        Program.Result verified = verify(trace.toString());
        assertThat(verified.exitCode()).as(verified.out()).isZero();
        assertThat(verified.out())
                .contains("intact: yes; authentic: yes; complete: yes")
                .contains(trace + ": stamped 20", "by CN=Test-Authority, serial b, policy 1.2.3.4.5");
        assertThat(verify("--format", "json", trace.toString()).out())
                .contains(
                        "\"authentic\":true",
                        "\"stamp\":{\"file\":\"" + trace + ".tsr\",\"counts\":true,\"problem\":null")
                .contains("\"serial\":\"b\"", "\"verified_by\":\"CN=Test-Root\"");
        assertThat(verify("--require", "stamped", trace.toString()).exitCode()).isZero();
        assertThat(Program.run("verify", "--format", "json", trace.toString()).out())
                .doesNotContain("stamp");

        Program.Result open = Program.run("verify", "--stamp", trace.toString());
        assertThat(open.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(open.out()).contains("authentic: unknown", "authority not verified (no --tsa-ca)");
        Program.Result late = verify("--stamped-before", "2026-01-01T00:00:00Z", trace.toString());
        assertThat(late.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(late.out()).contains("later than the time before which stamps count");
    }

    @Test
    void aWrongStampIsNotAuthentic() throws Exception {
        Program.Result stamped = stamp(trace.toString());
        byte[] bytes = Files.readAllBytes(trace);
        bytes[bytes.length / 2] ^= 1;
        Files.write(trace, bytes);
        Program.Result changed = verify(trace.toString());
        assertThat(changed.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(changed.out()).contains("authentic: no", "WRONG STAMP", "it is over other bytes");
        assertThat(run(1, "sh", "-c", command(stamped))).contains("message imprint mismatch");
        assertThat(verify("--format", "json", trace.toString()).out())
                .contains("\"authentic\":false", "\"counts\":false,\"problem\":\"it is over other bytes");

        Files.copy(SAMPLE, traces.resolve("again.gvt"));
        Files.writeString(traces.resolve("again.gvt.tsr"), "<html>");
        Program.Result html = verify(traces.resolve("again.gvt").toString());
        assertThat(html.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(html.out()).contains("not a reply to a time-stamp request");
        openssl("req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.pem -subj /CN=Other -days 30");
        Files.copy(SAMPLE, traces.resolve("third.gvt"));
        stamp(traces.resolve("third.gvt").toString());
        Program.Result other = Program.run(
                "verify",
                "--stamp",
                "--tsa-ca",
                dir.resolve("other.pem").toString(),
                traces.resolve("third.gvt").toString());
        assertThat(other.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(other.out()).contains("authentic: no", "does not lead to one of");
    }

    @Test
    void aStampOverTheLedgerCoversTheFilesInItWhileItGrows() throws Exception {
        UUID recording = UUID.fromString(field("recording"));
        LedgerEvent sealed = new LedgerEvent.Sealed(
                recording, 0, Text.ofUtf8("web.gvt"), field("seal"), 1, 0, false, Text.ofUtf8("end"));
        try (LedgerWriter ledger = LedgerWriter.open(traces, LedgerKeys.none(), 1)) {
            ledger.append(1, new LedgerEvent.Begun(recording, Text.ofUtf8("web.gvt"), Text.ofUtf8("box")));
            ledger.append(2, sealed);
        }
        Program.Result stamped = stamp(traces.toString());
        Program.Result nothingNew = stamp(traces.toString());
        assertThat(nothingNew.out()).contains("no new line since this stamp");
        try (LedgerWriter ledger = LedgerWriter.open(traces, LedgerKeys.none(), 3)) {
            ledger.append(3, new LedgerEvent.Stopped(true));
        }
        assertThat(run(0, "sh", "-c", command(stamped))).contains("Verification: OK");
        Program.Result verified = verify("--require", "stamped,complete", traces.toString());
        assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
        assertThat(verified.out())
                .contains("intact: yes; authentic: yes; complete: yes")
                .contains("over line 2 of " + traces.resolve("ledger.jsonl") + " with its seal: ")
                .contains("  lines 1 to 2: stamped 20")
                .contains("unknown whether authentic: line 3 is under no stamp that counts");
        assertThat(verify("--format", "json", traces.toString()).out())
                .contains("\"ledger_line\":2", "\"stamps\":[{\"lines\":2,\"file\":\"" + traces);

        Files.writeString(traces.resolve("ledger.jsonl"), "");
        Program.Result emptied = verify(traces.toString());
        assertThat(emptied.out()).contains("lines were changed or taken away, or the stamp is of another file");
        assertThat(emptied.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
    }

    private String field(String name) {
        String json =
                Program.run("verify", "--format", "json", trace.toString()).out();
        int at = json.indexOf("\"" + name + "\":\"") + name.length() + 4;
        return json.substring(at, json.indexOf('"', at));
    }
}
