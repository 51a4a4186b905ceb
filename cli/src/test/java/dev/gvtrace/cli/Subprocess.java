// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The program in a process of its own, as a user starts it. Closing it kills what is left of it. */
public final class Subprocess implements AutoCloseable {
    private final Process process;
    private final @Nullable Path out;
    private final Path err;

    private Subprocess(Process process, @Nullable Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts gvtrace with these words; its output goes to files in the folder. */
    public static Subprocess gvtrace(Path folder, String... words) throws IOException {
        return start(folder, program(words));
    }

    /** Starts gvtrace; its standard output is a pipe that is not read. */
    public static Subprocess gvtraceIntoPipe(Path folder, String... words) throws IOException {
        return start(folder, program(words), Map.of(), ProcessBuilder.Redirect.PIPE);
    }

    /** Starts gvtrace; its standard output is this file. */
    static Subprocess gvtraceTo(Path folder, Path out, String... words) throws IOException {
        return start(folder, program(words), Map.of(), ProcessBuilder.Redirect.to(out.toFile()));
    }

    /** Starts gvtrace with these variables in its environment. */
    static Subprocess gvtraceWith(Path folder, Map<String, String> environment, String... words) throws IOException {
        Path out = Files.createTempFile(folder, "process", ".out");
        return start(folder, program(words), environment, ProcessBuilder.Redirect.to(out.toFile()));
    }

    /** The command that starts gvtrace with these words. */
    static List<String> program(String... words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 22) {
            // as the manifest of the program's own jar has it; without it these JDKs warn
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.gvtrace.cli.Main"));
        command.addAll(List.of(words));
        return command;
    }

    /** Starts any program in the folder, with these variables in its environment. */
    static Subprocess startIn(Path folder, List<String> command, Map<String, String> environment) throws IOException {
        Path out = Files.createTempFile(folder, "process", ".out");
        Path err = Files.createTempFile(folder, "process", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new Subprocess(builder.start(), out, err);
    }

    /** Starts any program. */
    static Subprocess start(Path folder, List<String> command) throws IOException {
        Path out = Files.createTempFile(folder, "process", ".out");
        return start(folder, command, Map.of(), ProcessBuilder.Redirect.to(out.toFile()));
    }

    private static Subprocess start(
            Path folder, List<String> command, Map<String, String> environment, ProcessBuilder.Redirect out)
            throws IOException {
        Path err = Files.createTempFile(folder, "process", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out)
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new Subprocess(
                builder.start(), out.file() == null ? null : out.file().toPath(), err);
    }

    /** The exit code; the process has so long to end. */
    public int waitFor(long seconds) throws InterruptedException, IOException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + seconds + " s: " + out() + err());
        }
        return process.exitValue();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The most memory that it has had in use at once so far, in KiB; 0 when it has ended. */
    long mostResidentKib() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (NoSuchFileException | UncheckedIOException e) {
            return 0;
        }
    }

    /** How many descriptors it has open. */
    public int descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return (int) open.count();
        }
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Any signal, by its name. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Closes the pipe that is not read. */
    public void hangUp() throws IOException {
        process.getInputStream().close();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    public String out() throws IOException {
        return out == null ? "" : Files.readString(out, StandardCharsets.UTF_8);
    }

    public String err() throws IOException {
        return Files.readString(err, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
