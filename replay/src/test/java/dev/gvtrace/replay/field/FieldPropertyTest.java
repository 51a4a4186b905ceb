// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.testing.FilledMessages;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever valid messages come, in whatever order: every field of every event can be read, and twice the same. */
class FieldPropertyTest {
    private static final int[] NUMBERS = {
        0, 1, 2, 3, 9, 32, 33, 41, 42, 43, 49, 53, 56, 59, 72, 80, 81, 105, 257, 293, 319, 436
    };

    private static List<Field<EventContext>> allFields() throws FieldException {
        List<Field<EventContext>> fields = new ArrayList<>();
        for (FieldDefinition definition : EventBinding.installed().all()) {
            if (definition.name().equals("util.cnt") || definition.name().startsWith("evt.deltatime")) {
                continue; // count how often they are read
            }
            String name = definition.name();
            for (String argument : new String[] {null, "0", "PATH", "res", "fd", "openat"}) {
                try {
                    fields.add(EventBinding.installed()
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
    void everyFieldOfEveryEventReads(@ForAll long seed) throws FieldException {
        List<Field<EventContext>> fields = allFields();
        assertThat(fields).hasSizeGreaterThan(EventBinding.installed().all().size());
        Random random = new Random(seed);
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            packets.add(packet(random));
        }
        FakeSentry.replay(packets, event -> {
            for (Field<EventContext> field : fields) {
                assertThat(ValueText.of(field, event)).isEqualTo(ValueText.of(field, event));
            }
        });
    }

    private static byte[] packet(Random random) {
        MessageType type = MessageType.values()[random.nextInt(MessageType.values().length)];
        var builder = FilledMessages.of(type).toBuilder();
        var descriptor = builder.getDescriptorForType();
        var contextField = descriptor.findFieldByName("context_data");
        var context = ((com.google.protobuf.Message) builder.getField(contextField)).toBuilder();
        var contextDescriptor = context.getDescriptorForType();
        context.setField(contextDescriptor.findFieldByName("thread_id"), random.nextInt(4));
        context.setField(contextDescriptor.findFieldByName("thread_group_id"), random.nextInt(3));
        if (random.nextInt(4) == 0) {
            builder.clearField(contextField);
        } else {
            builder.setField(contextField, context.build());
        }
        if (type.isSyscall()) {
            builder.setField(descriptor.findFieldByName("sysno"), (long) NUMBERS[random.nextInt(NUMBERS.length)]);
            if (random.nextInt(3) == 0) {
                builder.clearField(descriptor.findFieldByName("exit"));
            }
        }
        return Packets.of(builder.build(), random.nextInt(30) == 0 ? random.nextInt(5) : 0);
    }
}
