// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.Socket;
import dev.gvtrace.proto.testing.FilledMessages;
import dev.gvtrace.proto.testing.GoldenPacket;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessageViewsTest {
    private static final Map<String, Function<Message, Object>> ACCESSORS = MessageAccessors.all();

    /** The fields of a call's arguments by their positions in its registers. */
    private static final Map<MessageType, String> POSITIONS = Map.ofEntries(
            Map.entry(MessageType.SYSCALL_RAW, "arg1 arg2 arg3 arg4 arg5 arg6"),
            Map.entry(MessageType.SYSCALL_OPEN, ""),
            Map.entry(MessageType.SYSCALL_CLOSE, "fd"),
            Map.entry(MessageType.SYSCALL_READ, "fd"),
            Map.entry(MessageType.SYSCALL_WRITE, "fd"),
            Map.entry(MessageType.SYSCALL_CONNECT, "fd"),
            Map.entry(MessageType.SYSCALL_EXECVE, ""),
            Map.entry(MessageType.SYSCALL_SOCKET, "domain type protocol"),
            Map.entry(MessageType.SYSCALL_CHDIR, "fd"),
            Map.entry(MessageType.SYSCALL_SETID, "id"),
            Map.entry(MessageType.SYSCALL_SETRESID, "rid eid sid"),
            Map.entry(MessageType.SYSCALL_PRLIMIT64, "pid resource"),
            Map.entry(MessageType.SYSCALL_PIPE, "- flags"),
            Map.entry(MessageType.SYSCALL_FCNTL, "fd cmd args"),
            Map.entry(MessageType.SYSCALL_DUP, "old_fd new_fd flags"),
            Map.entry(MessageType.SYSCALL_SIGNALFD, "fd - - flags"),
            Map.entry(MessageType.SYSCALL_CHROOT, ""),
            Map.entry(MessageType.SYSCALL_EVENTFD, "val flags"),
            Map.entry(MessageType.SYSCALL_CLONE, "flags stack"),
            Map.entry(MessageType.SYSCALL_BIND, "fd"),
            Map.entry(MessageType.SYSCALL_ACCEPT, "fd - - flags"),
            Map.entry(MessageType.SYSCALL_TIMERFD_CREATE, "clock_id flags"),
            Map.entry(MessageType.SYSCALL_TIMERFD_SETTIME, "fd flags"),
            Map.entry(MessageType.SYSCALL_TIMERFD_GETTIME, "fd"),
            Map.entry(MessageType.SYSCALL_FORK, ""),
            Map.entry(MessageType.SYSCALL_INOTIFY_INIT, "flags"),
            Map.entry(MessageType.SYSCALL_INOTIFY_ADD_WATCH, "fd - mask"),
            Map.entry(MessageType.SYSCALL_INOTIFY_RM_WATCH, "fd"),
            Map.entry(MessageType.SYSCALL_SOCKETPAIR, "domain type protocol"),
            Map.entry(MessageType.SYSCALL_MMAP, "addr length prot flags fd offset"),
            Map.entry(MessageType.SYSCALL_LISTEN, "fd backlog"),
            Map.entry(MessageType.SYSCALL_PTRACE, "request pid"));

    private final MessageViews views = new MessageViews(new TextPool());

    @ParameterizedTest
    @EnumSource(MessageType.class)
    void readsEveryFieldAsProtobufEncodedIt(MessageType type) {
        com.google.protobuf.Message want = FilledMessages.of(type);
        Message view = read(type.number(), want.toByteArray());

        assertThat(views.whole()).isTrue();
        assertThat(view.kind().type()).isEqualTo(type.number());
        assertThat(view.context().present()).isTrue();
        for (Map.Entry<String, Object> field : leaves("", want).entrySet()) {
            assertThat(value(view, type, field.getKey()))
                    .as(type + " " + field.getKey())
                    .isEqualTo(field.getValue());
        }
    }

    @ParameterizedTest
    @EnumSource(MessageType.class)
    void answersDefaultsForAnEmptyMessage(MessageType type) {
        read(type.number(), FilledMessages.of(type).toByteArray());
        Message view = read(type.number(), new byte[0]);

        assertThat(views.whole()).isTrue();
        assertThat(view.context().present()).isFalse();
        for (String path : leaves("", FilledMessages.of(type)).keySet()) {
            if (path.endsWith(".port")) {
                continue; // the accessor of the test puts the wire's upper bits back
            }
            assertThat(value(view, type, path)).as(type + " " + path).isIn(0, 0L, "", false, List.of(), new byte[0]);
        }
        if (view instanceof Call call) {
            assertThat(call.isExit()).isFalse();
            assertThat(call.succeeded()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(MessageType.class)
    void readsTheSameFromParts(MessageType type) throws IOException {
        com.google.protobuf.Message want = FilledMessages.of(type);
        Message whole = read(type.number(), want.toByteArray());
        Message parts = new MessageViews(new TextPool()).read(PartsOf.payload(type.number(), want.toByteArray()));
        byte[] copy = new byte[parts.fieldBytes()];
        parts.copyFields(copy);
        Context context = parts.context();
        MessageViews others = new MessageViews(new TextPool());
        Message again = others.again(parts.type(), context.timeNs(), context.identity(), copy, copy.length);

        for (Message view : List.of(parts, again)) {
            assertThat(view.kind()).isEqualTo(whole.kind());
            assertThat(view.context().present()).isTrue();
            assertThat(view.hasContextField()).isFalse();
            for (String path : leaves("", want).keySet()) {
                assertThat(value(view, type, path)).as(type + " " + path).isEqualTo(value(whole, type, path));
            }
        }
        assertThat(others.whole()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(MessageType.class)
    void givesTheArgumentsOfACallByTheirPositions(MessageType type) {
        String paths = POSITIONS.get(type);
        assertThat(paths != null).as("%s has positions", type).isEqualTo(type.isSyscall());
        if (paths == null) {
            return;
        }
        Call call = (Call) read(type.number(), FilledMessages.of(type).toByteArray());
        String[] byPosition = (paths + " - - - - - -").trim().split(" ");
        for (int i = 0; i < RawCall.ARGUMENTS; i++) {
            Object want = byPosition[i].equals("-") ? 0L : value(call, type, byPosition[i]);
            Object argument = want instanceof Integer ? (Object) (int) call.argument(i) : (Object) call.argument(i);
            assertThat(argument).as(type + " " + i).isEqualTo(want);
        }
    }

    @Test
    void aSecondContextInTheRestCountsAsProtobufHasIt() throws IOException {
        Socket first = Socket.newBuilder()
                .setContextData(ContextData.newBuilder().setTimeNs(5).setThreadId(1))
                .setDomain(2)
                .build();
        Socket second = Socket.newBuilder()
                .setContextData(ContextData.newBuilder().setTimeNs(6).setThreadId(2))
                .build();
        ByteString both = first.toByteString().concat(second.toByteString());
        Message view = views.read(PartsOf.payload(12, both.toByteArray()));
        assertThat(view.context().threadId()).isEqualTo(2);
        assertThat(view.context().timeNs()).isEqualTo(6);
        assertThat(((SocketCall) view).domain()).isEqualTo(2);
        assertThat(views.whole()).isTrue();
    }

    @Test
    void aSecondTimeInTheContextCountsAsProtobufHasIt() throws IOException {
        byte[] payload = {0x0a, 6, 0x08, 5, 0x10, 1, 0x08, 9};
        Message view = views.read(PartsOf.payload(12, payload));
        assertThat(view.context().timeNs()).isEqualTo(9);
        assertThat(view.context().threadId()).isEqualTo(1);
        assertThat(views.whole()).isTrue();
    }

    @Test
    void partsThatAreNotAMessageAreIncomplete() throws IOException {
        byte[] brokenContext = {0x0a, 4, 0x08, 5, 0x12, 9, 0x18, 3};
        byte[] brokenRest = {0x0a, 4, 0x08, 5, 0x10, 1, 0x22, 9};
        for (byte[] payload : List.of(brokenContext, brokenRest)) {
            views.read(PartsOf.payload(12, payload));
            assertThat(views.whole()).isFalse();
        }
        Message known = views.read(PartsOf.payload(12, new byte[] {0x0a, 4, 0x08, 5, 0x10, 1}));
        assertThat(views.whole()).isTrue();
        assertThat(known.context().threadId()).isEqualTo(1);
    }

    @Test
    void partsOfAnUnknownTypeAreReadAsOneMessage() throws IOException {
        byte[] payload = {0x0a, 4, 0x08, 5, 0x10, 1, 0x18, 3};
        Message view = views.read(PartsOf.payload(77, payload));
        assertThat(view).isInstanceOf(UnknownMessage.class);
        assertThat(view.type()).isEqualTo(77);
        assertThat(view.context().present()).isFalse();
        assertThat(view.fieldBytes()).isEqualTo(payload.length);
    }

    private Object value(Message view, MessageType type, String path) {
        if (path.startsWith("context_data.")) {
            Function<Context, Object> accessor =
                    MessageAccessors.contextFields().get(path.substring("context_data.".length()));
            return accessor.apply(view.context());
        }
        Function<Message, Object> accessor = ACCESSORS.get(type.number() + " " + path);
        if (accessor != null) {
            return accessor.apply(view);
        }
        // exit and sysno, which all calls have
        return switch (path) {
            case "exit.result" -> ((Call) view).errorNumber() == 0 ? ((Call) view).result() : exitResult(view);
            case "exit.errorno" -> ((Call) view).errorNumber();
            case "sysno" -> view.fields.number(type == MessageType.SYSCALL_RAW ? 4 : 3);
            default -> throw new AssertionError("no accessor for " + type + " " + path);
        };
    }

    /** The value sent with an error number; it is meaningless, so there is no accessor. */
    private static long exitResult(Message view) {
        assertThat(((Call) view).result()).isEqualTo(-Math.abs(((Call) view).errorNumber()));
        return view.sub(2).number(1);
    }

    /** All values below a message by path, as Java's primitives; times as ns. */
    private static Map<String, Object> leaves(String prefix, com.google.protobuf.Message message) {
        Map<String, Object> leaves = new LinkedHashMap<>();
        message.getAllFields().forEach((field, value) -> {
            String path = prefix + field.getName();
            if (value instanceof com.google.protobuf.Message sub) {
                if (path.endsWith("ctime")) {
                    Map<String, Object> time = leaves("", sub);
                    leaves.put(path, (long) time.get("sec") * 1_000_000_000L + (long) time.get("nsec"));
                } else {
                    leaves.putAll(leaves(path + ".", sub));
                }
            } else if (value instanceof ByteString bytes) {
                leaves.put(path, bytes.toByteArray());
            } else if (path.equals("fd") && value instanceof Long fd) {
                leaves.put(path, fd.intValue()); // sent as 64 bits, made of 32
            } else {
                leaves.put(path, field.getName().equals("port") ? (int) value & 0x8000ffff : value);
            }
        });
        return leaves;
    }

    @Test
    void keepsTheTypeOfAnUnknownMessage() {
        Message view = read(39, new byte[] {0x08, 0x05});
        assertThat(view).isInstanceOf(UnknownMessage.class);
        assertThat(view.type()).isEqualTo(39);
        assertThat(view.context().present()).isFalse();
        assertThat(read(65535, new byte[] {(byte) 0xff}).type()).isEqualTo(65535);
        assertThat(views.whole()).isTrue();
    }

    @Test
    void refusesInvalidMessages() {
        read(7, new byte[] {0x32, 5, 'x'});
        assertThat(views.whole()).isFalse();
        read(7, new byte[] {0x0a, 1, (byte) 0x80});
        assertThat(views.whole()).isFalse();
    }

    @Test
    void readsGoldenPackets() {
        OpenCall open = (OpenCall) golden(GoldenPacket.OPENAT_FAILED);
        assertThat(open.systemCall().name()).isEqualTo("openat");
        assertThat(open.result()).isEqualTo(-2);
        assertThat(open.succeeded()).isFalse();
        assertThat(open.fd()).isEqualTo(-100);
        assertThat(open.pathname()).isEqualTo("/x");
        assertThat(open.flags()).isEqualTo(0x241);
        assertThat(open.mode()).isEqualTo(0644);
        OpenCall enter = (OpenCall) golden(GoldenPacket.OPENAT_ENTER);
        assertThat(enter.isExit()).isFalse();
        assertThat(enter.pathname()).isEqualTo("/etc/ld.so.cache");
        IoCall read = (IoCall) golden(GoldenPacket.READ_END_OF_FILE);
        assertThat(read.systemCall().event().name()).isEqualTo("read");
        assertThat(read.succeeded()).isTrue();
        assertThat(read.result()).isZero();
        assertThat(read.count()).isEqualTo(832);
        DupCall dup = (DupCall) golden(GoldenPacket.DUP2);
        assertThat(dup.result()).isEqualTo(1);
        assertThat(dup.oldFd()).isEqualTo(5);
        assertThat(dup.newFd()).isEqualTo(1);
        ConnectCall connect = (ConnectCall) golden(GoldenPacket.CONNECT_IN_PROGRESS);
        assertThat(connect.result()).isEqualTo(-115);
        assertThat(connect.addressLength()).isEqualTo(16);
        AcceptCall accept = (AcceptCall) golden(GoldenPacket.ACCEPT_WITHOUT_ADDRESS);
        assertThat(accept.result()).isEqualTo(5);
        assertThat(accept.addressLength()).isZero();
        RawCall unlinkat = (RawCall) golden(GoldenPacket.RAW_UNLINKAT_FAILED);
        assertThat(unlinkat.systemCall().name()).isEqualTo("unlinkat");
        assertThat((int) unlinkat.argument(0)).isEqualTo(-100);
        assertThat(unlinkat.argument(1)).isEqualTo(0x7f0000001000L);
        SetidCall setsid = (SetidCall) golden(GoldenPacket.SETSID_ARM64);
        assertThat(setsid.systemCall().name()).isEqualTo("setsid");
        assertThat(setsid.systemCall().architecture()).isEqualTo(Architecture.ARM64);
        assertThat(((ForkCall) golden(GoldenPacket.FORK)).systemCall().name()).isEqualTo("fork");
        assertThat(((PipeCall) golden(GoldenPacket.PIPE2)).writer()).isEqualTo(4);
    }

    @Test
    void readsGoldenPacketsOfTheSentry() {
        ContainerStart start = (ContainerStart) golden(GoldenPacket.START);
        assertThat(start.id()).isEqualTo("c1");
        assertThat(start.arguments()).containsExactly("sh", "-c", "id");
        assertThat(start.environment()).containsExactly("A=b");
        assertThat(start.context().timeNs()).isEqualTo(1700000000000000000L);
        CloneInfo clone = (CloneInfo) golden(GoldenPacket.CLONE);
        assertThat(clone.createdThreadId()).isEqualTo(9);
        assertThat(clone.flags()).isEqualTo(0x4100);
        ExecveInfo execve = (ExecveInfo) golden(GoldenPacket.EXECVE);
        assertThat(execve.path()).isEqualTo("/usr/bin/id");
        assertThat(execve.mode()).isEqualTo(0100755);
        assertThat(execve.ctimeNs()).isEqualTo(1700000000000000005L);
        assertThat(execve.lowerLayer()).isTrue();
        assertThat(execve.upperLayer()).isFalse();
        assertThat(execve.standardFd(0).path()).isEqualTo("/dev/pts/0");
        assertThat(execve.standardFd(0).isSocket()).isFalse();
        assertThat(execve.standardFd(1).local().port()).isEqualTo(80);
        assertThat(execve.standardFd(1).remote().port()).isEqualTo(4665);
        assertThat(execve.standardFd(2).present()).isFalse();
        assertThat(execve.pipeInput().present()).isFalse();
        assertThat(((TaskExit) golden(GoldenPacket.TASK_EXIT_SIGNALLED)).exitStatus())
                .isEqualTo(139);
        assertThat(((ExitNotifyParent) golden(GoldenPacket.EXIT_NOTIFY_PARENT)).exitStatus())
                .isEqualTo(256);
    }

    @Test
    void keepsTextsThatAreNotUtf8() {
        OpenCall open = (OpenCall) read(7, new byte[] {0x32, 3, '/', (byte) 0xff, (byte) 0xfe});
        assertThat(open.pathname()).isEqualTo("/\u00ff\u00fe");
    }

    private Message golden(GoldenPacket packet) {
        byte[] bytes = packet.bytes();
        Message message = views.read(bytes[2], bytes, 8, bytes.length - 8);
        assertThat(views.whole()).isTrue();
        return message;
    }

    private Message read(int type, byte[] payload) {
        return views.read(type, payload, 0, payload.length);
    }
}
