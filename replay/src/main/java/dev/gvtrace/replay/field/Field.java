// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import org.jspecify.annotations.Nullable;

/**
 * A field with its argument, ready to be read.
 *
 * <p>More than six components: what depends on the argument stands beside the definition that it may differ from.
 *
 * @param definition what the catalogue says
 * @param argument the argument without brackets and quotes, null if there is none
 * @param text the field as the compiled condition prints it, {@code proc.aname[2]}
 * @param type the type of this field with this argument (evt.rawarg's depends on it)
 * @param bits as in the definition
 * @param typeName the type as Falco's messages call it, such as {@code INT64} or {@code CHARBUF}
 * @param extractor reads it; of a field that {@link FieldDefinition.Flag#STATEFUL has state} it belongs to this object
 *     alone, so each use has to be resolved by itself
 * @param <S> what values are read from
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
     * A field of the type that its definition has.
     *
     * @throws IllegalArgumentException if the extractor is not of the kind that the type needs
     */
    static <S> Field<S> of(FieldDefinition definition, @Nullable String argument, String text, Extractor<S> extractor) {
        if (!extractor.accept(new Fits<S>(definition.type()))) {
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

    /** Whether an extractor gives values of a type. */
    private record Fits<S>(FieldType type) implements Extractor.Visitor<S, Boolean> {
        @Override
        public Boolean text(Extractor.OfText<S> extractor) {
            return switch (type) {
                case TEXT, PATH, BUFFER, OPAQUE -> true;
                default -> false;
            };
        }

        @Override
        public Boolean number(Extractor.OfNumber<S> extractor) {
            return switch (type) {
                case SIGNED, UNSIGNED, BOOLEAN, ABSOLUTE_TIME, RELATIVE_TIME, PORT -> true;
                default -> false;
            };
        }

        @Override
        public Boolean decimal(Extractor.OfDecimal<S> extractor) {
            return type == FieldType.DECIMAL;
        }

        @Override
        public Boolean address(Extractor.OfAddress<S> extractor) {
            return type == FieldType.ADDRESS || type == FieldType.NETWORK;
        }

        @Override
        public Boolean texts(Extractor.OfTexts<S> extractor) {
            return type == FieldType.TEXT_LIST;
        }

        @Override
        public Boolean any(Extractor.OfAny<S> extractor) {
            return true; // The kinds of single values show when there are some.
        }
    }
}
