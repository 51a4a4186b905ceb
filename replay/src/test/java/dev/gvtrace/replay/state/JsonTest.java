// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\":", "{\"a\":x}", "[1,", "\"a", "{\"a\":1e}", "\u00ff", "null"})
    void ignoresInvalidJson(String text) {
        assertThat(Json.read(text).exists()).isFalse();
        assertThat(Json.read(text).get("a").texts()).isEmpty();
    }

    @Test
    void ignoresValuesThatAreTooLongOrTooDeep() {
        assertThat(Json.read("[".repeat(Limits.JSON_DEPTH + 2)).exists()).isFalse();
        assertThat(Json.read("[".repeat(100_000)).exists()).isFalse();
        assertThat(Json.read("{\"a\":" + "9".repeat(10_000) + "}").exists()).isFalse();
        assertThat(Json.read("[".repeat(Limits.JSON_DEPTH) + "]".repeat(Limits.JSON_DEPTH))
                        .exists())
                .isTrue();
    }

    @Test
    void takesTheFirstValueAndWholeNumbersOnly() {
        Json json = Json.read("{\"n\":18446744073709551615,\"d\":1.5,\"t\":true,\"s\":\"\\udc80x\"} more");
        assertThat(json.get("n").number()).isEqualTo(-1);
        assertThat(json.get("d").scalar()).isNull();
        assertThat(json.get("t").scalar()).isEqualTo("true");
        assertThat(json.get("s").text()).isEqualTo("\u0080x");
    }
}
