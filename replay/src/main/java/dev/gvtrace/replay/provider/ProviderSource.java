// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.provider;

import java.util.List;

/**
 * Supplies providers adapted from other objects, such as the extensions of the public API. Found by {@link
 * java.util.ServiceLoader}: a class with a public constructor without parameters, named in {@code
 * META-INF/services/dev.gvtrace.replay.provider.ProviderSource}. Stateless, thread-safe.
 */
public interface ProviderSource {
    /**
     * Its providers of a type, in the order of the class path; none for types that it does not support.
     *
     * @param what the kind of their objects, in the singular, such as {@code field}
     * @throws ProviderException if one of them is missing or cannot be created
     */
    <P> List<P> installed(Class<P> type, String what) throws ProviderException;
}
