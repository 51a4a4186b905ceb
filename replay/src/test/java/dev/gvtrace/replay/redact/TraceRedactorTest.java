// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import static dev.gvtrace.replay.redact.RedactedTrace.contains;
import static dev.gvtrace.replay.redact.RedactedTrace.content;
import static dev.gvtrace.replay.redact.RedactedTrace.differences;
import static dev.gvtrace.replay.redact.RedactedTrace.rules;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.UnknownFieldSet;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.schema.Accept;
import dev.gvtrace.proto.schema.CommonProto;
import dev.gvtrace.proto.schema.Connect;
import dev.gvtrace.proto.schema.ContainerProto;
import dev.gvtrace.proto.schema.Exit;
import dev.gvtrace.proto.schema.Open;
import dev.gvtrace.proto.schema.SentryProto;
import dev.gvtrace.proto.schema.SyscallProto;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.replay.redact.rule.RedactionRules;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.gvt.TraceWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies without secrets: nothing of a secret is left, everything else is, and the copy verifies. */
class TraceRedactorTest {
    private static final String SECRET = "hunter2-hunter2";
    private static final RedactionRules ALL = rules("{name: all, match: '" + SECRET + "'}");

    @TempDir
    private Path dir;

    private static Descriptor descriptor(MessageType type) {
        String name = type.messageName().substring(type.messageName().lastIndexOf('.') + 1);
        return Stream.of(
                        CommonProto.getDescriptor(),
                        ContainerProto.getDescriptor(),
                        SentryProto.getDescriptor(),
                        SyscallProto.getDescriptor())
                .filter(file -> type.messageName().startsWith(file.getPackage() + "."))
                .map(file -> file.findMessageTypeByName(name))
                .findFirst()
                .orElseThrow();
    }

    /** A message with the secret in each text and in all bytes, an unknown field in each message included. */
    private static DynamicMessage filled(Descriptor type) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            Object value = switch (field.getJavaType()) {
                case STRING -> "a " + SECRET + " b";
                case BYTE_STRING -> ByteString.copyFromUtf8(SECRET);
                case INT -> 7;
                case LONG -> 7L;
                case BOOLEAN -> true;
                case MESSAGE -> filled(field.getMessageType());
                case FLOAT, DOUBLE, ENUM -> throw new AssertionError(field);
            };
            if (field.isRepeated()) {
                message.addRepeatedField(field, value).addRepeatedField(field, value);
            } else {
                message.setField(field, value);
            }
        }
        UnknownFieldSet.Field unknown = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(SECRET))
                .addVarint(5)
                .build();
        return message.setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(30, unknown)
                        .addField(90, unknown)
                        .build())
                .build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void message(TraceWriter writer, byte... packet) throws IOException {
        writer.message(5, packet, 0, packet.length);
    }

    private TraceSource everything() throws IOException {
        return RedactedTrace.write(dir.resolve("a.gvt"), RedactedTrace.opening(SECRET), writer -> {
            writer.facts(
                    1,
                    "container",
                    bytes("{\"id\":\"c\", \"oci\":{\"process\":{\"env\":[\"A=" + SECRET
                            + "\",\"\\u0068unter2-hunter2\"]}},\"" + SECRET + "\":[1.50,true,{}]}"));
            writer.facts(1, SECRET, bytes("not JSON " + SECRET));
            writer.procfs(
                    2, bytes("PROCFS " + SECRET + "\n{\"args\":[\"x\",\"" + SECRET + "\"]}\n{cut " + SECRET + "\n"));
            writer.note(3, Text.ofUtf8("note " + SECRET));
            for (MessageType type : MessageType.values()) {
                message(
                        writer,
                        Packets.of(type.number(), 3, filled(descriptor(type)).toByteArray()));
            }
            message(
                    writer,
                    Packets.of(
                            99, 3, filled(descriptor(MessageType.SYSCALL_OPEN)).toByteArray()));
            message(writer, Packets.of(0, 3, bytes(SECRET)));
            message(writer, bytes(SECRET));
            message(writer, bytes("hunter"));
            message(writer);
            byte[] open = Packets.of(Open.newBuilder().setPathname(SECRET).build());
            message(writer, Packets.withHeaderSize(23, open));
            byte[] cut = Arrays.copyOf(open, open.length + SECRET.length() + 2);
            cut[open.length] = 0x3a;
            cut[open.length + 1] = 0x7f;
            System.arraycopy(bytes(SECRET), 0, cut, open.length + 2, SECRET.length());
            message(writer, cut);
            writer.gap(new Gap(1, 2, 3, "damage: " + SECRET));
            RedactedTrace.end(writer, "because " + SECRET);
        });
    }

    @Test
    void nothingOfASecretIsLeftInAnyMessageOrRecord() throws Exception {
        try (TraceSource original = everything();
                TraceSource copy = RedactedTrace.redact(original, ALL, dir.resolve("b.gvt"))) {
            assertThat(contains(content(original), SECRET)).isTrue();
            assertThat(contains(content(copy), SECRET)).isFalse();
            assertThat(contains(content(copy), "hunter")).isFalse();
            assertThat(contains(copy.opening().encode(), SECRET)).isFalse();
            assertThat(copy.summary().containers().toString()).doesNotContain(SECRET);
            assertThat(copy.summary().messages()).isEqualTo(original.summary().messages());
            assertThat(differences(original, copy)).isEmpty();
        }
    }

    @Test
    void withoutRulesThatFindSomethingTheKnownPartsAreEqual() throws Exception {
        String open = "redaction: 1\nunknown: keep\nrules: [{name: none, match: 'not there'}]\n";
        try (TraceSource original = everything();
                TraceSource copy = RedactedTrace.redact(original, rules(bytes(open)), dir.resolve("b.gvt"))) {
            assertThat(differences(original, copy)).isEmpty();
            RedactionCheck.Result result = RedactionCheck.compare(original, copy, null);
            assertThat(result.differing()).isZero();
        }
    }

    @Test
    void malformedMessagesStayMalformed() throws Exception {
        try (TraceSource original = everything();
                TraceSource copy = RedactedTrace.redact(original, ALL, dir.resolve("b.gvt"));
                RecordCursor cursor = copy.records(Selection.all())) {
            byte[] last = {};
            while (cursor.next()) {
                if (cursor.kind() == RecordKind.MESSAGE) {
                    last = Arrays.copyOfRange(cursor.buffer(), cursor.offset(), cursor.offset() + cursor.length());
                }
            }
            assertThat(last).endsWith((byte) ']', (byte) 0);
        }
    }

    private static List<byte[]> messages(TraceSource source) {
        List<byte[]> messages = new ArrayList<>();
        try (RecordCursor cursor = source.records(Selection.all())) {
            while (cursor.next()) {
                if (cursor.kind() == RecordKind.MESSAGE) {
                    int from = cursor.offset() + 8;
                    messages.add(Arrays.copyOfRange(cursor.buffer(), from, cursor.offset() + cursor.length()));
                }
            }
        }
        return messages;
    }

    @Test
    void pseudonymsKeepPathsAndAddressesApart() throws Exception {
        RedactionRules rules = rules(
                "{name: p, in: [paths], replace: pseudonym}",
                "{name: n, in: [addresses], replace: pseudonym}",
                "{name: o, in: [ports]}");
        byte[] peer = {2, 0, 0x1f, (byte) 0x90, 10, 1, 2, 3, 9, 9};
        byte[] local = {2, 0, 0, 80, 127, 0, 0, 1};
        byte[] unix = bytes("\1\0/run/db.sock\0junk");
        TraceSource original = RedactedTrace.write(dir.resolve("a.gvt"), RedactedTrace.opening("x"), writer -> {
            for (String path : List.of("/home/alice/x", "/home/bob/x", "home/../alice/x (deleted)", "pipe:[7]")) {
                message(writer, Packets.of(Open.newBuilder().setPathname(path).build()));
            }
            for (byte[] address : List.of(peer, local, unix)) {
                message(
                        writer,
                        Packets.of(Connect.newBuilder()
                                .setAddress(ByteString.copyFrom(address))
                                .build()));
            }
            message(
                    writer,
                    Packets.of(Accept.newBuilder()
                            .setAddress(ByteString.copyFromUtf8("memory"))
                            .build()));
            message(
                    writer,
                    Packets.of(Accept.newBuilder()
                            .setExit(Exit.newBuilder().setResult(4))
                            .setAddress(ByteString.copyFrom(peer))
                            .build()));
            RedactedTrace.end(writer, "done");
        });
        try (original;
                TraceSource copy = RedactedTrace.redact(original, rules, dir.resolve("b.gvt"))) {
            List<byte[]> messages = messages(copy);
            String alice = Open.parseFrom(messages.get(0)).getPathname();
            String bob = Open.parseFrom(messages.get(1)).getPathname();
            String[] steps = alice.split("/", -1);
            assertThat(alice).matches("(/\\[redacted:p:[0-9a-f]{16}]){3}");
            assertThat(bob)
                    .startsWith("/" + steps[1] + "/")
                    .endsWith("/" + steps[3])
                    .isNotEqualTo(alice);
            assertThat(Open.parseFrom(messages.get(2)).getPathname())
                    .isEqualTo(steps[1] + "/../" + steps[2] + "/" + steps[3] + " (deleted)");
            assertThat(Open.parseFrom(messages.get(3)).getPathname()).isEqualTo("pipe:[7]");
            byte[] first = Connect.parseFrom(messages.get(4)).getAddress().toByteArray();
            assertThat(first).hasSize(peer.length).startsWith(2, 0, 0, 0).endsWith(0, 0);
            assertThat(first[4] & 0xf0).isEqualTo(0xf0);
            assertThat(Connect.parseFrom(messages.get(5)).getAddress().toByteArray())
                    .containsExactly(2, 0, 0, 0, 127, 0, 0, 1);
            assertThat(Connect.parseFrom(messages.get(6)).getAddress().toStringUtf8())
                    .matches("\1\0/\\[redacted:p.*]/\\[redacted:p.*]\0\0\0\0\0");
            assertThat(Accept.parseFrom(messages.get(7)).getAddress().toByteArray())
                    .containsOnly(0)
                    .hasSize(6);
            assertThat(Accept.parseFrom(messages.get(8)).getAddress().toByteArray())
                    .isEqualTo(first);
            assertThat(differences(original, copy)).isEmpty();
        }
    }

    @Test
    void whatARuleFindsIsFoundEverywhere() throws Exception {
        RedactionRules rules = rules("{name: v, variable: '^TOKEN$', everywhere: true}");
        TraceSource original = RedactedTrace.write(dir.resolve("a.gvt"), RedactedTrace.opening("x"), writer -> {
            message(
                    writer,
                    Packets.of(Open.newBuilder()
                            .setPathname("/x/" + SECRET + ".txt")
                            .build()));
            writer.procfs(2, bytes("{\"env\":[\"TOKEN=" + SECRET + "\",\"TOKEN=ab\"],\"args\":[\"ab\"]}\n"));
            RedactedTrace.end(writer, "done " + SECRET);
        });
        try (original;
                TraceSource copy = RedactedTrace.redact(original, rules, dir.resolve("b.gvt"))) {
            assertThat(contains(content(copy), SECRET)).isFalse();
            assertThat(contains(content(copy), "\"args\":[\"ab\"]"))
                    .as("too short to be searched")
                    .isTrue();
            assertThat(contains(content(copy), "TOKEN=[redacted:v]")).isTrue();
            assertThat(differences(original, copy)).isEmpty();
        }
    }

    @Test
    void hostilePacketsAreCopiedAndVerify() throws Exception {
        Random random = new Random(17);
        List<byte[]> seeds = new ArrayList<>();
        for (MessageType type : MessageType.values()) {
            seeds.add(Packets.of(type.number(), 0, filled(descriptor(type)).toByteArray()));
        }
        TraceSource original = RedactedTrace.write(dir.resolve("a.gvt"), RedactedTrace.opening("x"), writer -> {
            for (int i = 0; i < 4000; i++) {
                byte[] packet = seeds.get(random.nextInt(seeds.size())).clone();
                for (int n = random.nextInt(4); n >= 0; n--) {
                    packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
                }
                message(
                        writer,
                        Arrays.copyOf(packet, random.nextInt(8) == 0 ? random.nextInt(packet.length) : packet.length));
            }
            RedactedTrace.end(writer, "done");
        });
        RedactionRules rules = rules(
                "{name: all, match: '(?P<secret>hunter2)-', replace: pseudonym}",
                "{name: n, in: [registers, ports, digests, addresses]}");
        try (original;
                TraceSource copy = RedactedTrace.redact(original, rules, dir.resolve("b.gvt"))) {
            assertThat(copy.summary().messages()).isEqualTo(4000);
            assertThat(contains(content(copy), SECRET)).isFalse();
            assertThat(differences(original, copy)).isEmpty();
        }
    }
}
