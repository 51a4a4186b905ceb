// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files, directories, sockets, variables and rules whose bytes are not UTF-8, or are letters beyond ASCII in a locale
 * that has none: the program takes and shows the same bytes in each locale.
 */
class HostileNamesTest {
    private static final String NAME = "x\u00e9\udcffy";
    private static final String SHOWN = "x\u00e9\\xffy";

    private static final String RULE = "- rule: R" + NAME + "\n  desc: d\n"
            + "  condition: evt.type = openat and fd.name = \"/tmp/" + NAME + "\"\n"
            + "  output: o" + NAME + " %fd.name\n  priority: INFO\n  tags: [t" + NAME + "]\n";

    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void write() throws IOException {
        folder = Files.createDirectory(temporary.resolve(FileNames.path(NAME)));
        new SyntheticSandbox()
                .start("/", "a")
                .open("/tmp/" + ByteText.fromUnicode(NAME), 3)
                .open("/tmp/" + ByteText.fromUnicode("x\u00e9\ufffdy"), 4)
                .write(folder.resolve("t.gvt"));
        Files.write(folder.resolve("r.yaml"), EscapedText.encode(RULE));
        Files.write(folder.resolve("w.yaml"), EscapedText.encode(RULE + "- list: l" + NAME + "\n  items: x\n"));
    }

    private String in(String name) {
        return FileNames.text(folder.resolve(name));
    }

    /** What a program prints that is started by a shell in the folder with that name. */
    private String run(String locale, Map<String, String> more, String... words) throws Exception {
        Files.write(temporary.resolve("name"), EscapedText.encode(NAME));
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "n=$(cat name); cd \"$n\"; export HOME=\"$PWD\"; exec \"$@\"", "sh"));
        command.addAll(Subprocess.program(words));
        Map<String, String> environment = new HashMap<>(more);
        environment.put("LC_ALL", locale);
        try (Subprocess process = Subprocess.startIn(temporary, command, environment)) {
            assertThat(process.waitFor(120)).as(process.err()).isZero();
            return process.out() + process.err();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void relativeNamesAreInTheDirectoryOfTheProcess(String locale) throws Exception {
        assertThat(run(locale, Map.of(), "replay", "--rules", "r.yaml", "t.gvt"))
                .contains("o" + SHOWN + " /tmp/" + SHOWN)
                .contains("1 alert");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void newFilesHaveTheName(String locale) throws Exception {
        run(locale, Map.of(), "slice", "t.gvt", "s\u00e9.gvt");
        assertThat(folder.resolve(FileNames.path("s\u00e9.gvt"))).exists();
    }

    @Test
    void bytesOfRulesMatchAndAreShown() {
        Program.Result text = Program.run("replay", "--rules", in("r.yaml"), in("t.gvt"));
        assertThat(text.out()).contains("o" + SHOWN + " /tmp/" + SHOWN).hasLineCount(1);
        Program.Result json = Program.run("replay", "--rules", in("r.yaml"), "--format", "json", in("t.gvt"));
        assertThat(json.out()).contains("\"rule\":\"Rx\u00e9\ufffdy\"").contains("\"tags\":[\"tx\u00e9\ufffdy\"]");
        assertThat(Program.run("replay", "--rules", in("r.yaml"), "--tag", "t" + NAME, in("t.gvt"))
                        .out())
                .hasLineCount(1);
        assertThat(Program.run("rules", "describe", in("r.yaml")).out())
                .contains("rule          R" + SHOWN)
                .contains(SHOWN + "/r.yaml:1:")
                .contains("tags          t" + SHOWN)
                .contains("output        o" + SHOWN);
    }

    @Test
    void faultsOfRuleFilesNameThem() {
        Program.Result text = Program.run("rules", "check", in("w.yaml"));
        assertThat(text.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(text.out()).contains(SHOWN + "/w.yaml:8:").contains("'l" + SHOWN + "'");
        assertThat(Program.run("rules", "check", "--format", "json", in("w.yaml"))
                        .out())
                .contains("x\u00e9\ufffdy/w.yaml\"")
                .contains("\"item_name\":\"lx\u00e9\ufffdy\"")
                .contains("\"offset\":" + (EscapedText.encode(RULE).length + 2))
                .doesNotContain("?");
        assertThat(Program.run("rules", "check", "--format", "sarif", in("w.yaml"))
                        .out())
                .contains("/x%C3%A9%FFy/w.yaml\"");
        assertThat(Program.run("rules", "check", in("no.yaml")).out()).contains(SHOWN + "/no.yaml");
    }

    @Test
    void aSessionNamesASocketOrNone() {
        String socket = temporary + "/s\u00e9.sock";
        assertThat(Program.run("session", "--socket", socket).out()).contains(socket);
        for (String[] words : List.of(
                new String[] {"session", "--socket", in("s.sock")},
                new String[] {"capture", "--attach", "--socket", in("s.sock"), "--out", in("out")})) {
            Program.Result refused = Program.run(words);
            assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(refused.out()).isEmpty();
            assertThat(refused.err()).contains("expected UTF-8").contains(SHOWN + "/s.sock");
        }
    }

    /** The socket has the bytes of its name, the lines about it too, and the disk that is checked is the right one. */
    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void aRecorderListensAtAnyName(String locale) throws Exception {
        Path socket = folder.resolve("s.sock");
        Path words = Files.write(
                temporary.resolve("words"), EscapedText.encode(FileNames.text(socket) + "\n" + in("out\u00e9") + "\n"));
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "s=$(sed -n 1p words); o=$(sed -n 2p words); exec \"$@\" --socket \"$s\" --out \"$o\"",
                "sh"));
        command.addAll(Subprocess.program("capture"));
        try (Subprocess process = Subprocess.startIn(temporary, command, Map.of("LC_ALL", locale))) {
            SentryClient.greeted(socket, process).close();
            process.terminate();
            assertThat(process.waitFor(60)).as(process.err()).isZero();
            assertThat(process.err())
                    .contains("listening on ")
                    .contains(SHOWN + "/s.sock, recording to ")
                    .contains(SHOWN + "/out\u00e9");
        }
        Files.delete(words);
        try (Stream<Path> files = Files.list(folder.resolve(FileNames.path("out\u00e9")))) {
            assertThat(files.map(FileNames::name)).anyMatch(name -> name.endsWith(".gvt"));
        }
    }

    @Test
    void linesOfAPipeKeepTheirBytes() {
        byte[] lines = EscapedText.encode("events fd.name = /tmp/" + NAME + "\r\nquit\nnothing\n");
        Program.Result result = Program.runWithInput(lines, "query", in("t.gvt"), "--format", "json");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).hasLineCount(1);
    }
}
