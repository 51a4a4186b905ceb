// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.replay.engine.EventSummary;
import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.filter.Explanation;
import dev.gvtrace.replay.rule.ConditionPlaces;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.text.Escapes;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Prints why a rule matches an event or does not, as an indented tree. Used once.
 *
 * <p>More than six components: a line has one for each column that is printed.
 */
public final class ExplanationPrinter {
    private static final String MISSING = "<NA>";
    private static final int WIDEST = 160;

    private final Rule rule;
    private final Binding<EventContext> binding;
    private final StringBuilder out = new StringBuilder();
    private final List<Line> lines = new ArrayList<>();

    /** Prints explanations of a rule with the fields that it was compiled against. */
    public ExplanationPrinter(Rule rule, Binding<EventContext> binding) {
        this.rule = rule;
        this.binding = binding;
    }

    /** One line: number, time, type and process of an event. */
    static String event(EventContext applied) {
        EventSummary event = EventSummary.of(applied);
        Text process = event.process();
        Text descriptor = event.descriptor();
        String who = process == null ? "" : " by " + process.display() + "[" + event.pid() + "]";
        return "event " + event.number() + "  " + TimeText.rfc3339(event.timeNs()) + "  " + event.type() + who
                + (descriptor == null ? "" : "  " + descriptor.display());
    }

    /**
     * A line of the tree.
     *
     * @param verdict true if this part of the condition holds
     * @param depth 0 for the whole condition
     * @param text the check, or what joins the lines below
     * @param value the value that a check compares; null if it has none, or joins others
     * @param right the value on the right-hand side, where that is a field
     * @param lists the lists whose items a check compares with
     * @param place where it is written; empty for what joins others
     */
    public record Line(
            boolean verdict,
            int depth,
            String text,
            @Nullable Text value,
            @Nullable Text right,
            String lists,
            String place) {
        private static Line joining(boolean verdict, int depth, String text, String place) {
            return new Line(verdict, depth, text, null, null, "", place);
        }
    }

    /** The whole tree with the verdict. */
    public String print(EventContext applied) {
        Explanation root = Explanation.of(rule.condition(), binding, applied);
        out.append(event(applied)).append('\n');
        out.append(verdict(root)).append('\n');
        lines(root);
        return out.toString();
    }

    /** Whether the rule matches, in a sentence. */
    public String verdict(EventContext applied) {
        return verdict(Explanation.of(rule.condition(), binding, applied));
    }

    private String verdict(Explanation root) {
        return "rule '" + unicode(rule.name()) + "' ("
                + unicode(rule.places().place().toString())
                + (root.verdict() ? ") matches" : ") does not match, " + checks(root.misses()));
    }

    /** The tree line by line. */
    public List<Line> lines(EventContext applied) {
        lines(Explanation.of(rule.condition(), binding, applied));
        return List.copyOf(lines);
    }

    private void lines(Explanation root) {
        List<Explanation> parts = root.parts();
        boolean exceptions =
                root.kind() == Explanation.Kind.AND && rule.places().exceptionOf(1) != null;
        if (!exceptions) {
            node(root, 0);
            return;
        }
        joining(Line.joining(root.verdict(), 0, "and", ""));
        node(parts.get(0), 1);
        for (int i = 1; i < parts.size(); i++) {
            exception(parts.get(i), i);
        }
    }

    private static String checks(int misses) {
        return misses == 1 ? "one check is missing" : misses + " checks are missing";
    }

    private void exception(Explanation part, int number) {
        ConditionPlaces.ExceptionPart exception = rule.places().exceptionOf(number);
        if (exception == null) {
            node(part, 1);
            return;
        }
        String hit = part.verdict() ? "does not apply" : "applies, so there is no alert";
        joining(Line.joining(
                part.verdict(),
                1,
                "exception '" + exception.name() + "' " + hit,
                exception.place().toString()));
        part.parts().forEach(inner -> node(inner, 2));
    }

    private void node(Explanation node, int depth) {
        switch (node.kind()) {
            case CHECK -> check(node, depth);
            case MACRO ->
                joining(Line.joining(
                        node.verdict(),
                        depth,
                        "macro " + node.text(),
                        rule.places()
                                .place(node.place().position(), node.place().macro())
                                .toString()));
            case NOT, AND, OR -> joining(Line.joining(node.verdict(), depth, node.text(), ""));
        }
        node.parts().forEach(part -> node(part, depth + 1));
    }

    private void joining(Line line) {
        lines.add(line);
        print(line, unicode(line.text()) + (line.place().isEmpty() ? "" : place(line.place())));
    }

    private void check(Explanation check, int depth) {
        Set<String> lists =
                rule.places().listsIn(check.place().position(), check.place().macro());
        Line line = new Line(
                check.verdict(),
                depth,
                check.text(),
                check.values().left(),
                check.values().right(),
                String.join(", ", lists),
                rule.places()
                        .place(check.place().position(), check.place().macro())
                        .toString());
        lines.add(line);
        String right = line.right() == null ? "" : ", right " + value(line.right());
        String from = lists.isEmpty() ? "" : ", list " + unicode(String.join(", list ", lists));
        print(line, cut(printed(line.text())) + "   is " + value(line.value()) + right + from + place(line.place()));
    }

    /** Lists can be long. */
    private static String cut(String text) {
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST) + "...";
    }

    private static String value(@Nullable Text value) {
        return value == null ? MISSING : "\"" + value.display() + "\"";
    }

    private static String place(String place) {
        return "   " + unicode(place);
    }

    private static String unicode(String text) {
        return Escapes.message(text);
    }

    private static String printed(String condition) {
        return Escapes.condition(condition);
    }

    private void print(Line line, String text) {
        out.append(line.verdict() ? " yes  " : " no   ");
        out.append("  ".repeat(line.depth())).append(text).append('\n');
    }

    /** The only failed check of a condition that misses by one: its text and the value compared. */
    static String miss(Explanation node) {
        if (node.kind() == Explanation.Kind.CHECK) {
            return cut(printed(node.text())) + "   is " + value(node.values().left());
        }
        if (node.kind() == Explanation.Kind.NOT || node.parts().isEmpty()) {
            StringBuilder hits = new StringBuilder("not (");
            node.parts().forEach(part -> hits(part, hits));
            return hits + ")";
        }
        for (Explanation part : node.parts()) {
            if (part.misses() == 1) {
                return miss(part);
            }
        }
        return node.text();
    }

    private static void hits(Explanation node, StringBuilder text) {
        if (node.kind() == Explanation.Kind.CHECK && node.verdict()) {
            text.append(text.toString().endsWith("(") ? "" : ", ").append(printed(node.text()));
        }
        node.parts().forEach(part -> hits(part, text));
    }
}
