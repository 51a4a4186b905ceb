// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileDestinationTest {
    @TempDir
    Path dir;

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void isPrivateAndAppendedTo() throws Exception {
        Path path = dir.resolve("alerts");
        deliverOnce(path, "1");
        deliverOnce(path, "2");
        assertThat(path).hasContent("1\n2\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void onHangupTheNextAlertIsInANewFile() throws Exception {
        Path path = dir.resolve("alerts");
        FileDestination file = new FileDestination(path);
        file.deliver(line("1"));
        Files.move(path, dir.resolve("alerts.1"));
        file.refresh();
        file.deliver(line("2"));
        assertThat(dir.resolve("alerts.1")).hasContent("1\n");
        assertThat(path).hasContent("2\n");
        file.close();
    }

    @Test
    void aRotationWithoutASignalIsNoticed() throws Exception {
        Path path = dir.resolve("alerts");
        FileDestination file = new FileDestination(path);
        file.deliver(line("1"));
        Files.move(path, dir.resolve("alerts.1"));
        while (!Files.exists(path)) {
            file.deliver(line("2"));
            Thread.sleep(20);
        }
        assertThat(path).hasContent("2\n");
        file.close();
    }

    @Test
    void aLineThatACrashCutIsEnded() throws Exception {
        Path path = Files.writeString(dir.resolve("alerts"), "{\"output\":\"hal");
        deliverOnce(path, "1");
        assertThat(path).hasContent("{\"output\":\"hal\n1\n");
    }

    @Test
    void onAFullDiskNoHalfLineStays() throws Exception {
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", dir.toString()), "cannot mount here");
        try {
            FileDestination file = new FileDestination(dir.resolve("alerts"));
            file.deliver(line("first"));
            Path ballast = fill();
            byte[] large = line("x".repeat(20_000));
            assertThatThrownBy(() -> file.deliver(large))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("space");
            Files.delete(ballast);
            file.deliver(large);
            assertThat(Files.readString(dir.resolve("alerts"))).isEqualTo("first\n" + "x".repeat(20_000) + "\n");
            file.close();
        } finally {
            run("umount", "-l", dir.toString());
        }
    }

    private Path fill() throws IOException {
        Path ballast = dir.resolve("ballast");
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(new byte[1024]);
            }
        } catch (IOException e) {
            return ballast;
        }
    }

    private static void deliverOnce(Path path, String text) throws IOException {
        FileDestination file = new FileDestination(path);
        file.deliver(line(text));
        file.close();
    }

    private static boolean run(String... words) throws Exception {
        return new ProcessBuilder(words).start().waitFor() == 0;
    }
}
