// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.shell.terminal.AnswerScreen;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.table.RequestException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartFileTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final SavedQuestions questions = new SavedQuestions();

    private ShellSettings read(Map<String, String> environment) {
        Streams streams = new Streams(
                new ByteArrayInputStream(new byte[0]),
                new ByteArrayOutputStream(),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Streams.Terminals.NONE,
                environment);
        ShellSettings settings =
                new ShellSettings(TableRenderer.Format.TABLE, new ShellOptions(), new AnswerScreen(streams), streams);
        new StartFile(
                        new SetCommand(settings, streams),
                        new DefineCommand(questions, name -> name.equals("ps"), streams),
                        streams)
                .read();
        return settings;
    }

    private String messages() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void settingsAndQuestionsAreRead() throws IOException, RequestException {
        Path file = Files.writeString(
                folder.resolve("rc"),
                "# mine\n\nset format json\n  set wide on\ndefine etc = files path startswith /etc \\\n  | count\n");
        ShellSettings settings = read(Map.of("GVTRACERC", file.toString()));
        assertThat(messages()).isEmpty();
        assertThat(settings.get("format")).isEqualTo("json");
        assertThat(settings.get("wide")).isEqualTo("on");
        assertThat(questions.all()).containsEntry("etc", "files path startswith /etc   | count");
    }

    @Test
    void aWrongLineIsReportedWithItsPlaceAndTheRestIsRead() throws IOException, RequestException {
        Path file = Files.writeString(
                folder.resolve("rc"),
                "set colour on\nps\nset wide maybe\ndefine ps = files\ndefine\nset 'x\nset vertical on\n\u001b[2J\n");
        ShellSettings settings = read(Map.of("GVTRACERC", file.toString()));
        assertThat(settings.get("vertical")).isEqualTo("on");
        assertThat(messages().lines())
                .containsExactly(
                        "gvtrace query: " + file + ":1: unknown setting 'colour'; nearest: color",
                        "gvtrace query: " + file + ":2: invalid 'ps': expected set or define",
                        "gvtrace query: " + file + ":3: set wide: invalid 'maybe': expected on, off",
                        "gvtrace query: " + file + ":4: define: 'ps' is a command or table already",
                        "gvtrace query: " + file + ":5: define: expected NAME = QUESTION",
                        "gvtrace query: " + file + ":6: a ' is not closed in: 'x",
                        "gvtrace query: " + file + ":8: invalid '\\x1b[2J': expected set or define");
    }

    @Test
    void theFirstFileThatIsThereIsRead() throws IOException {
        Map<String, String> environment = Map.of("HOME", folder.toString());
        assertThat(StartFile.find(environment)).isNull();
        Path old = Files.createFile(folder.resolve(".gvtracerc"));
        assertThat(StartFile.find(environment)).isEqualTo(old);
        Path rc = Files.createFile(
                Files.createDirectories(folder.resolve(".config/gvtrace")).resolve("rc"));
        assertThat(StartFile.find(environment)).isEqualTo(rc);
        assertThat(StartFile.find(Map.of("HOME", folder.toString(), "XDG_CONFIG_HOME", "/nowhere")))
                .isEqualTo(old);
    }

    @Test
    void aFileThatIsNoneIsReported() {
        read(Map.of("GVTRACERC", folder.toString()));
        assertThat(messages()).isEqualTo("gvtrace query: " + folder + ": not a file, or not there\n");
        read(Map.of());
        assertThat(messages()).hasLineCount(1);
    }
}
