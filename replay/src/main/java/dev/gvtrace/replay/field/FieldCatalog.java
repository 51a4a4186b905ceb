// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** All fields. PLACEHOLDER. */
public final class FieldCatalog {
    private FieldCatalog() {}

    /** All definitions, in the order of groups and names. */
    public static Collection<FieldDefinition> all() {
        throw new UnsupportedOperationException("PLACEHOLDER: field helper");
    }

    /** The definition of that name; {@code evt.arg.name} finds evt.arg. Null if there is none. */
    public static @Nullable FieldDefinition find(String name) {
        throw new UnsupportedOperationException("PLACEHOLDER: field helper " + name);
    }

    /**
     * The field of that name with that argument.
     *
     * @throws FieldException if there is no such field, or its argument is missing, unknown or not allowed; the message
     *     is Falco's (rule language reference 1.12)
     */
    public static Field resolve(String name, @Nullable String argument) throws FieldException {
        throw new UnsupportedOperationException("PLACEHOLDER: field helper " + name + argument);
    }

    /**
     * For output templates: the longest field, with its argument if one follows, that stands in the text at the position.
     * Returns its end, or -1 if none does.
     */
    public static int longestMatch(String text, int position) {
        throw new UnsupportedOperationException("PLACEHOLDER: field helper " + text + position);
    }
}
