// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.query.arrangement.Cell;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScannedRows;
import dev.gvtrace.text.Text;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What runs did, by kind and shape, to be compared with what others did. */
public final class Profile {
    /** The memory limit for deeds, in their number; hostile runs can do anything. */
    private static final int MOST_DEEDS = 200_000;

    private final Map<Deed, Times> deeds = new LinkedHashMap<>();
    private long refused;

    /** The kinds of deeds, the most telling first. */
    enum Kind {
        CONTAINER,
        SESSION,
        DROPPED,
        PROGRAM,
        COMMAND,
        IDENTITY,
        PEER,
        LISTENER,
        CLIENT,
        SECRET,
        WRITTEN
    }

    /** What was done, with what differs from run to run replaced as {@link Shape} has it. */
    record Deed(Kind kind, Text value) {}

    /** How often, and where first. */
    static final class Times {
        private final long trace;
        private final long event;
        private long count;

        private Times(long trace, long event) {
            this.trace = trace;
            this.event = event;
        }

        long count() {
            return count;
        }

        /** The number of the trace with the first one, from 1. */
        long trace() {
            return trace;
        }

        /** Its event; 0 if there is none. */
        long event() {
            return event;
        }
    }

    private Profile() {}

    /** What the traces of these rows did; the requests are those of {@link DiffArrangement#requests}. */
    public static Profile of(ScannedRows rows) {
        Profile profile = new Profile();
        FactReader traces = new FactReader(rows, cells -> {});
        for (TraceFacts facts = traces.next(); facts != null; facts = traces.next()) {
            profile.add(facts, traces.number());
        }
        return profile;
    }

    /** All deeds, in the order in which they were found. */
    Map<Deed, Times> deeds() {
        return Collections.unmodifiableMap(deeds);
    }

    /** How many deeds there was no room for. */
    long refused() {
        return refused;
    }

    private void add(Kind kind, Text value, long trace, long event) {
        if (value.isEmpty()) {
            return;
        }
        Deed deed = new Deed(kind, value);
        Times times = deeds.get(deed);
        if (times == null) {
            if (deeds.size() >= MOST_DEEDS) {
                refused++;
                return;
            }
            times = new Times(trace, event);
            deeds.put(deed, times);
        }
        times.count++;
    }

    private void add(TraceFacts facts, long trace) {
        for (Row row : facts.of(Asked.CONTAINERS)) {
            Text image = Cell.text(row, "image");
            add(Kind.CONTAINER, image != null ? image : Shape.of(Cell.textOrEmpty(row, "cmdline")), trace, 0);
        }
        executions(facts, trace);
        for (Row row : facts.of(Asked.IDENTITIES)) {
            Text before = Cell.textOrEmpty(row, "before");
            Text after = Cell.textOrEmpty(row, "after");
            if (!Cell.isTrue(row, "failed") && !before.equals(after)) {
                Phrase change = new Phrase().name(Cell.textOrEmpty(row, "name")).say(" from ");
                add(
                        Kind.IDENTITY,
                        change.quoted(before).say(" to ").quoted(after).text(),
                        trace,
                        Cell.number(row, "evt"));
            }
        }
        connections(facts, trace);
        files(facts, trace);
    }

    private void executions(TraceFacts facts, long trace) {
        Lives lives = new Lives(facts.of(Asked.PROCESSES));
        for (Row row : facts.of(Asked.EXECUTIONS)) {
            if (Cell.isTrue(row, "failed")) {
                continue;
            }
            long event = Cell.number(row, "evt");
            Text path = Shape.of(FileRoles.merged(Cell.textOrEmpty(row, "exepath")));
            Text command = Shape.of(Cell.textOrEmpty(row, "cmdline"));
            String origin = Cell.textOrEmpty(row, "origin").display();
            add(Kind.PROGRAM, path, trace, event);
            add(Kind.COMMAND, command, trace, event);
            if (origin.equals("written") || origin.equals("memfd")) {
                add(Kind.DROPPED, path, trace, event);
            }
            Life life = lives.ofEvent(row);
            if (life != null && life.isSession() && life.parent() == null) {
                add(Kind.SESSION, command.isEmpty() ? path : command, trace, event);
            }
        }
    }

    private void connections(TraceFacts facts, long trace) {
        for (Row row : facts.of(Asked.CONNECTIONS)) {
            Text protocol = Cell.textOrEmpty(row, "proto");
            Text remote = Cell.textOrEmpty(row, "remote");
            Text local = Cell.textOrEmpty(row, "local");
            long event = Cell.number(row, "evt");
            switch (Cell.textOrEmpty(row, "outcome").display()) {
                case "listening" -> end(Kind.LISTENER, protocol, local, trace, event);
                case "accepted" -> end(Kind.CLIENT, protocol, Sentences.host(remote), trace, event);
                default -> {
                    if (!FileRoles.isBackground(remote)) {
                        end(Kind.PEER, protocol, remote, trace, event);
                    }
                }
            }
        }
    }

    private void end(Kind kind, Text protocol, Text address, long trace, long event) {
        if (!address.isEmpty()) {
            Text shape = address.byteAt(0) == '/' ? Shape.of(address) : address;
            add(kind, new Phrase().phrase(protocol).say(" ").phrase(shape).text(), trace, event);
        }
    }

    private void files(TraceFacts facts, long trace) {
        for (Row row : facts.of(Asked.ACCESSES)) {
            Text path = Cell.textOrEmpty(row, "target");
            String kind = Cell.textOrEmpty(row, "kind").display();
            if (path.isEmpty() || !kind.equals("file") && !kind.equals("memfd")) {
                continue;
            }
            boolean wrote = Cell.isTrue(row, "writable") || Cell.isKnown(row, "write_evt");
            if (wrote && !FileRoles.isSink(path)) {
                add(Kind.WRITTEN, Shape.of(FileRoles.merged(path)), trace, Cell.number(row, "evt"));
            }
            boolean read = Cell.number(row, "bytes_read") > 0 || Cell.number(row, "opens") > 0 && !wrote;
            if (read && FileRoles.isSecret(path)) {
                add(Kind.SECRET, Shape.of(path), trace, Cell.number(row, "evt"));
            }
        }
    }
}
