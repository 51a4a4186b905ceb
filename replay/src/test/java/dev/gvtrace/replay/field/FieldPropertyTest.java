// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.testing.Choices;
import dev.gvtrace.proto.testing.FilledMessages;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** For any valid messages in any order, every field of every event can be read twice with the same value. */
class FieldPropertyTest {
    private static final int[] NUMBERS = {
        0, 1, 2, 3, 9, 32, 33, 41, 42, 43, 49, 53, 56, 59, 72, 80, 81, 105, 257, 293, 319, 436
    };

    private static List<Field<EventContext>> allFields() throws FieldException {
        List<Field<EventContext>> fields = new ArrayList<>();
        for (FieldDefinition definition : Installed.binding().all()) {
            if (definition.name().equals("util.cnt") || definition.name().startsWith("evt.deltatime")) {
                continue; // count how often they are read
            }
            String name = definition.name();
            for (String argument : new String[] {null, "0", "PATH", "res", "fd", "openat"}) {
                try {
                    fields.add(Installed.binding()
                            .resolve(
                                    argument != null && name.startsWith("evt.") ? name + "." + argument : name,
                                    argument != null && !name.startsWith("evt.") ? argument : null));
                } catch (FieldException e) {
                    // a field that takes no argument, or another kind
                    assertThat(e.getMessage()).isNotEmpty();
                }
            }
        }
        return fields;
    }

    @Property(tries = 40)
    void everyFieldOfEveryEventReads(@ForAll("choices") Choices choices) throws FieldException {
        List<Field<EventContext>> fields = allFields();
        assertThat(fields).hasSizeGreaterThan(Installed.binding().all().size());
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            packets.add(packet(choices));
        }
        FakeSentry.replay(packets, event -> {
            for (Field<EventContext> field : fields) {
                assertThat(ValueText.of(field, event)).isEqualTo(ValueText.of(field, event));
            }
        });
    }

    private static byte[] packet(Choices choices) {
        MessageType type = MessageType.values()[choices.nextInt(MessageType.values().length)];
        var builder = FilledMessages.of(type).toBuilder();
        var descriptor = builder.getDescriptorForType();
        var contextField = descriptor.findFieldByName("context_data");
        var context = ((com.google.protobuf.Message) builder.getField(contextField)).toBuilder();
        var contextDescriptor = context.getDescriptorForType();
        context.setField(contextDescriptor.findFieldByName("thread_id"), choices.nextInt(4));
        context.setField(contextDescriptor.findFieldByName("thread_group_id"), choices.nextInt(3));
        if (choices.nextInt(4) == 0) {
            builder.clearField(contextField);
        } else {
            builder.setField(contextField, context.build());
        }
        if (type.isSyscall()) {
            builder.setField(descriptor.findFieldByName("sysno"), (long) NUMBERS[choices.nextInt(NUMBERS.length)]);
            if (choices.nextInt(3) == 0) {
                builder.clearField(descriptor.findFieldByName("exit"));
            }
        }
        return Packets.of(builder.build(), choices.nextInt(30) == 0 ? choices.nextInt(5) : 0);
    }

    @Provide
    Arbitrary<Choices> choices() {
        return Choices.upTo(500);
    }
}
