// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerKeys;
import dev.gvtrace.trace.ledger.LedgerWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A letter, a smiley and a byte that is not UTF-8 go through every edge of the program and come out as they went in.
 */
class TextEdgesTest {
    /** As Unicode has it, the byte as {@link EscapedText} does. */
    private static final String TEXT = "\u00f6\ud83d\ude00";

    private static final String BYTES = TEXT + "\udcff";
    /** Where people read. */
    private static final String SHOWN = TEXT + "\\xff";
    /** In JSON, which has no bytes. */
    private static final String JSON = TEXT + "\ufffd";

    private static final String RULES = """
            - list: l\u00f6\ud83d\ude00
              items: ["/tmp/\u00f6\ud83d\ude00"]
            - rule: R\u00f6\ud83d\ude00
              desc: D\u00f6\ud83d\ude00
              condition: evt.type = openat and fd.name startswith "/tmp/\u00f6\ud83d\ude00"
              output: O\u00f6\ud83d\ude00 file=%fd.name image=%container.image name=%container.name user=%user.name env=%proc.env[\u00f6] host=%evt.hostname
              priority: WARNING
              tags: [T\u00f6\ud83d\ude00]
            """;

    @TempDir
    private Path folder;

    private Path trace;
    private String rules;

    @BeforeEach
    void write() throws IOException {
        Path named = folder.resolve(FileNames.path("trace-" + BYTES + ".gvt"));
        trace = new SyntheticSandbox()
                .on("h" + BYTES)
                .start("/", "a\u00ff", ByteText.fromUnicode(BYTES))
                .facts(
                        "container",
                        "{\"id\":\"c1\",\"facts\":{\"container.name\":\"n" + TEXT + "\",\"container.image\":\"i" + TEXT
                                + ":1\"},\"passwd\":[{\"name\":\"u\\u00f6\\udcff\",\"uid\":7,\"gid\":7,\"home\":\"/\",\"shell\":\"/\"}]}")
                .with(new SyntheticSandbox.Fields()
                        .message(
                                7,
                                new SyntheticSandbox.Fields()
                                        .number(1, 7)
                                        .number(2, 7)
                                        .number(3, 7)))
                .open("/tmp/" + ByteText.fromUnicode(BYTES), 3)
                .write(named);
        rules = Files.writeString(folder.resolve("r\u00f6.yaml"), RULES).toString();
    }

    /** What a ledger has from outside: ids of sandboxes, causes with names in them. */
    @Test
    void findingsOfLedgers() throws IOException {
        Path traces = Files.createDirectory(folder.resolve("ledger"));
        Files.copy(trace, traces.resolve("a.gvt"));
        Text text = Text.ofUtf8("\u001b[2J" + BYTES);
        try (LedgerWriter ledger = LedgerWriter.open(traces, LedgerKeys.none(), 1)) {
            ledger.append(1, new LedgerEvent.Started("t", text, 1));
            ledger.append(2, new LedgerEvent.Lost(null, text, 7, Text.ofUtf8("cause " + BYTES)));
            ledger.append(3, new LedgerEvent.Stopped(true));
        }
        assertThat(Program.run("verify", traces.toString()).out())
                .contains("of sandbox \\x1b[2J" + SHOWN + " 7 messages are in no file: cause " + SHOWN)
                .doesNotContain("\u001b");
        assertThat(Program.run("verify", "--format", "json", traces.toString()).out())
                .contains("of sandbox \\u001b[2J" + JSON + " 7 messages are in no file: cause " + JSON)
                .doesNotContain("\u001b");
    }

    /** The name of a file that a sandbox opened, in every place that shows it. */
    @Test
    void controlCharactersOfNames() throws IOException {
        String file = new SyntheticSandbox()
                .start("/", "a")
                .open("/tmp/" + ByteText.fromUnicode("\u001b[2J" + BYTES), 3)
                .gap(1, "cause \u001b[2J" + BYTES)
                .facts("kind \u001b[2J" + BYTES, "{}")
                .write(folder.resolve("control.gvt"))
                .toString();
        String any = Files.writeString(
                        folder.resolve("any.yaml"),
                        "- rule: R\n  desc: d\n  condition: evt.type = openat\n  output: o %fd.name\n"
                                + "  priority: INFO\n")
                .toString();
        String shown = "\\x1b[2J" + SHOWN;
        String json = "\\u001b[2J" + JSON;
        for (String[] words : new String[][] {
            {"query", file, "-e", "events"},
            {"query", file, "-e", "events", "--format", "csv"},
            {"query", file, "-e", "gaps"},
            {"query", file, "-e", "gaps", "--format", "csv"},
            {"info", file},
            {"rules", "explain", file, "--rules", any, "--rule", "R", "--event", "3"},
        }) {
            Program.Result result = Program.run(words);
            assertThat(result.out()).as(String.join(" ", words)).contains(shown).doesNotContain("\u001b");
        }
        for (String[] words : new String[][] {
            {"query", file, "-e", "events", "--format", "json"},
            {"query", file, "-e", "gaps", "--format", "json"},
            {"info", "--format", "json", file},
            {"replay", "--rules", any, "--format", "json", file},
        }) {
            Program.Result result = Program.run(words);
            assertThat(result.out()).as(String.join(" ", words)).contains(json).doesNotContain("\u001b");
        }
        assertThat(done("replay", "--rules", any, file)).contains("o /tmp/\\u001b[2J" + SHOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "json", "csv"})
    void causesOfGapsAreUnicode(String format) throws IOException {
        Path lost =
                new SyntheticSandbox().start("/", "a").gap(3, "disk " + TEXT).write(folder.resolve("lost.gvt"));
        Program.Result gaps = Program.run("query", lost.toString(), "--format", format, "-e", "gaps");
        assertThat(gaps.exitCode()).as(gaps.err()).isEqualTo(ExitCode.DONE);
        assertThat(gaps.out()).contains("disk " + TEXT);
    }

    private String trace() {
        return FileNames.text(trace);
    }

    private String done(String... words) {
        Program.Result result = Program.run(words);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out();
    }

    @Test
    void alerts() {
        String text = done("replay", "--rules", rules, trace());
        assertThat(text)
                .contains("Warning O" + TEXT + " file=/tmp/" + SHOWN + " image=i" + TEXT + ":1 name=n" + TEXT
                        + " user=u\u00f6\\xff")
                .contains("host=h" + SHOWN);
        String json = done("replay", "--rules", rules, "--format", "json", trace());
        assertThat(json)
                .contains("\"hostname\":\"h" + JSON + "\"")
                .contains("\"rule\":\"R" + TEXT + "\"")
                .contains("\"tags\":[\"T" + TEXT + "\"]")
                .contains("\"fd.name\":\"/tmp/" + JSON + "\"")
                .contains("\"evt.hostname\":\"h" + JSON + "\"")
                .contains("\"user.name\":\"u\u00f6\ufffd\"")
                .contains("\"proc.env[\u00f6]\":");
    }

    @Test
    void wordsOfTheCommandLine() {
        assertThat(done("replay", "--rules", rules, "--print", "p" + BYTES + " %fd.name", trace()))
                .contains(" p" + SHOWN + " /tmp/" + SHOWN);
        assertThat(done("replay", "--rules", rules, "--tag", "T" + TEXT, trace()))
                .contains("O" + TEXT);
        assertThat(done("query", trace(), "-e", "events fd.name = /tmp/" + BYTES))
                .contains("/tmp/" + SHOWN);
        assertThat(done("query", trace(), "-e", "events fd.name = \"/tmp/" + TEXT + "\""))
                .isEmpty();
        Program.Result none = Program.run("replay", "--rules", rules, "--disable", "x" + BYTES, trace());
        assertThat(none.err()).contains("'x" + SHOWN + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ps", "pstree", "lsof", "events"})
    void answers(String command) {
        assertThat(done("query", trace(), "-e", command)).contains(SHOWN);
        assertThat(done("query", trace(), "-e", command, "--format", "csv")).contains(SHOWN);
        assertThat(done("query", trace(), "-e", command, "--format", "json")).contains(JSON);
    }

    @Test
    void commandsFromAPipe() {
        byte[] line = EscapedText.encode("events fd.name = /tmp/" + BYTES + "\n");
        Program.Result result = Program.runWithInput(line, "query", trace(), "--format", "json");
        assertThat(result.out()).contains("/tmp/" + JSON);
    }

    @Test
    void descriptionsOfTraces() throws IOException {
        assertThat(done("info", trace())).contains("trace-" + SHOWN).contains(" on h" + SHOWN);
        assertThat(done("info", "--format", "json", trace()))
                .contains("trace-" + JSON)
                .contains("\"host\":\"h" + JSON + "\"");
        assertThat(done("verify", trace())).contains("trace-" + SHOWN);
        String slice = FileNames.text(folder.resolve(FileNames.path("slice-" + BYTES)));
        assertThat(Program.run("slice", trace(), slice).err()).contains("slice-" + SHOWN);
        assertThat(done("info", slice))
                .contains("made from")
                .contains("trace-" + SHOWN)
                .contains("on h" + SHOWN);
    }

    @Test
    void errors() {
        for (List<String> words : List.of(
                List.of("info", "no\u001b[2J\\-" + BYTES),
                List.of("replay", "--rules", "no\u001b[2J\\-" + BYTES, trace()),
                List.of("query", trace(), "-e", "no\u001b[2J\\-" + BYTES),
                List.of("query", trace(), "-e", "events fd.num = \"no\u001b[2J\\\\-" + TEXT + "\""),
                List.of("no\u001b[2J\\-" + BYTES),
                List.of("slice", trace(), "/no/no\u001b[2J\\-" + BYTES),
                List.of("session", "--socket", "x", "--rules", "no\u001b[2J\\-" + BYTES),
                List.of("query", trace(), "-e", "ps --at no\u001b[2J\\-" + BYTES))) {
            Program.Result result = Program.run(words.toArray(new String[0]));
            assertThat(result.exitCode()).as(words.toString()).isNotZero();
            assertThat(result.err()).doesNotContain("\u001b").contains("no\\x1b[2J\\\\-" + TEXT);
        }
    }

    @Test
    void rulesAboutRules() throws IOException {
        assertThat(done("rules", "list", rules)).contains("R" + TEXT).contains("T" + TEXT);
        assertThat(done("rules", "list", "--format", "json", rules))
                .contains("\"name\":\"R" + TEXT + "\"")
                .contains("\"desc\":\"D" + TEXT + "\"")
                .contains("\"tags\":[\"T" + TEXT + "\"]")
                .contains("\"proc.env[\u00f6]\"")
                .contains("startswith /tmp/" + TEXT);
        assertThat(done("rules", "describe", rules))
                .contains("R" + TEXT)
                .contains("D" + TEXT)
                .contains("output        O" + TEXT)
                .contains("startswith /tmp/" + TEXT);
        assertThat(done("rules", "explain", trace(), "--rules", rules, "--rule", "R" + TEXT, "--event", "3"))
                .contains("rule 'R" + TEXT)
                .contains("startswith /tmp/" + TEXT)
                .contains("is \"/tmp/" + SHOWN + "\"");
        assertThat(done("rules", "coverage", "--rules", rules)).contains("R" + TEXT);
    }

    @Test
    void reportsOfFaults() throws IOException {
        String wrong = Files.writeString(
                        folder.resolve("w\u00f6.yaml"),
                        "- rule: R" + TEXT + "\n  desc: d\n  condition: fd.num = x" + TEXT
                                + "\n  output: o %proc.aname[" + TEXT + "]\n  priority: INFO\n")
                .toString();
        assertThat(Program.run("rules", "check", wrong).out())
                .contains("x" + TEXT + " is not")
                .contains("w\u00f6.yaml");
        assertThat(Program.run("rules", "check", "--format", "json", wrong).out())
                .contains("x" + TEXT + " is not");
        assertThat(Program.run("rules", "check", "--format", "sarif", wrong).out())
                .contains("x" + TEXT + " is not")
                .contains("w%C3%B6.yaml");
    }

    @Test
    void testsOfRules() throws IOException {
        Path tests = Files.writeString(
                folder.resolve("t.yaml"),
                "rules: [r\u00f6.yaml]\ntests:\n  - name: N" + TEXT
                        + "\n    trace: plain\u00f6.gvt\n    expect:\n      - rule: R" + TEXT
                        + "\n        fields: {fd.name: nothing}\n");
        Files.copy(trace, folder.resolve("plain\u00f6.gvt"));
        String junit = folder.resolve("junit.xml").toString();
        Program.Result result = Program.run("rules", "test", tests.toString(), "--junit", junit);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.FOUND);
        assertThat(result.out()).contains("N" + TEXT).contains("R" + TEXT).contains("/tmp/" + TEXT);
        assertThat(Files.readString(Path.of(junit))).contains("N" + TEXT).contains("/tmp/" + JSON);
    }

    @Test
    void wordsOfAProcessAreItsBytes() throws Exception {
        byte[] commandLine = EscapedText.encode("java\0-jar\0x.jar\0query\0\0" + BYTES + "\0");
        assertThat(CommandLineWords.lossless(commandLine, "query", "", "\ufffd\ufffd"))
                .containsExactly("query", "", BYTES);
        assertThat(CommandLineWords.lossless(commandLine, "other", "\ufffd")).containsExactly("other", "\ufffd");

        for (String locale : List.of("C", "C.UTF-8")) {
            Path words = Files.write(
                    folder.resolve("words"), EscapedText.encode(trace() + "\nevents fd.name = /tmp/" + BYTES));
            List<String> command = new ArrayList<>(List.of(
                    "sh", "-c", "set -- \"$@\" \"$(sed -n 1p words)\" -e \"$(sed -n 2p words)\"; exec \"$@\"", "sh"));
            command.addAll(Subprocess.program("query", "--format", "json"));
            try (Subprocess process = Subprocess.startIn(folder, command, Map.of("LC_ALL", locale))) {
                assertThat(process.waitFor(120)).as(process.err()).isZero();
                assertThat(process.out()).as(locale).contains("/tmp/" + JSON);
            }
            Files.delete(words);
        }
    }

    @Test
    void namesOfFiles() {
        for (String name : List.of("/a/" + BYTES, BYTES, "../" + BYTES, "a/" + BYTES + "/b", "plain", "%41" + BYTES)) {
            assertThat(FileNames.text(FileNames.path(name))).isEqualTo(name);
            assertThat(FileNames.path(name).isAbsolute()).isEqualTo(name.startsWith("/"));
        }
        assertThat(FileNames.path(TEXT).toString().getBytes(StandardCharsets.UTF_8))
                .isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8));
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        assertThat(EscapedText.encode(EscapedText.decode(all))).isEqualTo(all);
        assertThat(ByteText.bytes(ByteText.fromUnicode(EscapedText.decode(all))))
                .isEqualTo(all);
        assertThat(Arrays.asList(EscapedText.decode(all, 255, 1))).containsExactly("\udcff");
    }
}
