// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import org.jspecify.annotations.Nullable;

/**
 * A field with its argument, ready to be read.
 *
 * <p>More than six components: values that depend on the argument, in addition to the definition.
 *
 * @param definition its definition
 * @param argument the argument without brackets and quotes, or null if there is none
 * @param text the field as the compiled condition prints it, {@code proc.aname[2]}
 * @param type the type of this field with this argument (evt.rawarg's depends on it)
 * @param bits as in the definition
 * @param typeName the type's name in Falco's messages, such as {@code INT64} or {@code CHARBUF}
 * @param extractor reads it; if the field {@link FieldDefinition.Flag#STATEFUL has state}, the extractor belongs to
 *     this object only, so each use has to be resolved separately
 * @param <S> the subject that values are read from
 */
public record Field<S>(
        FieldDefinition definition,
        @Nullable String argument,
        String text,
        FieldType type,
        int bits,
        String typeName,
        Extractor<S> extractor) {

    /**
     * A field with the type of its definition.
     *
     * @throws IllegalArgumentException if the extractor is not of the kind that the type needs
     */
    static <S> Field<S> of(FieldDefinition definition, @Nullable String argument, String text, Extractor<S> extractor) {
        if (extractor.form() != definition.type().form()) {
            throw new IllegalArgumentException(
                    "field '" + definition.name() + "' has an extractor of another type than " + definition.type());
        }
        return new Field<>(
                definition, argument, text, definition.type(), definition.bits(), definition.typeName(), extractor);
    }

    /** The same field read in another way. */
    public Field<S> with(Extractor<S> other) {
        return new Field<>(definition, argument, text, type, bits, typeName, other);
    }
}
