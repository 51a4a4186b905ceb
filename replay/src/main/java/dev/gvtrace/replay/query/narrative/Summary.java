// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.replay.query.arrangement.Cell;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TraceInfo;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Collects the facts of a summary over all traces. Used once. */
final class Summary {
    private static final double NS_PER_SECOND = 1e9;
    private static final long SECONDS_SHOWN = 120;
    /** The rows that fit a terminal of 24 lines with headings and footer. */
    private static final int MOST_ROWS = 22;

    /** Only peers have a weight. */
    private static final Comparator<Counted> AS_THEY_CAME = byNumber(counted -> counted.weight);

    private static final List<String> PRIORITIES =
            List.of("Emergency", "Alert", "Critical", "Error", "Warning", "Notice", "Informational", "Debug");

    private final List<TraceInfo> traces;
    private final Section<Counted> containers =
            counted("container", "no container was seen", byNumber(container -> container.times), Summary::detail);
    private final Section<Counted> dropped = counted(
            "not from the image", "every program whose origin is known is from the image", AS_THEY_CAME, Summary::ran);
    private final Section<Counted> programs = counted(
            "program", "no program was run", byNumber(program -> program.times), program -> times("run ", program));
    private final Section<Counted> identities =
            counted("identity", "no process changed its user or group", AS_THEY_CAME, Summary::change);
    private final Section<Counted> written =
            counted("written", "no file was written", byNumber(file -> file.bytesOut), Summary::wrote);
    private final Section<Counted> peers =
            counted("peer", "no connection was made", byNumber(peer -> peer.weight), Summary::peer);
    private final Section<Counted> shells =
            counted("shell on a socket", "none was seen", AS_THEY_CAME, Summary::connection);
    private final Section<Alerts> alerts;
    private long gaps;
    private long lost;

    /** Something that happened several times. */
    private static final class Counted {
        private final Text name;
        private final String first;
        private final Set<Text> users = new HashSet<>();
        private @Nullable Text by;
        private @Nullable Text detail;
        private long times;
        private long bytesIn;
        private long bytesOut;
        private long weight;

        Counted(Text name, String first) {
            this.name = name;
            this.first = first;
        }

        void by(Text process) {
            by = by == null ? process : by;
            users.add(process);
        }

        /** Adds who did it. */
        void sayUsers(Phrase phrase) {
            if (by != null && !by.isEmpty()) {
                phrase.say(" by ").phrase(by);
                if (users.size() > 1) {
                    phrase.say(" and ").count(users.size() - 1, "other", "others");
                }
            }
        }
    }

    /** Alerts of a priority. */
    private static final class Alerts {
        private final Text priority;
        private final TreeMap<Text, Long> rules = new TreeMap<>();
        private long number;

        Alerts(Text priority) {
            this.priority = priority;
        }

        int rank() {
            int rank = PRIORITIES.indexOf(priority.display());
            return rank < 0 ? PRIORITIES.size() : rank;
        }
    }

    Summary(List<TraceInfo> traces, boolean withAlerts) {
        this.traces = List.copyOf(traces);
        alerts = new Section<>(
                "alerts",
                withAlerts ? "no rule matched" : "no rules are loaded",
                Comparator.comparingInt(Alerts::rank),
                of -> of.priority,
                Summary::alerts);
    }

    private static Section<Counted> counted(
            String title, String none, Comparator<Counted> order, Function<Counted, Text> value) {
        return new Section<>(title, none, order, counted -> counted.name, value);
    }

    /** The largest first. */
    private static Comparator<Counted> byNumber(ToLongFunction<Counted> number) {
        return Comparator.comparingLong(number).reversed();
    }

    /** Takes a row of the table {@code alerts}. */
    void alert(Cells row) {
        Text priority = Cell.textOrEmpty(row, "priority");
        Alerts of = alerts.get(priority, key -> new Alerts(priority));
        of.number++;
        of.rules.merge(Cell.textOrEmpty(row, "rule"), 1L, Long::sum);
    }

    /** Adds the facts of the trace with that number. */
    void add(TraceFacts facts, long trace) {
        Lives lives = new Lives(facts.of(Asked.PROCESSES));
        containers(facts);
        programs(facts, trace);
        identities(facts, trace);
        written(facts, trace);
        peers(facts, trace);
        shells(facts, lives, trace);
        for (Row gap : facts.of(Asked.GAPS)) {
            gaps++;
            lost += Math.max(0, Cell.number(gap, "lost"));
        }
    }

    private String event(Row row, String column, long trace) {
        return "evt:" + Cell.number(row, column) + (traces.size() > 1 ? " of trace " + trace : "");
    }

    private void containers(TraceFacts facts) {
        for (Row row : facts.of(Asked.CONTAINERS)) {
            Text id = Cell.textOrEmpty(row, "id");
            Counted container = containers.get(id, key -> new Counted(id, ""));
            container.times += Cell.number(row, "processes");
            Phrase phrase = new Phrase();
            Text image = Cell.text(row, "image");
            Text pod = Cell.text(row, "pod");
            Text command = Cell.text(row, "cmdline");
            if (Cell.isKnown(row, "name")) {
                phrase.name(Cell.textOrEmpty(row, "name")).say(", ");
            }
            if (image != null) {
                phrase.say("image ").name(image).say(", ");
            }
            if (pod != null) {
                phrase.say("pod ").name(pod).say(", ");
            }
            if (command != null) {
                phrase.quoted(command).say(", ");
            }
            container.detail =
                    phrase.count(container.times, "process", "processes").text();
        }
    }

    private void programs(TraceFacts facts, long trace) {
        Writes writes = new Writes(facts.of(Asked.ACCESSES));
        for (Row row : facts.of(Asked.EXECUTIONS)) {
            if (Cell.isTrue(row, "failed")) {
                continue;
            }
            Text path = Cell.textOrEmpty(row, "exepath");
            String origin = Cell.textOrEmpty(row, "origin").display();
            boolean foreign = origin.equals("written") || origin.equals("memfd");
            Counted program =
                    (foreign ? dropped : programs).get(path, key -> new Counted(path, event(row, "evt", trace)));
            program.times++;
            if (foreign && program.detail == null) {
                Row write = writes.before(Cell.textOrEmpty(row, "container"), path, Cell.number(row, "evt"));
                program.detail = Sentences.origin(row, write);
            }
        }
    }

    private void identities(TraceFacts facts, long trace) {
        for (Row row : facts.of(Asked.IDENTITIES)) {
            Text before = Cell.textOrEmpty(row, "before");
            Text after = Cell.textOrEmpty(row, "after");
            if (Cell.isTrue(row, "failed") || before.equals(after)) {
                continue;
            }
            Text name = Cell.textOrEmpty(row, "name");
            Counted change =
                    identities.get(List.of(name, before, after), key -> new Counted(name, event(row, "evt", trace)));
            change.times++;
            change.detail = new Phrase()
                    .say("from ")
                    .quoted(before)
                    .say(" to ")
                    .quoted(after)
                    .text();
        }
    }

    private void written(TraceFacts facts, long trace) {
        for (Row row : facts.of(Asked.ACCESSES)) {
            Text path = Cell.textOrEmpty(row, "target");
            boolean file = !Cell.textOrEmpty(row, "kind").display().equals("socket");
            boolean wrote = Cell.isKnown(row, "write_evt") || Cell.isTrue(row, "writable");
            if (file && wrote && !path.isEmpty() && !FileRoles.isSink(path)) {
                String column = Cell.isKnown(row, "write_evt") ? "write_evt" : "evt";
                Counted of = written.get(
                        List.of(path, Cell.textOrEmpty(row, "container"), trace),
                        key -> new Counted(path, event(row, column, trace)));
                of.bytesOut += Cell.number(row, "bytes_written");
                of.by(user(row));
            }
        }
    }

    private static Text user(Row row) {
        return new Phrase()
                .name(Cell.textOrEmpty(row, "name"))
                .say(" (" + Cell.number(row, "pid") + ")")
                .text();
    }

    private void peers(TraceFacts facts, long trace) {
        for (Row row : facts.of(Asked.CONNECTIONS)) {
            String protocol = Cell.textOrEmpty(row, "proto").display();
            boolean listener = Cell.textOrEmpty(row, "role").display().equals("listener");
            Text end = Cell.textOrEmpty(row, listener ? "local" : "remote");
            if (end.isEmpty() || protocol.equals("unix") || protocol.equals("netlink") || end.byteAt(0) == '/') {
                continue;
            }
            String outcome = Cell.textOrEmpty(row, "outcome").display();
            boolean accepted = outcome.equals("accepted");
            Text shown = accepted ? Sentences.host(end) : end;
            Counted peer = peers.get(List.of(shown, outcome), key -> new Counted(shown, event(row, "evt", trace)));
            peer.times++;
            peer.bytesIn += Cell.number(row, "bytes_in");
            peer.bytesOut += Cell.number(row, "bytes_out");
            peer.by(user(row));
            peer.detail = Text.ofUtf8(outcome.isEmpty() ? "used" : outcome);
            peer.weight = listener ? -1 : isLoopback(shown) ? -2 : peer.bytesIn + peer.bytesOut;
        }
    }

    private static boolean isLoopback(Text end) {
        String text = end.display();
        return text.startsWith("127.") || text.startsWith("::1:") || text.equals("::1");
    }

    private void shells(TraceFacts facts, Lives lives, long trace) {
        for (Row row : facts.of(Asked.STANDARD_SOCKETS)) {
            Life life = lives.ofEvent(row);
            Text name = Cell.textOrEmpty(row, "name");
            if (life == null || !FileRoles.isShell(name)) {
                continue;
            }
            Counted shell = shells.get(List.of(trace, life), key -> new Counted(user(row), event(row, "evt", trace)));
            boolean input = Cell.textOrEmpty(row, "proc.stdin.type").display().startsWith("ipv");
            shell.times++;
            shell.detail = Cell.text(row, input ? "proc.stdin.name" : "proc.stdout.name");
        }
    }

    // rows

    /** The rows of the summary. */
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(Section.row("trace", Text.ofUtf8("span"), Text.ofUtf8(span())));
        rows.add(Section.row("trace", Text.ofUtf8("completeness"), Text.ofUtf8(completeness())));
        rows.add(Section.row("trace", Text.ofUtf8("session"), Text.ofUtf8(session())));
        List<Section<?>> sections = List.of(containers, dropped, programs, identities, written, peers, shells, alerts);
        Map<Section<?>, Integer> sizes = sizes(
                List.of(dropped, peers, alerts, written, identities, shells, programs, containers),
                MOST_ROWS - rows.size());
        sections.forEach(section -> rows.addAll(section.rows(sizes.getOrDefault(section, 1))));
        return rows;
    }

    /** How many rows each section gets: two if it needs them, then one after another one more while there are any. */
    private static Map<Section<?>, Integer> sizes(List<Section<?>> byImportance, int most) {
        Map<Section<?>, Integer> sizes = new HashMap<>();
        int left = most;
        for (Section<?> section : byImportance) {
            int size = Math.min(2, section.needed());
            sizes.put(section, size);
            left -= size;
        }
        boolean more = true;
        while (more) {
            more = false;
            for (Section<?> section : byImportance) {
                int size = sizes.getOrDefault(section, 0);
                if (left > 0 && size < section.needed()) {
                    sizes.put(section, size + 1);
                    left--;
                    more = true;
                }
            }
        }
        return sizes;
    }

    private String span() {
        long first = traces.stream()
                .mapToLong(TraceInfo::firstNs)
                .filter(ns -> ns != 0)
                .min()
                .orElse(0);
        long last = traces.stream().mapToLong(TraceInfo::lastNs).max().orElse(0);
        long messages = traces.stream().mapToLong(TraceInfo::messages).sum();
        String count = (traces.size() > 1 ? traces.size() + " traces, " : "")
                + (messages == 1 ? "1 message" : messages + " messages");
        return first == 0
                ? count + ", none with a time"
                : TimeText.rfc3339(first) + " to " + TimeText.rfc3339(last) + " (" + length(last - first) + "), "
                        + count;
    }

    private static String length(long ns) {
        long seconds = (long) (ns / NS_PER_SECOND);
        if (seconds < SECONDS_SHOWN) {
            return String.format(Locale.ROOT, "%.3f s", ns / NS_PER_SECOND);
        }
        long hours = seconds / 3600;
        return (hours > 0 ? hours + " h " : "") + seconds / 60 % 60 + " min " + seconds % 60 + " s";
    }

    private String completeness() {
        long unsealed = traces.stream().filter(trace -> !trace.sealed()).count();
        String ending = unsealed == 0
                ? "sealed"
                : traces.size() == 1
                        ? traces.get(0).ending()
                        : unsealed + " of " + traces.size() + " traces are not sealed";
        if (gaps == 0) {
            return ending + "; no messages were lost as far as the Sentry counted";
        }
        return ending + "; " + (lost == 1 ? "1 message was" : lost + " messages were") + " lost in "
                + (gaps == 1 ? "1 gap" : gaps + " gaps") + ", and what happened then is not in this summary";
    }

    private String session() {
        long known = traces.stream().filter(trace -> trace.points() > 0).count();
        if (known == 0) {
            return "not recorded, so what is missing may not have been asked for";
        }
        int points = traces.stream().mapToInt(TraceInfo::points).max().orElse(0);
        return (points == 1 ? "1 point" : points + " points")
                + (known < traces.size() ? "; not recorded in " + (traces.size() - known) + " traces" : "");
    }

    private static Text detail(Counted counted) {
        Text detail = counted.detail;
        return detail == null ? Text.EMPTY : detail;
    }

    private static Text connection(Counted shell) {
        return new Phrase()
                .say("connection ")
                .name(detail(shell))
                .say(", " + shell.first)
                .text();
    }

    private static Text ran(Counted program) {
        Text detail = detail(program);
        return Text.join(Text.ofUtf8("; "), List.of(detail, times("run ", program)));
    }

    private static Text times(String verb, Counted counted) {
        return new Phrase()
                .say(verb)
                .count(counted.times, "time", "times")
                .say(", first at " + counted.first)
                .text();
    }

    private static Text change(Counted change) {
        return Text.join(Text.ofUtf8(", "), List.of(detail(change), times("", change)));
    }

    private static Text wrote(Counted file) {
        Phrase phrase = new Phrase();
        if (file.bytesOut > 0) {
            phrase.bytes(file.bytesOut);
        } else {
            phrase.say("opened for writing, no bytes seen,");
        }
        file.sayUsers(phrase);
        return phrase.say(", first at " + file.first).text();
    }

    private static Text peer(Counted peer) {
        Phrase phrase = new Phrase().say(detail(peer).display()).say(" ").count(peer.times, "time", "times");
        peer.sayUsers(phrase);
        if (!detail(peer).display().equals("listening")) {
            phrase.say(", ")
                    .bytes(peer.bytesIn)
                    .say(" in, ")
                    .bytes(peer.bytesOut)
                    .say(" out");
        }
        return phrase.say(", first at " + peer.first).text();
    }

    private static Text alerts(Alerts of) {
        Phrase phrase = new Phrase().count(of.number, "alert", "alerts").say(": ");
        List<Text> rules = new ArrayList<>(of.rules.keySet());
        rules.sort(Comparator.comparingLong(rule -> -of.rules.getOrDefault(rule, 0L)));
        int shown = Math.min(3, rules.size());
        for (int i = 0; i < shown; i++) {
            phrase.say(i == 0 ? "" : ", ").quoted(rules.get(i)).say(" ").say(of.rules.getOrDefault(rules.get(i), 0L));
        }
        return phrase.say(shown < rules.size() ? ", and " + (rules.size() - shown) + " more rules" : "")
                .text();
    }
}
