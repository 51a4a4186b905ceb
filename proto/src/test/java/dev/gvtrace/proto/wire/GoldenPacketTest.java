// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.schema.Accept;
import dev.gvtrace.proto.schema.Bind;
import dev.gvtrace.proto.schema.CloneInfo;
import dev.gvtrace.proto.schema.Connect;
import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.Dup;
import dev.gvtrace.proto.schema.ExecveInfo;
import dev.gvtrace.proto.schema.Exit;
import dev.gvtrace.proto.schema.ExitNotifyParentInfo;
import dev.gvtrace.proto.schema.FdInfo;
import dev.gvtrace.proto.schema.Fork;
import dev.gvtrace.proto.schema.Open;
import dev.gvtrace.proto.schema.Pipe;
import dev.gvtrace.proto.schema.Read;
import dev.gvtrace.proto.schema.Setid;
import dev.gvtrace.proto.schema.SocketInfo;
import dev.gvtrace.proto.schema.SocketIp;
import dev.gvtrace.proto.schema.Start;
import dev.gvtrace.proto.schema.Syscall;
import dev.gvtrace.proto.schema.TaskExit;
import dev.gvtrace.proto.schema.Timespec;
import dev.gvtrace.proto.testing.FilledMessages;
import dev.gvtrace.proto.testing.GoldenPacket;
import dev.gvtrace.proto.testing.Packets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our schema reads, and writes byte for byte, what gVisor's own wrote. */
class GoldenPacketTest {
    private static final ContextData CONTEXT = ContextData.newBuilder()
            .setTimeNs(1700000000123456789L)
            .setThreadId(7)
            .setThreadGroupId(7)
            .setContainerId("c1")
            .build();

    @ParameterizedTest
    @EnumSource(GoldenPacket.class)
    void encodesToTheSameBytes(GoldenPacket golden) {
        byte[] packet = golden.bytes();
        Message message = message(golden);
        assertThat(Packets.hex(Packets.of(message, WireHeader.droppedCount(packet, 0))))
                .isEqualTo(Packets.hex(packet));
    }

    @ParameterizedTest
    @EnumSource(GoldenPacket.class)
    void decodesToTheSameMessage(GoldenPacket golden) throws InvalidProtocolBufferException {
        byte[] packet = golden.bytes();
        assertThat(WireHeader.verdict(packet, 0, packet.length)).isEqualTo(PacketVerdict.VALID);
        MessageType type = MessageType.of(WireHeader.messageType(packet, 0));
        assertThat(type).isEqualTo(Packets.typeOf(message(golden)));
        Message read = prototype(type)
                .getParserForType()
                .parseFrom(ByteString.copyFrom(packet, WireHeader.SIZE, packet.length - WireHeader.SIZE));
        assertThat(read).isEqualTo(message(golden));
        assertThat(read.getUnknownFields().asMap()).isEmpty();
    }

    private static Message prototype(@Nullable MessageType type) {
        assertThat(type).isNotNull();
        return FilledMessages.prototype(type);
    }

    private static Exit failed(int errorno) {
        return Exit.newBuilder().setErrorno(errorno).build();
    }

    private static Exit returned(long result) {
        return Exit.newBuilder().setResult(result).build();
    }

    private static Message message(GoldenPacket golden) {
        return switch (golden) {
            case TASK_EXIT_EMPTY -> TaskExit.getDefaultInstance();
            case START -> start();
            case CLONE ->
                CloneInfo.newBuilder()
                        .setContextData(CONTEXT)
                        .setCreatedThreadId(9)
                        .setCreatedThreadGroupId(9)
                        .setCreatedThreadStartTimeNs(1700000000123450000L)
                        .setFlags(0x4100)
                        .build();
            case EXECVE -> execve();
            case TASK_EXIT_SIGNALLED ->
                TaskExit.newBuilder().setContextData(CONTEXT).setExitStatus(139).build();
            case EXIT_NOTIFY_PARENT ->
                ExitNotifyParentInfo.newBuilder().setExitStatus(256).build();
            case FORK -> Fork.newBuilder().setExit(returned(9)).setSysno(57).build();
            case SETSID_ARM64 ->
                Setid.newBuilder().setExit(returned(7)).setSysno(157).build();
            default -> descriptorCall(golden);
        };
    }

    private static Message descriptorCall(GoldenPacket golden) {
        return switch (golden) {
            case OPENAT_FAILED ->
                openat("/x", 0x241).setMode(0644).setExit(failed(2)).build();
            case OPENAT_ENTER -> openat("/etc/ld.so.cache", 0x80000).build();
            case READ_END_OF_FILE ->
                Read.newBuilder().setExit(returned(0)).setFd(3).setCount(832).build();
            case DUP2 ->
                Dup.newBuilder()
                        .setExit(returned(1))
                        .setSysno(33)
                        .setOldFd(5)
                        .setNewFd(1)
                        .build();
            case CONNECT_IN_PROGRESS ->
                Connect.newBuilder()
                        .setExit(failed(115))
                        .setSysno(42)
                        .setFd(4)
                        .setAddress(bytes("02000050c0a800010000000000000000"))
                        .build();
            case ACCEPT_WITHOUT_ADDRESS ->
                Accept.newBuilder().setExit(returned(5)).setSysno(43).setFd(3).build();
            case BIND_ABSTRACT ->
                Bind.newBuilder()
                        .setExit(returned(0))
                        .setSysno(49)
                        .setFd(3)
                        .setAddress(bytes("0100006162"))
                        .build();
            case RAW_UNLINKAT_FAILED ->
                Syscall.newBuilder()
                        .setExit(failed(2))
                        .setSysno(263)
                        .setArg1(-100)
                        .setArg2(0x7f0000001000L)
                        .build();
            case PIPE2 ->
                Pipe.newBuilder()
                        .setExit(returned(0))
                        .setSysno(293)
                        .setFlags(0x80000)
                        .setReader(3)
                        .setWriter(4)
                        .build();
            default -> throw new IllegalStateException(golden.name());
        };
    }

    private static Open.Builder openat(String path, int flags) {
        return Open.newBuilder().setSysno(257).setFd(-100).setPathname(path).setFlags(flags);
    }

    private static Message start() {
        return Start.newBuilder()
                .setContextData(ContextData.newBuilder()
                        .setTimeNs(1700000000000000000L)
                        .setThreadId(1)
                        .setThreadGroupId(1)
                        .setContainerId("c1"))
                .setId("c1")
                .setCwd("/")
                .addArgs("sh")
                .addArgs("-c")
                .addArgs("id")
                .addEnv("A=b")
                .setTerminal(true)
                .build();
    }

    private static Message execve() {
        return ExecveInfo.newBuilder()
                .setContextData(CONTEXT)
                .setBinaryPath("/usr/bin/id")
                .addArgv("id")
                .addEnv("A=b")
                .setBinaryMode(0100755)
                .setBinaryCtime(Timespec.newBuilder().setSec(1700000000).setNsec(5))
                .setStdin(FdInfo.newBuilder().setMode(0020620).setIno(3).setPath("/dev/pts/0"))
                .setStdout(FdInfo.newBuilder()
                        .setMode(0140777)
                        .setIno(7)
                        .setPath("socket:[7]")
                        .setSocket(SocketInfo.newBuilder()
                                .setFamily(2)
                                .setLocal(SocketIp.newBuilder()
                                        .setFamily(2)
                                        .setIp(bytes("0a000002"))
                                        .setPort(20480))
                                .setRemote(SocketIp.newBuilder()
                                        .setFamily(2)
                                        .setIp(bytes("c0a80001"))
                                        .setPort(14610))))
                .setBinaryOverlayfsLower(true)
                .setExecfn("/usr/bin/id")
                .build();
    }

    private static ByteString bytes(String hex) {
        return ByteString.copyFrom(Packets.hex(hex));
    }
}
