// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** export --redact and verify --original, run as a user runs them. */
class RedactionCommandTest {
    private static final Path TRACE = Repository.top().resolve("samples/traces/web-break-in.gvt");
    private static final String KEY = "00112233445566778899aabbccddeeff".repeat(2);
    /** Invented; by a variable's name, an option, a header, the shape in a file's name, and the same once more. */
    private static final List<String> SECRETS = List.of(
            "Tr0ub4dor-env", "c0rrect-h0rse", "b4ttery.staple.0123456789", "ghp_0123456789abcdefghij0123456789ABCDEF");

    private static final String SCRIPT = String.join(
            "\n",
            "export DB_PASSWORD=" + SECRETS.get(0),
            "/bin/echo --password " + SECRETS.get(1) + " x",
            "/bin/echo -H 'Authorization: Bearer " + SECRETS.get(2) + "'",
            "/bin/true > /tmp/" + SECRETS.get(3),
            "/bin/cat /tmp/" + SECRETS.get(3) + " /tmp/" + SECRETS.get(0),
            "true");

    @TempDir
    private Path dir;

    private static Program.Result done(String... words) {
        Program.Result result = Program.run(words);
        assertThat(result.exitCode())
                .as(String.join(" ", words) + "\n" + result.out() + result.err())
                .isZero();
        return result;
    }

    private static void refused(int code, String message, String... words) {
        Program.Result result = Program.run(words);
        assertThat(result.err()).contains(message);
        assertThat(result.exitCode()).isEqualTo(code);
    }

    /** Rules and processes of the alerts of a replay. */
    private static List<String> alerts(Path trace) {
        return Program.run("replay", "--format", "json", trace.toString())
                .out()
                .lines()
                .map(line -> line.replaceAll(".*\"rule\":\"([^\"]*)\".*\"time\":\"([^\"]*)\".*", "$1 $2"))
                .toList();
    }

    private static String content(Path trace) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (TraceSource source = TraceSources.open(trace);
                RecordCursor cursor = source.records(Selection.all())) {
            while (cursor.next()) {
                all.write(cursor.buffer(), cursor.offset(), cursor.length());
            }
        }
        return Text.ofBytes(all.toByteArray()).decoded();
    }

    @Test
    void copiesOfASandboxOf2022HaveNoSecrets() throws Exception {
        assertNoSecretLeft(Runsc.of2022());
    }

    @Test
    void copiesOfANewSandboxHaveNoSecrets() throws Exception {
        assertNoSecretLeft(Runsc.newestOne());
    }

    private void assertNoSecretLeft(Runsc runsc) throws Exception {
        Path trace = RealRecording.of(
                dir, session -> RealRecording.run(dir, runsc.command(dir, session, "do", "/bin/sh", "-c", SCRIPT)));
        String before = content(trace);
        assertThat(SECRETS).allSatisfy(secret -> assertThat(before).contains(secret));
        Path copy = dir.resolve("copy.gvt");
        done("export", "--redact", "builtin", "-o", copy.toString(), trace.toString());
        String after = content(copy);
        assertThat(SECRETS).allSatisfy(secret -> assertThat(after).doesNotContain(secret));
        assertThat(done("verify", "--original", trace.toString(), copy.toString())
                        .out())
                .contains(": verified against ");
        assertThat(alerts(copy)).isEqualTo(alerts(trace));
        assertThat(done("query", "-e", "ps", copy.toString()).out()).hasLineCount((int)
                done("query", "-e", "ps", trace.toString()).out().lines().count());
    }

    @Test
    void aCopyIsSignedVerifiedAndDisclosed() throws Exception {
        Path key = Files.writeString(dir.resolve("key"), KEY + "\n");
        Path rules = Files.writeString(
                dir.resolve("mine.yaml"),
                "redaction: 1\nrules: [{name: files, in: [paths], match: '[a-z]+', replace: pseudonym}]\n");
        Path copy = dir.resolve("copy.gvt");
        Program.Result made = done(
                "export",
                "--redact",
                "builtin," + rules,
                "--redact-key",
                key.toString(),
                "--output",
                copy.toString(),
                TRACE.toString());
        assertThat(made.err()).contains(" messages written to " + copy);
        assertThat(done(
                                "verify",
                                "--format",
                                "json",
                                "--original",
                                TRACE.toString(),
                                "--redact-key",
                                key.toString(),
                                copy.toString())
                        .out())
                .containsPattern(
                        "\\{\"copy\":\"[^\"]+\",\"original\":\"[^\"]+\",\"verified\":true,\"messages\":1386,\"redacted\":\\d+,"
                                + "\"parts\":\\d+,\"commitments\":[1-9]\\d*,\"reasons\":\\[]}");
        assertThat(content(copy))
                .contains("\"gvtrace_redaction\":1", "\"name\":\"mine.yaml\"", "\"key\":\"kept\"", "\"totals\":[");
        Path shown = dir.resolve("shown.jsonl");
        done("export", "--disclose", "3,5-6", "--redact-key", key.toString(), TRACE.toString(), shown.toString());
        assertThat(done("verify", "--disclosed", shown.toString(), copy.toString())
                        .out())
                .contains("message 3: verified\nmessage 5: verified\nmessage 6: verified\n");
        Path other = dir.resolve("other.gvt");
        done("slice", "--messages", "1-900", copy.toString(), other.toString());
        Program.Result cut = Program.run("verify", "--original", TRACE.toString(), other.toString());
        assertThat(cut.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(cut.out()).contains("NOT VERIFIED against", "  message 901 is missing");
    }

    @Test
    void aDryRunWritesNothingAndShowsNoSecret() throws Exception {
        Path rules = Files.writeString(
                dir.resolve("mine.yaml"),
                "redaction: 1\nrules: [{name: shadow, in: [paths], match: 'passwd|shadow'}]\n");
        String shown = done("export", "--redact", rules.toString(), "--redact-dry-run", TRACE.toString())
                .out();
        assertThat(shown)
                .startsWith("1386 messages, ")
                .containsPattern("shadow\n  sentry|shadow\n  syscall")
                .contains("    /etc/[redacted:shadow]\n")
                .doesNotContain("/etc/passwd");
        try (var files = Files.list(dir)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void wrongOptionsAndFilesAreRefused() throws Exception {
        String trace = TRACE.toString();
        String out = dir.resolve("x.gvt").toString();
        Path bad = Files.writeString(dir.resolve("bad.yaml"), "redaction: 1\nrules:\n  - name: a\n    match: 'a(b'\n");
        refused(ExitCode.USAGE, "the rules of redaction do not load", "export", "--redact", bad.toString(), trace, out);
        refused(ExitCode.USAGE, "missing closing )", "export", "--redact", bad.toString(), trace, out);
        refused(ExitCode.NOT_READABLE, "none.yaml", "export", "--redact", dir + "/none.yaml", trace, out);
        refused(ExitCode.USAGE, "missing required parameter: 'OUT'", "export", "--redact", "builtin", trace);
        refused(ExitCode.USAGE, "missing required parameter: 'OUT'", "export", trace);
        refused(ExitCode.USAGE, "two outputs", "export", "--redact", "builtin", "-o", out, trace, out);
        refused(ExitCode.USAGE, "--redact-dry-run needs --redact", "export", "--redact-dry-run", trace);
        refused(ExitCode.USAGE, "--disclose needs --redact-key", "export", "--disclose", "1", trace);
        refused(ExitCode.USAGE, "--sign-key needs --redact", "export", "--sign-key", bad.toString(), trace, out);
        refused(
                ExitCode.NOT_READABLE,
                "expected 64 hexadecimal digits",
                "export",
                "--redact",
                "builtin",
                "--redact-key",
                bad.toString(),
                trace,
                out);
        refused(ExitCode.USAGE, "invalid numbers 'a'", "export", "--disclose", "a", "--redact-key", key(), trace);
        refused(
                ExitCode.USAGE,
                "has none of these messages",
                "export",
                "--disclose",
                "99999",
                "--redact-key",
                key(),
                trace);
        refused(ExitCode.USAGE, "take one redacted copy", "verify", "--original", trace, trace, trace);
        refused(ExitCode.USAGE, "need --original", "verify", "--redact-key", key(), trace);
        String shown = dir.resolve("shown").toString();
        done("export", "--disclose", "1", "--redact-key", key(), trace, shown);
        refused(ExitCode.NOT_READABLE, "not a redacted copy", "verify", "--disclosed", shown, trace);
        refused(ExitCode.NOT_READABLE, "line 1: expected", "verify", "--disclosed", bad.toString(), trace);
        Program.Result same = Program.run("verify", "--original", trace, trace);
        assertThat(same.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(same.out()).contains("  is not a redacted copy");
        assertThat(Path.of(out)).doesNotExist();
    }

    private String key() throws IOException {
        return Files.writeString(dir.resolve("k"), KEY).toString();
    }
}
