// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.query.arrangement.AncestorArrangement;
import dev.gvtrace.replay.query.arrangement.ChosenArrangement;
import dev.gvtrace.replay.query.arrangement.ProcessChoice;
import dev.gvtrace.replay.query.arrangement.ProcessName;
import dev.gvtrace.replay.query.arrangement.TreeArrangement;
import dev.gvtrace.replay.query.narrative.OriginArrangement;
import dev.gvtrace.replay.query.narrative.StoryArrangement;
import dev.gvtrace.replay.query.narrative.Subject;
import dev.gvtrace.replay.query.narrative.SummaryArrangement;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableCatalog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The commands of the query shell: their names, help and questions. Each command has an entry here; the name of a table
 * is a command, too.
 */
public final class QueryCatalog {
    private static final List<String> PROCESS_COLUMNS =
            List.of("pid", "ppid", "uid", "threads", "start", "container", "name", "exepath", "cmdline");
    private static final List<String> LIFE_COLUMNS =
            List.of("pid", "ppid", "uid", "threads", "start", "end", "exit", "container", "name", "exepath", "cmdline");
    private static final List<String> DESCRIPTOR_COLUMNS = List.of("pid", "fd", "type", "name", "process", "tid");
    private static final List<String> SOCKET_COLUMNS =
            List.of("pid", "fd", "proto", "role", "local", "remote", "process", "tid");
    private static final List<String> EVENT_COLUMNS =
            List.of("evt", "time", "pid", "tid", "name", "type", "res", "args");

    private static final List<String> DROPPED_COLUMNS = List.of(
            "evt",
            "time",
            "pid",
            "ppid",
            "name",
            "exepath",
            "cmdline",
            "origin",
            "written_evt",
            "written_pid",
            "sha256");

    private static final Map<String, Command> COMMANDS = new LinkedHashMap<>();

    static {
        add(new Command(
                new Info("summary", "", "the most important facts, on one screen", List.of()),
                QueryCatalog::summary,
                List.of()));
        add(
                "ps",
                "[PID...] [--at T]",
                "the processes that ever were, or with --at those of a moment",
                QueryCatalog::ps,
                "--at");
        add("pstree", "[PID...] [--at T]", "the same as a tree", QueryCatalog::tree, "--at");
        add(
                "lsof",
                "[PID...] [--at T]",
                "open descriptors",
                arguments -> Question.flat(atMoment("descriptors", DESCRIPTOR_COLUMNS, arguments)),
                "--at");
        add(
                "sockstat",
                "[PID...] [--at T]",
                "sockets and their ends",
                arguments -> Question.flat(atMoment("sockets", SOCKET_COLUMNS, arguments)),
                "--at");
        add(
                "env",
                "[PID...] [--at T]",
                "environments",
                arguments -> Question.flat(atMoment("environment", List.of("pid", "name", "value"), arguments)),
                "--at");
        add(
                "events",
                "[CONDITION] [--from T] [--to T] [--limit N]",
                "events, all or those that a Falco condition matches",
                arguments -> Question.flat(between("events", arguments).withColumns(EVENT_COLUMNS)),
                "--from",
                "--to",
                "--limit");
        add("around", "evt:N [-5s] [+2s]", "what happened before and after an event", QueryCatalog::around);
        add("who", "PID [--at T]", "a process and its ancestors, nearest first", QueryCatalog::who, "--at");
        add(
                "story",
                "PID | --container ID | --user NAME",
                "what a process and its descendants did, in sentences",
                QueryCatalog::story,
                "--container",
                "--user");
        add(
                "file",
                "PATH [--from T] [--to T]",
                "the life of a path: who opened, wrote, changed and ran it",
                arguments -> matching(Phrases.file(arguments.word("PATH")), arguments)
                        .about(Phrases.FILE_EVENTS),
                "--from",
                "--to");
        add(
                "origin",
                "PATH",
                "where the content of a file came from, with how sure that is",
                arguments -> Question.of(
                        OriginArrangement.requests(), new OriginArrangement(TypedText.of(arguments.word("PATH")))));
        add(
                "dropped",
                "[--from T] [--to T]",
                "programs that were written, or made in memory, and then run",
                arguments -> {
                    arguments.none();
                    return Question.flat(between("executions", arguments)
                            .where("origin in (written, memfd)")
                            .withColumns(DROPPED_COLUMNS));
                },
                "--from",
                "--to");
        add(new Command(
                new Info(
                        "shells",
                        "[--from T] [--to T]",
                        "shells with a socket as standard input, output or error",
                        List.of("--from", "--to")),
                (arguments, tables) -> {
                    arguments.none();
                    return matching(Phrases.shells(), arguments);
                },
                List.of(List.of("distinct", String.join(",", Phrases.SHELL_COLUMNS)))));
        add(
                "grep",
                "TEXT [--from T] [--to T]",
                "events with a text in their arguments, paths, programs, environment or container",
                arguments -> matching(Phrases.grep(arguments.word("TEXT")), arguments),
                "--from",
                "--to");
        add(
                "weird",
                "",
                "silent threads, concealed calls, protocol violations",
                arguments -> whole("weird", List.of("kind", "pid", "tid", "time", "detail"), arguments));
        add(
                "gaps",
                "",
                "where messages were lost",
                arguments -> whole("gaps", List.of("from", "to", "lost", "cause"), arguments));
    }

    private QueryCatalog() {}

    /**
     * Describes a command for help and completion.
     *
     * @param name its first word
     * @param synopsis its arguments
     * @param description its answer
     * @param options its options, each of which takes a value
     */
    public record Info(String name, String synopsis, String description, List<String> options) {}

    private interface Maker {
        Question make(Arguments arguments) throws RequestException;
    }

    private interface TableMaker {
        Question make(Arguments arguments, TableCatalog tables) throws RequestException;
    }

    /**
     * A command.
     *
     * @param stages its own, which come before those that are typed
     */
    private record Command(Info info, TableMaker maker, List<List<String>> stages) {}

    /** All commands, in the order of the help. */
    public static Collection<Info> all() {
        return COMMANDS.values().stream().map(Command::info).toList();
    }

    /**
     * Parses a line, Unicode text.
     *
     * @param line a command, or the name of a table followed by a condition and options
     * @param tables the tables that can be queried
     * @throws RequestException if the line is invalid
     */
    public static Question parse(String line, TableCatalog tables) throws RequestException {
        return parse(line, tables, null);
    }

    /**
     * Parses a line that is typed at a moment.
     *
     * @param line as above
     * @param tables the tables that can be queried
     * @param now the moment that {@code --at} defaults to; null for none
     * @throws RequestException if the line is invalid
     */
    public static Question parse(String line, TableCatalog tables, @Nullable Moment now) throws RequestException {
        List<String> words = Words.split(line);
        int bar = words.indexOf(Words.BAR);
        List<String> asked = bar < 0 ? words : words.subList(0, bar);
        Question question = command(asked, tables, now);
        Command command = COMMANDS.get(asked.get(0));
        List<List<String>> stages = new ArrayList<>(command == null ? List.of() : command.stages());
        if (bar >= 0) {
            stages.addAll(stages(words.subList(bar + 1, words.size())));
        }
        return stages.isEmpty() ? question : question.through(stages, tables);
    }

    /**
     * The words of a line, without the quotes that enclose an entire word.
     *
     * @throws RequestException if a quote is not closed
     */
    public static List<String> words(String line) throws RequestException {
        return Words.split(line).stream().map(Words::unquoted).toList();
    }

    /**
     * A question with stages.
     *
     * @param stages the stages with the {@code |} before each, as typed; empty for none
     * @throws RequestException if a stage is invalid or names a missing column
     */
    public static Question through(Question question, String stages, TableCatalog tables) throws RequestException {
        List<String> words = Words.split(stages);
        return words.isEmpty() ? question : question.through(stages(words.subList(1, words.size())), tables);
    }

    private static List<List<String>> stages(List<String> words) {
        List<List<String>> stages = new ArrayList<>();
        List<String> rest = words;
        for (int bar = rest.indexOf(Words.BAR); bar >= 0; bar = rest.indexOf(Words.BAR)) {
            stages.add(rest.subList(0, bar));
            rest = rest.subList(bar + 1, rest.size());
        }
        stages.add(rest);
        return stages;
    }

    private static Question command(List<String> words, TableCatalog tables, @Nullable Moment now)
            throws RequestException {
        if (words.isEmpty()) {
            throw new RequestException("a command is missing; expected one of " + String.join(", ", COMMANDS.keySet()));
        }
        String name = words.get(0);
        List<String> rest = words.subList(1, words.size());
        Command command = COMMANDS.get(name);
        if (command != null) {
            Set<String> options = Set.copyOf(command.info().options());
            return command.maker().make(Arguments.of(name, rest, options, now), tables);
        }
        Table table = tables.find(name);
        if (table != null) {
            Arguments arguments = Arguments.of(name, rest, Set.of("--at", "--from", "--to", "--limit"), now);
            ScanRequest request = between(name, arguments);
            boolean spans = request.from() != null || request.to() != null;
            return Question.flat(request.at(spans || !table.takesMoment() ? arguments.moment("--at") : arguments.at()));
        }
        throw new RequestException(
                "unknown command '" + name + "'; expected one of " + String.join(", ", COMMANDS.keySet()));
    }

    private static Question matching(String condition, Arguments arguments) throws RequestException {
        return events(condition, arguments.moment("--from"), arguments.moment("--to"));
    }

    private static Question events(@Nullable String condition, @Nullable Moment from, @Nullable Moment to) {
        return Question.flat(ScanRequest.of("events")
                .withColumns(EVENT_COLUMNS)
                .where(condition)
                .between(from, to));
    }

    private static Question around(Arguments arguments) throws RequestException {
        List<String> words = arguments.words();
        String event = words.isEmpty() ? "" : words.get(0);
        String before = "-5s";
        String after = "+2s";
        for (String word : words.subList(Math.min(1, words.size()), words.size())) {
            if (word.startsWith("-")) {
                before = word;
            } else {
                after = word;
            }
        }
        if (!event.startsWith("evt:") || words.size() > 3) {
            throw new RequestException("around: invalid '" + String.join(" ", words)
                    + "': expected an event and times, as in evt:120 -5s +2s");
        }
        return events(null, Moment.parse(event + before), Moment.parse(event + after));
    }

    private static Question who(Arguments arguments) throws RequestException {
        List<ProcessName> names = arguments.processes();
        if (names.size() != 1) {
            throw new RequestException("who: expected one PID");
        }
        ProcessChoice choice = new ProcessChoice(names);
        ScanRequest processes = processes(arguments);
        return Question.of(List.of(processes, choice.events(processes.at())), new AncestorArrangement(choice));
    }

    private static Question summary(Arguments arguments, TableCatalog tables) throws RequestException {
        arguments.none();
        SummaryArrangement summary = SummaryArrangement.of(tables);
        return Question.of(summary.requests(), summary);
    }

    private static Question story(Arguments arguments) throws RequestException {
        List<ProcessName> names = arguments.processes();
        String container = arguments.option("--container");
        String user = arguments.option("--user");
        if (names.size() + (container == null ? 0 : 1) + (user == null ? 0 : 1) != 1) {
            throw new RequestException("story: expected one PID, --container ID or --user NAME");
        }
        Subject subject = container != null
                ? Subject.container(TypedText.of(container))
                : user != null ? Subject.user(TypedText.of(user)) : Subject.process(new ProcessChoice(names));
        return Question.of(StoryArrangement.requests(subject), new StoryArrangement(subject));
    }

    private static ScanRequest atMoment(String table, List<String> columns, Arguments arguments)
            throws RequestException {
        List<ProcessName> names = arguments.processes();
        return ScanRequest.of(table)
                .withColumns(columns)
                .at(moment(names, arguments))
                .ofProcesses(pids(names));
    }

    /** The moment of a question about a state: that of an option, or of the event in the name of a process. */
    private static @Nullable Moment moment(List<ProcessName> names, Arguments arguments) throws RequestException {
        Moment at = arguments.moment("--at");
        for (ProcessName name : names) {
            Moment event = name.hasEvent() ? new Moment(Moment.Kind.EVENT, name.event()) : null;
            if (event != null && at != null && !at.equals(event)) {
                throw new RequestException(name.text() + " is a process at evt:" + name.event()
                        + ", and the question is about " + at.text() + ": expected one moment");
            }
            at = event == null ? at : event;
        }
        return at == null ? arguments.at() : at;
    }

    private static Set<Long> pids(List<ProcessName> names) {
        return names.stream().map(ProcessName::pid).collect(Collectors.toSet());
    }

    /** The rows at a moment; without one, all rows with their ends. */
    private static ScanRequest processes(Arguments arguments) throws RequestException {
        Moment at = arguments.at();
        return ScanRequest.of("processes")
                .withColumns(at == null ? LIFE_COLUMNS : PROCESS_COLUMNS)
                .at(at);
    }

    private static Question ps(Arguments arguments) throws RequestException {
        ScanRequest processes = processes(arguments);
        List<ProcessName> names = arguments.processes();
        if (names.stream().noneMatch(ProcessName::hasEvent)) {
            return Question.flat(processes.ofProcesses(pids(names)));
        }
        ProcessChoice choice = new ProcessChoice(names);
        return Question.of(
                List.of(processes.ofProcesses(pids(names)), choice.events(processes.at())),
                new ChosenArrangement(choice));
    }

    private static Question tree(Arguments arguments) throws RequestException {
        ScanRequest processes = processes(arguments);
        List<String> columns = new ArrayList<>(processes.columns());
        columns.add(TreeArrangement.ORPHAN);
        ScanRequest request = processes.withColumns(columns);
        ProcessChoice tops = new ProcessChoice(arguments.processes());
        return Question.of(
                tops.isEmpty() ? List.of(request) : List.of(request, tops.events(processes.at())),
                new TreeArrangement(tops));
    }

    private static ScanRequest between(String table, Arguments arguments) throws RequestException {
        Moment from = arguments.moment("--from");
        Moment to = arguments.moment("--to");
        String condition = arguments.text();
        return ScanRequest.of(table)
                .where(condition.isEmpty() ? null : condition)
                .between(from, to)
                .limit(arguments.number("--limit", Long.MAX_VALUE));
    }

    private static Question whole(String table, List<String> columns, Arguments arguments) throws RequestException {
        arguments.none();
        return Question.flat(ScanRequest.of(table).withColumns(columns));
    }

    private static void add(String name, String synopsis, String description, Maker maker, String... options) {
        add(new Command(
                new Info(name, synopsis, description, List.of(options)),
                (arguments, tables) -> maker.make(arguments),
                List.of()));
    }

    private static void add(Command command) {
        COMMANDS.put(command.info().name(), command);
    }
}
