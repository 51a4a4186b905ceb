// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The ways to print alerts: text, JSON, and those that a {@link ServiceLoader} finds. Thread-safe. */
public final class AlertFormats {
    private static final List<AlertFormat> ALL = all();

    private AlertFormats() {}

    private static List<AlertFormat> all() {
        List<AlertFormat> all = new ArrayList<>(List.of(AlertFormatter.text(), AlertFormatter.json()));
        ServiceLoader.load(AlertFormat.class, AlertFormat.class.getClassLoader())
                .forEach(all::add);
        return List.copyOf(all);
    }

    /** The format of that name, in any case; null if there is none. */
    public static @Nullable AlertFormat of(String name) {
        for (AlertFormat format : ALL) {
            if (format.name().equalsIgnoreCase(name)) {
                return format;
            }
        }
        return null;
    }

    /** The names of all formats, those of gvtrace first. */
    public static List<String> names() {
        return ALL.stream().map(AlertFormat::name).toList();
    }
}
