// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.item;

import dev.gvtrace.replay.filter.ast.Position;
import dev.gvtrace.replay.rule.source.FilePlace;
import dev.gvtrace.replay.rule.source.SourceMappedText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The issues of one file while it loads. No issue is kept twice. Not thread-safe. */
public final class Issues {
    /** The maximum number of issues kept for a file. */
    static final int MAX_ISSUES = 10_000;

    /** The columns that a snippet shows. */
    private static final int SNIPPET_WIDTH = 160;

    /** The characters that the name of a condition expression may have. */
    private static final int NAME_WIDTH = 20;

    private final Set<Issue> all = new LinkedHashSet<>();
    private final Set<String> errors = new HashSet<>();

    /** An issue about a node. */
    public void add(IssueCode code, String message, ItemContext context) {
        add(code, message, context, context.place(), null);
    }

    /** An issue about a node, with a hint. */
    public void add(IssueCode code, String message, ItemContext context, @Nullable String hint) {
        add(code, message, context, context.place(), hint);
    }

    /** An issue at a more exact place than the node's. */
    public void add(IssueCode code, String message, ItemContext context, FilePlace place, @Nullable String hint) {
        FilePlace node = context.place();
        String line = node.file().lineText(node.line());
        put(new Issue(code, message, place, hint, context.locations(), snippet(line, node.column() - 1), null));
    }

    /** An issue inside the text of a condition or of an output. */
    public void add(IssueCode code, String message, Span span) {
        add(code, message, span, span.place(), null, null);
    }

    /**
     * An issue inside the text of a condition or of an output.
     *
     * @param place the exact one, if it is not that of the span
     * @param deprecatedField see {@link Issue}
     */
    public void add(
            IssueCode code,
            String message,
            Span span,
            FilePlace place,
            @Nullable String hint,
            @Nullable String deprecatedField) {
        Position position = Position.of(span.text().text(), span.index());
        List<Issue.Location> locations = span.context().locations();
        Issue.Location parent = locations.get(locations.size() - 1);
        locations.add(new Issue.Location(
                span.type(),
                "",
                name(span.text().text()),
                parent.line() + position.line(),
                parent.column() + position.column(),
                parent.offset() + position.index()));
        String list = span.text().listAt(span.index());
        String full = list == null ? hint : inList(hint, list);
        String line = lineAround(span.text().text(), span.index());
        put(new Issue(code, message, place, full, locations, snippet(line, position.column() - 1), deprecatedField));
    }

    private static String inList(@Nullable String hint, String list) {
        return hint == null
                ? "this is the content of list '" + list + "', whose name is replaced wherever it occurs"
                : hint + " (in the content of list '" + list + "')";
    }

    /**
     * A stretch of the text of a condition or output.
     *
     * @param type {@link ItemContext#CONDITION_EXPRESSION} or {@link ItemContext#OUTPUT_EXPRESSION}
     * @param context of the condition or output, or of its item
     * @param text exceptions and lists in place
     * @param index where in the text
     * @param length how many characters are meant
     */
    public record Span(String type, ItemContext context, SourceMappedText text, int index, int length) {
        public FilePlace place() {
            return text.place(index, length);
        }
    }

    /** Takes an issue in. An error in a macro is reported once, however many rules use the macro. */
    public void put(Issue issue) {
        boolean error = issue.code().isError();
        if (all.size() < MAX_ISSUES && (!error || errors.add(issue.place() + " " + issue.message()))) {
            all.add(issue);
        }
    }

    /** True if there is an error among them. */
    public boolean haveErrors() {
        return !errors.isEmpty();
    }

    /** How many there are. */
    public int count() {
        return all.size();
    }

    /** All, by file and place. */
    public List<Issue> sorted() {
        List<Issue> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingInt((Issue issue) -> issue.place().offset()));
        return sorted;
    }

    private static String name(String text) {
        int points = text.codePointCount(0, text.length());
        String shown =
                points <= NAME_WIDTH ? text : text.substring(0, text.offsetByCodePoints(0, NAME_WIDTH - 3)) + "...";
        return '"' + shown + '"';
    }

    private static String lineAround(String text, int index) {
        int at = Math.min(index, text.length());
        int start = at;
        while (start > 0 && !isBreak(text.charAt(start - 1))) {
            start--;
        }
        int end = at;
        while (end < text.length() && !isBreak(text.charAt(end))) {
            end++;
        }
        return text.substring(start, end);
    }

    private static boolean isBreak(char c) {
        return c == '\n' || c == '\r';
    }

    /** The line, cut around the column, and a caret below it. */
    static String snippet(String line, int column) {
        int from = 0;
        int at = Math.min(column, line.length());
        String shown = line;
        if (line.length() > SNIPPET_WIDTH) {
            from = Math.max(0, Math.min(at - SNIPPET_WIDTH / 2, line.length() - SNIPPET_WIDTH));
            int to = from + SNIPPET_WIDTH;
            shown = (from > 0 ? "..." : "") + line.substring(from, to) + (to < line.length() ? "..." : "");
            at = at - from + (from > 0 ? 3 : 0);
        }
        return shown + "\n" + " ".repeat(at) + "^\n";
    }
}
