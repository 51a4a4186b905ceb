// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.testing.FilledMessages;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.Message;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EventDecoderPropertyTest {
    /** Reads what a rule would read. */
    private static final class Reader implements EventListener {
        private long events;

        @Override
        public void lost(long count) {
            assertThat(count).isPositive();
        }

        @Override
        public void message(Message message) {
            read(message);
        }

        @Override
        public void event(Event event) {
            events++;
            read(event.message());
            read(event.arguments());
            if (event.proof() != null) {
                read(event.proof());
            }
            assertThat(event.dropped()).isNotNegative();
        }

        private static void read(Message message) {
            message.context().containerId();
            message.context().cwd();
            message.context().credential(1);
            if (message instanceof dev.gvtrace.replay.event.message.ExecveInfo info) {
                info.arguments();
                info.standardFd(1).remote().port();
                info.pipeInput().processName();
            } else if (message instanceof dev.gvtrace.replay.event.message.ExecveCall execve) {
                execve.arguments();
                execve.sameArguments(execve);
            } else if (message instanceof dev.gvtrace.replay.event.message.PrlimitCall prlimit) {
                prlimit.oldLimitMaximum();
            } else if (message instanceof dev.gvtrace.replay.event.message.TimerfdSettimeCall timer) {
                timer.newValue().valueNanos();
            }
        }
    }

    @Property(tries = 300)
    void neverThrowsWhateverTheBytes(@ForAll("packets") List<byte[]> packets) {
        run(packets);
    }

    @Provide
    Arbitrary<List<byte[]>> packets() {
        Arbitrary<byte[]> garbage = Arbitraries.bytes().array(byte[].class).ofMaxSize(60);
        Arbitrary<byte[]> headed = Arbitraries.integers()
                .between(0, 40)
                .flatMap(type -> garbage.map(payload -> Packets.of(type, 0, payload)));
        Arbitrary<byte[]> damaged = messages()
                .flatMap(packet -> Arbitraries.integers()
                        .between(0, packet.length - 1)
                        .flatMap(at -> Arbitraries.bytes().map(b -> {
                            byte[] copy = packet.clone();
                            copy[at] = b;
                            return copy;
                        })));
        return Arbitraries.oneOf(garbage, headed, damaged, messages()).list().ofMaxSize(40);
    }

    @Property(tries = 300)
    void givesAnEventForEverySchematizedExitExceptAttempts(@ForAll("streams") List<byte[]> packets) {
        long certain = packets.stream()
                .filter(packet ->
                        packet[2] >= 7 && packet[2] != 11 && packet[2] != 35 && packet[packet.length - 1] == 1)
                .count();
        assertThat(run(packets)).isGreaterThanOrEqualTo(certain);
    }

    @Provide
    Arbitrary<List<byte[]>> streams() {
        return messages().list().ofMaxSize(60);
    }

    /** Messages of few threads, enters and exits, of numbers that have schemas; an exit ends with the byte 1. */
    private static Arbitrary<byte[]> messages() {
        Arbitrary<MessageType> types = Arbitraries.of(MessageType.values());
        Arbitrary<Integer> threads = Arbitraries.integers().between(0, 3);
        Arbitrary<Boolean> exits = Arbitraries.of(true, false);
        Arbitrary<Integer> numbers = Arbitraries.of(0, 1, 2, 3, 9, 42, 56, 57, 59, 80, 257, 322, 221, 435, 9999);
        return net.jqwik.api.Combinators.combine(types, threads, exits, numbers).as((type, thread, exit, number) -> {
            com.google.protobuf.Message.Builder builder = FilledMessages.of(type).toBuilder();
            var descriptor = builder.getDescriptorForType();
            var context = ((com.google.protobuf.Message) builder.getField(descriptor.findFieldByName("context_data")))
                    .toBuilder();
            context.setField(context.getDescriptorForType().findFieldByName("thread_id"), thread);
            builder.setField(descriptor.findFieldByName("context_data"), context.build());
            if (type.isSyscall()) {
                builder.setField(descriptor.findFieldByName("sysno"), (long) number);
                if (!exit) {
                    builder.clearField(descriptor.findFieldByName("exit"));
                }
            }
            byte[] payload = builder.build().toByteArray();
            byte[] marked = java.util.Arrays.copyOf(payload, payload.length + 3);
            marked[payload.length] = (byte) 0xf0; // field 30, which no message has
            marked[payload.length + 1] = 1;
            marked[payload.length + 2] = (byte) (exit ? 1 : 0);
            return Packets.of(type.number(), 0, marked);
        });
    }

    private static long run(List<byte[]> packets) {
        Reader reader = new Reader();
        EventDecoder decoder = new EventDecoder(DecodeOptions.UNKNOWN, reader);
        for (byte[] packet : packets) {
            decoder.packet(packet, 0, packet.length, 1);
        }
        decoder.end();
        assertThat(decoder.messages() + decoder.malformed()).isEqualTo(packets.size());
        return reader.events;
    }
}
