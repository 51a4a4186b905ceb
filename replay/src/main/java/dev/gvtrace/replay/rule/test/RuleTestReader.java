// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.test;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.filter.OutputTemplate;
import dev.gvtrace.replay.rule.LoadResult;
import dev.gvtrace.replay.rule.item.Issue;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.replay.rule.source.FilePlace;
import dev.gvtrace.replay.rule.source.JacksonYaml;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlNode.Entry;
import dev.gvtrace.replay.rule.source.YamlNode.Mapping;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.replay.rule.source.YamlNode.Sequence;
import dev.gvtrace.replay.rule.source.YamlSyntaxException;
import dev.gvtrace.replay.rule.test.RuleTestFile.Expectation;
import dev.gvtrace.replay.rule.test.RuleTestFile.RuleTest;
import dev.gvtrace.replay.rule.yaml.NodeDecoder;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.text.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads files with tests of rules, in YAML 1.2. What is wrong with them becomes issues, all at once. Single-use. */
public final class RuleTestReader {
    private static final Set<String> FILE_KEYS = Set.of("rules", "match", "tests");
    private static final Set<String> TEST_KEYS = Set.of("name", "trace", "rules", "match", "expect", "only");
    private static final Set<String> EXPECT_KEYS =
            Set.of("rule", "fires", "times", "never", "priority", "output", "fields");
    private static final int MAX_DIGITS = 9;

    private final RuleFile file;
    private final Issues issues = new Issues();
    private final NodeDecoder decoder = new NodeDecoder(issues);
    private final ItemContext content;

    private final Binding<EventContext> binding;

    private RuleTestReader(RuleFile file, Binding<EventContext> binding) {
        this.file = file;
        this.binding = binding;
        this.content = ItemContext.of(file);
    }

    /** A file as it was read, with what is wrong with it. */
    public record Result(RuleTestFile tests, LoadResult issues) {}

    /**
     * Reads a file. The tests count only if there are no errors.
     *
     * @param binding has the fields that expectations may name
     */
    public static Result read(RuleFile file, Binding<EventContext> binding) {
        RuleTestReader reader = new RuleTestReader(file, binding);
        List<RuleTest> tests = reader.tests();
        List<Issue> errors = reader.issues.sorted();
        return new Result(new RuleTestFile(file, tests), new LoadResult(file.name(), null, errors, List.of()));
    }

    private List<RuleTest> tests() {
        List<YamlNode> documents;
        try {
            documents = JacksonYaml.read(file);
        } catch (YamlSyntaxException e) {
            FilePlace place = new FilePlace(file, e.offset(), 1);
            issues.add(IssueCode.LOAD_ERR_YAML_PARSE, "yaml: " + e.text(), content, place, null);
            return List.of();
        }
        if (documents.size() != 1 || !(documents.get(0) instanceof Mapping root)) {
            decoder.wrong("expected a mapping with the key 'tests'", content);
            return List.of();
        }
        keys(root, FILE_KEYS, content);
        List<String> rules = texts(root, "rules");
        boolean all = all(root, false);
        List<RuleTest> tests = new ArrayList<>();
        if (!(root.get("tests") instanceof Sequence sequence)) {
            decoder.wrong("expected a sequence of tests under the key 'tests'", content);
            return tests;
        }
        for (YamlNode node : sequence.items()) {
            RuleTest test = test(node, rules, all);
            if (test != null) {
                tests.add(test);
            }
        }
        return tests;
    }

    private void keys(Mapping mapping, Set<String> known, ItemContext context) {
        for (Entry entry : mapping.entries()) {
            String key = entry.key() instanceof Scalar scalar ? scalar.text() : "?";
            if (!known.contains(key)) {
                ItemContext at = context.inner(ItemContext.VALUE_FOR, key, entry.key());
                decoder.wrong("unknown key '" + key + "'", at, NearestName.hint(key, known));
            }
        }
    }

    private List<String> texts(Mapping mapping, String key) {
        YamlNode node = mapping.get(key);
        List<Scalar> scalars = node == null ? null : decoder.scalars(node, key, content);
        return scalars == null ? List.of() : scalars.stream().map(Scalar::text).toList();
    }

    private boolean all(Mapping mapping, boolean otherwise) {
        Scalar match = decoder.optional(mapping, "match", content);
        if (match == null) {
            return otherwise;
        }
        if (!match.text().equals("all") && !match.text().equals("first")) {
            decoder.wrong("expected first or all", content.inner(ItemContext.VALUE_FOR, "match", match));
        }
        return match.text().equals("all");
    }

    private @Nullable RuleTest test(YamlNode node, List<String> fileRules, boolean fileAll) {
        ItemContext context = content.inner("test", "", node);
        if (!(node instanceof Mapping mapping)) {
            decoder.wrong("expected a mapping with the keys name, trace, expect", context);
            return null;
        }
        keys(mapping, TEST_KEYS, context);
        Scalar name = decoder.required(mapping, "name", context);
        Scalar trace = decoder.required(mapping, "trace", context);
        Boolean only = decoder.optionalBool(mapping, "only", context);
        List<String> own = texts(mapping, "rules");
        List<String> rules = own.isEmpty() ? fileRules : own;
        if (rules.isEmpty()) {
            decoder.wrong("no rule files: name them under the key 'rules'", context);
        }
        List<Expectation> expectations = new ArrayList<>();
        if (mapping.get("expect") instanceof Sequence sequence) {
            for (YamlNode item : sequence.items()) {
                Expectation expectation = expectation(item, context);
                if (expectation != null) {
                    expectations.add(expectation);
                }
            }
        } else if (only == null || !only) {
            decoder.wrong("expected a sequence under the key 'expect'", context);
        }
        boolean all = all(mapping, fileAll);
        return name == null || trace == null
                ? null
                : new RuleTest(
                        name.text(), FilePlace.of(node), trace.text(), rules, all, only != null && only, expectations);
    }

    private @Nullable Expectation expectation(YamlNode node, ItemContext test) {
        ItemContext context = test.inner("expectation", "", node);
        if (!(node instanceof Mapping mapping)) {
            decoder.wrong("expected a mapping with the key 'rule'", context);
            return null;
        }
        keys(mapping, EXPECT_KEYS, context);
        Scalar rule = decoder.required(mapping, "rule", context);
        Scalar priorityName = decoder.optional(mapping, "priority", context);
        Priority priority = priorityName == null ? null : Priority.of(priorityName.text());
        if (priorityName != null && priority == null) {
            decoder.wrong("Invalid priority", context.inner(ItemContext.VALUE_FOR, "priority", priorityName));
        }
        Scalar output = decoder.optional(mapping, "output", context);
        long[] range = range(mapping, context);
        Map<String, String> fields = fields(mapping, context);
        return rule == null
                ? null
                : new Expectation(
                        rule.text(),
                        FilePlace.of(node),
                        range[0],
                        range[1],
                        priority,
                        output == null ? null : output.text(),
                        fields);
    }

    private long[] range(Mapping mapping, ItemContext context) {
        Boolean fires = decoder.optionalBool(mapping, "fires", context);
        Boolean never = decoder.optionalBool(mapping, "never", context);
        Scalar times = decoder.optional(mapping, "times", context);
        if ((fires == null ? 0 : 1) + (never == null ? 0 : 1) + (times == null ? 0 : 1) > 1) {
            decoder.wrong("only one of fires, times and never can be given", context);
        }
        if (times != null) {
            boolean number =
                    times.text().length() <= MAX_DIGITS && times.text().chars().allMatch(c -> c >= '0' && c <= '9');
            if (!number) {
                decoder.wrong("expected a number", context.inner(ItemContext.VALUE_FOR, "times", times));
                return new long[] {0, 0};
            }
            long count = Long.parseLong(times.text());
            return new long[] {count, count};
        }
        boolean none = (never != null && never) || (fires != null && !fires);
        return none ? new long[] {0, 0} : new long[] {1, Long.MAX_VALUE};
    }

    private Map<String, String> fields(Mapping mapping, ItemContext context) {
        Map<String, String> fields = new LinkedHashMap<>();
        YamlNode node = mapping.get("fields");
        if (node == null) {
            return fields;
        }
        if (!(node instanceof Mapping patterns)) {
            decoder.wrong(
                    "expected a mapping of fields to patterns", context.inner(ItemContext.VALUE_FOR, "fields", node));
            return fields;
        }
        for (Entry entry : patterns.entries()) {
            if (entry.key() instanceof Scalar key && entry.value() instanceof Scalar pattern) {
                field(key, context);
                fields.put(key.text(), pattern.text());
            } else {
                decoder.wrong("expected FIELD: PATTERN", context.inner(ItemContext.VALUE_FOR, "fields", entry.key()));
            }
        }
        return fields;
    }

    private void field(Scalar key, ItemContext context) {
        if (OutputTemplate.compile("%" + key.text(), binding, new ArrayList<>()) == null) {
            ItemContext at = context.inner(ItemContext.VALUE_FOR, key.text(), key);
            decoder.wrong("'" + key.text() + "' is not a field", at, NearestName.hint(key.text(), binding.names()));
        }
    }
}
