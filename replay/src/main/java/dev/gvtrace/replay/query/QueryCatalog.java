// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.table.RequestException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The commands of the query shell: names, help, and the queries they make. A new command is one entry here and one class
 * that implements {@link Query}.
 */
public final class QueryCatalog {
    private static final Map<String, Command> COMMANDS = new LinkedHashMap<>();

    static {
        add("ps", "[PID...] [--at T]", "the processes of a moment", ProcessQueries::ps, "--at");
        add("pstree", "[PID...] [--at T]", "the same as a tree", ProcessQueries::pstree, "--at");
        add("lsof", "[PID...] [--at T]", "open descriptors", DescriptorQueries::lsof, "--at");
        add("sockstat", "[PID...] [--at T]", "sockets and their ends", DescriptorQueries::sockstat, "--at");
        add("env", "[PID...] [--at T]", "environments", EnvironmentQuery::env, "--at");
        add(
                "events",
                "[CONDITION] [--from T] [--to T] [--limit N]",
                "events, all or those that a Falco condition matches",
                EventsQuery::events,
                "--from",
                "--to",
                "--limit");
        add("weird", "", "silent threads, concealed calls, protocol violations", WeirdQuery::weird);
        add("gaps", "", "where messages were lost", GapQuery::gaps);
    }

    private QueryCatalog() {}

    /**
     * What help and completion need of a command.
     *
     * @param name the word it begins with
     * @param synopsis what may follow
     * @param description what it answers
     * @param options its options, each of which takes a value
     */
    public record Info(String name, String synopsis, String description, List<String> options) {}

    private interface Maker {
        Query make(Arguments arguments) throws RequestException;
    }

    private record Command(Info info, Maker maker) {}

    /** All commands, in the order of the help. */
    public static Collection<Info> all() {
        return COMMANDS.values().stream().map(Command::info).toList();
    }

    /** Makes the query that a line asks for. */
    public static Query parse(String line) throws RequestException {
        List<String> words = Words.split(line);
        if (words.isEmpty()) {
            throw new RequestException("a command is missing; expected one of " + String.join(", ", COMMANDS.keySet()));
        }
        String name = words.get(0);
        Command command = COMMANDS.get(name);
        if (command == null) {
            throw new RequestException(
                    "unknown command '" + name + "'; expected one of " + String.join(", ", COMMANDS.keySet()));
        }
        Set<String> options = Set.copyOf(command.info().options());
        return command.maker().make(Arguments.of(name, words.subList(1, words.size()), options));
    }

    private static void add(String name, String synopsis, String description, Maker maker, String... options) {
        COMMANDS.put(name, new Command(new Info(name, synopsis, description, List.of(options)), maker));
    }
}
