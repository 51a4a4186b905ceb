// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.testing.SharedData;
import dev.gvtrace.replay.decode.Traces;
import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.CloneInfo;
import dev.gvtrace.replay.event.message.MessageKind;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.ThreadInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A real pod whose containers have PID namespaces of their own: what clone and fork return is named by the child or not
 * at all.
 */
class PidNamespaceStreamTest {
    private final Map<Integer, Integer> children = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private Field<EventContext> result;
    private int named;
    /** Results that are the root id of a process with another name than the child's. */
    private int misleading;

    @BeforeEach
    void findField() throws FieldException {
        result = ValueText.field("evt.arg.res");
    }

    @Test
    void theNameBesideAResultIsTheChilds() throws IOException {
        FakeSentry.replay(
                Traces.packets(SharedData.find("conformance/streams").resolve("pidns.trace.zst")), this::look);

        assertThat(wrong).isEmpty();
        assertThat(named).isGreaterThan(30);
        assertThat(misleading).isPositive();
    }

    private void look(EventContext event) {
        if (event.event().message() instanceof CloneInfo made) {
            children.put(made.context().threadId(), made.createdThreadId());
        }
        ThreadInfo caller = event.thread();
        if (caller == null || !(event.event().message() instanceof Call call) || !makesProcesses(call)) {
            return;
        }
        Integer created = children.remove(caller.tid());
        if (created == null || call.result() <= 0) {
            return;
        }
        String number = Long.toString(call.result());
        String shown = ValueText.of(result, event);
        ThreadInfo child = event.sandbox().thread(created);
        ProcessInfo other = event.sandbox().process((int) call.result());
        if (!number.equals(shown)) {
            named++;
            if (child == null || !child.name().equals(shown)) {
                wrong.add(event.number() + " " + number + "(" + shown + "), made " + created);
            }
        }
        if (other != null
                && other.pid() != created
                && (child == null || !other.name().equals(child.name()))) {
            misleading++;
        }
    }

    private static boolean makesProcesses(Call call) {
        return call.kind() == MessageKind.CLONE || call.kind() == MessageKind.FORK;
    }
}
