// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.rule.source.YamlNode.Mapping;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.replay.rule.source.YamlNode.Sequence;
import java.nio.charset.Charset;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The dialect of Falco's parser, case by case. Verdicts, values and places were compared with yaml-cpp 0.7 on many
 * thousand mutated files; what its newer state does otherwise has a test of its own here.
 */
class YamlDialectTest {
    private static String show(YamlNode node) {
        if (node.isNull()) {
            return "~";
        }
        if (node instanceof Sequence sequence) {
            return sequence.items().stream().map(YamlDialectTest::show).collect(Collectors.joining(" ", "[", "]"));
        }
        if (node instanceof Mapping mapping) {
            return mapping.entries().stream()
                    .map(e -> show(e.key()) + ":" + show(e.value()))
                    .collect(Collectors.joining(" ", "{", "}"));
        }
        return "<" + ((Scalar) node).text().replace("\n", "\\n").replace("\t", "\\t") + ">";
    }

    private static String read(String text) throws YamlSyntaxException {
        return YamlTree.parse(RuleFile.of("f", text)).roots().stream()
                .map(YamlDialectTest::show)
                .collect(Collectors.joining(" ; "));
    }

    private static String written(String text) {
        return text.replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\r", "\r")
                .replace("\\0", "\0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'[10.0.0.1, ::1]' | '[<10.0.0.1> <::1>]'",
                "'[-a, --b, -]' | '[<-a> <--b> <->]'",
                "'[a,, b]' | '[<a> ~ <b>]'",
                "'[\"a\":b, c: d, ? e]' | '[{<a>:<b>} {<c>:<d>} {<e>:~}]'",
                "'{a, b: , \"c\":d}' | '{<a>:~ <b>:~ <c>:<d>}'",
                "'[a:]' | '[{<a>:~}]'",
                "'{a: [b, e:], f:}' | '{<a>:[<b> {<e>:~}] <f>:~}'",
                "'[a, #b\\n  c]' | '[<a> <c>]'",
                "'[=, !=]' | '[<=> <>]'",
                "'a:\\tb' | '{<a>:<b>}'",
                "'-\\ta\\n-\\tb' | '[<a> <b>]'",
                "'a: [b]\\t\\n\\t\\nc: d\\t' | '{<a>:[<b>] <c>:<d>}'",
                "'[\\n\\ta,\\n\\tb\\n\\t]' | '[<a> <b>]'",
                "'\"a\\/b \\x41 \\u0042\"' | '<a/b A B>'",
                "'&x.y a' | '<a>'",
                "'- &x.y a\\n- *x.y' | '[<a> <a>]'",
                "'  - a\\n- b' | '[<a>] ; [<b>]'",
                "'a: \"open\\n' | '{<a>:<open >}'",
                "'a: !!str null' | '{<a>:<null>}'",
                "'a: Null' | '{<a>:~}'",
                "'a: nULL' | '{<a>:<nULL>}'",
                "'a: b\\n<<: c' | '{<a>:<b> <<<>:<c>}'",
                "'- a: b\\n  c:d' | '[{<a>:<b> <c:d>:~}]'",
                "'a: >2-\\n   b\\n' | '{<a>:< b>}'",
                "'a: |+\\n b\\n\\n' | '{<a>:<b\\n\\n>}'",
                "'a: > # why\\n b\\n\\n\\n c\\n' | '{<a>:<b\\n\\nc\\n>}'",
                "'a: b\\0nc' | '{<a>:<b\\nc>}'",
                "'- a\\r- b\\r' | '[<a> <b>]'",
                "'%YAML 1.2\\n---\\na\\n...\\nb' | '<a> ; <b>'",
            })
    void reads(String text, String expected) throws YamlSyntaxException {
        assertThat(read(written(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0085", "\u2028", "\u2029", "\u0007", "\u001b", "\u200b", "\ufffe", "\ufeff"})
    void oddCharactersAreText(String character) throws YamlSyntaxException {
        assertThat(read("a: b" + character + "c")).isEqualTo("{<a>:<b" + character + "c>}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: @b' | 1 | 4 | unknown token",
                "'a: [?b]' | 1 | 5 | unknown token",
                "'a: [*b]' | 1 | 5 | the referenced anchor is not defined: b",
                "'a: b: c' | 1 | 5 | illegal map value",
                "'a: b\\n   c: d' | 2 | 5 | illegal map value",
                "'a: \"b\" = c' | 1 | 8 | unexpected scalar",
                "'\"b\", c' | 1 | 4 | unexpected scalar",
                "'a: [b\\n, c]' | 2 | 1 | plain value cannot start with flow indicator",
                "'a: > b' | 1 | 6 | unexpected character in block scalar",
                "'a: >0\\n b' | 1 | 6 | cannot set zero indentation",
                "'a: >\\n    \\n  b' | 3 | 3 | end of map not found",
                "'a: >\\n  b\\n\\t\\n' | 3 | 1 | illegal tab",
                "'- a: b\\n\\t# c\\n  d: e' | 2 | 1 | illegal tab",
                "'a:\\n    - b\\n   - c' | 3 | 4 | end of map not found",
                "'\"\\d\"' | 1 | 4 | unknown escape character: d",
                "'\"\\xg0\"' | 1 | 6 | bad character found while scanning hex",
                "'\"\\ud800\"' | 1 | 8 | invalid unicode",
                "'a: \"b' | 1 | 6 | illegal EOF in scalar",
                "'a: \"b\\n---\\n' | 2 | 1 | illegal document indicator",
                "'a: [b' | 1 | 1 | end of sequence flow not found",
                "'a: [b}' | 1 | 6 | illegal flow end",
                "'a: b]\\n]' | 2 | 1 | illegal flow end",
                "'[- a]' | 1 | 2 | illegal block entry",
                "'a: - b' | 1 | 4 | illegal block entry",
                "'& a' | 1 | 2 | anchor not found",
                "'&a &b c' | 1 | 4 | cannot assign multiple anchors",
                "'!a !b c' | 1 | 4 | cannot assign multiple tags",
                "'!a:b!c d' | 1 | 3 | illegal character found while scanning tag handle",
                "'%YAML 2.0\\n---\\na' | 1 | 1 | YAML major version too large",
                "'%YAML 1\\n---\\na' | 1 | 1 | bad YAML version",
                "'a\\0c' | 1 | 4 | unknown escape character: c",
            })
    void refuses(String text, int line, int column, String message) {
        RuleFile file = RuleFile.of("f", written(text));
        assertThatThrownBy(() -> YamlTree.parse(file))
                .isInstanceOfSatisfying(YamlSyntaxException.class, e -> {
                    assertThat(file.line(e.offset())).as("line").isEqualTo(line);
                    assertThat(file.column(e.offset())).as("column").isEqualTo(column);
                })
                .hasMessageStartingWith(message);
    }

    @Test
    void aKeyHasAtMost1024Bytes() throws YamlSyntaxException {
        assertThat(read("k".repeat(1024) + ": v")).endsWith(":<v>}");
        assertThatThrownBy(() -> read("k".repeat(1025) + ": v")).hasMessageStartingWith("illegal map value");
        assertThatThrownBy(() -> read("\u00e9".repeat(513) + ": v")).hasMessageStartingWith("illegal map value");
        assertThat(read("? " + "k".repeat(2000) + "\n: v")).endsWith(":<v>}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void readsEveryEncodingWithAndWithoutItsMark(String charset) throws YamlSyntaxException {
        for (String mark : new String[] {"", "\ufeff"}) {
            byte[] bytes = (mark + "- \u00e9\ud83d\udd25").getBytes(Charset.forName(charset));
            YamlNode root = YamlTree.parse(RuleFile.of("f", bytes)).roots().get(0);
            assertThat(show(root)).as(charset + mark).isEqualTo("[<\u00e9\ud83d\udd25>]");
        }
    }

    @Test
    void reportsWhereFalcoStopsReading() throws YamlSyntaxException {
        YamlTree.Documents documents = YamlTree.parse(RuleFile.of("f", "- a\n---\n---\n- b\n"));
        assertThat(documents.roots()).hasSize(2);
        assertThat(documents.stop()).isEqualTo(8);
        assertThat(YamlTree.parse(RuleFile.of("f", "- a\n---\n")).stop()).isNegative();
    }

    @Test
    void acceptsWhatFalcoNeverReads() throws YamlSyntaxException {
        YamlTree.Documents documents = YamlTree.parse(RuleFile.of("f", "---\n---\n- a\n---\n]"));
        assertThat(documents.stop()).isEqualTo(4);
    }

    @Test
    void reportsAQuoteThatIsNotClosed() throws YamlSyntaxException {
        assertThat(YamlTree.parse(RuleFile.of("f", "a: 'b\n")).openQuote()).isEqualTo(3);
        assertThat(YamlTree.parse(RuleFile.of("f", "a: 'b'\n")).openQuote()).isNegative();
    }

    @Test
    void anAliasInsideItsOwnNodeIsALimitOfOurs() {
        assertThatThrownBy(() -> read("- &a [*a]"))
                .isInstanceOfSatisfying(
                        YamlSyntaxException.class, e -> assertThat(e.isLimit()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[", "{", "[,", "- ", "? ", "&a ", "!t ", "\"a\" ", "'", "a: ", ">", "[a, ", "{a: ", "\n", "%T\n"
            })
    void longInvalidInputIsRefusedQuickly(String part) {
        String text = part.repeat(2_000_000 / part.length());
        try {
            YamlTree.parse(RuleFile.of("f", text));
        } catch (YamlSyntaxException e) {
            assertThat(e.offset()).isBetween(0, text.length());
        }
    }
}
