// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.field.FieldException;
import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.filter.FilterIssue.Code;
import dev.gvtrace.replay.filter.ast.Operand;
import dev.gvtrace.replay.filter.ast.Transformer;
import dev.gvtrace.replay.filter.match.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns operands of the tree into typed operands with readers. Not thread-safe. */
final class OperandCompiler {
    private final ValueReaders readers;
    private final Binding<Object> binding;

    OperandCompiler(ValueReaders readers) {
        this.readers = readers;
        this.binding = readers.binding();
    }

    /** The subject of a field or transformer. */
    TypedOperand compile(Operand operand) throws CheckError {
        return operand.accept(new Operand.Visitor<TypedOperand, CheckError>() {
            @Override
            public TypedOperand field(Operand.FieldName name) throws CheckError {
                Field<Object> field = OperandCompiler.this.field(name);
                return TypedOperand.of(field, readers.of(field));
            }

            @Override
            public TypedOperand call(Operand.Call call) throws CheckError {
                return OperandCompiler.this.call(call);
            }

            @Override
            public TypedOperand constant(Operand.Constant constant) {
                return TypedOperand.text(new TextReader.Constant(Bytes.untilNul(constant.text())));
            }

            @Override
            public TypedOperand values(Operand.Values values) throws CheckError {
                return list(values.items());
            }
        });
    }

    Field<Object> field(Operand.FieldName name) throws CheckError {
        try {
            return binding.resolve(name.name(), name.argument());
        } catch (FieldException e) {
            String message = String.valueOf(e.getMessage());
            boolean unknown = e.kind() == FieldException.Kind.UNKNOWN;
            String nearest = unknown ? binding.nearest(name.name()) : binding.inBrackets(name.name());
            throw new CheckError(
                    unknown ? Code.UNKNOWN_FIELD : Code.WRONG_OPERAND,
                    message,
                    name.position(),
                    unknown ? binding.expected() : expected(e, name.name()),
                    nearest);
        }
    }

    private static @Nullable String expected(FieldException error, String name) {
        return error.kind() == FieldException.Kind.ARGUMENT_MISSING ? name + "[ARGUMENT]" : null;
    }

    private TypedOperand call(Operand.Call call) throws CheckError {
        Transformer transformer = call.transformer();
        if (call.selector() != null && transformer != Transformer.GETOPT) {
            throw wrong(
                    call, "filter error: transformer '" + transformer.text() + "' does not support field arguments");
        }
        boolean one = call.arguments().size() == 1;
        if (transformer != Transformer.VAL && one == transformer.several()) {
            throw wrong(call, "unknown field transfomer '" + transformer.text() + "'");
        }
        List<TypedOperand> arguments = new ArrayList<>();
        for (Operand argument : call.arguments()) {
            TypedOperand subject = compile(argument);
            if (transformer != Transformer.VAL) {
                requireTransformable(subject, argument);
            }
            arguments.add(subject);
        }
        return switch (transformer) {
            case VAL -> arguments.get(0);
            case JOIN -> join(call, arguments);
            case CONCAT -> concat(call, arguments);
            case GETOPT -> getopt(call, arguments);
            case LEN -> length(call, arguments.get(0));
            case TOLOWER, TOUPPER, B64, BASENAME -> mapped(call, arguments.get(0));
        };
    }

    private static void requireTransformable(TypedOperand subject, Operand operand) throws CheckError {
        if (subject.is(FieldDefinition.Flag.NO_TRANSFORMER) || subject.any()) {
            Field<Object> field = subject.field();
            String name = field == null ? subject.name() : field.definition().name();
            throw new CheckError(
                    Code.WRONG_OPERAND, "field '" + name + "' does not support transformers", operand.position());
        }
    }

    private static CheckError wrong(Operand.Call call, String message) {
        return new CheckError(Code.WRONG_OPERAND, message, call.position());
    }

    private static CheckError unsupported(Operand.Call call, TypedOperand subject) {
        return wrong(
                call,
                "can't add field transformer: type '" + subject.fullTypeName() + "' is not supported by '"
                        + call.transformer().text() + "' transformer applied on field '" + subject.name() + "'");
    }

    private static TypedOperand length(Operand.Call call, TypedOperand inner) throws CheckError {
        if (!inner.list() && !inner.textual() && inner.type() != FieldType.BUFFER) {
            throw unsupported(call, inner);
        }
        NumberReader length = inner.source().accept(new LengthReader(call, inner));
        return new TypedOperand(inner.name(), FieldType.UNSIGNED, "UINT64", false, null, length);
    }

    /** Makes the reader of a length; only texts and lists have one. */
    private record LengthReader(Operand.Call call, TypedOperand inner)
            implements ValueReader.Visitor<NumberReader, CheckError> {
        @Override
        public NumberReader text(TextReader reader) {
            return new NumberReader.TextLength(reader);
        }

        @Override
        public NumberReader number(NumberReader reader) throws CheckError {
            throw unsupported(call, inner);
        }

        @Override
        public NumberReader decimal(DecimalReader reader) throws CheckError {
            throw unsupported(call, inner);
        }

        @Override
        public NumberReader address(AddressReader reader) throws CheckError {
            throw unsupported(call, inner);
        }

        @Override
        public NumberReader list(ListReader reader) {
            return new NumberReader.ListLength(reader);
        }

        @Override
        public NumberReader any(AnyReader reader) throws CheckError {
            throw unsupported(call, inner);
        }
    }

    private static TypedOperand mapped(Operand.Call call, TypedOperand inner) throws CheckError {
        Transformer transformer = call.transformer();
        boolean buffer = inner.type() == FieldType.BUFFER;
        if (!inner.textual() && !(buffer && transformer == Transformer.B64)) {
            throw unsupported(call, inner);
        }
        if (inner.source() instanceof ListReader list) {
            return inner.through(new ListReader.Mapped(list, value -> apply(transformer, value, buffer)));
        }
        if (!(inner.source() instanceof TextReader text)) {
            throw unsupported(call, inner);
        }
        return inner.through(new TextReader.Mapped(text, value -> apply(transformer, value, buffer)));
    }

    private static @Nullable String apply(Transformer transformer, @Nullable String value, boolean buffer) {
        if (value == null) {
            return null;
        }
        return switch (transformer) {
            case TOLOWER -> Bytes.toLower(value);
            case TOUPPER -> Bytes.toUpper(value);
            case BASENAME -> Bytes.basename(value);
            case B64 -> {
                String decoded = Bytes.fromBase64(value);
                if (decoded == null) {
                    yield null;
                }
                // Falco includes the end of the C string in a buffer's length.
                yield buffer ? decoded + '\0' : Bytes.untilNul(decoded);
            }
            case VAL, LEN, JOIN, CONCAT, GETOPT ->
                throw new IllegalArgumentException(transformer + ": expected a transformer of one text into another");
        };
    }

    private static TypedOperand join(Operand.Call call, List<TypedOperand> arguments) throws CheckError {
        if (arguments.size() != 2) {
            throw wrong(call, "join() requires exactly 2 arguments: separator and list");
        }
        if (arguments.get(0).list()) {
            throw wrong(call, "join() first argument (separator) must be a single value, not a list");
        }
        if (!(arguments.get(1).source() instanceof ListReader parts)) {
            throw wrong(call, "join() second argument must be a list");
        }
        return TypedOperand.text(new TextReader.Joined(asText(call, arguments.get(0)), parts));
    }

    private static TypedOperand concat(Operand.Call call, List<TypedOperand> arguments) throws CheckError {
        List<TextReader> parts = new ArrayList<>();
        for (TypedOperand argument : arguments) {
            if (argument.list() || !argument.textual() || !(argument.source() instanceof TextReader text)) {
                throw wrong(call, "concat() arguments must be strings");
            }
            parts.add(text);
        }
        return TypedOperand.text(new TextReader.Joined(new TextReader.Constant(""), new ListReader.OfParts(parts)));
    }

    private static TypedOperand getopt(Operand.Call call, List<TypedOperand> arguments) throws CheckError {
        if (arguments.size() != 2) {
            throw wrong(call, "getopt() requires exactly 2 arguments: args list and optstring");
        }
        if (!(arguments.get(0).source() instanceof ListReader words)) {
            throw wrong(call, "getopt() first argument must be a list");
        }
        if (arguments.get(1).list()) {
            throw wrong(call, "getopt() second argument (optstring) must be a single value");
        }
        TextReader spec = asText(call, arguments.get(1));
        String selector = call.selector();
        if (selector == null) {
            return TypedOperand.list(new ListReader.Options(words, spec));
        }
        if (selector.length() != 1) {
            throw wrong(call, "getopt() field argument must be a single option character");
        }
        return TypedOperand.text(new TextReader.Option(words, spec, selector.charAt(0)));
    }

    private TypedOperand list(List<Operand> items) throws CheckError {
        List<TextReader> parts = new ArrayList<>();
        for (Operand item : items) {
            TypedOperand subject = compile(item);
            requireTransformable(subject, item);
            if (subject.list()) {
                throw new CheckError(
                        Code.WRONG_OPERAND,
                        "field '" + subject.name() + "' is a list, and lists do not nest",
                        item.position());
            }
            parts.add(printed(subject));
        }
        return TypedOperand.list(new ListReader.OfParts(parts));
    }

    private static TextReader asText(Operand.Call call, TypedOperand subject) throws CheckError {
        if (subject.source() instanceof TextReader text) {
            return text;
        }
        throw unsupported(call, subject);
    }

    /** Any value as text: numbers decimal. */
    private static TextReader printed(TypedOperand subject) {
        if (subject.source() instanceof TextReader text) {
            return text;
        }
        return new TextReader.Printed(subject.source(), subject.type() == FieldType.UNSIGNED);
    }
}
