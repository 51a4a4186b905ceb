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
 * Objects of one kind by their unique names: gvtrace's own, then those of providers. Immutable; thread-safe if the
 * objects are.
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
     * Describes the objects of a catalogue.
     *
     * @param <P> the providers
     * @param <T> the things
     */
    public interface Kind<P, T> {
        /** The word for one of them in messages, such as {@code field}. */
        String noun();

        /** The name of a provider in messages. */
        default String owner(P provider) {
            return Providers.name(provider);
        }

        /** The objects of a provider, in the order of their listing. */
        Collection<? extends T> of(P provider);

        /** The name of an object. */
        String name(T thing);

        /** What was expected of an invalid object of a provider; null if it is valid. */
        @Nullable
        String expected(T thing);
    }

    /**
     * A catalogue.
     *
     * @param own those of gvtrace, with distinct names
     * @throws ProviderException if a provider throws, or a name is taken or invalid
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

    /** An object of a provider. */
    private record Entry<T>(String name, T thing, @Nullable String expected) {}

    private static <P, T> List<Entry<T>> entries(Kind<P, T> kind, P provider) {
        return kind.of(provider).stream()
                .map(thing -> new Entry<T>(kind.name(thing), thing, kind.expected(thing)))
                .toList();
    }

    /** All objects, gvtrace's first. */
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

    /** The provider of the object with this name; null if it is gvtrace's own or does not exist. */
    public @Nullable P provider(String name) {
        return providers.get(name);
    }
}
