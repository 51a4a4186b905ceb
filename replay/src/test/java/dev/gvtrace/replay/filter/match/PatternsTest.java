// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Glob;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shell patterns and regular expressions byte by byte (rule language reference 3.5 and 3.6). */
class PatternsTest {
    /** All bytes that a pattern for one byte matches, as ranges. */
    private static String matched(String pattern, boolean folded) {
        Glob glob = Glob.compile(pattern, folded);
        StringBuilder ranges = new StringBuilder();
        int start = -1;
        for (int c = 0; c <= 256; c++) {
            boolean in = c < 256 && glob.matches(String.valueOf((char) c));
            if (in && start < 0) {
                start = c;
            } else if (!in && start >= 0) {
                ranges.append(ranges.isEmpty() ? "" : " ").append(Integer.toHexString(start));
                ranges.append(c - 1 > start ? "-" + Integer.toHexString(c - 1) : "");
                start = -1;
            }
        }
        return ranges.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "alpha,41-5a 61-7a",
        "digit,30-39",
        "alnum,30-39 41-5a 61-7a",
        "upper,41-5a",
        "lower,61-7a",
        "space,9-d 20",
        "blank,9 20",
        "punct,21-2f 3a-40 5b-60 7b-7e",
        "print,20-7e",
        "graph,21-7e",
        "cntrl,0-1f 7f",
        "xdigit,30-39 41-46 61-66",
        "nosuch,''"
    })
    void hasTheClassesOfTheCLocale(String name, String bytes) {
        assertThat(matched("[[:" + name + ":]]", false)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?|0-ff",
                "a|61",
                "\\*|2a",
                "[b-d]|62-64",
                "[d-b]|''",
                "[!b-d]|0-61 65-ff",
                "[^b]|0-61 63-ff",
                "[abx]|61-62 78",
                "[a-]|2d 61",
                "[-a]|2d 61",
                "[]a]|5d 61",
                "[!]a]|0-5c 5e-60 62-ff",
                "[a-c-e]|2d 61-63 65",
                "[\\]a]|5d 61",
                "[a\\-c]|2d 61 63",
                "[a-\\c]|61-63",
                "[\\\\]|5c",
                "[[]|5b",
                "[[:digit:]x]|30-39 78",
                "[x[:digit:]]|30-39 78",
                "[![:digit:]]|0-2f 3a-ff",
                "[[:digit]|3a 5b 64 67 69 74",
                "[[:DIGIT:]]|30-39",
                "[|5b",
                "[!|''",
                "[a|''",
                "[]a|''",
                "\\|''"
            })
    void readsSetsOfBytes(String pattern, String bytes) {
        assertThat(matched(pattern, false)).isEqualTo(bytes);
    }

    @Test
    void whatDoesNotCloseStandsForItself() {
        assertThat(Glob.compile("[ab", false).matches("[ab")).isTrue();
        assertThat(Glob.compile("[ab", false).matches("a")).isFalse();
        assertThat(Glob.compile("[", false).matches("[")).isTrue();
        assertThat(Glob.compile("[!", false).matches("[!")).isTrue();
        assertThat(Glob.compile("[]", false).matches("[]")).isTrue();
        assertThat(Glob.compile("[a-", false).matches("[a-")).isTrue();
        assertThat(Glob.compile("[a\\", false).matches("[a\\")).isFalse();
        assertThat(Glob.compile("[[:digit:]", false).matches("[5")).isFalse();
    }

    @Test
    void foldsLettersOnly() {
        assertThat(matched("z", true)).isEqualTo("5a 7a");
        assertThat(matched("A", true)).isEqualTo("41 61");
        assertThat(matched("@", true)).isEqualTo("40");
        assertThat(matched("[", true)).isEqualTo("5b");
        assertThat(matched("`", true)).isEqualTo("60");
        assertThat(matched("{", true)).isEqualTo("7b");
        assertThat(matched("[y-z]", true)).isEqualTo("59-5a 79-7a");
        assertThat(matched("\\Q", true)).isEqualTo("51 71");
        assertThat(matched("[[:upper:]]", true)).isEqualTo("41-5a 61-7a");
        assertThat(matched("é", true)).isEqualTo("e9");
    }

    /** Around the number of items from which on the slower way is taken. */
    @ParameterizedTest
    @CsvSource({"1", "61", "62", "63", "64", "65", "130"})
    void matchesPatternsOfAnyLength(int items) {
        String letters = "ab".repeat(items).substring(0, items);
        assertThat(Glob.compile(letters, false).matches(letters)).isTrue();
        assertThat(Glob.compile(letters, false).matches(letters + "a")).isFalse();
        assertThat(Glob.compile(letters, false).matches(letters.substring(1))).isFalse();
        assertThat(Glob.compile("*" + letters, false).matches("b" + letters)).isTrue();
        assertThat(Glob.compile(letters + "*", false).matches(letters)).isTrue();
        assertThat(Glob.compile(letters + "*", false).matches(letters + "xy")).isTrue();
        assertThat(Glob.compile(letters + "*z", false).matches(letters + "xz")).isTrue();
        assertThat(Glob.compile(letters + "*z", false).matches(letters + "zx")).isFalse();
        assertThat(Glob.compile("*" + letters + "*", false).matches("abab" + letters + "q"))
                .isTrue();
        assertThat(Glob.compile(letters, false).matches("")).isFalse();
    }

    @Test
    void matchesAPartOfAText() {
        Glob pattern = Glob.compile("b*d", false);
        assertThat(pattern.matches("abcde", 1, 4)).isTrue();
        assertThat(pattern.matches("abcde", 0, 4)).isFalse();
        assertThat(pattern.matches("abcde", 1, 5)).isFalse();
        Glob dull = Glob.compile("b*d" + "*".repeat(3) + "?".repeat(70), false);
        assertThat(dull.matches("abcd" + "e".repeat(80), 1, 74)).isTrue();
        assertThat(dull.matches("abcd" + "e".repeat(80), 1, 73)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"a*,true", "a?,true", "[a,true", "*,true", "?,true", "abc,false", "a\\b,false", "]a,false", "'',false"})
    void recognizesPatterns(String text, boolean pattern) {
        assertThat(Glob.isPattern(text)).isEqualTo(pattern);
    }

    private static boolean matches(String regex, String text) {
        return PosixRegex.compile(ByteText.fromUnicode(regex)).matches(ByteText.fromUnicode(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            value = {
                "a{2} aa T",
                "a{2} a F",
                "a{2} aaa F",
                "a{2,} aaaa T",
                "a{2,} a F",
                "a{0} `` T",
                "a{0,1}b b T",
                "a{,2}b a{,2}b T",
                "a{x}b a{x}b T",
                "a{2x} a{2x} T",
                "a{1,x} a{1,x} T",
                "a{-1} a{-1} T",
                "a{ a{ T",
                "a{} a{} T",
                "a{2}{2} aaaa T",
                "a{2}{2} aa F",
                "(ab){2} abab T",
                "(ab)+? abab T",
                "(ab)*+ abab T",
                "x(ab)**y xababy T",
                "a|b* bb T",
                "(a|b)* abba T",
                "(a)(b) ab T",
                "((a)b)+ abab T",
                "[a-c]+ abcd F",
                "[a-c]{2} bc T",
                "[^a-c]+ xyz T",
                "[^^]+ ab T",
                "[^^]+ a^ F",
                "[a^]+ a^ T",
                "[^]a]+ xy T",
                "[^]a]+ x]y F",
                "[][a]+ ][a T",
                "[[:digit:]a]+ 1a2 T",
                "[^[:digit:]]+ a1 F",
                "[&&a]+ &a T",
                "[~-]+ ~- T",
                "[a\\]b]+ a]b T",
                "[\\x41-\\x43]+ ABC T",
                "[\\101]+ A T",
                "\\x41\\x{42} AB T",
                "\\x{e9} é T",
                "\\101\\102 AB T",
                "\\0 `\u0000` T",
                "\\07 `\u0007` T",
                "\\077 ? T",
                "\\1010 A0 T",
                "\\.\\*\\[\\]\\(\\)\\|\\\\ .*[]()|\\ T",
                "\\_\\-\\/ _-/ T",
                "\\a\\f\\v `\u0007\f\u000b` T",
                "\\n\\r\\t `\n\r\t` T",
                "a\\+ a+ T",
                "a\\+ aa F",
                "é+ éé T",
                "😀{2} 😀😀 T",
                "[😀]+ 😀 T",
                "x* `` T"
            })
    void readsPosixExpressions(String regex, String text, String verdict) {
        assertThat(matches(regex, text)).isEqualTo(verdict.equals("T"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "(a|missing closing ): (a",
                "a)|unexpected ): a)",
                "(?:a)|missing argument to repetition operator: ?",
                "*a|missing argument to repetition operator: *",
                "(*a)|missing argument to repetition operator: *",
                "[a|missing closing ]: a",
                "[|`missing closing ]: `",
                "[^|`missing closing ]: `",
                "[]|missing closing ]: ]",
                "a\\|trailing \\: a\\",
                "[a\\|trailing \\: [a\\",
                "\\d|invalid escape sequence: \\d",
                "\\8|invalid escape sequence: \\8",
                "\\1|invalid escape sequence: \\1",
                "\\7x|invalid escape sequence: \\7",
                "\\x4|invalid escape sequence: \\x4",
                "\\x|invalid escape sequence: \\x",
                "\\x{41|invalid escape sequence: \\x{41",
                "a{3,2}|invalid repetition size: {3,2}",
                "a{1001}|invalid repetition size: {1001}",
                "a{1,1001}|invalid repetition size: {1,1001}",
                "a{1001,}|invalid repetition size: {1001,}",
                "a{99999999999}|invalid repetition size: {99999999999}",
                "{2}|missing argument to repetition operator: {2}"
            })
    void refusesInvalidExpressions(String regex, String message) {
        assertThatThrownBy(() -> PosixRegex.compile(regex)).hasMessage(message);
    }

    @Test
    void repeatsTheLastItemOnly() {
        assertThat(matches("a+\\.+", "a..")).isTrue();
        assertThat(matches("a+\\.+", "a.a.")).isFalse();
        assertThat(matches("a+{+", "a{{")).isTrue();
        assertThat(matches("a+{+", "a{a{")).isFalse();
        assertThat(matches("a+[b]+", "abb")).isTrue();
        assertThat(matches("a+[b]+", "abab")).isFalse();
        assertThat(matches("a+(b)+", "abab")).isFalse();
        assertThat(matches("a+b+", "abab")).isFalse();
        assertThat(matches("\\70", "8")).isTrue();
        for (String regex : List.of("a|*", "(a|+)", "(a|{2})")) {
            assertThatThrownBy(() -> PosixRegex.compile(regex))
                    .hasMessageStartingWith("missing argument to repetition operator");
        }
    }

    @Test
    void limitsWhatCountedRepetitionsGrowTo() {
        assertThat(matches("(a{99}){100}", "a".repeat(9900))).isTrue();
        assertThat(matches("(a{100}){100}".replace("100", "90"), "a".repeat(8100)))
                .isTrue();
        assertThat(matches("a{1000}b{1000}", "a".repeat(1000) + "b".repeat(1000)))
                .isTrue();
        List<String> tooLarge = new ArrayList<>(List.of("(a{100}){101}", "((a{50}){50}){5}", "(abcdefghijk){1000}"));
        tooLarge.add("a{1000}".repeat(11));
        tooLarge.add("([ab]{100}c){99}");
        for (String regex : tooLarge) {
            assertThatThrownBy(() -> PosixRegex.compile(regex))
                    .as(regex)
                    .hasMessageContaining("pattern too large - compile failed");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "abc,true",
        ".*abc,true",
        "abc.*,true",
        ".*abc.*,true",
        "a.c,false",
        ".*,false",
        ".*.*,false",
        "'',false",
        "a|b,false",
        "a\\,false",
        "^a,false",
        "a$,false",
        "a],false",
        "a},false",
        "a),false",
        ".a,false",
        "-,true"
    })
    void recognizesSimpleExpressions(String regex, boolean simple) {
        assertThat(PosixRegex.isSimple(regex)).isEqualTo(simple);
    }
}
