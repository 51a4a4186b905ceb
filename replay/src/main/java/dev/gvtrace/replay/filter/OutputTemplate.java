// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.field.FieldException;
import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.filter.FilterIssue.Code;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.filter.ast.Operand;
import dev.gvtrace.replay.filter.ast.Position;
import dev.gvtrace.replay.filter.match.Network;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The format of an output (rule language reference 6.1): text with fields and transformers in it, compiled against a
 * binding like conditions. Immutable and thread-safe.
 *
 * @param <S> the printed subject
 */
public final class OutputTemplate<S> {
    /** The text for a missing value. */
    public static final String MISSING = "<NA>";

    private static final int MAX_WIDTH = 10_000;

    /** A piece of text, or a value: a field or a transformer's result. */
    private record Piece(
            String text,
            @Nullable Field<Object> field,
            @Nullable ValueReader source,
            int width) {}

    private record NamedField(Field<Object> field, ValueReader source) {}

    private final List<Piece> pieces;
    private final List<Text> names;
    private final List<NamedField> fields;
    private final Evaluation.Sizes sizes;
    private final @Nullable Function<Object, Event> event;

    private OutputTemplate(Builder builder) {
        pieces = List.copyOf(builder.pieces);
        names = builder.fields.keySet().stream().map(ByteText::toText).toList();
        fields = List.copyOf(builder.fields.values());
        sizes = builder.readers.sizes();
        event = builder.binding.event();
    }

    /**
     * Compiles a format; a missing value prints as {@code <NA>}.
     *
     * @param format Unicode
     * @param binding the fields that it may use
     * @param issues all errors found are added here
     * @return null if there are errors
     */
    public static <S> @Nullable OutputTemplate<S> compile(String format, Binding<S> binding, List<FilterIssue> issues) {
        Builder builder = new Builder(format, binding, issues);
        return builder.build() ? new OutputTemplate<>(builder) : null;
    }

    /** The output for a subject. */
    public Text render(S subject) {
        Evaluation<?> evaluation = evaluation(subject);
        StringBuilder out = new StringBuilder(256);
        for (Piece piece : pieces) {
            String value = piece.text;
            if (piece.source != null) {
                value = piece.field != null
                        ? OutputValue.print(piece.field, piece.source, evaluation)
                        : piece.source.print(false, evaluation);
                value = value == null ? MISSING : value;
            }
            append(out, value, piece.width);
        }
        return ByteText.toText(out.toString());
    }

    private static void append(StringBuilder out, String value, int width) {
        if (width < 0) {
            out.append(value);
            return;
        }
        out.append(value, 0, Math.min(width, value.length()));
        for (int i = value.length(); i < width; i++) {
            out.append(' ');
        }
    }

    /** The fields in it, including those inside transformers, sorted by text, without duplicates. */
    public List<Text> fields() {
        return names;
    }

    /**
     * The values of {@link #fields} in that order: Text, Long, a BigInteger above its range, Double, Boolean, a list
     * of Text, or null if missing.
     */
    public List<@Nullable Object> values(S subject) {
        Evaluation<?> evaluation = evaluation(subject);
        List<@Nullable Object> values = new ArrayList<>(fields.size());
        for (NamedField named : fields) {
            values.add(owned(OutputValue.json(named.field, named.source, evaluation, event)));
        }
        return values;
    }

    private static @Nullable Object owned(@Nullable Object value) {
        if (value instanceof String byteString) {
            return ByteText.toText(byteString);
        }
        return value instanceof List<?> list
                ? list.stream().map(OutputTemplate::owned).toList()
                : value;
    }

    private Evaluation<S> evaluation(S subject) {
        Evaluation<S> evaluation = new Evaluation<>(sizes);
        evaluation.start(subject);
        return evaluation;
    }

    private static final class Builder {
        private final String format;
        private final List<FilterIssue> issues;
        private final List<Piece> pieces = new ArrayList<>();
        private final Map<String, NamedField> fields = new TreeMap<>();
        private final ValueReaders readers;
        private final Binding<Object> binding;
        private final OperandCompiler operands;
        private int index;
        private boolean right = true;

        Builder(String format, Binding<?> binding, List<FilterIssue> issues) {
            this.format = format;
            this.issues = issues;
            this.readers = ValueReaders.reading(binding);
            this.binding = readers.binding();
            this.operands = new OperandCompiler(readers);
        }

        boolean build() {
            while (index < format.length()) {
                int percent = format.indexOf('%', index);
                int end = percent < 0 ? format.length() : percent;
                if (end > index) {
                    pieces.add(new Piece(ByteText.fromUnicode(format.substring(index, end)), null, null, -1));
                }
                index = end;
                if (percent >= 0) {
                    token(percent);
                }
            }
            return right;
        }

        private void token(int percent) {
            index = percent + 1;
            int width = width();
            if (index >= format.length()) {
                add(Code.WRONG_FORMAT, "invalid formatting syntax: formatting cannot end with a %", percent, null);
                return;
            }
            int start = index;
            try {
                FilterParser.Embedded embedded = FilterParser.parseTransformer(format, start, !binding.namesHaveDots());
                if (embedded != null) {
                    index = embedded.end();
                    transformer(embedded.call(), width);
                    return;
                }
                int end = binding.longestMatch(format, start);
                if (end < 0) {
                    unknown(start);
                    return;
                }
                index = end;
                Field<Object> field = field(start, end);
                if (field.definition().ofPlugin() && end < format.length() && format.charAt(end) == '[') {
                    throw new FieldException("filter '" + format.substring(start, end) + "[': "
                            + field.definition().name() + " has unbalanced argument brackets");
                }
                insideWord(start, end);
                ValueReader source = readers.of(field);
                pieces.add(new Piece("", field, source, width));
                fields.put(field.text(), new NamedField(field, source));
            } catch (FilterException e) {
                index = Math.max(index, start + 1);
                add(new FilterIssue(Code.SYNTAX, String.valueOf(e.getMessage()), e.position(), null, null, null));
            } catch (FieldException e) {
                int word = FieldDefinition.nameEnd(format, start);
                String name = format.substring(start, word);
                index = Math.max(index, word);
                add(Code.WRONG_OPERAND, ByteText.toUnicode(String.valueOf(e.getMessage())), start, remedy(name));
            } catch (CheckError e) {
                add(e.issue(null));
            }
        }

        /** The form of a field whose argument is missing. */
        private @Nullable String remedy(String name) {
            String inBrackets = binding.inBrackets(name);
            return inBrackets == null && name.equals(binding.nearest(name)) ? name + "[ARGUMENT]" : inBrackets;
        }

        private int width() {
            int from = index;
            while (index < format.length() && format.charAt(index) >= '0' && format.charAt(index) <= '9') {
                index++;
            }
            int width = Network.decimal(format.substring(from, index), MAX_WIDTH);
            if (width < 0 && index > from) {
                add(Code.WRONG_FORMAT, "invalid formatting syntax: width is greater than " + MAX_WIDTH, from, null);
            }
            return width;
        }

        private void transformer(Operand.Call call, int width) throws CheckError {
            TypedOperand subject = operands.compile(call);
            // Falco has no print format for lengths.
            boolean printable = subject.type() != FieldType.UNSIGNED;
            pieces.add(new Piece(MISSING, null, printable ? subject.source() : null, width));
            for (Operand.FieldName name : call.fieldNames()) {
                Field<Object> field = operands.field(name);
                fields.put(field.text(), new NamedField(field, readers.of(field)));
            }
        }

        private Field<Object> field(int start, int end) throws FieldException {
            int bracket = format.indexOf('[', start);
            if (bracket < 0 || bracket >= end) {
                return binding.resolveForOutput(format.substring(start, end), null);
            }
            String argument = FieldDefinition.unquoted(format.substring(bracket + 1, end - 1));
            return binding.resolveForOutput(format.substring(start, bracket), ByteText.fromUnicode(argument));
        }

        private void unknown(int start) {
            int end = FieldDefinition.nameEnd(format, start);
            String name = format.substring(start, end);
            String token = name.isEmpty() ? format.substring(start, start + 1) : name;
            index = Math.max(end, start);
            String nearest = binding.nearest(name);
            // A known field that is not a valid token lacks its argument.
            String remedy = name.equals(nearest) ? name + "[ARGUMENT]" : nearest;
            add(Code.UNKNOWN_FIELD, "invalid formatting token " + token, start, remedy);
        }

        /** Warns if the text after a field's name looks like a part of it; a dot at the end of a sentence does not. */
        private void insideWord(int start, int end) {
            int word = FieldDefinition.nameEnd(format, end);
            while (word > end && format.charAt(word - 1) == '.') {
                word--;
            }
            if (word == end || format.charAt(end - 1) == ']') {
                return;
            }
            String name = format.substring(start, word);
            String printed = format.substring(start, end);
            String nearest = binding.nearest(name);
            String why = name.equals(nearest)
                    ? "' as text, '" + name + "' needs an argument"
                    : "' as text, there is no field '" + name + "'";
            nearest = name.equals(nearest) ? name + "[ARGUMENT]" : nearest;
            add(
                    Code.TOKEN_INSIDE_WORD,
                    "'%" + name + "' prints the value of '" + printed + "' and '" + format.substring(end, word) + why,
                    start,
                    printed.equals(nearest) ? null : nearest);
        }

        private void add(Code code, String message, int at, @Nullable String nearest) {
            add(new FilterIssue(
                    code,
                    message,
                    Position.of(format, at),
                    null,
                    code == Code.UNKNOWN_FIELD ? binding.expected() + ", or a transformer, behind %" : null,
                    nearest));
        }

        private void add(FilterIssue issue) {
            right &= !issue.error();
            issues.add(issue);
        }
    }
}
