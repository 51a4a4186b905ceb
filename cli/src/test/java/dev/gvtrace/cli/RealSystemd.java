// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A systemd as the first process of its own namespaces, with the units of one folder. {@code /run}, {@code /var/lib},
 * {@code /opt} and {@code /etc} are its own; the rest of the file system is this machine's.
 */
final class RealSystemd implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/lib/systemd/systemd");
    private static final long START_SECONDS = 30;
    /** Units of the system that others refer to. */
    private static final List<String> TARGETS = List.of(
            "default",
            "sysinit",
            "basic",
            "shutdown",
            "sockets",
            "multi-user",
            "local-fs",
            "paths",
            "timers",
            "slices");

    private static final String PREPARE = """
            set -e
            mount --make-rprivate /
            mount -t tmpfs -o mode=755 tmpfs /run
            mkdir -p /run/systemd/system /run/etc/upper /run/etc/work
            mount -t overlay -o lowerdir=/etc,upperdir=/run/etc/upper,workdir=/run/etc/work overlay /etc
            mount -t tmpfs -o mode=755 tmpfs /var/lib
            mount -t tmpfs -o mode=755 tmpfs /opt
            mount -t cgroup2 none /sys/fs/cgroup
            echo 'gvtrace:x:64999:64999::/:/usr/sbin/nologin' >> /etc/passwd
            echo 'gvtrace:x:64999:' >> /etc/group
            . %s
            export container=test SYSTEMD_UNIT_PATH=%s
            exec %s --system --unit=default.target --log-target=console --log-level=info
            """;

    private final Path folder;
    private final Process namespaces;
    private final long pid;

    private RealSystemd(Path folder, Process namespaces, long pid) {
        this.folder = folder;
        this.namespaces = namespaces;
        this.pid = pid;
    }

    /**
     * Boots. Skips the test where that is impossible.
     *
     * @param folder for its files
     * @param units folder with units
     * @param preparation commands of a shell that run before it, in its namespaces
     */
    static RealSystemd boot(Path folder, Path units, String preparation) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "no systemd (apt-get install systemd)");
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "a systemd of its own needs root");
        for (String target : TARGETS) {
            Files.writeString(
                    units.resolve(target + ".target"), "[Unit]\nDescription=" + target + "\nDefaultDependencies=no\n");
        }
        Path before = Files.writeString(folder.resolve("before.sh"), preparation);
        Path script = Files.writeString(folder.resolve("boot.sh"), PREPARE.formatted(before, units, PROGRAM));
        Process namespaces = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--pid",
                        "--fork",
                        "--mount-proc",
                        "--cgroup",
                        "--kill-child",
                        "/bin/bash",
                        script.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("systemd.log").toFile())
                .start();
        try {
            return await(folder, namespaces);
        } catch (Exception | Error e) {
            namespaces.destroyForcibly();
            throw e;
        }
    }

    private static RealSystemd await(Path folder, Process namespaces) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (namespaces.isAlive() && System.nanoTime() < until) {
            Optional<ProcessHandle> first = namespaces.children().findFirst();
            if (first.isPresent()) {
                RealSystemd booted =
                        new RealSystemd(folder, namespaces, first.get().pid());
                try (Subprocess state = booted.start("systemctl", "is-active", "default.target")) {
                    if (state.waitFor(START_SECONDS) == 0) {
                        return booted;
                    }
                }
            }
            Thread.sleep(50);
        }
        String log = Files.readString(folder.resolve("systemd.log")).strip();
        namespaces.destroyForcibly();
        Assumptions.abort("no systemd can be booted here: " + log.lines().reduce("", (one, next) -> next));
        throw new IllegalStateException();
    }

    /** Starts a program in its namespaces. */
    Subprocess start(String... words) throws IOException {
        return start(List.of(words));
    }

    /** Starts a program in its namespaces. */
    Subprocess start(List<String> words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("nsenter", "--target", Long.toString(pid), "--mount", "--pid", "--"));
        command.addAll(words);
        return Subprocess.startIn(folder, command, Map.of());
    }

    /** Runs a program in its namespaces; returns what it prints. */
    String run(String... words) throws Exception {
        try (Subprocess process = start(words)) {
            int exitCode = process.waitFor(120);
            if (exitCode != 0) {
                throw new AssertionError(
                        List.of(words) + ": exit code " + exitCode + ": " + process.out() + process.err());
            }
            return process.out();
        }
    }

    /** A property of a unit. */
    String property(String unit, String name) throws Exception {
        return run("systemctl", "show", unit, "--property=" + name, "--value").strip();
    }

    /** Ends all processes in it. */
    @Override
    public void close() throws InterruptedException {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        namespaces.waitFor(START_SECONDS, TimeUnit.SECONDS);
    }
}
