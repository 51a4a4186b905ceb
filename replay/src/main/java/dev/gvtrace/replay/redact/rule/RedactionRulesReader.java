// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact.rule;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.gvtrace.replay.rule.LoadResult;
import dev.gvtrace.replay.rule.item.Issue;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.source.FilePlace;
import dev.gvtrace.replay.rule.source.JacksonYaml;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlNode.Entry;
import dev.gvtrace.replay.rule.source.YamlNode.Mapping;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.replay.rule.source.YamlNode.Sequence;
import dev.gvtrace.replay.rule.source.YamlSyntaxException;
import dev.gvtrace.replay.rule.yaml.NodeDecoder;
import dev.gvtrace.text.NearestName;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads files with rules of redaction, in YAML 1.2. The schema is that of gvtrace-redaction(7). What is wrong with a
 * file becomes issues, all at once. Not thread-safe.
 */
public final class RedactionRulesReader {
    private static final Set<String> FILE_KEYS = Set.of("redaction", "unknown", "rules");
    private static final Set<String> RULE_KEYS =
            Set.of("name", "in", "variable", "option", "match", "except", "replace", "everywhere");
    private static final List<String> WORDS_FOR_UNKNOWN = List.of("drop", "keep");
    private static final List<String> REPLACEMENTS = List.of("marker", "pseudonym");
    private static final String ANY = "any";
    /** Stands for parts that were left out because their meaning is unknown. */
    private static final String RESERVED = "unknown";

    private static final java.util.regex.Pattern NAME = java.util.regex.Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    private final List<RedactionRules.Source> sources = new ArrayList<>();
    private final List<RedactionRule> rules = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private boolean drops;
    private boolean keeps;

    /** Creates a reader; the files it reads are taken together. */
    public RedactionRulesReader() {}

    /** Adds the rules of a file; of one with errors they do not count. */
    public LoadResult add(String name, byte[] bytes) {
        RuleFile file = RuleFile.of(name, bytes);
        Issues issues = new Issues();
        new FileReader(file, issues).read();
        List<Issue> found = issues.sorted();
        sources.add(new RedactionRules.Source(name.substring(name.lastIndexOf('/') + 1), sha256(bytes)));
        return new LoadResult(name, null, found, List.of());
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JVM has SHA-256", e);
        }
    }

    /** The rules of all files. What is unknown is kept only if a file has {@code keep} and none has {@code drop}. */
    public RedactionRules rules() {
        return new RedactionRules(sources, rules, keeps && !drops);
    }

    /** Reads one file. */
    private final class FileReader {
        private final RuleFile file;
        private final Issues issues;
        private final NodeDecoder decoder;
        private final ItemContext content;

        FileReader(RuleFile file, Issues issues) {
            this.file = file;
            this.issues = issues;
            this.decoder = new NodeDecoder(issues);
            this.content = ItemContext.of(file);
        }

        void read() {
            List<YamlNode> documents;
            try {
                documents = JacksonYaml.read(file);
            } catch (YamlSyntaxException e) {
                FilePlace place = new FilePlace(file, e.offset(), 1);
                issues.add(IssueCode.LOAD_ERR_YAML_PARSE, "yaml: " + e.text(), content, place, null);
                return;
            }
            if (documents.size() != 1 || !(documents.get(0) instanceof Mapping root)) {
                decoder.wrong("expected one mapping with the keys 'redaction' and 'rules'", content);
                return;
            }
            keys(root, FILE_KEYS, content);
            Scalar version = decoder.required(root, "redaction", content);
            if (version != null && !version.text().equals("1")) {
                decoder.wrong("expected version 1", content.inner(ItemContext.VALUE_FOR, "redaction", version));
            }
            String unknown = oneOf(root, "unknown", WORDS_FOR_UNKNOWN, content);
            drops |= "drop".equals(unknown);
            keeps |= "keep".equals(unknown);
            if (!(root.get("rules") instanceof Sequence sequence)) {
                decoder.wrong("expected a sequence of rules under the key 'rules'", content);
                return;
            }
            for (YamlNode node : sequence.items()) {
                RedactionRule rule = rule(node);
                if (rule != null) {
                    rules.add(rule);
                }
            }
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

        private @Nullable String oneOf(Mapping mapping, String key, List<String> words, ItemContext context) {
            Scalar scalar = decoder.optional(mapping, key, context);
            if (scalar == null) {
                return null;
            }
            if (!words.contains(scalar.text())) {
                decoder.wrong(
                        "expected " + String.join(" or ", words) + ", found '" + scalar.text() + "'",
                        context.inner(ItemContext.VALUE_FOR, key, scalar));
            }
            return scalar.text();
        }

        private @Nullable RedactionRule rule(YamlNode node) {
            ItemContext context = content.inner(ItemContext.RULE, "", node);
            if (!(node instanceof Mapping mapping)) {
                decoder.wrong("expected a mapping with the key 'name'", context);
                return null;
            }
            keys(mapping, RULE_KEYS, context);
            Scalar name = decoder.required(mapping, "name", context);
            if (name != null) {
                check(name, context);
            }
            Set<FieldKind> kinds = kinds(mapping, context);
            Pattern variable = pattern(mapping, "variable", context);
            Pattern option = pattern(mapping, "option", context);
            Pattern match = pattern(mapping, "match", context);
            Pattern except = pattern(mapping, "except", context);
            String replace = oneOf(mapping, "replace", REPLACEMENTS, context);
            Boolean everywhere = decoder.optionalBool(mapping, "everywhere", context);
            if (variable != null && option != null) {
                decoder.wrong("a rule is about variables or about options: write two rules", context);
            }
            only(kinds, FieldKind.ENVIRONMENT, mapping, "variable", context);
            only(kinds, FieldKind.ARGUMENT, mapping, "option", context);
            boolean whole =
                    mapping.get("variable") == null && mapping.get("option") == null && mapping.get("match") == null;
            if (whole && mapping.get("in") == null) {
                decoder.wrong("the rule would replace every text: add 'in', 'variable', 'option' or 'match'", context);
            }
            return name == null
                    ? null
                    : new RedactionRule(
                            name.text(),
                            kinds,
                            variable,
                            option,
                            match,
                            except,
                            "pseudonym".equals(replace),
                            everywhere != null && everywhere);
        }

        private void check(Scalar name, ItemContext context) {
            ItemContext at = context.inner(ItemContext.VALUE_FOR, "name", name);
            if (!NAME.matcher(name.text()).matches() || name.text().equals(RESERVED)) {
                decoder.wrong(
                        "invalid name '" + name.text() + "': expected at most 40 of a-z, 0-9 and -, and not "
                                + RESERVED,
                        at);
            } else if (!names.add(name.text())) {
                decoder.wrong("another rule is named '" + name.text() + "'", at);
            }
        }

        private void only(Set<FieldKind> kinds, FieldKind kind, Mapping mapping, String key, ItemContext context) {
            Entry entry = mapping.entry(key);
            if (entry != null && mapping.get("in") != null && !kinds.equals(Set.of(kind))) {
                decoder.wrong(
                        "'" + key + "' is for fields of kind " + kind.word() + " only: leave out 'in'",
                        context.inner(ItemContext.VALUE_FOR, key, entry.key()));
            }
        }

        /** Those that are named; otherwise those that the other keys are for. */
        private Set<FieldKind> kinds(Mapping mapping, ItemContext context) {
            YamlNode node = mapping.get("in");
            if (node == null) {
                return mapping.get("variable") != null
                        ? Set.of(FieldKind.ENVIRONMENT)
                        : mapping.get("option") != null ? Set.of(FieldKind.ARGUMENT) : texts();
            }
            List<Scalar> scalars = decoder.scalars(node, "in", context);
            Set<FieldKind> kinds = EnumSet.noneOf(FieldKind.class);
            for (Scalar scalar : scalars == null ? List.<Scalar>of() : scalars) {
                FieldKind kind = FieldKind.of(scalar.text());
                ItemContext at = context.inner(ItemContext.VALUE_FOR, "in", scalar);
                if (scalar.text().equals(ANY)) {
                    kinds.addAll(texts());
                } else if (kind == null) {
                    List<String> words = new ArrayList<>(FieldKind.words());
                    words.add(ANY);
                    decoder.wrong(
                            "unknown kind of field '" + scalar.text() + "': expected " + String.join(", ", words),
                            at,
                            NearestName.hint(scalar.text(), words));
                } else if (!kind.isText() && mapping.get("match") != null) {
                    decoder.wrong(kind.word() + " are not text: they are replaced as a whole, without 'match'", at);
                } else {
                    kinds.add(kind);
                }
            }
            if (kinds.isEmpty()) {
                decoder.wrong("expected at least one kind", context.inner(ItemContext.VALUE_FOR, "in", node));
            }
            return kinds;
        }

        private Set<FieldKind> texts() {
            Set<FieldKind> texts = EnumSet.noneOf(FieldKind.class);
            Arrays.stream(FieldKind.values()).filter(FieldKind::isText).forEach(texts::add);
            return texts;
        }

        private @Nullable Pattern pattern(Mapping mapping, String key, ItemContext context) {
            Scalar scalar = decoder.optional(mapping, key, context);
            if (scalar == null) {
                return null;
            }
            try {
                Pattern pattern = Pattern.compile(scalar.text());
                for (String group : pattern.namedGroups().keySet()) {
                    if (!group.equals(RedactionRule.SECRET)) {
                        wrong(scalar, key, context, "unknown group '" + group + "': expected secret", group);
                    }
                }
                if (pattern.matches("")) {
                    wrong(scalar, key, context, "the expression matches an empty text", "");
                }
                return pattern;
            } catch (PatternSyntaxException e) {
                String part = e.getPattern() == null ? "" : e.getPattern();
                wrong(scalar, key, context, "invalid regular expression: " + e.getDescription() + ": " + part, part);
                return null;
            }
        }

        /** The part of the expression that is wrong is marked, where it can be found. */
        private void wrong(Scalar scalar, String key, ItemContext context, String message, String part) {
            int index = Math.max(0, part.isEmpty() ? 0 : scalar.text().indexOf(part));
            FilePlace place = new FilePlace(file, scalar.offset(index), Math.max(1, part.length()));
            ItemContext at = context.inner(ItemContext.VALUE_FOR, key, scalar);
            issues.add(IssueCode.LOAD_ERR_YAML_VALIDATE, message, at, place, null);
        }
    }
}
