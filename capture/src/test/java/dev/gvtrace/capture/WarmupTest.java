// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.wire.MessagePeek;
import dev.gvtrace.proto.wire.PacketVerdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WarmupTest {
    private static final int SHORTEST = 500;

    @TempDir
    Path dir;

    private final List<String> log = new ArrayList<>();

    @Test
    void notifiesTheListenerOfASandboxAndLeavesNothingBehind() {
        AtomicInteger packets = new AtomicInteger();
        List<String> closed = new ArrayList<>();
        CaptureListener listener = new CaptureListener() {
            @Override
            public void packet(ConnectionInfo connection, long receivedNs, byte[] buffer, int offset, int length) {
                packets.incrementAndGet();
            }

            @Override
            public void closed(ConnectionInfo connection, String reason) {
                closed.add(reason);
            }
        };
        Warmup.hold(dir, listener, log::add);
        assertThat(packets).hasValueGreaterThan(SHORTEST);
        assertThat(closed).hasSize(1);
        assertThat(log).isEmpty();
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void whereThereIsNoPlaceForItItIsLeftOut() {
        Warmup.hold(dir.resolve("missing"), CaptureListener.NONE, log::add);
        assertThat(log).singleElement().asString().startsWith("no warm-up").contains("missing");
    }

    @Test
    void messagesAreSuchAsASentrySends() {
        SyntheticTraffic work = new SyntheticTraffic("warm-up");
        MessagePeek peek = new MessagePeek();
        ByteBuffer packet = ByteBuffer.allocate(SyntheticTraffic.LONGEST);
        long before = 0;
        for (int i = 0; i < SHORTEST; i++) {
            work.next(packet.clear());
            byte[] bytes = packet.array();
            assertThat(peek.look(bytes, 0, packet.position())).isEqualTo(PacketVerdict.VALID);
            assertThat(new String(bytes, peek.containerOffset(), peek.containerLength(), StandardCharsets.UTF_8))
                    .isEqualTo("warm-up");
            assertThat(peek.timeNs()).isGreaterThan(before);
            assertThat(peek.type())
                    .isIn(
                            MessageType.SYSCALL_OPEN.number(),
                            MessageType.SYSCALL_READ.number(),
                            MessageType.SYSCALL_CLOSE.number());
            before = peek.timeNs();
        }
    }
}
