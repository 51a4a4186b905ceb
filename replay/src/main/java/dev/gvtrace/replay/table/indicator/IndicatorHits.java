// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.indicator;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.ExecveCall;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.Program;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.SocketInfo;
import dev.gvtrace.replay.table.Rows;
import dev.gvtrace.replay.table.TraceScan;
import dev.gvtrace.replay.table.indicator.Indicator.Match;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects the hits in one trace. Every distinct value is looked up once, as most events repeat values of earlier ones.
 * A program's arguments and environment are looked up when a process begins to run it.
 */
final class IndicatorHits implements TraceScan {
    /** More hits than this are left out, which a note reports. */
    static final int MOST_HITS = 200_000;
    /** Values whose matches are remembered; beyond it all are forgotten. */
    private static final int MOST_CACHED = 1 << 16;

    private final IndicatorIndex index;
    private final IndicatorTable.Seen seen;
    private final Rows<Hit> rows;
    private final Map<String, Extractor.OfText<EventContext>> paths;

    private final Map<String, List<Match>> pathCache = new HashMap<>();
    private final Map<String, List<Match>> socketCache = new HashMap<>();
    private final Map<String, List<Match>> textCache = new HashMap<>();
    private final Map<Key, Hit> hits = new LinkedHashMap<>();
    private long leftOut;

    /** The program of each living process whose arguments were looked up. */
    private final Map<Integer, Program> programs = new HashMap<>();

    private @Nullable ProcessInfo lastProcess;
    private @Nullable Program lastProgram;

    /**
     * Hits with the values of these fields.
     *
     * @param paths fields that hold paths, by name
     */
    IndicatorHits(
            IndicatorIndex index,
            IndicatorTable.Seen seen,
            Rows<Hit> rows,
            Map<String, Extractor.OfText<EventContext>> paths) {
        this.index = index;
        this.seen = seen;
        this.rows = rows;
        this.paths = paths;
    }

    /** A value counts once, whichever fields of an event have it. */
    private record Key(Indicator indicator, int pid, long startNs, String value) {}

    /** An indicator that a process had in one of its values. */
    static final class Hit {
        private final Match match;
        private final long event;
        private final long timeNs;
        private final int pid;
        private final @Nullable String name;
        private final String where;
        private final String value;
        private long lastEvent;
        private long events;

        Hit(Match match, EventContext at, @Nullable ProcessInfo process, String where, String value) {
            this.match = match;
            this.event = at.number();
            this.timeNs = at.event().timeNs();
            this.pid = process == null ? 0 : process.pid();
            this.name = process == null ? null : process.name();
            this.where = where;
            this.value = value;
        }

        /** Notes that an event has the value, maybe in several fields. */
        void at(long number) {
            events += number == lastEvent ? 0 : 1;
            lastEvent = number;
        }

        Match match() {
            return match;
        }

        long event() {
            return event;
        }

        long timeNs() {
            return timeNs;
        }

        int pid() {
            return pid;
        }

        @Nullable
        String name() {
            return name;
        }

        String where() {
            return where;
        }

        String value() {
            return value;
        }

        long events() {
            return events;
        }
    }

    @Override
    public void event(EventContext event) {
        program(event);
        socket(event);
        paths.forEach((where, field) -> look(event, where, field.text(event), pathCache, index::path));
        attempt(event);
        if (event.event().type().equals(EventTypes.PROCEXIT)) {
            ended(event);
        }
    }

    private void ended(EventContext event) {
        ProcessInfo process = event.process();
        if (process != null && process.threadCount() <= 1) {
            programs.remove(process.pid());
            lastProcess = null;
        }
    }

    // ---- programs

    private void program(EventContext event) {
        ProcessInfo process = event.process();
        if (process == null || process == lastProcess && process.program() == lastProgram) {
            return;
        }
        Program program = process.program();
        lastProcess = process;
        lastProgram = program;
        Program before = programs.put(process.pid(), program);
        if (before != program && !inherited(process, program)) {
            ProcessInfo parent = process.parent();
            look(event, program, environment(before), environment(parent == null ? null : parent.program()));
        }
    }

    private static List<String> environment(@Nullable Program program) {
        return program == null ? List.of() : program.environment();
    }

    /** A forked process runs its parent's program, whose values are the parent's. */
    private static boolean inherited(ProcessInfo process, Program program) {
        ProcessInfo parent = process.parent();
        return parent != null && parent.program() == program;
    }

    /**
     * Looks at a program.
     *
     * @param before the environment of the program that the process ran before
     * @param parent that of its parent: what it passed on is a hit of the process that had it first
     */
    private void look(EventContext event, Program program, List<String> before, List<String> parent) {
        look(event, "proc.exepath", program.exepath(), pathCache, index::path);
        look(event, "gvisor.execfn", program.execfn(), pathCache, index::path);
        for (String argument : program.argv()) {
            look(event, "gvisor.cmdline", argument, textCache, index::text);
        }
        for (String variable : program.environment()) {
            List<Match> matches = matches(variable, textCache, index::text);
            if (!matches.isEmpty() && !before.contains(variable) && !parent.contains(variable)) {
                hit(event, matches, "proc.env", variable);
            }
        }
        Program.Binary binary = program.binary();
        if (binary != null) {
            seen.digest(binary.sha256() != null, binary.sha1() != null);
            digest(event, "gvisor.exe.sha256", binary.sha256());
            digest(event, "gvisor.exe.sha1", binary.sha1());
        }
    }

    private void digest(EventContext event, String where, @Nullable String digits) {
        if (digits != null) {
            hit(event, index.digest(digits), where, digits);
        }
    }

    /** An attempt to run a program that failed: its path and arguments are those of the call. */
    private void attempt(EventContext context) {
        Event event = context.event();
        Message message = event.message();
        if (event.failed() && message instanceof ExecveCall call) {
            look(context, "evt.args", call.pathname(), pathCache, index::path);
            for (String argument : call.arguments()) {
                look(context, "evt.args", argument, textCache, index::text);
            }
        }
    }

    // ---- sockets

    private void socket(EventContext event) {
        FdInfo fd = event.fd();
        String name = event.fdName();
        if (name == null || name.isEmpty() || name.startsWith("/")) {
            return;
        }
        SocketInfo socket = fd == null ? null : fd.socket();
        look(event, "fd.name", name, socketCache, text -> {
            if (socket == null || socket.local() == null && socket.remote() == null) {
                return index.socketName(text);
            }
            return index.ends(socket.local(), socket.remote());
        });
    }

    // ---- hits

    private void look(
            EventContext event,
            String where,
            @Nullable String value,
            Map<String, List<Match>> cache,
            Function<String, List<Match>> index) {
        if (value == null || value.isEmpty()) {
            return;
        }
        List<Match> matches = matches(value, cache, index);
        if (!matches.isEmpty()) {
            hit(event, matches, where, value);
        }
    }

    private static List<Match> matches(
            String value, Map<String, List<Match>> cache, Function<String, List<Match>> index) {
        List<Match> matches = cache.get(value);
        if (matches == null) {
            if (cache.size() == MOST_CACHED) {
                cache.clear();
            }
            matches = index.apply(value);
            cache.put(value, matches);
        }
        return matches;
    }

    private void hit(EventContext event, List<Match> matches, String where, String value) {
        ProcessInfo process = event.process();
        int pid = process == null ? 0 : process.pid();
        long startNs = process == null ? 0 : process.startNs();
        for (Match match : matches) {
            Key key = new Key(match.indicator(), pid, startNs, value);
            Hit known = hits.get(key);
            seen.hit(match.indicator());
            if (known == null && hits.size() < MOST_HITS) {
                known = new Hit(match, event, process, where, value);
                hits.put(key, known);
            }
            if (known != null) {
                known.at(event.number());
            } else {
                leftOut++;
            }
        }
    }

    @Override
    public void end(SandboxState state, boolean complete) {
        hits.values().forEach(rows::add);
        if (leftOut > 0) {
            rows.note("more than " + MOST_HITS + " hits: those that came later are left out");
        }
        seen.read();
        if (state.lost() > 0) {
            rows.note(state.lost() + (state.lost() == 1 ? " message was" : " messages were")
                    + " lost, and what happened then is not in the rows");
        }
    }
}
