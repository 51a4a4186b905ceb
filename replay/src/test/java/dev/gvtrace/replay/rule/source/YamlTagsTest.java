// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.rule.source.YamlNode.Mapping;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tags and directives of YAML: they mean nothing for rules, but wrong ones are syntax errors. */
class YamlTagsTest {
    private static List<YamlNode> roots(String text) throws YamlSyntaxException {
        return YamlTree.parse(RuleFile.of("f", text)).roots();
    }

    private static String scalar(String text) throws YamlSyntaxException {
        Mapping root = (Mapping) roots("a: " + text + "\n").get(0);
        return ((Scalar) root.entries().get(0).value()).text();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!!str value",
                "! value",
                "!local value",
                "!e!tag value",
                "!e-1!tag-2 value",
                "!<tag:yaml.org,2002:str> value",
                "!<!local> value",
                "!!str 'value'",
                "!!str \"value\"",
                "&anchor !!str value",
                "!!str &anchor value",
                "!a%41b value",
                "!yaml.org/x:(y)*z value"
            })
    void aTagIsReadOver(String text) throws Exception {
        assertThat(scalar(text)).isEqualTo("value");
    }

    /** A tag does not change a text: text that looks like a number or an empty value is not changed. */
    @ParameterizedTest
    @CsvSource({"!!int 0x10, 0x10", "!!float 1.50, 1.50", "!!bool yes, yes", "!!str 007, 007", "!!str null, null"})
    void aTaggedScalarStaysText(String text, String value) throws Exception {
        assertThat(scalar(text)).isEqualTo(value);
        assertThat(((Scalar) ((Mapping) roots("a: " + text).get(0))
                                .entries()
                                .get(0)
                                .value())
                        .tagged())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "!e! value       | tag handle with no suffix",
                "!! value        | tag handle with no suffix",
                "!<tag value     | end of verbatim tag not found: expected '>'",
                "!<a b> value    | end of verbatim tag not found: expected '>'",
                "!a.b!c value    | illegal character found while scanning tag handle"
            })
    void aTagThatDoesNotEndIsAnError(String text, String message) {
        assertThatThrownBy(() -> scalar(text))
                .isInstanceOf(YamlSyntaxException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%YAML 1.2\n---\n- a\n",
                "%YAML 1.1\n---\n- a\n",
                "%YAML 1.9\n---\n- a\n",
                "%TAG ! tag:x,2026:\n---\n- a\n",
                "%TAG !a! x\n%TAG !b! x\n---\n- a\n",
                "%UNKNOWN thing\n---\n- a\n",
                "%YAML 1.2\n---\n- a\n...\n%YAML 1.2\n---\n- b\n"
            })
    void directivesHaveNoEffect(String text) throws Exception {
        assertThat(roots(text)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%YAML\\n---\\na            | YAML directives must have exactly one argument",
                "%YAML 1.2 more\\n---\\na   | YAML directives must have exactly one argument",
                "%YAML one\\n---\\na        | bad YAML version: one, expected 1.2",
                "%YAML 2.0\\n---\\na        | YAML major version too large: 2.0",
                "%YAML 1.2\\n%YAML 1.2\\n---\\na | repeated YAML directive",
                "%TAG !a!\\n---\\na         | TAG directives must have exactly two arguments",
                "%TAG !a! x y\\n---\\na     | TAG directives must have exactly two arguments",
                "%TAG !a! x\\n%TAG !a! y\\n---\\na | repeated TAG directive"
            })
    void wrongDirectivesAreErrors(String text, String message) {
        assertThatThrownBy(() -> roots(text.replace("\\n", "\n")))
                .isInstanceOf(YamlSyntaxException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aDirectiveWithoutADocumentIsTheEnd() throws Exception {
        assertThat(roots("# nothing but a comment\n")).isEmpty();
    }
}
