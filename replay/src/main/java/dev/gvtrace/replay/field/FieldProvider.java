// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.state.EventContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds fields of events to those that gvtrace has. They are in conditions, outputs and the list of {@code gvtrace
 * fields} like any other. Used by several threads at once. Internal: extensions implement {@code FieldExtension} of
 * {@code dev.gvtrace.api.extension}, for which there is an adapter.
 */
public interface FieldProvider {
    /** Its name in messages. */
    String name();

    /**
     * The fields, in the order in which they are listed. A name has at least one dot and is not in use; arguments are
     * in brackets.
     */
    List<FieldDefinition> definitions();

    /**
     * Creates the extractor of a field. It has to be of the kind that {@link Extractor} documents for the field's type,
     * or an {@link Extractor.OfAny} of such.
     *
     * @param definition one of {@link #definitions}
     * @param argument the text in the brackets, without quotes; null without brackets. It is valid for the definition
     * @throws FieldException if the argument has no meaning
     */
    Extractor<EventContext> extractor(FieldDefinition definition, @Nullable String argument) throws FieldException;
}
