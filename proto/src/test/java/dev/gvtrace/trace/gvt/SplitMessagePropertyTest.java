// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.testing.Choices;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.SplitMessage;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.Varint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class SplitMessagePropertyTest {
    @Property(tries = 200)
    void anyMixComesBack(@ForAll("choices") Choices choices) throws IOException {
        List<byte[]> contexts = new ArrayList<>();
        List<byte[]> packets = new ArrayList<>();
        for (int i = choices.nextInt(60); i >= 0; i--) {
            if (contexts.isEmpty() || choices.nextInt(3) == 0) {
                byte[] context = new byte[choices.nextInt(20) == 0 ? choices.nextInt(1100) : choices.nextInt(12)];
                choices.nextBytes(context);
                contexts.add(context);
            }
            byte[] rest = new byte[choices.nextInt(20)];
            choices.nextBytes(rest);
            byte[] packet = SplitMessageTest.packet(
                    choices.nextInt(1 << 16),
                    choices.nextInt(3),
                    choices.nextLong() >>> choices.nextInt(64),
                    contexts.get(choices.nextInt(contexts.size())),
                    rest);
            switch (choices.nextInt(4)) {
                case 0 -> packet[choices.nextInt(packet.length)] = (byte) choices.nextInt(256);
                case 1 -> packet = Arrays.copyOf(packet, choices.nextInt(packet.length + 1));
                default -> {}
            }
            packets.add(packet);
        }
        assertThat(SplitMessageTest.split(packets.toArray(new byte[0][]))).hasSameSizeAs(packets);
    }

    /** Blocks whose checksums are right but whose content is nonsense: what a hostile writer could make. */
    @Property(tries = 500)
    void contentOfAHostileWriterNeverThrows(@ForAll byte[] bytes, @ForAll("choices") Choices choices) {
        byte[] content = Arrays.copyOf(bytes, bytes.length + 60);
        int at = Varint.write(content, 0, choices.nextInt(3));
        for (int i = at; i < content.length; i++) {
            content[i] = (byte) (choices.nextInt(3) == 0 ? 8 + 16 * choices.nextInt(16) : choices.nextInt(6));
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

    @Provide
    Arbitrary<Choices> choices() {
        return Choices.upTo(2_000);
    }
}
