// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** What another library writes as YAML is read back the same. */
class YamlRoundTripTest {
    private static final YAMLMapper QUOTED = new YAMLMapper();
    private static final YAMLMapper PLAIN =
            YAMLMapper.builder().enable(YAMLWriteFeature.MINIMIZE_QUOTES).build();

    @Property(tries = 500)
    void quotedTextIsReadBack(@ForAll("values") Object value) throws YamlSyntaxException {
        check(QUOTED.writeValueAsString(value), value);
    }

    @Property(tries = 500)
    void plainAndLiteralTextIsReadBack(@ForAll("simpleValues") Object value) throws YamlSyntaxException {
        check(PLAIN.writeValueAsString(value), value);
    }

    private static void check(String yaml, Object value) throws YamlSyntaxException {
        List<YamlNode> roots = YamlTree.parse(RuleFile.of("f", yaml)).roots();
        assertThat(roots).as(yaml).hasSize(1);
        assertThat(plain(roots.get(0))).as(yaml).isEqualTo(value);
    }

    private static Object plain(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar) {
            return scalar.text();
        }
        if (node instanceof YamlNode.Sequence sequence) {
            List<Object> items = new ArrayList<>();
            sequence.items().forEach(item -> items.add(plain(item)));
            return items;
        }
        Map<Object, Object> entries = new LinkedHashMap<>();
        ((YamlNode.Mapping) node).entries().forEach(entry -> entries.put(plain(entry.key()), plain(entry.value())));
        return entries;
    }

    @Provide
    Arbitrary<Object> values() {
        return nested(Arbitraries.strings().ofMaxLength(120));
    }

    /** Letters, blanks, line ends and the marks that are special in the middle of a text. */
    @Provide
    Arbitrary<Object> simpleValues() {
        return nested(Arbitraries.strings()
                .withChars("ab c.\n-_=()'\"")
                .ofMinLength(1)
                .ofMaxLength(60));
    }

    private static Arbitrary<Object> nested(Arbitrary<String> texts) {
        Arbitrary<String> keys = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8);
        Arbitrary<Object> value = texts.map(text -> text);
        for (int depth = 0; depth < 3; depth++) {
            Arbitrary<Object> inner = value;
            value = Arbitraries.oneOf(
                    texts.map(text -> text),
                    inner.list().ofMinSize(1).ofMaxSize(4).map(list -> list),
                    Arbitraries.maps(keys, inner).ofMinSize(1).ofMaxSize(4).map(map -> map));
        }
        return value;
    }
}
