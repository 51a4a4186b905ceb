// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.session;

import dev.gvtrace.text.EscapedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a runsc, as far as it identifies the sandbox. runsc's flags have the forms {@code -name value},
 * {@code --name value} or {@code --name=value}. Immutable.
 *
 * @param words all words, the program's name first; each keeps its bytes, as {@link EscapedText} does
 * @param verb such as {@code create}, {@code run} or {@code trace create}; empty for verbs that create no sandbox
 * @param id the container's id; null when there is none
 */
public record RunscCommandLine(
        List<String> words, String verb, @Nullable String id) {
    private static final Set<String> WITH_ID = Set.of("create", "run", "restore");

    /** Copies the list. */
    public RunscCommandLine {
        words = List.copyOf(words);
    }

    /** Reads {@code /proc/PID/cmdline}: words, each followed by a NUL. */
    public static RunscCommandLine parse(byte[] cmdline) {
        List<String> words = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < cmdline.length; i++) {
            if (cmdline[i] == 0) {
                words.add(EscapedText.decode(cmdline, from, i - from));
                from = i + 1;
            }
        }
        if (from < cmdline.length) {
            words.add(EscapedText.decode(cmdline, from, cmdline.length - from));
        }
        return of(words);
    }

    /** Parses words, the program's name first. */
    public static RunscCommandLine of(List<String> words) {
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (WITH_ID.contains(word)) {
                return new RunscCommandLine(words, word, lastWord(words, i));
            }
            if (word.equals("do")) {
                return new RunscCommandLine(words, word, null);
            }
            if (word.equals("trace") && i + 1 < words.size() && words.get(i + 1).equals("create")) {
                return new RunscCommandLine(words, "trace create", lastWord(words, i + 1));
            }
        }
        return new RunscCommandLine(words, "", null);
    }

    private static @Nullable String lastWord(List<String> words, int verbAt) {
        String last = words.get(words.size() - 1);
        return words.size() - 1 > verbAt && !last.startsWith("-") ? last : null;
    }

    /** The value of a flag, the last one if it is repeated; null if it is missing. */
    public @Nullable String flag(String name) {
        String value = null;
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-")) {
                continue;
            }
            String bare = word.substring(word.startsWith("--") ? 2 : 1);
            if (bare.startsWith(name + "=")) {
                value = bare.substring(name.length() + 1);
            } else if (bare.equals(name) && i + 1 < words.size()) {
                value = words.get(i + 1);
            }
        }
        return value;
    }
}
