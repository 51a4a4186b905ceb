// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses conditions by recursive descent. Linear in the length of the text, and safe on any text: depth is limited. The
 * grammar, with {@code sp} one blank (space, tab, backspace, CR, LF) and {@code ws} any number of them:
 *
 * <pre>{@code
 * condition  = ws expr ws end
 * expr       = and_expr { ws "or"  ( sp ws and_expr | "(" expr ws ")" ) }
 * and_expr   = not_expr { ws "and" ( sp ws not_expr | "(" expr ws ")" ) }
 * not_expr   = ws { "not" sp ws } ( "not(" expr ws ")" | primary )
 * primary    = "(" expr ws ")" | check | identifier
 * check      = ( field | transformer ) ws tail
 * tail       = "exists"
 *            | ( "<=" | "<" | ">=" | ">" ) ws ( transformer | val | number )
 *            | text_op sp ws modifier sp ws ( list | identifier )
 *            | text_op ws ( transformer | val | quoted | bare )
 *            | ( "intersects" | "in" | "pmatch" ) ws ( list | transformer | val | identifier )
 * text_op    = "==" | "=" | "!=" | word sp
 * word       = "glob" | "iglob" | "contains" | "icontains" | "bcontains" | "startswith" | "bstartswith" | "endswith"
 *            | "regex"
 * modifier   = "oneof" | "anyof" | "allof"
 * list       = "(" ws [ ( quoted | bare ) { ws "," ws ( quoted | bare ) } ws ] ")"
 * field      = identifier "." identifier { "." identifier } [ selector ]
 * selector   = "[" ( quoted | bareargument ) "]"
 * val        = "val(" ws field ws ")" [ selector ]
 * transformer= name "(" ws argument { ws "," ws argument } ws ")" [ selector ]
 * name       = "tolower" | "toupper" | "b64" | "basename" | "len" | "join" | "concat" | "getopt"
 * argument   = item | "(" ws [ item { ws "," ws item } ws ] ")"
 * item       = field | transformer | quoted | number
 * identifier = letter { letter | digit | "_" }
 * number     = "0" ( "x" | "X" ) hex { hex } | [ "+" | "-" ] digit { digit } [ "." { digit } ] [ ( "e" | "E" ) ( "+" | "-" ) digit { digit } ]
 * bare       = characters except blanks, vertical tab, form feed and ( ) " ' = ,
 * bareargument = characters except blanks, vertical tab, form feed and [ ] " '
 * }</pre>
 *
 * After a modifier the words and, or, not are not list names: there the modifier's word is an ordinary value. An even
 * number of {@code not} before one operand cancels out. Single-use; not thread-safe.
 */
public final class FilterParser {
    /** The maximum nesting depth of conditions in levels of this parser; one parenthesis takes five. */
    public static final int MAX_DEPTH = 1000;

    /** The maximum number of checks and names in a condition; values of lists do not count. */
    public static final int MAX_PARTS = 10_000;

    private static final String EXPECTED_TRANSFORMER =
            "a field with a valid transformer: " + names(Transformer.values());
    private static final String EXPECTED_OPERATOR = "expected a valid check operator: one of " + operatorNames();

    private static final Operator[] OPERATORS = Operator.values();

    private final Lexer lexer;
    private final int maxDepth;
    private final Map<Integer, Reference> references;
    private final boolean columns;
    private int depth;
    private int parts;
    private int referencesRead;

    private FilterParser(String text, int maxDepth) {
        this(text, maxDepth, Map.of(), false);
    }

    private FilterParser(String text, int maxDepth, Map<Integer, Reference> references, boolean columns) {
        this.lexer = new Lexer(text);
        this.maxDepth = maxDepth;
        this.references = references;
        this.columns = columns;
    }

    /**
     * Values that a word of a text refers to.
     *
     * @param set the values, at least one
     * @param length of the word in the text
     */
    public record Reference(ConstantSet set, int length) {}

    /**
     * Parses a condition.
     *
     * @param text Unicode
     * @throws FilterException with Falco's message if it is not a condition
     */
    public static Expr parse(String text) throws FilterException {
        return parse(text, MAX_DEPTH);
    }

    /**
     * Parses a condition over the columns of a table, whose names may lack a dot: a word before an operator or inside a
     * transformer is a column.
     *
     * @param text Unicode
     * @throws FilterException if it is not a condition
     */
    public static Expr parseColumns(String text) throws FilterException {
        return new FilterParser(text, MAX_DEPTH, Map.of(), true).condition();
    }

    /**
     * Parses a condition in which words refer to several values of a list in parentheses.
     *
     * @param text Unicode
     * @param references by the index of the word in the text
     * @return null if such a word occurs anywhere else
     * @throws FilterException if it is not a condition
     */
    public static @Nullable Expr parse(String text, Map<Integer, Reference> references) throws FilterException {
        FilterParser parser = new FilterParser(text, MAX_DEPTH, references, false);
        Expr result = parser.condition();
        return parser.referencesRead == references.size() ? result : null;
    }

    /** The same with another limit of depth. */
    static Expr parse(String text, int maxDepth) throws FilterException {
        return new FilterParser(text, maxDepth).condition();
    }

    /**
     * Parses a transformer at an index of a text, as in output templates; val is not allowed.
     *
     * @param columns true if a word without a dot inside it is a column
     * @return null if there is none
     * @throws FilterException if it is invalid
     */
    public static @Nullable Embedded parseTransformer(String text, int index, boolean columns) throws FilterException {
        FilterParser parser = new FilterParser(text, MAX_DEPTH, Map.of(), columns);
        parser.lexer.reset(index);
        Operand.Call call = parser.transformer(false);
        return call == null ? null : new Embedded(call, parser.lexer.index());
    }

    /** The whole text, without surrounding blanks, as a field or transformer; null if it is neither. */
    public static @Nullable Operand parseOperand(String text) {
        FilterParser parser = new FilterParser(text, MAX_DEPTH);
        try {
            parser.lexer.blanks();
            Operand operand = parser.transformer(true);
            if (operand == null) {
                operand = parser.field();
            }
            parser.lexer.blanks();
            return parser.lexer.atEnd() ? operand : null;
        } catch (FilterException e) {
            return null;
        }
    }

    /**
     * A transformer found inside another text.
     *
     * @param call the transformer
     * @param end index after it
     */
    public record Embedded(Operand.Call call, int end) {}

    private Expr condition() throws FilterException {
        lexer.blanks();
        if (lexer.atEnd()) {
            throw failure("filter input string is empty");
        }
        Expr result = or();
        lexer.blanks();
        if (!lexer.atEnd()) {
            throw failure("unexpected token after '" + lexer.lastToken() + "', expecting 'or', 'and'");
        }
        return result;
    }

    private Expr or() throws FilterException {
        enter();
        lexer.blanks();
        Position start = lexer.position();
        List<Expr> parts = new ArrayList<>();
        parts.add(and());
        while (keyword("or")) {
            parts.add(lexer.blanks() ? and() : embedded("or"));
        }
        leave();
        return parts.size() == 1 ? parts.get(0) : new Expr.Or(parts, start);
    }

    private Expr and() throws FilterException {
        enter();
        lexer.blanks();
        Position start = lexer.position();
        List<Expr> parts = new ArrayList<>();
        parts.add(not());
        while (keyword("and")) {
            parts.add(lexer.blanks() ? not() : embedded("and"));
        }
        leave();
        return parts.size() == 1 ? parts.get(0) : new Expr.And(parts, start);
    }

    private boolean keyword(String word) {
        int before = lexer.index();
        lexer.blanks();
        if (lexer.take(word)) {
            return true;
        }
        lexer.reset(before);
        return false;
    }

    /** The parenthesis directly after a keyword. */
    private Expr embedded(String keyword) throws FilterException {
        if (lexer.peek() != '(') {
            throw failure("expected blank or '(' after '" + keyword + "'");
        }
        lexer.take("(");
        return closed();
    }

    /** The content of parentheses, after the opening one. */
    private Expr closed() throws FilterException {
        enter();
        Expr inner = or();
        lexer.blanks();
        if (!lexer.take(")")) {
            throw failure("expected a ')' token");
        }
        leave();
        return inner;
    }

    private Expr not() throws FilterException {
        enter();
        lexer.blanks();
        Position start = lexer.position();
        boolean negated = false;
        Expr operand = null;
        while (operand == null) {
            if (lexer.takeWithBlank("not")) {
                negated = !negated;
                lexer.blanks();
            } else if (lexer.take("not(")) {
                negated = !negated;
                operand = closed();
            } else {
                operand = primary();
            }
        }
        leave();
        return negated ? new Expr.Not(operand, start) : operand;
    }

    private Expr primary() throws FilterException {
        enter();
        Position start = lexer.position();
        if (++parts > MAX_PARTS) {
            throw failure("condition has too many checks, expected at most " + MAX_PARTS
                    + "; the values of a list do not count: 'in (...)' has one check");
        }
        Expr result;
        if (lexer.take("(")) {
            result = closed();
        } else {
            Operand left = transformer(false);
            if (left == null) {
                left = field();
            }
            if (left == null && columns) {
                left = columnBeforeOperator();
            }
            if (left != null) {
                lexer.blanks();
                result = tail(left, start);
            } else {
                String name = lexer.identifier();
                if (name == null) {
                    throw failure("expected a '(' token, a field check, or an identifier");
                }
                result = new Expr.Identifier(name, start);
            }
        }
        leave();
        return result;
    }

    private Expr tail(Operand left, Position start) throws FilterException {
        enter();
        Operator operator = operator();
        Modifier modifier = null;
        Operand right = null;
        switch (operator.kind()) {
            case UNARY -> {}
            case ORDER -> {
                lexer.blanks();
                right = orderValue();
            }
            case TEXT -> {
                boolean spaced = lexer.blanks() || operator.word();
                modifier = spaced ? modifier() : null;
                right = modifier == null ? textValue() : listValue();
            }
            case LIST -> {
                lexer.blanks();
                right = listOrTransformer();
            }
        }
        leave();
        return new Expr.Check(left, operator, modifier, right, start);
    }

    private Operator operator() throws FilterException {
        Operator operator = nextOperator();
        if (operator == null) {
            throw failure(EXPECTED_OPERATOR);
        }
        return operator;
    }

    private @Nullable Operator nextOperator() {
        for (Operator operator : OPERATORS) {
            boolean blank = operator.word() && operator.kind() == Operator.Kind.TEXT;
            if (blank ? lexer.takeWithBlank(operator.text()) : lexer.take(operator.text())) {
                return operator;
            }
        }
        return null;
    }

    /** A modifier if it is followed by a list or a list's name; otherwise nothing is read. */
    private @Nullable Modifier modifier() {
        int before = lexer.index();
        for (Modifier modifier : Modifier.values()) {
            if (lexer.takeWithBlank(modifier.text())) {
                lexer.blanks();
                int list = lexer.index();
                String name = lexer.identifier();
                boolean follows = name == null
                        ? lexer.peek() == '('
                        : !name.equals("and") && !name.equals("or") && !name.equals("not");
                lexer.reset(follows ? list : before);
                return follows ? modifier : null;
            }
        }
        return null;
    }

    private Operand orderValue() throws FilterException {
        enter();
        Operand right = transformer(true);
        if (right == null) {
            Position start = lexer.position();
            String number = lexer.number();
            if (number == null) {
                throw failure("expected a number value or " + EXPECTED_TRANSFORMER);
            }
            right = new Operand.Constant(number, true, start);
        }
        leave();
        return right;
    }

    private Operand textValue() throws FilterException {
        enter();
        Operand right = transformer(true);
        if (right == null) {
            right = constant();
        }
        if (right == null) {
            throw failure("expected a string value or " + EXPECTED_TRANSFORMER);
        }
        leave();
        return right;
    }

    private Operand listOrTransformer() throws FilterException {
        enter();
        Operand right = lexer.peek() == '(' ? null : transformer(true);
        if (right == null) {
            right = listValue();
        }
        leave();
        return right;
    }

    private Operand listValue() throws FilterException {
        Position start = lexer.position();
        if (!lexer.take("(")) {
            String name = lexer.identifier();
            if (name == null) {
                throw failure("expected a list, an identifier, or " + EXPECTED_TRANSFORMER);
            }
            return new Operand.Values(List.of(new Operand.Constant(name, false, start)), start);
        }
        ConstantList.Builder items = new ConstantList.Builder();
        lexer.blanks();
        boolean more = listItem(items);
        while (more) {
            lexer.blanks();
            more = lexer.take(",");
            if (more) {
                lexer.blanks();
                if (!listItem(items)) {
                    throw failure("expected a string value");
                }
            }
        }
        if (!lexer.take(")")) {
            throw failure("expected a ')' token");
        }
        return new Operand.Values(items.build(), start);
    }

    /** Reads a constant, or a reference to several; false if there is none. */
    private boolean listItem(ConstantList.Builder items) throws FilterException {
        Reference reference = references.get(lexer.index());
        if (reference != null) {
            items.add(reference.set(), lexer.position());
            lexer.reset(lexer.index() + reference.length());
            referencesRead++;
            return true;
        }
        Operand.Constant constant = constant();
        if (constant != null) {
            items.add(constant);
        }
        return constant != null;
    }

    private Operand.@Nullable Constant constant() throws FilterException {
        Position start = lexer.position();
        String text = lexer.quoted();
        if (text == null) {
            text = lexer.bare();
        }
        return text == null ? null : new Operand.Constant(text, false, start);
    }

    private Operand.@Nullable FieldName field() throws FilterException {
        Position start = lexer.position();
        String name = lexer.fieldName();
        return name == null ? null : new Operand.FieldName(name, selector(), start);
    }

    /** A word without dots as a column, or null if there is none. */
    private Operand.@Nullable FieldName column() {
        Position start = lexer.position();
        String name = lexer.identifier();
        return name == null ? null : new Operand.FieldName(name, null, start);
    }

    /** A column if an operator follows, which is not read; otherwise nothing is read. */
    private Operand.@Nullable FieldName columnBeforeOperator() {
        int before = lexer.index();
        Operand.FieldName column = column();
        if (column != null) {
            lexer.blanks();
            int behind = lexer.index();
            boolean follows = nextOperator() != null;
            lexer.reset(follows ? behind : before);
            return follows ? column : null;
        }
        return null;
    }

    /** The text in brackets directly after something; null if there are none. */
    private @Nullable String selector() throws FilterException {
        if (!lexer.take("[")) {
            return null;
        }
        String argument = lexer.quoted();
        if (argument == null) {
            argument = lexer.bareArgument();
        }
        if (argument == null) {
            throw failure("expected a valid field argument: a quoted string or a bare string");
        }
        if (!lexer.take("]")) {
            throw failure("expected a ']' token");
        }
        return argument;
    }

    /** A transformer; null if there is none, and then nothing is read. */
    private Operand.@Nullable Call transformer(boolean right) throws FilterException {
        Position start = lexer.position();
        for (Transformer transformer : Transformer.values()) {
            if ((right || transformer != Transformer.VAL) && lexer.take(transformer.text() + "(")) {
                enter();
                List<Operand> arguments = transformer == Transformer.VAL ? List.of(valField()) : arguments();
                lexer.blanks();
                if (!lexer.take(")")) {
                    throw failure("expected a ')' token closing the transformer");
                }
                leave();
                return new Operand.Call(transformer, arguments, selector(), start);
            }
        }
        return null;
    }

    private Operand valField() throws FilterException {
        lexer.blanks();
        Operand field = field();
        if (field == null && columns) {
            field = column();
        }
        if (field == null) {
            throw failure("expected a field within 'val' transformer");
        }
        return field;
    }

    private List<Operand> arguments() throws FilterException {
        List<Operand> arguments = new ArrayList<>();
        do {
            lexer.blanks();
            Position start = lexer.position();
            Operand argument = lexer.take("(") ? new Operand.Values(items(), start) : item();
            if (argument == null) {
                throw failure("expected field transformer argument: field, transformer, quoted string, number, or"
                        + " transformer list");
            }
            arguments.add(argument);
            lexer.blanks();
        } while (lexer.take(","));
        return arguments;
    }

    private List<Operand> items() throws FilterException {
        List<Operand> items = new ArrayList<>();
        lexer.blanks();
        if (lexer.take(")")) {
            return items;
        }
        do {
            lexer.blanks();
            Operand item = item();
            if (item == null) {
                throw failure("expected transformer list argument: field, transformer, quoted string, or number");
            }
            items.add(item);
            lexer.blanks();
        } while (lexer.take(","));
        if (!lexer.take(")")) {
            throw failure("expected a ')' token closing the transformer list");
        }
        return items;
    }

    private @Nullable Operand item() throws FilterException {
        Operand item = transformer(false);
        if (item == null) {
            item = field();
        }
        if (item == null && columns) {
            item = column();
        }
        Position start = lexer.position();
        if (item == null) {
            String text = lexer.quoted();
            item = text == null ? null : new Operand.Constant(text, false, start);
        }
        if (item == null) {
            String number = lexer.number();
            item = number == null ? null : new Operand.Constant(number, true, start);
        }
        return item;
    }

    private void enter() throws FilterException {
        if (++depth > maxDepth) {
            throw failure("exceeded max depth limit of " + maxDepth);
        }
    }

    private void leave() {
        depth--;
    }

    private FilterException failure(String message) {
        return new FilterException(message, lexer.position());
    }

    private static String names(Transformer... transformers) {
        StringBuilder names = new StringBuilder();
        for (Transformer transformer : transformers) {
            names.append(names.isEmpty() ? "'" : ", '")
                    .append(transformer.text())
                    .append('\'');
        }
        return names.toString();
    }

    private static String operatorNames() {
        StringBuilder names = new StringBuilder();
        for (Operator operator : Operator.values()) {
            names.append(names.isEmpty() ? "'" : ", '").append(operator.text()).append('\'');
        }
        return names.toString();
    }
}
