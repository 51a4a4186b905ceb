// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.CorruptTraceException;
import dev.gvtrace.trace.NotATraceException;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data that a recorder reads from each file in its directory when it starts. */
final class FileSpanTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("a.gvt");
    }

    private void write(boolean sealed, long receivedNs) throws IOException {
        Seal before = new Seal(TestTraces.RECORDING, 4, 7, new byte[TraceFormat.SHA_BYTES]);
        Opening opening =
                TestTraces.opening().toBuilder().sandbox(Text.ofUtf8("box")).build();
        try (TraceWriter writer =
                TraceWriter.create(file(), opening, TestTraces.options().following(before), TestTraces.INDEXER)) {
            byte[] packet = TestTraces.packet(1);
            writer.message(receivedNs, packet, 0, packet.length);
            if (sealed) {
                writer.seal(Closing.continued(receivedNs, "rotated"));
            }
        }
    }

    @Test
    void readsItsPlaceAndItsAge() throws IOException {
        write(true, START + 50);
        assertThat(FileSpan.read(file()))
                .isEqualTo(new FileSpan(TestTraces.RECORDING, 5, Text.ofUtf8("box"), true, START + 50, false));
        Files.delete(file());
        write(false, START + 60);
        assertThat(FileSpan.read(file()))
                .isEqualTo(new FileSpan(TestTraces.RECORDING, 5, Text.ofUtf8("box"), false, START + 60, false));
    }

    @Test
    void ignoresTheTimesOfMessages() throws IOException {
        for (boolean sealed : new boolean[] {true, false}) {
            try (TraceWriter writer =
                    TraceWriter.create(file(), TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
                byte[] packet = TestTraces.packet(1, Long.MAX_VALUE, "c", new byte[0]);
                writer.message(START + 5, packet, 0, packet.length);
                if (sealed) {
                    writer.seal(Closing.end(START + 5, "end"));
                }
            }
            assertThat(FileSpan.read(file()).lastNs()).isEqualTo(START + 5);
            Files.delete(file());
        }
    }

    @Test
    void withoutReceiveTimesTheFilesBeginningCounts() throws IOException {
        byte[] headerOnly = Arrays.copyOf(TestTraces.small(), TraceFormat.FILE_HEADER_BYTES);
        Files.write(file(), headerOnly);
        assertThat(FileSpan.read(file())).isEqualTo(new FileSpan(TestTraces.RECORDING, 0, null, false, START, false));
    }

    @Test
    void ignoresAFooterOfAnotherFile() throws IOException {
        byte[] whole = TestTraces.small();
        int footer = whole.length - TraceFormat.littleEndian(whole).getInt(whole.length - TraceFormat.TRAILER_BYTES);
        for (int at : new int[] {footer, footer + 8, footer + 24, whole.length - 1, whole.length - 16}) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            Files.write(file(), changed);
            assertThat(FileSpan.read(file()).sealed())
                    .as("byte %d", at - footer)
                    .isFalse();
        }
        Files.write(file(), whole);
        assertThat(FileSpan.read(file()).sealed()).isTrue();
        byte[] negative = whole.clone();
        TraceFormat.littleEndian(negative).putLong(footer + 96, -5);
        Files.write(file(), negative);
        assertThat(FileSpan.read(file())).isEqualTo(new FileSpan(TestTraces.RECORDING, 0, null, true, START, false));
    }

    @Test
    void refusesFilesThatAreNotTraces() throws IOException {
        assertThatThrownBy(() -> FileSpan.read(folder))
                .isInstanceOf(NotATraceException.class)
                .hasMessageContaining("not a regular file");
        Path target = Files.write(folder.resolve("target"), TestTraces.small());
        Files.createSymbolicLink(file(), target);
        assertThatThrownBy(() -> FileSpan.read(file())).isInstanceOf(NotATraceException.class);
        for (int size : new int[] {0, 7, 8}) {
            Path other = Files.write(folder.resolve("other"), new byte[size]);
            assertThatThrownBy(() -> FileSpan.read(other))
                    .isInstanceOf(NotATraceException.class)
                    .hasMessageContaining("not a .gvt trace");
        }
        Path damaged = Files.write(folder.resolve("damaged"), Arrays.copyOf(TestTraces.small(), 95));
        assertThatThrownBy(() -> FileSpan.read(damaged)).isInstanceOf(CorruptTraceException.class);
    }
}
