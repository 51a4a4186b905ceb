// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.EscapedText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramWordsTest {
    private static final List<String> HOSTILE =
            List.of("--root", "/x\u00e9\udcffy", "", "a'b\\n\"$(id)` %s\n\n", "-", "\ud83d\ude00");

    private static String printed(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        return EscapedText.decode(process.getInputStream().readAllBytes());
    }

    @Test
    void aShellPassesEachByte() throws IOException {
        List<String> words = new ArrayList<>(List.of("/usr/bin/printf", "[%s]"));
        words.addAll(HOSTILE);
        assertThat(printed(ProgramWords.throughShell(words))).isEqualTo("[" + String.join("][", HOSTILE) + "]");
        assertThat(printed(ProgramWords.passable(words))).isEqualTo("[" + String.join("][", HOSTILE) + "]");
    }

    @Test
    void wordsOfAsciiNeedNoShell() {
        List<String> words = List.of("runsc", "--root", "/run/a b'c");
        assertThat(ProgramWords.passable(words)).isEqualTo(words);
    }
}
