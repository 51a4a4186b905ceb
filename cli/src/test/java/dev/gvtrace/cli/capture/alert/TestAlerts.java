// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Alerts, and a destination for them, for tests. */
final class TestAlerts {
    /** Short pauses, so that a test does not wait for them. */
    static final AlertOutput.Limits LIMITS = new AlertOutput.Limits(
            Priority.DEBUG,
            0,
            10_000,
            TimeUnit.MILLISECONDS.toNanos(1),
            TimeUnit.MILLISECONDS.toNanos(5),
            TimeUnit.MILLISECONDS.toNanos(50));

    private TestAlerts() {}

    static Alert of(String rule, Priority priority, String output) {
        return of(rule, priority, Text.ofUtf8(output));
    }

    static Alert of(String rule, Priority priority, Text output) {
        List<Alert.FieldValue> fields = new ArrayList<>();
        fields.add(new Alert.FieldValue(Text.ofUtf8("container.id"), Text.ofUtf8("0123456789ab")));
        fields.add(new Alert.FieldValue(Text.ofUtf8("k8s.ns.name"), null));
        fields.add(new Alert.FieldValue(Text.ofUtf8("proc.cmdline"), output));
        fields.add(new Alert.FieldValue(Text.ofUtf8("proc.pid"), 7L));
        return new Alert(
                rule,
                priority.ordinal(),
                "syscall",
                List.of("maturity_stable", "mitre_execution"),
                1_796_040_618_659_327_855L,
                1,
                0,
                Text.ofUtf8("node 1"),
                output,
                fields,
                Text.ofUtf8("0123456789ab"),
                7,
                8,
                Text.EMPTY,
                0,
                0);
    }
}
