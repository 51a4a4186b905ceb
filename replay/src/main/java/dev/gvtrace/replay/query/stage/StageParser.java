// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.text.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parses stages, and lists them for help and completion. */
public final class StageParser {
    private static final long DEFAULT_TOP = 10;
    private static final long DEFAULT_SPAN_NS = 1_000_000_000L;
    private static final String BY = "by";
    private static final String DESCENDING = ":desc";
    private static final String ASCENDING = ":asc";

    private static final Map<String, Form> FORMS = new LinkedHashMap<>();

    static {
        add("where", "CONDITION", "the rows that a condition matches", StageParser::where);
        add("fields", "A,B", "these columns; of events any field", StageParser::fields);
        add("count", "[by A,B]", "how many rows, in all or of each value", StageParser::count);
        add("sum", "X [by A,B]", "the sum of a column", words -> aggregate(Aggregate.Kind.SUM, words));
        add("min", "X [by A,B]", "its least value", words -> aggregate(Aggregate.Kind.MIN, words));
        add("max", "X [by A,B]", "its greatest value", words -> aggregate(Aggregate.Kind.MAX, words));
        add("avg", "X [by A,B]", "its mean", words -> aggregate(Aggregate.Kind.AVG, words));
        add("distinct", "A,B", "each combination of values once", StageParser::distinct);
        add("top", "[N] [by X]", "the rows with the greatest X, the last number without one", StageParser::top);
        add("sort", "X[:desc],Y", "rows in the order of columns", StageParser::sort);
        add("limit", "N", "the first N rows", StageParser::limit);
        add("timeline", "[every 1s] [by A,B]", "how many rows in each span of time", StageParser::timeline);
    }

    private StageParser() {}

    /**
     * Describes a stage for help and completion.
     *
     * @param name its first word
     * @param synopsis its arguments
     * @param description what it does
     */
    public record Info(String name, String synopsis, String description) {}

    private interface Reader {
        Stage read(List<String> words) throws RequestException;
    }

    private record Form(Info info, Reader reader) {}

    private static void add(String name, String synopsis, String description, Reader reader) {
        FORMS.put(name, new Form(new Info(name, synopsis, description), reader));
    }

    /** All stages, in the order of the help. */
    public static Collection<Info> all() {
        return FORMS.values().stream().map(Form::info).toList();
    }

    /** Parses the words of one stage. */
    static Stage parse(List<String> words) throws RequestException {
        if (words.isEmpty()) {
            throw new RequestException(
                    "a stage is missing after |: expected one of " + String.join(", ", FORMS.keySet()));
        }
        Form form = FORMS.get(words.get(0));
        if (form == null) {
            String nearest = NearestName.of(words.get(0), FORMS.keySet());
            throw new RequestException("unknown stage '" + words.get(0) + "'"
                    + (nearest == null
                            ? ": expected one of " + String.join(", ", FORMS.keySet())
                            : "; nearest: " + nearest));
        }
        try {
            return form.reader().read(words.subList(1, words.size()));
        } catch (RequestException e) {
            throw new RequestException(e.messages().stream()
                    .map(message -> words.get(0) + ": " + message)
                    .toList());
        }
    }

    private static Stage where(List<String> words) throws RequestException {
        if (words.isEmpty()) {
            throw new RequestException("a condition is missing");
        }
        return new Where(String.join(" ", words));
    }

    private static Stage fields(List<String> words) throws RequestException {
        return new Fields(names(words));
    }

    private static Stage distinct(List<String> words) throws RequestException {
        return new Distinct(names(words));
    }

    private static Stage count(List<String> words) throws RequestException {
        return new Aggregate(Aggregate.Kind.COUNT, null, by(words));
    }

    private static Stage aggregate(Aggregate.Kind kind, List<String> words) throws RequestException {
        if (words.isEmpty() || words.get(0).equals(BY)) {
            throw new RequestException("the column to measure is missing");
        }
        List<String> measured = names(words.subList(0, 1));
        if (measured.size() != 1) {
            throw new RequestException("invalid column '" + words.get(0) + "': expected a single one");
        }
        return new Aggregate(kind, measured.get(0), by(words.subList(1, words.size())));
    }

    private static Stage top(List<String> words) throws RequestException {
        boolean counted = !words.isEmpty() && !words.get(0).equals(BY);
        long most = counted ? number(words.get(0)) : DEFAULT_TOP;
        List<String> by = by(counted ? words.subList(1, words.size()) : words);
        return new Sort(by.stream().map(name -> new Sort.Key(name, true)).toList(), most);
    }

    private static Stage sort(List<String> words) throws RequestException {
        List<Sort.Key> keys = new ArrayList<>();
        for (String name : names(words)) {
            boolean descending = name.endsWith(DESCENDING);
            String suffix = descending ? DESCENDING : name.endsWith(ASCENDING) ? ASCENDING : "";
            keys.add(new Sort.Key(name.substring(0, name.length() - suffix.length()), descending));
        }
        return new Sort(List.copyOf(keys), Long.MAX_VALUE);
    }

    private static Stage limit(List<String> words) throws RequestException {
        if (words.size() != 1) {
            throw new RequestException("expected a number of rows");
        }
        return new Limit(number(words.get(0)));
    }

    private static Stage timeline(List<String> words) throws RequestException {
        List<String> rest = words;
        long every = DEFAULT_SPAN_NS;
        if (!rest.isEmpty() && rest.get(0).equals("every")) {
            if (rest.size() < 2) {
                throw new RequestException("the length of a span is missing: expected every 1s");
            }
            every = Moment.durationNs(rest.get(1));
            if (every == 0) {
                throw new RequestException("invalid span '" + rest.get(1) + "': expected more than nothing");
            }
            rest = rest.subList(2, rest.size());
        }
        return new Timeline(every, by(rest));
    }

    private static long number(String word) throws RequestException {
        try {
            long number = Long.parseLong(word);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new RequestException("invalid number of rows '" + word + "': expected a positive number");
    }

    private static List<String> by(List<String> words) throws RequestException {
        if (words.isEmpty()) {
            return List.of();
        }
        if (!words.get(0).equals(BY)) {
            throw new RequestException("unexpected '" + words.get(0) + "': expected by and columns");
        }
        return names(words.subList(1, words.size()));
    }

    /** Splits names at commas; a comma in brackets or quotes is part of its name. */
    private static List<String> names(List<String> words) throws RequestException {
        String text = String.join(" ", words);
        Set<String> names = new LinkedHashSet<>();
        int start = 0;
        int depth = 0;
        char quote = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ',' : text.charAt(i);
            if (quote != 0 && i < text.length()) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '[' || c == ']') {
                depth += c == '[' ? 1 : -1;
            } else if (c == ',' && (depth == 0 || i == text.length())) {
                String name = text.substring(start, i).strip();
                if (name.isEmpty()) {
                    throw new RequestException("a column is missing: expected names between commas");
                }
                if (!names.add(name)) {
                    throw new RequestException("column '" + name + "' is named twice");
                }
                start = i + 1;
            }
        }
        return List.copyOf(names);
    }
}
