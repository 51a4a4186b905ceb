// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertFormatterTest {
    private static final long TIME = 1_470_327_477_881_781_397L;

    @Test
    void printsFalcosTextLineInUtcWithSuffix() {
        assertThat(text(alert("An open was seen (command=cat /dev/null)", "container=ab pid=3 tid=4", false)))
                .isEqualTo("16:17:57.881781397: Warning An open was seen (command=cat /dev/null)"
                        + " container=ab pid=3 tid=4\n");
        assertThat(text(alert("x", "", false))).isEqualTo("16:17:57.881781397: Warning x\n");
        assertThat(text(alert("x", "", true)))
                .isEqualTo("16:17:57.881781397: Warning x uncertain=true lost=12 before=3.200000001s\n");
    }

    @Test
    void escapesWhatCouldFoolATerminal() {
        assertThat(text(alert("a\u001b[2J\nb\u00c3\u00a9\u00ff", "", false)))
                .isEqualTo("16:17:57.881781397: Warning a\\u001b[2J\\nbé\\xff\n");
        assertThat(text(alert("x", "a\n", false))).isEqualTo("16:17:57.881781397: Warning x a\\n\n");
    }

    @Test
    void printsJsonInFalcosSchema() {
        assertThat(json(alert("An open was seen (command=cat \"/dev/null\")", "suffix", false)))
                .isEqualTo("{\"hostname\":\"h\",\"output\":\"16:17:57.881781397: Warning An open was seen (command=cat"
                        + " \\\"/dev/null\\\")\",\"output_fields\":{\"evt.num\":7,\"evt.time\":1470327477881781397,"
                        + "\"fd.types\":[\"file\",\"pipe\"],\"proc.env[A]\":\"\u00e9\\u0001\ufffd\",\"proc.fdusage\":1.5,"
                        + "\"proc.is\":true,\"proc.none\":null,\"proc.size\":18446744073709551615},"
                        + "\"priority\":\"Warning\",\"rule\":\"R é\",\"source\":\"syscall\",\"tags\":[\"a\",\"b\"],"
                        + "\"time\":\"2016-08-04T16:17:57.881781397Z\"}\n");
        assertThat(json(alert("x", "", true)))
                .endsWith("Z\",\"uncertain\":true,\"uncertain_lost\":12,\"uncertain_ns\":3200000001}\n");
    }

    private static Alert alert(String output, String suffix, boolean uncertain) {
        List<Alert.FieldValue> fields = Arrays.asList(
                new Alert.FieldValue(Text.ofUtf8("evt.num"), 7L),
                new Alert.FieldValue(Text.ofUtf8("fd.types"), List.of(Text.ofUtf8("file"), Text.ofUtf8("pipe"))),
                new Alert.FieldValue(Text.ofUtf8("proc.env[A]"), ByteText.toText("\u00c3\u00a9\u0001\u00ff")),
                new Alert.FieldValue(Text.ofUtf8("proc.fdusage"), 1.5),
                new Alert.FieldValue(Text.ofUtf8("proc.is"), true),
                new Alert.FieldValue(Text.ofUtf8("proc.none"), null),
                new Alert.FieldValue(Text.ofUtf8("proc.size"), new BigInteger("18446744073709551615")));
        return new Alert(
                "R é",
                4,
                "syscall",
                List.of("a", "b"),
                TIME,
                7,
                0,
                Text.ofUtf8("h"),
                ByteText.toText(output),
                fields,
                Text.ofUtf8("ab"),
                3,
                4,
                ByteText.toText(suffix),
                uncertain ? 12 : 0,
                uncertain ? 3_200_000_001L : 0);
    }

    private static String text(Alert alert) {
        return new String(AlertFormatter.text().format(alert), StandardCharsets.UTF_8);
    }

    private static String json(Alert alert) {
        return new String(AlertFormatter.json().format(alert), StandardCharsets.UTF_8);
    }
}
