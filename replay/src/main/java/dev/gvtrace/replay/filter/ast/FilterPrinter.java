// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

import dev.gvtrace.text.ByteText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prints conditions in the form of compiled ones (rule language reference 2.7). Parsing the output gives the same tree,
 * except that macros are replaced by their bodies. The result is Unicode.
 */
public final class FilterPrinter implements Expr.Visitor<StringBuilder> {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder();

    private FilterPrinter() {}

    /** The condition as text. */
    public static String print(Expr expr) {
        FilterPrinter printer = new FilterPrinter();
        expr.accept(printer);
        return printer.out.toString();
    }

    /** One operand as text. */
    public static String print(Operand operand) {
        FilterPrinter printer = new FilterPrinter();
        printer.operand(operand, operand instanceof Operand.Constant);
        return printer.out.toString();
    }

    @Override
    public StringBuilder and(Expr.And and) {
        chain(and.parts(), " and ");
        return out;
    }

    @Override
    public StringBuilder or(Expr.Or or) {
        chain(or.parts(), " or ");
        return out;
    }

    @Override
    public StringBuilder not(Expr.Not not) {
        // Two consecutive nots would cancel out when parsed again.
        Expr part = not.part();
        while (part instanceof Expr.Macro macro) {
            part = macro.body();
        }
        boolean twice = part instanceof Expr.Not;
        out.append(twice ? "not(" : "not ");
        not.part().accept(this);
        if (twice) {
            out.append(')');
        }
        return out;
    }

    @Override
    public StringBuilder check(Expr.Check check) {
        operand(check.left(), false);
        out.append(' ').append(check.operator().text());
        if (check.modifier() != null) {
            out.append(' ').append(check.modifier().text());
        }
        if (check.right() != null) {
            out.append(' ');
            operand(check.right(), true);
        }
        return out;
    }

    @Override
    public StringBuilder identifier(Expr.Identifier identifier) {
        out.append(identifier.name());
        return out;
    }

    @Override
    public StringBuilder macro(Expr.Macro macro) {
        return macro.body().accept(this);
    }

    private void chain(List<Expr> parts, String word) {
        out.append('(');
        for (int i = 0; i < parts.size(); i++) {
            if (i > 0) {
                out.append(word);
            }
            parts.get(i).accept(this);
        }
        out.append(')');
    }

    /** With {@code plain}, quotes are omitted where they are not needed; inside transformers all texts need them. */
    private void operand(Operand operand, boolean plain) {
        operand.accept(new OperandPrinter(plain));
    }

    private final class OperandPrinter implements Operand.Visitor<StringBuilder, RuntimeException> {
        private final boolean plain;

        OperandPrinter(boolean plain) {
            this.plain = plain;
        }

        @Override
        public StringBuilder field(Operand.FieldName field) {
            out.append(field.name());
            return selector(field.argument());
        }

        @Override
        public StringBuilder constant(Operand.Constant constant) {
            return value(constant.text(), plain || constant.number());
        }

        @Override
        public StringBuilder call(Operand.Call call) {
            out.append(call.transformer().text()).append('(');
            list(call.arguments(), false);
            out.append(')');
            return selector(call.selector());
        }

        @Override
        public StringBuilder values(Operand.Values values) {
            out.append('(');
            list(values.items(), plain);
            return out.append(')');
        }
    }

    private void list(List<Operand> items, boolean plain) {
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.append(", ");
            }
            operand(items.get(i), plain);
        }
    }

    private StringBuilder selector(@Nullable String argument) {
        if (argument == null) {
            return out;
        }
        out.append('[');
        if (needsNoQuotes(argument, "[]\"'\\")) {
            out.append(ByteText.toUnicode(argument));
        } else {
            quote(argument);
        }
        return out.append(']');
    }

    private StringBuilder value(String text, boolean plain) {
        if (plain && needsNoQuotes(text, "()\"'=,\\")) {
            out.append(ByteText.toUnicode(text));
        } else {
            quote(text);
        }
        return out;
    }

    private static boolean needsNoQuotes(String text, String special) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f || special.indexOf(c) >= 0) {
                return false;
            }
        }
        return !text.isEmpty() && isUtf8(text);
    }

    private void quote(String text) {
        out.append('"');
        boolean utf8 = isUtf8(text);
        String shown = utf8 ? ByteText.toUnicode(text) : text;
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            int escape = "\b\f\n\r\t\\\"".indexOf(c);
            if (c == '\\' && i == shown.length() - 1) {
                // A quote after a backslash would not end the text.
                out.append("\\x5c");
            } else if (escape >= 0) {
                out.append('\\').append("bfnrt\\\"".charAt(escape));
            } else if (c < ' ' || c == 0x7f || (!utf8 && c >= 0x80)) {
                out.append("\\x").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static boolean isUtf8(String byteText) {
        for (int i = 0; i < byteText.length(); i++) {
            if (byteText.charAt(i) >= 0x80) {
                try {
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(ByteText.bytes(byteText)));
                    return true;
                } catch (CharacterCodingException e) {
                    return false;
                }
            }
        }
        return true;
    }
}
