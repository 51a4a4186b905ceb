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
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prints why a rule matches an event or does not, as an indented tree. */
final class ExplanationPrinter {
    private static final String MISSING = "<NA>";
    private static final int WIDEST = 160;

    private final Rule rule;
    private final Binding<EventContext> binding;
    private final StringBuilder out = new StringBuilder();

    ExplanationPrinter(Rule rule, Binding<EventContext> binding) {
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

    /** The whole tree with the verdict. */
    String print(EventContext applied) {
        Explanation root = Explanation.of(rule.condition(), binding, applied);
        out.append(event(applied)).append('\n');
        out.append("rule '")
                .append(unicode(rule.name()))
                .append("' (")
                .append(unicode(rule.places().place().toString()));
        out.append(root.verdict() ? ") matches\n" : ") does not match, " + checks(root.misses()) + "\n");
        List<Explanation> parts = root.parts();
        boolean exceptions =
                root.kind() == Explanation.Kind.AND && rule.places().exceptionOf(1) != null;
        if (!exceptions) {
            node(root, 0);
            return out.toString();
        }
        line(root.verdict(), 0, "and", "");
        node(parts.get(0), 1);
        for (int i = 1; i < parts.size(); i++) {
            exception(parts.get(i), i);
        }
        return out.toString();
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
        line(
                part.verdict(),
                1,
                "exception '" + unicode(exception.name()) + "' " + hit,
                place(exception.place().toString()));
        part.parts().forEach(inner -> node(inner, 2));
    }

    private void node(Explanation node, int depth) {
        switch (node.kind()) {
            case CHECK -> check(node, depth);
            case MACRO ->
                line(
                        node.verdict(),
                        depth,
                        "macro " + node.text(),
                        place(rule.places()
                                .place(node.place().position(), node.place().macro())
                                .toString()));
            case NOT, AND, OR -> line(node.verdict(), depth, node.text(), "");
        }
        node.parts().forEach(part -> node(part, depth + 1));
    }

    private void check(Explanation check, int depth) {
        String right = check.values().right() == null
                ? ""
                : ", right " + value(check.values().right());
        Set<String> lists =
                rule.places().listsIn(check.place().position(), check.place().macro());
        String from = lists.isEmpty() ? "" : ", list " + unicode(String.join(", list ", lists));
        line(
                check.verdict(),
                depth,
                cut(printed(check.text())),
                "   is " + value(check.values().left()) + right + from
                        + place(rule.places()
                                .place(check.place().position(), check.place().macro())
                                .toString()));
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

    private void line(boolean verdict, int depth, String text, String more) {
        out.append(verdict ? " yes  " : " no   ");
        out.append("  ".repeat(depth)).append(text).append(more).append('\n');
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
