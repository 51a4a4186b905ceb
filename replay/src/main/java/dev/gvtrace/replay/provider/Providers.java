// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds providers and calls them; an exception of a provider becomes a {@link ProviderException}. */
public final class Providers {
    private static final String INSTANCE = "Provider ";

    private Providers() {}

    /** A call to a provider. */
    @FunctionalInterface
    public interface Call<T> {
        /** Calls the provider. */
        T run();
    }

    /**
     * The providers of a type that {@link ServiceLoader} finds on the class path, in its order, then those of each
     * {@link ProviderSource}.
     *
     * @param what the kind of their objects, in the singular, such as {@code field}
     * @throws ProviderException if one of them is missing or cannot be created
     */
    public static <P> List<P> installed(Class<P> type, String what) throws ProviderException {
        List<P> found = created(type, what);
        for (ProviderSource source : created(ProviderSource.class, what)) {
            found.addAll(source.installed(type, what));
        }
        return found;
    }

    private static <P> List<P> created(Class<P> type, String what) throws ProviderException {
        List<P> found = new ArrayList<>();
        try {
            ServiceLoader.load(type, type.getClassLoader()).forEach(found::add);
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new ProviderException(
                    "invalid " + what + " provider: " + reason(type, e) + ": expected a class that implements "
                            + type.getName() + ", with a public constructor without parameters",
                    e);
        }
        return found;
    }

    /** The message of {@link ServiceLoader} without the leading name of the interface. */
    private static String reason(Class<?> type, Throwable e) {
        if (!(e instanceof ServiceConfigurationError)) {
            return e.toString();
        }
        String message = withoutPrefix(withoutPrefix(String.valueOf(e.getMessage()), type.getName() + ": "), INSTANCE);
        return e.getCause() == null ? message : message + ": " + e.getCause();
    }

    private static String withoutPrefix(String text, String prefix) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    /**
     * Calls a provider.
     *
     * @param what the kind of its objects, in the singular
     * @throws ProviderException if it throws
     */
    public static <T> T call(Object provider, String what, Call<T> call) throws ProviderException {
        try {
            return call.run();
        } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
            throw new ProviderException(
                    "invalid " + what + " provider: " + name(provider) + ": expected no exception, found " + e, e);
        }
    }

    /** The name of a provider in messages: its class, or for an {@link Adapter} the class of the wrapped object. */
    public static String name(Object provider) {
        Object named = provider instanceof Adapter adapter ? adapter.adapted() : provider;
        return named.getClass().getName();
    }
}
