// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class SplitMessagePropertyTest {
    @Property(tries = 200)
    void anyMixComesBack(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        List<byte[]> contexts = new ArrayList<>();
        List<byte[]> packets = new ArrayList<>();
        for (int i = random.nextInt(60); i >= 0; i--) {
            if (contexts.isEmpty() || random.nextInt(3) == 0) {
                byte[] context = new byte[random.nextInt(20) == 0 ? random.nextInt(1100) : random.nextInt(12)];
                random.nextBytes(context);
                contexts.add(context);
            }
            byte[] rest = new byte[random.nextInt(20)];
            random.nextBytes(rest);
            byte[] packet = SplitMessageTest.packet(
                    random.nextInt(1 << 16),
                    random.nextInt(3),
                    random.nextLong() >>> random.nextInt(64),
                    contexts.get(random.nextInt(contexts.size())),
                    rest);
            switch (random.nextInt(4)) {
                case 0 -> packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
                case 1 -> packet = Arrays.copyOf(packet, random.nextInt(packet.length + 1));
                default -> {}
            }
            packets.add(packet);
        }
        assertThat(SplitMessageTest.split(packets.toArray(new byte[0][]))).hasSameSizeAs(packets);
    }

    /** Blocks whose checksums are right but whose content is nonsense: what a hostile writer could make. */
    @Property(tries = 500)
    void contentOfAHostileWriterNeverThrows(@ForAll byte[] bytes, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] content = Arrays.copyOf(bytes, bytes.length + 60);
        int at = Varint.write(content, 0, random.nextInt(3));
        for (int i = at; i < content.length; i++) {
            content[i] = (byte) (random.nextInt(3) == 0 ? 8 + 16 * random.nextInt(16) : random.nextInt(6));
        }
        RecordReader records = new RecordReader();
        records.start(content, content.length, content, content.length, 0);
        records.startContexts();
        while (records.next()) {
            SplitMessage message = records.split();
            if (message != null) {
                assertThat(records.kind()).isEqualTo(RecordKind.MESSAGE.code());
                assertThat(records.hasMore() || records.isContinuation()).isFalse();
                assertThat(message.joinedLength())
                        .isLessThanOrEqualTo(32 + TraceFormat.MAX_CONTEXT + message.length())
                        .isLessThanOrEqualTo(message.join().length);
            }
        }
    }
}
