// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.capture.system.TestDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warnings at the start about the recorder's directories. */
class PlacesTest {
    @TempDir
    Path dir;

    private final List<String> log = new ArrayList<>();

    @Test
    void aRecorderNamesThemWhenItBegins() throws IOException {
        Path open = TestDirectory.make(dir.resolve("open"), TestDirectory.OPEN);
        CaptureOptions options =
                CaptureOptions.of(open.resolve("s.sock"), TestDirectory.make(dir.resolve("out"), TestDirectory.OPEN));
        try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, log::add)) {
            assertThat(server.connected()).isZero();
        }
        assertThat(log)
                .anyMatch(line -> line.startsWith("the socket is in " + open))
                .anyMatch(line -> line.startsWith("the traces are in " + dir.resolve("out")));
    }

    @Test
    void filesStayBelowTheLimit() {
        CaptureOptions options = CaptureOptions.of(dir.resolve("s.sock"), dir);
        assertThat(options.fittingFileSizeLimit(Long.MAX_VALUE, log::add)).isSameAs(options);
        assertThat(options.fittingFileSizeLimit(2L << 30, log::add)).isSameAs(options);
        assertThat(log).isEmpty();
        CaptureOptions less = options.fittingFileSizeLimit(100 << 20, log::add);
        assertThat(less.retention().rotateBytes()).isEqualTo(92 << 20);
        assertThat(log)
                .containsExactly(
                        "a file may have at most 104857600 bytes (ulimit -f, LimitFSIZE of systemd): each is followed"
                                + " by a next one at 96468992 bytes");
        Retention never = new Retention(0, null, 0, null, 0);
        assertThat(options.withRetention(never)
                        .fittingFileSizeLimit(8 << 20, log::add)
                        .retention()
                        .rotateBytes())
                .isEqualTo(4 << 20);
    }
}
