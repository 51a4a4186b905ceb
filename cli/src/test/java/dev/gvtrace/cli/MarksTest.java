// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mark}, {@code marks} and {@code unmark}: a case file beside a trace. */
class MarksTest {
    @TempDir
    private Path folder;

    private Path trace = Path.of("");
    private Path caseFile = Path.of("");

    @BeforeEach
    void copyTrace() throws IOException {
        trace = copy("web-break-in");
        caseFile = folder.resolve("web-break-in.gvt.marks.jsonl");
    }

    private Path copy(String name) throws IOException {
        Path copy = folder.resolve(name + ".gvt");
        Files.copy(Repository.top().resolve("samples/traces/" + name + ".gvt"), copy);
        return copy;
    }

    private Program.Result query(String... commands) {
        List<String> words = new ArrayList<>(List.of("query", "--format", "csv", trace.toString()));
        for (String command : commands) {
            words.addAll(List.of("-e", command));
        }
        return Program.run(words.toArray(String[]::new));
    }

    @Test
    void marksAreKeptBesideTheTrace() throws IOException {
        Program.Result marked = query(
                "mark evt:442 \"first shell | by nc\"",
                "next evt.type = connect and fd.name contains 4444",
                "mark calls out",
                "goto evt:3",
                "mark evt:72 'a close'");
        assertThat(marked.exitCode()).as(marked.err()).isZero();
        assertThat(marked.err()).contains("mark 1 at evt:442 in " + caseFile);
        assertThat(Files.getPosixFilePermissions(caseFile)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readAllLines(caseFile))
                .hasSize(3)
                .allMatch(line -> line.contains("\"recording\":\"") && line.contains("\"seal\":\""));
        Program.Result listed = query("marks | fields mark,evt,time,note,event");
        assertThat(listed.out().lines().skip(1).toList())
                .containsExactly(
                        "1,442,2026-11-22T04:21:11.555601107Z,first shell | by nc,execve by sh[13] /bin/sh",
                        "2,438,2026-11-22T04:21:11.551761993Z,calls out,connect by busybox[13]"
                                + " 0.0.0.0:0->203.0.113.9:4444",
                        "3,72,2026-11-22T04:21:11.099397536Z,a close,close by busybox[3]");
        assertThat(query("marks | sort time | fields mark").out().lines().skip(1))
                .containsExactly("3", "2", "1");
    }

    @Test
    void aMarkThatIsTakenBackStaysInTheFile() throws IOException {
        query("mark evt:1 one", "mark evt:2 two", "unmark 1");
        Program.Result left = query("marks | fields mark,note");
        assertThat(left.out().lines().skip(1)).containsExactly("2,two");
        assertThat(Files.readString(caseFile)).contains("\"note\":\"one\"", "\"gvtrace_unmark\":1,\"mark\":1");
        assertThat(query("unmark 1").err()).contains("unmark: there is no mark 1 in " + caseFile);
        assertThat(query("mark evt:3 three").err()).contains("mark 3 at evt:3");
        assertThat(query("unmark x").err()).contains("unmark: invalid number of a mark 'x': expected 1 or more");
    }

    @Test
    void pastesIntoAReport() {
        query("mark evt:442 'a | b'");
        Program.Result report = query("marks --format markdown");
        assertThat(report.out())
                .startsWith("| mark | evt | time | note | by | when | event |\n| ---: |")
                .contains("| a \\| b |");
        assertThat(query("marks --format=json").out()).startsWith("{\"mark\":1,\"evt\":442,");
        assertThat(query("marks --format html").exitCode()).isEqualTo(2);
    }

    @Test
    void mistakesAreReported() throws IOException {
        assertThat(query("mark").err()).contains("mark: expected an event, as in evt:120");
        assertThat(query("mark evt:3").err()).contains("mark: expected a note");
        assertThat(query("mark evt:99999 x").err()).contains("there is no evt:99999: the trace ends with evt:838");
        assertThat(query("mark evt:3 " + "x".repeat(5000)).err())
                .contains("a note of 5000 bytes: expected at most 4096");
        assertThat(query("mark evt:3 a | b").err()).contains("mark takes no stages");
        assertThat(Files.exists(caseFile)).isFalse();
        assertThat(query("marks").err()).contains("no rows; in " + caseFile);
    }

    /** A file of another trace is noticed, and one of the same recording with another seal. */
    @Test
    void marksOfOtherTracesAreLeftOut() throws IOException {
        query("mark evt:3 ours");
        Path other = copy("hide-full");
        Program.Result listed = Program.run("query", other.toString(), "--case", caseFile.toString(), "-e", "marks");
        assertThat(listed.out()).isEmpty();
        assertThat(listed.err()).contains("1 mark is of another trace and is left out");
        Program.Result both = Program.run(
                "query",
                other.toString(),
                trace.toString(),
                "--format",
                "csv",
                "--case",
                caseFile.toString(),
                "-e",
                "mark evt:5 --trace 1 theirs",
                "-e",
                "marks | fields trace,mark,note");
        assertThat(both.out().lines().skip(1)).containsExactly("1,2,theirs", "2,1,ours");
        String changed = Files.readString(caseFile).replaceFirst("\"seal\":\"..", "\"seal\":\"zz");
        Files.writeString(caseFile, changed);
        Program.Result anew = query("marks | fields mark");
        assertThat(anew.out().lines().skip(1)).containsExactly("1");
        assertThat(anew.err()).contains("the trace was sealed anew since it was marked (mark 1)");
    }

    @Test
    void severalTracesHaveAFileEach() throws IOException {
        Path other = copy("hide-full");
        Program.Result result = Program.run(
                "query",
                trace.toString(),
                other.toString(),
                "--format",
                "csv",
                "-e",
                "mark evt:3 --trace 2 there",
                "-e",
                "mark evt:4 --trace 1 here",
                "-e",
                "marks | fields trace,mark,evt,note",
                "-e",
                "unmark 1 --trace 2",
                "-e",
                "marks | count");
        assertThat(result.out())
                .startsWith("trace,mark,evt,note\r\n1,1,4,here\r\n2,1,3,there\r\n")
                .endsWith("count\r\n1\r\n");
        Program.Result which = Program.run("query", trace.toString(), other.toString(), "-e", "unmark 1");
        assertThat(which.err()).contains("each of 2 traces has its own marks");
    }

    /** Someone else's file: what is not a mark is named by its line, and nothing reaches the terminal raw. */
    @Test
    void hostileFilesAreHarmless() throws IOException {
        query("mark evt:3 ours");
        String mine = Files.readString(caseFile).strip();
        Files.writeString(
                caseFile,
                "{\"gvtrace_mark\":1,\"evt\":\"x\"}\nnonsense\n[1]\n{\"gvtrace_mark\":1,\"evt\":4,\"when\":\"soon\"}\n"
                        + mine.replace("ours", "\\u001b[31m\\u0007\\u202e|\\ud800") + "\n"
                        + "{\"a\":".repeat(5000) + "\n" + mine.substring(0, 40),
                StandardOpenOption.APPEND);
        for (String format : List.of("table", "csv", "json", "markdown")) {
            Program.Result listed = query("marks --format " + format);
            assertThat(listed.exitCode()).isZero();
            assertThat(listed.out() + listed.err()).doesNotContain("\u001b", "\u0007");
            assertThat(format.equals("json") ? "" : listed.out()).doesNotContain("\u202e");
            assertThat(listed.err())
                    .contains(
                            caseFile + ":2: invalid evt: expected a number of 1 or more",
                            caseFile + ":3: not JSON",
                            caseFile + ":4: not a JSON object",
                            caseFile + ":5: invalid when: expected a time",
                            caseFile + ":7: ",
                            caseFile + ":8: ")
                    .contains("2 rows");
        }
        assertThat(query("mark evt:5 after", "marks | fields mark,note").out()).endsWith("3,after\r\n");
    }

    @Test
    void whatIsNoFileIsAnError() throws IOException {
        Files.createSymbolicLink(caseFile, folder.resolve("elsewhere"));
        Program.Result link = query("mark evt:3 x");
        assertThat(link.exitCode()).isEqualTo(7);
        assertThat(link.err())
                .contains(caseFile + ": not written: a symbolic link, expected a case file; --case FILE of gvtrace"
                        + " query names another file");
        assertThat(folder.resolve("elsewhere")).doesNotExist();
        assertThat(query("marks").exitCode()).isEqualTo(3);
        Files.delete(caseFile);
        Files.createDirectory(caseFile);
        assertThat(query("mark evt:3 x").err()).contains("not a regular file");
        Program.Result missing = Program.run(
                "query", trace.toString(), "--case", folder.resolve("no/where").toString(), "-e", "mark evt:3 x");
        assertThat(missing.exitCode()).isEqualTo(7);
        assertThat(missing.err()).contains("no such file or directory; --case FILE");
    }

    @Test
    void aStreamHasNoPlaceForMarks() throws Exception {
        List<String> shell =
                Subprocess.program("query", "-", "--format", "csv", "-e", "marks", "-e", "mark evt:3 x", "-e", "marks");
        Process process =
                new ProcessBuilder(shell).redirectInput(trace.toFile()).start();
        process.getInputStream().readAllBytes();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(err).isEqualTo(2);
        assertThat(err)
                .contains(
                        "trace 1 is not a file: --case FILE of gvtrace query names its marks",
                        "the trace is not a file beside which marks can be: --case FILE of gvtrace query names theirs");
        Program.Result named = Program.run(
                "query", trace.toString(), "--case", folder.resolve("case").toString(), "-e", "mark evt:3 x");
        assertThat(named.exitCode()).isZero();
        assertThat(caseFile).doesNotExist();
    }

    /** A note keeps its bytes, whatever the locale. */
    @Test
    void notesKeepTheirBytes() {
        byte[] line = "mark evt:3 caf\u00e9 \u00ff\n".getBytes(StandardCharsets.ISO_8859_1);
        Program.runWithInput(line, "query", trace.toString());
        assertThat(query("marks | fields note").out()).isEqualTo("note\r\ncaf\\xe9 \\xff\r\n");
    }
}
