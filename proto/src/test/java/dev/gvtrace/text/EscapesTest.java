// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EscapesTest {
    @Test
    void terminalShowsControlsAndBrokenBytesAsText() {
        assertThat(Escapes.terminal("a\n\t\u001b]0;x\u0007\u007f")).isEqualTo("a\\n\\t\\x1b]0;x\\x07\\x7f");
        assertThat(Escapes.terminal("\u00ff\u00fe")).isEqualTo("\\xff\\xfe");
        assertThat(Escapes.terminal(ByteText.fromUnicode("gr\u00fcn"))).isEqualTo("gr\u00fcn");
    }

    @Test
    void terminalShowsCharactersThatTurnTextRoundAsBytes() {
        assertThat(Escapes.terminal(ByteText.fromUnicode("a\u202eb"))).isEqualTo("a\\xe2\\x80\\xaeb");
        assertThat(Escapes.terminal(ByteText.fromUnicode("\u0085"))).isEqualTo("\\xc2\\x85");
    }

    @Test
    void terminalTakesNoOverlongFormsAndNoSurrogates() {
        assertThat(Escapes.terminal("\u00c0\u00af")).isEqualTo("\\xc0\\xaf");
        assertThat(Escapes.terminal("\u00ed\u00a0\u0080")).isEqualTo("\\xed\\xa0\\x80");
        assertThat(Escapes.terminal("\u00e2\u0082")).isEqualTo("\\xe2\\x82");
    }

    @Test
    void alertLinesAreTheInsideOfAJsonStringAndTakeNothingForGranted() {
        assertThat(Escapes.line(Text.ofUtf8("sh -c \"id\""))).isEqualTo("sh -c \\\"id\\\"");
        assertThat(Escapes.line(Text.ofUtf8("a\\nb\n\t\b\f\r\u0001\u007f")))
                .isEqualTo("a\\\\nb\\n\\t\\b\\f\\r\\u0001\\u007f");
        assertThat(Escapes.line(Text.ofUtf8("gr\u00fcn a\u202eb \ud83d\ude00 \u2028")))
                .isEqualTo("gr\u00fcn a\\u202eb \ud83d\ude00 \\u2028");
        assertThat(Escapes.line(ByteText.toText("a\\xff \u00ff"))).isEqualTo("a\\\\xff \\xff");
    }

    @Test
    void pagesAndTablesGetNoTags() {
        assertThat(Escapes.html(Text.ofUtf8("<b a='1'>&\""))).isEqualTo("&lt;b a=&#39;1&#39;&gt;&amp;&quot;");
        assertThat(Escapes.markdown(Text.ofUtf8("a|b `c` <d>"))).isEqualTo("a\\|b \\`c\\` \\<d\\>");
    }

    @Test
    void spreadsheetsGetNoFormulas() {
        assertThat(Escapes.csv(Text.ofUtf8("=cmd()"))).isEqualTo(" =cmd()");
        assertThat(Escapes.csv(Text.ofUtf8("-13"))).isEqualTo("-13");
        assertThat(Escapes.csv(Text.ofUtf8("a,b"))).isEqualTo("\"a,b\"");
    }

    @Test
    void jsonEscapesWhatItHasTo() {
        StringBuilder out = new StringBuilder();
        Escapes.json(out, "a\"\\\n\u0001\u00ff");
        assertThat(out).hasToString("\"a\\\"\\\\\\n\\u0001\ufffd\"");
    }
}
