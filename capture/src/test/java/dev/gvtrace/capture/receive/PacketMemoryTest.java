// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.receive;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacketMemoryTest {
    @TempDir
    Path dir;

    @Test
    void warnsAboutFilesThatMayBeTooSmallForABuffer() {
        assertThatThrownBy(() -> PacketMemory.open(dir, 1 << 20, (1 << 20) - 1))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "cannot create the buffer in the temporary directory: it needs a file of 1048576 bytes, and 1048575 are"
                                + " allowed (ulimit -f, LimitFSIZE of systemd)");
    }
}
