// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.type.EventTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Not a test: prints what decoding costs a message. Arguments: a tracereplay file, and how many times it is decoded.
 */
public final class DecodeTiming {
    private DecodeTiming() {}

    /** Runs the timing. */
    public static void main(String[] args) throws IOException {
        long begin = System.nanoTime();
        int types = EventTypes.count();
        System.out.printf("event types: %d in %.1f ms%n", types, (System.nanoTime() - begin) / 1e6);
        begin = System.nanoTime();
        dev.gvtrace.replay.event.message.SystemCall.of(dev.gvtrace.proto.point.Architecture.X86_64, 0);
        System.out.printf("system calls: %.1f ms%n", (System.nanoTime() - begin) / 1e6);
        List<byte[]> packets = Traces.packets(Path.of(args[0]));
        byte[] all = new byte[packets.stream().mapToInt(p -> p.length).sum()];
        int[] ends = new int[packets.size()];
        int at = 0;
        for (int i = 0; i < ends.length; i++) {
            byte[] packet = packets.get(i);
            System.arraycopy(packet, 0, all, at, packet.length);
            at += packet.length;
            ends[i] = at;
        }
        int rounds = Integer.parseInt(args[1]);
        for (int round = 0; round < rounds; round++) {
            Count count = new Count();
            long allocated = allocated();
            long from = cpu();
            EventDecoder decoder = new EventDecoder(DecodeOptions.UNKNOWN, count);
            int start = 0;
            for (int end : ends) {
                decoder.packet(all, start, end - start, 0);
                start = end;
            }
            decoder.end();
            long took = cpu() - from;
            if (round == 0 || round == 1 || round == rounds - 1 || round % (rounds / 5 + 1) == 0) {
                System.out.printf(
                        "round %d: %d messages, %d events, %.1f ns and %.1f bytes a message (%d)%n",
                        round,
                        count.messages,
                        count.events,
                        (double) took / ends.length,
                        (double) (allocated() - allocated) / ends.length,
                        count.sum);
            }
        }
    }

    private static long cpu() {
        return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    private static final class Count implements EventListener {
        private long messages;
        private long events;
        private long sum;

        @Override
        public void lost(long count) {}

        @Override
        public void message(Message message) {
            messages++;
            sum += message.context().timeNs();
        }

        @Override
        public void event(Event event) {
            events++;
            sum += event.type().id() + event.result();
        }
    }
}
