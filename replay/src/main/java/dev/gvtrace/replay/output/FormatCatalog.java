// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import dev.gvtrace.replay.provider.NamedCatalog;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.provider.Providers;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The formats of one kind: those of gvtrace and those of providers. Immutable, thread-safe.
 *
 * @param <F> the kind
 */
public final class FormatCatalog<F extends NamedFormat> {
    private final NamedCatalog<F, F> formats;

    private FormatCatalog(NamedCatalog<F, F> formats) {
        this.formats = formats;
    }

    /**
     * The given formats, then those of that kind on the class path.
     *
     * @param noun the kind in messages, such as {@code alert format}
     * @throws ProviderException if a provider cannot be created, or its format cannot be added
     */
    public static <F extends NamedFormat> FormatCatalog<F> load(Class<F> kind, String noun, List<? extends F> own)
            throws ProviderException {
        return of(noun, own, Providers.installed(kind, noun));
    }

    /**
     * The given formats.
     *
     * @param noun the kind in messages, such as {@code alert format}
     * @throws ProviderException if two formats have the same name, or a name is not allowed
     */
    public static <F extends NamedFormat> FormatCatalog<F> of(
            String noun, List<? extends F> own, List<? extends F> added) throws ProviderException {
        return new FormatCatalog<>(NamedCatalog.of(new Formats<F>(noun), own, added));
    }

    /** Each format is its own provider. */
    private record Formats<F extends NamedFormat>(String noun) implements NamedCatalog.Kind<F, F> {
        private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]*");

        @Override
        public List<F> of(F format) {
            return List.of(format);
        }

        @Override
        public String name(F format) {
            return format.name();
        }

        @Override
        public @Nullable String expected(F format) {
            return NAME.matcher(format.name()).matches()
                    ? null
                    : "a lower-case letter, then lower-case letters, digits, hyphens and underscores";
        }
    }

    /** The format with this name, in any case; null if there is none. */
    public @Nullable F find(String name) {
        return formats.find(name.toLowerCase(Locale.ROOT));
    }

    /** The names of all formats, those of gvtrace first. */
    public List<String> names() {
        return List.copyOf(formats.names());
    }
}
