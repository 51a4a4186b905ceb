// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs jcstress, which needs a process of its own. */
@Tag("faults")
class PacketRingStressTest {
    @TempDir
    Path dir;

    @Test
    @Timeout(600)
    void nothingIsTornLostOrOutOfOrder() throws IOException, InterruptedException {
        Path log = dir.resolve("jcstress.log");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-t",
                PacketRingStress.class.getName(),
                "-f",
                "1",
                "-iters",
                "3",
                "-time",
                "200",
                "-sc",
                "false",
                "-jvmArgs",
                "-Xmx512m -XX:MaxDirectMemorySize=1g",
                "-r",
                dir.resolve("report").toString());
        Process process = new ProcessBuilder(command)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            process.waitFor();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String said = Files.readString(log);
        assertThat(said).contains("RUN RESULTS");
        assertThat(process.exitValue()).as(said).isZero();
        System.out.println(said.substring(said.lastIndexOf("RUN RESULTS")));
    }
}
