// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MemoryFileTest {
    @Test
    void hasTheLastContent() throws IOException {
        try (MemoryFile memory = MemoryFile.create()) {
            assertThat(memory.read()).isNull();
            for (String content : new String[] {"first", "", "the third is longer", "4"}) {
                memory.write(content.getBytes(StandardCharsets.UTF_8));
                assertThat(memory.read()).asString(StandardCharsets.UTF_8).isEqualTo(content);
            }
            assertThatThrownBy(() -> memory.write(new byte[MemoryFile.MAX_BYTES + 1]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("expected at most " + MemoryFile.MAX_BYTES);
            assertThat(memory.read()).asString(StandardCharsets.UTF_8).isEqualTo("4");
        }
    }

    @Test
    void aDamagedOneHasNoContent() throws IOException {
        try (MemoryFile memory = MemoryFile.create();
                FileOutputStream raw = new FileOutputStream(memory.fileDescriptor())) {
            memory.write("evidence".getBytes(StandardCharsets.UTF_8));
            raw.getChannel().write(ByteBuffer.wrap(new byte[] {'x'}), 4096);
            assertThat(memory.read()).isNull();
            raw.getChannel().write(ByteBuffer.allocate(8).putLong(-1).flip(), 0);
            assertThat(memory.read()).isNull();
            raw.getChannel()
                    .write(ByteBuffer.allocate(12).putLong(4096).putInt(1 << 30).flip(), 0);
            assertThat(memory.read()).isNull();
        }
    }
}
