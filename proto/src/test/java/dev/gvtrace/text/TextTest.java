// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void everyByteComesBack() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        Text text = Text.ofBytes(all);
        assertThat(text.bytes()).isEqualTo(all);
        assertThat(text.length()).isEqualTo(256);
        assertThat(text.byteAt(200)).isEqualTo((byte) 200);
        assertThat(Text.ofUtf8(EscapedText.of(text))).isEqualTo(text);
        assertThat(ByteText.toText(ByteText.of(text))).isEqualTo(text);
    }

    @Test
    void holdsNoArrayOfTheCaller() {
        byte[] bytes = {'a', 'b'};
        Text text = Text.ofBytes(bytes);
        bytes[0] = 'x';
        text.bytes()[1] = 'x';
        assertThat(text).isEqualTo(Text.ofUtf8("ab"));
    }

    @Test
    void recognizesUtf8() {
        assertThat(Text.ofUtf8("gr\u00fcn \ud83d\ude00").isUtf8()).isTrue();
        assertThat(Text.EMPTY.isUtf8()).isTrue();
        for (int[] wrong :
                new int[][] {{0xff}, {0xc0, 0xaf}, {0xed, 0xa0, 0x80}, {0xe2, 0x82}, {0xf4, 0x90, 0x80, 0x80}}) {
            byte[] bytes = new byte[wrong.length];
            for (int i = 0; i < wrong.length; i++) {
                bytes[i] = (byte) wrong[i];
            }
            assertThat(Text.ofBytes(bytes).isUtf8()).isFalse();
        }
    }

    @Test
    void isShownEscaped() {
        Text text = Text.ofUtf8("a\u001b[2J\\\u202e\u00f6\udcff");
        assertThat(text).hasToString("a\\x1b[2J\\\\\\xe2\\x80\\xae\u00f6\\xff");
        assertThat(text.display()).isEqualTo(text.toString());
        assertThat(text.decoded()).isEqualTo("a\u001b[2J\\\u202e\u00f6\ufffd");
    }

    @Test
    void comparesAsUnsignedBytes() {
        Text low = Text.ofBytes(new byte[] {0x7f});
        Text high = Text.ofBytes(new byte[] {(byte) 0x80});
        assertThat(low).isLessThan(high).isNotEqualTo(high);
        assertThat(low).hasSameHashCodeAs(Text.ofUtf8("\u007f"));
        assertThat(Text.ofUtf8("")).isSameAs(Text.ofBytes(new byte[0])).isSameAs(Text.EMPTY);
    }

    @Test
    void refusesRangesOutsideOfTheArray() {
        assertThatThrownBy(() -> Text.ofBytes(new byte[2], 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(Text.ofBytes("xyz".getBytes(StandardCharsets.UTF_8), 1, 1)).isEqualTo(Text.ofUtf8("y"));
    }

    @Test
    void jsonHasTextOfAllKinds() {
        JsonWriter json = new JsonWriter()
                .open('{')
                .key("a")
                .text(Text.ofUtf8("\u00f6\udcff"))
                .key("b")
                .text("\u00f6\n");
        json.key("c")
                .text(ByteText.toText("\u00c3\u00b6"))
                .key("d")
                .open('[')
                .plain(1)
                .text((String) null)
                .plain(true)
                .close(']');
        assertThat(json.close('}'))
                .hasToString("{\"a\":\"\u00f6\ufffd\",\"b\":\"\u00f6\\n\",\"c\":\"\u00f6\",\"d\":[1,null,true]}");
    }
}
