// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ioc}: the indicators of a list, looked up in traces. */
class IndicatorsTest {
    private static final String TRACE = sample("web-break-in");

    @TempDir
    private Path folder;

    private static String sample(String name) {
        return Repository.top().resolve("samples/traces/" + name + ".gvt").toString();
    }

    private String list(String... lines) throws IOException {
        return Files.write(folder.resolve("list.txt"), List.of(lines)).toString();
    }

    private static Program.Result ioc(String trace, String question) {
        return Program.run("query", trace, "--format", "csv", "-e", "ioc " + question);
    }

    private static List<String> rows(Program.Result result) {
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out().lines().skip(1).toList();
    }

    @Test
    void findsWhatTheBreakInUsed() throws IOException {
        String file = list("203.0.113[.]9:4444", "/etc/passwd", ".update", "example.org", "/nowhere", "198.18.0.0/15");
        List<String> found = rows(ioc(TRACE, "'" + file + "' | fields indicator,kind,evt,pid,name,where,value"));
        assertThat(found)
                .contains(
                        "203.0.113[.]9:4444,endpoint,438,13,busybox,fd.name,0.0.0.0:0->203.0.113.9:4444",
                        "/etc/passwd,path,289,9,id,fd.name,/etc/passwd",
                        "example.org,name,109,5,busybox,gvisor.cmdline,example.org");
        assertThat(found).anyMatch(row -> row.startsWith(".update,name,629,17,.update,proc.exepath,"));
        assertThat(ioc(TRACE, "'" + file + "'").err())
                .contains("4 of 6 indicators occur, 2 do not, 0 cannot be checked");
    }

    @Test
    void takesStagesConditionsAndSpans() throws IOException {
        String file = list("203.0.113.9", "/etc/passwd");
        assertThat(rows(ioc(TRACE, file + " | count by indicator | sort indicator")))
                .satisfiesExactly(
                        row -> assertThat(row).startsWith("/etc/passwd,"),
                        row -> assertThat(row).startsWith("203.0.113.9,"));
        assertThat(rows(ioc(TRACE, file + " kind = path | fields evt"))).isSubsetOf("289", "510", "723");
        Program.Result span = ioc(TRACE, file + " --to evt:288 | fields kind | distinct kind");
        assertThat(rows(span)).containsExactly("address");
        assertThat(span.err()).contains("1 of 2 indicators occurs, 1 does not");
        Program.Result again = Program.run(
                "query", TRACE, "--format", "csv", "-e", "ioc " + file, "-e", "indicators kind = path | count");
        assertThat(again.out()).endsWith("count\r\n3\r\n");
    }

    /** A value that a process passes on to its children in the environment is a hit where it came from. */
    @Test
    void anInheritedVariableIsOneHit() throws IOException {
        List<String> found = rows(ioc(TRACE, list("198.51.100.10") + " where = proc.env | fields pid,name"));
        assertThat(found).hasSize(3).allMatch(row -> row.endsWith(",ping"));
    }

    @Test
    void sumsAreThoseOfEvents() throws IOException {
        List<String> hits = rows(ioc(TRACE, list("/etc/passwd") + " | sum events"));
        List<String> events = rows(Program.run(
                "query",
                TRACE,
                "--format",
                "csv",
                "-e",
                "events fd.name = /etc/passwd or gvisor.fd_path = /etc/passwd | count"));
        assertThat(hits).isEqualTo(events);
    }

    @Test
    void whatCannotBeCheckedIsCounted() throws IOException {
        String sha256 = "ab".repeat(32);
        String file = list("d41d8cd98f00b204e9800998ecf8427e", sha256, "10.0.0.0/99", "/bin/none");
        assertThat(ioc(TRACE, file).err())
                .contains("0 of 4 indicators occur, 1 does not, 3 cannot be checked")
                .contains("not checked: line 1: MD5: a trace has SHA-256 and SHA-1 of programs")
                .contains("not checked: line 2: SHA-256: none of a program was recorded")
                .contains("not checked: line 3: invalid network: expected a prefix of 0 to 32");
    }

    @Test
    void digestsOfProgramsAreFound() throws IOException {
        String trace = SharedData.find("conformance/sentry/tour.trace").toString();
        String digest = Program.run(
                        "query", trace, "--format", "csv", "-e", "executions sha256 exists | fields sha256 | limit 1")
                .out()
                .lines()
                .skip(1)
                .findFirst()
                .orElse("");
        assertThat(digest).hasSize(64);
        List<String> found = rows(ioc(
                trace,
                list("SHA256:" + digest.toUpperCase(java.util.Locale.ROOT), "ab".repeat(32))
                        + " | fields kind,where,value"));
        assertThat(found).isNotEmpty().containsOnly("sha256,gvisor.exe.sha256," + digest);
    }

    @Test
    void whatIsNoListIsAnError() throws IOException {
        Path binary = Files.write(folder.resolve("binary"), new byte[] {'a', '\n', 0});
        for (String[] each : new String[][] {
            {"/nonexistent", "/nonexistent: no such file or directory"},
            {folder.toString(), folder + ": Is a directory"},
            {binary.toString(), binary + ":2: not text: found a byte 0"},
            {Files.write(folder.resolve("empty"), new byte[0]).toString(), "empty: no indicator: expected one a line"},
            {"", "ioc: expected a file with an indicator on each line"},
        }) {
            Program.Result result = ioc(TRACE, each[0]);
            assertThat(result.exitCode()).as(each[0]).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains(each[1]);
        }
        assertThat(ioc(TRACE, list("/bin/sh") + " kin = path").exitCode()).isEqualTo(2);
    }

    @Test
    void hostileNamesAndGapsAreReported() throws IOException {
        String trace = new SyntheticSandbox()
                .start("/", "sh")
                .open("/tmp/\u001b[31m\u00ff", 3)
                .losing(3)
                .open("/tmp/b", -2)
                .write(folder.resolve("t.gvt"))
                .toString();
        Program.Result result = Program.run("query", trace, "-e", "ioc " + list("/tmp/*"));
        assertThat(result.out()).doesNotContain("\u001b").contains("/tmp/\\x1b[31m\\xff", "/tmp/b");
        assertThat(result.err()).contains("3 messages were lost, and what happened then is not in the rows");
    }

    @Test
    void severalTracesAreLookedUpAtOnce() throws IOException {
        List<String> words = new ArrayList<>(List.of("query", "--format", "csv", TRACE, sample("hide-full")));
        words.addAll(List.of("-e", "ioc " + list("203.0.113.9", "/opt/hide.pl") + " | fields trace,indicator"));
        Program.Result result = Program.run(words.toArray(String[]::new));
        assertThat(rows(result)).contains("1,203.0.113.9", "2,/opt/hide.pl");
        assertThat(result.err()).contains("2 of 2 indicators occur, 0 do not, 0 cannot be checked");
    }
}
