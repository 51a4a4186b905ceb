// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

import dev.gvtrace.text.ByteText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The values of a list that conditions refer to instead of holding them. Identity is equality. Not thread-safe while
 * conditions are compiled; immutable afterwards.
 */
public final class ConstantSet {
    private final List<String> texts;
    private @Nullable Object derived;

    /**
     * With values as they stand in a condition.
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
     * True if a text is one value of a list in a condition with nothing around it: a bare word, or one in quotes
     * without escapes.
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
     * What a compiler makes of the values, made at the first call and kept, so that all conditions that refer to the
     * set share it. One type only.
     *
     * @param type of what is made
     * @param maker makes it
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
