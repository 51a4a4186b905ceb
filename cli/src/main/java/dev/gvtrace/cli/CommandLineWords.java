// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.text.EscapedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of this process, byte for byte. The JVM's are decoded in the locale's encoding: bytes that are not
 * UTF-8 are lost, and in the C locale every letter that is not ASCII.
 */
final class CommandLineWords {
    private static final Path OWN = Path.of("/proc/self/cmdline");

    private CommandLineWords() {}

    /**
     * The same words with their bytes as {@link EscapedText} has them; as given where the system does not provide them.
     */
    static String[] lossless(String... words) {
        try {
            return isAscii(words) ? words : lossless(Files.readAllBytes(OWN), words);
        } catch (IOException e) {
            return words;
        }
    }

    /** The arguments are the last words of the command line, after those for the JVM. */
    static String[] lossless(byte[] commandLine, String... words) {
        List<String> all = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] == 0) {
                all.add(EscapedText.decode(commandLine, start, i - start));
                start = i + 1;
            }
        }
        int first = all.size() - words.length;
        if (first < 0) {
            return words;
        }
        for (int i = 0; i < words.length; i++) {
            if (isAscii(words[i]) && !words[i].equals(all.get(first + i))) {
                return words;
            }
        }
        return all.subList(first, all.size()).toArray(new String[0]);
    }

    private static boolean isAscii(String... words) {
        for (String word : words) {
            if (!word.chars().allMatch(c -> c < 0x80)) {
                return false;
            }
        }
        return true;
    }
}
