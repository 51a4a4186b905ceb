// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SocketPathTest {
    @Test
    void addressesHaveTheBytesOfTheName() throws IOException {
        String name = "/x\u00e9\udcffy";
        assertThat(SocketPath.address(FileNames.path(name)).getPathAsBytes()).isEqualTo(EscapedText.encode(name));
        assertThat(SocketPath.ofNotifySocket(name).getPathAsBytes()).isEqualTo(EscapedText.encode(name));
        assertThat(SocketPath.ofNotifySocket("@n\udcff").getPathAsBytes()).isEqualTo(new byte[] {0, 'n', (byte) 0xff});
    }

    @Test
    void lengthsAreCountedInBytes() throws IOException {
        String longest = "/" + "\u00e9".repeat(SocketPath.MAX_BYTES / 2);
        assertThat(SocketPath.address(FileNames.path(longest)).getPathAsBytes()).hasSize(SocketPath.MAX_BYTES);
        assertThatThrownBy(() -> SocketPath.address(FileNames.path(longest + "\udcff")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("path of 108 bytes is too long for a socket");
    }
}
