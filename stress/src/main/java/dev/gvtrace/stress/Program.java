// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A process of the program, with what it logs. Closing it kills what is left of it. */
final class Program implements AutoCloseable {
    /** As the launcher starts {@code capture}. */
    static final List<String> CAPTURE = List.of("-Xms128m", "-Xmx1g", "-Xmn16m", "-XX:+UseSerialGC");

    static final List<String> SHORT = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final long PAUSE_MILLIS = 5;

    private final Process process;
    private final Path out;
    private final Path err;

    private Program(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts gvtrace in this JVM's version, with these options for the JVM and variables in its environment. */
    static Program start(Path logs, String name, List<String> jvm, Map<String, String> environment, List<String> words)
            throws IOException {
        // after nohup, it would ignore the signal for reloading
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.add("-Xlog:disable");
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.gvtrace.cli.Main"));
        command.addAll(words);
        Path out = logs.resolve(name + ".out");
        Path err = logs.resolve(name + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new Program(builder.start(), out, err);
    }

    /** Runs gvtrace to its end; returns its exit code. */
    static Program run(Path logs, String name, List<String> words) throws IOException, InterruptedException {
        Program program = start(logs, name, SHORT, Map.of(), words);
        program.process.waitFor();
        return program;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    String out() throws IOException {
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    String log() throws IOException {
        return Files.readString(err, StandardCharsets.UTF_8);
    }

    /** The number of characters logged so far, for {@link #awaitLog}. */
    int logged() throws IOException {
        return log().length();
    }

    /** Waits until a line logged after that point meets the condition; returns it. */
    String awaitLog(int from, String what, Predicate<String> wanted) throws IOException, InterruptedException {
        while (true) {
            boolean alive = process.isAlive();
            String log = log();
            String found = log.substring(Math.min(from, log.length()))
                    .lines()
                    .filter(wanted)
                    .findFirst()
                    .orElse(null);
            if (found != null) {
                return found;
            }
            if (!alive) {
                throw new IOException("the recorder ended before it logged " + what + ": " + log);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** SIGKILL; returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Waits for its end; returns the exit code. */
    int await() throws InterruptedException {
        return process.waitFor();
    }

    /** What it uses now. */
    record Use(long residentKib, int descriptors, int threads) {}

    Use use() throws IOException {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        long resident = 0;
        int threads = 0;
        for (String line : Files.readAllLines(proc.resolve("status"), StandardCharsets.ISO_8859_1)) {
            String value = line.replaceAll("[^0-9]", "");
            if (line.startsWith("VmRSS:")) {
                resident = Long.parseLong(value);
            } else if (line.startsWith("Threads:")) {
                threads = Integer.parseInt(value);
            }
        }
        try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
            return new Use(resident, (int) open.count(), threads);
        }
    }

    /** Makes its JVM collect garbage, so that its memory shows what it keeps; false where the JDK's tool is missing. */
    boolean collectGarbage() throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(tool)) {
            return false;
        }
        Process run = new ProcessBuilder(tool.toString(), Long.toString(process.pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return run.waitFor(30, TimeUnit.SECONDS) && run.exitValue() == 0;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
