// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.arrangement;

import dev.gvtrace.replay.table.CellText;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScanRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the named processes among rows of the table {@code processes}. An id that several processes had stands for each
 * of them or for the last one; a name with an event stands for the one whose event it is. Immutable, thread-safe.
 */
public final class ProcessChoice {
    /** Events that show where the life of a process begins. */
    private static final String BEGINNINGS = "evt.type in (clone, clone3, fork, vfork, execve, execveat, procexit)";

    private final List<ProcessName> names;

    /** A choice of these processes. */
    public ProcessChoice(Collection<ProcessName> names) {
        this.names = List.copyOf(names);
    }

    /** True if no process is named. */
    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** A request to the table {@code events} for the events that show which process is meant, up to that moment. */
    public ScanRequest events(@Nullable Moment to) {
        String pids = names.stream().map(name -> Long.toString(name.pid())).collect(Collectors.joining(", "));
        String numbers = names.stream()
                .filter(ProcessName::hasEvent)
                .map(name -> Long.toString(name.event()))
                .collect(Collectors.joining(", "));
        String condition = "proc.pid in (" + pids + ") and " + BEGINNINGS;
        return ScanRequest.of("events")
                .withColumns(List.of("evt", "time", "pid"))
                .where(numbers.isEmpty() ? condition : condition + " or evt.num in (" + numbers + ")")
                .between(null, to);
    }

    /**
     * The processes that the names stand for; of an id without an event all that had it.
     *
     * @param notes receives a note for each name with an event that is not one of its process
     */
    public Set<Row> all(List<Row> processes, List<Row> events, Consumer<String> notes) {
        Set<Row> chosen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (ProcessName name : names) {
            Found found = new Found(name, processes, events);
            if (name.hasEvent()) {
                found.ofEvent(chosen, notes);
            } else {
                chosen.addAll(found.candidates);
            }
        }
        return chosen;
    }

    /**
     * The same, but of an id without an event only the last process that had it.
     *
     * @param notes receives also a note for each id that several processes had
     */
    public Set<Row> last(List<Row> processes, List<Row> events, Consumer<String> notes) {
        Set<Row> chosen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (ProcessName name : names) {
            Found found = new Found(name, processes, events);
            if (name.hasEvent()) {
                found.ofEvent(chosen, notes);
            } else if (!found.candidates.isEmpty()) {
                chosen.add(found.candidates.get(found.candidates.size() - 1));
                found.noteOthers(notes);
            }
        }
        return chosen;
    }

    /** The processes of a trace that had the id of a name, in the order in which they began. */
    private static final class Found {
        private final ProcessName name;
        private final List<Row> events;
        private final List<Row> candidates = new ArrayList<>();
        private final String trace;

        Found(ProcessName name, List<Row> processes, List<Row> events) {
            this.name = name;
            this.events = events;
            for (Row process : processes) {
                if (Cell.number(process, "pid") == name.pid()) {
                    candidates.add(process);
                }
            }
            Row any = processes.isEmpty() ? null : processes.get(0);
            trace = any == null || any.schema().indexOf("trace") != 0 ? "" : "trace " + any.longAt(0) + ": ";
        }

        void ofEvent(Set<Row> chosen, Consumer<String> notes) {
            Row event = null;
            for (Row row : events) {
                if (Cell.number(row, "evt") == name.event()) {
                    event = row;
                }
            }
            if (event == null) {
                notes.accept(trace + "there is no evt:" + name.event() + " in what was read");
                return;
            }
            Row process = at(Cell.number(event, "time"));
            if (Cell.number(event, "pid") != name.pid() || process == null) {
                notes.accept(trace + "evt:" + name.event() + " is not an event of a process " + name.pid()
                        + (Cell.isKnown(event, "pid") ? ": its process is " + Cell.number(event, "pid") : ""));
                return;
            }
            chosen.add(process);
        }

        /** The last process with the id that had begun at that time. */
        private @Nullable Row at(long ns) {
            Row last = null;
            for (Row candidate : candidates) {
                if (last == null || !Cell.isKnown(candidate, "start") || Cell.number(candidate, "start") <= ns) {
                    last = candidate;
                }
            }
            return last;
        }

        void noteOthers(Consumer<String> notes) {
            if (candidates.size() > 1) {
                notes.accept(trace + "the id " + name.pid() + " was used by " + candidates.size() + " processes: "
                        + candidates.stream().map(this::described).collect(Collectors.joining(", "))
                        + "; this is the last one, and " + name.pid()
                        + "@evt:N with any of its events chooses another");
            }
        }

        private String described(Row process) {
            String began = Cell.isKnown(process, "start")
                    ? "began at " + CellText.ascii(process, process.schema().indexOf("start"))
                    : "began at an unknown time";
            for (Row event : events) {
                if (Cell.number(event, "pid") == name.pid() && at(Cell.number(event, "time")) == process) {
                    return name.pid() + "@evt:" + Cell.number(event, "evt") + " " + began;
                }
            }
            return "one that " + began;
        }
    }
}
