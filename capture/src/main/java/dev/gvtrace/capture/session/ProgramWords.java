// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.session;

import dev.gvtrace.text.EscapedText;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Words of a command for {@link ProcessBuilder}, which encodes them by the locale: a byte that is not UTF-8 has no form
 * there, and in the C locale no letter beyond ASCII has.
 */
public final class ProgramWords {
    private static final String JVM_ENCODING = System.getProperty("sun.jnu.encoding", "");

    private ProgramWords() {}

    /**
     * The command that starts the same program with the same bytes: the words themselves if the JVM can pass them,
     * otherwise a shell that becomes the program.
     *
     * @param words as {@link EscapedText} has them, the program first
     */
    public static List<String> passable(List<String> words) {
        return words.stream().allMatch(ProgramWords::isPassable) ? List.copyOf(words) : throughShell(words);
    }

    private static boolean isPassable(String word) {
        boolean ascii = word.chars().allMatch(c -> c < 0x80);
        boolean unicode = JVM_ENCODING.toUpperCase(Locale.ROOT).equals("UTF-8")
                && Charset.defaultCharset().equals(StandardCharsets.UTF_8)
                && StandardCharsets.UTF_8.newEncoder().canEncode(word);
        return ascii || unicode;
    }

    /** The script is ASCII: each byte of a word is written as an octal number. */
    static List<String> throughShell(List<String> words) {
        StringBuilder script = new StringBuilder();
        for (String word : words) {
            script.append("w=$(printf '");
            for (byte b : EscapedText.encode(word)) {
                script.append('\\')
                        .append((char) ('0' + (b >> 6 & 3)))
                        .append((char) ('0' + (b >> 3 & 7)))
                        .append((char) ('0' + (b & 7)));
            }
            // a substitution drops line feeds at its end
            script.append(".'); set -- \"$@\" \"${w%.}\"\n");
        }
        return List.of("/bin/sh", "-c", script.append("exec \"$@\"\n").toString());
    }
}
