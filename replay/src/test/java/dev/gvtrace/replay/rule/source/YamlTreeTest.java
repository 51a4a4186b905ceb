// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.rule.source.YamlNode.Mapping;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.replay.rule.source.YamlNode.Sequence;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTreeTest {
    private static List<YamlNode> parse(String text) throws YamlSyntaxException {
        return YamlTree.parse(RuleFile.of("f", text)).roots();
    }

    private static Scalar scalar(String text) throws YamlSyntaxException {
        Mapping mapping = (Mapping) parse(text).get(0);
        return (Scalar) mapping.entries().get(0).value();
    }

    @Test
    void readsEveryDocumentAndSkipsEmptyOnes() throws YamlSyntaxException {
        assertThat(parse("")).isEmpty();
        assertThat(parse("# nothing\n")).isEmpty();
        assertThat(parse("---\n- a\n---\n---\n- b\n")).hasSize(2);
    }

    @Test
    void firstOfEqualKeysCounts() throws YamlSyntaxException {
        Mapping mapping = (Mapping) parse("a: 1\na: 2\n").get(0);
        assertThat(mapping.get("a"))
                .isInstanceOfSatisfying(Scalar.class, s -> assertThat(s.text()).isEqualTo("1"));
    }

    @Test
    void mergeKeysAreOrdinaryKeys() throws YamlSyntaxException {
        Mapping mapping = (Mapping) parse("a: &x {b: 1}\nc:\n  <<: *x\n").get(0);
        Mapping inner = (Mapping) mapping.entries().get(1).value();
        assertThat(inner.get("b")).isNull();
        assertThat(inner.get("<<")).isInstanceOf(Mapping.class);
    }

    @Test
    void resolvesAliases() throws YamlSyntaxException {
        Sequence root = (Sequence) parse("- &a [x]\n- *a\n").get(0);
        assertThat(root.items().get(1)).isSameAs(root.items().get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: =", "a: '='", "a: !!str ="})
    void loneEqualSignIsText(String text) throws YamlSyntaxException {
        assertThat(scalar(text).text()).isEqualTo("=");
    }

    @ParameterizedTest
    @CsvSource({"a:,true", "a: ~,true", "a: null,true", "a: Null,true", "a: nulL,false", "a: 'null',false"})
    void recognizesNulls(String text, boolean isNull) throws YamlSyntaxException {
        assertThat(scalar(text).isNull()).isEqualTo(isNull);
    }

    @Test
    void limitsDepth() {
        assertThatThrownBy(() -> parse("[".repeat(YamlTree.MAX_DEPTH + 2)))
                .isInstanceOf(YamlSyntaxException.class)
                .hasMessageContaining("deeper");
    }

    @Test
    void readsWhatIsAsDeepAsTheLimit() throws YamlSyntaxException {
        assertThat(parse("[".repeat(YamlTree.MAX_DEPTH) + "]".repeat(YamlTree.MAX_DEPTH)))
                .hasSize(1);
    }

    @Test
    void limitsNodesBehindAliases() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append(("*a" + (i - 1) + ", ").repeat(10)).append("]\n");
        }
        assertThatThrownBy(() -> parse(bomb.toString()))
                .isInstanceOf(YamlSyntaxException.class)
                .hasMessageContaining("aliases resolved");
    }

    /** Every character of the text has to be at its place in the file, or be the result of an escape there. */
    private static void checkPlaces(String yaml) throws YamlSyntaxException {
        Scalar scalar = scalar(yaml);
        for (int i = 0; i < scalar.text().length(); i++) {
            char there = yaml.charAt(scalar.offset(i));
            char meant = scalar.text().charAt(i);
            boolean folded = Character.isWhitespace(meant);
            boolean escaped = there == '\\' || there == '\'';
            assertThat(there == meant || folded || escaped)
                    .as("character %s of '%s': '%s' at %s", i, scalar.text(), there, scalar.offset(i))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: plain text # comment",
                "a: plain\n  over\n\n\n  lines",
                "a: 'it''s'  ",
                "a: 'over\n  lines and\n\n  gaps'",
                "a: \"x\\ty \\u00e9 \\\" \\\n   z \\U0001F600 end\"",
                "a: \"over\r\n  lines\"",
                "a: >\n  folded text\n  over lines\n\n  and gaps\n    more\n    indented\n  back\n",
                "a: >-\n   one\n   two",
                "a: >+\n one\n\n\n",
                "a: |\n  literal\n    text\n\n  end\n",
                "a: |2\n    starts with blanks\n  not this\n",
                "a: |-\r\n  one\r\n  two\r\n",
                "a: >  # comment\n  text\n"
            })
    void mapsCharactersToTheirPlaces(String yaml) throws YamlSyntaxException {
        checkPlaces(yaml);
    }

    @Property(tries = 300)
    void mapsQuotedCharactersToTheirPlaces(@ForAll @StringLength(max = 40) String text) throws YamlSyntaxException {
        String printable = text.codePoints()
                .filter(c -> (c >= 0x20 && c < 0x7f) || (c >= 0xa0 && c < 0xd800))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        checkPlaces("a: '" + printable.replace("'", "''") + "'");
        checkPlaces("a: \"" + printable.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
    }
}
