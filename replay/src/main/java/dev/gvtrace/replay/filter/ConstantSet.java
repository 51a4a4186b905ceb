// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.filter.match.NetworkSet;
import dev.gvtrace.replay.filter.match.PathTrie;
import dev.gvtrace.text.ByteText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of a list that conditions refer to instead of holding them. What checks make of the values is made once for
 * each type of field, whatever the number of checks. Identity is equality. Not thread-safe while conditions are compiled;
 * what is made is immutable.
 */
public final class ConstantSet {
    /** How a field reads numbers. */
    private record NumberKind(FieldType type, int bits) {}

    private final List<String> texts;
    private final boolean plain;
    private final Map<NumberKind, NumberMatcher> numbers = new HashMap<>();
    private final Map<FieldType, AddressMatcher> addresses = new HashMap<>();
    private TextMatcher.@Nullable In whole;
    private TextMatcher.@Nullable PathMatch paths;
    private @Nullable List<Operand.Constant> misused;

    /**
     * With values as they stand in a condition.
     *
     * @param words Unicode; each of them {@link #isWord}
     */
    public ConstantSet(List<String> words) {
        List<String> bytes = new ArrayList<>(words.size());
        boolean allPlain = true;
        for (String word : words) {
            String text = ByteText.fromUnicode(isQuoted(word) ? word.substring(1, word.length() - 1) : word);
            allPlain &= Constants.isPlain(text);
            bytes.add(text);
        }
        this.texts = List.copyOf(bytes);
        this.plain = allPlain;
    }

    private static boolean isQuoted(String word) {
        char quote = word.charAt(0);
        return word.length() > 1 && (quote == '"' || quote == '\'') && word.charAt(word.length() - 1) == quote;
    }

    /** True if a text is one value of a list in a condition with nothing around it: a bare word, or one in quotes without escapes. */
    public static boolean isWord(String text) {
        return isBareWord(text) || !text.isEmpty() && isQuoted(text) && isPlainInside(text);
    }

    private static boolean isPlainInside(String word) {
        for (int i = 1; i < word.length() - 1; i++) {
            char c = word.charAt(i);
            if (c < ' ' || c == '\\' || c == word.charAt(0)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBareWord(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ') {
                return false;
            }
        }
        return Lexer.isBare(text);
    }

    /** The values as byte texts. */
    List<String> texts() {
        return texts;
    }

    /** True if any field could be asked for each value, were it for its length alone. */
    boolean isPlain() {
        return plain;
    }

    /** The values as numbers; null if one of them is none. */
    @Nullable
    NumberMatcher numbers(TypedOperand left, int bits) {
        NumberKind kind = new NumberKind(left.type(), bits);
        if (!numbers.containsKey(kind)) {
            List<CheckError> errors = new ArrayList<>();
            List<Long> values = new ArrayList<>(texts.size());
            for (int i = 0; i < texts.size() && errors.isEmpty(); i++) {
                try {
                    values.add(Constants.number(constant(i, Position.START), left, bits));
                } catch (CheckError e) {
                    errors.add(e);
                }
            }
            numbers.put(kind, errors.isEmpty() ? new NumberMatcher.Among(values) : null);
        }
        return numbers.get(kind);
    }

    /** The values as addresses or networks; null if one of them is none. */
    @Nullable
    AddressMatcher addresses(TypedOperand left) {
        if (!addresses.containsKey(left.type())) {
            List<CheckError> errors = new ArrayList<>();
            NetworkSet.Builder networks = new NetworkSet.Builder();
            for (int i = 0; i < texts.size() && errors.isEmpty(); i++) {
                try {
                    networks.add(Constants.network(constant(i, Position.START), left));
                } catch (CheckError e) {
                    errors.add(e);
                }
            }
            addresses.put(left.type(), errors.isEmpty() ? new AddressMatcher.WithinAny(networks.build()) : null);
        }
        return addresses.get(left.type());
    }

    /** The values as whole texts. */
    TextMatcher.In whole() {
        if (whole == null) {
            whole = new TextMatcher.In(texts);
        }
        return whole;
    }

    /** The values as beginnings of paths. */
    TextMatcher.PathMatch paths() {
        if (paths == null) {
            paths = new TextMatcher.PathMatch(new PathTrie(texts));
        }
        return paths;
    }

    /** Those that look as if a field or transformer were meant. */
    List<Operand.Constant> misused() {
        if (misused == null) {
            List<Operand.Constant> found = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                Operand.Constant constant = constant(i, Position.START);
                if (FilterChecker.isMisused(constant)) {
                    found.add(constant);
                }
            }
            misused = List.copyOf(found);
        }
        return misused;
    }

    Operand.Constant constant(int index, Position position) {
        return new Operand.Constant(texts.get(index), false, position);
    }
}
