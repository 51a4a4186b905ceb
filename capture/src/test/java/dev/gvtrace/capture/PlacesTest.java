// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said at the start of where a recorder is to work. */
class PlacesTest {
    private static final int SAFE = 0755;
    private static final int OPEN = 0777;
    private static final int STICKY = 01777;

    @TempDir
    Path dir;

    private final List<String> log = new ArrayList<>();

    @Test
    void whatIsOpenToAllIsNamed() throws IOException {
        Path safe = directory("safe", SAFE);
        Path open = directory("open", OPEN);
        Path below = directory("open/below", SAFE);
        Path sticky = directory("sticky", STICKY);
        OpenPlaces.tellOf("the traces are in", safe, false, log::add);
        OpenPlaces.tellOf("temporary files are in", sticky, true, log::add);
        OpenPlaces.tellOf("the traces are in", directory("sticky/below", SAFE), false, log::add);
        assertThat(log).isEmpty();
        OpenPlaces.tellOf("the traces are in", open, false, log::add);
        OpenPlaces.tellOf("the socket is in", below, false, log::add);
        OpenPlaces.tellOf("the socket is in", sticky, false, log::add);
        OpenPlaces.tellOf("temporary files are in", open, true, log::add);
        String any = " (mode 777): everybody may make, replace and remove files there";
        assertThat(log)
                .containsExactly(
                        "the traces are in " + open + any,
                        "the socket is in " + below + ", below " + open + any,
                        "the socket is in " + sticky + " (mode 1777): everybody may make files there",
                        "temporary files are in " + open + any);
    }

    @Test
    void aLinkIsFollowed() throws IOException {
        Path open = directory("open", OPEN);
        Path link = Files.createSymbolicLink(dir.resolve("link"), open);
        OpenPlaces.tellOf("the traces are in", link, false, log::add);
        assertThat(log).singleElement().asString().startsWith("the traces are in " + open.toRealPath());
    }

    @Test
    void aRecorderNamesThemWhenItBegins() throws IOException {
        Path open = directory("open", OPEN);
        CaptureOptions options = CaptureOptions.of(open.resolve("s.sock"), directory("out", OPEN));
        try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, log::add)) {
            assertThat(server.connected()).isZero();
        }
        assertThat(log)
                .anyMatch(line -> line.startsWith("the socket is in " + open))
                .anyMatch(line -> line.startsWith("the traces are in " + dir.resolve("out")));
    }

    @Test
    void filesThatMayBeTooSmallForABufferAreSaid() {
        assertThatThrownBy(() -> PacketMemory.open(dir, 1 << 20, (1 << 20) - 1))
                .isInstanceOf(IOException.class)
                .hasMessage("no buffer in the temporary directory: it takes a file of 1048576 bytes, and 1048575 are"
                        + " allowed (ulimit -f, LimitFSIZE of systemd)");
    }

    @Test
    void filesStayBelowTheLimit() {
        CaptureOptions options = CaptureOptions.of(dir.resolve("s.sock"), dir);
        assertThat(FileSizeLimit.fit(options, Long.MAX_VALUE, log::add)).isSameAs(options);
        assertThat(FileSizeLimit.fit(options, 2L << 30, log::add)).isSameAs(options);
        assertThat(log).isEmpty();
        CaptureOptions less = FileSizeLimit.fit(options, 100 << 20, log::add);
        assertThat(less.retention().rotateBytes()).isEqualTo(92 << 20);
        assertThat(log)
                .containsExactly(
                        "a file may have at most 104857600 bytes (ulimit -f, LimitFSIZE of systemd): each is followed"
                                + " by a next one at 96468992 bytes");
        Retention never = new Retention(0, null, 0, null, 0);
        assertThat(FileSizeLimit.fit(options.withRetention(never), 8 << 20, log::add)
                        .retention()
                        .rotateBytes())
                .isEqualTo(4 << 20);
    }

    @Test
    void theLimitIsReadAsTheKernelWritesIt() {
        String head = "Limit                     Soft Limit           Hard Limit           Units     ";
        assertThat(FileSizeLimit.of(Stream.of(head, "Max file size             unlimited            unlimited  bytes")))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(FileSizeLimit.of(Stream.of(head, "Max file size             4194304              unlimited  bytes")))
                .isEqualTo(4194304);
        assertThat(FileSizeLimit.bytes()).isPositive();
    }

    private Path directory(String name, int mode) throws IOException {
        Path made = Files.createDirectory(dir.resolve(name));
        Files.setAttribute(made, "unix:mode", mode);
        return made;
    }
}
