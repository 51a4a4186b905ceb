// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The scripts complete command lines in real shells; one that is not installed is skipped. */
class CompletionTest {
    /** What is typed, then all that is offered. The files are those of {@link #makeFiles}. */
    static Stream<Arguments> lines() {
        return Stream.of(
                arguments("gvtrace r", "repair replay report rules"),
                arguments("gvtrace rules ", "check coverage describe explain list test"),
                arguments("gvtrace session i", "install"),
                arguments("gvtrace rules list --f", "--format"),
                arguments("gvtrace rules list --format ", "json text"),
                arguments("gvtrace rules list --format=j", "json"),
                arguments("gvtrace replay --priority w", "warning"),
                arguments("gvtrace replay --priority warning --match ", "all first"),
                arguments("gvtrace replay --rules b", "beats.yaml builtin"),
                arguments("gvtrace replay --rules beats.yaml tr", "trace-1.gvt trace-2.gvt"),
                arguments("gvtrace capture --out o", "out-1/ out-2/"),
                arguments("gvtrace -", "--help --version -V -h"));
    }

    @TempDir
    private Path folder;

    @BeforeEach
    void makeFiles() throws Exception {
        for (String name : List.of("beats.yaml", "trace-1.gvt", "trace-2.gvt", "other")) {
            Files.createFile(folder.resolve(name));
        }
        Files.createDirectory(folder.resolve("out-1"));
        Files.createDirectory(folder.resolve("out-2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void everyCommandAndOptionIsInTheScript(String shell) throws Exception {
        String script = script(shell);
        for (CommandLine command : commands(Verbs.commandLine(Program.streams(new byte[0]), ""))) {
            String path = command.getCommandSpec().qualifiedName();
            assertThat(script).contains(shell.equals("zsh") ? "_" + path.replace(' ', '_') + "()" : path);
            command.getCommandSpec().options().stream()
                    .filter(option -> !option.hidden())
                    .forEach(option -> assertThat(script)
                            .contains(
                                    shell.equals("fish")
                                            ? option.longestName().replaceFirst("^-+", "")
                                            : option.longestName()));
        }
    }

    @Test
    void theScriptIsThatOfBashUnlessAnotherShellIsNamed() throws Exception {
        assertThat(Program.run("generate-completion").out()).isEqualTo(script("bash"));
        Program.Result wrong = Program.run("generate-completion", "tcsh");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("tcsh", "BASH", "ZSH", "FISH");
    }

    @ParameterizedTest
    @MethodSource("lines")
    void bashCompletes(String line, String offered) throws Exception {
        Path script = script("bash", "gvtrace.bash");
        // as bash splits the line
        String words = Stream.of(line.replace("=", " = ").split(" ", -1))
                .map(word -> "'" + word + "'")
                .reduce("", (before, word) -> before + " " + word);
        assertThat(
                        words(
                                run(
                                        "bash",
                                        "--norc",
                                        "-c",
                                        "cd '" + folder + "' && source '" + script + "' && COMP_WORDS=(" + words + ")\n"
                                                + "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _gvtrace; printf '%s\\n' \"${COMPREPLY[@]}\"")))
                .containsExactlyInAnyOrder(withoutSlash(offered));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void fishCompletes(String line, String offered) throws Exception {
        Path script = script("fish", "gvtrace.fish");
        String out = run(
                "fish",
                "--no-config",
                "-c",
                "cd '" + folder + "'; source '" + script + "'; complete -C '" + line + "'");
        List<String> found = out.lines()
                .map(each -> each.replaceFirst("\t.*", "").replaceFirst("^--format=", ""))
                .toList();
        // fish offers the short options only after the long ones are exhausted
        assertThat(found)
                .containsAll(Stream.of(offered.split(" "))
                        .filter(word -> !word.matches("-."))
                        .toList())
                .allMatch(word -> List.of(offered.split(" ")).contains(word));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void zshCompletes(String line, String offered) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/zsh")), "zsh is not installed");
        script("zsh", "_gvtrace");
        try (Tmux tmux = Tmux.start(folder, 160, 50, "cd '" + folder + "' && exec zsh -f -i\n")) {
            tmux.type(
                    "-l",
                    "PS1='> '; fpath=('" + folder + "' $fpath); autoload -Uz compinit; compinit -u -D;"
                            + " setopt no_auto_menu no_list_ambiguous; LISTMAX=1000; print rea''dy");
            tmux.type("Enter");
            screen(tmux, "ready");
            tmux.type("-l", line);
            tmux.type("Tab");
            String[] words = offered.split(" ");
            assertThat(words(screen(tmux, words))).doesNotContain("other", "_gvtrace");
        }
    }

    /** The screen below the last line of set-up as soon as it has all these words. */
    private static String screen(Tmux tmux, String... words) throws Exception {
        String screen = "";
        for (int look = 0; look < 600; look++) {
            screen = tmux.run("capture-pane", "-p", "-t", "s");
            screen = screen.substring(Math.max(0, screen.indexOf("\nready")));
            if (words(screen.replace('=', ' ')).containsAll(List.of(words))) {
                return screen;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("expected " + Arrays.toString(words) + ": " + screen);
    }

    private static List<String> words(String text) {
        return Stream.of(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }

    private static String[] withoutSlash(String offered) {
        return offered.replace("/", "").split(" ");
    }

    private static List<CommandLine> commands(CommandLine from) {
        List<CommandLine> all = new ArrayList<>(List.of(from));
        from.getSubcommands().values().stream()
                .filter(each -> !each.getCommandSpec().usageMessage().hidden())
                .forEach(each -> all.addAll(commands(each)));
        return all;
    }

    private Path script(String shell, String name) throws Exception {
        return Files.writeString(folder.resolve(name), script(shell));
    }

    private static String script(String shell) throws Exception {
        Program.Result result = Program.run("generate-completion", shell);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out();
    }

    private String run(String... command) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", command[0])), command[0] + " is not installed");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("HOME", folder.toString());
        Process process = builder.redirectError(folder.resolve("err").toFile()).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        assertThat(folder.resolve("err")).isEmptyFile();
        return out;
    }
}
