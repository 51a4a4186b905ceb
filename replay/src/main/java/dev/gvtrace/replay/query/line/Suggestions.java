// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.line;

import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.field.FieldDefinition.Flag;
import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.filter.ast.Operator;
import dev.gvtrace.replay.filter.ast.Transformer;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.query.stage.StageParser;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Suggests what may stand at the end of a line, with descriptions. For one thread. */
public final class Suggestions {
    private static final String EVENT_TYPE = "evt.type";
    private static final String BAR = "|";

    private final Vocabulary vocabulary;
    private final KnownValues values;

    /** Suggests these words and values. */
    public Suggestions(Vocabulary vocabulary, KnownValues values) {
        this.vocabulary = vocabulary;
        this.values = values;
    }

    /** What may stand at the end of a line in place of the part that is typed there, and begins with it. */
    public List<Suggestion> of(String line) {
        LineScan scan = LineScan.of(line, vocabulary);
        Place place = scan.place();
        String typed = line.substring(place.start());
        return all(scan, place, typed).stream()
                .filter(each -> each.text().startsWith(typed))
                .toList();
    }

    private List<Suggestion> all(LineScan scan, Place place, String typed) {
        RowShape rows = place.rows() == null ? RowShape.UNKNOWN : place.rows();
        char open = typed.isEmpty() || "\"'".indexOf(typed.charAt(0)) < 0 ? 0 : typed.charAt(0);
        return switch (place.kind()) {
            case COMMAND -> commands();
            case STAGE -> stages();
            case CHECK -> checks(scan, rows, typed);
            case OPERATOR -> operators(rows, place.subject());
            case VALUE, LISTED_VALUE -> values(rows, place.subject(), open, scan.around());
            case LIST -> List.of(Suggestion.begun("(", "a list of values"));
            case LIST_END -> List.of(Suggestion.whole(",", "another value"), Suggestion.whole(")", "ends the list"));
            case CONNECTIVE -> connectives(scan);
            case COLUMN -> columns(rows, typed);
            case OPTION -> options(scan);
            case OPTION_VALUE -> optionValues(place.subject(), open);
            case ARGUMENT -> arguments(scan, place.subject(), typed, open);
            case FREE -> free(place.subject());
        };
    }

    private List<Suggestion> commands() {
        List<Suggestion> all = new ArrayList<>();
        for (QueryCatalog.Info command : vocabulary.commands()) {
            all.add(Suggestion.whole(command.name(), command.description()));
        }
        vocabulary.tables().stream()
                .filter(table -> all.stream()
                        .noneMatch(each -> each.text().equals(table.schema().name())))
                .toList()
                .forEach(table -> all.add(
                        Suggestion.whole(table.schema().name(), table.schema().description())));
        all.add(Suggestion.whole("quit", "ends the shell"));
        return all;
    }

    private static List<Suggestion> stages() {
        return StageParser.all().stream()
                .map(stage -> Suggestion.whole(stage.name(), stage.description()))
                .toList();
    }

    private List<Suggestion> checks(LineScan scan, RowShape rows, String typed) {
        List<Suggestion> all = new ArrayList<>();
        if (!rows.fields()) {
            rows.columns().forEach(column -> all.add(Suggestion.whole(column.name(), column.description())));
        } else {
            all.addAll(fields(typed, Flag.PRINT_ONLY));
        }
        all.add(Suggestion.whole("not", "the opposite"));
        for (Transformer function : Transformer.values()) {
            if (function != Transformer.VAL) {
                all.add(Suggestion.begun(function.text() + "(", described(function)));
            }
        }
        if (typed.startsWith("-") || typed.isEmpty()) {
            all.addAll(options(scan));
        }
        return all;
    }

    /** The fields of events; until a dot is typed, only how their names begin. */
    private List<Suggestion> fields(String typed, Flag not) {
        List<FieldDefinition> known = vocabulary.fields().all().stream()
                .filter(field -> !field.is(Flag.HIDDEN) && !field.is(Flag.DEPRECATED) && !field.is(not))
                .filter(field -> !field.is(Flag.NEVER_FILLED))
                .toList();
        List<Suggestion> all = new ArrayList<>();
        if (typed.indexOf('.') < 0) {
            Map<String, Integer> counts = new LinkedHashMap<>();
            known.forEach(field -> counts.merge(beginning(field.name()), 1, Integer::sum));
            counts.forEach(
                    (name, count) -> all.add(Suggestion.begun(name, count == 1 ? "1 field" : count + " fields")));
            return all;
        }
        for (FieldDefinition field : known) {
            String bracket = field.argument() == FieldDefinition.Argument.REQUIRED_NAME
                            || field.argument() == FieldDefinition.Argument.EVENT_ARGUMENT
                    ? "."
                    : "[";
            all.add(
                    field.argument().required()
                            ? Suggestion.begun(field.name() + bracket, field.description())
                            : Suggestion.whole(field.name(), field.description()));
        }
        return all;
    }

    private static String beginning(String field) {
        return field.substring(0, field.indexOf('.') + 1);
    }

    private static String described(Transformer function) {
        return switch (function) {
            case VAL -> "the value of a field";
            case TOLOWER -> "in lower case";
            case TOUPPER -> "in upper case";
            case B64 -> "decoded from base64";
            case BASENAME -> "the last name of a path";
            case LEN -> "how long it is, or how many values it has";
            case JOIN -> "the values of a list as one text";
            case CONCAT -> "several as one text";
            case GETOPT -> "the value of an option in a list of arguments";
        };
    }

    private List<Suggestion> operators(RowShape rows, String field) {
        FieldType type = type(rows, field);
        List<Suggestion> all = new ArrayList<>();
        for (Operator operator : Operator.values()) {
            if (operator != Operator.DOUBLE_EQUAL && fits(operator, type)) {
                all.add(Suggestion.whole(operator.text(), described(operator)));
            }
        }
        return all;
    }

    private static boolean fits(Operator operator, @Nullable FieldType type) {
        if (type == null) {
            return true;
        }
        boolean text = switch (type) {
            case TEXT, PATH, BUFFER, TEXT_LIST, OPAQUE -> true;
            case SIGNED, UNSIGNED, BOOLEAN, ABSOLUTE_TIME, RELATIVE_TIME, PORT, ADDRESS, NETWORK, DECIMAL -> false;
        };
        boolean order = switch (type) {
            case SIGNED, UNSIGNED, ABSOLUTE_TIME, RELATIVE_TIME, PORT, DECIMAL, OPAQUE -> true;
            case TEXT, PATH, BUFFER, TEXT_LIST, BOOLEAN, ADDRESS, NETWORK -> false;
        };
        return switch (operator) {
            case EXISTS, DOUBLE_EQUAL, EQUAL, NOT_EQUAL, IN -> true;
            case LESS_OR_EQUAL, LESS, GREATER_OR_EQUAL, GREATER -> order;
            case GLOB, IGLOB, CONTAINS, ICONTAINS, STARTSWITH, ENDSWITH, REGEX -> text;
            case BCONTAINS, BSTARTSWITH -> type == FieldType.BUFFER;
            case INTERSECTS -> type == FieldType.TEXT_LIST || type == FieldType.OPAQUE;
            case PMATCH -> text;
        };
    }

    private static String described(Operator operator) {
        return switch (operator) {
            case EXISTS -> "has a value";
            case LESS_OR_EQUAL -> "at most";
            case LESS -> "less than";
            case GREATER_OR_EQUAL -> "at least";
            case GREATER -> "more than";
            case DOUBLE_EQUAL, EQUAL -> "is";
            case NOT_EQUAL -> "is not";
            case GLOB -> "matches a pattern with * and ?";
            case IGLOB -> "the same, ignoring case";
            case CONTAINS -> "has a text in it";
            case ICONTAINS -> "the same, ignoring case";
            case BCONTAINS -> "has bytes in it, in hexadecimal digits";
            case STARTSWITH -> "begins with a text";
            case BSTARTSWITH -> "begins with bytes, in hexadecimal digits";
            case ENDSWITH -> "ends with a text";
            case REGEX -> "a regular expression matches all of it";
            case INTERSECTS -> "has a value of a list in it";
            case IN -> "is one of a list";
            case PMATCH -> "is one of these paths or below one";
        };
    }

    private @Nullable FieldType type(RowShape rows, String field) {
        for (Column column : rows.columns()) {
            if (column.name().equals(field)) {
                return column.type().fieldType();
            }
        }
        int bracket = field.indexOf('[');
        FieldDefinition found = vocabulary.fields().find(bracket < 0 ? field : field.substring(0, bracket));
        return found == null ? null : found.type();
    }

    private List<Suggestion> values(RowShape rows, String field, char open, char around) {
        if (type(rows, field) == FieldType.BOOLEAN) {
            return List.of(Suggestion.whole("true", ""), Suggestion.whole("false", ""));
        }
        Map<String, Suggestion> all = new LinkedHashMap<>();
        for (KnownValues.Value value : values.of(rows.table(), field)) {
            String text = ValueText.ofCondition(value.value(), open, around);
            if (text != null) {
                all.put(text, Suggestion.whole(text, value.description()));
            }
        }
        if (field.equals(EVENT_TYPE) || rows.table().equals("events") && field.equals("type")) {
            EventTypes.all().forEach(type -> {
                String text = ValueText.ofCondition(Text.ofUtf8(type.name()), open, around);
                if (text != null) {
                    all.putIfAbsent(text, Suggestion.whole(text, "not seen yet"));
                }
            });
        }
        return List.copyOf(all.values());
    }

    private List<Suggestion> connectives(LineScan scan) {
        List<Suggestion> all = new ArrayList<>();
        all.add(Suggestion.whole("and", "and another check"));
        all.add(Suggestion.whole("or", "or another check"));
        if (scan.isOpen()) {
            all.add(Suggestion.whole(")", "ends the bracket"));
        }
        all.addAll(options(scan));
        return all;
    }

    private List<Suggestion> columns(RowShape rows, String typed) {
        List<Suggestion> all = new ArrayList<>();
        rows.columns().forEach(column -> all.add(Suggestion.whole(column.name(), column.description())));
        if (rows.fields()) {
            all.addAll(fields(typed, Flag.FILTER_ONLY));
        }
        return all;
    }

    private static List<Suggestion> options(LineScan scan) {
        List<Suggestion> all = new ArrayList<>();
        scan.options().forEach(option -> all.add(Suggestion.whole(option, described(option))));
        all.add(Suggestion.whole(BAR, "passes the rows to a stage"));
        return all;
    }

    private static String described(String option) {
        return switch (option) {
            case "--at" -> "at a moment";
            case "--from" -> "not before a moment";
            case "--to" -> "not after a moment";
            case "--limit" -> "at most so many rows";
            default -> "";
        };
    }

    private List<Suggestion> optionValues(String option, char open) {
        return switch (option) {
            case "--at", "--from", "--to" -> moments();
            case "--container" -> argumentValues("processes", "container", open);
            case "--user" -> argumentValues("processes", "user", open);
            default -> List.of();
        };
    }

    private static List<Suggestion> moments() {
        return List.of(
                Suggestion.whole("end", "the end of the trace"),
                Suggestion.begun("+", "seconds from the beginning, as in +2s"),
                Suggestion.begun("-", "from the end, as in -15m"),
                Suggestion.begun("evt:", "the number of an event"));
    }

    private List<Suggestion> arguments(LineScan scan, String holder, String typed, char open) {
        List<Suggestion> all = new ArrayList<>(
                switch (holder) {
                    case "PID" -> argumentValues("processes", "pid", open);
                    case "PATH" -> argumentValues("files", "path", open);
                    case "RULE" -> argumentValues("alerts", "rule", open);
                    case "COMMAND" -> topics();
                    case "evt:N", "evt", "EVT" -> List.of(Suggestion.begun("evt:", "the number of an event"));
                    case "T" -> moments();
                    default -> List.of();
                });
        if (typed.isEmpty() || typed.startsWith("-")) {
            all.addAll(options(scan));
        }
        return all;
    }

    private List<Suggestion> topics() {
        List<Suggestion> all = new ArrayList<>(commands());
        all.addAll(stages());
        return all;
    }

    private List<Suggestion> argumentValues(String table, String column, char open) {
        List<Suggestion> all = new ArrayList<>();
        for (KnownValues.Value value : values.of(table, column)) {
            String text = ValueText.ofArgument(value.value(), open);
            if (text != null) {
                all.add(Suggestion.whole(text, value.description()));
            }
        }
        return all;
    }

    private static List<Suggestion> free(String subject) {
        return switch (subject) {
            case "by" ->
                List.of(
                        Suggestion.whole("by", "for each value of columns"),
                        Suggestion.whole(BAR, "passes the rows to a stage"));
            case "every" ->
                List.of(
                        Suggestion.whole("every", "the length of a span"),
                        Suggestion.whole("by", "for each value of columns"));
            case "N" ->
                List.of(Suggestion.whole("10", "how many rows"), Suggestion.whole("by", "for each value of columns"));
            default -> List.of(Suggestion.whole(BAR, "passes the rows to a stage"));
        };
    }
}
