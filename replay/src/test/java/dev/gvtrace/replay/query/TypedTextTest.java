// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.Text;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TypedTextTest {
    @Property(tries = 500)
    void whatIsDisplayedReadsBack(@ForAll byte[] bytes) {
        Text text = Text.ofBytes(bytes);
        assertThat(TypedText.of(text.display())).isEqualTo(text);
    }

    @Test
    void anyOtherBackslashStandsForItself() {
        assertThat(TypedText.of("a\\b\\xzz\\")).isEqualTo(Text.ofUtf8("a\\b\\xzz\\"));
    }
}
