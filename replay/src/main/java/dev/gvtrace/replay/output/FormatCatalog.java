// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The formats of one kind: those that gvtrace brings, and those that a {@link ServiceLoader} finds. Immutable,
 * thread-safe.
 *
 * @param <F> the kind
 */
public final class FormatCatalog<F extends NamedFormat> {
    private final List<F> formats;

    /** The given formats, then those of that kind on the class path. */
    public FormatCatalog(Class<F> kind, List<? extends F> own) {
        List<F> all = new ArrayList<>(own);
        ServiceLoader.load(kind, kind.getClassLoader()).forEach(all::add);
        formats = List.copyOf(all);
    }

    /** The format of that name, in any case; null if there is none. */
    public @Nullable F find(String name) {
        for (F format : formats) {
            if (format.name().equalsIgnoreCase(name)) {
                return format;
            }
        }
        return null;
    }

    /** The names of all formats, those of gvtrace first. */
    public List<String> names() {
        return formats.stream().map(NamedFormat::name).toList();
    }
}
