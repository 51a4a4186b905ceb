// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.ConnectionInfo;
import dev.gvtrace.capture.flight.Trigger;
import dev.gvtrace.capture.socket.PeerProcess;
import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which alerts are triggers of the flight recorder. */
final class AlertTriggerTest {
    private final List<Trigger> triggers = new ArrayList<>();
    private final AlertTrigger trigger = new AlertTrigger(Priority.WARNING);
    private final ConnectionInfo connection =
            new ConnectionInfo(7, new PeerProcess(1, 0, 0), 0, Text.ofUtf8("sandbox"));

    private static Alert alert(Priority priority, String output) {
        return new Alert(
                "A rule",
                priority.ordinal(),
                "syscall",
                List.of(),
                1_790_000_000_000_000_000L,
                5,
                7,
                null,
                Text.ofUtf8(output),
                List.of(),
                null,
                1,
                1,
                Text.EMPTY,
                0,
                0);
    }

    @Test
    void alertsOfThePriorityAndMoreUrgentOnesAreTriggers() {
        trigger.begin((from, what) -> {
            assertThat(from).isEqualTo(connection);
            triggers.add(what);
        });
        for (Priority priority : Priority.values()) {
            trigger.alert(connection, alert(priority, "output"));
        }
        assertThat(triggers).hasSize(Priority.WARNING.ordinal() + 1);
        assertThat(triggers.get(Priority.WARNING.ordinal()))
                .isEqualTo(new Trigger(
                        Trigger.By.ALERT,
                        Text.ofUtf8("A rule"),
                        Text.ofUtf8("Warning, event 5 at 2026-09-21T14:13:20.000000000Z: output")));
    }

    @Test
    void messagesThatAreNotEvaluatedAreATrigger() {
        trigger.begin((from, what) -> triggers.add(what));
        trigger.unevaluated(connection);
        assertThat(triggers).extracting(Trigger::by).containsExactly(Trigger.By.UNEVALUATED);
    }

    @Test
    void triggersThatComeBeforeTheRecorderArePassedOnWhenItBegins() {
        trigger.alert(connection, alert(Priority.CRITICAL, "first"));
        trigger.unevaluated(connection);
        trigger.alert(connection, alert(Priority.NOTICE, "not urgent"));
        trigger.begin((from, what) -> triggers.add(what));
        trigger.alert(connection, alert(Priority.CRITICAL, "last"));
        assertThat(triggers)
                .extracting(Trigger::by)
                .containsExactly(Trigger.By.ALERT, Trigger.By.UNEVALUATED, Trigger.By.ALERT);
    }

    @Test
    void longTextsAreTruncatedBetweenCharacters() {
        Trigger cut = new Trigger(Trigger.By.REQUEST, Text.ofUtf8("x".repeat(500)), Text.ofUtf8("\u00f6".repeat(1001)));
        assertThat(cut.who().length()).isEqualTo(200);
        assertThat(cut.reason().decoded()).isEqualTo("\u00f6".repeat(500));
        Trigger odd = new Trigger(Trigger.By.REQUEST, Text.EMPTY, Text.ofUtf8("x" + "\u00f6".repeat(1000)));
        assertThat(odd.reason().decoded()).isEqualTo("x" + "\u00f6".repeat(499));
    }
}
