// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.output.AlertFormatter;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.text.Text;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertEncoderTest {
    @Test
    void whatFitsIsAsAReplayPrintsIt() {
        var alert = TestAlerts.of("r", Priority.ERROR, "x".repeat(5000));
        assertThat(AlertEncoder.json(100_000).encode(alert))
                .isEqualTo(AlertFormatter.json().format(alert));
    }

    /** A byte of a command line may take six in JSON, and each text may be there several times. */
    @Test
    void aLongTextCannotKeepAnAlertFromBeingSent() {
        byte[] hostile = new byte[1 << 20];
        Arrays.fill(hostile, (byte) 1);
        byte[] encoded = AlertEncoder.json(8000).encode(TestAlerts.of("r", Priority.ERROR, Text.ofBytes(hostile)));

        assertThat(encoded.length).isLessThanOrEqualTo(8000);
        Map<String, ?> alert = StrictJson.object(encoded);
        assertThat(alert.get("output").toString()).endsWith("[...]");
        assertThat(alert.get("rule")).isEqualTo("r");
        Map<?, ?> fields = (Map<?, ?>) alert.get("output_fields");
        assertThat(fields.get("proc.cmdline").toString()).endsWith("[...]");
        assertThat(fields.get("container.id")).isEqualTo("0123456789ab");
    }
}
