// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.completion;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.ArgSpec;

/**
 * What can be typed as the value of an option or as an argument.
 *
 * @param label what the help calls it
 * @param words those that are offered; for files in addition to them
 */
record Values(Kind kind, String label, List<String> words) {
    /** Of a switch, which takes no value. */
    static final Values NONE = new Values(Kind.NOTHING, "", List.of());

    /** Where the shell gets what it offers. */
    enum Kind {
        /** There is no value. */
        NOTHING,
        /** Any text: nothing is offered. */
        TEXT,
        WORDS,
        FILE,
        DIRECTORY
    }

    static Values of(ArgSpec argument) {
        String label = argument.paramLabel();
        List<String> words = new ArrayList<>();
        Class<?> type = argument.auxiliaryTypes()[0];
        if (argument.completionCandidates() != null) {
            // members of an enum are accepted in either case, and in lower case everywhere in the documentation
            argument.completionCandidates()
                    .forEach(word -> words.add(type.isEnum() ? word.toLowerCase(Locale.ROOT) : word));
        }
        boolean ruleFile = label.equals("FILE") && type == String.class;
        if (ruleFile) {
            words.add("builtin");
        }
        if (label.equals("DIR")) {
            return new Values(Kind.DIRECTORY, label, List.of());
        }
        if (type == Path.class || ruleFile) {
            return new Values(Kind.FILE, label, List.copyOf(words));
        }
        return new Values(words.isEmpty() ? Kind.TEXT : Kind.WORDS, label, List.copyOf(words));
    }
}
