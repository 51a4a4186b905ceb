// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A terminal in which a program runs. Used by one thread; has to be closed. */
final class Tmux implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/tmux");

    private final Path socket;

    private Tmux(Path socket) {
        this.socket = socket;
    }

    /** Runs a shell script in a terminal of that size; without tmux the test is skipped. */
    static Tmux start(Path folder, int columns, int rows, String script) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROGRAM), "tmux is not installed");
        Path file = Files.writeString(folder.resolve("script"), script);
        Tmux tmux = new Tmux(Files.createTempDirectory(folder, "tmux").resolve("socket"));
        tmux.run(
                "new-session",
                "-d",
                "-s",
                "s",
                "-x",
                String.valueOf(columns),
                "-y",
                String.valueOf(rows),
                "sh",
                file.toString());
        return tmux;
    }

    /**
     * The words that start this program in a shell script, without its arguments. The property {@code gvtrace.program}
     * names another one, such as that of a package.
     */
    static String program() {
        String other = System.getProperty("gvtrace.program");
        if (other != null) {
            return "'" + other + "'";
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        // newer JVMs warn about native libraries on the terminal, as the packaged program prevents in its manifest
        String access = Runtime.version().feature() >= 22 ? " --enable-native-access=ALL-UNNAMED" : "";
        return "'" + java + "'" + access + " -cp '" + System.getProperty("java.class.path") + "' dev.gvtrace.cli.Main";
    }

    /** Runs a command of tmux and returns what it prints. */
    String run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "-S", socket.toString(), "-f", "/dev/null"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out;
    }

    /** Types keys, each by its name or as text. */
    void type(String... keys) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("send-keys", "-t", "s"));
        words.addAll(List.of(keys));
        run(words.toArray(String[]::new));
    }

    /** Ends the terminal and what runs in it. */
    @Override
    public void close() throws IOException, InterruptedException {
        run("kill-server");
    }
}
