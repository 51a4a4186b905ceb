// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.Text;
import org.junit.jupiter.api.Test;

class PhraseTest {
    private static String name(Text name) {
        return new Phrase().name(name).text().display();
    }

    @Test
    void ordinaryNamesHaveNoQuotes() {
        assertThat(name(Text.ofUtf8("/usr/bin/x-1.2_3"))).isEqualTo("/usr/bin/x-1.2_3");
        assertThat(name(Text.ofUtf8("/srv/gr\u00f6\u00dfe"))).isEqualTo("/srv/gr\u00f6\u00dfe");
        assertThat(name(Text.ofUtf8("10.0.0.1:80->10.0.0.2:443"))).isEqualTo("10.0.0.1:80->10.0.0.2:443");
    }

    @Test
    void allOthersHaveQuotesThatTheyDoNotContain() {
        assertThat(name(Text.EMPTY)).isEqualTo("\"\"");
        assertThat(name(Text.ofUtf8("a b"))).isEqualTo("\"a b\"");
        assertThat(name(Text.ofUtf8("a\" b"))).isEqualTo("'a\" b'");
        assertThat(name(Text.ofUtf8("a\"' b"))).isEqualTo("`a\"' b`");
        assertThat(name(Text.ofUtf8("a\"'` b"))).isEqualTo("'a\"''` b'");
        assertThat(name(Text.ofBytes(new byte[] {'a', (byte) 0xff}))).isEqualTo("\"a\\xff\"");
    }

    @Test
    void longNamesAreCutBetweenCharacters() {
        String cut = name(Text.ofUtf8("\u20ac".repeat(200)));
        assertThat(cut).startsWith("\"" + "\u20ac".repeat(80)).endsWith("... (600 bytes)\"");
        assertThat(cut).doesNotContain("\\x");
    }
}
