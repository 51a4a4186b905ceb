// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.Exit;
import dev.gvtrace.proto.schema.Socket;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages lost by the recorder make later events as uncertain as those lost by the Sentry. */
class RecordedGapTest {
    private static final long START = 1_700_000_000_000_000_000L;

    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();

    @Test
    void whatTheRecorderLostIsLost() throws IOException {
        ReplayResult result = replay(new Gap(START, START, 3, "not written: no space left on device"), 0);
        assertThat(told).containsExactly("lost 0, before it 0", "gap 3", "lost 3, before it 3");
        assertThat(result.lost()).isEqualTo(3);
    }

    @Test
    void anUncountedLossIsAtLeastOne() throws IOException {
        assertThat(replay(new Gap(START, START, Gap.UNKNOWN, "damage: block"), 0)
                        .lost())
                .isEqualTo(1);
        assertThat(told).contains("gap -1", "lost 1, before it 1");
    }

    @Test
    void lossesInTheNextMessageAreNotCountedTwice() throws IOException {
        ReplayResult result = replay(new Gap(START, START, 2, Gap.SOCKET_FULL), 2);
        assertThat(told).containsExactly("lost 0, before it 0", "gap 2", "lost 2, before it 2");
        assertThat(result.lost()).isEqualTo(2);
    }

    private ReplayResult replay(Gap gap, int droppedByThen) throws IOException {
        Path file = folder.resolve("trace.gvt");
        Opening opening = Opening.builder(TraceOrigin.LIVE, START).build();
        WriterOptions options = WriterOptions.defaults().withSynced(false);
        try (TraceWriter writer = TraceWriter.create(file, opening, options, MessageIndexer.NONE)) {
            message(writer, 0);
            writer.gap(gap);
            message(writer, droppedByThen);
            writer.seal(Closing.end(START, "done"));
        }
        try (TraceSource source = TraceSources.open(file)) {
            return new TraceReplay(source, ReplayOptions.DEFAULT).run(1, new ReplayListener() {
                @Override
                public boolean event(EventContext event) {
                    told.add("lost " + event.sandbox().lost() + ", before it "
                            + event.event().dropped());
                    return true;
                }

                @Override
                public void gap(long fromNs, long toNs, long lost, Text cause) {
                    told.add("gap " + lost);
                }
            });
        }
    }

    private static void message(TraceWriter writer, int dropped) throws IOException {
        Socket socket = Socket.newBuilder()
                .setContextData(ContextData.newBuilder().setTimeNs(START).setThreadId(7))
                .setExit(Exit.newBuilder().setResult(3))
                .setSysno(41)
                .setDomain(2)
                .setType(1)
                .build();
        byte[] packet = Packets.of(socket, dropped);
        writer.message(START, packet, 0, packet.length);
    }
}
