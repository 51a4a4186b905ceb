// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.FieldException;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.filter.EventTypeSet;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.Operand;
import dev.gvtrace.replay.filter.ast.Operator;
import dev.gvtrace.replay.pipeline.ReplayListener;
import dev.gvtrace.replay.pipeline.ReplayOptions;
import dev.gvtrace.replay.pipeline.TraceReplay;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What rules compare in a trace: the values of text fields, behind one another in an array as they lie in messages, and
 * for each the comparisons that rules make with it. Value i is between {@code offsets[i]} and {@code offsets[i + 1]};
 * its comparisons are those of {@code groups[i]}.
 */
final class FieldComparisons {
    private static final Set<Operator> OPERATORS = Set.of(
            Operator.EQUAL,
            Operator.DOUBLE_EQUAL,
            Operator.NOT_EQUAL,
            Operator.IN,
            Operator.STARTSWITH,
            Operator.ENDSWITH,
            Operator.CONTAINS,
            Operator.GLOB,
            Operator.PMATCH);

    final byte[] bytes;
    final int[] offsets;
    final int[] groups;
    final List<List<Comparison>> comparisons;

    private FieldComparisons(byte[] bytes, int[] offsets, int[] groups, List<List<Comparison>> comparisons) {
        this.bytes = bytes;
        this.offsets = offsets;
        this.groups = groups;
        this.comparisons = comparisons;
    }

    /**
     * A comparison of a condition.
     *
     * @param constants as byte strings
     */
    record Comparison(Operator operator, List<String> constants) {}

    private record Asked(Extractor.OfText<EventContext> extractor, int group) {}

    /** The first values of a trace, up to this many; they are repeated if there are fewer. */
    static FieldComparisons of(Path trace, LoadedRules rules, int count)
            throws IOException, FieldException, ProviderException {
        EventBinding binding = EventBinding.load();
        List<List<Comparison>> comparisons = new ArrayList<>();
        Map<String, List<Asked>> byType = new LinkedHashMap<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] offsets = new int[count + 1];
        int[] groups = new int[count];
        int[] filled = new int[1];
        List<FieldException> failures = new ArrayList<>();
        ReplayListener listener = event -> {
            String type = event.event().type().name();
            List<Asked> asked = byType.get(type);
            if (asked == null) {
                try {
                    asked = asked(event, rules, binding, comparisons);
                } catch (FieldException e) {
                    failures.add(e);
                    return false;
                }
                byType.put(type, asked);
            }
            for (Asked each : asked) {
                String value = each.extractor().text(event);
                if (value != null && filled[0] < count) {
                    groups[filled[0]++] = each.group();
                    bytes.writeBytes(ByteText.bytes(value));
                    offsets[filled[0]] = bytes.size();
                }
            }
            return filled[0] < count;
        };
        try (TraceSource source = TraceSources.open(trace)) {
            new TraceReplay(source, ReplayOptions.DEFAULT).run(1, listener);
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
        return repeated(bytes.toByteArray(), offsets, groups, filled[0], comparisons);
    }

    /** The text fields that rules for this type of event compare, with their comparisons; each comparison once. */
    private static List<Asked> asked(
            EventContext event, LoadedRules rules, EventBinding binding, List<List<Comparison>> comparisons)
            throws FieldException {
        Map<String, Set<Comparison>> byField = new LinkedHashMap<>();
        Map<String, Extractor.OfText<EventContext>> extractors = new LinkedHashMap<>();
        for (Rule rule : rules.rules()) {
            if (!rule.enabled() || !EventTypeSet.of(rule.condition()).contains(event.event().type())) {
                continue;
            }
            List<Expr.Check> checks = new ArrayList<>();
            rule.condition().forEach(node -> {
                if (node instanceof Expr.Check check && OPERATORS.contains(check.operator())) {
                    checks.add(check);
                }
            });
            for (Expr.Check check : checks) {
                if (check.left() instanceof Operand.FieldName name
                        && check.modifier() == null
                        && binding.resolve(name.name(), name.argument()).extractor()
                                instanceof Extractor.OfText<EventContext> text) {
                    List<String> constants =
                            check.constants().stream().map(Operand.Constant::text).toList();
                    String field = name.name() + "[" + name.argument();
                    extractors.put(field, text);
                    byField.computeIfAbsent(field, f -> new LinkedHashSet<>())
                            .add(new Comparison(check.operator(), constants));
                }
            }
        }
        List<Asked> asked = new ArrayList<>();
        byField.forEach((field, found) -> {
            asked.add(new Asked(extractors.get(field), comparisons.size()));
            comparisons.add(List.copyOf(found));
        });
        return asked;
    }

    private static FieldComparisons repeated(
            byte[] once, int[] offsets, int[] groups, int found, List<List<Comparison>> comparisons) {
        if (found == 0) {
            throw new IllegalStateException("no rule compares a text of this trace");
        }
        int count = groups.length;
        int length = Math.addExact(Math.multiplyExact(count / found, once.length), offsets[count % found]);
        byte[] bytes = Arrays.copyOf(once, length);
        for (int i = found; i < count; i++) {
            int from = offsets[i - found];
            int size = offsets[i - found + 1] - from;
            System.arraycopy(bytes, from, bytes, offsets[i], size);
            offsets[i + 1] = offsets[i] + size;
            groups[i] = groups[i - found];
        }
        return new FieldComparisons(bytes, offsets, groups, comparisons);
    }

    /** How many comparisons are made in all. */
    long count() {
        return Arrays.stream(groups).mapToLong(group -> comparisons.get(group).size()).sum();
    }
}
