// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** runsc.toml, the configuration of containerd's shim for gVisor, which has the flags of runsc. */
final class ShimConfig {
    private static final List<String> FLAGS = List.of("runsc_config");
    private static final String KEY = "pod-init-config";
    private static final List<String> PATH = TomlPlaces.below(FLAGS, KEY);

    private ShimConfig() {}

    /** The session configuration in a text; null for none, or when there is no file. */
    static @Nullable String podInitConfig(@Nullable String text) throws SetupException {
        return text == null ? null : TomlPlaces.parse(text).string(PATH);
    }

    /** The text with the session configuration. */
    static String install(@Nullable String text, SetupTarget target) throws SetupException {
        String given = text == null ? "" : text;
        String line = KEY + " = " + JsonPlace.quoted(target.podInitConfigText());
        TomlPlaces places = TomlPlaces.parse(given);
        TomlPlaces.Entry there = places.entries().get(PATH);
        if (target.podInitConfigText().equals(places.string(PATH))) {
            return given;
        }
        TomlPlaces.Table table = places.tables().get(FLAGS);
        TextEdits edits = new TextEdits(given);
        if (there != null) {
            edits.replace(there.valueFrom(), there.valueTo(), JsonPlace.quoted(target.podInitConfigText()));
        } else if (table != null) {
            boolean endsLine = given.charAt(table.behind() - 1) == '\n';
            edits.insert(table.behind(), (endsLine ? "" : "\n") + indentation(given, places) + line + "\n");
        } else {
            String apart = given.isEmpty() ? "" : given.endsWith("\n") ? "\n" : "\n\n";
            edits.insert(given.length(), apart + "[" + FLAGS.get(0) + "]\n  " + line + "\n");
        }
        return checked(given, edits.apply(), target);
    }

    private static String indentation(String text, TomlPlaces places) {
        for (Map.Entry<List<String>, TomlPlaces.Entry> entry : places.entries().entrySet()) {
            if (entry.getKey().size() == 2 && entry.getKey().get(0).equals(FLAGS.get(0))) {
                String found = TextEdits.indentation(text, entry.getValue().from());
                return found == null ? "" : found;
            }
        }
        return "  ";
    }

    private static String checked(String before, String edited, SetupTarget target) throws SetupException {
        TomlPlaces.Entry whole = TomlPlaces.parse(before).entries().get(FLAGS);
        if (whole != null || !target.podInitConfigText().equals(podInitConfig(edited))) {
            throw new SetupException(
                    "runsc_config cannot be edited, because it is inside braces: add " + KEY + " to it by hand");
        }
        return edited;
    }

    /** The text without this session configuration. */
    static String uninstall(String text, SetupTarget target) throws SetupException {
        TomlPlaces places = TomlPlaces.parse(text);
        TomlPlaces.Entry there = places.entries().get(PATH);
        if (there == null || there.inline() || !target.podInitConfigText().equals(there.string())) {
            return text;
        }
        TextEdits edits = new TextEdits(text);
        int begin = text.lastIndexOf('\n', there.from() - 1) + 1;
        edits.replace(begin, TextEdits.nextLine(text, there.valueTo()), "");
        return edits.apply();
    }
}
