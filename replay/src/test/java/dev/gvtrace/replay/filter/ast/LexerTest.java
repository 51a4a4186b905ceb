// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens, one by one (rule language reference 2.1, 2.4, 2.5). */
class LexerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "12|12", "0|0", "-1|-1", "+1|+1", "1.|1.", "1.5|1.5", "1.5x|1.5", "12a|12", "1e+5|1e+5", "1E-5|1E-5",
                "1e5|1", "1e+|1", "1e|1", "1e+x|1", "1.5e-10y|1.5e-10", "0x1F|0x1F", "0Xaf|0Xaf", "0x|0", "0xg|0",
                        "0|0",
                "00x1|00", "1x1|1", "0x9:|0x9", "0xFG|0xF", "-0x1|-0", "-|``", "+|``", ".5|``", "a|``", "/|``",
                ":|``", "9|9", "1e+9/|1e+9"
            })
    void readsNumbers(String text, String number) {
        String read = new Lexer(text).number();
        assertThat(read == null ? "" : read).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a|a",
                "Az_09-|Az_09",
                "z|z",
                "Z|Z",
                "A|A",
                "_a|``",
                "1a|``",
                "@a|``",
                "[a|``",
                "{a|``",
                "a@|a",
                "a[|a",
                "a{|a",
                "a/|a",
                "a:|a",
                "a.b|a",
                "``|``"
            })
    void readsIdentifiers(String text, String name) {
        String read = new Lexer(text).identifier();
        assertThat(read == null ? "" : read).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a.b|a.b",
                "a.b.c|a.b.c",
                "a.b.|a.b",
                "a.b.1|a.b",
                "a|``",
                "a.|``",
                "a..b|``",
                "a.1|``",
                ".a|``",
                "1.a|``",
                "a.b c|a.b",
                "a.b1_|a.b1_",
                "a.b-c|a.b"
            })
    void readsNamesOfFields(String text, String name) {
        Lexer lexer = new Lexer(text);
        String read = lexer.fieldName();
        assertThat(read == null ? "" : read).isEqualTo(name);
        assertThat(lexer.index()).isEqualTo(name.length());
    }

    @Test
    void endsBareTextsAtBlanksOfTheCLibraryAndAtSyntax() {
        for (char c : " \t\n\u000b\f\r()\"'=,".toCharArray()) {
            assertThat(new Lexer("ab" + c + "d").bare()).as("%d", (int) c).isEqualTo("ab");
            assertThat(Lexer.isBare("ab" + c)).isFalse();
            assertThat(Lexer.isBare(c + "ab")).isFalse();
        }
        for (char c : "\b\u000e\u0001!#$%&*+-./:;<>?@[\\]^_`{|}~\u007f".toCharArray()) {
            assertThat(new Lexer("ab" + c + "d").bare()).as("%d", (int) c).isEqualTo("ab" + c + "d");
            assertThat(Lexer.isBare("ab" + c)).isTrue();
        }
        assertThat(new Lexer("").bare()).isNull();
        assertThat(new Lexer(")").bare()).isNull();
        assertThat(Lexer.isBare("")).isFalse();
        assertThat(new Lexer("a.-=,()]x").bareArgument()).isEqualTo("a.-=,()");
        assertThat(new Lexer("a[").bareArgument()).isEqualTo("a");
        assertThat(new Lexer("a\"").bareArgument()).isEqualTo("a");
        assertThat(new Lexer("]").bareArgument()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'ab'|ab|4",
                "'ab'c|ab|4",
                "\"a'b\"|a'b|5",
                "''|``|2",
                "'a\\'b'|a'b|6",
                "\"a\\\"\"|a\"|5",
                "'a\\nb'|`a\nb`|6",
                "'\\b\\f\\r\\t'|`\b\f\r\t`|10",
                "'a\\\\b'|a\\b|6",
                "'\\/'|/|4",
                "'\\ x'|\\x|5",
                "'\\x41'|A|6",
                "'\\x4aB'|JB|7",
                "'\\xFf'|\u00ff|6",
                "'é'|\u00c3\u00a9|3",
                "'é\\t'|`\u00c3\u00a9\t`|5"
            })
    void readsQuotedTexts(String text, String value, int end) throws FilterException {
        Lexer lexer = new Lexer(text);
        assertThat(lexer.quoted()).isEqualTo(value);
        assertThat(lexer.index()).isEqualTo(end);
        assertThat(lexer.lastToken()).isEqualTo(text.substring(1, end - 1));
    }

    @Test
    void readsNothingWhereNoQuoteEnds() throws FilterException {
        for (String text : new String[] {"'ab", "'", "'ab\"", "'ab\\'", "ab'", "", "'a\\\\'"}) {
            Lexer lexer = new Lexer(text);
            assertThat(lexer.quoted()).as(text).isNull();
            assertThat(lexer.index()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'a\\q'|unsupported string escape sequence: \\q|2", "'\\\"'|invalid \\\" escape in '-quoted string|1",
                "\"\\'\"|invalid \\' escape in \"-quoted string|1", "'\\x4'|truncated hex char escape sequence|1",
                "'\\x'|truncated hex char escape sequence|1", "'ab\\xg0'|invalid hex char escape sequence: g0|3",
                "'ab\\x0g'|invalid hex char escape sequence: 0g|3", "'\\x/0'|invalid hex char escape sequence: /0|1",
                "'\\x:0'|invalid hex char escape sequence: :0|1", "'\\x@0'|invalid hex char escape sequence: @0|1",
                "'\\xG0'|invalid hex char escape sequence: G0|1"
            })
    void reportsInvalidEscapes(String text, String message, int index) {
        assertThatThrownBy(() -> new Lexer(text).quoted()).isInstanceOfSatisfying(FilterException.class, e -> {
            assertThat(e).hasMessage(message);
            assertThat(e.position().index()).isEqualTo(index);
        });
    }

    @Test
    void takesWordsOnlyWhole() {
        Lexer lexer = new Lexer("not\ta");
        assertThat(lexer.takeWithBlank("no")).isFalse();
        assertThat(lexer.index()).isZero();
        assertThat(lexer.takeWithBlank("nix")).isFalse();
        assertThat(lexer.takeWithBlank("not")).isTrue();
        assertThat(lexer.index()).isEqualTo(4);
        assertThat(lexer.lastToken()).isEqualTo("not");
        assertThat(lexer.takeWithBlank("a")).isFalse();
        assertThat(lexer.take("ab")).isFalse();
        assertThat(lexer.peek()).isEqualTo('a');
        assertThat(lexer.take("a")).isTrue();
        assertThat(lexer.atEnd()).isTrue();
        assertThat(lexer.peek()).isEqualTo('\0');
        assertThat(lexer.blanks()).isFalse();
    }

    @Test
    void skipsTheFiveBlanksAndNoOther() {
        Lexer lexer = new Lexer(" \t\b\r\n\f");
        assertThat(lexer.blanks()).isTrue();
        assertThat(lexer.index()).isEqualTo(5);
        assertThat(lexer.blanks()).isFalse();
        assertThat(new Lexer("\u000b").blanks()).isFalse();
    }

    @Test
    void countsLinesAndColumns() {
        Lexer lexer = new Lexer("ab\ncd\r\nef");
        for (int index : new int[] {0, 2, 3, 4, 5, 6, 7, 9, 3, 8, 0}) {
            lexer.reset(index);
            assertThat(lexer.position()).isEqualTo(Position.of("ab\ncd\r\nef", index));
        }
        assertThat(Position.of("ab\ncd\r\nef", 2)).isEqualTo(new Position(2, 1, 3));
        assertThat(Position.of("ab\ncd\r\nef", 3)).isEqualTo(new Position(3, 2, 1));
        assertThat(Position.of("ab\ncd\r\nef", 6)).isEqualTo(new Position(6, 3, 1));
        assertThat(Position.of("ab\ncd\r\nef", 8)).isEqualTo(new Position(8, 4, 2));
        assertThat(Position.of("a\n", 9)).isEqualTo(new Position(9, 2, 8));
    }
}
