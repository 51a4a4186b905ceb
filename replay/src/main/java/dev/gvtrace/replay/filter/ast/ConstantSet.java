// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

import dev.gvtrace.text.ByteText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The values of a list, shared by the conditions that refer to it. Identity is equality. Not thread-safe while
 * conditions are compiled; immutable afterwards.
 */
public final class ConstantSet {
    private final List<String> texts;
    private @Nullable Object derived;

    /**
     * Creates a set of values as written in a condition.
     *
     * @param words Unicode; each of them {@link #isWord}
     */
    public ConstantSet(List<String> words) {
        List<String> bytes = new ArrayList<>(words.size());
        for (String word : words) {
            bytes.add(ByteText.fromUnicode(isQuoted(word) ? word.substring(1, word.length() - 1) : word));
        }
        this.texts = List.copyOf(bytes);
    }

    private static boolean isQuoted(String word) {
        char quote = word.charAt(0);
        return word.length() > 1 && (quote == '"' || quote == '\'') && word.charAt(word.length() - 1) == quote;
    }

    /**
     * True if a text is exactly one value of a list in a condition: a bare word, or one in quotes without escapes.
     */
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
    public List<String> texts() {
        return texts;
    }

    /** One of the values as a constant at a place. */
    public Operand.Constant constant(int index, Position position) {
        return new Operand.Constant(texts.get(index), false, position);
    }

    /**
     * An object that a compiler derives from the values, created at the first call and shared by all conditions that
     * refer to the set. One type only.
     *
     * @param type of the object
     * @param maker creates it
     */
    public <T> T derived(Class<T> type, Function<ConstantSet, T> maker) {
        Object known = derived;
        if (known == null) {
            known = maker.apply(this);
            derived = known;
        }
        return type.cast(known);
    }
}
