// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.provider;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Things of one kind by name: gvtrace's own, then those of providers. No two have the same name. Immutable; thread-safe
 * if what it holds is.
 *
 * @param <P> the providers
 * @param <T> the things
 */
public final class NamedCatalog<P, T> {
    private static final String OWN = "gvtrace";

    private final Map<String, T> things;
    private final Map<String, P> providers;

    private NamedCatalog(Map<String, T> things, Map<String, P> providers) {
        this.things = Collections.unmodifiableMap(things);
        this.providers = Collections.unmodifiableMap(providers);
    }

    /**
     * What a catalogue needs to know about the things that it holds.
     *
     * @param <P> the providers
     * @param <T> the things
     */
    public interface Kind<P, T> {
        /** What messages call one of them, such as {@code field}. */
        String noun();

        /** What messages call a provider. */
        default String owner(P provider) {
            return Providers.name(provider);
        }

        /** Those of a provider, in the order in which they are listed. */
        Collection<? extends T> of(P provider);

        /** The name of one. */
        String name(T thing);

        /** What was expected of one that a provider brings and that is invalid; null if it is valid. */
        @Nullable
        String expected(T thing);
    }

    /**
     * A catalogue.
     *
     * @param own those of gvtrace, no two with the same name
     * @throws ProviderException if a provider throws, or brings one whose name is taken or not allowed
     */
    public static <P, T> NamedCatalog<P, T> of(
            Kind<P, T> kind, Collection<? extends T> own, Iterable<? extends P> providers) throws ProviderException {
        Map<String, T> things = new LinkedHashMap<>();
        for (T thing : own) {
            things.put(kind.name(thing), thing);
        }
        Map<String, P> owners = new LinkedHashMap<>();
        for (P provider : providers) {
            String owner = Providers.call(provider, kind.noun(), () -> kind.owner(provider));
            for (Entry<T> entry : Providers.call(provider, kind.noun(), () -> entries(kind, provider))) {
                String what = kind.noun() + " '" + entry.name() + "'";
                if (things.putIfAbsent(entry.name(), entry.thing()) != null) {
                    P other = owners.get(entry.name());
                    throw new ProviderException(what + " is defined twice: by "
                            + (other == null ? OWN : kind.owner(other)) + " and by " + owner
                            + ": expected another name");
                }
                if (entry.expected() != null) {
                    throw new ProviderException("invalid " + what + " of " + owner + ": expected " + entry.expected());
                }
                owners.put(entry.name(), provider);
            }
        }
        return new NamedCatalog<>(things, owners);
    }

    /** One that a provider brings. */
    private record Entry<T>(String name, T thing, @Nullable String expected) {}

    private static <P, T> List<Entry<T>> entries(Kind<P, T> kind, P provider) {
        return kind.of(provider).stream()
                .map(thing -> new Entry<T>(kind.name(thing), thing, kind.expected(thing)))
                .toList();
    }

    /** All of them, gvtrace's first. */
    public Collection<T> all() {
        return things.values();
    }

    /** All names, in the same order. */
    public Collection<String> names() {
        return things.keySet();
    }

    /** The object with this name, or null if there is none. */
    public @Nullable T find(String name) {
        return things.get(name);
    }

    /** The provider of the object with this name; null if it is gvtrace's own, or there is none. */
    public @Nullable P provider(String name) {
        return providers.get(name);
    }
}
