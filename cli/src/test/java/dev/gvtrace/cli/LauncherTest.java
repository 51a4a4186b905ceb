// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a tree of its own, with a Maven and a Java that only do what matters here. */
@Timeout(60)
class LauncherTest {
    @TempDir
    private Path top;

    @BeforeEach
    void makeTree() throws IOException {
        Path launcher = Files.copy(Repository.top().resolve("gvtrace"), top.resolve("gvtrace"));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String module : new String[] {"proto", "capture", "replay", "cli"}) {
            Files.createDirectories(top.resolve(module + "/src/main"));
            Files.createFile(top.resolve(module + "/pom.xml"));
        }
        Files.createFile(top.resolve("pom.xml"));
        Files.createDirectories(top.resolve("cli/src/main/sh"));
        Files.copy(Repository.top().resolve("cli/src/main/sh/start.sh"), top.resolve("cli/src/main/sh/start.sh"));
        Files.createDirectories(top.resolve("bin"));
        // only its arguments count: it prints its version, and makes the archives that a JVM without one of its own can
        // make
        script("java", """
                case "$*" in
                  *-XshowSettings*) echo '    java.specification.version = 99' >&2 ;;
                  *ArchiveClassesAtExit*) exit 1 ;;
                  *Xshare:dump*) for word; do case "$word" in -XX:SharedArchiveFile=*) echo classes > "${word#*=}" ;; esac; done ;;
                  *Training*) ;;
                  *) echo "started $*" ;;
                esac
                """);
    }

    @Test
    void aBuildReportsItsProgress() throws Exception {
        script("mvn", """
                echo '[INFO] Scanning for projects...'
                echo '[INFO] Building gvtrace proto 0.1.0-SNAPSHOT                                 [2/5]'
                echo '[INFO] Building jar: /somewhere/x.jar'
                echo '[INFO] Building gvtrace cli 0.1.0-SNAPSHOT                                   [5/5]'
                """);
        Result result = launch();
        assertThat(result.exitCode).as(result.err).isZero();
        assertThat(result.err.lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("gvtrace: building (this takes"),
                        line -> assertThat(line).isEqualTo("gvtrace: building gvtrace proto 0.1.0-SNAPSHOT (2/5)"),
                        line -> assertThat(line).isEqualTo("gvtrace: building gvtrace cli 0.1.0-SNAPSHOT (5/5)"));
        assertThat(result.out).startsWith("started");
    }

    @Test
    void aFailedBuildShowsTheOutputOfMaven() throws Exception {
        script("mvn", """
                echo '[INFO] Building gvtrace proto 0.1.0-SNAPSHOT                                 [2/5]'
                echo '[ERROR] X.java:[1,1] class, interface, enum, or record expected'
                exit 1
                """);
        Result result = launch();
        assertThat(result.exitCode).isEqualTo(70);
        assertThat(result.err)
                .contains("[ERROR] X.java:[1,1]", "the build failed, see above")
                .doesNotContain("[INFO]");
        assertThat(result.out).isEmpty();
    }

    @Test
    void aJvmWithoutAnArchiveOfItsOwnGetsOneThatNeedsNone() throws Exception {
        script("mvn", "");
        assertThat(launch().exitCode).isZero();
        assertThat(top.resolve("cli/target/gvtrace.stamp.jsa")).hasContent("classes");
        try (var left = Files.list(top.resolve("cli/target"))) {
            assertThat(left).noneMatch(file -> file.toString().endsWith(".classes"));
        }
    }

    @Test
    void extensionsStandBehindTheProgramOnTheClassPath() throws Exception {
        script("mvn", "");
        Result with = launch("GVTRACE_EXTENSIONS", "/opt/acme/fields.jar:/opt/acme/more.jar");
        assertThat(with.exitCode).as(with.err).isZero();
        assertThat(with.out)
                .contains("/gvtrace-cli.jar:/opt/acme/fields.jar:/opt/acme/more.jar dev.gvtrace.cli.Main --version")
                .doesNotContain("-jar");
        assertThat(launch("GVTRACE_EXTENSIONS", "").out)
                .contains("/gvtrace-cli.jar --version")
                .contains("-jar");
    }

    private record Result(int exitCode, String out, String err) {}

    private Result launch() throws IOException, InterruptedException {
        return launch("GVTRACE_EXTENSIONS", "");
    }

    private Result launch(String variable, String value) throws IOException, InterruptedException {
        Path out = top.resolve("out");
        Path err = top.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(top.resolve("gvtrace").toString(), "--version")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment()
                .putAll(Map.of("PATH", top.resolve("bin") + ":/usr/bin:/bin", "JAVA_HOME", top.toString()));
        builder.environment().put(variable, value);
        Process process = builder.start();
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private void script(String name, String body) throws IOException {
        Path script = Files.writeString(top.resolve("bin").resolve(name), "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
