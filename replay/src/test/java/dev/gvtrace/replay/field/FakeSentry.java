// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import com.google.protobuf.Message;
import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.Credentials;
import dev.gvtrace.proto.schema.Exit;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.decode.DecodeOptions;
import dev.gvtrace.replay.decode.EventDecoder;
import dev.gvtrace.replay.decode.EventListener;
import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.StateBuilder;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sandbox made for a test: messages go in, values of fields at the last event come out. */
public final class FakeSentry {
    private static final long FIRST_NS = 1_700_000_000_000_000_000L;

    private final List<byte[]> packets = new ArrayList<>();
    private final List<Integer> uids = new ArrayList<>(List.of(0));

    /** The context of a thread that leads its own process; times run one second a message. */
    ContextData context(int pid) {
        return context(pid, pid);
    }

    ContextData context(int tid, int pid) {
        int uid = uids.get(uids.size() - 1);
        return ContextData.newBuilder()
                .setTimeNs(FIRST_NS + packets.size() * 1_000_000_000L)
                .setThreadId(tid)
                .setThreadGroupId(pid)
                .setContainerId("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")
                .setCredentials(Credentials.newBuilder()
                        .setRealUid(uid)
                        .setEffectiveUid(uid)
                        .setSavedUid(uid)
                        .setRealGid(uid)
                        .setEffectiveGid(uid)
                        .setSavedGid(uid))
                .build();
    }

    /** Sets the acting thread. */
    FakeSentry as(int uid) {
        uids.add(uid);
        return this;
    }

    FakeSentry send(Message message) {
        packets.add(Packets.of(message));
        return this;
    }

    FakeSentry send(Message message, int dropped) {
        packets.add(Packets.of(message, dropped));
        return this;
    }

    static Exit ok(long result) {
        return Exit.newBuilder().setResult(result).build();
    }

    static Exit failed(int errno) {
        return Exit.newBuilder().setErrorno(errno).build();
    }

    /** The values of the fields at the last event; null for missing ones. */
    List<@Nullable String> values(String... fields) throws FieldException {
        List<Field<EventContext>> resolved = new ArrayList<>();
        for (String field : fields) {
            resolved.add(
                    field.startsWith("any ")
                            ? Installed.binding().resolve(field.substring(4), null)
                            : ValueText.field(field));
        }
        List<@Nullable String> last = new ArrayList<>();
        replay(packets, event -> {
            last.clear();
            resolved.forEach(field -> last.add(ValueText.of(field, event)));
        });
        return last;
    }

    @Nullable
    String value(String field) throws FieldException {
        return values(field).get(0);
    }

    /** Shows all events so far. */
    public void replay(Step step) {
        replay(packets, step);
    }

    /** What is done with each event. */
    public interface Step {
        void on(EventContext event);
    }

    static void replay(List<byte[]> packets, Step step) {
        StateBuilder builder = new StateBuilder(new SandboxState(1, Text.ofUtf8("host")));
        EventDecoder decoder = new EventDecoder(DecodeOptions.UNKNOWN, new EventListener() {
            @Override
            public void lost(long count) {
                builder.lost(count);
            }

            @Override
            public void message(dev.gvtrace.replay.event.message.Message message) {
                builder.observe(message);
            }

            @Override
            public void event(Event event) {
                step.on(builder.apply(event));
            }
        });
        for (byte[] packet : packets) {
            decoder.packet(packet, 0, packet.length, 0);
        }
        decoder.end();
    }
}
