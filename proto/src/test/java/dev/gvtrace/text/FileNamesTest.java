// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names are bytes: as text and as paths they lose nothing, whatever the locale. */
final class FileNamesTest {
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "6162, ab",
        "c3a4, ä",
        "f09f9880, \ud83d\ude00",
        "ff, \udcff",
        "80, \udc80",
        "61ff62, a\udcff" + "b",
        "c361, \udcc3a",
        "c3, \udcc3",
        "edb280, \udced\udcb2\udc80",
        "c3a480c3a4, ä\udc80ä"
    })
    void bytesAreTextAndTextIsBytes(String hex, String text) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(EscapedText.decode(bytes)).isEqualTo(text);
        assertThat(EscapedText.encode(text)).isEqualTo(bytes);
        byte[] around = HexFormat.of().parseHex("ff61" + hex + "62ff");
        assertThat(EscapedText.decode(around, 2, bytes.length)).isEqualTo(text);
    }

    @Test
    void onlyLoneSurrogatesOfTheirRangeStandForBytes() {
        assertThat(EscapedText.encode("\udc7f")).isEqualTo(new byte[] {'?'});
        assertThat(EscapedText.encode("\udd00")).isEqualTo(new byte[] {'?'});
        assertThat(EscapedText.encode("\ud83d\udc80")).isEqualTo("\ud83d\udc80".getBytes(StandardCharsets.UTF_8));
        assertThat(EscapedText.encode("\udc80\udc81")).isEqualTo(new byte[] {(byte) 0x80, (byte) 0x81});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a/b",
                "/a/b",
                "ä",
                "/ä",
                "/tmp/ä b/%41?#",
                "x/\udcff\udc80",
                "/",
                "ÿ/AZaz09@[`{/:",
                "ä\u007f",
                "\u0080"
            })
    void aNameComesBackFromItsPath(String name) {
        assertThat(FileNames.text(FileNames.path(name))).isEqualTo(name);
        assertThat(FileNames.path(name).isAbsolute()).isEqualTo(name.startsWith("/"));
    }

    @Test
    void aPathIsTakenApartAtItsSlashes() {
        Path path = FileNames.path("ä/b\udcff/c");
        assertThat(path.getNameCount()).isEqualTo(3);
        assertThat(FileNames.text(path.getName(1))).isEqualTo("b\udcff");
        assertThat(path.getFileName()).isEqualTo(Path.of("c"));
    }

    @Test
    void aNulIsRefused() {
        assertThatThrownBy(() -> FileNames.path("ä\0b"))
                .isInstanceOf(InvalidPathException.class)
                .hasMessageContaining("a NUL is not allowed in a name");
    }

    @Test
    void aDirectoryHasNoSlashAtItsEnd(@org.junit.jupiter.api.io.TempDir Path folder) throws Exception {
        Path made = java.nio.file.Files.createDirectory(folder.resolve(FileNames.path("ä")));
        assertThat(FileNames.text(made)).isEqualTo(FileNames.text(folder) + "/ä");
    }
}
