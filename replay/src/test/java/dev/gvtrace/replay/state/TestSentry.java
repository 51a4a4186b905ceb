// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.decode.DecodeOptions;
import dev.gvtrace.replay.decode.EventDecoder;
import dev.gvtrace.replay.decode.EventListener;
import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.TextPool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;

/** Sends messages as a Sentry does, one thread at a time, and applies what the decoder makes of them. */
final class TestSentry implements EventListener {
    static final int AT_FDCWD = -100;
    static final int CLOEXEC = 0x80000;
    /** When all messages are received. */
    static final long RECEIVED_NS = 77;

    final SandboxState state;
    final ArrayList<String> types = new ArrayList<>();
    /** Exec sessions as reported: the first thread, the event, the time. */
    final ArrayList<String> sessions = new ArrayList<>();

    private final StateBuilder builder;
    private final TextPool texts = new TextPool();
    private final EventDecoder decoder = new EventDecoder(DecodeOptions.UNKNOWN, texts, this);
    private final ArrayList<EventContext> applied = new ArrayList<>();
    private Fields extra = new Fields();
    private int tid = 1;
    private int pid = 1;
    private String container = "c1";
    private long timeNs = 1_000_000_000L;
    private int dropped;

    TestSentry() {
        this(false);
    }

    TestSentry(boolean resolved) {
        state = new SandboxState(1);
        builder = new StateBuilder(state, resolved);
    }

    TestSentry(SandboxState state, MemoryBudget budget) {
        this.state = state;
        builder = new StateBuilder(state, false, budget);
    }

    @Override
    public void lost(long count) {
        builder.lost(count);
    }

    @Override
    public void message(Message message) {
        builder.observe(message);
        EventContext session = builder.session(message, RECEIVED_NS);
        if (session != null) {
            Event event = session.event();
            sessions.add(session.thread().tid() + " " + event.type().name() + " " + event.execProof() + " "
                    + event.result() + " " + event.timeNs());
        }
    }

    @Override
    public void event(Event event) {
        types.add(event.type().name());
        applied.add(builder.apply(event));
    }

    StateBuilder builder() {
        return builder;
    }

    /** The charged size of the sandbox on the heap. */
    long heldBytes() {
        return builder.heldBytes() + decoder.heldBytes() + texts.heldBytes();
    }

    /** Forgets which events there were. */
    void forgetEvents() {
        types.clear();
        applied.clear();
        types.trimToSize();
        applied.trimToSize();
    }

    /** The context of the last event; valid until the next message. */
    EventContext last() {
        return applied.get(applied.size() - 1);
    }

    /** The next messages are this thread's, of the process with this id. */
    TestSentry as(int threadId, int processId) {
        tid = threadId;
        pid = processId;
        return this;
    }

    TestSentry as(int processId) {
        return as(processId, processId);
    }

    TestSentry in(String containerId) {
        container = containerId;
        return this;
    }

    /** The next message's context has this, too. */
    TestSentry with(Fields more) {
        extra = more;
        return this;
    }

    TestSentry losing(int count) {
        dropped += count;
        return this;
    }

    long timeNs() {
        return timeNs;
    }

    private Fields context() {
        timeNs += 1000;
        return new Fields().number(1, timeNs).number(2, tid).number(4, pid).text(6, container);
    }

    /** Sends a message of that type with the given fields after the context. */
    EventContext send(int type, Fields fields) {
        byte[] context = concat(context().toBytes(), extra.toBytes());
        extra = new Fields();
        byte[] payload = concat(new Fields().bytes(1, context).toBytes(), fields.toBytes());
        ByteBuffer packet = ByteBuffer.allocate(8 + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        packet.putShort((short) 8).putShort((short) type).putInt(dropped).put(payload);
        return packet(packet.array());
    }

    /** Sends a whole packet, as it was received from a Sentry. */
    EventContext packet(byte[] packet) {
        decoder.packet(packet, 0, packet.length, 0);
        return applied.isEmpty() ? null : last();
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] all = new byte[a.length + b.length];
        System.arraycopy(a, 0, all, 0, a.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    void end() {
        decoder.end();
        builder.settle();
    }

    ProcessInfo process(int id) {
        builder.settle();
        return state.process(id);
    }

    FdInfo fd(int processId, int number) {
        return process(processId).anyThread().fd(number);
    }

    // Messages

    static Fields exit(long result) {
        return result >= 0
                ? new Fields().message(2, new Fields().number(1, result))
                : new Fields().message(2, new Fields().number(2, -result));
    }

    static Fields credentials(int uid, int gid) {
        return new Fields()
                .message(
                        7,
                        new Fields()
                                .number(1, uid)
                                .number(2, uid)
                                .number(3, uid)
                                .number(4, gid)
                                .number(5, gid)
                                .number(6, gid));
    }

    EventContext start(String cwd, String... args) {
        return send(
                1, new Fields().text(2, container).text(3, cwd).texts(4, args).texts(5, "PATH=/bin", "HOME=/root"));
    }

    /** The current thread makes another; of a process of its own if the two ids are equal. */
    EventContext clone(int newTid, int newPid, long flags) {
        return send(
                2,
                new Fields()
                        .number(3, newTid)
                        .number(4, newPid)
                        .number(5, 7000 + newTid)
                        .number(6, flags));
    }

    EventContext fork(int child) {
        return clone(child, child, 0);
    }

    EventContext cloneExit(long result) {
        return send(23, exit(result).number(3, 56).number(4, 17));
    }

    EventContext execve(String path, String... args) {
        return send(11, exit(0).number(3, 59).text(6, path).texts(7, args));
    }

    EventContext execveInfo(String path, String execfn, String... args) {
        return execveInfo(path, execfn, new Fields(), args);
    }

    EventContext execveInfo(String path, String execfn, Fields more, String... args) {
        Fields fields = new Fields()
                .text(2, path)
                .texts(3, args)
                .texts(4, "PATH=/bin", "X=1")
                .text(17, execfn);
        return send(3, fields.raw(more.toBytes()));
    }

    EventContext taskExit(int status) {
        return send(5, new Fields().number(2, status));
    }

    EventContext exitNotify() {
        return send(4, new Fields());
    }

    EventContext openat(int directory, String path, int flags, long result) {
        return send(
                7,
                exit(result).number(3, 257).number(4, directory).text(6, path).number(7, flags));
    }

    EventContext open(String path, long result) {
        return openat(AT_FDCWD, path, 0, result);
    }

    EventContext close(int fd, long result) {
        return send(8, exit(result).number(3, 3).number(4, fd));
    }

    EventContext read(int fd, String fdPath, long result) {
        return send(9, exit(result).number(4, fd).text(5, fdPath).number(6, 100));
    }

    EventContext dup(int sysno, int old, int target, int flags, long result) {
        return send(
                19,
                exit(result).number(3, sysno).number(4, old).number(5, target).number(7, flags));
    }

    EventContext fcntl(int fd, int command, long argument, long result) {
        return send(
                18, exit(result).number(3, 72).number(4, fd).number(6, command).number(7, argument));
    }

    EventContext raw(int sysno, long result, long... arguments) {
        Fields fields = exit(result).number(4, sysno);
        for (int i = 0; i < arguments.length; i++) {
            fields.number(5 + i, arguments[i]);
        }
        return send(6, fields);
    }

    EventContext socket(int domain, int type, int protocol, long result) {
        return send(
                12, exit(result).number(3, 41).number(4, domain).number(5, type).number(6, protocol));
    }

    EventContext connect(int fd, byte[] address, long result) {
        return send(10, exit(result).number(3, 42).number(4, fd).bytes(6, address));
    }

    EventContext bind(int fd, byte[] address, long result) {
        return send(24, exit(result).number(3, 49).number(4, fd).bytes(6, address));
    }

    EventContext listen(int fd, byte[] address, long result) {
        return send(
                37,
                exit(result)
                        .number(3, 50)
                        .number(4, fd)
                        .bytes(7, address)
                        .number(8, 2)
                        .number(9, 1));
    }

    EventContext accept(int fd, byte[] address, int flags, long result) {
        Fields fields = exit(result).number(3, 288).number(4, fd).number(7, flags);
        return send(25, address.length == 0 ? fields : fields.bytes(6, address));
    }

    EventContext chdir(String path, long result) {
        return send(13, exit(result).number(3, 80).number(4, AT_FDCWD).text(6, path));
    }

    EventContext setid(int sysno, int id, long result) {
        return send(14, exit(result).number(3, sysno).number(4, id));
    }
}
